"""All facts of an advert, in one call over a batch: the one place where the extractors are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipelines.clean.contract import find_contract, find_hours, find_ir35
from pipelines.clean.dates import parse_closing_date
from pipelines.clean.employer import is_agency
from pipelines.clean.pay import Pay, find_pay
from pipelines.clean.place import Place, find_place
from pipelines.clean.web_address import addressed_employer
from pipelines.clean.workplace import find_workplace
from pipelines.extract.context import is_ml_ai, is_tech
from pipelines.extract.skills import Mention, SkillFinder
from pipelines.extract.titles import Title, find_title
from pipelines.words import Evidence, Found, Words


@dataclass(frozen=True, slots=True)
class Facts:
    """What one advert says; None where it does not say."""

    title: Title
    place: Place
    pay: Pay | None
    workplace: Found | None
    contract: Found | None
    hours: Found | None
    ir35: Found | None
    mentions: list[Mention]
    is_ml_ai: bool | None
    is_tech: bool | None
    is_agency: bool
    employer: Found | None
    closing: tuple[date, Evidence] | None

    def evidence(self) -> Iterator[Evidence]:
        """Every fact's characters."""
        yield from self.title.evidence
        yield from self.place.evidence
        if self.pay:
            yield self.pay.evidence
        yield from (f.evidence for f in (self.workplace, self.contract, self.hours, self.ir35, self.employer) if f)
        if self.closing:
            yield self.closing[1]


class Extractor:
    """Holds what is costly to build (the spaCy pipeline, the skill table); feed it batches."""

    @cached_property
    def skills(self) -> SkillFinder:
        return SkillFinder()

    def facts(self, batch: Sequence[Words]) -> list[Facts]:
        """One Facts per Words, in their order."""
        return [self._one(words, found) for words, found in zip(batch, self.skills.find(batch), strict=True)]

    def _one(self, words: Words, mentions: list[Mention]) -> Facts:
        title = find_title(words)
        asked = [self.skills.skill(m.skill_id) for m in mentions if m.demand != "negated"]
        return Facts(
            title=title,
            place=find_place(words),
            pay=find_pay(words),
            workplace=find_workplace(words),
            contract=find_contract(words),
            hours=find_hours(words),
            ir35=find_ir35(words),
            mentions=mentions,
            is_ml_ai=is_ml_ai(title, words, [s.name for s in asked if s.is_ml_ai]),
            is_tech=is_tech(title, words, [s.name for s in asked]),
            is_agency=is_agency(words.employer, words.text),
            employer=addressed_employer(words),
            closing=parse_closing_date(words, words.seen_on) if words.seen_on else None,
        )
