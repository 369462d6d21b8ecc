"""The level a title says, in its own words: copies of one advert keep them, and "Data Engineer" is not its senior."""

from __future__ import annotations

from typing import Final

import polars as pl

_SAID: Final = (
    r"\b(?:intern(?:ship)?|placement|grad(?:uate)?|jr|junior|trainee|apprentice(?:ship)?|mid|intermediate|snr|sr|senior"
    r"|lead|principal|staff|distinguished|head|chief|director|vp|ii|iii|iv|(?:band|grade|level) \w{1,3})\b"
)
_ONE: Final = {"grad": "graduate", "jr": "junior", "snr": "senior", "sr": "senior"}


def level_words() -> pl.Expr:
    """Of column title_raw: its words of level in one spelling and order; "" where it has none."""
    said = pl.col("title_raw").fill_null("").str.to_lowercase().str.extract_all(_SAID)
    return said.list.eval(pl.element().replace(_ONE)).list.unique().list.sort().list.join(" ")
