"""The sites that a wording of places names: "Lausanne; London" two, "Ardwick, Manchester, UK" one.

wording -> spots (gazetteer) -> groups: the spots that tell of one place -> sites: what each group stands for
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipelines.clean.gazetteer import Entry, Spot, lies_in
from pipelines.clean.spots import Gap, gap_between, place_spots

Span = tuple[int, int]

# Above this a namesake abroad is the likelier one, unless something speaks for the UK (Boston 15, Durham 6).
_FAR_LARGER = 10
# ... and above this even a UK board means the one abroad (Melbourne, Derbyshire, has 5,000 people; Perth 47,000).
_VASTLY_LARGER = 100
# Whoever writes a country behind a comma means a place there, unless the British one is so large (thousands).
_WELL_KNOWN = 100
# A place this much smaller than the one named next to it, in the same county, is a part of it.
_PART_OF = 3
_SMALL_TOWN = 12  # thousands
_ADDRESS = 3  # spots at most in the address of one place


class Site(NamedTuple):
    """One UK place: the town or region read, and the characters that name each."""

    town: str | None
    region: str | None
    town_span: Span
    region_span: Span


class Sites(NamedTuple):
    """What a wording names: UK sites in order, distinct; where it names the UK (or England), and places abroad.

    ``abroad`` holds countries, states and cities only: "Europe" or "EMEA" may well include the UK.
    """

    sites: tuple[Site, ...] = ()
    uk: Span | None = None
    abroad: Span | None = None

    @property
    def has_town(self) -> bool:
        return any(site.town for site in self.sites)

    def spans(self) -> Iterator[Span]:
        """Every span it holds."""
        for site in self.sites:
            yield site.town_span
            yield site.region_span
        yield from (span for span in (self.uk, self.abroad) if span)

    def shifted(self, by: int) -> Sites:
        """The same, read in a text of which the wording begins at ``by``."""
        if self == _NO_SITES:
            return self

        def move(span: Span) -> Span:
            return span[0] + by, span[1] + by

        moved = tuple(Site(s.town, s.region, move(s.town_span), move(s.region_span)) for s in self.sites)
        return Sites(moved, self.uk and move(self.uk), self.abroad and move(self.abroad))


_NO_SITES = Sites()


@dataclass(slots=True)
class _Group:
    """Spots that tell of one place: the one that names it, what it may be, and those around it that say which."""

    main: Spot
    entries: list[Entry]
    end: int
    context: list[Spot] = field(default_factory=list)

    @property
    def uk(self) -> list[Entry]:
        return [e for e in self.entries if not e.is_abroad]

    @property
    def is_whole_uk(self) -> bool:
        return all(e.is_nation for e in self.entries)

    def add(self, spot: Spot, entries: list[Entry]) -> bool:
        """The spot says which of its entries it is (``entries``; where empty, all stay)."""
        self.context.append(spot)
        self.entries, self.end = entries or self.entries, spot.end
        return True

    def rename(self, spot: Spot, entries: list[Entry]) -> bool:
        """The spot names the place, and what did so before tells where it lies."""
        self.context.append(self.main)
        self.main, self.entries, self.end = spot, entries, spot.end
        return True


def read_sites(text: str, country: str | None, is_prose: bool = False) -> Sites:
    """The sites of a wording. ``country`` (ISO alpha-2): where a name that may be in the UK or abroad is taken to be.

    In prose a name counts only with its capitals.
    """
    return (_known_sites if len(text) <= _SHORT else _all_sites)(text, country, is_prose)


def _all_sites(text: str, country: str | None, is_prose: bool) -> Sites:
    spots = place_spots(text, is_prose)
    if not spots:
        return _NO_SITES
    groups: list[_Group] = []
    for spot in spots:
        if not groups or not _join(groups[-1], spot, gap_between(text[groups[-1].end : spot.start]), len(spots)):
            groups.append(_Group(spot, list(spot.entries), spot.end))
    return _sites(groups, country)


# Boards and labels write the same few wordings again and again.
_SHORT = 80
_known_sites = lru_cache(maxsize=8_192)(_all_sites)


# --- groups ------------------------------------------------------------------------------------------------------


def _join(group: _Group, spot: Spot, gap: Gap, n_spots: int) -> bool:
    """Add the spot to the group where it tells of the same place; False where it begins another."""
    return (
        _join_uk(group, spot, gap)
        or _join_postcode(group, spot, gap)
        or _join_abroad(group, spot, gap, n_spots)
        or _join_area(group, spot, gap)
        or _join_town(group, spot, gap, n_spots)
    )


def _join_uk(group: _Group, spot: Spot, gap: Gap) -> bool:
    """As in "Leeds, UK" and "UK - Leeds": the one word names, the other confirms."""
    nation = spot.entries[0]
    if nation.is_nation:
        inside = [e for e in group.uk if nation.country in ("", e.country)]
        return bool(group.uk) and group.add(spot, inside)
    if gap not in ("comma", "space") or not group.is_whole_uk:
        return False
    uk = [e for e in spot.entries if not e.is_abroad]
    return bool(uk) and group.rename(spot, uk)


def _join_postcode(group: _Group, spot: Spot, gap: Gap) -> bool:
    """A postcode decides between namesakes ("Gillingham, SP8"); it is a place itself only where none is named."""
    code = spot.entries[0]
    if code.kind != "postcode" or group.entries[0].kind == "postcode" or gap == "list":
        return False
    fits = [e for e in group.uk if e.region in (code.region, None)]
    in_county = [e for e in fits if set(e.counties) & set(code.counties)]
    return (bool(fits) or gap == "space") and group.add(spot, in_county or fits)


def _join_abroad(group: _Group, spot: Spot, gap: Gap, n_spots: int) -> bool:
    """As in "Cambridge, MA", "London, Ontario", "Nelson, New Zealand" and "Germany - Berlin"."""
    if gap not in ("comma", "space") or group.is_whole_uk:
        return False
    wider = [e for e in spot.entries if e.is_abroad and e.kind in ("state", "code", "country")]
    countries = {e.country for e in wider}
    if inside := [e for e in group.entries if e.is_abroad and e.country in countries]:
        return group.add(spot, inside)
    if wider and gap == "comma" and group.uk and not group.context and _lies_there(group.uk, wider, n_spots):
        return group.add(spot, wider)
    return _is_city_of(spot, group) and group.add(spot, [])


def _lies_there(uk: Sequence[Entry], wider: Sequence[Entry], n_spots: int) -> bool:
    """No state stands beside a name by chance ("Birmingham, Alabama"), a country seldom; "Newry, Ireland" is ours."""
    if any(e.kind in ("state", "code") for e in wider):
        return True
    is_ours = any(e.country == "Northern Ireland" for e in uk) and any(e.country == "IE" for e in wider)
    return n_spots == 2 and not is_ours and all(e.town and e.weight < _WELL_KNOWN for e in uk)


def _is_city_of(spot: Spot, group: _Group) -> bool:
    wide = {e.country for e in group.entries if e.is_abroad and e.kind in ("state", "code", "country")}
    return bool(wide) and any(e.is_abroad and e.country in wide for e in spot.entries)


def _join_area(group: _Group, spot: Spot, gap: Gap) -> bool:
    """As in "Boston, Lincs" and "Surrey, South East England"; the other way round is ``_join_town``."""
    areas = [e for e in spot.entries if e.is_area]
    if not areas or gap == "list":
        return False
    uk = [e for e in group.uk if e.kind != "postcode"]
    fits = [e for e in uk if any(lies_in(e, a) for a in areas)]
    return (bool(fits) or (gap != "words" and _is_loose_address(uk, areas))) and group.add(spot, fits)


def _is_loose_address(uk: Sequence[Entry], areas: Sequence[Entry]) -> bool:
    """Addresses often carry a former or a neighbouring county; another nation or two counties make a list."""
    is_town = any(e.town for e in uk)
    same_nation = any(e.country == a.country for e in uk for a in areas)
    return same_nation and (is_town or any(a.kind == "region" for a in areas))


def _join_town(group: _Group, spot: Spot, gap: Gap, n_spots: int) -> bool:
    """As in "West Midlands, Birmingham", "Ardwick, Manchester", "London, Canary Wharf" and "Ashford, near Staines"."""
    towns = [e for e in spot.entries if e.town]
    if not towns or gap in ("list", "words"):
        return False
    mine = [e for e in group.uk if e.town]
    if not mine:
        inside = [t for t in towns if any(lies_in(t, a) for a in group.entries if a.is_area)]
        return bool(inside) and group.rename(spot, inside)
    if gap == "near":
        return group.add(spot, [m for m in mine if any(_is_close(m, t) for t in towns)])
    if wholes := [t for t in towns if any(_is_part(m, t) or _is_near(m, t, n_spots, m is mine[0]) for m in mine)]:
        return group.rename(spot, wholes)
    return any(_is_part(t, m) for t in towns for m in mine) and group.add(spot, [])


def _is_part(part: Entry, whole: Entry) -> bool:
    """A part of the whole by the table. All of Greater London is a part of London."""
    if whole.town != whole.name or part.name == whole.name:
        return False
    return part.town == whole.name or (whole.name == "London" and part.region == "London")


def _is_near(part: Entry, whole: Entry, n_spots: int, is_main: bool) -> bool:
    """Where two stand (almost) alone: a small place before a larger one near it, as in "Swavesey, Cambridge".

    ``is_main``: the part is the largest of its name. "Cambridge, London" is not about the hamlet of Cambridge.
    """
    if n_spots > _ADDRESS or whole.town != whole.name or part.name == whole.name:
        return False
    if part.kind == "district":
        return True  # the names of districts recur: Hyde Park is in London and in Leeds
    if part.weight * _PART_OF > whole.weight:
        return False
    return _is_close(part, whole) or (is_main and part.weight <= _SMALL_TOWN)


def _is_close(one: Entry, other: Entry) -> bool:
    return bool(set(one.counties) & set(other.counties))


# --- sites -------------------------------------------------------------------------------------------------------


def _sites(groups: Sequence[_Group], country: str | None) -> Sites:
    uk = abroad = None
    regions = _sure_regions(groups) if any(len(g.entries) > 1 for g in groups) else frozenset()
    found: list[Site] = []
    for group in groups:
        span = (group.main.start, group.main.end)
        entry = _chosen(group, country, regions, len(groups))
        if entry.is_abroad:
            abroad = abroad or (span if entry.kind != "area" else None)
        elif entry.is_nation or (entry.town is None and entry.region is None):
            uk = uk or span
        else:
            found.append(_site(entry, group))
        if group.context and not uk:
            uk = next(((s.start, s.end) for s in group.context if s.entries[0].is_nation), None)
    return Sites(distinct(found), uk, abroad)


def _sure_regions(groups: Sequence[_Group]) -> frozenset[str | None]:
    """Where the places lie that have no namesake abroad."""
    return frozenset(e.region for g in groups if not any(e.is_abroad for e in g.entries) for e in g.entries)


def _chosen(group: _Group, country: str | None, regions: frozenset[str | None], n_groups: int) -> Entry:
    """The entry that the group stands for: as its context says, else as the rest of the wording and weight do."""
    if len(group.entries) == 1:
        return group.entries[0]
    by_fit = sorted(group.entries, key=lambda e: (_fit(e, group), bool(e.town), e.weight), reverse=True)
    uk = next((e for e in by_fit if not e.is_abroad), None)
    abroad = next((e for e in by_fit if e.is_abroad), None)
    if not uk or not abroad:
        return uk or abroad or group.entries[0]
    if country is not None and country != "GB":
        return abroad if abroad.country == country or not group.context else uk
    if country is None or n_groups > 1:
        is_far = abroad.weight > uk.weight * _FAR_LARGER and uk.region not in regions
        return abroad if is_far else uk
    return abroad if abroad.weight > uk.weight * _VASTLY_LARGER else uk


def _fit(entry: Entry, group: _Group) -> int:
    return sum(lies_in(entry, a) for s in group.context for a in s.entries if a.is_area)


def _site(entry: Entry, group: _Group) -> Site:
    span = (group.main.start, group.main.end)
    if not group.context:
        return Site(entry.town, entry.region, span, span)
    area = next((s for s in group.context if any(_names_region(a, entry) for a in s.entries)), group.main)
    return Site(entry.town, entry.region, span, (area.start, area.end))


def _names_region(area: Entry, entry: Entry) -> bool:
    return area.kind in ("region", "county") and area.region == entry.region


def distinct(sites: Iterable[Site]) -> tuple[Site, ...]:
    """Each (town, region) once; a bare region only where no town of it is named."""
    sites = tuple(sites)
    if len(sites) < 2:
        return sites
    kept: dict[tuple[str | None, str | None], Site] = {}
    for site in sites:
        kept.setdefault((site.town, site.region), site)
    with_town = {site.region for site in kept.values() if site.town}
    return tuple(s for s in kept.values() if s.town or s.region not in with_town)
