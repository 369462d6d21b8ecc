"""What two adverts can contradict each other in, as arrays: row i is advert i of the frame they were made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.link.level import level_words
from pipelines.link.shingles import Hashes, Ints, codes, word_masks

_PLACES: Final = 8  # of one advert that are compared
# Boards mix these words for work that ends; who is hired for good is told alike everywhere.
_CONTRACTS: Final = {
    "permanent": "permanent", "contract": "ends", "fixed_term": "ends", "temporary": "ends",
    "internship": "learns", "apprenticeship": "learns",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Traits:
    """Codes: 0 where the advert does not say. ``posted`` counts days; ``towns`` and ``regions`` are [advert, place]."""

    source: Ints
    listing: Ints
    teller: Ints
    employer: NDArray[Any]
    is_agency: NDArray[np.bool_]
    is_aggregator: NDArray[np.bool_]
    is_snippet: NDArray[np.bool_]
    level: Ints
    contract: Ints
    country: Ints
    period: Ints
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    requisition: Ints
    address: Ints
    posted: Ints
    post: Ints
    title: Hashes
    title_level: Ints
    full_title: Ints
    towns: Ints
    regions: Ints


def traits(profiles: pl.DataFrame) -> Traits:
    """``profiles``: one row an advert, the sketch's codes beside the facts of advert, towns and regions (lists)."""
    stated = (pl.col("pay_basis") == "stated") & (pl.col("pay_currency") == "GBP")
    frame = profiles.with_columns(
        listing=pl.concat_str("source", "source_id", separator="\x01"),
        contract=pl.col("contract").cast(pl.String).replace_strict(_CONTRACTS, default=None),
        period=pl.when(stated).then(pl.col("pay_period").cast(pl.String)),
    )
    return Traits(
        source=_ranks(frame["source"]), listing=_ranks(frame["listing"]), teller=_ints(frame["teller"]),
        employer=frame["employer_key"].fill_null("").to_numpy().astype("U"), is_agency=frame["is_agency"].to_numpy(),
        is_aggregator=(frame["source_kind"] == "aggregator").to_numpy(), is_snippet=frame["is_snippet"].to_numpy(),
        level=_ranks(frame["seniority"].cast(pl.String)), contract=_ranks(frame["contract"]),
        country=_ranks(frame["country"]), period=_ranks(frame["period"]),
        low=frame["pay_min"].fill_null(-np.inf).to_numpy(), high=frame["pay_max"].fill_null(np.inf).to_numpy(),
        requisition=_ints(frame["requisition"]), address=_ints(frame["address"]),
        posted=_ints(frame["posted_on"].cast(pl.Int32).cast(pl.Int64)), post=_ints(frame["post"]),
        title_level=_ranks(frame.select(level_words()).to_series()),
        full_title=codes(frame["title_raw"]).fill_null(0).to_numpy(),
        title=word_masks(frame.select(pl.coalesce("title_core", "title_raw")).to_series()),
        towns=_places(frame["towns"]), regions=_places(frame["regions"]),
    )  # fmt: skip


def _ranks(words: pl.Series) -> Ints:
    return words.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()


def _ints(numbers: pl.Series) -> Ints:
    return numbers.fill_null(0).to_numpy()


def _places(lists: pl.Series) -> Ints:
    """[advert, place] codes of the first places."""
    wide = pl.DataFrame({str(k): lists.list.get(k, null_on_oob=True) for k in range(_PLACES)})
    return np.stack([codes(wide[c]).fill_null(0).to_numpy() for c in wide.columns], axis=1)
