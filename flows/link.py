"""Linking: which listings are one vacancy, which repeat another; what is new against what is known, part by part."""

from __future__ import annotations

import duckdb
import polars as pl

from pipelines.link.likeness import likeness, unlike_in_words
from pipelines.link.prospects import WINDOW_DAYS, prospects
from pipelines.link.sketches import sketches
from pipelines.link.vacancies import links
from pipelines.version import parser_version
from warehouse import links as store
from warehouse.tables import create_tables

PART = 25_000  # adverts: bounds memory


def link(con: duckdb.DuckDBPyConnection) -> int:
    """Bring ``link`` up to date with the runs that count; gives back how many adverts were looked at."""
    version, n = parser_version(), 0
    create_tables(con)
    with store.transaction(con):
        _join(con, store.begin(con, version), version)
    while (adverts := store.next_adverts(con, PART)).height:
        with store.transaction(con):
            _link_part(con, adverts, version)
        n += adverts.height
    with store.transaction(con):
        store.finish(con, version)
    return n


def _link_part(con: duckdb.DuckDBPyConnection, adverts: pl.DataFrame, version: str) -> None:
    pairs = store.pairs(con, sketches(adverts, version), WINDOW_DAYS)
    likely = prospects(pairs, store.profiles(con, _named(pairs)))
    found = likeness(likely, store.texts(con, unlike_in_words(likely)))
    store.keep_likeness(con, found)
    _join(con, _named(found), version)


def _join(con: duckdb.DuckDBPyConnection, touched: pl.Series, version: str) -> None:
    """Join vacancies anew in every group that holds one of these adverts."""
    group = store.groups(con, touched)
    members = pl.concat([_named(group), touched]).unique().sort()
    store.replace_links(con, members, links(group, store.profiles(con, members), version))


def _named(pairs: pl.DataFrame) -> pl.Series:
    return pl.concat([pairs["advert_id"], pairs["other_id"].alias("advert_id")]).unique().sort()
