from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from pipelines.link.traits import traits
from pipelines.link.vetoes import forbidden

Profiles = Callable[..., pl.DataFrame]

AGREE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "two boards": ({}, {}),
    "no place on one side": ({}, {"towns": None, "regions": None}),
    "a town in common": (
        {"towns": ["Leeds", "York"], "regions": [None, None]},
        {"towns": ["Hull", "York"], "regions": [None, None]},
    ),
    "a region that holds the town": ({}, {"towns": [None], "regions": ["Yorkshire and The Humber"]}),
    "one region": ({"towns": [None], "regions": ["Wales"]}, {"towns": [None], "regions": ["Wales"]}),
    "a level on one side only": ({"seniority": "senior"}, {}),
    "pay that meets": ({"pay_min": 40e3, "pay_max": 50e3}, {"pay_min": 50e3, "pay_max": 60e3}),
    "pay open at one end": ({"pay_max": 50e3}, {"pay_min": 45e3}),
    "pay of two periods": (
        {"pay_min": 400.0, "pay_max": 450.0, "pay_period": "day"},
        {"pay_min": 90e3, "pay_max": 95e3},
    ),
    "a prediction of pay": (
        {"pay_min": 10.0, "pay_max": 11.0, "pay_basis": "predicted"},
        {"pay_min": 90e3, "pay_max": 95e3},
    ),
    "words for work that ends": ({"contract": "fixed_term"}, {"contract": "contract"}),
    "an agency's copy": ({}, {"employer_key": "tallow personnel", "is_agency": True}),
    "an employer not named": ({}, {"employer_key": None}),
    "a shorter name": ({}, {"employer_key": "quillfeather"}),
    "requisitions of two boards": ({"requisition_id": "A-17"}, {"requisition_id": "B-18"}),
    "two agencies at one board": (
        {"source": "s", "employer_key": "tallow personnel", "is_agency": True},
        {"source": "s", "employer_key": "fennel search", "is_agency": True},
    ),
    "one requisition at one board": (
        {"source": "s", "requisition_id": "A-17"},
        {"source": "s", "requisition_id": "A-17"},
    ),
    "one post twice at an aggregator": (
        {"source": "s", "source_kind": "aggregator"},
        {"source": "s", "source_kind": "aggregator"},
    ),
    "a title with more words": (
        {},
        {"title_core": "Data Engineer Streaming", "title_raw": "Data Engineer (Streaming)"},
    ),
    "whole texts, whenever posted": ({"posted_on": date(2026, 11, 2)}, {"posted_on": date(2026, 8, 2)}),
    "versions of one listing": ({"source": "s", "source_id": "1"}, {"source": "s", "source_id": "1"}),
}
CONTRADICT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "two towns": ({}, {"towns": ["York"]}),
    "a region without the town": ({}, {"towns": [None], "regions": ["Wales"]}),
    "two countries": ({}, {"country": "other"}),
    "two levels": ({"seniority": "senior"}, {"seniority": "junior"}),
    "a level in one title": ({"title_raw": "Senior Data Engineer"}, {}),
    "pay apart": ({"pay_min": 40e3, "pay_max": 50e3}, {"pay_min": 51e3, "pay_max": 60e3}),
    "for good and for a time": ({"contract": "permanent"}, {"contract": "fixed_term"}),
    "two employers": ({}, {"employer_key": "marrow bridge foods"}),
    "a name that only begins alike": ({}, {"employer_key": "quillfeather robotics2"}),
    "two of one employer at one board": ({"source": "s"}, {"source": "s"}),
    "two requisitions at one board": (
        {"source": "s", "source_kind": "aggregator", "requisition_id": "A-17"},
        {"source": "s", "source_kind": "aggregator", "requisition_id": "A-18"},
    ),
    "two posts at an aggregator": (
        {"source": "s", "source_kind": "aggregator"},
        {
            "source": "s",
            "source_kind": "aggregator",
            "title_core": "Data Engineer",
            "title_raw": "Data Engineer (Pricing)",
        },
    ),
    "other work": ({}, {"title_core": "Payroll Officer", "title_raw": "Payroll Officer"}),
    "a cut text posted in another season": (
        {"is_snippet": True, "posted_on": date(2026, 11, 2)},
        {"posted_on": date(2026, 8, 2)},
    ),
    "a cut text under another title": ({"is_snippet": True}, {"title_raw": "Data Engineer (Pricing)"}),
}


@pytest.mark.parametrize("pair", AGREE.values(), ids=AGREE.keys())
def test_may_be_one_vacancy(pair: tuple[dict[str, Any], dict[str, Any]], profiles: Profiles) -> None:
    assert _forbidden(profiles(*pair)) == [False, False]


@pytest.mark.parametrize("pair", CONTRADICT.values(), ids=CONTRADICT.keys())
def test_cannot_be_one_vacancy(pair: tuple[dict[str, Any], dict[str, Any]], profiles: Profiles) -> None:
    assert _forbidden(profiles(*pair)) == [True, True]


def test_no_pairs_at_all(profiles: Profiles) -> None:
    none = np.zeros(0, dtype=np.int64)
    assert forbidden(traits(profiles()), none, none).tolist() == []


def _forbidden(two: pl.DataFrame) -> list[bool]:
    """Both ways round."""
    return forbidden(traits(two), np.array([0, 1]), np.array([1, 0])).tolist()
