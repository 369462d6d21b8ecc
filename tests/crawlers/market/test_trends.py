from __future__ import annotations

from collections import Counter
from math import log, sqrt

import numpy as np
import pytest

from crawlers.market.tables import families, places, profiles, skills
from crawlers.market.trends import curve, family_curves, ratio
from crawlers.market.truth import Row
from crawlers.market.world import Market

LAST = 80
W1, W0 = range(LAST - 13, LAST), range(LAST - 65, LAST - 13)


@pytest.mark.parametrize("factor", [0.0, 0.3, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("n_weeks", [10, 80, 120])
def test_a_curve_has_its_declared_ratio(factor: float, n_weeks: int) -> None:
    weights = curve("rise", factor, n_weeks)
    assert weights[0] == 1
    assert weights.min() >= -1e-12 if factor == 0 else weights.min() > 0
    assert ratio(weights) == pytest.approx(factor)


def test_a_new_title_has_no_year_before() -> None:
    assert ratio(curve("new", None, 80)) is None


def test_declared_trends(market: Market) -> None:
    titles = [row for row in market.trend_truth() if row["what"] == "title"]
    counts = Counter(row["trend"] for row in titles)
    assert counts["rise"] == 12
    assert counts["fall"] == 6
    assert counts["stay"] >= 50
    assert all(2 <= row["factor"] <= 4 for row in titles if row["trend"] == "rise")
    # the market as a whole stays level, so that a steady title keeps its share
    assert all(row["share_factor"] == pytest.approx(row["factor"], rel=0.02) for row in titles if row["factor"])


def test_titles_grow_as_declared(market: Market) -> None:
    """Each family's realised ratio lies within three and a half standard errors of its factor."""
    drawn = [v for v in market.vacancies() if v.copy_of is None and not v.is_mass_posted]
    late = Counter(v.family.name for v in drawn if v.week in W1)
    early = Counter(v.family.name for v in drawn if v.week in W0)
    season = sum(late.values()) / sum(early.values())
    for row in market.trend_truth():
        if row["what"] == "title" and row["share_factor"]:
            a1, a0 = late[row["name"]] + 0.5, early[row["name"]] + 0.5
            error = log(a1 / a0 / season) - log(row["share_factor"])
            assert abs(error) < 3.5 * sqrt(1 / a1 + 1 / a0), row["name"]


def test_risers_rise_across_employers_and_kinds_of_source(market: Market, truth: list[Row]) -> None:
    late = [row for row in truth if row["trend"] == "rise" and row["first_index"] in W1]
    for family in {row["family"] for row in late}:
        rows = [row for row in late if row["family"] == family]
        assert len({row["employer"] for row in rows}) >= 6, family
        kinds = {market.board(row["source"]).source.kind for row in rows}
        assert kinds == {"employer_board", "job_board"}, family


def test_a_new_title_appears_when_declared(market: Market) -> None:
    for row in market.trend_truth():
        if row["what"] == "title" and row["trend"] == "new":
            weeks = [v.week for v in market.vacancies() if v.family.name == row["name"]]
            assert row["first_index"] == LAST - 13
            assert weeks
            assert min(weeks) >= row["first_index"]


def test_skills_grow_as_declared(market: Market) -> None:
    """Within the work that asks for it, a skill's share changes by its factor (four standard errors)."""
    n: Counter[tuple[str, bool]] = Counter()
    cited: Counter[tuple[str, bool]] = Counter()
    for vacancy in market.vacancies():
        if vacancy.copy_of is None and (vacancy.week in W1 or vacancy.week in W0):
            n[vacancy.family.profile, vacancy.week in W1] += 1
            for asked in (*vacancy.required, *vacancy.desired):
                cited[asked.skill.name, vacancy.week in W1] += 1
    for skill in skills():
        expected = {late: sum(share * n[p, late] for p, share in skill.shares.items()) for late in (True, False)}
        a1, a0 = cited[skill.name, True] + 0.5, cited[skill.name, False] + 0.5
        error = log(a1 / (expected[True] + 0.5)) - log(a0 / (expected[False] + 0.5)) - log(skill.factor)
        # a factor is that of even weeks; hiring tilts to the newest, where a changing skill is furthest on
        assert abs(error) < 4 * sqrt(1 / a1 + 1 / a0) + 0.1 * abs(log(skill.factor)), skill.name


def test_no_share_exceeds_one() -> None:
    for skill in skills():
        top = curve("stay" if skill.factor == 1 else "rise", skill.factor, LAST).max()
        assert max(skill.shares.values()) * top <= 1, skill.name


def test_tables_fit_together() -> None:
    assert {f.profile for f in families()} == set(profiles())
    assert {p for s in skills() for p in s.shares} <= set(profiles())
    assert len({f.name for f in families()}) == len(families())
    assert len({p.town for p in places()}) == len(places())
    assert np.isfinite(family_curves(families(), LAST)).all()
