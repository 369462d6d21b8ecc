"""The words of one advert, and the evidence that points into them: what every extractor takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Field = Literal[
    "title", "employer", "place", "pay", "workplace", "contract", "hours", "posted", "valid_through", "text"
]


@dataclass(frozen=True, slots=True)
class Words:
    """An advert's fields as clean text; "" where the source does not say.

    Offsets everywhere are Python string offsets (code points) into these fields, and the warehouse stores these
    very strings, so that ``field[start:end]`` is the surface a fact was read from.
    """

    title: str = ""
    employer: str = ""
    place: str = ""
    pay: str = ""
    workplace: str = ""
    contract: str = ""
    hours: str = ""
    posted: str = ""
    valid_through: str = ""
    text: str = ""
    # What the source holds as structured numbers (never parsed from words), and the country it declares.
    pay_min: float | None = None
    pay_max: float | None = None
    pay_currency: str | None = None
    pay_period: str | None = None
    pay_basis: str | None = None
    country: str | None = None
    # The day the advert was seen, by which "closing on Friday" and dates without a year are read.
    seen_on: date | None = None


class Evidence(NamedTuple):
    """One fact and the characters it was read from: ``words.<field>[start:end]``, by the rule named."""

    fact: str
    value: str
    field: Field
    start: int
    end: int
    rule: str


class Found(NamedTuple):
    """A value and where it was read."""

    value: str
    evidence: Evidence
