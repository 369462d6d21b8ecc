"""Links against the market's truth: whole markets through the real reading, then every pair of listings judged.

A pair is of one vacancy where both listings are the same opening: its main advert and its copies on other boards, or a
second agency's on the same board. A repost and a sibling are openings of their own. Figures are over the pairs of all
markets together; a listing that no run saw is no one's fault and left out.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from crawlers.market.world import Market, build_market
from flows import ingest
from flows.demo import fill_past
from flows.link import link
from pipelines.extract.workers import Workers
from pipelines.link.vacancies import MERGING
from tests.referee.row import Row
from warehouse.connect import writer

N_BOARDS, N_WEEKS = 12, 31  # of which the demo's past is all but the newest
_KEY = ["source", "source_id"]
_LINKS = """
    SELECT a.source, a.source_id, b.source AS other_source, b.source_id AS other_source_id, l.kind
    FROM link AS l JOIN advert AS a USING (advert_id) JOIN advert AS b ON b.advert_id = l.other_id
"""


def rows(draws: int, seed: int) -> list[Row]:
    """``draws`` markets of seeds from ``seed`` on."""
    n: Counter[str] = Counter()
    for k in range(draws):
        n += counts(build_market(seed + k, n_boards=N_BOARDS, n_weeks=N_WEEKS))
    of = {
        "links: precision of pairs of one vacancy": ("true_pairs", "pairs", ">= 0.98"),
        "links: recall of pairs of one vacancy": ("true_pairs", "all_pairs", ">= 0.85"),
        "links: siblings merged": ("siblings_merged", "sibling_pairs", "<= 0.01"),
        "links: reposts merged with what they repeat": ("reposts_merged", "reposts", "<= 0.01"),
        "links: precision of repost_of": ("true_repost_links", "repost_links", ""),
        "links: recall of repost_of": ("true_repost_links", "reposts", ""),
        "links: precision of sibling_of": ("true_sibling_links", "sibling_links", ""),
    }
    return [Row(name, n[a] / n[b] if n[b] else None, goal, draws, seed) for name, (a, b, goal) in of.items()]


def counts(market: Market) -> Counter[str]:
    """What one market adds to each count."""
    listings, links = _linked(market)
    found = _vacancies(listings, links)
    own, linked = _pairs(found, "vacancy_id"), _pairs(found, "found_id")
    true = own.join(linked, on=own.columns)
    siblings, reposts = _siblings(found), _reposts(found)
    repeats, beside = (links.filter(pl.col("kind") == kind).drop("kind") for kind in ("repost_of", "sibling_of"))
    return Counter(
        pairs=linked.height, all_pairs=own.height, true_pairs=true.height,
        sibling_pairs=siblings.height, siblings_merged=siblings.join(linked, on=own.columns).height,
        reposts=reposts.height, reposts_merged=reposts.filter(pl.col("found_id") == pl.col("found_id_other")).height,
        repost_links=repeats.height, true_repost_links=repeats.join(reposts, on=repeats.columns).height,
        sibling_links=beside.height, true_sibling_links=_ordered(beside).join(siblings, on=own.columns).height,
    )  # fmt: skip


def _linked(market: Market) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The truth of the listings that were seen, and the links between them."""
    with TemporaryDirectory() as home:
        raw, history = Path(home) / "raw", Path(home) / "history.duckdb"
        fill_past(market, raw, lambda *_: None)
        folders, _ = ingest.new_runs(raw, history)
        with Workers(1) as workers:
            for group in ingest.segments(folders):
                runs, _ = ingest.read_segment(group)
                ingest.load_segment(ingest.clean_segment(runs, history, workers), history)
        with writer(history) as con:
            link(con)
            return _seen(con, market), con.execute(_LINKS).pl()


def _seen(con: duckdb.DuckDBPyConnection, market: Market) -> pl.DataFrame:
    truth = pl.DataFrame(market.truth(), infer_schema_length=None)
    seen = con.execute("""
        SELECT DISTINCT s.source, s.source_id FROM sighting AS s JOIN crawl_run USING (run_id) WHERE outcome <> 'failed'
    """).pl()
    return truth.join(seen, on=_KEY).select(*_KEY, "vacancy_id", "sibling_of", "repost_of").sort(_KEY)


def _vacancies(listings: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The listings with found_id: the vacancy that the links put each into."""
    at = listings.select(_KEY).with_row_index("row")
    merging = links.filter(pl.col("kind").is_in(MERGING))
    ends = merging.join(at, on=_KEY).join(
        at, left_on=["other_source", "other_source_id"], right_on=_KEY, suffix="_other"
    )
    graph = coo_array(([1] * ends.height, (ends["row"], ends["row_other"])), shape=(at.height, at.height))
    _, group = connected_components(graph, directed=False)
    return listings.with_columns(found_id=pl.Series(group))


def _pairs(listings: pl.DataFrame, by: str) -> pl.DataFrame:
    both = listings.select(*_KEY, by)
    return _ordered(both.join(both.rename({c: f"other_{c}" for c in _KEY}), on=by).drop(by))


def _siblings(listings: pl.DataFrame) -> pl.DataFrame:
    """Pairs of listings of openings that are siblings: one of the other, or both of a third."""
    role = listings.with_columns(role=pl.coalesce("sibling_of", "vacancy_id"))
    both = role.select(*_KEY, "role", "vacancy_id")
    pairs = both.join(both.rename({c: f"other_{c}" for c in _KEY}), on="role", suffix="_other")
    return _ordered(pairs.filter(pl.col("vacancy_id") != pl.col("vacancy_id_other")))


def _reposts(listings: pl.DataFrame) -> pl.DataFrame:
    """Listings that repeat a listing that was seen."""
    repeats = listings.filter(pl.col("repost_of").is_not_null()).with_columns(
        other_source=pl.col("repost_of").list.get(0), other_source_id=pl.col("repost_of").list.get(1)
    )
    return repeats.join(
        listings.select(*_KEY, "found_id"), left_on=["other_source", "other_source_id"], right_on=_KEY, suffix="_other"
    )


def _ordered(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each pair of two listings once."""
    one, two = pl.struct(*_KEY), pl.struct(source="other_source", source_id="other_source_id")
    keyed = pairs.filter(one != two).select(
        one=pl.concat_str(*_KEY, separator=" "), two=pl.concat_str("other_source", "other_source_id", separator=" ")
    )
    return keyed.select(
        pl.min_horizontal("one", "two").alias("one"), pl.max_horizontal("one", "two").alias("two")
    ).unique()
