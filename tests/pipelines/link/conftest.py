"""Invented adverts as the linker sees them, and likely pairs of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines.link.shingles import FIELD, codes

MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)
Profiles = Callable[..., pl.DataFrame]

SCHEMA = {
    "advert_id": pl.String, "first_seen_at": pl.Datetime("us", "UTC"), "first_run_id": pl.String, "body": pl.Int64,
    "teller": pl.Int64, "post": pl.Int64, "requisition": pl.Int64, "address": pl.Int64, "is_snippet": pl.Boolean,
    "source_kind": pl.String, "source": pl.String, "source_id": pl.String, "employer_key": pl.String,
    "is_agency": pl.Boolean, "seniority": pl.String, "contract": pl.String, "country": pl.String, "pay_min": pl.Float64,
    "pay_max": pl.Float64, "pay_currency": pl.String, "pay_period": pl.String, "pay_basis": pl.String,
    "title_core": pl.String, "title_raw": pl.String, "posted_on": pl.Date, "towns": pl.List(pl.String),
    "regions": pl.List(pl.String),
}  # fmt: skip


@pytest.fixture
def profiles() -> Profiles:
    """``profiles({...}, {...})``: one row an advert, named a, b, c ..., first seen in that order, an hour
    apart; fields as ``SCHEMA``.

    ``weeks_ago`` moves an advert's first sighting. Codes of advertiser, post and requisition follow from its words.
    """

    def make(*adverts: dict[str, Any]) -> pl.DataFrame:
        return pl.DataFrame([_profile(k, **fields) for k, fields in enumerate(adverts)], schema=SCHEMA)

    return make


def _profile(k: int, *, weeks_ago: int = 0, requisition_id: str | None = None, **fields: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "advert_id": chr(ord("a") + k), "first_run_id": f"run-{k}", "body": 1, "is_snippet": False,
        "first_seen_at": MONDAY + timedelta(hours=k, weeks=-weeks_ago), "address": None,
        "source_kind": "job_board", "source": f"board-{k}", "source_id": str(k),
        "employer_key": "quillfeather robotics", "is_agency": False, "seniority": None, "contract": None,
        "country": "GB",
        "pay_min": None, "pay_max": None, "pay_currency": "GBP", "pay_period": "year", "pay_basis": "stated",
        "posted_on": None, "title_core": "Data Engineer", "title_raw": "Data Engineer", "towns": ["Leeds"],
        "regions": ["Yorkshire and The Humber"],
    } | fields  # fmt: skip
    towns = said["towns"] or [""]
    said["teller"] = _code(said["source"], said["employer_key"] or "")
    said["post"] = _code(said["title_raw"], towns[0] or "")
    said["requisition"] = _code(said["employer_key"] or "", requisition_id) if requisition_id else None
    return said


def _code(*fields: str) -> int:
    return int(codes(pl.Series([f" {FIELD} ".join(fields)]))[0])
