"""What an advert's own words say of its place, beside the place field: statements of the title and of the text.

Only explicit statements count: a label ("Location: Leeds"), a sentence about the role ("you will be based in our
Bristol office"), a heading line, "fully remote". Where the company sits, or sells, says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

from pipelines.clean.signs import Signs
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
    if "remote" in title.lower() and (match := _REMOTE_IN_UK.search(title)):
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


# --- signs of a statement ----------------------------------------------------------------------------------------

# What must stand in a statement of each kind; the patterns below are tried nowhere else.
_SIGNS = {
    "label": ("location", *(f"\n{gap}{word}" for gap in ("", " ") for word in ("base", "office", "place of", "work"))),
    "role": (
        "based", "located", "situated", "working from", "work from", "working out of", "office in", "offices in",
        "travel to", "commute to", "commutable to", "attend",
    ),
    "heading": ("hybrid", "remote", "office", "onsite", "on-site", "day a week", "day per", "days a week", "days per"),
    "remote": (
        *(f"{how}{gap}remote" for how in ("fully", "100%", "completely", "entirely") for gap in " -"),
        "remote opportunity", "remote contract role", "open to candidates",
    ),
}  # fmt: skip
_ALL_SIGNS = Signs(sign for signs in _SIGNS.values() for sign in signs)
_KINDS = tuple(kind for kind, signs in _SIGNS.items() for _ in signs)
_PIN = "📍"  # signs are ASCII


def _seek(text: str) -> dict[str, list[int]]:
    """Where the signs of each kind begin, in order."""
    starts: dict[str, list[int]] = {kind: [] for kind in _SIGNS}
    for number, start, _ in _ALL_SIGNS.hits(text):
        starts[_KINDS[number]].append(start)
    if _PIN in text:
        starts["label"] += [pin.start() for pin in re.finditer(_PIN, text)]
        starts["label"].sort()
    return starts


# --- statements of the text --------------------------------------------------------------------------------------

# Old exports lose the line break before a label: "... £60,000Location: Leeds".
_AFTER_LABEL = (
    r"(?:[ ](?:&|and)[ ]\w{1,20}|[ ]from[ ]the[ ]following)?[ *_]{0,4}(?:\n{0,2}[ ]?[:–—-]|(?=\n))[\s*_:–—•·>-]{0,40}"
)
_LABEL = re.compile(
    r"(?:(?:\b|(?<=[A-Za-z0-9]))locations?\b"
    r"|\n[ ]?(?:base|based|office|place of work|place of employment|workplace|work base)(?=[ *]{0,4}:))"
    rf"{_AFTER_LABEL}|{_PIN}(?:{_AFTER_LABEL})?",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:additional|other|secondary|alternative)[ ]\Z", re.IGNORECASE)
_REACH_MORE = 12  # characters before a label in which that stands
_NEXT_LABEL = re.compile(
    r"(?:\b|(?<=[a-z]))(?:(?:Salary|Pay|Rate|Day|Hourly|Duration|Contract|Type|Hours|Job|Work|Working|Start|Status|IR35|Term"
    r"|Employment|Role|Position|Reports?|Reporting|Department|Team|Career|Office|Closing|Security|Company|Hybrid|Vacancy|Time"
    r"|Shift|Key|Interview|Location)(?:[ ]\w{2,12}){0,2}|[A-Z][a-z]{2,15})[ ]?:"
)
_LONGEST_LABEL = 40
# A line that ends in "or" goes on: some exports break lines within sentences. The class comes first, because the
# engine skips at once what is none of it.
_END = re.compile(
    r"[.!?\nWYOT](?:(?<=[.!?])(?=\s|[A-Z]|$)(?<!\bSt\.)(?<!\bCo\.)"
    r"|(?<=\n)(?<!\bor\n)(?<!\bor\n\n)(?<!\band\n)(?<!\band\n\n)"
    r"|(?<=\b[WYOT])(?:e|ou|ur|his|he|hey)[ ](?:are|will|is|have|can)\b)"
)
_REMOTE = re.compile(
    r"\b(?:remote(?:ly)?(?![- ](?:first|friendly))|home[- ]based|work(?:ing)? from home|anywhere)\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"\b(?:primarily|mainly|mostly|predominantly|hybrid|occasional(?:ly)?|office|on-?site|or)\b",
    re.IGNORECASE,
)
_ROLES = ("role", "position", "job", "post", "vacancy", "opportunity", "contract", "candidate", "you")
_WHO = re.compile(
    rf"\b(?:{'|'.join(_ROLES)}|candidates|you['’]ll)\b(?P<between>[^.\n:;]{{0,50}})\Z",
    re.IGNORECASE,
)
_REACH_WHO = 62  # characters before a verb that hold it
_VERB = re.compile(
    r"\b(?:(?P<base>based|located|situated|working[ ]from|work[ ]from|working[ ]out[ ]of)"
    r"|offices?[ ]in|travel[ ]to|commute[ ]to|commutable[ ]to|attend)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:clients?|customers?|companies|offices|stakeholders|partners|suppliers)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|where|when|whether|unless)\W{1,2}\Z", re.IGNORECASE)
_HEAD = 700  # characters at the top among which heading lines stand
_HEADING = re.compile(r"[^\n]{3,140}(?<![.!?])")
_WORKPLACE = re.compile(r"\b(?:hybrid|remote|office|on-?site|days? (?:per|a) week)\b", re.IGNORECASE)
_FULLY_REMOTE = re.compile(
    r"\b(?:(?:fully|100%|completely|entirely)[ -]remote\b(?![ -](?:days|option|working:))"
    r"|remote (?:opportunity|contract role)\b"
    r"|open to candidates (?:in|across|throughout|anywhere in|from across) the (?:UK|United Kingdom)\b)",
    re.IGNORECASE,
)
_NOT_FULLY = re.compile(
    r"(?:\bnot|\bnon|\bgo|\bgoing|\bwould be|n['’]t|days?|weeks?|options? for|option of|possibl[ey]|or|either)"
    r"\W{1,2}(?:a\W)?\Z",
    re.IGNORECASE,
)


def text_statement(text: str, country: str | None) -> Statement | None:
    """The first explicit statement of the role's place: a label, a role sentence, a heading line, fully remote."""
    starts = _seek(text)
    for kind, read in _READERS.items():
        if starts[kind]:
            # the bound keeps hostile texts cheap; no real one has so many
            statements = islice(read(text, starts[kind], country), _MOST)
            if found := next(filter(_says_something, statements), None):
                return found
    return _fully_remote(text, starts["remote"])


def _says_something(statement: Statement) -> bool:
    return bool(statement.sites.sites or statement.sites.abroad or statement.remote)


def _read(text: str, span: Span, country: str | None, rule: str) -> Statement:
    start, end = span
    return Statement(read_sites(text[start:end], country, is_prose=True).shifted(start), "text", rule)


def _sentence(text: str, start: int) -> tuple[Span, str]:
    """From ``start`` to the end of its sentence, line or value, and the characters that end it."""
    limit = min(len(text), start + _WINDOW)
    end = _END.search(text, start, limit)
    last = end.start() if end else limit
    if (label := _next_label(text, start, last)) is not None:
        return (start, label), ""
    return (start, last), end[0] if end else ""


def _next_label(text: str, start: int, end: int) -> int | None:
    """Where in [start, end) the first label begins."""
    while (colon := text.find(":", start, end)) >= 0:
        if label := _NEXT_LABEL.search(text, max(start, colon - _LONGEST_LABEL), colon + 1):
            return label.start()
        start = colon + 1
    return None


def _labels(text: str, starts: list[int], country: str | None) -> Iterator[Statement]:
    """Labels' values; the first that says something is joined by those of "Additional locations"."""
    labels = ((at, label.end()) for at in starts if (label := _LABEL.match(text, at)))
    for _, start in labels:
        value = _value(text, start, country)
        if _says_something(value):
            more = (start for at, start in labels if _MORE.search(text, max(0, at - _REACH_MORE), at))
            others = (_value(text, start, country).sites.sites for start in islice(more, _MOST))
            sites = distinct(chain(value.sites.sites, *others))
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


def _role_sentences(text: str, starts: list[int], country: str | None) -> Iterator[Statement]:
    read = 0  # a verb's role stands behind the verb before
    for at in starts:
        if not (verb := _VERB.match(text, at)) or not (who := _who(text, max(read, at - _REACH_WHO), at)):
            continue
        read = verb.end()
        if _OTHERS.search(who["between"]) or _CONDITION.search(text, max(0, who.start() - 10), who.start()):
            continue
        said = _read(text, _sentence(text, read)[0], country, "place_text_role")
        # one may travel abroad from a place in the UK
        yield said if verb["base"] else said._replace(sites=said.sites._replace(abroad=None))


def _who(text: str, start: int, end: int) -> re.Match[str] | None:
    """The last words of a clause that begin with the role or its holder."""
    before = text[start:end].lower()
    return _WHO.search(text, start, end) if any(map(before.__contains__, _ROLES)) else None


def _headings(text: str, starts: list[int], country: str | None) -> Iterator[Statement]:
    """A short line near the top that gives towns and how the work is done: "Hybrid - Leeds / York"."""
    end = -1
    for at in starts:
        if at >= _HEAD:
            return
        if at < end:
            continue
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at, _HEAD)
        end = min(len(text), _HEAD) if end < 0 else end
        if _HEADING.fullmatch(text, start, end) and _WORKPLACE.search(text, start, end):
            said = _read(text, (start, end), country, "place_text_heading")
            if said.sites.has_town:
                yield said


_READERS = {"label": _labels, "role": _role_sentences, "heading": _headings}


def _fully_remote(text: str, starts: list[int]) -> Statement | None:
    read = 0
    for at in starts:
        if at < read or not (match := _FULLY_REMOTE.match(text, at)):
            continue
        read = match.end()
        if not _NOT_FULLY.search(text, max(0, at - 20), at):
            return Statement(Sites(), "text", "place_text_remote", match.span())
    return None


# --- the company's office ----------------------------------------------------------------------------------------

_OUR = re.compile(r"\b(?:in|at|from|to|of|join)\W{1,2}(?:either\W)?(?:our|the)\W{1,3}(?=[A-Z])")
_OFFICE = re.compile(
    r"\b(?:offices?|hubs?|sites?|studios?|campus|HQ|headquarters|depot|labs?|laborator(?:y|ies)|warehouse|premises)\b"
)
_OFFICE_SIGNS = Signs((
    "office", "hub", "site", "studio", "campus", "hq", "headquarters", "depot", "lab", "warehouse", "premises",
))  # fmt: skip
_OFFICE_REACH = 80  # characters from "our" to the end of "office"
_OUR_REACH = _OFFICE_REACH + 20


def office_statement(text: str, country: str | None) -> Statement | None:
    """As in "from our Preston office": worth reading only where nothing else names a town."""
    for start, end in islice(_names_of_offices(text), _MOST):
        said = _read(text, (start, end), country, "place_text_office")
        if said.sites.has_town:
            return said
    return None


def _names_of_offices(text: str) -> Iterator[Span]:
    """What stands between "our" and the next "office"."""
    before = -1
    for _, at, _ in sorted(_OFFICE_SIGNS.hits(text), key=itemgetter(1)):
        if office := _OFFICE.match(text, at):
            for our in _OUR.finditer(text, max(0, at - _OUR_REACH), at):
                if before < our.end() and office.end() <= our.end() + _OFFICE_REACH:
                    yield our.end(), at
            before = at
