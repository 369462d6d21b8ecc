"""What the columns of an archive mean: a small YAML file, checked before the archive is opened.

Keys and an example stand in README.md beside this file.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import fields as fields_of
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from crawlers.archive.cells import parse_moment, quoted
from crawlers.items import PayBasis, RawAdvert, Source, SourceKind

# What a run says of each of its adverts; the rest of RawAdvert is for a mapping's `fields`.
_OF_THE_RUN = {"source", "run_id", "record", "seen_at", "origin", "fault", "payload"}
ADVERT_FIELDS = tuple(f.name for f in fields_of(RawAdvert) if f.name not in _OF_THE_RUN)


def _country(code: str) -> str:
    if len(code) != 2 or not code.isascii() or not code.isupper() or code == "UK":
        raise ValueError("a country is two capital letters of ISO 3166 (the United Kingdom is GB), or null")
    return code


def _said(words: str) -> str:
    if not words.strip():
        raise ValueError("empty")
    return words.strip()


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Country = Annotated[str, AfterValidator(_country)]
Moment = Annotated[datetime, BeforeValidator(parse_moment)]
Words = Annotated[str, AfterValidator(_said)]
Outcome = Literal["complete", "partial"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class About(_Strict):
    """What is known of a source; see crawlers.items.Source."""

    kind: SourceKind
    country: Country | None
    cadence_days: int = Field(ge=1)
    platform: Words = "archive"
    name: Words | None = None
    sector: Words | None = None


class AboutChange(_Strict):
    """What differs for one source of several."""

    kind: SourceKind | None = None
    country: Country | None = None
    cadence_days: int | None = Field(None, ge=1)
    platform: Words | None = None
    name: Words | None = None
    sector: Words | None = None


class SourceRule(_Strict):
    """Where a row's source stands: one name for the whole file, or a column whose values are the names."""

    name: Words | None = None
    column: Words | None = None
    prefix: str = ""
    about: About
    overrides: dict[str, AboutChange] = {}

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.name is None) == (self.column is None):
            raise ValueError("give either 'name' or 'column'")
        return self

    @model_validator(mode="after")
    def _prefix_of_column(self) -> Self:
        if self.prefix and self.name is not None:
            raise ValueError("'prefix' goes before the values of 'column'; write the whole name under 'name'")
        return self

    def source(self, name: str) -> Source:
        """The source a name stands for: ``name`` itself, or a value of ``column`` (the prefix goes before it)."""
        known = self.about.model_dump()
        if name in self.overrides:
            known |= self.overrides[name].model_dump(exclude_unset=True)
        known["name"] = known["name"] or name
        return Source(source=self.prefix + name, **known)


class SeenAt(_Strict):
    """When a row was seen: one moment for the whole file, or a column (ISO 8601, a format, or named values)."""

    at: Moment | None = None
    column: Words | None = None
    format: Words | None = None
    values: dict[str, Moment] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.at is None) == (self.column is None):
            raise ValueError("give either 'at' or 'column'")
        if (self.format or self.values) and (self.at or (self.format and self.values)):
            raise ValueError("'format' and 'values' are two ways to read 'column'; give one of them at most")
        return self


class RunException(_Strict):
    """A run whose outcome differs: the one that begins at ``at``, of one source or (None) of every source."""

    at: Moment
    source: Words | None = None
    outcome: Outcome
    proof: Words


class RunRule(_Strict):
    """How rows fall into runs, and what the runs prove."""

    by: Literal["moment", "day"]
    outcome: Outcome
    proof: Words
    exceptions: tuple[RunException, ...] = Field((), alias="except")


class FieldRule(_Strict):
    """Where a field of an advert comes from: the first column that is not empty, or one value for every row."""

    column: Annotated[tuple[Words, ...], BeforeValidator(_list)] = ()
    value: Words | None = None
    values: dict[str, Words] | None = None
    take: Literal["first_line"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, given: object) -> object:
        return {"column": given} if isinstance(given, (str, list)) else given

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if bool(self.column) == (self.value is not None):
            raise ValueError("give either 'column' or 'value'")
        return self


class Where(_Strict):
    """The rows to keep: those whose cell in ``column`` is one of ``in``."""

    column: Words
    among: frozenset[str] = Field(alias="in", min_length=1)


class Mapping(_Strict):
    """A whole mapping file."""

    source: SourceRule
    seen_at: SeenAt
    runs: RunRule
    fields: dict[str, FieldRule]
    ignore: frozenset[str] = frozenset()
    where: Where | None = None
    delimiter: str = Field(",", min_length=1, max_length=1)
    encoding: Literal["utf-8", "cp1252"] = "utf-8"

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name in self.fields:
            if name not in ADVERT_FIELDS:
                raise ValueError(f"fields.{name}: no field of an advert; they are {', '.join(ADVERT_FIELDS)}")
        if "source_id" not in self.fields or not self.fields["source_id"].column:
            raise ValueError("fields.source_id: missing: say which column, or columns, hold an advert's id")
        return self

    @model_validator(mode="after")
    def _known_pay_basis(self) -> Self:
        rule = self.fields.get("pay_basis")
        for given in (*(rule.values or {}).values(), rule.value) if rule else ():
            if given is not None and given not in get_args(PayBasis):
                raise ValueError(f"fields.pay_basis: {quoted(given)} is neither of {', '.join(get_args(PayBasis))}")
        return self

    def columns(self) -> Iterator[tuple[str, str]]:
        """Each column the mapping reads, after the key that names it."""
        for key, rule in (("source", self.source), ("seen_at", self.seen_at), ("where", self.where)):
            if rule is not None and rule.column is not None:
                yield f"{key}.column", rule.column
        for name, field in self.fields.items():
            yield from ((f"fields.{name}", column) for column in field.column)


class _Plain(yaml.SafeLoader):
    """YAML in which every scalar but null is text: NO is a country, 2026-01-05 a label, 1 what the cell says."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to choose them
        first: [(tag, form) for tag, form in choices if tag == "tag:yaml.org,2002:null"]
        for first, choices in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key that is no word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_mapping(path: Path) -> Mapping:
    """Read and check a mapping file.

    Raises FileNotFoundError, and ValueError naming the file and each key that is unknown, missing or wrong.
    """
    try:
        given = yaml.load(path.read_text("utf-8"), Loader=_Plain)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(given, dict):
        raise ValueError(f"{path}: not a mapping file: it should begin with keys such as 'source:' and 'fields:'")
    try:
        return Mapping.model_validate(given)
    except ValidationError as error:
        raise ValueError("\n".join(f"{path}: {_told(e)}" for e in error.errors())) from error


def _told(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{key}: unknown key"
    if error["type"] == "missing":
        return f"{key}: missing"
    said = error["msg"].removeprefix("Value error, ")
    found = "" if isinstance(error["input"], dict) else f", not {quoted(error['input'])}"
    return f"{key}: {said}{found}" if key else said
