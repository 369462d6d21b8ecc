"""Saved pages of each platform, read by its pure parser: ``<platform>/<case>/`` holds page, meta and expected.

The pages are written by us in the platform's format. A case without expected.json gets one written and fails, so
that somebody reads it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import RawAdvert, Source
from crawlers.run import spider_class
from crawlers.sources import PLATFORMS
from crawlers.spiders import greenhouse, job_posting

HERE = Path(__file__).parent
SEEN_AT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
CASES = sorted(p.parent for p in HERE.glob("*/*/meta.json"))


def read_board(page: str, url: str, source: Source) -> list[RawAdvert]:
    return [greenhouse.raw_advert(job, source, SEEN_AT) for job in json.loads(page)["jobs"]]


def read_page(page: str, url: str, source: Source) -> list[RawAdvert]:
    return job_posting.page_adverts(page, url, source, SEEN_AT)


READERS: dict[str, Callable[[str, str, Source], list[RawAdvert]]] = {"greenhouse": read_board, "job_posting": read_page}


def adverts(case: Path) -> list[dict[str, Any]]:
    """What the case's page says: only the fields that are said, without those of the run."""
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    source = Source("case", case.parent.name, "employer_board", "Register Name Ltd")
    page = next(case.glob("page.*")).read_text("utf-8")
    read = READERS[case.parent.name](page, meta["url"], source)
    of_the_run = {"source", "run_id", "record", "seen_at"}
    return [{k: v for k, v in asdict(a).items() if v is not None and k not in of_the_run} for a in read]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_saved_page_reads_as_expected(case: Path) -> None:
    expected = case / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(adverts(case), ensure_ascii=False, indent=2) + "\n", "utf-8")
        pytest.fail(f"{expected.relative_to(HERE)} was missing and is written now: read it, correct it, run again")
    assert adverts(case) == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_every_platform_has_saved_pages_and_a_spider_of_its_name(platform: str) -> None:
    assert len([case for case in CASES if case.parent.name == platform]) >= 2
    assert spider_class(platform).name == platform
