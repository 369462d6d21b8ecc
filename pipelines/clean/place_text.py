"""What an advert's own words say of its place, beside the place field: statements of the title and of the text.

Only explicit statements count: a label ("Location: Leeds"), a sentence about the role ("you will be based in our
Bristol office"), a heading line, "fully remote". Where the company sits, or sells, says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from pipelines.clean.sites import Sites, Span, distinct, read_sites
from pipelines.words import Field

_WINDOW = 220  # characters of a statement that are read
_MOST = 100  # statements of one kind that are looked at


class Statement(NamedTuple):
    """Places named by an advert's words, with spans into ``field``; ``remote``: where it says that the work is."""

    sites: Sites
    field: Field
    rule: str
    remote: Span | None = None


# --- the title ---------------------------------------------------------------------------------------------------

_OPENING = re.compile(r"[(\[|,]|\s[-–—@]\s|\b(?:based|in|at)\s(?=[A-Z])")
_CLOSING = re.compile(r"[|()\[\]]|\s[-–—]\s|$")
_TITLE_FILLER = re.compile(
    r"\b(?:remote|remotely|hybrid|based|located|location|position|role|onsite|on-site|office|home|in|near|area|only|or|and|the"
    r"|of|from|fully|within|first|city|centre|days?|week|per|a|x|flexible|wfh|wide|part|[0-9])\b|[\W_]",
    re.IGNORECASE,
)
_REMOTE_IN_UK = re.compile(
    r"\bremote(?:ly)?\W{1,3}(?:(?:in|within|across|from|anywhere)\W){0,2}(?:the\W)?(?:uk|united kingdom)\b"
    r"|\b(?:uk|united kingdom)\W{1,3}(?:wide\W)?remote\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 300


def title_statement(title: str, country: str | None) -> Statement | None:
    """Places that fill a part of the title ("Data Engineer - Leeds or York"), or "(REMOTE in UK)"."""
    title = title[:_LONGEST_TITLE]
    for opening in _OPENING.finditer(title):
        start = opening.end()
        end = _closing(title, start)
        sites = read_sites(title[start:end], country, is_prose=True).shifted(start)
        if sites.sites and _is_filled(title, (start, end), sites):
            return Statement(sites, "title", "place_title")
    if match := _REMOTE_IN_UK.search(title):
        return Statement(Sites(uk=match.span()), "title", "place_title_remote", match.span())
    return None


def _closing(title: str, start: int) -> int:
    closing = _CLOSING.search(title, start)
    return closing.start() if closing else len(title)


def _is_filled(title: str, part: Span, sites: Sites) -> bool:
    """Nothing but places and words about them stands there: not "London Market Insurance"."""
    rest = title
    for start, end in sites.spans():
        rest = f"{rest[:start]}{' ' * (end - start)}{rest[end:]}"
    return not _TITLE_FILLER.sub("", rest[slice(*part)])


# --- statements of the text --------------------------------------------------------------------------------------

# Old exports lose the line break before a label: "... £60,000Location: Leeds".
_LABEL = re.compile(
    r"(?:(?P<more>additional|other|secondary|alternative)[ ])?"
    r"(?:(?:\b|(?<=[A-Za-z0-9)]))(?:Locations?|LOCATIONS?)\b|\blocations?(?=[ ]?:|[ ]from[ ]the[ ]following)"
    r"|(?<=\n)[ ]?(?:base|based|office|place of work|place of employment|workplace|work base)(?=[ *]{0,4}:)|📍)",
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(
    r"(?:[ ](?:&|and)[ ]\w{1,20}|[ ]from[ ]the[ ]following)?[ *_]{0,4}(?:\n{0,2}[ ]?[:–—-]|(?=\n))[\s*_:–—•·>-]{0,40}"
)
_NEXT_LABEL = (
    r"(?:\b|(?<=[a-z]))(?:(?:Salary|Pay|Rate|Day|Hourly|Duration|Contract|Type|Hours|Job|Work|Working|Start|Status|IR35|Term"
    r"|Employment|Role|Position|Reports?|Reporting|Department|Team|Career|Office|Closing|Security|Company|Hybrid|Vacancy|Time"
    r"|Shift|Key|Interview|Location)(?:[ ]\w{2,12}){0,2}|[A-Z][a-z]{2,15})[ ]?:"
)
_SENTENCE_END = r"[.!?](?=\s|[A-Z]|$)(?<!\bSt\.)(?<!\bCo\.)|\b(?:We|You|Our|This|The|They)[ ](?:are|will|is|have|can)\b"
# A line that ends in "or" goes on: some exports break lines within sentences.
_LINE_END = r"(?<!\bor)(?<!\bor\n)(?<!\band)(?<!\band\n)\n"
_END = re.compile(f"{_NEXT_LABEL}|{_SENTENCE_END}|{_LINE_END}")
_REMOTE = re.compile(
    r"\b(?:remote(?:ly)?(?![- ](?:first|friendly))|home[- ]based|work(?:ing)? from home|anywhere)\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"\b(?:primarily|mainly|mostly|predominantly|hybrid|occasional(?:ly)?|office|on-?site|or)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?P<who>role|position|job|post|vacancy|opportunity|contract|candidate|candidates|you|you['’]ll)\b(?P<between>[^.\n:;]{0,50}?)"
    r"\b(?:(?P<base>based|located|situated|working[ ]from|work[ ]from|working[ ]out[ ]of)"
    r"|offices?[ ]in|travel[ ]to|commute[ ]to|commutable[ ]to|attend)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:clients?|customers?|companies|offices|stakeholders|partners|suppliers)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|where|when|whether|unless)\W{1,2}$", re.IGNORECASE)
_HEADING = re.compile(r"(?<![^\n])[^\n]{3,140}(?<![.!?])(?=\n|$)")
_HEAD = 700  # characters at the top among which heading lines stand
_WORKPLACE = re.compile(r"\b(?:hybrid|remote|office|on-?site|days? (?:per|a) week)\b", re.IGNORECASE)
_FULLY_REMOTE = re.compile(
    r"\b(?:fully|100%|completely|entirely)[ -]remote\b(?![ -](?:days|option|working:))"
    r"|\bremote (?:opportunity|contract role)\b"
    r"|\bopen to candidates (?:in|across|throughout|anywhere in|from across) the (?:UK|United Kingdom)\b",
    re.IGNORECASE,
)
_NOT_FULLY = re.compile(
    r"(?:\bnot|\bnon|\bgo|\bgoing|\bwould be|n['’]t|days?|weeks?|options? for|option of|possibl[ey]|or|either)"
    r"\W{1,2}(?:a\W)?$",
    re.IGNORECASE,
)


def text_statement(text: str, country: str | None) -> Statement | None:
    """The first explicit statement of the role's place: a label, a role sentence, a heading line, fully remote."""
    for statements in (_labels, _role_sentences, _headings):
        # the bound keeps hostile texts cheap; no real one has so many
        if found := next((s for s in islice(statements(text, country), _MOST) if _says_something(s)), None):
            return found
    return _fully_remote(text)


def _says_something(statement: Statement) -> bool:
    return bool(statement.sites.sites or statement.sites.abroad or statement.remote)


def _read(text: str, span: Span, country: str | None, rule: str) -> Statement:
    start, end = span
    return Statement(read_sites(text[start:end], country, is_prose=True).shifted(start), "text", rule)


def _sentence(text: str, start: int) -> tuple[Span, str]:
    """From ``start`` to the end of its sentence, line or value, and the characters that end it."""
    limit = min(len(text), start + _WINDOW)
    end = _END.search(text, start, limit)
    return ((start, end.start()), end[0]) if end else ((start, limit), "")


def _labels(text: str, country: str | None) -> Iterator[Statement]:
    """Labels' values; the first that says something is joined by those of "Additional locations"."""
    labels = (
        (m, g.end() if g else m.end())
        for m in _LABEL.finditer(text)
        if (g := _AFTER_LABEL.match(text, m.end())) or m[0] == "📍"
    )
    for _label, start in labels:
        value = _value(text, start, country)
        if _says_something(value):
            more = [_value(text, at, country).sites.sites for m, at in islice(labels, _MOST) if m["more"]]
            sites = distinct([*value.sites.sites, *chain.from_iterable(more)])
            yield value._replace(sites=value.sites._replace(sites=sites))
            return
        yield value


def _value(text: str, start: int, country: str | None) -> Statement:
    """A label's value: its first sentence, and where that names no place ("Hybrid.") the second."""
    span, end = _sentence(text, start)
    value = _read(text, span, country, "place_text_label")
    if end in (".", "!") and not value.sites.sites and not value.sites.uk:
        span = (span[0], _sentence(text, span[1] + 1)[0][1])
        value = _read(text, span, country, "place_text_label")
    remote = _REMOTE.search(text, *span)
    if remote and not _PARTLY.search(text, *span) and not value.sites.abroad:
        return value._replace(remote=remote.span())
    return value


def _role_sentences(text: str, country: str | None) -> Iterator[Statement]:
    for match in _ROLE.finditer(text):
        if _OTHERS.search(match["between"]) or _CONDITION.search(text, max(0, match.start() - 10), match.start()):
            continue
        said = _read(text, _sentence(text, match.end())[0], country, "place_text_role")
        # one may travel abroad from a place in the UK
        yield said if match["base"] else said._replace(sites=said.sites._replace(abroad=None))


def _headings(text: str, country: str | None) -> Iterator[Statement]:
    """A short line near the top that gives towns and how the work is done: "Hybrid - Leeds / York"."""
    for match in _HEADING.finditer(text, 0, _HEAD):
        if _WORKPLACE.search(match[0]):
            said = _read(text, match.span(), country, "place_text_heading")
            if said.sites.has_town:
                yield said


def _fully_remote(text: str) -> Statement | None:
    for match in _FULLY_REMOTE.finditer(text):
        if not _NOT_FULLY.search(text, max(0, match.start() - 20), match.start()):
            return Statement(Sites(), "text", "place_text_remote", match.span())
    return None


# --- the company's office ----------------------------------------------------------------------------------------

_OUR = re.compile(r"\b(?:in|at|from|to|of|join)\W{1,2}(?:either\W)?(?:our|the)\W{1,3}(?=[A-Z])")
_OFFICE = re.compile(
    r"\b(?:offices?|hubs?|sites?|studios?|campus|HQ|headquarters|depot|labs?|laborator(?:y|ies)|warehouse|premises)\b"
)
_OFFICE_REACH = 80


def office_statement(text: str, country: str | None) -> Statement | None:
    """As in "from our Preston office": worth reading only where nothing else names a town."""
    for match in islice(_OUR.finditer(text), _MOST):
        if office := _OFFICE.search(text, match.end(), match.end() + _OFFICE_REACH):
            said = _read(text, (match.end(), office.start()), country, "place_text_office")
            if said.sites.has_town:
                return said
    return None
