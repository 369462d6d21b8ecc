"""What leaves the crawlers: an advert in its source's own words, and the record of one run over one source.

Plain dataclasses with no Scrapy import, so that everything to the right can read them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

Outcome = Literal["complete", "partial", "failed", "skipped_by_policy"]
PayBasis = Literal["stated", "predicted"]
SourceKind = Literal["employer_board", "job_board", "aggregator", "forum"]


@dataclass(frozen=True, slots=True)
class Source:
    """One board or tenant: a line of the register, or what an import's mapping says of where its adverts come from.

    ``country`` is the country (ISO 3166 alpha-2) of the places it lists unless an advert says otherwise, or
    None where that is not known: an advert of a "GB" source that names no place counts as a UK vacancy.
    ``cadence_days`` is the expected distance between its runs (7 weekly, 30 monthly). ``is_simulated`` marks a
    source of the simulated market, so that no report on it can be taken for one on the world.
    """

    source: str
    platform: str
    kind: SourceKind
    name: str
    country: str | None = "GB"
    cadence_days: int = 7
    sector: str | None = None
    token: str | None = None
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class RawAdvert:
    """One advert at one source in one run, as written there; None means that the source does not say.

    ``record`` counts from 0 within the run. ``fault`` is set where the record could not be read at all (the
    rest is then whatever could be saved), which the next stage turns into a reject and not into silence.
    ``pay_min pay_max pay_currency pay_period pay_basis`` hold numbers only where the source has them as
    structured fields; wording goes to ``pay``. Several places are joined by "; ".
    ``unchanged_since`` names the run that last wrote this advert's words, where this run knows that nothing changed
    (not modified, same hash): the record then holds the id and address alone.
    """

    source: str
    run_id: str
    record: int
    seen_at: datetime
    source_id: str | None = None
    url: str | None = None
    title: str | None = None
    employer: str | None = None
    place: str | None = None
    country: str | None = None
    pay: str | None = None
    pay_min: float | None = None
    pay_max: float | None = None
    pay_currency: str | None = None
    pay_period: str | None = None
    pay_basis: PayBasis | None = None
    workplace: str | None = None
    contract: str | None = None
    hours: str | None = None
    posted: str | None = None
    valid_through: str | None = None
    requisition_id: str | None = None
    department: str | None = None
    description: str | None = None
    origin: str | None = None
    fault: str | None = None
    unchanged_since: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """The manifest of one run over one source.

    ``proof`` says in words why the outcome holds: the source's own total, the natural end of its pages, the cap that
    was met, the error. Only a *complete* run is evidence that an advert it does not show is gone. ``n_listed`` is
    what the source listed, ``n_fetched`` the records written, ``n_dropped`` those left out by a declared filter
    (another country, say). ``origin`` names the file behind an import with its sha256. ``gone`` are the adverts whose
    own address answered 404 or 410, by id or, where none was known, by what listed them; ``is_removed``: so did the
    source's listing. ``new_fields`` are fields of its records that the spider does not know: the platform changes.
    """

    source: str
    run_id: str
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    proof: str
    n_listed: int | None = None
    n_fetched: int = 0
    n_dropped: int = 0
    is_truncated: bool = False
    origin: str | None = None
    raw_sha256: str | None = None
    new_fields: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    is_removed: bool = False

    def as_json(self) -> dict[str, Any]:
        """JSON-ready mapping; moments as ISO 8601."""
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(self).items()}


@lru_cache(maxsize=1024)
def run_id(source: str, started_at: datetime) -> str:
    """``source@20261116T050000Z``: one run over one source, unique by the second it began (UTC)."""
    return f"{source}@{started_at:%Y%m%dT%H%M%SZ}"
