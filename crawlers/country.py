"""The country filter: whether a listed advert is surely abroad, by the place words and the country of its listing.

wording -> words, the longest names among them -> parts (what ";" or "or" sets apart) of segments (what a comma does)
-> each part surely abroad, or not. One doubtful part keeps the whole: the pipelines read places with more care, but
an advert dropped here is gone.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

REFERENCE = Path(__file__).with_name("reference")
ABROAD = REFERENCE / "abroad.csv"
BRITISH = REFERENCE / "british.csv"

# A name alone means the place abroad only where that is so many times the size of its British namesake: Melbourne is,
# Boston and Perth are not.
_FAR_LARGER = 300
# "Birmingham, US" is there; "London, Canada" may well be two places, since who means that London says so.
_NOTABLE = 0.1
_LONGEST = 2_000  # characters; what is longer is no wording of a place

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’][^\W_]+)*|&")  # "D.C." is one
_SAME_NAME = re.compile(r"[.~]?[ \xa0]?|[-‐‑–]")  # what may stand within a name
_NEXT_PART = re.compile(r"[;|/\n\r•]")
_PART_WORDS = frozenset(("or", "and"))
_WORKPLACE = frozenset((
    "hybrid", "onsite", "on", "site", "office", "offices", "based", "in", "at", "the", "flexible", "fully", "full",
    "time", "only", "permanent", "headquarters", "hq", "area", "greater", "metro", "metropolitan", "region", "city",
    "center", "centre",
))  # fmt: skip
_REMOTE = frozenset(("remote", "remotely", "home", "working", "work", "from", "wfh", "homeworking", "virtual"))
# May well mean the home country too.
_WIDE = frozenset((
    "europe", "european", "eu", "eea", "emea", "worldwide", "global", "globally", "anywhere", "international",
    "multiple", "various", "any", "several", "distributed", "everywhere", "nationwide",
))  # fmt: skip
_HOME_AREAS = frozenset(("Europe", "EMEA"))
# Countries of a name that a state has too: they count behind another place only, as a code does.
_BEHIND = frozenset(("Georgia",))
_WHOLE = ("country", "state", "code")  # kinds that hold other places


class Entry(NamedTuple):
    """A place abroad of a name. ``weight``: rough population in thousands."""

    kind: str
    country: str
    weight: float


class Name(NamedTuple):
    """What a name may mean: British of that ``weight`` (None: nothing British), and places abroad."""

    weight: float | None
    abroad: tuple[Entry, ...]

    @property
    def is_british(self) -> bool:
        """Means the British place when it stands alone."""
        largest = max((e.weight for e in self.abroad if e.kind == "city"), default=0.0)
        return self.weight is not None and largest <= _FAR_LARGER * self.weight

    def is_notable_in(self, countries: set[str]) -> bool:
        """One of the places of this name lies in one of these countries and is no dwarf beside the British one."""
        at_least = _NOTABLE * (self.weight or 0)
        return any(e.country in countries and e.weight >= at_least for e in self.abroad)


class Segment(NamedTuple):
    """What stands between two commas: the names in it, and the other words, folded."""

    names: tuple[Name, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_workplace(self) -> bool:
        """Says how one works, and nothing of where."""
        return not self.names and all(w in _WORKPLACE or w in _REMOTE or w.isdigit() for w in self.words)

    @property
    def is_remote(self) -> bool:
        return self.is_workplace and not _REMOTE.isdisjoint(self.words)

    @property
    def is_wide(self) -> bool:
        return not _WIDE.isdisjoint(self.words)

    def wholes(self) -> set[str]:
        """The countries that its names mean as a country, state or code."""
        return {e.country for n in self.names if not n.is_british for e in n.abroad if e.kind in _WHOLE}

    def is_state(self) -> bool:
        """Names a state, or has a code that no country has."""
        kinds = {e.kind for n in self.names if not n.is_british for e in n.abroad}
        return "state" in kinds or ("code" in kinds and "country" not in kinds)


def is_abroad(place: str | None, country: str | None, home: str = "GB") -> bool:
    """Whether it is sure that no place named lies in the home country; what is in doubt is not abroad.

    ``place`` is the listing's wording, several places in any usual way ("Paris; London", "New York or remote");
    ``country`` its structured country (ISO 3166 alpha-2), where it has one, which is believed unless the wording names
    a British place. Raises ValueError for a home that the tables do not serve.
    """
    if home != "GB":
        raise ValueError(f"home {home!r}: the country filter knows the places of GB only")
    return _is_abroad(place or "", (country or "").strip().upper())


@lru_cache(maxsize=50_000)
def _is_abroad(place: str, country: str) -> bool:
    structured = {country} if re.fullmatch("[A-Z]{2}", country) else set()
    if structured & {"GB", "UK"} or len(place) > _LONGEST:
        return False
    parts = list(_parts(place))
    if any(s.is_wide for part in parts for s in part) or any(_names_british(part, structured) for part in parts):
        return False
    if structured:
        return True
    telling = [p for p in parts if not all(s.is_workplace and not s.is_remote for s in p)]
    return bool(telling) and all(_ends_abroad(part) for part in telling)


def _names_british(part: Sequence[Segment], structured: set[str]) -> bool:
    """Whether a segment names a British place that nothing behind it, and no structured country, puts abroad."""
    for segment, behind in pairwise([*part, Segment()]):
        british = [n for n in segment.names if n.is_british]
        countries = behind.wholes() | structured
        if british and not behind.is_state() and not all(n.is_notable_in(countries) for n in british):
            return True
    return False


def _ends_abroad(part: Sequence[Segment]) -> bool:
    """Whether the last segment that tells of a place names one abroad ("Kista, Stockholm", "Remote (Germany)")."""
    told = [s for s in part if not s.is_workplace]
    if not told or not told[-1].names:
        return False
    # "Berlin, Remote" may be remote from anywhere; "Germany, Remote" is in Germany
    return not part[-1].is_remote or bool(told[-1].wholes())


# --- the wording -------------------------------------------------------------------------------------------------


class _Token(NamedTuple):
    text: str
    folded: str
    gap: str  # what stands before it


def _parts(place: str) -> Iterator[list[Segment]]:
    """The parts of a wording, each a list of segments; "(x)", ":" and " - " end a segment as a comma does."""
    tokens = list(_tokens(place))
    part: list[Segment] = []
    at = 0
    while at < len(tokens):
        if part and _starts_part(tokens[at]):
            yield part
            part = []
        segment, at = _segment(tokens, at, is_behind=bool(part))
        if segment.names or segment.words:
            part.append(segment)
    if part:
        yield part


def _segment(tokens: Sequence[_Token], at: int, *, is_behind: bool) -> tuple[Segment, int]:
    """The segment that begins with this token, and where the next one begins."""
    if is_behind and (code := _code(tokens, at)):
        return Segment((code,)), at + 1
    names: list[Name] = []
    words: list[str] = []
    start = at
    while at < len(tokens) and (at == start or not _ends_segment(tokens[at])):
        size, name = _longest_name(tokens, at)
        if name:
            names.append(name)
        elif not _is_conjunction(tokens[at]):
            words.append(tokens[at].folded)
        at += size
    return Segment(tuple(names), tuple(words)), at


def _code(tokens: Sequence[_Token], at: int) -> Name | None:
    """What a segment means that is a code in capitals, or a code and a number: "Austin, TX 78701", "Paris, FR"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    is_alone = following is None or _ends_segment(following) or following.text.isdigit()
    return _tables().behind.get(tokens[at].text) if is_alone else None


def _longest_name(tokens: Sequence[_Token], at: int) -> tuple[int, Name | None]:
    """The number of tokens that make the longest name from here, and what it means; (1, None) without one."""
    tables = _tables()
    reach = 1
    while reach < tables.longest.get(tokens[at].folded, 1) and at + reach < len(tokens):
        if not _SAME_NAME.fullmatch(tokens[at + reach].gap):
            break
        reach += 1
    for size in range(reach, 0, -1):
        written = tokens[at : at + size]
        key = " ".join(t.folded for t in written)
        if key in tables.names and (key not in tables.capitals or all(t.text.isupper() for t in written)):
            return size, tables.names[key]
    return 1, None


def _starts_part(token: _Token) -> bool:
    return _NEXT_PART.search(token.gap) is not None or _is_conjunction(token)


def _ends_segment(token: _Token) -> bool:
    """The token does not belong to the segment before it."""
    return _starts_part(token) or not _SAME_NAME.fullmatch(token.gap)


def _is_conjunction(token: _Token) -> bool:
    """The words "or" and "and" set places apart; ", OR" is Oregon."""
    return token.folded in _PART_WORDS and not (token.text == "OR" and "," in token.gap)


def _tokens(place: str) -> Iterator[_Token]:
    end = 0
    for match in _TOKEN.finditer(place):
        yield _Token(match[0].replace(".", ""), _fold(match[0]), place[end : match.start()])
        end = match.end()


@lru_cache(maxsize=20_000)
def _fold(token: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub("[.'’]", "", token).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return {"&": "and", "saint": "st"}.get(plain, plain)


# --- the tables --------------------------------------------------------------------------------------------------


class _Tables(NamedTuple):
    """Names by their folded words; those of ``capitals`` count in capitals only, else "us" would be the US.

    ``behind``: codes as written (of states, and the ISO codes of countries), which count behind a place only.
    ``longest``: the number of words of the longest name that begins with a word.
    """

    names: dict[str, Name]
    capitals: frozenset[str]
    behind: dict[str, Name]
    longest: dict[str, int]


@cache
def _tables() -> _Tables:
    abroad: dict[str, list[Entry]] = defaultdict(list)
    behind: dict[str, list[Entry]] = defaultdict(list)
    british: dict[str, float] = {}
    capitals = set()
    for name, entry in _places_abroad():
        if entry.kind == "country":
            behind[entry.country].append(entry)
        if entry.kind == "code" or name in _BEHIND:
            behind[name].append(entry)
        else:
            abroad[_key(name)].append(entry)
            capitals |= {_key(name)} if _is_short(name) else set()
    for row in _rows(BRITISH):
        british[_key(row["name"])] = float(row["weight"])
        capitals |= {_key(row["name"])} if _is_short(row["name"]) else set()
    names = {k: Name(british.get(k), tuple(abroad.get(k, ()))) for k in abroad.keys() | british.keys()}
    codes = {code: Name(None, tuple(entries)) for code, entries in behind.items()}
    longest: dict[str, int] = defaultdict(int)
    for k in names:
        first = k.partition(" ")[0]
        longest[first] = max(longest[first], k.count(" ") + 1)
    return _Tables(names, frozenset(capitals), codes, dict(longest))


def _places_abroad() -> Iterator[tuple[str, Entry]]:
    """Names, aliases and codes of the places abroad, and of the areas that the home country is no part of."""
    for row in _rows(ABROAD):
        if row["name"] not in _HOME_AREAS:
            entry = Entry(row["kind"], row["country"], float(row["weight"]))
            for name in (row["name"], *filter(None, row["aliases"].split(" | "))):
                yield name, entry


def _is_short(name: str) -> bool:
    """An abbreviation that, in small letters, is a word or nothing; the UK is the UK in any case."""
    return name.isupper() and len(name) <= 4 and name not in ("UK", "GB")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _key(name: str) -> str:
    return " ".join(_fold(token) for token in _TOKEN.findall(name))
