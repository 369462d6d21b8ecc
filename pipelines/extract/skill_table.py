"""The table of skills (reference/skills.csv): what each is called, of what kind it is, how careful to be with it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

Kind = Literal[
    "language", "library", "framework", "tool", "product", "platform", "cloud-service", "database", "method",
    "standard", "certificate", "clearance", "practice",
]  # fmt: skip
Care = Literal["any", "case", "context"]
SKILLS = Path(__file__).parents[1] / "reference" / "skills.csv"
COLUMNS = ("skill_id", "name", "aliases", "kind", "family", "is_ml_ai", "match")
_FIELDS = {"method", "practice"}


class Skill(NamedTuple):
    """A row of the table. An alias that begins with "=" counts in its exact case only, with "?" in context only."""

    skill_id: str
    name: str
    aliases: tuple[str, ...]
    kind: Kind
    family: str
    is_ml_ai: bool
    match: Care

    @property
    def is_field(self) -> bool:
        """The name of a field of work: it has a plural, and is written in any case."""
        return self.kind in _FIELDS

    def surfaces(self) -> Iterator[tuple[str, Care]]:
        """Name and aliases as written, each with how careful to be."""
        yield self.name, self.match
        flags: dict[str, Care] = {"=": "case", "?": "context"}
        for alias in self.aliases:
            yield alias.lstrip("=?"), flags.get(alias[0], "any")


def read_skills(path: Path = SKILLS) -> tuple[Skill, ...]:
    """The table, checked. Raises ValueError naming file, row (the heading is row 1) and column of the first fault."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: row 1: the columns must be {', '.join(COLUMNS)}")
        rows = [(n, row) for n, row in enumerate(reader, start=2)]
    ids: dict[str, int] = {}
    surfaces: dict[str, int] = {}
    skills = []
    for n, row in rows:
        try:
            skill = _skill(row)
            _once(ids, [skill.skill_id], n, "skill_id")
            _once(surfaces, [s.casefold() for s, _ in skill.surfaces()], n, "aliases")
        except ValueError as error:
            raise ValueError(f"{path}: row {n}: {error}") from error
        skills.append(skill)
    return tuple(skills)


def _skill(row: Mapping[str, str | None]) -> Skill:
    cells = {c: (row[c] or "").strip() for c in COLUMNS}
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cells["skill_id"]):
        raise ValueError(f"skill_id: not kebab-case: {cells['skill_id']!r}")
    for column in ("name", "family"):
        if not cells[column]:
            raise ValueError(f"{column}: empty")
    for column, legal in (("kind", get_args(Kind)), ("match", get_args(Care)), ("is_ml_ai", ("true", "false"))):
        if cells[column] not in legal:
            raise ValueError(f"{column}: {cells[column]!r} is none of {', '.join(legal)}")
    aliases = tuple(cells["aliases"].split(" | ")) if cells["aliases"] else ()
    if any(a.strip(" =?|") == "" or a != a.strip() for a in aliases):
        raise ValueError(f"aliases: an empty alias in {cells['aliases']!r}")
    return Skill(
        cells["skill_id"], cells["name"], aliases, cast(Kind, cells["kind"]), cells["family"],
        cells["is_ml_ai"] == "true", cast(Care, cells["match"]),
    )  # fmt: skip


def _once(seen: dict[str, int], keys: Iterable[str], n: int, column: str) -> None:
    for key in keys:
        if key in seen:
            raise ValueError(f"{column}: {key!r} stands in row {seen[key]} already")
        seen[key] = n
