"""The headline figures of the last eight weeks, as the warehouse has them now: what a report prints, and prints again.

Each week's figure is a function of the runs up to the report's week. A week without a usable run has null: a gap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import duckdb
import polars as pl

from pipelines.week import Week
from warehouse.statistics.pay import IS_STATED, pay_table
from warehouse.statistics.shares import not_seen, shares
from warehouse.statistics.trend_index import trend_index
from warehouse.statistics.windows import RECENT_WEEKS

WEEKS = 8
YEAR_AND_WINDOW = 64  # weeks from the first of the base window to the last of the recent one, a year between them
DIGITS = 9  # sums of fractions may differ in their last digits; nothing that is said needs them
# The words of each series, and whether it is a count, a ratio, a share, or pounds a year. The order is the report's.
SERIES = {
    "open": ("Open vacancies", "count"),
    "new": ("New vacancies", "count"),
    "index_all": ("New, last 13 weeks against a year before, at comparable sources", "ratio"),
    "index_ml_ai": ("The same, machine learning or AI", "ratio"),
    "share_ml_ai": ("Machine learning or AI, share of open vacancies", "share"),
    "share_remote": ("Remote, share of open vacancies that say", "share"),
    "share_pay_stated": ("Pay stated, share of open vacancies", "share"),
    "salary_median": ("Median salary, last 13 weeks", "year"),
    "salary_median_ml_ai": ("Median salary, machine learning or AI, last 13 weeks", "year"),
}


def last_weeks(con: duckdb.DuckDBPyConnection, week: Week) -> list[Week]:
    """Up to eight weeks, the newest first, none before the first run."""
    found = con.execute("SELECT min(monday_on) FROM history.run").fetchone()
    first = found[0] if found else None
    return [w for back in range(WEEKS) if first and (w := week.shift(-back)).monday >= first]


def headline(con: duckdb.DuckDBPyConnection, weeks: Sequence[Week]) -> pl.DataFrame:
    """Every series in every week: series, ref_week, value, low, high, n. Salaries: permanent or unsaid contract.

    ``low`` and ``high``: 90 % interval, null for plain counts. ``n``: the vacancies behind the value.
    """
    stock, recent = _stock(con, weeks), _recent(con, weeks)
    parts = [_counts(con, weeks), _indices(con, weeks), *_shares(stock), _salaries(recent, "salary_median")]
    parts.append(_salaries(recent.filter(pl.col("is_ml_ai").fill_null(False)), "salary_median_ml_ai"))
    names = pl.DataFrame({"series": list(SERIES)}).join(
        pl.DataFrame({"ref_week": [str(w) for w in weeks]}), how="cross"
    )
    values = pl.concat([part.select(_VALUE) for part in parts])
    rounded = pl.col("value", "low", "high").round_sig_figs(DIGITS)
    every = names.join(values, on=["series", "ref_week"], how="left", maintain_order="left")
    return every.with_columns(rounded, pl.col("n").fill_null(0).cast(pl.Int64))


_VALUE = ("series", "ref_week", "value", "low", "high", "n")


def _counts(con: duckdb.DuckDBPyConnection, weeks: Sequence[Week]) -> pl.DataFrame:
    """Open and new. New is null where every source that ran was still showing its first stock."""
    sql = """
        WITH ripe AS (
            SELECT DISTINCT monday_on FROM trend.source_week
            WHERE outcome IN ('complete', 'partial') AND n_complete_weeks_before >= 3
        )
        SELECT t.week AS ref_week, t.n_open::DOUBLE AS open,
            CASE WHEN r.monday_on IS NOT NULL THEN t.n_new END::DOUBLE AS new
        FROM report.week_total AS t LEFT JOIN ripe AS r USING (monday_on)
        WHERE list_contains($1::DATE[], t.monday_on)
    """
    wide = con.execute(sql, [_mondays(weeks)]).pl()
    return wide.unpivot(["open", "new"], index="ref_week", variable_name="series", value_name="value").with_columns(
        low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64), n=pl.col("value")
    )


def _indices(con: duckdb.DuckDBPyConnection, weeks: Sequence[Week]) -> pl.DataFrame:
    """The trend index of the last 13 weeks over that of a year before; no row where no growth may be claimed.

    The base moves with the week, so that a week's figure stays what it is when later weeks come.
    """
    flow = market_flow(con, max(weeks))
    source_week = con.execute(
        "SELECT * FROM trend.source_week WHERE monday_on <= ? ORDER BY ALL", [max(weeks).monday]
    ).pl()
    changes = [
        trend_index(
            flow, source_week.filter(pl.col("monday_on") <= week.monday), week, since=week.shift(-YEAR_AND_WINDOW)
        )
        .change.filter(pl.col("reason").is_null())
        .with_columns(ref_week=pl.lit(str(week)))
        for week in weeks
    ]
    n = (pl.col("n_recent") + pl.col("n_base")).cast(pl.Float64)
    return pl.concat(changes).select("ref_week", "low", "high", series="unit", value="ratio", n=n)


def market_flow(con: duckdb.DuckDBPyConnection, week: Week) -> pl.DataFrame:
    """What the trend index of the market is made of, up to a week: unit (index_all, index_ml_ai), employer, source,
    monday_on, n_new.
    """
    return con.execute(_FLOW, [week.monday]).pl()


_FLOW = """
    SELECT 'index_all' AS unit, employer, source, monday_on, sum(n_new)::BIGINT AS n_new
    FROM trend.vacancy_flow WHERE monday_on <= $1 GROUP BY ALL
    UNION ALL
    SELECT 'index_ml_ai', employer, source, monday_on, sum(n_new)::BIGINT
    FROM trend.title_flow JOIN title_family USING (title_family) WHERE is_ml_ai AND monday_on <= $1 GROUP BY ALL
    ORDER BY ALL
"""


def _stock(con: duckdb.DuckDBPyConnection, weeks: Sequence[Week]) -> pl.DataFrame:
    sql = """
        SELECT week AS ref_week, employer, coalesce(is_ml_ai, false) AS is_ml_ai, workplace = 'remote' AS is_remote,
            coalesce(pay_basis = 'stated', false) AS is_stated
        FROM trend.vacancy_week WHERE list_contains($1::DATE[], monday_on) ORDER BY ALL
    """
    return con.execute(sql, [_mondays(weeks)]).pl()


def _shares(stock: pl.DataFrame) -> list[pl.DataFrame]:
    said = stock.filter(pl.col("is_remote").is_not_null())
    return [
        _share(stock, "is_ml_ai", "share_ml_ai"),
        _share(said, "is_remote", "share_remote"),
        _share(stock, "is_stated", "share_pay_stated"),
    ]


def _share(vacancies: pl.DataFrame, attribute: str, series: str) -> pl.DataFrame:
    """The share of true; where none is true in any week, 0 with the bound that n allows."""
    table = shares(vacancies, attribute, ["ref_week"]).filter(pl.col(attribute))
    none = vacancies.join(table, on="ref_week", how="anti").group_by("ref_week").agg(n=pl.len())
    bound = pl.col("n").map_elements(not_seen, return_dtype=pl.Float64)
    unseen = none.select("ref_week", value=pl.lit(0.0), low=pl.lit(0.0), high=bound, n="n")
    seen = table.select("ref_week", value="share", low="low", high="high", n="n")
    return pl.concat([part.with_columns(pl.col("n").cast(pl.Float64)) for part in (seen, unseen)]).with_columns(
        series=pl.lit(series)
    )


def _recent(con: duckdb.DuckDBPyConnection, weeks: Sequence[Week]) -> pl.DataFrame:
    """By ref_week, the vacancies open in the 13 weeks up to it that state a salary, each as last seen."""
    days = 7 * (RECENT_WEEKS - 1)
    sql = f"""
        SELECT strftime(r.ref_on, '%G-W%V') AS ref_week, v.employer, v.is_ml_ai, v.contract, v.pay_min, v.pay_max,
            v.pay_currency, v.pay_period, v.pay_basis
        FROM (SELECT unnest($1::DATE[]) AS ref_on) AS r
        JOIN trend.vacancy_week AS v ON v.monday_on BETWEEN r.ref_on - INTERVAL {days} DAY AND r.ref_on
        QUALIFY row_number() OVER (PARTITION BY r.ref_on, v.vacancy_id ORDER BY v.monday_on DESC) = 1
        ORDER BY ALL
    """
    permanent = (pl.col("contract") == "permanent").fill_null(True)
    recent = con.execute(sql, [_mondays(weeks)]).pl()
    return recent.filter(IS_STATED & (pl.col("pay_period") == "year") & permanent)


def _salaries(recent: pl.DataFrame, series: str) -> pl.DataFrame:
    return pay_table(recent, ["ref_week"], "year").select(
        "ref_week", "low", "high", series=pl.lit(series), value="median", n=pl.col("n_stated").cast(pl.Float64)
    )


def _mondays(weeks: Sequence[Week]) -> list[date]:
    return [week.monday for week in weeks]


def vintages(con: duckdb.DuckDBPyConnection, weeks: Sequence[Week]) -> pl.DataFrame:
    """ref_week, n_runs (usable ones up to the week's end), vintage, source_list: what the figures of a week stand on.

    vintage: digest of those runs, of what they saw and how that is linked. The order in which a run met its adverts is
    left out: a crawl over several connections does not fix it. source_list: digest of the names of the sources.
    """
    if not weeks:
        return pl.DataFrame(schema=_STANDS_ON)
    runs, links, sources = (
        _digests(con.execute(sql, [max(weeks).monday]).fetchall(), _mondays(weeks)) for sql in (_RUNS, _LINKS, _SOURCES)
    )
    rows = []
    for week in weeks:
        (n_runs, seen), (_, linked), (_, names) = (part[week.monday] for part in (runs, links, sources))
        rows.append((str(week), n_runs, hashlib.sha256(f"{seen}|{linked}".encode()).hexdigest()[:12], names[:12]))
    return pl.DataFrame(rows, schema=_STANDS_ON, orient="row")


def _digests(rows: Sequence[tuple[object, ...]], mondays: Sequence[date]) -> dict[date, tuple[int, str]]:
    """By Monday: how many rows, of those in order of their Monday (first column), are not later, and their digest."""
    sha, n, found = hashlib.sha256(), 0, {}
    for monday in sorted(mondays):
        while n < len(rows) and rows[n][0] <= monday:  # type: ignore[operator]
            sha.update(("|".join(map(str, rows[n][1:])) + "\n").encode())
            n += 1
        found[monday] = n, sha.hexdigest()
    return found


_STANDS_ON = {"ref_week": pl.String, "n_runs": pl.Int64, "vintage": pl.String, "source_list": pl.String}
_RUNS = """
    SELECT r.monday_on, r.run_id, r.outcome, count(s.run_id), bit_xor(md5_number_lower(s.advert_id))
    FROM history.run AS r LEFT JOIN sighting AS s USING (run_id)
    WHERE r.monday_on <= ? AND r.outcome IN ('complete', 'partial') GROUP BY ALL ORDER BY ALL
"""
_LINKS = """
    SELECT first_monday_on, count(*), bit_xor(md5_number_lower(first_advert_id || vacancy_id)) FROM history.listing
    WHERE first_monday_on <= ? AND first_advert_id <> vacancy_id GROUP BY ALL ORDER BY ALL
"""
_SOURCES = "SELECT min(monday_on), source FROM trend.source_week WHERE monday_on <= ? GROUP BY source ORDER BY ALL"
