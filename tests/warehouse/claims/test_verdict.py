"""From an interval to a verdict, and from the parts' verdicts to the claim's."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.claim.estimate import Estimate, Judged, Verdict, accepted, bound_in_words, judge, number, together
from warehouse.claim.register import Part


def part(measure: str = "share", **bound: Any) -> Part:
    having = None if measure in ("salary", "out_of_scope") else {"is_tech": True}
    return Part.model_validate({"measure": measure, "having": having} | bound)


def found(low: float | None, high: float | None, **more: Any) -> Estimate:
    value = None if low is None or high is None else (low + high) / 2
    return Estimate(**{"n": 100, "n_employers": 20, "unit": "share", "value": value, "low": low, "high": high} | more)


@pytest.mark.parametrize(
    ("bound", "low", "high", "verdict"),
    [
        ({"at_least": 0.5}, 0.5, 0.6, "supported"),
        ({"at_least": 0.5}, 0.4, 0.6, "cannot_tell"),
        ({"at_least": 0.5}, 0.4, 0.5, "cannot_tell"),
        ({"at_least": 0.5}, 0.3, 0.49, "contradicted"),
        ({"at_most": 0.5}, 0.3, 0.5, "supported"),
        ({"at_most": 0.5}, 0.51, 0.9, "contradicted"),
        ({"low": 0.2, "high": 0.4}, 0.2, 0.4, "supported"),
        ({"low": 0.2, "high": 0.4}, 0.1, 0.3, "cannot_tell"),
        ({"low": 0.2, "high": 0.4}, 0.1, 0.9, "cannot_tell"),
        ({"low": 0.2, "high": 0.4}, 0.41, 0.9, "contradicted"),
        ({"low": 0.2, "high": 0.4}, 0.0, 0.19, "contradicted"),
        ({"rises": True}, 0.01, 0.2, "supported"),
        ({"rises": True}, 0.0, 0.2, "cannot_tell"),
        ({"rises": True}, -0.2, 0.0, "contradicted"),
        ({"falls": True}, -0.2, -0.01, "supported"),
        ({"falls": True}, 0.0, 0.0, "contradicted"),
        ({"above": {"having": {"is_tech": False}}}, 0.1, 0.2, "supported"),
        ({"below": {"having": {"is_tech": False}}}, 0.1, 0.2, "contradicted"),
        ({"rank": {"of": "skills", "item": "x", "at_most": 2}}, 1, 2, "supported"),
        ({"rank": {"of": "skills", "item": "x", "at_most": 2}}, 2, 3, "cannot_tell"),
        ({"rank": {"of": "skills", "item": "x", "at_most": 2}}, 3, 9, "contradicted"),
    ],
)  # fmt: skip
def test_the_interval_decides(bound: dict[str, Any], low: float, high: float, verdict: Verdict) -> None:
    judged = judge(part(**bound), found(low, high))
    assert judged.verdict == verdict
    assert "90 % interval" in judged.reason


def test_of_a_ratio_one_is_neutral() -> None:
    above = {"above": {"population": {"is_tech": True}}}
    assert judge(part("salary", **above), found(1.01, 1.3, neutral=1.0)).verdict == "supported"
    assert judge(part("salary", **above), found(0.7, 0.99, neutral=1.0)).verdict == "contradicted"


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (found(0.6, 0.7, n=14), "14 vacancies of 20 employers, and nothing is concluded below 15 of 8"),
        (found(0.6, 0.7, n_employers=7), "100 vacancies of 7 employers"),
        (found(None, None), "too little for an interval"),
        (found(0.6, 0.7, lacking="the boards changed"), "the boards changed"),
    ],
)
def test_too_little_decides_nothing(estimate: Estimate, said: str) -> None:
    judged = judge(part(at_least=0.5), estimate)
    assert judged.verdict == "cannot_tell"
    assert said in judged.reason


def test_a_floor_of_its_own_and_a_verdict_of_its_own_are_kept() -> None:
    assert judge(part(at_least=0.5), found(0.6, 0.7, n=5, has_floor=False)).verdict == "supported"
    assert judge(part(at_least=0.5), found(0.6, 0.7, verdict="contradicted", told="seen")) == Judged(
        "contradicted", "seen"
    )


@given(st.floats(-10, 10), st.floats(0, 5), st.floats(-10, 10), st.floats(0, 5))
def test_supported_is_inside_and_contradicted_outside(low: float, width: float, least: float, span: float) -> None:
    claim = part(low=least, high=least + span)
    judged = judge(claim, found(low, low + width))
    inside = least <= low and low + width <= least + span
    apart = low + width < least or low > least + span
    assert (judged.verdict == "supported") == inside
    assert (judged.verdict == "contradicted") == apart


@given(st.floats(-5, 5), st.floats(0, 5))
def test_a_rise_and_a_fall_never_both_hold(low: float, width: float) -> None:
    verdicts = {judge(part(**{way: True}), found(low, low + width)).verdict for way in ("rises", "falls")}
    assert verdicts in (
        {"supported", "contradicted"},
        {"cannot_tell"},
        {"contradicted"},
        {"contradicted", "cannot_tell"},
    )


@pytest.mark.parametrize(
    ("verdicts", "whole", "decider"),
    [
        ("s", "supported", 1), ("ss", "supported", 1), ("sc", "contradicted", 2), ("?c", "contradicted", 2),
        ("s?s", "cannot_tell", 2), ("o", "out_of_scope", 1), ("so", "out_of_scope", 2), ("o?", "cannot_tell", 2),
        ("oc", "contradicted", 2), ("sC", "supported", 1), ("Cs", "supported", 2), ("oS", "out_of_scope", 1),
    ],
)  # fmt: skip
def test_parts_make_the_claim_and_asides_do_not(verdicts: str, whole: Verdict, decider: int) -> None:
    named: dict[str, Verdict] = {"s": "supported", "c": "contradicted", "?": "cannot_tell", "o": "out_of_scope"}
    parts = [
        (part(at_least=0.5, aside=v.isupper()), Judged(named[v.lower()], f"reason {n}"))
        for n, v in enumerate(verdicts, start=1)
    ]
    judged, n = together(parts)
    assert (judged.verdict, n) == (whole, decider)
    if judged.verdict != "supported":
        assert f"reason {decider}" in judged.reason


def test_every_bound_has_words_and_values() -> None:
    for bound in ({"at_least": 85_000}, {"low": 0.1, "high": 0.2}, {"rises": True}, {"falls": True}, {"at_most": 3}):
        claim = part(**bound)
        assert bound_in_words(claim)
        least, most, _ = accepted(claim, 0.0)
        assert least < most
    assert bound_in_words(part(at_least=85_000)) == "at least 85,000"
    ranked = part(rank={"of": "skills", "item": "python", "kind": "language", "at_most": 1})
    assert bound_in_words(ranked) == "first of skills of kind language: python"


def test_numbers_are_for_people() -> None:
    assert [number(v) for v in (None, math.inf, 0.12345, 4.5678, 12.0, 85_000.4, -0.05)] == [
        "none", "without end", "0.123", "4.57", "12", "85,000", "-0.05",
    ]  # fmt: skip
