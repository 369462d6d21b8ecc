"""The gazetteer: places by name and by postcode, and where a wording names them.

tables (reference/places, regions, postcode_areas; the crawlers' abroad) -> entries by key -> ``scan``: the spots of a
wording. A name may stand for several places ("Gillingham"); a spot keeps them all, and who reads it decides.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from crawlers.country import ABROAD as ABROAD_TABLE
from pipelines.schemas import ITL1_REGIONS

Kind = Literal[
    "city", "town", "borough", "district", "village", "suburb", "county", "informal", "region", "postcode",
    "country", "area", "state", "code",
]  # fmt: skip
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
TABLES = Path(__file__).parents[1] / "reference"
PLACES = ("name", "kind", "county", "region", "country", "town", "aliases", "weight", "is_word")
REGIONS = ("name", "code", "country", "aliases")
ABROAD = ("name", "kind", "country", "aliases", "weight")
POSTCODES = ("postcode", "town", "districts", "county", "region")


class Entry(NamedTuple):
    """One place. ``country`` is one of NATIONS or "" (UK-wide) in the UK, else ISO alpha-2 or "" with is_abroad.

    ``counties``: the county it lies in, then others it is still addressed by. ``town``: the town it counts as,
    None for whole areas. ``weight``: rough population in thousands, for ties. ``is_word``: also a common word.
    ``is_code``: an abbreviation in capitals, which counts as written in capitals only.
    """

    name: str
    kind: Kind
    counties: tuple[str, ...]
    region: str | None
    country: str
    town: str | None
    weight: float
    is_word: bool = False
    is_abroad: bool = False
    is_code: bool = False

    @property
    def is_area(self) -> bool:
        """A UK county, region or informal area: wider than a town, narrower than the UK or England."""
        return not self.is_abroad and self.town is None and self.kind != "postcode" and not self.is_nation

    @property
    def is_nation(self) -> bool:
        """The UK, or England: a country that is no region of its own."""
        return not self.is_abroad and self.name in ("United Kingdom", "England")


def lies_in(entry: Entry, area: Entry) -> int:
    """How well: 2 its county, 1 its region or nation, 0 not at all."""
    if area.kind == "county" and area.name in entry.counties:
        return 2
    if area.region:
        return int(entry.region == area.region)
    return int(entry.country == area.country)


Doubt = Literal["", "word", "code"]


class Spot(NamedTuple):
    """Characters ``[start:end]`` of a wording and the places they may name, by falling weight.

    ``doubt``: what they may be as well, a common word or (for codes) a word in capitals; "" for a plain name.
    """

    start: int
    end: int
    entries: tuple[Entry, ...]
    doubt: Doubt = ""


# --- the tables --------------------------------------------------------------------------------------------------


def read_table(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of a table with where each stands ("places.csv, row 7"; the heading is row 1).

    Raises ValueError naming file and row where the heading or a row's width is not that of ``columns``.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if tuple(heading := next(rows, [])) != tuple(columns):
            raise ValueError(f"{path.name}, row 1: columns {heading}, not {list(columns)}")
        for number, row in enumerate(rows, start=2):
            where = f"{path.name}, row {number}"
            if len(row) != len(columns):
                raise ValueError(f"{where}: {len(row)} cells, not {len(columns)}")
            yield where, dict(zip(columns, row, strict=True))


def read_places(folder: Path = TABLES, abroad: Path = ABROAD_TABLE) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Every named place with its aliases. Raises ValueError naming file, row and column of the first fault."""
    for where, row in read_table(folder / "places.csv", PLACES):
        yield _uk_entry(row, where), _list(row["aliases"])
    for where, row in read_table(folder / "regions.csv", REGIONS):
        country = _checked(row["country"], NATIONS, "country", where)
        name = _checked(row["name"], ITL1_REGIONS, "name", where)
        # London is read as the city, which lies in the region
        if name != "London":
            yield Entry(name, "region", (), name, country, None, 0), _list(row["aliases"])
    for where, row in read_table(abroad, ABROAD):
        kind = _kind(row["kind"], where)
        weight = _number(row["weight"], where)
        yield (
            Entry(row["name"], kind, (), None, row["country"], None, weight, is_abroad=True),
            _list(row["aliases"]),
        )


def _uk_entry(row: Mapping[str, str], where: str) -> Entry:
    kind = _kind(row["kind"], where)
    if row["region"] or kind != "informal":
        _checked(row["region"], ITL1_REGIONS, "region", where)
    if row["country"] or kind != "informal":
        _checked(row["country"], NATIONS, "country", where)
    return Entry(
        name=row["name"], kind=kind, counties=_list(row["county"]), region=row["region"] or None,
        country=row["country"], town=row["town"] or None, weight=_number(row["weight"], where),
        is_word=_checked(row["is_word"], ("", "yes"), "is_word", where) == "yes",
    )  # fmt: skip


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _kind(text: str, where: str) -> Kind:
    return cast(Kind, _checked(text, get_args(Kind), "kind", where))


def _checked(text: str, allowed: Sequence[str], column: str, where: str) -> str:
    if text not in allowed:
        raise ValueError(f"{where}, column {column}: {text!r} is none of {', '.join(map(repr, allowed))}")
    return text


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ValueError(f"{where}, column weight: {text!r} is no number") from error


# --- names -------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
# Old exports glue fields together ("LondonPermanent"), so in prose a word also ends before a capital.
_PROSE_TOKEN = re.compile(r"[A-ZÀ-Ý]+(?![a-zß-ÿ])|[A-ZÀ-Ý]?[a-zß-ÿ]+(?:['’][a-zß-ÿ]+)*|[^\W_]+?(?=[A-Z]|\b|_)|&")
_GLUE = re.compile(r"[.~]?[ \xa0]?|[-‐‑–]")
_FOLDED = {"&": "and", "saint": "st", "cty": "county"}
_SMALL = frozenset((
    "upon", "on", "in", "le", "la", "the", "under", "by", "and", "of", "de", "super", "next", "cum", "st",
    "with",
))  # fmt: skip
_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)(?:[ \xa0]?[0-9][A-Z]{2})?\b(?![-/&])")
_FULL_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)[ \xa0]?[0-9][A-Z]{2}\b")


@lru_cache(maxsize=16_384)  # the same few words begin every line of every advert
def _fold(token: str) -> str:
    plain = token.replace("’", "").replace("'", "").casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _FOLDED.get(plain, plain)


def key(name: str) -> str:
    """The form under which a name is found: case, accents, apostrophes, hyphens and "Saint" folded."""
    return " ".join(_fold(token) for token in _TOKEN.findall(name))


class _Name(NamedTuple):
    """What a key stands for, as in ``Spot``."""

    entries: tuple[Entry, ...]
    doubt: Doubt


_NO_NAME = _Name((), "")


def _doubt(entries: Sequence[Entry]) -> Doubt:
    if all(e.kind == "code" for e in entries):
        return "code"
    return "word" if all(e.is_word for e in entries) else ""


class Gazetteer:
    """Named places and postcodes. Build once (``gazetteer``), ask often."""

    def __init__(self, places: Iterable[tuple[Entry, tuple[str, ...]]], postcodes: Mapping[str, Entry]) -> None:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry, aliases in places:
            for name in (entry.name, *aliases):
                # UK and GB are written in any case; every other short form in capitals only
                is_code = name.isupper() and len(name) <= 4 and name not in ("UK", "GB")
                same = entry._replace(is_code=is_code)
                for spelling in (key(name), " ".join(key(name))) if is_code else (key(name),):  # "DC" is also "D.C."
                    if same not in found[spelling]:
                        found[spelling].append(same)
        by_weight = {k: tuple(sorted(v, key=lambda e: -e.weight)) for k, v in found.items()}
        self._capitals = {k: _Name(v, _doubt(v)) for k, v in by_weight.items()}
        names = {k: tuple(e for e in v if not e.is_code) for k, v in by_weight.items()}
        self._names = {k: _Name(v, _doubt(v)) for k, v in names.items() if v}
        self._longest: dict[tuple[str, ...], int] = {}  # by a name's first two tokens, how many it may have
        for k in by_weight:
            tokens = k.split(" ")
            begin = tuple(tokens[:2])
            self._longest[begin] = max(len(tokens), self._longest.get(begin, 0))
        self._first = frozenset(begin[0] for begin in self._longest)
        self._postcodes = postcodes

    def named(self, name: str) -> tuple[Entry, ...]:
        """The places of a name, the weightiest first; () where none is known."""
        return self._capitals.get(key(name), _NO_NAME).entries

    def postcode(self, district: str) -> Entry | None:
        """What a postcode district ("SP8", "EC2A") says: its region, and its town where the table is sure."""
        area = re.match(r"[A-Z]+", district)
        return self._postcodes.get(district) or (self._area(area[0], district) if area else None)

    def _area(self, area: str, district: str) -> Entry | None:
        # "EC2A" is a part of EC2; an area's own row is the answer for districts that have none
        number = re.match(r"[0-9]+", district[len(area) :])
        return (number and self._postcodes.get(area + number[0])) or self._postcodes.get(area)

    def scan(self, text: str, is_prose: bool = False) -> list[Spot]:
        """The spots of a wording in order, the longest name first where names overlap.

        In prose a name must begin with a capital and a postcode be whole. Linear in the length of the text.
        """
        spots = self._name_spots(text, is_prose)
        if not (codes := self._postcode_spots(text, is_prose)):
            return spots
        spots = sorted(codes + spots, key=lambda s: (s.start, -s.end))
        kept: list[Spot] = []
        for spot in spots:
            if not kept or spot.start >= kept[-1].end:
                kept.append(spot)
        return kept

    def _postcode_spots(self, text: str, is_prose: bool) -> list[Spot]:
        codes = (_FULL_POSTCODE if is_prose else _POSTCODE).finditer(text)
        return [Spot(*code.span(), (entry,)) for code in codes if (entry := self.postcode(code[1]))]

    def _name_spots(self, text: str, is_prose: bool) -> list[Spot]:
        spots: list[Spot] = []
        found = list((_PROSE_TOKEN if is_prose else _TOKEN).finditer(text))
        folded = [_fold(token[0]) for token in found]
        free = 0  # the first token behind the spot before
        for i, first in enumerate(folded):
            if first not in self._first or i < free:
                continue
            longest = self._longest.get(tuple(folded[i : i + 2])) or self._longest.get((first,), 0)
            for size in range(_reach(text, found, i, longest), 0, -1):
                start, end = found[i].start(), found[i + size - 1].end()
                surface = text[start:end]
                known = self._capitals if surface.isupper() else self._names
                name = known.get(" ".join(folded[i : i + size]))
                if name and (not is_prose or _has_its_capitals(surface)):
                    spots.append(Spot(start, end, *name))
                    free = i + size
                    break
        return spots


def _reach(text: str, tokens: Sequence[re.Match[str]], i: int, longest: int) -> int:
    """How many tokens from the i-th on stand close enough together to be one name, ``longest`` at most."""
    last = min(i + longest, len(tokens)) - 1
    for j in range(i, last):
        if not _GLUE.fullmatch(text, tokens[j].end(), tokens[j + 1].start()):
            return j + 1 - i
    return last + 1 - i


def _has_its_capitals(surface: str) -> bool:
    return all(word[:1].isupper() or _fold(word) in _SMALL for word in _TOKEN.findall(surface))


# --- postcodes ---------------------------------------------------------------------------------------------------


def read_postcodes(folder: Path = TABLES) -> dict[str, Entry]:
    """Entries by postcode area ("SP": no town) and district ("SP8"; also every district an area's row lists).

    A row with no region is one of the Crown dependencies, which are not of the UK. Raises ValueError as
    ``read_places`` does.
    """
    nation = {row["name"]: row["country"] for _, row in read_table(folder / "regions.csv", REGIONS)}
    entries: dict[str, Entry] = {}
    districts: dict[str, Entry] = {}
    for where, row in read_table(folder / "postcode_areas.csv", POSTCODES):
        code, region = row["postcode"], row["region"]
        if region:
            _checked(region, ITL1_REGIONS, "region", where)
        whole = Entry(
            code, "postcode", (row["county"],), region or None, nation.get(region, ""), row["town"] or None, 0,
            is_abroad=not region,
        )  # fmt: skip
        # an area's town is sure for the districts listed only
        entries[code] = whole if code[-1].isdigit() or row["districts"] == "all" else whole._replace(town=None)
        districts |= {f"{code}{n}": whole for n in _numbers(row["districts"], where)}
    return districts | entries


def _numbers(cell: str, where: str) -> Iterator[int]:
    """``1-5 16`` as 1 2 3 4 5 16."""
    for part in cell.split() if cell != "all" else ():
        first, _, last = part.partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            raise ValueError(f"{where}, column districts: {part!r} is no number or range such as 1-5")
        yield from range(int(first), int(last or first) + 1)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the tables in ``reference/``, read once a process."""
    return Gazetteer(read_places(), read_postcodes())
