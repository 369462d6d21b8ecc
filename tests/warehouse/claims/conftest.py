"""A small invented market whose every figure is known: twelve employers, each on a board of its own, 75 weeks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.week import Week
from warehouse.build import build
from warehouse.claim.check import check_claims
from warehouse.claim.register import read_register
from warehouse.tables import TABLES, create_tables, insert

WEEK = Week(2026, 47)
N_WEEKS, N_EMPLOYERS, WEEKS_OPEN = 75, 12, 4
Facts = dict[str, Any]
ADVERT = frozenset(TABLES["advert"].columns())


def at(week: int) -> datetime:
    """The run of a week; 0 is the newest, 1 the one before."""
    return datetime.combine(WEEK.shift(-week).monday, datetime.min.time(), UTC) + timedelta(hours=5)


def vacancies(week: int, employer: int) -> Iterator[Facts]:
    """What an employer first shows in a week: two engineers, a scientist, a nurse, and what the week brings."""
    is_london = employer < 6
    place = (
        {"town": "London", "region": "London"} if is_london else {"town": "Leeds", "region": "Yorkshire and The Humber"}
    )
    salary = 60_000 + 10_000 * is_london + 500 * employer
    base = place | {
        "is_ml_ai": True,
        "is_tech": True,
        "contract": "permanent",
        "sector": "finance" if is_london else "retail",
    }
    for n in range(2):
        yes = (week + n) % 2 == 0
        yield base | {
            "title_family": "Machine Learning Engineer", "seniority": "senior" if n else None,
            "pay": salary * (1.2 if yes else 1.0), "workplace": "hybrid" if yes else "remote",
            "skills": ["python", *(["rust"] if yes else []), *(["mlflow"] if week < 26 and yes else [])],
            "education_required": "degree" if n else None, "years_min": 4.0 if week < 26 else 2.0,
        }  # fmt: skip
    yield base | {
        "title_family": "Data Scientist",
        "seniority": "junior",
        "skills": ["python", "r", "statistics"],
        "pay": salary - 20_000,
    }
    for _ in range(2):
        yield place | {
            "title_family": "Registered Nurse",
            "is_ml_ai": False,
            "is_tech": False,
            "sector": "health",
            "skills": [],
        }
    if week < 13 or week % 8 == employer % 8:  # a title that rises from one in eight weeks to one a week
        yield base | {"title_family": "AI Auditor", "skills": ["python"]}
    if (week < 10 and employer < 5) or (week < 3 and employer == 9):
        yield base | {"title_family": "LLM Engineer", "skills": ["python"]}
    if employer < 10 and week >= 40:  # one role turns into another
        yield base | {"title_family": "Prompt Engineer", "skills": ["python", "statistics"]}
    if employer < 10 and week < 13:
        yield base | {"title_family": "AI Interaction Designer", "skills": ["python", "statistics"]}
    if week % 4 == 0:
        yield base | {
            "title_family": "Machine Learning Engineer", "contract": "contract", "pay": 500 + 10 * employer,
            "pay_period": "day", "ir35": "outside", "skills": ["python"], "employer_kind": "agency", "is_agency": True,
        }  # fmt: skip


def listings() -> Iterator[Facts]:
    for employer in range(N_EMPLOYERS):
        for week in range(N_WEEKS - 1, -1, -1):
            for n, facts in enumerate(vacancies(week, employer)):
                yield facts | {"employer": employer, "week": week, "n": n}


@pytest.fixture(scope="session")
def market() -> Iterator[duckdb.DuckDBPyConnection]:
    """The market, built by the real models. Nothing may write into it."""
    with duckdb.connect() as con:
        create_tables(con)
        for name, rows in tables(list(listings())).items():
            insert(con, name, full(name, rows))
        build(con)
        yield con


def tables(found: list[Facts]) -> dict[str, list[Facts]]:
    rows: dict[str, list[Facts]] = {
        name: [] for name in ("source", "crawl_run", "sighting", "advert", "advert_place", "mention")
    }
    for employer in range(N_EMPLOYERS):
        source = f"board{employer}"
        platform = "greenhouse" if employer % 2 else "lever"
        rows["source"].append({
            "source": source, "platform": platform, "kind": "employer_board", "name": source, "cadence_days": 7,
            "is_simulated": True,
        })  # fmt: skip
        for week in range(N_WEEKS):
            rows["crawl_run"].append({
                "run_id": f"{source}@{week}", "source": source, "started_at": at(week), "finished_at": at(week),
                "outcome": "complete", "proof": "all", "n_fetched": 0, "n_dropped": 0, "n_sightings": 0, "n_rejects": 0,
                "is_truncated": False, "parser_version": "1",
            })  # fmt: skip
    for facts in found:
        add_listing(rows, facts)
    rows["skill"] = [
        {
            "skill_id": s,
            "name": s,
            "kind": "language" if s in ("python", "rust", "r") else "method",
            "is_ml_ai": s == "mlflow",
        }
        for s in ("python", "rust", "r", "statistics", "mlflow")
    ]
    return rows


def add_listing(rows: Mapping[str, list[Facts]], facts: Facts) -> None:
    source, source_id = f"board{facts['employer']}", f"{facts['week']}-{facts['n']}"
    advert = f"{source}/{source_id}"
    key = {"advert_id": advert, "source": source, "source_id": source_id}
    known = {k: v for k, v in facts.items() if k in ADVERT}
    pay = facts.get("pay")
    of_advert = {
        "is_agency": False, "n_places": 1, "text_kind": "full", "parser_version": "1", "content_hash": "x",
        "country": "GB", "text": "We work together. The take-home task is short.", "title_raw": facts["title_family"],
        "employer_raw": f"Employer Number {facts['employer']} Ltd", "employer_key": f"employer {facts['employer']}",
    }  # fmt: skip
    of_pay = {"pay_min": pay, "pay_max": pay, "pay_currency": "GBP", "pay_basis": "stated", "pay_period": "year"}
    rows["advert"].append(of_advert | key | (of_pay if pay else {}) | known)
    rows["advert_place"].append(
        {"advert_id": advert, "ordinal": 0, "town": facts["town"], "region": facts["region"], "share": 1.0}
    )
    for i, skill in enumerate(facts["skills"]):
        rows["mention"].append({
            "advert_id": advert, "skill_id": skill, "field": "text", "start_char": i, "end_char": i + 1, "surface": "x",
        })  # fmt: skip
    for week in range(facts["week"], max(facts["week"] - WEEKS_OPEN, -1), -1):
        rows["sighting"].append(key | {
            "run_id": f"{source}@{week}", "seen_at": at(week), "content_hash": "x", "record": 0,
        })  # fmt: skip


def full(name: str, rows: list[Facts]) -> pl.DataFrame:
    """Rows with every column of the table, null where nothing is said."""
    types = {column: spec.dtype for column, spec in TABLES[name].columns().items()}
    return pl.DataFrame({c: [row.get(c) for row in rows] for c in types}, schema=types)


@pytest.fixture
def check(market: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Check one claim, its YAML without id and words: the rows of the whole (first) and of its parts."""

    def of(
        yaml: str, con: duckdb.DuckDBPyConnection = market, week: Week = WEEK, **kwargs: Any
    ) -> list[dict[str, Any]]:
        file = tmp_path / "mine.yml"
        body = "\n".join(f"    {line}" for line in yaml.strip().splitlines())
        file.write_text(f"source: A test\nclaims:\n  - id: T-1\n    claim: It is so.\n{body}\n", "utf-8")
        return check_claims(con, read_register([file]), week, **kwargs).to_dicts()

    return of
