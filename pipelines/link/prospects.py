"""What a pair of adverts may be to each other, before any text is read.

Every answer rests on the two adverts and on what had been seen when the later of them appeared, so that it is the same
whether weeks are loaded one by one or all at once.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipelines.link.shingles import Ints
from pipelines.link.traits import traits
from pipelines.link.vetoes import forbidden, titles_apart

WINDOW_DAYS: Final = 60
LATE_DAYS: Final = 14  # after an advert is known to be gone, so long another board may still bring its copy


def prospects(pairs: pl.DataFrame, profiles: pl.DataFrame) -> pl.DataFrame:
    """The pairs that may be something, each with what it may be.

    ``pairs``, of no more than WINDOW_DAYS: advert_id (the later), other_id, days_apart (from the last sighting of the
    other's listing to the first of the advert; 0: it still stood), days_gone (since the first complete run of the
    other's source without it; null: none), is_gone (the same, and both are of one source), is_first and other_is_first
    (no other version of the listing was seen before).
    ``profiles``: one row an advert (``traits.traits``), and of the sketch body, post, first_run_id, is_snippet.
    Added: may_merge, may_repeat, may_be_sibling, same_id, same_address, same_post, same_body, is_snippet.
    """
    near = pairs.sort("advert_id", "other_id")
    i, j = _rows(near["advert_id"], profiles), _rows(near["other_id"], profiles)
    t = traits(profiles)
    beside = near.hstack(_beside(profiles, i, j)).with_columns(
        one_teller=pl.Series((t.teller[i] == t.teller[j]) & (t.listing[i] != t.listing[j])),
        may_merge=pl.Series(~forbidden(t, i, j) & (t.listing[i] != t.listing[j])),
    )
    again = pl.col("is_first") & pl.col("one_teller") & ~pl.Series(titles_apart(t, i, j))
    return (
        beside.with_columns(
            # what is gone and comes back is an opening of its own, from the same advertiser even under one id
            may_merge=pl.col("may_merge")
            & ~(pl.col("one_teller") & pl.col("is_gone"))
            & (pl.col("days_gone").fill_null(0) <= LATE_DAYS),
            may_repeat=again & pl.col("is_gone") & (pl.col("same_post") | pl.col("same_id") | pl.col("same_address")),
            may_be_sibling=again & pl.col("same_sweep") & pl.col("other_is_first"),
        )
        .filter(pl.any_horizontal("may_merge", "may_repeat", "may_be_sibling"))
        .drop("one_teller", "same_sweep", "is_first", "other_is_first")
    )


def _rows(ids: pl.Series, profiles: pl.DataFrame) -> Ints:
    index = profiles.select("advert_id").with_row_index("row")
    found = ids.to_frame("advert_id").join(index, on="advert_id", how="left", maintain_order="left")
    return np.asarray(found["row"].cast(pl.Int64).to_numpy())


def _beside(profiles: pl.DataFrame, i: Ints, j: Ints) -> pl.DataFrame:
    a, b = profiles[i], profiles[j]
    same = {
        name: (a[column] == b[column]).fill_null(value=False)
        for name, column in (
            ("same_id", "requisition"), ("same_address", "address"), ("same_body", "body"), ("same_post", "post"),
            ("same_sweep", "first_run_id"),
        )
    }  # fmt: skip
    return pl.DataFrame(same).with_columns(is_snippet=a["is_snippet"] | b["is_snippet"])
