"""The page before it has a format: sections of blocks, all words chosen. HTML, Markdown, JSON print the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from warehouse.report.findings import Finding


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Subhead:
    """A heading below the section's own."""

    kind: ClassVar[str] = "subhead"
    text: str


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    kind: ClassVar[str] = "items"
    items: list[str]


@dataclass(frozen=True)
class Figures:
    """The few numbers to see first: (figure, what it counts)."""

    kind: ClassVar[str] = "figures"
    figures: list[tuple[str, str]]


@dataclass(frozen=True)
class Headlines:
    """The findings."""

    kind: ClassVar[str] = "headlines"
    findings: list[Finding]


@dataclass(frozen=True)
class Adverts:
    """Example adverts under a title: (words, http(s) address or None)."""

    kind: ClassVar[str] = "adverts"
    title: str
    adverts: list[tuple[str, str | None]]


@dataclass(frozen=True)
class Table:
    """A printed table. The first ``n_text`` columns are words, the others numbers; the first names the row."""

    kind: ClassVar[str] = "table"
    caption: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""
    n_text: int = 1


@dataclass(frozen=True)
class Chart:
    """A drawing: title, what n it shows, the same in words for who cannot see it, and inline SVG."""

    kind: ClassVar[str] = "chart"
    title: str
    n: str
    alt: str
    svg: str


Block = Text | Subhead | Items | Figures | Headlines | Adverts | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part of the page under its own heading; ``anchor`` is its id."""

    anchor: str
    title: str
    blocks: list[Block]


@dataclass(frozen=True)
class Page:
    """The whole report; ``warning`` is what a reader must know before anything else, or None."""

    title: str
    week: str
    warning: str | None
    lead: list[str]
    sections: list[Section]
