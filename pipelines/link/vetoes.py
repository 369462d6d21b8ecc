"""What forbids that two adverts are of one vacancy. ``i`` and ``j`` are rows of Traits; answers are by pair.

Statistics contract, section 6: a different requisition id at one source, disjoint places, a different level, stated
pay that does not overlap, a different contract type. An equal employer is asked only where both sides hire for
themselves: agencies copy adverts.

Added here: two adverts of one advertiser at one source are two openings, or one again, unless the same id or address
says otherwise, or the source is an aggregator, which takes one opening (the same title and main place) from several
boards; titles of different words of level, or that share less than half of their words. A cut text is weak evidence,
often no more than what a company says of itself: it needs the very same title, and dates of posting of one season.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipelines.link.shingles import Ints
from pipelines.link.traits import Traits

Bools = NDArray[np.bool_]
POSTED_DAYS: Final = 60


def forbidden(t: Traits, i: Ints, j: Ints) -> Bools:
    """Whether the two cannot be one vacancy."""
    return np.asarray(
        _two_of_one_advertiser(t, i, j)
        | _differ(t.level, i, j)
        | (t.title_level[i] != t.title_level[j])
        | _differ(t.contract, i, j)
        | _differ(t.country, i, j)
        | ((t.source[i] == t.source[j]) & _differ(t.requisition, i, j))
        | _pay_apart(t, i, j)
        | _places_apart(t, i, j)
        | _employers_apart(t, i, j)
        | titles_apart(t, i, j)
        | _posted_apart(t, i, j)
    )


def _differ(code: Ints, i: Ints, j: Ints) -> Bools:
    return np.asarray((code[i] != code[j]) & (code[i] != 0) & (code[j] != 0))


def _same(code: Ints, i: Ints, j: Ints) -> Bools:
    return np.asarray((code[i] == code[j]) & (code[i] != 0))


def _two_of_one_advertiser(t: Traits, i: Ints, j: Ints) -> Bools:
    same = _same(t.requisition, i, j) | _same(t.address, i, j) | (t.is_aggregator[i] & _same(t.post, i, j))
    return np.asarray((t.teller[i] == t.teller[j]) & (t.listing[i] != t.listing[j]) & ~same)


def _pay_apart(t: Traits, i: Ints, j: Ints) -> Bools:
    return np.asarray(_same(t.period, i, j) & ((t.low[i] > t.high[j]) | (t.low[j] > t.high[i])))


def _places_apart(t: Traits, i: Ints, j: Ints) -> Bools:
    """No place in common where both name some; a region named alone has all its towns."""
    apart = _names_place(t, i) & _names_place(t, j) & ((t.towns[i, 0] != t.towns[j, 0]) | (t.towns[i, 0] == 0))
    left = np.flatnonzero(apart)  # few: most name one town, the same
    met = np.zeros(len(left), dtype=bool)
    for x, y in np.ndindex(t.towns.shape[1], t.towns.shape[1]):
        met |= _meet(t, i[left], j[left], x, y)
    apart[left] = ~met
    return np.asarray(apart)


def _names_place(t: Traits, i: Ints) -> Bools:
    return np.asarray((t.towns[i, 0] != 0) | (t.regions[i, 0] != 0))


def _meet(t: Traits, i: Ints, j: Ints, x: int, y: int) -> Bools:
    """Whether place x of one is place y of the other, or holds it."""
    a, b = t.towns[i, x], t.towns[j, y]
    in_region = (t.regions[i, x] == t.regions[j, y]) & (t.regions[i, x] != 0)
    return np.asarray(((a == b) & (a != 0)) | (in_region & ((a == 0) | (b == 0))))


def _employers_apart(t: Traits, i: Ints, j: Ints) -> Bools:
    """Both hire for themselves under names of which neither begins with the other."""
    a, b = t.employer[i], t.employer[j]
    apart = np.asarray(~t.is_agency[i] & ~t.is_agency[j] & (a != b) & (a != "") & (b != ""))
    left = np.flatnonzero(apart)
    apart[left] = ~(_begins(a[left], b[left]) | _begins(b[left], a[left]))
    return apart


def _begins(names: NDArray[Any], with_names: NDArray[Any]) -> Bools:
    return np.asarray(np.strings.startswith(names, np.strings.add(with_names, " ")))


def titles_apart(t: Traits, i: Ints, j: Ints) -> Bools:
    """Whether the two titles name different work, levels aside."""
    shared = np.bitwise_count(t.title[i] & t.title[j]).astype(np.int64)
    fewest = np.minimum(np.bitwise_count(t.title[i]), np.bitwise_count(t.title[j]))
    is_cut = t.is_snippet[i] | t.is_snippet[j]
    return np.asarray((2 * shared < fewest) | (is_cut & (t.full_title[i] != t.full_title[j])))


def _posted_apart(t: Traits, i: Ints, j: Ints) -> Bools:
    """Of cut texts; whole ones may be copied as long as they stand."""
    known = (t.is_snippet[i] | t.is_snippet[j]) & (t.posted[i] != 0) & (t.posted[j] != 0)
    return np.asarray(known & (np.abs(t.posted[i] - t.posted[j]) > POSTED_DAYS))
