"""Which of the likely pairs are one vacancy: joined one by one, so that nothing in a vacancy contradicts the rest.

An advert that fits two which contradict each other joins the better one: one that still stood when it appeared, then
one of the same title and main place, the stronger kind, the more alike, the older. A vacancy is joined with another
only where no listing of the one contradicts a listing of the other, as they read at that time; so no chain of copies
merges siblings, or a repost with what it repeats.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipelines.link.shingles import Ints
from pipelines.link.traits import Traits, traits
from pipelines.link.vetoes import forbidden
from pipelines.schemas import LINK_KINDS, LinkTable

MERGING: Final = LINK_KINDS[:4]
_STILL_STOOD: Final = 14  # days: weekly runs, one of them missed
_SMALL: Final = 200  # adverts of a group, up to which all its pairs are looked at at once
# was gone, another post, kind, how unlike, the other: the least is the best
_Edge: TypeAlias = tuple[bool, bool, int, float, int]


def links(likeness: pl.DataFrame, profiles: pl.DataFrame, version: str) -> pl.DataFrame:
    """Rows of LinkTable.

    ``likeness``: all likely pairs of whole groups, such as they connect (schema LikenessTable). ``profiles``: one row
    for each advert in them (``traits.traits``, and first_seen_at).
    """
    adverts = profiles.sort("first_seen_at", "advert_id").with_columns(
        listing=pl.concat_str("source", "source_id", separator="\x01").rank("dense").cast(pl.Int64) - 1
    )
    at = adverts.select("advert_id", "listing").with_row_index("row")
    pairs = likeness.join(at, on="advert_id").join(at, left_on="other_id", right_on="advert_id", suffix="_other")
    vacancy = _vacancies(traits(adverts), adverts["listing"].to_numpy(), pairs)
    one, other = (vacancy[pairs[c].to_numpy()] for c in ("listing", "listing_other"))
    is_one, merges = pl.Series(one == other), pl.col("kind").is_in(MERGING)
    apart = pairs.filter(~is_one & ~merges)
    # a repost repeats the opening before it, a sibling stands beside the first of its sweep
    repeats, beside = _one_each(apart, "repost_of", last=True), _one_each(apart, "sibling_of", last=False)
    rows = pl.concat([pairs.filter(is_one & merges), repeats, beside])
    told = rows.select("advert_id", "other_id", "kind", "score", version=pl.lit(version))
    return LinkTable.validate(told.sort("advert_id", "other_id"), cast=True)


def _one_each(pairs: pl.DataFrame, kind: str, *, last: bool) -> pl.DataFrame:
    """Of each advert's others of that kind the one seen first, or last."""
    some = pairs.filter(pl.col("kind") == kind).sort("row", "row_other", descending=[False, last])
    return some.unique("row", keep="first", maintain_order=True)


def _vacancies(t: Traits, listing: Ints, pairs: pl.DataFrame) -> Ints:
    """The number of each listing's vacancy. ``listing``: of each advert."""
    group = _groups(pairs, int(listing.max()) + 1 if len(listing) else 0)
    repeats = pairs.filter(~pl.col("kind").is_in(MERGING))
    one, other = (group[repeats[c].to_numpy()] for c in ("listing", "listing_other"))
    strained = np.union1d(_strained(t, listing, group[listing]), one[one == other])
    inside = np.isin(group, strained)
    if not inside.any():
        return group
    joined = _Joining(t, listing, pairs).joined(np.flatnonzero(inside[listing]))
    return np.where(inside, len(group) + joined, group)


def _groups(pairs: pl.DataFrame, n_listings: int) -> Ints:
    """The number of each listing's group: all that likely pairs connect."""
    merging = pairs.filter(pl.col("kind").is_in(MERGING))
    ends = merging["listing"].to_numpy(), merging["listing_other"].to_numpy()
    graph = coo_array((np.ones(merging.height, dtype=np.int8), ends), shape=(n_listings, n_listings))  # type: ignore[no-untyped-call]
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _strained(t: Traits, listing: Ints, group: Ints) -> Ints:
    """The groups in which some two adverts contradict each other, and those too large to look at all pairs."""
    adverts = pl.DataFrame({"group": group, "row": np.arange(len(group)), "listing": listing})
    sizes = adverts.group_by("group").agg(pl.len().alias("n"))
    small = adverts.join(sizes.filter(pl.col("n").is_between(2, _SMALL)), on="group", how="semi")
    both = small.join(small, on="group").filter(pl.col("row") < pl.col("row_right"))
    both = both.filter(pl.col("listing") != pl.col("listing_right"))
    contrary = forbidden(t, both["row"].to_numpy(), both["row_right"].to_numpy())
    large = sizes.filter(pl.col("n") > _SMALL)["group"]
    return np.unique(np.concatenate((both["group"].to_numpy()[contrary], large.to_numpy())))


class _Joining:
    """Vacancies as they grow, advert by advert in the order of their first sightings."""

    def __init__(self, t: Traits, listing: Ints, pairs: pl.DataFrame) -> None:
        self._traits, self._listing = t, listing
        self._root = np.arange(int(listing.max()) + 1)
        self._now: dict[int, dict[int, int]] = defaultdict(dict)  # root -> listing -> its advert now
        self._edges: dict[int, list[_Edge]] = defaultdict(list)
        self._apart = set[tuple[int, int]]()
        columns = ("kind", "days_apart", "score", "row", "row_other", "listing", "listing_other")
        for kind, days, score, row, other, one, two in pairs.select(columns).iter_rows():
            if kind in MERGING:
                is_other = bool(t.post[row] != t.post[other])
                self._edges[row].append((days > _STILL_STOOD, is_other, MERGING.index(kind), -score, other))
            else:
                self._apart |= {(one, two), (two, one)}

    def joined(self, rows: Ints) -> Ints:
        """The root of each listing when all these adverts have come."""
        for row in rows.tolist():
            own = int(self._listing[row])
            self._now[self._find(own)][own] = row
            for *_, other in sorted(self._edges[row]):
                self._join(own, int(self._listing[other]))
        return np.array([self._find(k) for k in range(len(self._root))])

    def _find(self, listing: int) -> int:
        while self._root[listing] != listing:
            self._root[listing] = listing = int(self._root[self._root[listing]])
        return listing

    def _join(self, one: int, two: int) -> None:
        a, b = self._find(one), self._find(two)
        if a == b or self._contradict(self._now[a], self._now[b]):
            return
        self._root[b] = a
        self._now[a] |= self._now.pop(b)

    def _contradict(self, one: dict[int, int], two: dict[int, int]) -> bool:
        if any((a, b) in self._apart for a in one for b in two):
            return True
        i, j = np.repeat(list(one.values()), len(two)), np.tile(list(two.values()), len(one))
        return bool(forbidden(self._traits, i, j).any())
