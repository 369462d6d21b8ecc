"""Which vacancies a claim speaks of: a small mapping of a claim file, and the SQL condition that it means.

Values never become part of the SQL: they are bound. ``Condition.shown`` writes them in, for people to read and run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipelines.schemas import (
    CONTRACTS,
    EDUCATIONS,
    EMPLOYER_KINDS,
    HOURS,
    IR35,
    ITL1_REGIONS,
    SENIORITIES,
    SOURCE_KINDS,
    WORKPLACES,
)

Value = str | bool | int | float | date | list[str]
_NAMED = r"\$(\w+)"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed)]
Fact = Literal[
    "title_family", "seniority", "region", "town", "workplace", "contract", "hours", "ir35", "sector", "is_ml_ai",
    "is_tech", "education_required", "education_preferred", "years_min", "employer_kind", "text",
]  # fmt: skip

# Lists: a vacancy fits where the column is one of the values.
_COLUMNS = {
    "titles": "title_family", "levels": "seniority", "regions": "region", "towns": "town", "workplaces": "workplace",
    "contracts": "contract", "hours": "hours", "ir35": "ir35", "sectors": "sector", "employer_kinds": "employer_kind",
    "source_kinds": "source_kind", "education_required": "education_required",
    "education_preferred": "education_preferred",
}  # fmt: skip
_LEGAL: dict[str, tuple[str, ...]] = {
    "levels": SENIORITIES, "regions": ITL1_REGIONS, "workplaces": WORKPLACES, "contracts": CONTRACTS, "hours": HOURS,
    "ir35": IR35, "employer_kinds": EMPLOYER_KINDS, "source_kinds": SOURCE_KINDS, "education_required": EDUCATIONS,
    "education_preferred": EDUCATIONS,
}  # fmt: skip
_MENTIONED = (
    "EXISTS (SELECT 1 FROM mention AS m WHERE m.advert_id = v.advert_id AND m.demand IS DISTINCT FROM 'negated' "
    "AND m.skill_id IN (SELECT unnest({skills})))"
)
_ALL_MENTIONED = (
    "(SELECT count(DISTINCT m.skill_id) FROM mention AS m WHERE m.advert_id = v.advert_id "
    "AND m.demand IS DISTINCT FROM 'negated' AND m.skill_id IN (SELECT unnest({skills}))) = len({skills})"
)
_WORDS = (
    "EXISTS (SELECT 1 FROM advert AS w WHERE w.advert_id = v.advert_id "
    "AND regexp_matches(concat_ws(' ', w.title_raw, w.text), {words}, 'i'))"
)
_STATED_SALARY = (
    "v.pay_basis = 'stated' AND v.pay_currency = 'GBP' AND v.pay_period = 'year' "
    "AND (coalesce(v.pay_min, v.pay_max) + coalesce(v.pay_max, v.pay_min)) / 2 >= {least}"
)


class Condition(NamedTuple):
    """A condition over ``v`` (a row of a claim's stock or arrivals), with named parameters and their values."""

    sql: str
    values: dict[str, Value]

    @property
    def shown(self) -> str:
        """The same with the values written in: it runs as it stands."""
        return shown(self.sql, self.values)


class Population(BaseModel):
    """Vacancies that fit everything said. Nothing said: all.

    ``titles`` and ``skills`` are of the taxonomy; ``title_words``, ``words`` and ``employers`` are sought as literal
    words, whole and in any case. Lists: any of them (``all_skills``: all). Places are the main place of work.
    ``without``: those that fit it do not fit. ``any_of``: one of these must fit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    titles: Names = ()
    title_words: Names = ()
    skills: Names = ()
    all_skills: Names = ()
    words: Names = ()
    levels: Names = ()
    regions: Names = ()
    towns: Names = ()
    workplaces: Names = ()
    contracts: Names = ()
    hours: Names = ()
    ir35: Names = ()
    sectors: Names = ()
    employers: Names = ()
    employer_kinds: Names = ()
    source_kinds: Names = ()
    education_required: Names = ()
    education_preferred: Names = ()
    is_ml_ai: bool | None = None
    is_tech: bool | None = None
    years_at_least: float | None = Field(None, ge=0)
    years_at_most: float | None = Field(None, ge=0)
    salary_at_least: float | None = Field(None, gt=0)
    known: tuple[Fact, ...] = ()
    unknown: tuple[Fact, ...] = ()
    without: Population | None = None
    any_of: tuple[Population, ...] = ()

    @model_validator(mode="after")
    def _legal(self) -> Self:
        for name, legal in _LEGAL.items():
            for value in getattr(self, name):
                if value not in legal:
                    raise ValueError(f"{name}: {value!r} is none of {', '.join(legal)}")
        return self

    def condition(self, prefix: str = "p") -> Condition:
        """The SQL of it; parameters are called prefix0, prefix1 ..."""
        parts: list[str] = []
        values: dict[str, Value] = {}

        def bind(value: Value) -> str:
            name = f"{prefix}{len(values)}"
            values[name] = value
            return f"${name}"

        for template, value in self._bound():
            key = re.search(r"{(\w+)}", template)
            parts.append(template.replace(key[0], bind(value)) if key else template)
        for inner, form in self._inner():
            held = [i.condition(f"{prefix}{len(values)}_{n}_") for n, i in enumerate(inner)]
            parts.append(form.format(" OR ".join(f"({c.sql})" for c in held)))
            for c in held:
                values |= c.values
        return Condition(" AND ".join(parts) or "true", values)

    def _bound(self) -> Iterator[tuple[str, Value]]:
        """Each condition that is said: its SQL with one named place, and what stands there."""
        for name, column in _COLUMNS.items():
            if given := getattr(self, name):
                yield f"v.{column} IN (SELECT unnest({{among}}))", list(given)
        if self.skills:
            yield _MENTIONED, list(self.skills)
        if self.all_skills:
            yield _ALL_MENTIONED, list(self.all_skills)
        if self.title_words:
            yield "regexp_matches(v.title_raw, {words}, 'i')", literal_words(self.title_words)
        if self.words:
            yield _WORDS, literal_words(self.words)
        if self.employers:
            yield "regexp_matches(v.employer_raw, {words}, 'i')", literal_words(self.employers)
        for name in ("is_ml_ai", "is_tech"):
            if (wanted := getattr(self, name)) is not None:
                yield f"v.{name} = {{wanted}}", wanted
        if self.years_at_least is not None:
            yield "v.years_min >= {least}", self.years_at_least
        if self.years_at_most is not None:
            yield "v.years_min <= {most}", self.years_at_most
        if self.salary_at_least is not None:
            yield _STATED_SALARY, self.salary_at_least
        for fact in self.known:
            yield ("v.text_kind <> 'none'" if fact == "text" else f"v.{fact} IS NOT NULL"), True
        for fact in self.unknown:
            yield ("v.text_kind = 'none'" if fact == "text" else f"v.{fact} IS NULL"), True

    def _inner(self) -> Iterator[tuple[tuple[Population, ...], str]]:
        if self.without:
            yield (self.without,), "NOT coalesce({}, false)"
        if self.any_of:
            yield self.any_of, "({})"

    def names(self, field: Literal["titles", "skills", "sectors", "towns"]) -> Iterator[str]:
        """Every title, skill ... it names, those of its inner parts too."""
        yield from getattr(self, field)
        if field == "skills":
            yield from self.all_skills
        for inner, _ in self._inner():
            for one in inner:
                yield from one.names(field)

    def __str__(self) -> str:
        said = self.model_dump(exclude_defaults=True)
        return _said(said) if said else "all vacancies"


def _said(mapping: dict[str, object]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {_value_said(value)}" for name, value in mapping.items())


def _value_said(value: object) -> str:
    if isinstance(value, dict):
        return f"({_said(value)})"
    if isinstance(value, list | tuple):
        return " or ".join(_value_said(v) for v in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def literal_words(phrases: tuple[str, ...]) -> str:
    """An RE2 pattern that finds any of the phrases as whole words; blanks stand for any white space."""
    quoted = "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return rf"(?:^|\W)(?:{quoted})(?:\W|$)"


def shown(sql: str, values: dict[str, Value]) -> str:
    """SQL with its named parameters written in as literals."""
    return re.sub(_NAMED, lambda found: _literal(values[found[1]]), sql)


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list):
        return f"[{', '.join(_literal(v) for v in value)}]"
    return repr(value) if isinstance(value, int | float) else "'" + value.replace("'", "''") + "'"
