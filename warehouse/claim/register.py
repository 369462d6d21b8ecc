"""The register of claims: YAML files, each of one source document; read, checked, every fault named by file and claim.

What the keys mean, with examples: ``warehouse/claims/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from warehouse.claim.population import Names, Population

REGISTER = Path(__file__).parents[1] / "claims"


class Measure(StrEnum):
    """What is measured. The comment names the measure of the statistics contract that it is."""

    SHARE = "share"  # M_SHARE
    SKILL = "skill"  # M_SKILL
    REGION = "region"  # M_REG
    WORKPLACE = "workplace"  # M_REMOTE
    LEVEL = "level"  # M_LEVEL
    SECTOR = "sector"  # M_SECT
    EDUCATION = "education"  # M_EDU
    CERTIFICATE = "certificate"  # M_CERT
    EMPLOYER = "employer"  # M_EMP
    MEAN = "mean"  # M_SKILL, M_LEVEL: a mean of a count instead of a share
    FLOW = "flow"  # M_FLOW
    GROWTH = "growth"  # M_GROWTH
    EMERGING = "emerging"  # M_EMERGE
    NOVELTY = "novelty"  # M_NOVEL
    COOCCURRENCE = "cooccurrence"  # M_COOC
    LOCATION = "location"  # M_LQ
    SALARY = "salary"  # M_SAL
    DAY_RATE = "day_rate"  # M_DAY
    PREMIUM = "premium"  # M_PREM
    PAIR = "pair"  # M_PAIR
    TIME_LISTED = "time_listed"  # M_LIFE
    FIXTURE = "fixture"  # M_FIX
    OUT_OF_SCOPE = "out_of_scope"  # M_NONE


SHARES = frozenset({
    Measure.SHARE, Measure.SKILL, Measure.REGION, Measure.WORKPLACE, Measure.LEVEL, Measure.SECTOR, Measure.EDUCATION,
    Measure.CERTIFICATE, Measure.EMPLOYER,
})  # fmt: skip
Ranked = Literal["skills", "titles", "sectors", "regions", "towns"]
Meant = Literal["n_skills", "years_min"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Other(_Strict):
    """What a part is compared with: what it does not say is as in the part."""

    population: Population | None = None
    having: Population | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.population is None and self.having is None:
            raise ValueError("say the other 'population' or what it has ('having')")
        return self


class Rank(_Strict):
    """The place of ``item`` (several names: taken as one) in the order of ``among`` (nothing said: all there are)."""

    of: Ranked
    item: Names
    at_most: int = Field(ge=1)
    among: Names = ()
    kind: str | None = Field(None, description="skills: only those of this kind")
    is_ml_ai: bool | None = Field(None, description="skills: only those of machine learning and AI, or only others")
    without: Names = ()

    @model_validator(mode="after")
    def _of_skills(self) -> Self:
        if self.of != "skills" and (self.kind or self.is_ml_ai is not None):
            raise ValueError("'kind' and 'is_ml_ai' choose among skills only")
        return self


class Appeared(_Strict):
    """First seen within so many weeks, after a time in which it was sought and not seen."""

    within_weeks: int = Field(ge=1)
    employers: int = Field(4, ge=1)


class Pair(_Strict):
    """From one role to another."""

    from_: Population = Field(alias="from")
    to: Population


class Fixture(_Strict):
    """An invented advert and what has to be read from it; or a whole's range beside the ranges of its parts."""

    title: str = ""
    employer: str = ""
    location: str = ""
    text: str = ""
    expect: dict[str, Any] = {}
    skills: Names = ()
    no_skills: Names = ()
    whole: tuple[float, float] | None = None
    parts: tuple[tuple[float, float], ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        is_advert = bool(self.title and (self.expect or self.skills or self.no_skills))
        if is_advert == (self.whole is not None and len(self.parts) > 0):
            raise ValueError("give an advert ('title', 'text') with what to 'expect', or 'whole' and 'parts'")
        return self


# What a claim says of a measure; one of these a part.
BOUNDS = (
    "range", "at_least", "at_most", "above", "below", "rises", "falls", "rank", "absent_below", "appeared", "seen",
)  # fmt: skip
_NO_BOUNDS = frozenset({Measure.PAIR, Measure.FIXTURE, Measure.OUT_OF_SCOPE})
_ALLOWED: dict[Measure, tuple[str, ...]] = {
    **dict.fromkeys(SHARES, ("range", "at_least", "at_most", "above", "below", "rises", "falls", "rank")),
    Measure.EMPLOYER: ("range", "at_least", "at_most", "above", "below", "rises", "falls", "rank", "seen"),
    Measure.MEAN: ("range", "at_least", "at_most", "above", "below", "rises", "falls"),
    Measure.FLOW: ("range", "at_least", "at_most"),
    Measure.GROWTH: ("range", "at_least", "at_most", "rises", "falls"),
    Measure.EMERGING: ("rises", "falls"),
    Measure.NOVELTY: ("absent_below", "appeared", "seen"),
    Measure.COOCCURRENCE: ("range", "at_least", "at_most"),
    Measure.LOCATION: ("range", "at_least", "at_most"),
    Measure.SALARY: ("range", "at_least", "at_most", "above", "below"),
    Measure.DAY_RATE: ("range", "at_least", "at_most", "above", "below"),
    Measure.PREMIUM: ("range", "at_least", "at_most"),
    Measure.TIME_LISTED: ("range", "at_least", "at_most", "above", "below"),
}
_NEEDS_HAVING = SHARES | {
    Measure.GROWTH, Measure.EMERGING, Measure.NOVELTY, Measure.COOCCURRENCE, Measure.LOCATION, Measure.PREMIUM,
}  # fmt: skip


class Part(_Strict):
    """One thing that a claim says, and that can be measured. Shares are fractions of 1, pay is GBP, time is days."""

    measure: Measure
    says: str = ""
    population: Population = Population()
    having: Population | None = None
    value: Meant | None = None
    weeks: int = Field(13, ge=1, le=104)
    weeks_ago: int = Field(52, ge=1, description="rises, falls, growth: how long before the other window was")
    low: float | None = None
    high: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    above: Other | None = None
    below: Other | None = None
    rises: Literal[True] | None = None
    falls: Literal[True] | None = None
    rank: Rank | None = None
    absent_below: float | None = Field(None, gt=0, lt=1)
    appeared: Appeared | None = None
    seen: Literal[True] | None = None
    pair: Pair | None = None
    fixture: Fixture | None = None
    proxy: str = ""
    aside: bool = Field(False, description="measured and printed beside the others; decides nothing")

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.low is None) != (self.high is None) or (self.low or 0) > (self.high or 0):
            raise ValueError("'low' and 'high' go together, low first; one end alone is 'at_least' or 'at_most'")
        given = [bound for bound in BOUNDS if self._has(bound)]
        allowed = _ALLOWED.get(self.measure, ())
        if self.measure in _NO_BOUNDS and given:
            raise ValueError(f"{given[0]}: {self.measure} takes no bound")
        if self.measure not in _NO_BOUNDS and len(given) != 1:
            raise ValueError(f"say one thing of it ({', '.join(allowed)}), not {' and '.join(given) or 'nothing'}")
        if given and given[0] not in allowed:
            raise ValueError(f"{given[0]}: {self.measure} takes {', '.join(allowed)}")
        return self

    @model_validator(mode="after")
    def _what_it_needs(self) -> Self:
        if self.measure in _NEEDS_HAVING and self.having is None and self.rank is None:
            raise ValueError(f"{self.measure} needs 'having': what is counted in the population")
        wanted = {
            "value": Measure.MEAN, "pair": Measure.PAIR, "fixture": Measure.FIXTURE, "proxy": Measure.OUT_OF_SCOPE,
        }  # fmt: skip
        for name, measure in wanted.items():
            if bool(getattr(self, name)) != (self.measure is measure):
                raise ValueError(f"{name}: {measure} needs it, and nothing else takes it")
        if self.measure is Measure.EMERGING and self.having and len([*self.having.titles, *self.having.skills]) != 1:
            raise ValueError("having: emerging takes one title or one skill; write a part for each")
        return self

    @property
    def bound(self) -> str | None:
        """Which of BOUNDS it says; None where its measure takes none."""
        return next((bound for bound in BOUNDS if self._has(bound)), None)

    def _has(self, bound: str) -> bool:
        return self.low is not None if bound == "range" else getattr(self, bound) is not None

    def populations(self) -> Iterator[Population]:
        """Every population it names."""
        yield self.population
        if self.having:
            yield self.having
        for other in (self.above, self.below):
            if other:
                yield from (p for p in (other.population, other.having) if p)
        if self.pair:
            yield from (self.pair.from_, self.pair.to)


class Claim(_Strict):
    """A statement, and the parts that must all hold for it to hold."""

    id: str = Field(pattern=r"^[\w.-]+$")
    claim: str = Field(min_length=1)
    source: str = Field("", description="title of the document; not said: the file's")
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    note: str = ""
    outside: str = Field("", description="figures found elsewhere; never a substitute for a measure")
    conflicts_with: Names = ()

    @model_validator(mode="after")
    def _something_decides(self) -> Self:
        if all(part.aside for part in self.parts):
            raise ValueError("parts: one at least must not be an aside")
        return self


class _File(_Strict):
    source: str = Field(min_length=1)
    note: str = ""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]


class Taxonomy(NamedTuple):
    """The names that a claim may use as taxonomy names."""

    titles: frozenset[str]
    skills: frozenset[str]
    sectors: frozenset[str]
    towns: frozenset[str]


def read_register(paths: Iterable[Path], taxonomy: Taxonomy | None = None) -> list[Claim]:
    """The claims of files and folders of YAML files, by file name, in the order they stand.

    A claim's single part may be written without ``parts``. Raises ValueError naming file, claim and field of each
    fault: an unknown key, a value that does not fit, a name the taxonomy lacks, an id that stands twice.
    """
    files = [f for path in paths for f in (sorted(path.glob("*.yml")) if path.is_dir() else [path])]
    if not files:
        raise ValueError(f"{', '.join(map(str, paths))}: no claim file (*.yml) here")
    claims: dict[str, Claim] = {}
    where: dict[str, Path] = {}
    faults: list[str] = []
    for file in files:
        for claim in _read_file(file):
            if claim.id in claims:
                faults.append(f"{file}: claim {claim.id}: the id is taken, by {where[claim.id]}")
            claims[claim.id], where[claim.id] = claim, file
            if taxonomy:
                faults += [f"{file}: claim {claim.id}: {fault}" for fault in _unknown_names(claim, taxonomy)]
    known = {other for claim in claims.values() for other in claim.conflicts_with} - claims.keys()
    faults += [f"conflicts_with: no claim {name!r}" for name in sorted(known)]
    if faults:
        raise ValueError("\n".join(faults))
    return list(claims.values())


def _read_file(file: Path) -> tuple[Claim, ...]:
    try:
        given = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(given, dict) or not isinstance(given.get("claims"), list):
        raise ValueError(f"{file}: not a claim file: it has 'source' (a title) and 'claims' (a list)")
    ids = [c.get("id") if isinstance(c, dict) else None for c in given["claims"]]
    given["claims"] = [_with_parts(c) for c in given["claims"]]
    try:
        read = _File.model_validate(given)
    except ValidationError as error:
        faults = [e for e in error.errors() if e["type"] != "too_short" or len(error.errors()) == 1]
        raise ValueError("\n".join(f"{file}: {_told(e, ids)}" for e in faults)) from error
    return tuple(c if c.source else c.model_copy(update={"source": read.source}) for c in read.claims)


def _with_parts(claim: object) -> object:
    """A claim of one part may be written flat."""
    if not isinstance(claim, dict) or "parts" in claim:
        return claim
    of_part = {key: value for key, value in claim.items() if key in Part.model_fields}
    return {key: value for key, value in claim.items() if key not in of_part} | {"parts": [of_part]}


def _told(error: ErrorDetails, ids: list[str | None]) -> str:
    loc = list(error["loc"])
    where = ""
    if len(loc) > 1 and loc[0] == "claims" and isinstance(loc[1], int):
        where = f"claim {ids[loc[1]] or loc[1] + 1}: "
        loc = loc[2:]
    field = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    said = {"extra_forbidden": "unknown key", "missing": "missing"}.get(
        error["type"], error["msg"].removeprefix("Value error, ")
    )
    return f"{where}{field}: {said}" if field else f"{where}{said}"


def _legal(taxonomy: Taxonomy) -> Iterator[tuple[Literal["titles", "skills", "sectors", "towns"], frozenset[str]]]:
    yield from (("titles", taxonomy.titles), ("skills", taxonomy.skills))
    yield from (("sectors", taxonomy.sectors), ("towns", taxonomy.towns))


def _unknown_names(claim: Claim, taxonomy: Taxonomy) -> Iterator[str]:
    for n, part in enumerate(claim.parts, start=1):
        for field, legal in _legal(taxonomy):
            named = [name for p in part.populations() for name in p.names(field)]
            if part.rank and part.rank.of == field:
                named += [*part.rank.item, *part.rank.among, *part.rank.without]
            for name in sorted(set(named) - legal):
                near = get_close_matches(name, legal, n=3)
                hint = f"; near it: {', '.join(near)}" if near else ""
                yield f"part {n}, {field}: {name!r} is not in the taxonomy{hint}"
