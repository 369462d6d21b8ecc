"""Shares of vacancies with an attribute, in a denominator that the caller declares, errors clustered by employer.

The one function behind education asked, certificates, levels, sectors, workplace, hours and the skills of a role. The
denominator is the rows given: over all vacancies, or over those that say, is the caller's choice, and the caller's to
print. Interval: Wilson's, with as many vacancies as the likeness within employers leaves of N (``clusters.py``), so
never narrower than plain Wilson. "Not seen" is an upper bound, 3/N (rule of three: Hanley and Lippman-Hand 1983).
Source: statistics contract, sections 1 and 4, and the measure *share* of the claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import polars as pl

from warehouse.statistics.clusters import MIN_EMPLOYERS, Floats, grouped, rounded, sizes, spread, width90, wilson

_ENOUGH = pl.when(pl.col("n_employers") >= MIN_EMPLOYERS)
SHOWN = ("k", "n", "n_employers", "n_employers_with", "share")


def not_seen(n: float) -> float | None:
    """Upper bound (95 %) of a share of which none was seen among ``n``: 3/n. Null where n is 0."""
    return min(3 / n, 1.0) if n > 0 else None


def shares(vacancies: pl.DataFrame, attribute: str, by: Sequence[str] = ()) -> pl.DataFrame:
    """Share of each value of a column, by cell.

    ``vacancies``: one row a vacancy of the denominator, with columns ``by``, employer and ``attribute``. A null counts
    in the denominator and is no value: fill it ("unstated") to see its share. A Boolean gives the shares of true and
    of false. Gives what ``share_counts`` gives, a row for every cell and value.
    """
    keys = [*by, "employer"]
    denominator = vacancies.group_by(keys).agg(n=pl.len())
    having = vacancies.drop_nulls(attribute).group_by([*keys, attribute]).agg(k=pl.len())
    return share_counts(having, denominator, attribute, by)


def share_counts(
    having: pl.DataFrame, denominator: pl.DataFrame, attribute: str, by: Sequence[str] = (), *, is_crossed: bool = True
) -> pl.DataFrame:
    """Shares from counts: for attributes of which a vacancy has many (skills), and for places, which are fractions.

    ``having``: ``by``, employer, ``attribute``, k. ``denominator``: ``by``, employer, n. Rows of equal keys are added
    up. Gives ``by``, ``attribute``, k, n, n_employers (of the cell), n_employers_with, share, low, high (90 %; null
    below 3 employers), one row a cell and value; only those that occur, where not ``is_crossed``. Raises ValueError
    where an employer has more with the attribute than in the denominator.
    """
    units = _units(having, denominator, attribute, list(by), is_crossed=is_crossed).table
    return rounded(units.select(*by, attribute, *SHOWN, "low", "high").sort(*by, attribute, nulls_last=True))


def changes(having: pl.DataFrame, denominator: pl.DataFrame, attribute: str, by: Sequence[str] = ()) -> pl.DataFrame:
    """Change of shares between two windows, as difference and as ratio, with 90 % intervals.

    Frames as in ``share_counts``, with a Boolean column is_recent besides. Gives ``by``, ``attribute``, the columns k,
    n, n_employers, n_employers_with, share of either window (k_recent ... share_base); change, low, high (0.05: five
    points more); ratio, ratio_low, ratio_high (null where the base has none). The intervals join the two Wilson
    intervals (difference: Newcombe 1998, method 10; ratio: Zou and Donner 2008, on logs), less what the employers that
    stand in both windows have in common.
    """
    units = _units(having, denominator, attribute, [*by, "is_recent"], is_crossed=True)
    recent, base = (
        units.table.filter(pl.col("is_recent") == r).drop("is_recent", "_cell", "_unit") for r in (True, False)
    )
    both = recent.join(base, on=[*by, attribute], suffix="_base", nulls_equal=True).sort(
        *by, attribute, nulls_last=True
    )
    both = _with_correlation(_at_common_df(both), units, [*by, attribute], list(by)).with_columns(_joined())
    return rounded(both.rename({c: f"{c}_recent" for c in SHOWN}).select(
        *by, attribute, *(f"{c}_{window}" for window in ("recent", "base") for c in SHOWN),
        "change", pl.col("change_low").alias("low"), pl.col("change_high").alias("high"),
        "ratio", "ratio_low", "ratio_high",
    ))  # fmt: skip


class _Units(NamedTuple):
    """The table of units (a cell and a value) with their shares, and the employers' rows it was summed from."""

    table: pl.DataFrame
    having: pl.DataFrame
    denominator: pl.DataFrame


def _units(
    having: pl.DataFrame, denominator: pl.DataFrame, attribute: str, by: list[str], *, is_crossed: bool
) -> _Units:
    base = _added(denominator, [*by, "employer"], "n")
    cells = base.select("_", *by).unique().sort("_", *by, nulls_last=True).with_row_index("_cell")
    base = base.join(cells, on=["_", *by], nulls_equal=True).sort("_cell", "employer")
    rows = _added(having.drop_nulls(attribute), [*by, "employer", attribute], "k")
    at_employer = base.select("_cell", *by, "employer", "n")
    rows = rows.join(at_employer, on=[*by, "employer"], how="left", nulls_equal=True)
    _refuse_excess(rows)
    keys = ["_cell", attribute]
    units = rows.select(keys).unique()
    if is_crossed:
        units = cells.select("_cell").join(units.select(attribute).unique(), how="cross")
    units = units.sort(keys).with_row_index("_unit").join(cells, on="_cell", maintain_order="left")
    rows = rows.join(units.select("_unit", *keys), on=keys).sort("_unit", "employer")
    return _Units(_with_shares(units, rows, base, cells.height), rows, base)


def _added(frame: pl.DataFrame, keys: list[str], count: str) -> pl.DataFrame:
    # rounded: the order in which fractions are added, which nobody fixes, must not show
    total = frame.group_by(keys).agg(pl.col(count).cast(pl.Float64).sum().round(9)).filter(pl.col(count) > 0)
    return total.with_columns(_=pl.lit(0))


def _refuse_excess(rows: pl.DataFrame) -> None:
    wrong = rows.filter(pl.col("n").is_null() | (pl.col("k") > pl.col("n") + 1e-6))
    if not wrong.is_empty():
        raise ValueError(f"more with the attribute than in the denominator: {wrong.sort(pl.all()).row(0, named=True)}")


def _with_shares(units: pl.DataFrame, rows: pl.DataFrame, base: pl.DataFrame, n_cells: int) -> pl.DataFrame:
    of = sizes(base["_cell"].to_numpy(), n_cells, base["n"].to_numpy()).of(units["_cell"].to_numpy())
    unit, k_g, n_g = (rows[c].to_numpy() for c in ("_unit", "k", "n"))
    h, held = n_g / of.n[unit], k_g / of.n[unit]
    scale = 1 / np.maximum(1 - h, 1e-9)
    parts = (k_g, np.ones_like(k_g), (k_g >= n_g - 1e-6) * 1.0, held**2 * scale, held * h * scale)
    k, n_with, only, kk, hk = (grouped(unit, units.height, part) for part in parts)
    k = np.minimum(k, of.n)
    s = spread(k, n_with, of.employers - only, hk, kk, of)
    low, high = _interval(k, s.share, of.n, s.effect, s.df)
    values = {"k": k, "n": of.n, **s._asdict(), "low": low, "high": high}
    counts = {"n_employers": of.employers, "n_employers_with": n_with}
    return units.with_columns(
        *(pl.Series(name, value) for name, value in values.items()),
        *(pl.Series(name, value).cast(pl.Int64) for name, value in counts.items()),
    ).with_columns(_ENOUGH.then(pl.col("low", "high")))


def _interval(k: Floats, share: Floats, n: Floats, effect: Floats, df: Floats) -> tuple[Floats, Floats]:
    """Wilson's, but none seen gives 0 to at least 3/n, and all seen likewise."""
    low, high = wilson(share, n / effect, width90(effect, df))
    least = np.minimum(3 / n, 1.0)
    low = np.where(k == 0, 0.0, np.where(k == n, np.minimum(low, 1 - least), low))
    high = np.where(k == n, 1.0, np.where(k == 0, np.maximum(high, least), high))
    return low, high


def _at_common_df(both: pl.DataFrame) -> pl.DataFrame:
    """The intervals of both windows anew, by the degrees of freedom of their difference (Welch 1947)."""
    windows = [
        [both[f"{c}{suffix}"].to_numpy() for c in ("k", "share", "n", "effect", "df")] for suffix in ("", "_base")
    ]
    variance = [np.maximum(share * (1 - share), 1 / n) * effect / n for _, share, n, effect, _ in windows]
    df = sum(variance) ** 2 / sum(v**2 / w[-1] for v, w in zip(variance, windows, strict=True))
    ends = [_interval(k, share, n, effect, df) for k, share, n, effect, _ in windows]
    names = (("low", "high"), ("low_base", "high_base"))
    both = both.with_columns(
        pl.Series(n, e) for pair, end in zip(names, ends, strict=True) for n, e in zip(pair, end, strict=True)
    )
    enough = pl.min_horizontal("n_employers", "n_employers_base") >= MIN_EMPLOYERS
    return both.with_columns(pl.when(enough).then(pl.col(n for pair in names for n in pair)))


def _with_correlation(both: pl.DataFrame, units: _Units, keys: list[str], by: list[str]) -> pl.DataFrame:
    """Adds r, the correlation of the two shares through the employers in both windows; pulled to 0 where few tell.

    Covariance: sum over those employers of (k1 - p1 n1) (k0 - p0 n0) / (N1 N0), multiplied out.
    """
    crossed = _crossed(units, keys, by)
    sizes_crossed = (
        _paired(units.denominator, [*by, "employer"], "n", "inner")
        .group_by("_", *by)
        .agg(nn=(pl.col("n") * pl.col("n_base")).sum().round(6))
    )
    both = both.join(crossed, on=keys, how="left", nulls_equal=True, maintain_order="left")
    both = both.join(sizes_crossed, on=["_", *by], how="left", nulls_equal=True, maintain_order="left")
    kk, kn, nk, nn = (pl.col(c).fill_null(0.0) for c in ("kk", "kn", "nk", "nn"))
    p1, p0 = pl.col("share"), pl.col("share_base")
    covariance = (kk - p0 * kn - p1 * nk + p1 * p0 * nn) / (pl.col("n") * pl.col("n_base"))
    product = pl.lit(1.0)
    for share, n, effect in ((p1, "n", "effect"), (p0, "n_base", "effect_base")):
        product = product * (share * (1 - share) * pl.col(effect) / pl.col(n)).sqrt()
    pull = pl.min_horizontal("weight", "weight_base")
    return both.with_columns(r=pl.when(product > 0).then((pull * covariance / product).clip(-0.9, 0.9)).otherwise(0.0))


def _paired(rows: pl.DataFrame, keys: list[str], count: str, how: Literal["inner", "full"]) -> pl.DataFrame:
    """A count in the two windows side by side."""
    sides = [rows.filter(pl.col("is_recent") == r).select("_", *keys, count) for r in (True, False)]
    return sides[0].join(sides[1], on=["_", *keys], how=how, coalesce=True, suffix="_base", nulls_equal=True)


def _crossed(units: _Units, keys: list[str], by: list[str]) -> pl.DataFrame:
    """By unit, over employers in both windows: sums of k1 k0, k1 n0, n1 k0."""
    at = _paired(units.denominator, [*by, "employer"], "n", "inner")
    k = _paired(units.having, [*keys, "employer"], "k", "full").with_columns(pl.col("k", "k_base").fill_null(0.0))
    k = k.join(at, on=["_", *by, "employer"], nulls_equal=True)
    products = {"kk": ("k", "k_base"), "kn": ("k", "n_base"), "nk": ("n", "k_base")}
    return k.group_by(keys).agg((pl.col(a) * pl.col(b)).sum().round(6).alias(name) for name, (a, b) in products.items())


def _joined() -> list[pl.Expr]:
    """Intervals of difference and ratio from those of the two shares and their correlation r."""
    names = ("share", "low", "high", "share_base", "low_base", "high_base")
    p1, l1, u1, p0, l0, u0 = (pl.col(c) for c in names)
    g1, gl1, gu1, g0, gl0, gu0 = (pl.col(c).log() for c in names)
    was, is_both = p0 > 0, (p0 > 0) & (p1 > 0)
    return [
        (p1 - p0).alias("change"),
        (p1 - p0 - _away(p1 - l1, u0 - p0)).alias("change_low"),
        (p1 - p0 + _away(u1 - p1, p0 - l0)).alias("change_high"),
        pl.when(was).then(p1 / p0).alias("ratio"),
        pl.when(is_both).then((g1 - g0 - _away(g1 - gl1, gu0 - g0)).exp()).when(was).then(0.0).alias("ratio_low"),
        pl.when(is_both).then((g1 - g0 + _away(gu1 - g1, g0 - gl0)).exp()).when(was).then(u1 / p0).alias("ratio_high"),
    ]


def _away(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Length of two correlated distances together."""
    return (a**2 - 2 * pl.col("r") * a * b + b**2).clip(0.0).sqrt()
