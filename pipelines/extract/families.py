"""The title families: which names mean one occupation, and what is known of it (``reference/titles.csv``)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipelines.extract.headline import name_key

TABLE = Path(__file__).parents[1] / "reference" / "titles.csv"
COLUMNS = ("title_family", "aliases", "is_ml_ai", "is_tech", "soc2020_code", "esco_code", "area")
_DOER = re.compile(r"(?:er|or|ist|ian|ant|man|person|tative|clerk|counsel|fellow|professional|scout)$")
_CODES = {"soc2020_code": (r"\d{4}", "four digits"), "esco_code": (r"\d{4}(?:\.\d{1,2})+", "as 2512.4")}
_FLAGS = {"true": True, "false": False}


class Family(NamedTuple):
    """One row. ``soc2020_code`` is a SOC 2020 unit group, ``esco_code`` an ESCO occupation; None where not sure."""

    title_family: str
    aliases: tuple[str, ...]
    is_ml_ai: bool
    is_tech: bool
    soc2020_code: str | None
    esco_code: str | None
    area: str


class Families:
    """The table, made ready for look-ups by ``headline.name_key``."""

    def __init__(self, rows: tuple[Family, ...]) -> None:
        self.rows = rows
        self.by_name = {family.title_family: family for family in rows}
        self._names: dict[tuple[str, ...], Family] = {}
        for family in rows:
            for name in (family.title_family, *family.aliases):
                other = self._names.setdefault(name_key(name), family)
                if other is not family:
                    raise ValueError(f"titles: {name!r} names both {other.title_family!r} and {family.title_family!r}")
        self._sizes = _sizes(self._names)
        # The word that names the doer: any family's, and of the aliases those that look like one ("data science" not).
        self.heads = frozenset(_head(name_key(family.title_family)) for family in rows) | {
            head for head in map(_head, self._names) if _DOER.search(head)
        }
        self.vocabulary = frozenset(word for key in self._names for word in key)
        # "staff nurse", "lead generation": words that elsewhere state a level or a contract belong to the name here.
        self.openings = frozenset(key[:2] for key in self._names if len(key) > 1)

    def exact(self, key: tuple[str, ...]) -> Family | None:
        """The family that has this very name."""
        return self._names.get(key)

    def ending(self, key: tuple[str, ...]) -> tuple[Family, int] | None:
        """The family with the longest name that ends ``key``, and how many of its words."""
        for size in self._sizes.get(key[-1], ()) if key else ():
            family = self._names.get(key[-size:]) if size <= len(key) else None
            if family:
                return family, size
        return None


@cache
def families() -> Families:
    """The shipped table, read once."""
    return Families(read_families(TABLE))


def read_families(path: Path) -> tuple[Family, ...]:
    """Rows of a table of families. Raises ValueError naming file, line and column where a cell is not right."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}: columns are {rows.fieldnames}, not {list(COLUMNS)}")
        return tuple(_family(row, f"{path.name}:{line}") for line, row in enumerate(rows, start=2))


def _family(row: dict[str, str], where: str) -> Family:
    if None in row or None in row.values() or not row["title_family"].strip() or not row["area"].strip():
        raise ValueError(f"{where}: title_family and area must be filled, and no cell be missing or left over")
    for flag in ("is_ml_ai", "is_tech"):
        if row[flag] not in _FLAGS:
            raise ValueError(f"{where}: {flag} is {row[flag]!r}, not true or false")
    for column, (form, said) in _CODES.items():
        if row[column] and not re.fullmatch(form, row[column]):
            raise ValueError(f"{where}: {column} is {row[column]!r}, not {said} or empty")
    aliases = tuple(alias for alias in row["aliases"].split(" | ") if alias)
    for name in (row["title_family"], *aliases):
        if not name_key(name):
            raise ValueError(f"{where}: {name!r} in title_family or aliases holds no word")
    return Family(
        row["title_family"],
        aliases,
        _FLAGS[row["is_ml_ai"]],
        _FLAGS[row["is_tech"]],
        row["soc2020_code"] or None,
        row["esco_code"] or None,
        row["area"],
    )


def _sizes(names: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """The last word of a name -> how many words such names have, the longest first."""
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[-1], set()).add(len(name))
    return {word: sorted(sizes, reverse=True) for word, sizes in found.items()}


def _head(key: tuple[str, ...]) -> str:
    """Engineer in "data engineer", Head in "head of data", Engineer in "engineer in test"."""
    cut = next((i for i, word in enumerate(key) if i and word in ("of", "in")), len(key))
    return key[cut - 1]
