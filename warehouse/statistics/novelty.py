"""Titles that no family knows: which of them are new, and how surely they were not there before.

A title not seen among N vacancies has a share below 3/N (rule of three, 95 %: Hanley and Lippman-Hand 1983), so
"first seen" says something only where enough was searched before. Source: statistics contract, section 1.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

NEW_WITHIN_WEEKS = 26
MIN_EMPLOYERS = 4
RARE = 0.001  # what the search before must have been able to see


def novelty_ledger(titles: pl.DataFrame, monday: date) -> pl.DataFrame:
    """The unmapped titles of a week with what is known of their novelty, those at most employers first.

    ``titles``: rows of report.unmapped_title of the week of ``monday``: title_key, title_core, n_open, n_new,
    n_employers, n_sources, first_on, n_searched_before. Adds share_before_below (upper bound of its share before it was
    first seen; null: nothing was searched before) and label:

    - *new*: first seen within 26 weeks, at 4 employers or more, and rarer than one in a thousand before
    - *recent*: first seen within 26 weeks, at fewer employers
    - *of unknown age*: too little was searched before it was first seen
    - *known*: first seen longer ago
    """
    since = monday - timedelta(weeks=NEW_WITHIN_WEEKS)
    searched = pl.col("n_searched_before")
    bound = pl.when(searched > 0).then(pl.min_horizontal(3 / searched, 1.0))
    label = (
        pl.when(pl.col("first_on") <= since)
        .then(pl.lit("known"))
        .when(pl.col("share_before_below").is_null() | (pl.col("share_before_below") > RARE))
        .then(pl.lit("of unknown age"))
        .when(pl.col("n_employers") >= MIN_EMPLOYERS)
        .then(pl.lit("new"))
        .otherwise(pl.lit("recent"))
    )
    order = ["n_employers", "n_open", "title_key"]
    ledger = titles.with_columns(share_before_below=bound).with_columns(label=label)
    return ledger.sort(order, descending=[True, True, False])
