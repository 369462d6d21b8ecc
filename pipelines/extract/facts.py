"""All facts of an advert, in one call over a batch: the one place where the extractors are put together."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from pipelines.clean.contract import find_contract, find_hours, find_ir35
from pipelines.clean.dates import parse_closing_date
from pipelines.clean.pay import Pay, find_pay
from pipelines.clean.per_text import forget
from pipelines.clean.place import Place, find_place
from pipelines.clean.web_address import addressed_employer
from pipelines.clean.workplace import find_workplace
from pipelines.extract.clearance import Clearance, find_clearance
from pipelines.extract.context import is_ml_ai, is_tech
from pipelines.extract.education import Education, find_education
from pipelines.extract.employer_kind import find_employer_kind
from pipelines.extract.experience import Experience, find_experience
from pipelines.extract.model.unseen import Unseen, UnseenSkills
from pipelines.extract.sector import find_sector
from pipelines.extract.skills import Mention, SkillFinder
from pipelines.extract.titles import Title, find_title
from pipelines.extract.visa import find_visa
from pipelines.extract.zones import without_chrome
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
    education: Education
    experience: Experience | None
    clearance: Clearance | None
    visa: Found | None
    sector: Found | None
    employer_kind: Found | None
    employer: Found | None
    closing: tuple[date, Evidence] | None
    mentions: list[Mention]
    unseen: list[Unseen]
    is_ml_ai: bool | None
    is_tech: bool | None

    @property
    def is_agency(self) -> bool:
        return self.employer_kind is not None and self.employer_kind.value == "agency"

    def evidence(self) -> Iterator[Evidence]:
        """Every fact's characters."""
        yield from self.title.evidence
        yield from self.place.evidence
        if self.pay:
            yield self.pay.evidence
        found = (
            self.workplace, self.contract, self.hours, self.ir35, self.education.required, self.education.preferred,
            self.visa, self.sector, self.employer_kind, self.employer,
        )  # fmt: skip
        yield from (f.evidence for f in found if f)
        if self.experience:
            yield self.experience.evidence
        if self.clearance:
            yield from (self.clearance.level.evidence, self.clearance.state.evidence)
        if self.closing:
            yield self.closing[1]


@contextmanager
def _one_batch() -> Iterator[None]:
    """No search for cycles while a batch is read: facts make none, and it took a quarter of the time.

    Nor is there much to search when it is: all that was kept of its texts is gone.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        forget()
        if was_on:
            gc.enable()


class Extractor:
    """Holds what is costly to build (the table of skills, the trained component); feed it batches.

    ``has_model`` off leaves out what the component adds, which is how rules alone are measured.
    """

    def __init__(self, *, has_model: bool = True) -> None:
        self._has_model = has_model

    @cached_property
    def skills(self) -> SkillFinder:
        return SkillFinder()

    @cached_property
    def unseen(self) -> UnseenSkills:
        return UnseenSkills()

    def facts(self, batch: Sequence[Words]) -> list[Facts]:
        """One Facts per Words, in their order.

        One extractor after another reads the batch, so that its tables and patterns stay in the processor's caches: a
        fifth faster than one advert after another. Batches of more than ``per_text.KEPT`` adverts only cost more.
        """
        with _one_batch():
            own = [replace(words, text=without_chrome(words.text)) for words in batch]
            mentions = list(map(self.skills.mentions, own))
            unseen = self.unseen.find(own, mentions) if self._has_model else [[] for _ in own]
            columns = [map(find, own) for find in _FINDERS.values()]
            found = [dict(zip(_FINDERS, row, strict=True)) for row in zip(*map(list, columns), strict=True)]
            return list(map(self._together, own, mentions, unseen, found))

    def _together(self, words: Words, mentions: list[Mention], unseen: list[Unseen], found: dict[str, Any]) -> Facts:
        title: Title = found["title"]
        asked = [self.skills.skill(m.skill_id) for m in mentions if m.demand != "negated"]
        return Facts(
            **found,
            mentions=mentions,
            unseen=unseen,
            is_ml_ai=is_ml_ai(title, words, [s.name for s in asked if s.is_ml_ai]),
            is_tech=is_tech(title, words, [s.name for s in asked]),
        )


def _closing(words: Words) -> tuple[date, Evidence] | None:
    return parse_closing_date(words, words.seen_on) if words.seen_on else None


# What is found by the advert's words alone, by field of Facts.
_FINDERS: dict[str, Callable[[Words], Any]] = {
    "title": find_title,
    "place": find_place,
    "pay": find_pay,
    "workplace": find_workplace,
    "contract": find_contract,
    "hours": find_hours,
    "ir35": find_ir35,
    "education": find_education,
    "experience": find_experience,
    "clearance": find_clearance,
    "visa": find_visa,
    "sector": find_sector,
    "employer_kind": find_employer_kind,
    "employer": addressed_employer,
    "closing": _closing,
}
