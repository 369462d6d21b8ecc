"""Regional demand: where vacancies are, how concentrated a group of them is, and where the work is done.

Placement: a vacancy with k UK places adds 1/k to each (``n``, sums to all) and 1 to what is available there
(``n_available``, does not sum). Fully remote with no base is a row of its own, and so is what names no place.

    LQ = (x_rf / x_r) / (x_-rf / x_-r)

against the rest of the UK. Its interval joins those of the two shares (``shares.changes``: employers resemble
themselves, and stand here and elsewhere); ln LQ is shrunk to 0 by tau2 / (tau2 + SE2). Below 5 vacancies or 3
employers nothing is shown. Source: statistics contract, section 3; its ln LQ +/- 1.645 jackknife SE covers as
much on the same draws (0.87 at 60 employers, 0.91 at 300), and one kind of interval is fewer to explain.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from warehouse.statistics.clusters import Floats, rounded
from warehouse.statistics.shares import changes, shares

MIN_VACANCIES, MIN_EMPLOYERS = 5, 3
UK_REMOTE, UNLOCATED = "UK remote", "Unlocated"
Z90 = 1.645


def placed(vacancies: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """A row per vacancy and place: the columns of ``vacancies`` with town, region, share.

    ``vacancies``: advert_id, employer, workplace and what else is wanted. ``places``: advert_place (advert_id, town,
    region, share). A place of no region counts as *Unlocated*, a vacancy of no place too, unless it is remote: *UK
    remote*.
    """
    rows = vacancies.join(places.select("advert_id", "town", "region", "share"), on="advert_id", how="left")
    nowhere = pl.col("share").is_null() & (pl.col("workplace") == "remote").fill_null(False)
    region = pl.coalesce(pl.col("region").cast(pl.String), pl.when(nowhere).then(pl.lit(UK_REMOTE)), pl.lit(UNLOCATED))
    return rows.with_columns(region=region, share=pl.col("share").fill_null(1.0))


def region_table(at: pl.DataFrame, population: pl.DataFrame) -> pl.DataFrame:
    """One row per region: n, n_available, n_employers, share_of_located, per_100k, vintage.

    ``at``: rows of ``placed``. ``population``: region, vintage, residents_16_64. *UK remote* and *Unlocated* have
    neither a share of the located nor a rate per head; a region without any vacancy has its row, with 0.
    """
    table = at.group_by("region").agg(
        # rounded: the order in which fractions are added, which nobody fixes, must not show
        pl.col("share").sum().round(6).alias("n"),
        pl.col("advert_id").n_unique().alias("n_available"),
        pl.col("employer").n_unique().alias("n_employers"),
    )
    table = population.join(table, on="region", how="full", coalesce=True).with_columns(
        pl.col("n").fill_null(0.0), pl.col("n_available", "n_employers").fill_null(0).cast(pl.Int64)
    )
    located = pl.col("residents_16_64").is_not_null()
    n_located = pl.col("n").filter(located).sum().round(6)
    table = table.with_columns(
        share_of_located=pl.when(located & (n_located > 0)).then(pl.col("n") / n_located),
        per_100k=1e5 * pl.col("n") / pl.col("residents_16_64"),
    )
    shown = ("region", "n", "n_available", "n_employers", "share_of_located", "per_100k", "vintage")
    return rounded(table.select(shown).sort("region"))


def remote_split(vacancies: pl.DataFrame) -> pl.DataFrame:
    """remote, hybrid, onsite, unstated, given twice: share_of_all and share_of_stated, each with low and high (90 %).

    ``vacancies``: employer, workplace (null: unstated, never counted as onsite). Gives workplace, n, n_employers,
    share_of_all, low_of_all, high_of_all, share_of_stated, low_of_stated, high_of_stated.
    """
    kinds = pl.DataFrame({"workplace": ["remote", "hybrid", "onsite", "unstated"]})
    filled = vacancies.select("employer", pl.col("workplace").cast(pl.String).fill_null("unstated"))
    both = (filled, filled.filter(pl.col("workplace") != "unstated"))
    of_all, of_stated = (
        shares(rows, "workplace").rename({c: f"{c}_{of}" for c in ("share", "low", "high")} | {"share": f"share_{of}"})
        for rows, of in zip(both, ("of_all", "of_stated"), strict=True)
    )
    table = kinds.join(of_all, on="workplace", how="left", maintain_order="left").join(
        of_stated.select("workplace", "share_of_stated", "low_of_stated", "high_of_stated"),
        on="workplace", how="left", maintain_order="left",
    )  # fmt: skip
    counts = [
        pl.col("k").fill_null(0.0).cast(pl.Int64).alias("n"),
        pl.col("n_employers_with").fill_null(0).alias("n_employers"),
    ]
    return table.select(
        "workplace", *counts, *(f"{c}_{of}" for of in ("of_all", "of_stated") for c in ("share", "low", "high"))
    )


def location_quotients(placed: pl.DataFrame, place: str = "region") -> pl.DataFrame:
    """One row per region: n_all, n_group, n_employers, share_group, lq, low, high, lq_shrunk (null: suppressed).

    ``placed``: a row per located vacancy and place, columns ``place`` (region, or town for cities), employer, share
    (1/k), in_group (is it of the group whose concentration is asked: machine learning, say). ``n_employers``: with
    such a vacancy there.
    """
    by_employer = placed.group_by(place, "employer").agg(
        # rounded: the order in which fractions are added, which nobody fixes, must not show
        n=pl.col("share").sum().round(9), k=(pl.col("share") * pl.col("in_group")).sum().round(9)
    )  # fmt: skip
    here = by_employer.group_by(place).agg(
        pl.col("n").sum().round(9).alias("n_all"), pl.col("k").sum().round(9).alias("n_group"),
        (pl.col("k") > 0).sum().cast(pl.Int64).alias("n_employers"),
    )  # fmt: skip
    enough = (pl.col("n_group") >= MIN_VACANCIES) & (pl.col("n_employers") >= MIN_EMPLOYERS)
    shown = here.filter(enough).select(place)
    table = here.with_columns(share_group=pl.col("n_group") / pl.col("n_all"))
    table = table.join(_quotients(by_employer, shown, place), on=place, how="left").sort(place)
    return rounded(_shrink(table))


def _quotients(by_employer: pl.DataFrame, shown: pl.DataFrame, place: str) -> pl.DataFrame:
    """Place, lq, low, high: here stands to elsewhere as a recent window to its base."""
    total = by_employer.group_by("employer").agg(pl.col("n", "k").sum().round(9))
    here = by_employer.join(shown, on=place, how="semi")
    rest = (
        shown.join(total, how="cross")
        .join(here, on=[place, "employer"], how="left", suffix="_here")
        .with_columns(pl.col(c) - pl.col(f"{c}_here").fill_null(0.0) for c in ("n", "k"))
    )
    columns = (place, "employer", "n", "k")
    sides = pl.concat([
        here.select(*columns, pl.lit(True).alias("is_recent")), rest.select(*columns, pl.lit(False).alias("is_recent")),
    ]).with_columns(pl.col("n", "k").round(9))  # fmt: skip
    having = sides.with_columns(in_group=pl.lit(True))
    compared = changes(having, sides, "in_group", [place])
    return compared.select(
        place, pl.col("ratio").alias("lq"), pl.col("ratio_low").alias("low"), pl.col("ratio_high").alias("high")
    )


def _shrink(table: pl.DataFrame) -> pl.DataFrame:
    """Normal prior around 1 on the log scale; its variance is fitted across the places (method of moments)."""
    log_lq, se = pl.col("lq").log(), (pl.col("high") / pl.col("low")).log() / (2 * Z90)
    known = table.filter((pl.col("lq") > 0) & (pl.col("low") > 0)).select(log_lq.alias("log_lq"), se.alias("se"))
    tau2 = _tau2(known["log_lq"].to_numpy(), known["se"].to_numpy())
    return table.with_columns(lq_shrunk=(log_lq * tau2 / (tau2 + se**2)).exp() if tau2 else pl.col("lq") * 0 + 1)


def _tau2(estimates: Floats, se: Floats) -> float:
    return max(float(np.mean(estimates**2 - se**2)), 0.0) if len(estimates) else 0.0
