"""Where an advert's work is: the main UK place, every UK place it is offered at, and the characters that say so.

Read in this order: the place field, the title, explicit statements of the text. Where the advert's own words and
the board's place field disagree, the advert's words stand; a remote post with no base has no town.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from pipelines.clean.gazetteer import gazetteer
from pipelines.clean.place_text import Statement, office_statement, text_statement, title_statement
from pipelines.clean.sites import Site, Sites, Span, read_sites
from pipelines.words import Evidence, Words


class Place(NamedTuple):
    """``country``: "GB", "other" (abroad only) or None (unsaid). ``places``: the distinct UK (town, region) named.

    ``town`` and ``region`` are the main place's; ``places`` stand in order of naming and need not begin with it.
    """

    town: str | None
    region: str | None
    country: str | None
    places: tuple[tuple[str | None, str | None], ...]
    evidence: tuple[Evidence, ...]


_Said = tuple[Site, Statement]
NOWHERE = Place(None, None, None, (), ())


def find_place(words: Words) -> Place:
    """The place of an advert. ``words.country`` (ISO alpha-2) settles what the words leave open."""
    field = _field_statement(words)
    if words.country not in (None, "GB") and not (field.sites.uk and field.sites.sites):
        return _abroad(field)
    title = title_statement(words.title, words.country)
    text = text_statement(words.text, words.country)
    return _place(_settled(field, _own_words(title, text), words), field, words.country)


# --- statements --------------------------------------------------------------------------------------------------


_LONGEST_FIELD = 2_000  # characters; what is longer is no wording of a place


def _field_statement(words: Words) -> Statement:
    place = words.place[:_LONGEST_FIELD]
    sites = read_sites(place, words.country)
    return Statement(_with_named_village(place, sites), "place", "place_field")


_FIRST_PART = re.compile(
    r"\s*([A-Z][A-Za-z'’.-]{2,20}(?:[ ](?:[A-Z][A-Za-z'’.-]{1,20}|upon|on|in|le|the|under|by|and)){0,4}),\s"
)
_NO_NAME = re.compile(
    r"\b(?:remote|hybrid|home|office|based?|site|various|multiple|any|anywhere|flexible|field|nationwide|head|hq|client|locations?"
    r"|work|from|across|all|regions?|area|county|rural|near|uk|negotiable|tbc|mobile|covering|road|street|lane|house|park|unit"
    r"|central|greater|coast|belt|islands?|corridor)\b",
    re.IGNORECASE,
)


def _with_named_village(place: str, sites: Sites) -> Sites:
    """A name before its county is a place, in the gazetteer or not: "Nether Wallop, Hampshire"."""
    if len(sites.sites) != 1 or sites.sites[0].town:
        return sites
    region, part = sites.sites[0], _FIRST_PART.match(place)
    if not part or _NO_NAME.search(part[1]) or gazetteer().named(part[1]):
        return sites
    if place[part.end() : region.region_span[0]].strip() or part.end() > region.region_span[0]:
        return sites
    return sites._replace(sites=(region._replace(town=part[1], town_span=part.span(1)),))


def _own_words(title: Statement | None, text: Statement | None) -> Statement | None:
    """The advert's own statement that counts: the text's, unless only the title names a town or says remote."""
    if text is None or title is None or text.sites.has_town or text.sites.abroad:
        return text or title
    return title if title.sites.has_town or title.remote else text


def _settled(field: Statement, own: Statement | None, words: Words) -> list[_Said] | Statement:
    """The sites with their statements, the main one first; or the statement that there is none in the UK."""
    board = [(site, field) for site in field.sites.sites]
    said = [(site, own) for site in own.sites.sites] if own else []
    if own and own.sites.has_town:
        return _main_first(said, field)
    if said:
        towns = [site.region for site, _ in board if site.town]
        return board if any(site.region in towns for site, _ in said) else said
    if own and (own.remote or (own.sites.abroad and not own.sites.uk)):
        return own
    return board if field.sites.has_town else _at_the_office(field, words) or board


def _at_the_office(field: Statement, words: Words) -> list[_Said]:
    """The town of the company's office, where the board names none and no other region."""
    if field.sites.abroad or not (office := office_statement(words.text, words.country)):
        return []
    regions = {site.region for site in field.sites.sites}
    return [(s, office) for s in office.sites.sites if s.town and (not regions or s.region in regions)][:1]


def _main_first(said: list[_Said], field: Statement) -> list[_Said]:
    """The board's town leads where the advert names it among others."""
    if len(said) == 1:
        return said
    towns = {site.town for site in field.sites.sites}
    main = next((s for s in said if s[0].town and s[0].town in towns), None)
    main = main or next(s for s in said if s[0].town)
    return [main, *(s for s in said if s is not main)]


# --- the answer --------------------------------------------------------------------------------------------------


def _place(chosen: list[_Said] | Statement, field: Statement, country: str | None) -> Place:
    if isinstance(chosen, Statement):
        if chosen.sites.abroad and not chosen.remote:
            return _abroad(chosen)
        return _somewhere_in_uk(chosen, field, country)
    if not chosen:
        return _abroad(field) if field.sites.abroad and not field.sites.uk else _somewhere_in_uk(field, field, country)
    main = chosen[0][0]
    in_order = sorted([site for site, _ in chosen], key=attrgetter("town_span"))
    places = tuple(dict.fromkeys([site[:2] for site in in_order]))
    return Place(main.town, main.region, "GB", places, _site_evidence(chosen))


def _somewhere_in_uk(said: Statement, field: Statement, country: str | None) -> Place:
    """Remote or UK-wide: no town, and a country only where something says it."""
    evidence = [_evidence("country", "GB", said, said.remote)] if said.remote else []
    named = next((s for s in (said, field) if s.sites.uk or s.sites.sites), None)
    if named:
        span = named.sites.uk or named.sites.sites[0].town_span
        evidence.append(_evidence("country", "GB", named, span))
    elif country != "GB":
        return NOWHERE
    return Place(None, None, "GB", (), tuple(evidence))


def _abroad(said: Statement) -> Place:
    evidence = (_evidence("country", "other", said, said.sites.abroad),) if said.sites.abroad else ()
    return Place(None, None, "other", (), evidence)


def _site_evidence(chosen: Sequence[_Said]) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for site, statement in chosen:
        if site.town:
            found.append(_evidence("town", site.town, statement, site.town_span))
        if site.region:
            found.append(_evidence("region", site.region, statement, site.region_span))
    site, statement = chosen[0]
    found.append(_evidence("country", "GB", statement, statement.sites.uk or site.town_span))
    return tuple(found)


def _evidence(fact: str, value: str, statement: Statement, span: Span) -> Evidence:
    return Evidence(fact, value, statement.field, *span, statement.rule)
