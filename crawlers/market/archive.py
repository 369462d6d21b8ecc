"""The market's past as a weekly crawl would have met it, payload for payload, without any HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from crawlers.items import Outcome, Source
from crawlers.market.adverts import MarketAdvert
from crawlers.market.formats import greenhouse_job, job_posting_page
from crawlers.market.world import Market

_PARTIAL_SHARE = 0.6


class Page(NamedTuple):
    """One fetched page of a job_posting source."""

    url: str
    html: str


Payload = dict[str, Any] | Page


class PastRun(NamedTuple):
    """One run over one source: what it came to, why that holds, and what it fetched.

    ``payloads`` are Greenhouse job objects, or pages of a job_posting source; empty where the run failed.
    ``n_listed`` is what the source lists, None where it did not answer.
    """

    source: Source
    started_at: datetime
    outcome: Outcome
    proof: str
    payloads: list[Payload]
    n_listed: int | None


def past_runs(market: Market, weeks: Iterable[int]) -> Iterator[PastRun]:
    """The runs of these weeks (counted from 0), week by week, each begun on its Monday at 05:00 UTC.

    The payload of an advert's version is one and the same object in each week that shows it, so that a parser
    may remember by identity what it has read. Pages carry the address the advert has under ``.example``.
    """
    rendered: dict[MarketAdvert, Payload] = {}
    for week in weeks:
        for source in market.sources(week):
            adverts = market.open_adverts(source, week)
            outcome = market.board(source).outcome(week)
            fetched = adverts[: _n_fetched(outcome, len(adverts))]
            payloads = [rendered.get(a) or rendered.setdefault(a, _render(a)) for a in fetched]
            proof = _proof(outcome, len(adverts), len(fetched))
            n_listed = None if outcome == "failed" else len(adverts)
            yield PastRun(source, market.weeks.crawl_moment(week), outcome, proof, payloads, n_listed)


def _n_fetched(outcome: Outcome, n_listed: int) -> int:
    return {"complete": n_listed, "partial": int(n_listed * _PARTIAL_SHARE)}.get(outcome, 0)


def _proof(outcome: Outcome, n_listed: int, n_fetched: int) -> str:
    if outcome == "failed":
        return "HTTP 503 for the list of adverts, after retries"
    if outcome == "partial":
        return f"the source lists {n_listed} adverts, {n_fetched} came before it stopped answering"
    return f"fetched {n_fetched} of the {n_listed} adverts the source lists"


def _render(advert: MarketAdvert) -> Payload:
    if advert.source.platform == "greenhouse":
        return greenhouse_job(advert)
    return Page(advert.url, job_posting_page(advert))
