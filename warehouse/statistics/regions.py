"""Regional demand: location quotients against the rest of the UK, with intervals, shrunk, suppressed where thin.

    LQ = (x_rf / x_r) / (x_-rf / x_-r);  interval: ln LQ +/- 1.645 SE

SE by delete-one-employer jackknife, at least sqrt(1/x_rf - 1/x_r + 1/x_-rf - 1/x_-r); ln LQ is shrunk to 0 by
tau2 / (tau2 + SE2). Below 5 vacancies or 3 employers nothing is shown. Source: statistics contract, section 3.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Z90 = 1.645
MIN_VACANCIES, MIN_EMPLOYERS = 5, 3
Floats = NDArray[np.float64]


def location_quotients(placed: pl.DataFrame) -> pl.DataFrame:
    """One row per region: n_all, n_group, n_employers, share_group, lq, low, high, lq_shrunk (null: suppressed).

    ``placed``: a row per located vacancy and place, columns region, employer, share (1/k), in_group (is it of the
    group whose concentration is asked: machine learning, say).
    """
    # rounded: the order in which fractions are added, which nobody fixes, must not show
    by_employer = placed.group_by("region", "employer").agg(
        pl.col("share").sum().round(9).alias("x"), (pl.col("share") * pl.col("in_group")).sum().round(9).alias("g")
    )
    rows = [_region(by_employer, region) for region in sorted(by_employer["region"].unique())]
    return _shrink(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


_SCHEMA = {
    "region": pl.String, "n_all": pl.Float64, "n_group": pl.Float64, "n_employers": pl.Int64, "share_group": pl.Float64,
    "log_lq": pl.Float64, "se": pl.Float64,
}  # fmt: skip


def _region(by_employer: pl.DataFrame, region: str) -> tuple[object, ...]:
    inside = pl.col("region") == region
    sums = [
        (pl.col(value) * (inside if here else ~inside)).sum().round(9).alias(f"{value}{int(here)}")
        for value in "xg"
        for here in (True, False)
    ]
    here = by_employer.group_by("employer").agg(sums).sort("employer")
    x1, x0, g1, g0 = (here[c].to_numpy() for c in ("x1", "x0", "g1", "g0"))
    n_employers = int((g1 > 0).sum())
    n_all, n_group = float(x1.sum()), float(g1.sum())
    share = n_group / n_all if n_all else None
    if n_group < MIN_VACANCIES or n_employers < MIN_EMPLOYERS or g0.sum() == 0:
        return region, n_all, n_group, n_employers, share, None, None
    log_lq = float(_log_lq(x1.sum(), x0.sum(), g1.sum(), g0.sum()))
    return region, n_all, n_group, n_employers, share, log_lq, _se(x1, x0, g1, g0)


def _log_lq(x1: Floats, x0: Floats, g1: Floats, g0: Floats) -> Floats:
    return np.asarray(np.log((g1 / x1) / (g0 / x0)))


def _se(x1: Floats, x0: Floats, g1: Floats, g0: Floats) -> float:
    total = [v.sum() for v in (x1, x0, g1, g0)]
    floor = np.sqrt(max(1 / total[2] - 1 / total[0] + 1 / total[3] - 1 / total[1], 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        left_out = _log_lq(total[0] - x1, total[1] - x0, total[2] - g1, total[3] - g0)
    left_out = left_out[np.isfinite(left_out)]
    count = len(left_out)
    jackknife = np.sqrt((count - 1) / count * ((left_out - left_out.mean()) ** 2).sum()) if count else 0.0
    return float(max(jackknife, floor))


def _shrink(table: pl.DataFrame) -> pl.DataFrame:
    known = table.drop_nulls("log_lq")
    log_lq, se = known["log_lq"].to_numpy(), known["se"].to_numpy()
    tau2 = max(float(np.mean(log_lq**2 - se**2)), 0.0) if len(log_lq) else 0.0
    factor = pl.lit(tau2) / (pl.lit(tau2) + pl.col("se") ** 2)
    return table.with_columns(
        lq=pl.col("log_lq").exp(),
        low=(pl.col("log_lq") - Z90 * pl.col("se")).exp(),
        high=(pl.col("log_lq") + Z90 * pl.col("se")).exp(),
        lq_shrunk=(pl.col("log_lq") * pl.when(pl.col("se") > 0).then(factor).otherwise(1.0)).exp(),
    ).drop("log_lq", "se")
