"""One crawl, in a process of its own so that its cost can be told.

``python -m tests.bench.crawl_once ROOT PLATFORM N`` prints JSON: CPU seconds and the greatest memory (MB) of the
crawling process, and what the runs came to.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.items import Source
from crawlers.run import CrawlOptions, crawl


def sources_of(root: str, platform: str, n: int) -> tuple[list[Source], str]:
    """``n`` boards that stand at a root, and the base address of their platform."""
    parts = urlsplit(root)
    base = f"{parts.scheme}://{parts.netloc}"
    about = {"kind": "employer_board", "name": "Bench Ltd"}
    if platform == "job_posting":
        return [Source("site", platform, token=f"{root}sitemap.xml", **about)], base  # type: ignore[arg-type]
    return [Source(f"board-{k}", platform, token=f"{197 + k}", **about) for k in range(n)], base  # type: ignore[arg-type]


def main(root: str, platform: str, n: int) -> None:
    sources, base = sources_of(root, platform, n)
    options = CrawlOptions(delay=0, concurrency_per_host=16, api_base={"greenhouse": base}, max_seconds=3600)
    with tempfile.TemporaryDirectory() as raw:
        runs = crawl(sources, Path(raw), datetime(2026, 11, 16, tzinfo=UTC), options)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "cpu": used.ru_utime + used.ru_stime,
        "memory_mb": used.ru_maxrss / 1024,
        "fetched": sum(run.n_fetched for run in runs),
        "outcomes": Counter(run.outcome for run in runs),
        "proof": runs[0].proof,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
