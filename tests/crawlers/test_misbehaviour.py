"""The market misbehaves: one fault a source, crawled over real HTTP week by week, and what the warehouse makes of it.

Weeks 0 to 2 go well. In week 3, and for as long as its case says, each source has its fault; then all is well again.
Most sources are crawled in one sweep; those whose fault holds their whole host have one of their own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest

from crawlers.items import CrawlRun, Outcome, Source
from crawlers.market.server import Asked, Fault, Manners, MarketServer
from crawlers.market.world import Market, build_market
from crawlers.run import CrawlOptions, crawl
from crawlers.store import read_adverts, run_folder
from flows.ingest import ingest
from flows.paths import Paths
from warehouse.connect import reader

FAULTY, LAST = 3, 5
TIMEOUT = 3.0
Platform = Literal["greenhouse", "job_posting"]
Rows = Literal["all", "some", "none"]


@dataclass(frozen=True)
class Case:
    """A fault, and what the run that meets it comes to.

    ``rows``: how many of the adverts open that week are seen. ``size``: adverts its source has at least.
    ``weeks``: so long it lasts. ``manners``: of the whole host, which then is asked for this source alone.
    """

    what: str
    platform: Platform
    faults: tuple[Fault, ...]
    outcome: Outcome
    said: tuple[str, ...] = ()
    rows: Rows = "none"
    size: int = 4
    weeks: int = 1
    is_truncated: bool = False
    has_rejects: bool = False
    manners: Manners = field(default_factory=Manners)
    is_alone: bool = False

    def __str__(self) -> str:
        return self.what

    @property
    def is_healed(self) -> bool:
        return FAULTY + self.weeks <= LAST


def board(what: str, fault: Fault, outcome: Outcome, *said: str, **more: Any) -> Case:
    return Case(what, "greenhouse", (fault,), outcome, said, **more)


def site(what: str, fault: Fault, outcome: Outcome, *said: str, **more: Any) -> Case:
    return Case(what, "job_posting", (fault,), outcome, said, **more)


def pages(what: str, fault: Fault, outcome: Outcome, *said: str, **more: Any) -> Case:
    """Every page of a site is asked for again, since its sitemap says that each was changed."""
    faults = (Fault(touched=True), replace(fault, at="page"))
    return Case(what, "job_posting", faults, outcome, said, **{"rows": "some"} | more)


ALONE: dict[str, Any] = {"is_alone": True}
WHOLE: dict[str, Any] = {"rows": "all"}
CUT: dict[str, Any] = {"rows": "some", "is_truncated": True}
TITLE_GONE = (("title", "headline"),)

CASES = [
    # refusals and a server in trouble
    board("403 storm", Fault(status=403), "failed", "HTTP 403"),
    board("429 storm that names seconds", Fault(status=429, retry_after="1"), "failed", "HTTP 429", **ALONE),
    board("429 storm that names none", Fault(status=429), "failed", "HTTP 429", **ALONE),
    board("429 storm that names two hours", Fault(status=429, retry_after="7200"), "failed", "7200 s", **ALONE),
    board("429 once, with a date", Fault(status=429, retry_after="Mon, 16 Nov 2026 05:00:07 GMT", times=1), "complete",
          **WHOLE, **ALONE),
    board("500 for good", Fault(status=500), "failed", "HTTP 500"),
    board("500 twice, then well", Fault(status=500, times=2), "complete", **WHOLE),
    board("502 twice, then well", Fault(status=502, times=2), "complete", **WHOLE),
    board("503 twice, then well", Fault(status=503, retry_after="1", times=2), "complete", **WHOLE, **ALONE),
    site("a sitemap that answers 500", Fault(status=500, at="listing"), "failed", "HTTP 500"),
    pages("403 storm over pages", Fault(status=403), "partial", "refused 5 times in a row", "HTTP 403",
          rows="none", size=12, is_truncated=True),
    pages("pages that answer 500 at first", Fault(status=500, times=2), "complete", **WHOLE),
    pages("every third page answers 500", Fault(status=500, every=3), "partial", "HTTP 500"),
    # bodies
    board("a body that drips too long", Fault(drip=60), "failed", "Timeout"),
    board("a body that drips for a second", Fault(drip=1), "complete", **WHOLE),
    board("a body cut short", Fault(truncate=True), "failed", "DataLoss"),
    pages("every other page cut short", Fault(truncate=True, every=2), "partial", "DataLoss"),
    board("a gzip bomb", Fault(bomb=150_000_000), "failed"),
    pages("gzip bombs for pages", Fault(bomb=150_000_000, every=3), "partial", "not read"),
    board("a body without end", Fault(endless=True), "failed"),
    # listings that do not hold what they should
    board("fewer listed than counted", Fault(missing=3), "partial", "not the source's own total", size=8, **CUT),
    board("a silent cap, total agreeing", Fault(cap=50), "partial", "stops at 50", size=55, **CUT),
    board("a silent cap, no total", Fault(cap=50, has_total=False), "partial", size=55, **CUT),
    board("no total at all", Fault(has_total=False), "partial", "no total", rows="all"),
    site("a sitemap that stops at 100", Fault(cap=100), "partial", "stops at 100", size=150, **CUT),
    site("pages listed that do not come", Fault(missing=2), "partial", "HTTP 500", rows="some", size=12),
    board("empty for two weeks", Fault(empty=True), "partial", "an empty answer", weeks=2),
    site("an empty sitemap for two weeks", Fault(empty=True), "partial", "an empty answer", weeks=2),
    board("a fall to a third", Fault(cap=7), "partial", "a sudden fall", rows="some", size=21),
    board("adverts listed twice", Fault(twice=3), "complete", **WHOLE),
    site("pages listed twice", Fault(twice=3), "complete", **WHOLE),
    # other things than the listing
    board("maintenance in place of JSON", Fault(maintenance=True), "failed", "not JSON"),
    site("maintenance in place of a sitemap", Fault(maintenance=True), "failed", "not a sitemap"),
    pages("maintenance in place of pages", Fault(maintenance=True), "partial", rows="none"),
    pages("maintenance in place of every third page", Fault(maintenance=True, every=3), "partial", size=12),
    board("a login in place of the board", Fault(redirect="/login"), "failed", "not JSON"),
    pages("a login in place of pages", Fault(redirect="/login"), "partial", rows="none"),
    pages("a login in place of every third page", Fault(redirect="/login", every=3), "partial", size=12),
    board("a redirect in a circle", Fault(redirect="{path}"), "failed", "circle"),
    board("a redirect off the site", Fault(redirect="http://elsewhere.example{path}"), "failed", "off its site"),
    pages("every third page redirects off the site", Fault(redirect="http://elsewhere.example{path}", every=3),
          "partial", "off its site"),
    # other words and fields
    board("a required field renamed", Fault(renamed=TITLE_GONE), "failed", "title is missing"),
    board("a new field", Fault(replaced=(("visa_sponsored", True),)), "complete", "visa_sponsored", **WHOLE),
    board("a field of another type", Fault(replaced=(("title", {"en": "Baker"}),)), "failed", "title"),
    board("a place of another type", Fault(replaced=(("location", "Leeds"),)), "failed", "location"),
    pages("a required field renamed on pages", Fault(renamed=TITLE_GONE), "partial", "title is missing",
          rows="none", has_rejects=True),
    pages("broken JSON-LD on every third page", Fault(broken_json_ld=True, every=3), "partial", "JSON-LD",
          has_rejects=True),
    pages("several postings on a page", Fault(postings=3), "complete", **WHOLE),
    board("latin-1 declared over UTF-8", Fault(charset="iso-8859-1"), "complete", **WHOLE),
    pages("latin-1 declared over UTF-8 pages", Fault(charset="iso-8859-1"), "complete", **WHOLE),
    pages("pages that declare no charset", Fault(charset=""), "complete", **WHOLE),
    board("mojibake", Fault(mojibake=True), "complete", **WHOLE),
    pages("mojibake on pages", Fault(mojibake=True), "complete", **WHOLE),
    # what the law says
    board("robots.txt forbids", Fault(robots_forbid=True), "skipped_by_policy", "robots.txt"),
    site("robots.txt forbids a site", Fault(robots_forbid=True), "skipped_by_policy", "robots.txt"),
    board("robots.txt answers 503", Fault(), "skipped_by_policy", "robots.txt", manners=Manners(robots_status=503)),
    site("robots.txt asks for a pace", Fault(touched=True), "complete", manners=Manners(crawl_delay=0.3), **WHOLE),
    board("tdmrep.json reserves", Fault(reserved="file"), "skipped_by_policy", "tdmrep.json"),
    board("a header reserves", Fault(reserved="header"), "skipped_by_policy", "tdm-reservation"),
    pages("the pages' heads reserve", Fault(reserved="meta"), "skipped_by_policy", "meta", rows="none"),
    # another house
    board("a board that moved", Fault(moved_to=("job_posting", "kelp-house")), "failed", "HTTP 404", weeks=3, size=12),
    board("a token reused", Fault(reused_by="{other}"), "failed", "passed to another company",
          weeks=3, size=8, has_rejects=True),
    site("a site reused for a week", Fault(reused_by="{other}"), "failed", "passed to another company",
         size=8, has_rejects=True),
]  # fmt: skip


@dataclass
class Snapshot:
    """What the warehouse says: by source and advert, how many complete runs passed without it, and is it news."""

    n_since: dict[tuple[str, str], int]
    is_flow: dict[tuple[str, str], bool]
    arrivals: set[tuple[str, str]]
    titles: dict[tuple[str, str], str]


@dataclass
class Story:
    """Six weeks of the market: its truth, the crawl's runs, the requests of each week, the warehouse at two moments."""

    market: Market
    raw: Path
    names: dict[str, str] = field(default_factory=dict)  # of the sources, by case
    runs: dict[tuple[str, int], CrawlRun] = field(default_factory=dict)
    log: dict[tuple[str, int], list[Asked]] = field(default_factory=dict)
    seen: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    n_rows: dict[str, tuple[int, int]] = field(default_factory=dict)  # sightings and rejects by run
    after: dict[int, Snapshot] = field(default_factory=dict)

    def open_ids(self, source: str, week: int) -> set[str]:
        return {advert.source_id for advert in self.market.open_adverts(source, week)}

    def adverts(self, source: str, week: int) -> list[dict[str, Any]]:
        return list(read_adverts(run_folder(self.raw, source, self.runs[source, week].run_id)))

    def lives(self, source: str) -> dict[str, tuple[int, int]]:
        """First and last week of each advert of a source."""
        rows = (row for row in self.market.truth() if row["source"] == source)
        return {row["source_id"]: (row["first_index"], row["last_index"]) for row in rows}


def cast(market: Market) -> dict[str, str]:
    """A source for each case: the smallest still free that is as large as the case needs."""
    lasting = [b.source for b in market.boards if b.first_week == 0 and b.last_week == LAST]
    free = sorted(lasting, key=lambda s: len(market.open_adverts(s, FAULTY)))
    parts: dict[str, str] = {}
    for case in sorted(CASES, key=lambda c: -c.size):
        fit = (s for s in free if s.platform == case.platform and _least(market, s) >= case.size)
        chosen = next(fit)
        free.remove(chosen)
        parts[case.what] = chosen.source
    parts["other"] = free.pop(0 if free else -1).source
    return parts


def _least(market: Market, source: Source) -> int:
    return min(len(market.open_adverts(source, week)) for week in range(FAULTY + 1))


class Stage:
    """Tells the story: the market week by week, each source under its fault in its weeks."""

    def __init__(self, story: Story, server: MarketServer, paths: Paths) -> None:
        self.story, self.server, self.paths = story, server, paths
        self.options = CrawlOptions(
            delay=0, concurrency_per_host=8, timeout=TIMEOUT, country=None, api_base={"greenhouse": server.url}
        )

    def play(self, week: int) -> None:
        self.server.show(week)
        acting = [case for case in CASES if FAULTY <= week < FAULTY + case.weeks]
        alone = [case for case in acting if case.is_alone or case.manners != Manners()]
        self._faults(case for case in acting if case not in alone)
        self._sweep(week, [name for what, name in self.story.names.items() if what not in {c.what for c in alone}])
        for case in alone:
            self._faults([case])
            self.server.manners = case.manners
            self._sweep(week, [self.story.names[case.what]])
            self.server.manners = Manners()

    def _faults(self, cases: Any) -> None:
        other = self.story.names["other"]
        self.server.faults = {
            self.story.names[case.what]: tuple(
                replace(fault, reused_by=other) if fault.reused_by else fault for fault in case.faults
            )
            for case in cases
        }

    def _sweep(self, week: int, names: list[str]) -> None:
        sources = [source for source in self.server.register_rows() if source.source in names]
        if week >= FAULTY and self.story.names[MOVED.what] in names:
            sources.append(self.moved_house())
        self.server.log.clear()
        runs = crawl(sources, self.paths.raw, self.story.market.weeks.crawl_moment(week), self.options)
        self.story.runs |= {(run.source, week): run for run in runs}
        self.story.log |= {(run.source, week): list(self.server.log) for run in runs}

    def moved_house(self) -> Source:
        """The register's new row for the board that moved."""
        old = self.story.market.board(self.story.names[MOVED.what]).source
        token = f"{self.server.url}/sites/kelp-house/sitemap.xml"
        return replace(old, source="kelp-house", platform="job_posting", token=token)

    def load(self, week: int) -> None:
        done = ingest(self.paths.raw, self.paths.history, self.paths.published, n_workers=1)
        assert not done.broken
        with reader(self.paths.published) as con:
            self.story.after[week] = _snapshot(con)
            rows = con.execute("SELECT run_id, source_id FROM sighting").fetchall()
            rejects = Counter(r for (r,) in con.execute("SELECT run_id FROM reject").fetchall())
        by_run = {run.run_id: key for key, run in self.story.runs.items()}
        sightings = Counter(run_id for run_id, _ in rows)
        self.story.n_rows = {run_id: (sightings[run_id], rejects[run_id]) for run_id in by_run}
        self.story.seen = {key: set() for key in self.story.runs}
        for run_id, source_id in rows:
            self.story.seen[by_run[run_id]].add(source_id)


def _snapshot(con: Any) -> Snapshot:
    listings = con.execute("SELECT source, source_id, n_complete_runs_since, is_flow FROM history.listing").fetchall()
    arrivals = con.execute("SELECT source, source_id FROM history.arrival").fetchall()
    titles = con.execute(
        "SELECT l.source, l.source_id, a.title_raw FROM history.listing l JOIN advert a USING (advert_id)"
    )
    return Snapshot(
        {(source, id_): n for source, id_, n, _ in listings}, {(source, id_): flow for source, id_, _, flow in listings},
        set(arrivals), {(source, id_): title for source, id_, title in titles.fetchall()},
    )  # fmt: skip


MOVED = next(case for case in CASES if case.what == "a board that moved")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    market = build_market(5, n_weeks=LAST + 1, n_boards=120, scale=0.9)
    paths = Paths(tmp_path_factory.mktemp("home"))
    told = Story(market, paths.raw, cast(market))
    with MarketServer(market, 0) as server:
        stage = Stage(told, server, paths)
        for week in range(LAST + 1):
            stage.play(week)
            if week in (FAULTY, LAST):
                stage.load(week)
        yield told


each = pytest.mark.parametrize("case", CASES, ids=str)


@each
def test_the_run_ends_as_it_should_and_says_why(story: Story, case: Case) -> None:
    source = story.names[case.what]
    for week in range(FAULTY):
        assert story.runs[source, week].outcome == "complete"
    for week in range(FAULTY, min(FAULTY + case.weeks, LAST + 1)):
        run = story.runs[source, week]
        assert (run.outcome, run.is_truncated) == (case.outcome, case.is_truncated), run.proof
        assert [words for words in case.said if words not in run.proof] == [], run.proof


@each
def test_the_rows_are_those_that_came(story: Story, case: Case) -> None:
    source = story.names[case.what]
    run, seen, there = story.runs[source, FAULTY], story.seen[source, FAULTY], story.open_ids(source, FAULTY)
    n_sightings, n_rejects = story.n_rows[run.run_id]
    assert run.n_fetched == n_sightings + n_rejects
    assert bool(n_rejects) == case.has_rejects
    if case.rows == "some":
        assert set() < seen < there
    else:
        assert seen == (there if case.rows == "all" else set())


@each
def test_no_row_of_any_week_is_lost(story: Story, case: Case) -> None:
    source = story.names[case.what]
    for week in range(LAST + 1):
        run = story.runs[source, week]
        assert run.n_fetched == sum(story.n_rows[run.run_id])
        if not FAULTY <= week < FAULTY + case.weeks:
            assert (run.outcome, story.seen[source, week]) == ("complete", story.open_ids(source, week)), run.proof


@each
def test_no_advert_is_falsely_closed(story: Story, case: Case) -> None:
    source = story.names[case.what]
    for week, snapshot in story.after.items():
        known = {id_: life for id_, life in story.lives(source).items() if (source, id_) in snapshot.n_since}
        still_open = {id_ for id_, (_, last) in known.items() if last >= week}
        assert still_open
        assert {snapshot.n_since[source, id_] for id_ in still_open} == {0}
    if case.is_healed:
        ended = {id_ for id_, (_, last) in known.items() if last < LAST}
        assert all(snapshot.n_since[source, id_] > 0 for id_ in ended)


@each
def test_no_advert_is_falsely_new(story: Story, case: Case) -> None:
    source, lives = story.names[case.what], story.lives(story.names[case.what])
    for snapshot in story.after.values():
        flow = {id_: is_flow for (name, id_), is_flow in snapshot.is_flow.items() if name == source}
        assert flow == {id_: lives[id_][0] >= FAULTY for id_ in flow}
        assert all(lives[id_][0] >= FAULTY for name, id_ in snapshot.arrivals if name == source)


@each
def test_in_the_end_all_is_there_in_its_own_words(story: Story, case: Case) -> None:
    source, titles = story.names[case.what], story.after[LAST].titles
    until = LAST if case.is_healed else FAULTY - 1
    for advert in story.market.open_adverts(source, until):
        assert titles[source, advert.source_id] == advert.title
