"""Small invented markets, loaded and built as the real one is: every report below is made of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import dataframely as dy
import duckdb
import polars as pl
import pytest

from pipelines import schemas
from pipelines.week import Week
from warehouse.accuracy import read_accuracy
from warehouse.build import build
from warehouse.check import check, check_report
from warehouse.load import load, load_reference
from warehouse.report import files, render
from warehouse.report.content import Content, Versions, report_content
from warehouse.report.page import Page
from warehouse.report.render import checked_tables, report_page

LAST = Week(2026, 46)
VERSIONS = Versions(code="0.1.0", parser="p-test", taxonomy="t-test")
FAMILIES = {
    "ML Engineer": True, "MLOps Engineer": True, "Data Scientist": True, "Prompt Engineer": True, "Data Analyst": False,
    "Software Engineer": False, "Platform Engineer": False, "Nurse": False, "Accountant": False, "Chef": False,
}  # fmt: skip
SKILLS = {"python": "Python", "sql": "SQL", "pytorch": "PyTorch", "excel": "Excel"}
REGIONS = ("London", "London", "London", "North West", "Scotland", "South West")
PLATFORMS = ("greenhouse", "lever", "job_posting")
LEVELS = ("junior", "senior", None)
SALARY = {"junior": 40_000, "senior": 80_000, None: 60_000}
NOTHING_SAID: dict[str, Any] = dict.fromkeys(schemas.AdvertTable.columns())
HOSTILE = '<script>alert(1)</script> | [x](javascript:alert(1)) \u202eolleh "ü",\n `{family}`'
LIFE = 5  # weeks that an advert stays up
FULL: dict[str, Any] = {
    "outcomes": {("board_01", 69): "failed", ("board_02", 69): "partial"},
    "joins": {"board_07": 69},
}


@dataclass
class Market:
    """What differs between the tests' markets. Weeks are counted from 0; outcomes by (source, week)."""

    weeks: int = 70
    sources: int = 8
    employers: int = 40
    pay: bool = True
    rise: float = 4.0
    outcomes: dict[tuple[str, int], str] = field(default_factory=dict)
    joins: dict[str, int] = field(default_factory=dict)
    title: str = "{family}"
    url: str = "https://jobs.example/{source_id}?a=1&b=2"
    per_week: int = 5


def name_of(n: int) -> str:
    return f"board_{n:02d}"


class _Rows:
    def __init__(self, market: Market) -> None:
        self.market = market
        self.random = random.Random(7)
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in _SCHEMAS}
        for n in range(market.sources):
            self._source(n)

    def _source(self, n: int) -> None:
        source = name_of(n)
        self.tables["source"].append({
            "source": source, "platform": PLATFORMS[n % 3], "kind": "employer_board", "name": f"Board {n} <Ltd>",
            "country": "GB", "cadence_days": 7, "sector": None, "token": None, "is_simulated": False,
        })  # fmt: skip
        alive: list[tuple[int, str]] = []
        for week in range(self.market.joins.get(source, 0), self.market.weeks):
            outcome = self.market.outcomes.get((source, week), "complete")
            if outcome == "none":
                continue
            alive = [(until, a) for until, a in alive if until > week]
            if outcome in ("complete", "partial"):
                alive += [(week + LIFE, self._advert(source, week, i)) for i in range(self.market.per_week)]
            self._run(source, week, outcome, alive)

    def _run(self, source: str, week: int, outcome: str, alive: list[tuple[int, str]]) -> None:
        start = datetime.combine(self.monday(week), datetime.min.time(), UTC) + timedelta(hours=3)
        run_id = f"{source}@{start:%Y%m%dT%H%M%SZ}"
        seen = alive if outcome in ("complete", "partial") else []
        rejects = 1 if outcome == "partial" else 0
        self.tables["crawl_run"].append({
            "run_id": run_id, "source": source, "started_at": start, "finished_at": start + timedelta(minutes=2),
            "outcome": outcome, "proof": {"complete": "fetched = listed"}.get(outcome, "HTTP 503 on page 1"),
            "n_listed": len(seen), "n_fetched": len(seen) + rejects, "n_dropped": 0, "n_sightings": len(seen),
            "n_rejects": rejects, "is_truncated": False, "origin": None, "raw_sha256": f"{len(seen):064d}",
            "parser_version": "p-test",
        })  # fmt: skip
        for record, (_, advert_id) in enumerate(seen):
            source_id = advert_id.removeprefix(source)
            self.tables["sighting"].append({
                "run_id": run_id, "source_id": source_id, "source": source, "seen_at": start, "content_hash": "h",
                "advert_id": advert_id, "url": self.market.url.format(source_id=source_id), "record": record,
            })  # fmt: skip
        if rejects:
            self.tables["reject"].append({
                "run_id": run_id, "record": len(seen), "field": "record", "source": source, "source_id": None,
                "reason": "no_title", "detail": "an empty title", "origin": None,
            })  # fmt: skip

    def monday(self, week: int) -> Any:
        return LAST.shift(week - self.market.weeks + 1).monday

    def _advert(self, source: str, week: int, i: int) -> str:
        m, r = self.market, self.random
        late = week >= m.weeks - 13
        weights = [m.rise if late and f == "MLOps Engineer" else 0.25 if late and f == "Chef" else 1 for f in FAMILIES]
        family = r.choices(list(FAMILIES), weights)[0]
        is_ml, level, region = FAMILIES[family], r.choice(LEVELS), r.choice(REGIONS)
        if is_ml and r.random() < 0.5:
            region = "London"
        known = family != "Accountant"
        employer = f"Invented Works {r.randrange(m.employers):02d}"
        paid = m.pay and r.random() < 0.6
        low = SALARY[level] + (20_000 if region == "London" else 0) + 1000 * r.randrange(8)
        text = f"An invented advert, number {len(self.tables['advert'])}. Pay {low}."
        advert_id = f"{source}{week:03d}{i:02d}"
        row = NOTHING_SAID | {
            "advert_id": advert_id, "source": source, "source_id": f"{week:03d}{i:02d}", "content_hash": "h",
            "title_raw": m.title.format(family=family), "title_core": family.lower(),
            "title_family": family if known else None, "seniority": level, "is_ml_ai": is_ml, "is_tech": is_ml,
            "employer_raw": employer, "employer_key": employer.lower(), "is_agency": False, "place_raw": region,
            "country": "GB", "region": region, "n_places": 1, "text": text, "text_kind": "full",
            "parser_version": "p-test", "workplace": r.choice(("remote", "hybrid", "onsite", None)),
            "contract": r.choice(("permanent", None)),
        }  # fmt: skip
        if paid:
            row |= {"pay_min": float(low), "pay_max": low + 5000.0, "pay_currency": "GBP", "pay_period": "year",
                    "pay_basis": "stated", "pay_text": str(low)}  # fmt: skip
            self._evidence(advert_id, text, str(low))
        for fact in ("seniority", "region", "workplace", "contract"):
            if row[fact]:
                self._evidence(advert_id, text, "An invented advert", fact)
        self.tables["advert"].append(row)
        self.tables["advert_place"].append(
            {"advert_id": advert_id, "ordinal": 0, "town": None, "region": region, "share": 1.0}
        )
        has_pytorch = r.random() < (0.8 if late and is_ml else 0.15)
        for skill in [r.choice(("python", "sql", "excel"))] + ["pytorch"] * has_pytorch:
            self.tables["mention"].append({
                "advert_id": advert_id, "skill_id": skill, "field": "text", "start_char": 3, "end_char": 11,
                "surface": "invented", "demand": "required",
            })  # fmt: skip
        return advert_id

    def _evidence(self, advert_id: str, text: str, words: str, fact: str = "pay") -> None:
        start = text.rindex(words)
        self.tables["evidence"].append({
            "advert_id": advert_id, "fact": fact, "ordinal": 0, "value": words, "field": "text", "start_char": start,
            "end_char": start + len(words), "rule": "test", "parser_version": "p-test",
        })  # fmt: skip


_SCHEMAS: dict[str, type[dy.Schema]] = {
    "source": schemas.SourceTable, "crawl_run": schemas.CrawlRunTable, "sighting": schemas.SightingTable,
    "gone": schemas.GoneTable, "reject": schemas.RejectTable, "advert": schemas.AdvertTable,
    "advert_place": schemas.AdvertPlaceTable, "mention": schemas.MentionTable,
    "unseen_skill": schemas.UnseenSkillTable, "evidence": schemas.EvidenceTable,
}  # fmt: skip


def _frame(schema: type[dy.Schema], rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    return schema.validate(pl.DataFrame(list(rows), schema=schema.create_empty().schema), cast=True)


def content_of(market: Market, week: Week = LAST) -> Content:
    """Load a market, build the models, gather the report, and hold the laws of both."""
    with warehouse_of(market) as con:
        content = report_content(con, week, VERSIONS)
        check_report(con, checked_tables(content))
        return content


@contextmanager
def warehouse_of(market: Market) -> Iterator[duckdb.DuckDBPyConnection]:
    """A market, loaded and built; its laws hold."""
    frames = {name: _frame(_SCHEMAS[name], rows) for name, rows in _Rows(market).tables.items()}
    skill = pl.DataFrame([
        {"skill_id": k, "name": v, "kind": "tool", "family": None, "is_ml_ai": k == "pytorch"}
        for k, v in SKILLS.items()
    ], schema=schemas.SkillTable.create_empty().schema)  # fmt: skip
    family = pl.DataFrame([
        {"title_family": f, "is_ml_ai": ml, "is_tech": ml, "soc2020_code": None, "esco_code": None}
        for f, ml in FAMILIES.items()
    ], schema=schemas.TitleFamilyTable.create_empty().schema)  # fmt: skip
    with duckdb.connect() as con:
        load(con, frames)
        load_reference(con, {"skill": skill, "title_family": family, "accuracy": read_accuracy()})
        build(con)
        check(con)
        yield con


@pytest.fixture(autouse=True, scope="session")
def pages_drawn_once() -> Iterator[None]:
    """Drawing a page takes a second: within the tests, a content's page is made once."""
    known: dict[int, tuple[Content, Page]] = {}

    def once(content: Content) -> Page:
        if id(content) not in known:
            known[id(content)] = content, report_page(content)
        return known[id(content)][1]

    with pytest.MonkeyPatch.context() as patch:
        for module in (render, files):
            patch.setattr(module, "report_page", once)
        yield


@pytest.fixture(scope="session")
def fresh() -> Callable[..., Content]:
    """A market's fields to its report's content, loaded anew."""
    return lambda **fields: content_of(Market(**fields))


@pytest.fixture(scope="session")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """What the report of ``full`` was made of."""
    with warehouse_of(Market(**FULL)) as con:
        yield con


@pytest.fixture(scope="session")
def gather(fresh: Callable[..., Content]) -> Callable[..., Content]:
    """The same, loaded once."""
    known: dict[str, Content] = {}

    def content(**fields: Any) -> Content:
        key = repr(sorted(fields.items()))
        if key not in known:
            known[key] = fresh(**fields)
        return known[key]

    return content


@pytest.fixture(scope="session")
def full(gather: Callable[..., Content]) -> Content:
    """70 weeks, 8 sources, MLOps Engineer rises; this week one source failed, one gave a part, one is new."""
    return gather(**FULL)


@pytest.fixture(scope="session")
def hostile(gather: Callable[..., Content]) -> Content:
    """Titles and addresses that would break out of a page, a table, a CSV row or a link."""
    return gather(title=HOSTILE, url="javascript:alert('{source_id}')", weeks=30)


@pytest.fixture(scope="session")
def short(gather: Callable[..., Content]) -> Content:
    """Ten weeks: no trend can be tested."""
    return gather(weeks=10)
