"""What an advert is found by when others are compared with it: one row an advert (schema SketchTable)."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.link.address import canonical_address
from pipelines.link.body import bodies
from pipelines.link.shingles import FIELD, codes, shingles
from pipelines.link.sketch import BANDS, band_keys
from pipelines.schemas import SketchTable

LEAST_SHINGLES: Final = 12  # a shorter text is no evidence
_LEAST_ID: Final = 4  # characters of a requisition id: shorter ones are used again
_TITLE: Final = pl.coalesce("title_core", "title_raw")
# where no town was read: the field's own first words, unless they only say "anywhere"
_PLACE: Final = (
    pl.col("place_raw").str.extract(r"^([^,(]+)").str.to_lowercase()
    .str.replace_all(
        r"\b(?:remote\w*|hybrid|home|based|anywhere|nationwide|uk|gb|united kingdom|great britain|england)\b", ""
    )
)  # fmt: skip


def sketches(adverts: pl.DataFrame, version: str) -> pl.DataFrame:
    """``adverts``: one row an advert, columns advert_id, source, source_id, first_seen_at, first_run_id, url,
    title_core, title_raw, employer_key, is_agency, seniority, requisition_id, text_kind, text, town, place_raw, towns
    (list).
    """
    sets = shingles(bodies(adverts["text"]))
    enough = pl.Series(sets.sizes >= LEAST_SHINGLES)
    bands = pl.Series(band_keys(sets), dtype=pl.Array(pl.Int64, BANDS)).arr.to_list()
    frame = adverts.select(
        "advert_id", "first_run_id",
        first_seen_at=pl.col("first_seen_at").dt.replace_time_zone("UTC"),
        n_words=pl.Series(sets.n_words),
        body=pl.when(enough).then(pl.Series(sets.bodies.view("int64"))),
        bands=pl.when(enough).then(bands),
        is_snippet=pl.col("text_kind") == "snippet",
        version=pl.lit(version),
        **_codes(adverts),
    )  # fmt: skip
    return SketchTable.validate(frame.select(*SketchTable.columns()), cast=True)


def _codes(adverts: pl.DataFrame) -> dict[str, pl.Series]:
    towns = pl.col("towns").list.drop_nulls().list.sort()
    words = adverts.select(
        # an advertiser at one source; the source itself where the advert names none
        teller=_joined("source", pl.col("employer_key").fill_null("")),
        # null: any employer will do, as an agency speaks for others
        employer=pl.when(~pl.col("is_agency")).then(pl.col("employer_key").str.extract(r"^(\S+)")),
        title=_joined("employer_key", _TITLE),
        post=_joined("title_raw", pl.coalesce("town", _PLACE, pl.lit(""))),
        town=pl.when(towns.list.len() == 1, pl.col("towns").list.len() == 1).then(towns.list.first()),
        # many boards write their own number of the advert there
        requisition=pl.when(
            pl.col("requisition_id").str.len_chars() >= _LEAST_ID, pl.col("requisition_id") != pl.col("source_id")
        ).then(_joined("employer_key", "requisition_id")),
        address=pl.Series([canonical_address(url) for url in adverts["url"]], dtype=pl.String),
    )
    return {name: codes(words[name]) for name in words.columns}


def _joined(*fields: str | pl.Expr) -> pl.Expr:
    return pl.concat_str(*fields, separator=f" {FIELD} ")
