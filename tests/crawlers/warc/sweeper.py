"""Crawls one sweep with further Scrapy settings: what the tests of recording and replay run in a process.

Its arguments are the job, as ``crawlers.run`` writes it, and a file with the settings.
"""

import json
import sys
from pathlib import Path
from typing import Any

from crawlers import run

MIDDLEWARES = {"crawlers.warc.replay.ReplayMiddleware": 980, "crawlers.warc.record.RecordMiddleware": 990}


def crawl(job: dict[str, Any], more: dict[str, Any]) -> None:
    ours = run.scrapy_settings

    def settings(*args: Any, **options: Any) -> dict[str, Any]:
        made = ours(*args, **options) | more
        return made | {"DOWNLOADER_MIDDLEWARES": made["DOWNLOADER_MIDDLEWARES"] | MIDDLEWARES}

    run.scrapy_settings = settings  # type: ignore[assignment]
    run._crawl_here(job)


crawl(*(json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:]))
