"""Whole simulated markets through the real path, from the raw store to the report, held to their truth.

40 boards and 70 weeks a market, at the size of the demo: one board joins eight weeks before the end with a large stock,
three join and two leave, one fails in a fifth of its weeks, one employer posts a steady title 8 times a week in the six
newest; a fifth of the openings stand on several boards, some are reposted, some have siblings in other towns. How well
links are found is measured apart (``links``), on other markets; here they do their work.

The true change of a title or skill: ``market_change``. A call is false where the true share did not move that way by a
tenth. The true location quotient of a region is that of all draws' open vacancies together: employers, and so where
they are, are drawn anew in each, which is what the interval over employers is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from crawlers.market.tables import places
from crawlers.market.vacancies import MASS_FAMILY
from crawlers.market.world import Market, build_market
from tests.referee.market_change import Floats, expected_weekly, mass_posted, shown_throughout, true_changes
from tests.referee.market_run import MarketRun
from tests.referee.row import Row
from warehouse.statistics.emerging import Trend
from warehouse.statistics.trend_index import trend_index
from warehouse.statistics.windows import RECENT_WEEKS

N_BOARDS, N_WEEKS, SCALE = 40, 70, 0.6
MOVED, CLEAR = 1.1, 1.5  # true ratio from which a call is right, and from which a unit is one to be found
MAX_FDR, COVERED = "<= 0.10", "0.85 to 0.95"
UP, DOWN = ("emerging", "new"), ("declining",)
_KEY = ["source", "source_id"]


class Calls(NamedTuple):
    """Units called, falsely called, to be found, found."""

    called: int
    false: int
    true: int
    found: int

    @property
    def fdr(self) -> float:
        return self.false / self.called if self.called else 0.0


class Index(NamedTuple):
    """Of all new listings, last 13 weeks against the first 13: ln(ratio / truth), fitted and raw; the interval holds.

    The truth is that of the employers on boards throughout; ``whole`` is the fitted error against that of all, of whom
    those who join late lean to work that rises.
    """

    error: float
    raw_error: float
    whole: float
    holds: bool


class Measured(NamedTuple):
    """What one market came to; ``placed`` and ``quotients`` are judged over all markets together."""

    titles_up: Calls
    titles_down: Calls
    skills_up: Calls
    skills_down: Calls
    new_titles: Calls
    held: tuple[int, int]
    trap_called: bool
    arrivals: int
    stock_as_new: int
    stock_of_late_joiner_as_new: int
    told_twice: int
    listings: int
    closed_while_open: int
    torn: int
    gone: int
    gone_and_closed: int
    index: Index | None
    pay_errors: list[float]
    placed: pl.DataFrame
    quotients: pl.DataFrame


def rows(draws: int, seed: int) -> list[Row]:
    """``draws`` markets of seeds from ``seed`` on."""
    return summed_up([measure(MarketRun(market(seed + k))) for k in range(draws)], seed)


def market(seed: int) -> Market:
    return build_market(seed, n_boards=N_BOARDS, n_weeks=N_WEEKS, scale=SCALE)


def measure(run: MarketRun) -> Measured:
    """Everything but time, which the truth of one market can say."""
    titles, skills = run.content.title_trend, run.content.skill_trend
    of_titles, of_skills = true_changes(run, "titles"), true_changes(run, "skills")
    held = [_held(titles, of_titles), _held(skills, of_skills)]
    return Measured(
        calls(titles, of_titles, UP), calls(titles, of_titles, DOWN),
        calls(skills, of_skills, UP), calls(skills, of_skills, DOWN), new_titles(titles, of_titles),
        (held[0][0] + held[1][0], held[0][1] + held[1][1]), MASS_FAMILY in _labelled(titles, UP),
        *news(run), *closes(run), index(run), pay_errors(run), placed(run),
        run.content.regions.select("region", "lq", "low", "high"),
    )  # fmt: skip


# --- trends --------------------------------------------------------------------------------------------------------


def calls(said: Trend, true: dict[str, float], labels: Sequence[str]) -> Calls:
    """What the report calls rising (or falling), against the true changes. A title that is new is to be found apart."""
    sign = -1 if labels == DOWN else 1
    called = _labelled(said, labels)
    to_find = {u for u, ratio in true.items() if np.isfinite(ratio) and ratio**sign >= CLEAR}
    false = sum(true.get(u, 1.0) ** sign < MOVED for u in called)
    return Calls(len(called), false, len(to_find), len(to_find & called))


def new_titles(said: Trend, true: dict[str, float]) -> Calls:
    """Titles without a vacancy in the year before: called new, or found as rising."""
    fresh = {u for u, ratio in true.items() if np.isinf(ratio)}
    called = _labelled(said, ("new",))
    return Calls(len(called), len(called - fresh), len(fresh), len(fresh & _labelled(said, UP)))


def _labelled(said: Trend, labels: Sequence[str]) -> set[str]:
    return set(said.table.filter(pl.col("label").is_in(list(labels)))["unit"])


def _held(said: Trend, true: dict[str, float]) -> tuple[int, int]:
    """90 % intervals of the tested units that hold the true change, and how many there are."""
    tested = said.table.filter(pl.col("label") != "too few to tell")
    known = [(true[r["unit"]], r) for r in tested.iter_rows(named=True) if np.isfinite(true.get(r["unit"], np.inf))]
    return sum(r["low_pct"] <= 100 * (ratio - 1) <= r["high_pct"] for ratio, r in known), len(known)


# --- news, closes --------------------------------------------------------------------------------------------------


def news(run: MarketRun) -> tuple[int, int, int, int]:
    """Arrivals; those that are a board's first stock; of these, at the late joiner; vacancies counted a second time."""
    seen = run.arrival.join(run.truth.select(*_KEY, "first_index", truly="vacancy_id"), on=_KEY)
    opened = pl.col("source").replace_strict({name: b["first_index"] for name, b in run.boards.items()})
    late = [name for name, b in run.boards.items() if b["event"] == "joins_late_with_stock"]
    stock = seen.filter(pl.col("first_index") <= opened)
    first_of = run.truth.group_by(truly="vacancy_id").agg(earliest=pl.col("first_index").min())
    told = seen.filter("is_first").join(first_of, on="truly")
    rightly = told.filter(pl.col("first_index") == pl.col("earliest"))["truly"].n_unique()
    of_late = stock.filter(pl.col("source").is_in(late)).height
    return seen.height, stock.height, of_late, told.height - rightly


def closes(run: MarketRun) -> tuple[int, int, int, int, int]:
    """Listings; closed though still shown; torn into two spells though never away; gone for three weeks; so closed.

    A listing's truth is one unbroken stretch of weeks. Of boards that left, nothing can be known.
    """
    both = run.listing.join(run.truth.select(*_KEY, "last_index"), on=_KEY)
    is_closed = pl.col("state") == "closed"
    here = [name for name, b in run.boards.items() if b["last_index"] == run.newest]
    gone = both.filter((pl.col("last_index") <= run.newest - 3) & pl.col("source").is_in(here))
    wrongly = both.filter(is_closed & (pl.col("last_index") >= run.newest)).height
    torn = both.filter(pl.col("n_spells") > 1).height
    return both.height, wrongly, torn, gone.height, gone.filter(is_closed).height


# --- the whole market ----------------------------------------------------------------------------------------------


def index(run: MarketRun) -> Index | None:
    """The trend index over all new listings, each source its own series, against what the market expects of itself."""
    flow = run.arrival.group_by("employer", "source", "monday_on").agg(n_new=pl.len()).with_columns(unit=pl.lit("all"))
    found = trend_index(flow.sort("employer", "source", "monday_on"), run.source_week, run.week)
    change = found.change.row(0, named=True)
    if change["low"] is None:
        return None
    first = run.market.weeks.n - found.weeks["monday_on"].n_unique()
    mass = mass_posted(run.market)
    here = _ratio(expected_weekly(run.market, shown_throughout(run.market, first)).sum(0) + mass, first)
    everywhere = _ratio(expected_weekly(run.market).sum(0) + mass, first)
    fitted, raw = change["ratio"], change["raw_ratio"]
    errors = [float(np.log(a / b)) for a, b in ((fitted, here), (raw, here), (fitted, everywhere))]
    return Index(*errors, holds=change["low"] <= here <= change["high"])


def _ratio(weekly: Floats, first: int) -> float:
    return float(weekly[-RECENT_WEEKS:].mean() / weekly[first:][:RECENT_WEEKS].mean())


# --- pay, places ---------------------------------------------------------------------------------------------------


def pay_errors(run: MarketRun) -> list[float]:
    """|printed / true median - 1| of each title's permanent salaries, of what its vacancies of 13 weeks state."""
    shown = (pl.col("first_index") <= run.newest) & (pl.col("last_index") > run.newest - RECENT_WEEKS)
    is_salary = (pl.col("contract") == "permanent") & (pl.col("pay_period") == "year") & (pl.col("country") == "GB")
    middle = (pl.coalesce("pay_min", "pay_max") + pl.coalesce("pay_max", "pay_min")) / 2
    true = (
        run.truth.filter(shown & is_salary)
        .unique("vacancy_id", maintain_order=True)
        .join(_majority(run, "title_family"), on="family")
        .group_by("title_family")
        .agg(true=middle.median())
    )
    printed = run.content.pay_titles.drop_nulls("median").join(true, on="title_family").sort("title_family")
    return (printed["median"] / printed["true"] - 1).abs().to_list()


def placed(run: MarketRun) -> pl.DataFrame:
    """region, in_group, n: open vacancies of the newest week by truth, 1/k in each of k places; group: ML and AI."""
    region_of = {place.town: place.region for place in places()}
    is_open = (pl.col("first_index") <= run.newest) & (pl.col("last_index") >= run.newest)
    return (
        run.truth.filter(is_open & (pl.col("country") == "GB") & (pl.col("towns").list.len() > 0))
        .unique("vacancy_id", maintain_order=True)
        .join(_majority(run, "is_ml_ai").rename({"is_ml_ai": "in_group"}), on="family")
        .with_columns(share=1 / pl.col("towns").list.len())
        .explode("towns")
        .with_columns(region=pl.col("towns").replace_strict(region_of))
        .group_by("region", "in_group")
        .agg(n=pl.col("share").sum().round(6))
        .sort("region", "in_group")
    )


def _majority(run: MarketRun, fact: str) -> pl.DataFrame:
    """family, fact: what most adverts of each of the market's own families were read as."""
    read = run.truth.join(run.listing.select(*_KEY, fact), on=_KEY).drop_nulls(fact)
    counted = read.group_by("family", fact).len().sort(["family", "len", fact], descending=[False, True, False])
    return counted.unique("family", keep="first", maintain_order=True).select("family", fact)


def quotients_held(measured: Sequence[Measured]) -> tuple[int, int]:
    """Printed 90 % intervals of location quotients that hold the quotient of all draws together; and all there are."""
    n = pl.concat([m.placed for m in measured]).pivot("in_group", index="region", values="n", aggregate_function="sum")
    group, rest = pl.col("true").fill_null(0), pl.col("false").fill_null(0)
    elsewhere_group, elsewhere_rest = group.sum() - group, rest.sum() - rest
    true = n.select("region", lq=(group / (group + rest)) / (elsewhere_group / (elsewhere_group + elsewhere_rest)))
    printed = pl.concat([m.quotients.drop("lq") for m in measured]).drop_nulls("low").join(true, on="region")
    return printed.filter(pl.col("lq").is_between(pl.col("low"), pl.col("high"))).height, printed.height


# --- together ------------------------------------------------------------------------------------------------------


def summed_up(measured: Sequence[Measured], seed: int) -> list[Row]:
    figures: list[tuple[str, float | None, str]] = []
    for what, all_of, goal in (
        ("emerging titles", [m.titles_up for m in measured], MAX_FDR),
        ("declining titles", [m.titles_down for m in measured], MAX_FDR),
        ("rising skills", [m.skills_up for m in measured], MAX_FDR),
        ("falling skills", [m.skills_down for m in measured], MAX_FDR),
    ):
        figures += [
            (f"{what}: false-discovery rate", float(np.mean([c.fdr for c in all_of])), goal),
            (f"{what}: power", _share(sum(c.found for c in all_of), sum(c.true for c in all_of)), ""),
        ]
    fresh = [m.new_titles for m in measured]
    errors = [error for m in measured for error in m.pay_errors]
    indices = [m.index for m in measured if m.index]
    figures += [
        ("new titles: found", _share(sum(c.found for c in fresh), sum(c.true for c in fresh)), ""),
        ("new titles: false", _share(sum(c.false for c in fresh), sum(c.called for c in fresh)), MAX_FDR),
        (
            "a title that one employer posted again and again, called rising",
            float(np.mean([m.trap_called for m in measured])),
            MAX_FDR,
        ),
        (
            "90 % intervals of changes that hold the true change",
            _share(sum(m.held[0] for m in measured), sum(m.held[1] for m in measured)),
            COVERED,
        ),
        ("first stock counted as new", float(sum(m.stock_as_new for m in measured)), "= 0"),
        ("stock of the late joiner counted as new", float(sum(m.stock_of_late_joiner_as_new for m in measured)), "= 0"),
        (
            "new vacancies counted twice",
            _share(sum(m.told_twice for m in measured), sum(m.arrivals for m in measured)),
            "",
        ),
        ("closed while still shown", float(sum(m.closed_while_open for m in measured)), "= 0"),
        ("torn in two spells though never away", float(sum(m.torn for m in measured)), "= 0"),
        (
            "closed, of those gone three weeks",
            _share(sum(m.gone_and_closed for m in measured), sum(m.gone for m in measured)),
            "",
        ),
        ("index of the whole market: bias of its logarithm", _mean([i.error for i in indices]), ""),
        ("index of the whole market: rmse of its logarithm", _rmse([i.error for i in indices]), ""),
        ("index of the whole market: 90 % intervals that hold the truth", _mean([i.holds for i in indices]), ""),
        ("index of the whole market: bias, late joiners' own course counted", _mean([i.whole for i in indices]), ""),
        ("raw total: bias of its logarithm", _mean([i.raw_error for i in indices]), ""),
        ("raw total: rmse of its logarithm", _rmse([i.raw_error for i in indices]), ""),
        ("median pay by title, median error", float(np.median(errors)) if errors else None, ""),
        ("median pay by title, errors above 5 %", _share(sum(e > 0.05 for e in errors), len(errors)), ""),
        ("90 % intervals of location quotients that hold the true one", _share(*quotients_held(measured)), COVERED),
    ]
    return [Row(f"markets: {name}", value, goal, len(measured), seed) for name, value, goal in figures]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _rmse(values: Sequence[float]) -> float | None:
    return float(np.sqrt(np.mean(np.square(values)))) if values else None
