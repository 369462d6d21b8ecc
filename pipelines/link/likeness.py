"""How alike two adverts are that may be something to each other: the bodies compared, and the kind that follows."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipelines.link.body import bodies, wholes
from pipelines.link.shingles import Ints, Shingles, shingles
from pipelines.link.similarity import Floats, containment, jaccard
from pipelines.link.sketches import LEAST_SHINGLES
from pipelines.schemas import LikenessTable

NEAR: Final = 0.8  # Jaccard similarity of two bodies, or the share of a snippet that the other text holds
NEAR_SAME_POST: Final = 0.6  # of bodies under the very same title at the same main place
REPOST: Final = 0.9


def unlike_in_words(prospects: pl.DataFrame) -> pl.Series:
    """The adverts whose texts have to be read: those of pairs that are not word for word the same."""
    unsure = prospects.filter(~pl.col("same_body"))
    return pl.concat([unsure["advert_id"], unsure["other_id"].alias("advert_id")]).unique().sort()


def likeness(prospects: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Rows of LikenessTable: the prospects that are something, each with its strongest kind.

    ``prospects``: of ``prospects.prospects``; ``texts``: advert_id, text of ``unlike_in_words``.
    """
    alike = prospects.with_columns(score=_scores(prospects, texts))
    again = pl.col("may_repeat") & ((pl.col("score") >= REPOST) | pl.col("same_id") | pl.col("same_address"))
    merges = pl.col("may_merge")
    near = pl.when(pl.col("same_post") & ~pl.col("is_snippet")).then(NEAR_SAME_POST).otherwise(NEAR)
    kind = (
        pl.when(merges & pl.col("same_id"))
        .then(pl.lit("same_id"))
        .when(merges & pl.col("same_address"))
        .then(pl.lit("same_canonical_url"))
        .when(merges & pl.col("same_body"))
        .then(pl.lit("exact_body"))
        .when(merges & (pl.col("score") >= near))
        .then(pl.lit("near_body"))
        .when(again)
        .then(pl.lit("repost_of"))
        .when(pl.col("may_be_sibling") & (pl.col("score") >= NEAR))
        .then(pl.lit("sibling_of"))
    )
    named = pl.col("kind").is_in(["same_id", "same_canonical_url"])
    found = alike.with_columns(kind=kind).filter(pl.col("kind").is_not_null())
    return LikenessTable.validate(
        found.select("advert_id", "other_id", "kind", pl.when(named).then(1.0).otherwise("score").alias("score"),
                     "days_apart"),
        cast=True,
    )  # fmt: skip


def _scores(prospects: pl.DataFrame, texts: pl.DataFrame) -> pl.Series:
    scores = prospects["same_body"].cast(pl.Float64).to_numpy().copy()
    snippet, sure = prospects["is_snippet"].to_numpy(), prospects["same_body"].to_numpy()
    for rows, words, measure in ((~sure & ~snippet, bodies, jaccard), (~sure & snippet, wholes, containment)):
        some = prospects.filter(pl.Series(rows))
        ids = pl.concat([some["advert_id"], some["other_id"].alias("advert_id")]).unique().sort()
        sets = shingles(words(_of(texts, ids)))
        i, j = (np.asarray(ids.search_sorted(some[c]).cast(pl.Int64).to_numpy()) for c in ("advert_id", "other_id"))
        scores[rows] = np.where(_enough(sets, i, j), measure(sets, i, j), 0.0)
    return pl.Series("score", scores).round(6)


def _of(texts: pl.DataFrame, ids: pl.Series) -> pl.Series:
    found = ids.to_frame("advert_id").join(texts, on="advert_id", how="left", maintain_order="left")
    return found["text"]


def _enough(sets: Shingles, i: Ints, j: Ints) -> Floats:
    return np.asarray((sets.sizes[i] >= LEAST_SHINGLES) & (sets.sizes[j] >= LEAST_SHINGLES))
