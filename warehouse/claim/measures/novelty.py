"""First sight of titles and employers: when, at how many employers, or among how many it was sought and not seen.

"Not seen" is an upper bound, 3/N at 95 % (rule of three: Hanley and Lippman-Hand 1983), with N the vacancies searched.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from warehouse.claim.estimate import MIN_EMPLOYERS, Estimate, Verdict, number
from warehouse.claim.ground import Arm, Ground, Query, Span
from warehouse.claim.population import shown
from warehouse.claim.register import Appeared, Part
from warehouse.statistics.shares import not_seen

RARE = 0.001  # what a search must be able to see before its emptiness tells anything
_UNIT = "share of vacancies"
_SUMS = """
    SELECT count(*) AS n, count(*) FILTER (has) AS k, count(DISTINCT employer) AS n_employers,
        count(DISTINCT employer) FILTER (has) AS k_employers, min(monday_on) FILTER (has) AS first_on,
        max(least(last_on, $until)) FILTER (has) AS last_on, count(*) FILTER (monday_on < $since) AS n_before
    FROM rows
"""


class _Seen(NamedTuple):
    n: int
    k: int
    n_employers: int
    k_employers: int
    first_on: date | None
    last_on: date | None
    n_before: int

    @property
    def when(self) -> str:
        if self.first_on is None or self.last_on is None:
            searched = f"{self.n:,} vacancies of {self.n_employers:,} employers"
            return f"not seen among {searched}: at most {number(not_seen(self.n))}"
        vacancies = "1 vacancy" if self.k == 1 else f"{self.k:,} vacancies"
        employers = "1 employer" if self.k_employers == 1 else f"{self.k_employers:,} employers"
        return (
            f"seen in {vacancies} of {employers}, first in the week of {self.first_on:%-d %B %Y}, "
            f"last in that of {self.last_on:%-d %B %Y}"
        )


def novelty(ground: Ground, part: Part) -> Estimate:
    """Sought in every vacancy ever seen up to the week."""
    until = ground.week.monday
    span = Span(ground.first_monday or until, until)
    having = (part.having or part.population).condition("this_h")
    columns = f"v.last_on, coalesce(({having.sql}), false) AS has"
    query = Query((Arm("ever", span, part.population.condition("this_p"), columns, dict(having.values)),))
    weeks = part.appeared.within_weeks if part.appeared else part.weeks
    since = ground.week.shift(1 - weeks).monday
    seen = _Seen(*ground.ask(query, shown(_SUMS, {"since": since, "until": until})).row(0))
    return _judged(part, seen, since, query)


def _judged(part: Part, seen: _Seen, since: date, query: Query) -> Estimate:
    if seen.n == 0:
        return Estimate(0, 0, _UNIT, sql=query.shown, lacking="no vacancy was searched")
    if part.appeared:
        verdict, told = _appeared(part.appeared, seen, since)
    elif part.seen:
        verdict, told = _is_seen(seen, since)
    else:
        verdict, told = _absent(seen, part.absent_below or RARE)
    value = seen.k / seen.n
    # one that was seen is there, and its share is not the question
    low, high = (None, None) if seen.k else (0.0, not_seen(seen.n))
    return Estimate(seen.n, seen.n_employers, _UNIT, value, low, high, query.shown, told=told, verdict=verdict)


def _absent(seen: _Seen, below: float) -> tuple[Verdict, str]:
    if seen.k:
        return "contradicted", seen.when
    bound = not_seen(seen.n) or 1.0
    if bound <= below and seen.n_employers >= MIN_EMPLOYERS:
        return "supported", seen.when
    return "cannot_tell", f"{seen.when}; too few to know it rarer than {number(below)}"


def _appeared(wanted: Appeared, seen: _Seen, since: date) -> tuple[Verdict, str]:
    if seen.first_on is None:
        rare = (not_seen(seen.n) or 1.0) <= RARE
        return ("contradicted" if rare else "cannot_tell"), seen.when
    if seen.first_on < since:
        return "contradicted", f"{seen.when}, and so longer ago than {wanted.within_weeks} weeks"
    before = not_seen(seen.n_before)
    if before is None or before > RARE:
        return "cannot_tell", f"{seen.when}; only {seen.n_before:,} vacancies are older, so it may be older too"
    if seen.k_employers < wanted.employers:
        return "cannot_tell", f"{seen.when}; fewer than {wanted.employers} employers"
    return "supported", f"{seen.when}, and in none of {seen.n_before:,} vacancies before"


def _is_seen(seen: _Seen, since: date) -> tuple[Verdict, str]:
    """Absence tells nothing here: the employer's board may be no source of ours."""
    is_now = seen.last_on is not None and seen.last_on >= since
    return ("supported" if is_now else "cannot_tell"), seen.when
