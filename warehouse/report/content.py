"""What a weekly report says: one mapping of plain values and frames, from the warehouse and the statistics.

Everything is a function of the runs up to the end of the week, so the same history gives the same report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from pipelines.schemas import ITL1_REGIONS
from pipelines.week import Week
from warehouse import ledger
from warehouse.headline import SERIES, WEEKS, headline, last_weeks, market_flow, vintages
from warehouse.statistics.emerging import Trend, trend
from warehouse.statistics.lifetime import lifetime_table
from warehouse.statistics.pay import pay_table
from warehouse.statistics.regions import location_quotients
from warehouse.statistics.trend_index import trend_index
from warehouse.statistics.windows import BASE_WEEKS, RECENT_WEEKS
from warehouse.vintages import reprinted, revisions, stamped

LEVELS = ("junior", "mid", "senior", "lead", "principal")
# Levels as the pay table joins them; the others (manager, head ...) are not comparable across employers.
LEVEL_OF = {"intern": None, "graduate": "junior", "manager": None, "head": None, "director": None}
SOURCES_SHOWN_DAYS = RECENT_WEEKS * 7


class NothingSeenError(ValueError):
    """No run of the week saw anything: there is nothing to report."""


@dataclass(frozen=True)
class Versions:
    """What made the numbers."""

    code: str
    parser: str
    taxonomy: str


@dataclass(frozen=True)
class Content:
    """The report's tables (frames; each becomes a CSV) and its single facts.

    ``total`` has no ``n_new`` where no source is old enough to tell news from stock.
    """

    week: Week
    versions: Versions
    vintage: str
    source_list: str
    total: dict[str, int]
    sources: pl.DataFrame
    sources_added: list[str]
    sources_lost: list[str]
    sources_degraded: list[str]
    overlap_rate: float | None
    title_trend: Trend
    skill_trend: Trend
    titles: pl.DataFrame
    skills: pl.DataFrame
    unmapped_titles: pl.DataFrame
    regions: pl.DataFrame
    workplace: pl.DataFrame
    pay_levels: pl.DataFrame
    pay_titles: pl.DataFrame
    day_rates: pl.DataFrame
    rejects: pl.DataFrame
    accuracy: pl.DataFrame
    weeks: pl.DataFrame
    title_weeks: pl.DataFrame
    examples: pl.DataFrame
    index_weeks: pl.DataFrame
    index_change: pl.DataFrame
    index_sources: pl.DataFrame
    index_reason: str | None
    time_listed: pl.DataFrame
    reposts: pl.DataFrame
    brakes: pl.DataFrame
    claims: pl.DataFrame
    figures: pl.DataFrame
    revisions: pl.DataFrame
    breaks: pl.DataFrame


def printed_figures(con: duckdb.DuckDBPyConnection, week: Week, versions: Versions) -> pl.DataFrame:
    """The headline figures of the last eight weeks as this week's report prints them: what the ledger keeps.

    Only weeks whose data or versions changed since they were last printed are worked out anew.
    """
    weeks = last_weeks(con, week)
    stamp = stamped(vintages(con, weeks), str(week), versions.code, versions.parser, versions.taxonomy)
    known = reprinted(stamp, ledger.printed(con))
    anew = [w for w in weeks if str(w) not in set(known["ref_week"])]
    fresh = [headline(con, anew).join(stamp, on="ref_week").select(known.columns)] if anew else []
    order = pl.col("series").replace_strict(list(SERIES), range(len(SERIES)), return_dtype=pl.Int8)
    return pl.concat([known, *fresh]).sort(order, "ref_week")


def report_content(con: duckdb.DuckDBPyConnection, week: Week, versions: Versions) -> Content:
    """Gather a week's report. Raises NothingSeenError where no run of that week saw a UK vacancy."""
    total = _rows(con, "SELECT * FROM report.week_total WHERE monday_on = ?", week)
    if total.is_empty():
        seen = con.execute("SELECT min(week), max(week) FROM report.week_total").fetchone()
        span = f"the warehouse holds {seen[0]} to {seen[1]}" if seen and seen[0] else "the warehouse is empty"
        raise NothingSeenError(f"no UK vacancy was seen in {week}; {span}")
    source_week = _until(con, "trend.source_week", week)
    title_trend = _trend(con, "trend.title_flow", "title_family", source_week, week)
    vacancies = _rows(con, "SELECT * FROM trend.vacancy_week WHERE monday_on = ?", week)
    recent = _recent_vacancies(con, week)
    added, lost, degraded = _source_changes(source_week, week)
    weeks = _weeks(con, source_week, week)
    is_new_known = weeks["n_new"].item(-1) is not None
    figures = printed_figures(con, week, versions)
    index = trend_index(market_flow(con, week), source_week, week)
    stands_on = figures.row(by_predicate=(pl.col("ref_week") == str(week)) & (pl.col("series") == "open"), named=True)
    return Content(
        week=week,
        versions=versions,
        vintage=stands_on["vintage"],
        source_list=stands_on["source_list"],
        total={
            k: v for k, v in total.row(0, named=True).items() if k.startswith("n_") and (is_new_known or k != "n_new")
        },
        sources=source_week.filter(pl.col("monday_on") == week.monday).drop("monday_on").sort("source"),
        sources_added=added,
        sources_lost=lost,
        sources_degraded=degraded,
        overlap_rate=_overlap(vacancies, title_trend),
        title_trend=title_trend,
        skill_trend=_trend(con, "trend.skill_flow", "skill_id", source_week, week, of="n_described"),
        titles=_rows(con, _TITLES, week),
        skills=_rows(con, _SKILLS, week),
        unmapped_titles=_rows(con, _UNMAPPED, week),
        regions=_regions(con, week),
        workplace=_workplace(con, week),
        pay_levels=_pay_levels(recent),
        pay_titles=_pay_titles(recent),
        day_rates=_day_rates(recent),
        rejects=_rows(con, _REJECTS, week),
        accuracy=con.sql("SELECT * FROM accuracy ORDER BY ALL").pl(),
        weeks=weeks,
        title_weeks=_until(con, "trend.title_week", week),
        examples=_rows(con, _EXAMPLES, week),
        index_weeks=index.weeks,
        index_change=index.change,
        index_sources=index.sources,
        index_reason=index.reason,
        time_listed=_time_listed(con, week),
        reposts=_rows(con, "SELECT * EXCLUDE (week, monday_on) FROM report.repost_week WHERE monday_on = ?", week),
        brakes=_rows(con, "SELECT * EXCLUDE (week, monday_on) FROM report.brake_week WHERE monday_on = ?", week),
        claims=_rows(con, _CLAIMS, week),
        figures=figures,
        revisions=revisions(figures, ledger.printed(con), con.sql("SELECT * FROM break ORDER BY ALL").pl()),
        breaks=con.execute(_BREAKS, [str(week.shift(1 - WEEKS)), str(week)]).pl(),
    )


_TITLES = """
    SELECT title_family, n_open, n_new, n_employers, n_sources, is_ml_ai FROM trend.title_week
    WHERE monday_on = ? AND title_family IS NOT NULL ORDER BY n_open DESC, title_family
"""
_SKILLS = """
    SELECT w.skill_id, s.name, s.kind, s.is_ml_ai, w.n_open, w.n_new, w.n_employers, w.n_sources,
        w.n_open / w.n_described AS share_open
    FROM trend.skill_week AS w JOIN skill AS s USING (skill_id)
    WHERE monday_on = ? ORDER BY w.n_open DESC, w.skill_id
"""
_UNMAPPED = """
    SELECT title_core, n_open, n_new, n_employers, example_advert_id FROM report.unmapped_title
    WHERE monday_on = ? ORDER BY n_employers DESC, n_open DESC, title_core LIMIT 30
"""
_CLAIMS = """
    SELECT claim_id, source, claim, verdict, n, n_employers, estimate, low, high, unit, reason, week_before,
        verdict_before, is_changed
    FROM report.claim_change WHERE monday_on = ? ORDER BY claim_id
"""
_REJECTS = """
    SELECT field, reason, sum(n)::BIGINT AS n, count(DISTINCT source) AS n_sources FROM report.reject_week
    WHERE monday_on = ? GROUP BY field, reason ORDER BY n DESC, field, reason
"""
# What a method changed for all weeks at once is said where it explains a revision.
_BREAKS = """
    SELECT week, kind, subject, note FROM report.break_week
    WHERE week BETWEEN ? AND ? ORDER BY week DESC, kind, subject
"""
# Three open adverts a family, at most one an employer: what a number is made of.
_EXAMPLES = """
    WITH one AS (
        SELECT v.title_family, v.employer, min_by(v.advert_id, v.advert_id) AS advert_id
        FROM trend.vacancy_week AS v WHERE v.monday_on = ? AND v.title_family IS NOT NULL
        GROUP BY v.title_family, v.employer
    )
    SELECT one.title_family, a.advert_id, a.title_raw, a.employer_raw, a.place_raw, v.url
    FROM one JOIN advert AS a USING (advert_id) JOIN trend.vacancy_week AS v USING (advert_id)
    WHERE v.monday_on = $1
    QUALIFY row_number() OVER (PARTITION BY one.title_family ORDER BY a.advert_id) <= 3
    ORDER BY one.title_family, a.advert_id
"""


def _rows(con: duckdb.DuckDBPyConnection, sql: str, week: Week) -> pl.DataFrame:
    return con.execute(sql.replace("?", "$1"), [week.monday]).pl()


def _until(con: duckdb.DuckDBPyConnection, table: str, week: Week) -> pl.DataFrame:
    return con.execute(f"SELECT * FROM {table} WHERE monday_on <= ? ORDER BY ALL", [week.monday]).pl()


def _trend(
    con: duckdb.DuckDBPyConnection, table: str, unit: str, source_week: pl.DataFrame, week: Week, of: str = "n_new"
) -> Trend:
    """``of``: what the shares are of: all new vacancies, or those with a text that a skill could stand in."""
    flow = _until(con, table, week).rename({unit: "unit"})
    totals = _until(con, "trend.vacancy_flow", week).with_columns(n_new=pl.col(of)).filter(pl.col("n_new") > 0)
    return trend(flow, totals, source_week, week)


def _recent_vacancies(con: duckdb.DuckDBPyConnection, week: Week) -> pl.DataFrame:
    """Vacancies open in any of the last 13 weeks, each once, as last seen."""
    sql = """
        SELECT * FROM trend.vacancy_week WHERE monday_on BETWEEN ? AND ?
        QUALIFY row_number() OVER (PARTITION BY vacancy_id ORDER BY monday_on DESC) = 1
        ORDER BY vacancy_id
    """
    return con.execute(sql, [week.shift(1 - RECENT_WEEKS).monday, week.monday]).pl()


def _time_listed(con: duckdb.DuckDBPyConnection, week: Week) -> pl.DataFrame:
    """Days listed, of the UK vacancies that came as news in the last year, by level."""
    sql = """
        SELECT coalesce(seniority, 'unstated') AS level, employer, longer_than, no_longer_than FROM history.time_listed
        WHERE first_monday_on BETWEEN ? AND ? ORDER BY ALL
    """
    vacancies = con.execute(sql, [week.shift(-BASE_WEEKS).monday, week.monday]).pl()
    every = vacancies.with_columns(level=pl.lit("all"))
    return lifetime_table(pl.concat([vacancies, every]), ["level"])


def _source_changes(source_week: pl.DataFrame, week: Week) -> tuple[list[str], list[str], list[str]]:
    """Sources first run this week; seen in the 13 weeks before and silent or failed now; fallen short now.

    A source that was read in part in every run of the 13 weeks before shows us no more than a window, and one that was
    always kept out (robots.txt, no API key) none: their week is as good as it gets, and nobody has to look after them.
    """
    now = source_week.filter(pl.col("monday_on") == week.monday)
    before = source_week.filter(
        (pl.col("monday_on") < week.monday) & (pl.col("monday_on") >= week.shift(-RECENT_WEEKS).monday)
    )
    ever = set(source_week.filter(pl.col("monday_on") < week.monday)["source"])
    usable = pl.col("outcome").is_in(["complete", "partial"]).fill_null(False)
    here = set(now.filter(usable)["source"])
    was_here = set(before.filter(usable & (pl.col("cadence_days") <= 7))["source"])
    was_whole = set(before.filter(pl.col("outcome") == "complete")["source"])
    windows = set(before["source"]) - was_whole
    is_window = (pl.col("outcome") == "partial") & pl.col("source").is_in(list(windows))
    is_shut = (pl.col("outcome") == "skipped_by_policy") & ~pl.col("source").is_in(list(was_here))
    degraded = set(now.filter((pl.col("outcome") != "complete") & ~is_window & ~is_shut)["source"])
    return sorted(set(now["source"]) - ever), sorted(was_here - here), sorted(degraded)


def _overlap(vacancies: pl.DataFrame, t: Trend) -> float | None:
    """Share of this week's open vacancies that panel sources hold; None where there is no panel."""
    if t.panel.is_empty():
        return None
    return vacancies["source"].is_in(t.panel["source"].to_list()).mean()  # type: ignore[return-value]


def _regions(con: duckdb.DuckDBPyConnection, week: Week) -> pl.DataFrame:
    counts = _rows(
        con, "SELECT region, n_open, n_new, n_available, n_employers FROM trend.region_week WHERE monday_on = ?", week
    )
    placed = _rows(
        con,
        "SELECT p.region, v.employer, p.share, coalesce(v.is_ml_ai, false) AS in_group FROM trend.vacancy_week AS v "
        "JOIN advert_place AS p USING (advert_id) WHERE v.monday_on = ? AND p.region IS NOT NULL",
        week,
    )
    lq = location_quotients(placed).select("region", "n_group", "share_group", "lq", "low", "high", "lq_shrunk")
    order = {name: i for i, name in enumerate((*ITL1_REGIONS, "UK remote", "Unlocated"))}
    every = pl.DataFrame({"region": list(order)})
    return (
        every.join(counts, on="region", how="left", maintain_order="left")
        .join(lq, on="region", how="left", maintain_order="left")
        .with_columns(pl.col("n_open", "n_new", "n_available", "n_employers").fill_null(0))
    )


def _workplace(con: duckdb.DuckDBPyConnection, week: Week) -> pl.DataFrame:
    counts = _rows(con, "SELECT workplace, n_open, n_employers FROM trend.workplace_week WHERE monday_on = ?", week)
    every = pl.DataFrame({"workplace": ["remote", "hybrid", "onsite", "unstated"]})
    stated = pl.col("workplace") != "unstated"
    n_stated = pl.col("n_open").filter(stated).sum()
    return (
        every.join(counts, on="workplace", how="left", maintain_order="left")
        .with_columns(pl.col("n_open", "n_employers").fill_null(0))
        .with_columns(
            share_of_all=pl.col("n_open") / pl.col("n_open").sum(),
            share_of_stated=pl.when(stated & (n_stated > 0)).then(pl.col("n_open") / n_stated),
        )
    )


def _permanent(recent: pl.DataFrame) -> pl.DataFrame:
    """Permanent or unsaid contract: a day-rate contract never mixes with a salary."""
    return recent.filter((pl.col("contract") == "permanent") | pl.col("contract").is_null())


def _pay_levels(recent: pl.DataFrame) -> pl.DataFrame:
    """Salaries of ML and AI vacancies by level and area, last 13 weeks."""
    level = pl.col("seniority").replace_strict(LEVEL_OF, default=pl.col("seniority"), return_dtype=pl.String)
    cells = (
        _permanent(recent)
        .filter(pl.col("is_ml_ai") & pl.col("region").is_not_null())
        .with_columns(
            level=level.fill_null("unstated"),
            area=pl.when(pl.col("region") == "London").then(pl.lit("London")).otherwise(pl.lit("Rest of UK")),
        )
        .filter(pl.col("level").is_in([*LEVELS, "unstated"]))
    )
    order = {name: i for i, name in enumerate((*LEVELS, "unstated"))}
    table = pay_table(cells, ["level", "area"], "year")
    return table.sort(pl.col("level").replace_strict(order, return_dtype=pl.Int8), "area")


def _pay_titles(recent: pl.DataFrame) -> pl.DataFrame:
    """Salaries of the title families with the most stated pay, last 13 weeks."""
    table = pay_table(_permanent(recent).drop_nulls("title_family"), ["title_family"], "year")
    return table.sort(["n_stated", "title_family"], descending=[True, False]).head(25)


def _day_rates(recent: pl.DataFrame) -> pl.DataFrame:
    """Day rates of tech contracts by IR35 status, last 13 weeks."""
    cells = recent.filter(pl.col("is_tech") & (pl.col("pay_period") == "day")).with_columns(
        pl.col("ir35").fill_null("unstated")
    )
    return pay_table(cells, ["ir35"], "day")


def _weeks(con: duckdb.DuckDBPyConnection, source_week: pl.DataFrame, week: Week) -> pl.DataFrame:
    """Open and new vacancies by week, as counted (sources come and go), null in a week without any usable run.

    n_new is null too, not zero, in the weeks when every source that ran was still showing its first stock.
    """
    usable = source_week.filter(pl.col("outcome").is_in(["complete", "partial"]))
    ripe = usable.filter(pl.col("n_complete_weeks_before") >= 3)["monday_on"].unique()
    ran = usable.group_by("monday_on").agg(pl.len().alias("n_sources_run"))
    total = _until(con, "report.week_total", week).select("monday_on", "n_open", "n_new", "n_ml_ai")
    first: date = source_week["monday_on"].min()  # type: ignore[assignment]
    calendar = pl.DataFrame({"monday_on": pl.date_range(first, week.monday, "1w", eager=True)})
    return (
        calendar.join(ran, on="monday_on", how="left")
        .join(total, on="monday_on", how="left")
        .with_columns(
            pl.col("n_sources_run").fill_null(0), n_new=pl.when(pl.col("monday_on").is_in(ripe.implode())).then("n_new")
        )
        .sort("monday_on")
    )
