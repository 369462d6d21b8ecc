"""The market's facts: title families, skills, places, pay, sectors, kinds of work and wordings, as data beside us."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml

T = TypeVar("T")
Trend = Literal["rise", "fall", "stay", "new"]
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Family:
    """A title family: its share of the market, what becomes of it, and how adverts word it.

    ``factor`` is the ratio of its weekly new vacancies, last 13 weeks against the 52 before; None where new.
    """

    number: int
    name: str
    profile: str
    weight: float
    trend: Trend
    factor: float | None
    levels: str
    department: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill: how adverts write it, and the share of each kind of work that asks for it.

    ``factor`` is the ratio of that share, last 13 weeks against the 52 before.
    """

    name: str
    surfaces: tuple[str, ...]
    kind: Literal["tool", "method", "licence"]
    factor: float
    shares: dict[str, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A town or city, its ITL1 region, and its weight in the market (London is 45 %)."""

    town: str
    region: str
    county: str
    outcode: str
    weight: float


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of work: its group, its pay track, and sentences for what it does and asks for."""

    name: str
    group: str
    track: str
    duties: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """A field of business: names, products, customers, and how it leans to each group of work.

    ``boards`` and ``advertisers`` say how often it occurs among owners of boards and among job-board advertisers.
    """

    name: str
    suffixes: tuple[str, ...]
    products: tuple[str, ...]
    customers: tuple[str, ...]
    mix: dict[str, float]
    boards: int
    advertisers: int


@dataclass(frozen=True, slots=True)
class Band:
    """The usual pay of one track, period and level, in GBP: (low, high) in London and elsewhere."""

    london: tuple[float, float]
    rest: tuple[float, float]


@cache
def families() -> tuple[Family, ...]:
    """Title families in the order of titles.csv."""
    rows = _rows("titles.csv", _family)
    return tuple(
        Family(number, *row)  # type: ignore[arg-type]
        for number, row in enumerate(rows)
    )


def _family(row: dict[str, str]) -> tuple[object, ...]:
    return (
        row["family"], row["profile"], float(row["weight"]), row["trend"],
        float(row["factor"]) if row["factor"] else None,
        row["levels"], row["department"], tuple(row["wordings"].split("|")),
    )  # fmt: skip


@cache
def skills() -> tuple[Skill, ...]:
    """Skills in the order of skills.csv."""
    return tuple(_rows("skills.csv", _skill))


def _skill(row: dict[str, str]) -> Skill:
    pairs = (part.split(":") for part in row["profiles"].split())
    shares = {profile: float(share) for profile, share in pairs}
    kind: Any = row["kind"]
    return Skill(row["skill"], tuple(row["surfaces"].split("|")), kind, float(row["factor"]), shares)


@cache
def places() -> tuple[Place, ...]:
    """Places in the order of places.csv; the first is London."""
    return tuple(_rows("places.csv", lambda row: Place(**{**row, "weight": float(row["weight"])})))  # type: ignore[arg-type]


@cache
def pay_bands() -> dict[tuple[str, str, str], Band]:
    """Pay by (track, period, level)."""
    return dict(_rows("pay.csv", _band))


def _band(row: dict[str, str]) -> tuple[tuple[str, str, str], Band]:
    london = float(row["london_low"]), float(row["london_high"])
    rest = float(row["rest_low"]), float(row["rest_high"])
    return (row["track"], row["period"], row["level"]), Band(london, rest)


@cache
def name_parts() -> dict[str, tuple[str, ...]]:
    """Parts that invented names are made of: first, second, person_first, person_last."""
    rows = _rows("names.csv", lambda row: (row["part"], row["text"]))
    return {part: tuple(text for of, text in rows if of == part) for part, _ in rows}


@cache
def profiles() -> dict[str, Profile]:
    """Kinds of work by name."""
    return {
        name: Profile(name, work["group"], work["track"], tuple(work["duties"]), tuple(work["needs"]))
        for name, work in _yaml("profiles.yml").items()
    }


@cache
def sectors() -> tuple[Sector, ...]:
    """Fields of business in the order of sectors.yml; the last is recruitment."""
    return tuple(
        Sector(
            name, tuple(s["suffixes"]), tuple(s["products"]), tuple(s["customers"]), s["mix"],
            s.get("boards", 0), s.get("advertisers", 0),
        )
        for name, s in _yaml("sectors.yml").items()
    )  # fmt: skip


@cache
def wordings() -> dict[str, Any]:
    """Sentences by what they say."""
    return _yaml("wordings.yml")


def _yaml(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return data


def _rows(name: str, read: Callable[[dict[str, str]], T]) -> list[T]:
    out: list[T] = []
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                out.append(read(row))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{name}: record {len(out) + 1} ({next(iter(row.values()))}): {error}") from error
    return out
