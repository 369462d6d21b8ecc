"""What a measure finds for one part of a claim, and what that says of the part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from warehouse.claim.register import Part, Rank

Verdict = Literal["supported", "contradicted", "cannot_tell", "out_of_scope"]
MIN_VACANCIES, MIN_EMPLOYERS = 15, 8  # statistics contract, section 4: below it nothing is concluded


@dataclass(frozen=True)
class Estimate:
    """A figure with its 90 % interval. ``lacking``: why there is none, in words; ``sql``: the query for its rows.

    ``neutral``: what the figure is where two things compared are equal (0 of a difference, 1 of a ratio).
    ``verdict``: given where the measure itself decides; else the interval does. ``has_floor``: nothing is concluded
    below MIN_VACANCIES of MIN_EMPLOYERS; not so where the measure has a floor of its own.
    """

    n: int
    n_employers: int
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    sql: str | None = None
    lacking: str = ""
    neutral: float = 0.0
    told: str = ""
    verdict: Verdict | None = None
    has_floor: bool = True


@dataclass(frozen=True)
class Judged:
    """A verdict and its reason in words."""

    verdict: Verdict
    reason: str


def judge(part: Part, found: Estimate) -> Judged:
    """Supported where the whole interval satisfies the part, contradicted where none of it does, else cannot tell.

    Source: statistics contract, section 8.
    """
    if found.verdict:
        return Judged(found.verdict, found.told)
    if found.lacking:
        return Judged("cannot_tell", found.lacking)
    if found.has_floor and (found.n < MIN_VACANCIES or found.n_employers < MIN_EMPLOYERS):
        seen = f"{found.n:,} vacancies of {found.n_employers:,} employers"
        few = f"{seen}, and nothing is concluded below {MIN_VACANCIES} of {MIN_EMPLOYERS}"
        return Judged("cannot_tell", _joined(few, found.told))
    if found.low is None or found.high is None:
        return Judged("cannot_tell", _joined("too little for an interval", found.told))
    least, most, is_open = accepted(part, found.neutral)
    said = f"90 % interval ({number(found.low)} to {number(found.high)}, {found.unit})"
    wanted = bound_in_words(part)
    if (found.low > least or (not is_open and found.low >= least)) and (
        found.high < most or (not is_open and found.high <= most)
    ):
        return Judged("supported", _joined(f"all of the {said} is {wanted}", found.told))
    if found.high < least or found.low > most or (is_open and (found.high <= least or found.low >= most)):
        return Judged("contradicted", _joined(f"none of the {said} is {wanted}", found.told))
    return Judged("cannot_tell", _joined(f"part of the {said} is {wanted}, part is not", found.told))


def accepted(part: Part, neutral: float) -> tuple[float, float, bool]:
    """The values that satisfy the part's bound: lowest, highest, and whether the ends themselves are left out."""
    if part.rank:
        return 1.0, float(part.rank.at_most), False
    if part.above or part.rises:
        return neutral, math.inf, True
    if part.below or part.falls:
        return -math.inf, neutral, True
    if part.low is not None and part.high is not None:
        return part.low, part.high, False
    return (
        -math.inf if part.at_least is None else part.at_least,
        math.inf if part.at_most is None else part.at_most,
        False,
    )


def bound_in_words(part: Part) -> str:
    """What the part says of its measure."""
    if part.rank:
        return _rank_in_words(part.rank)
    if part.appeared:
        return f"first seen within {part.appeared.within_weeks} weeks, at {part.appeared.employers} employers or more"
    other = part.above or part.below
    if other:
        than = " with ".join(f"({p})" for p in (other.population, other.having) if p)
        return f"{'above' if part.above else 'below'} {than}"
    words = {
        "range": f"between {number(part.low)} and {number(part.high)}", "at_least": f"at least {number(part.at_least)}",
        "at_most": f"at most {number(part.at_most)}", "rises": "a rise", "falls": "a fall", "seen": "seen",
        "absent_below": f"not seen, and rarer than {number(part.absent_below)}", None: "",
    }  # fmt: skip
    return words[part.bound]


def _rank_in_words(rank: Rank) -> str:
    among = f" among {', '.join(rank.among)}" if rank.among else f" of {rank.of}"
    kind = f" of kind {rank.kind}" if rank.kind else ""
    place = "first" if rank.at_most == 1 else f"within the first {rank.at_most}"
    return f"{place}{among}{kind}: {' or '.join(rank.item)}"


def number(value: float | None) -> str:
    """A number for people: 0.123, 4.6, 85,000."""
    if value is None:
        return "none"
    if math.isinf(value):
        return "without end"
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _joined(*said: str) -> str:
    return "; ".join(s for s in said if s)


def together(parts: list[tuple[Part, Judged]]) -> tuple[Judged, int]:
    """The claim's verdict from its parts', and the (1-based) part that decides.

    Contradicted where one part is; else cannot tell where one cannot be told; else out of scope where one is;
    supported where all are. Asides decide nothing.
    """
    deciding = [(n, judged) for n, (part, judged) in enumerate(parts, start=1) if not part.aside]
    for verdict in ("contradicted", "cannot_tell", "out_of_scope"):
        first = next(((n, j) for n, j in deciding if j.verdict == verdict), None)
        if first is None:
            continue
        n, judged = first
        reason = judged.reason if len(deciding) == 1 else f"part {n}: {judged.reason}"
        return Judged(judged.verdict, reason), n
    n, judged = deciding[0]
    return Judged("supported", judged.reason if len(deciding) == 1 else f"all {len(deciding)} parts hold"), n
