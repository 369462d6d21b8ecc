"""One simulated market through the real path: raw store, extraction, linking, models, laws, the report's statistics."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from crawlers.market.archive import Page, past_runs
from crawlers.market.world import Market
from crawlers.parse.json_ld import job_postings
from crawlers.parse.json_ld import raw_advert as posting_advert
from crawlers.spiders.greenhouse import raw_advert as greenhouse_advert
from crawlers.store import RawWriter
from flows.demo import fill_past
from flows.ingest import ingest
from flows.paths import Paths
from flows.report import versions
from pipelines.week import Week
from warehouse.connect import reader
from warehouse.report.content import Content, report_content


class MarketRun:
    """A market that has been read whole: its truth, what the warehouse says of it, and the newest week's report.

    ``truth`` has one row a listing, the columns of ``crawlers.market.truth.advert_rows``; ``listing`` the same listings
    as history.listing has them, with title_family, is_ml_ai, and as lists titles (one or none) and skills (ids,
    negated ones left out), of the version last seen.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        self.newest = market.weeks.n - 1
        self.week = Week.of(market.weeks.monday(self.newest))
        with TemporaryDirectory() as home:
            paths = Paths(Path(home))
            _fill(market, paths.raw)
            done = ingest(paths.raw, paths.history, paths.published, 1)
            if done.broken or done.rejects:
                raise RuntimeError(f"the market's own past could not be read whole: {done}")
            with reader(paths.published) as con:
                self.content: Content = report_content(con, self.week, versions())
                self.listing = con.sql(_LISTING).pl()
                self.arrival = con.sql("SELECT * FROM history.arrival ORDER BY source, source_id").pl()
                self.source_week = con.sql("SELECT * FROM trend.source_week ORDER BY source, monday_on").pl()

    @cached_property
    def truth(self) -> pl.DataFrame:
        return pl.DataFrame(self.market.truth(), infer_schema_length=None).sort("source", "source_id")

    @cached_property
    def boards(self) -> dict[str, dict[str, Any]]:
        """``board_truth`` by source."""
        return {row["source"]: row for row in self.market.board_truth()}


_LISTING = """
    SELECT l.*, a.title_family, a.is_ml_ai, coalesce(m.skills, []) AS skills,
        CASE WHEN a.title_family IS NULL THEN [] ELSE [a.title_family] END AS titles
    FROM history.listing AS l JOIN advert AS a USING (advert_id)
    LEFT JOIN (
        SELECT advert_id, list(skill_id ORDER BY skill_id) AS skills FROM mention
        WHERE demand IS DISTINCT FROM 'negated' GROUP BY advert_id
    ) AS m USING (advert_id)
    ORDER BY l.source, l.source_id
"""


def _fill(market: Market, raw: Path) -> None:
    """Every week of the market into the raw store; the demo's own way for all but the newest, which it crawls."""
    fill_past(market, raw, lambda *_: None)
    for run in past_runs(market, [market.weeks.n - 1]):
        with RawWriter(raw, run.source, run.started_at) as writer:
            for payload in run.payloads:
                if isinstance(payload, Page):
                    for posting in job_postings(payload.html, payload.url):
                        writer.add(posting_advert(posting, payload.url, run.source, run.started_at))
                else:
                    writer.add(greenhouse_advert(dict(payload), run.source, run.started_at))
            writer.finish(run.outcome, run.proof, finished_at=run.started_at, n_listed=run.n_listed)
