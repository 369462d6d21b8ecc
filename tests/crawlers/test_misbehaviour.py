"""The market misbehaves: one fault a source, crawled over real HTTP week by week, and what the warehouse makes of it.

Weeks 0 to 2 go well. In week 3, and for as long as its case says, each source has its fault; then all is well again.
Most sources are crawled in one sweep; a fault that shuts its whole host has one of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest

from crawlers.items import CrawlRun, Outcome, Source
from crawlers.market.adverts import MarketAdvert
from crawlers.market.server import Asked, Fault, Manners, MarketServer
from crawlers.market.world import Market, build_market
from crawlers.run import CrawlOptions, crawl
from crawlers.store import read_adverts, run_folder
from flows.ingest import ingest
from flows.paths import Paths
from warehouse.connect import reader

FAULTY, LAST = 3, 5
TIMEOUT, CONNECTIONS = 3.0, 8
WELL_MANNERED = Manners()
ELSEWHERE = "http://elsewhere.example{path}"
NO_TITLE = (("title", "headline"),)
Platform = Literal["greenhouse", "job_posting"]


@dataclass(frozen=True)
class Case:
    """A fault, and what the run that meets it comes to.

    ``rows``: how many of the adverts open that week are seen. ``rejects``: the reason for which records are refused.
    ``weeks``: so long it lasts; ``later`` is what its second and third run come to, where not the same. ``manners``
    are the whole host's. The source has ``size`` adverts or more in each week, ``new`` of them new in week 3.
    """

    what: str
    platform: Platform
    faults: tuple[Fault, ...]
    outcome: Outcome
    said: tuple[str, ...] = ()
    rows: Literal["all", "some", "none"] = "none"
    rejects: str | None = None
    is_truncated: bool = False
    weeks: int = 1
    later: Outcome | None = None
    manners: Manners = WELL_MANNERED
    shuts_host: bool = False
    size: int = 4
    new: int = 0

    def __str__(self) -> str:
        return self.what

    @property
    def is_alone(self) -> bool:
        return self.shuts_host or self.manners != WELL_MANNERED

    @property
    def is_healed(self) -> bool:
        return FAULTY + self.weeks <= LAST

    def strikes(self, week: int) -> bool:
        return FAULTY <= week < FAULTY + self.weeks


def board(what: str, outcome: Outcome, *said: str, fault: Fault, **more: Any) -> Case:
    return Case(what, "greenhouse", (fault,), outcome, said, **more)


def site(what: str, outcome: Outcome, *said: str, fault: Fault, **more: Any) -> Case:
    return Case(what, "job_posting", (fault,), outcome, said, **more)


def pages(what: str, outcome: Outcome, *said: str, fault: Fault, rows: str = "some", **more: Any) -> Case:
    """Every page of a site is asked for again, since its sitemap says that each was changed."""
    faults = (Fault(touched=True), replace(fault, at="page"))
    return Case(what, "job_posting", faults, outcome, said, rows=rows, **more)  # type: ignore[arg-type]


MOVED = board(
    "a board that moved", "failed", "HTTP 404", fault=Fault(moved_to=("job_posting", "kelp-house")), weeks=3, size=8
)
REUSED = board(
    "a token reused", "failed", "passed to another company", fault=Fault(reused_by="other"), weeks=3,
    rejects="unreadable",
)  # fmt: skip
PACE = site(
    "robots.txt asks for a pace", "complete", fault=Fault(touched=True), rows="all", manners=Manners(crawl_delay=0.3)
)
STORM = pages(
    "403 storm over pages", "partial", "refused 5 times in a row", "HTTP 403", fault=Fault(status=403), rows="none",
    is_truncated=True, size=25,
)  # fmt: skip
CHARSETS = [
    board("latin-1 declared over UTF-8", "complete", fault=Fault(charset="iso-8859-1"), rows="all"),
    pages("latin-1 declared over UTF-8 pages", "complete", fault=Fault(charset="iso-8859-1"), rows="all"),
    pages("pages that declare no charset", "complete", fault=Fault(charset=""), rows="all"),
]
MOJIBAKE = [
    board("mojibake", "complete", fault=Fault(mojibake=True), rows="all"),
    pages("mojibake on pages", "complete", fault=Fault(mojibake=True), rows="all"),
]
# Sites are few and these last: the longest cases come first, so that they get the smallest.
CASES = [
    PACE,
    # refusals, and servers in trouble
    board("403 storm", "failed", "HTTP 403", fault=Fault(status=403)),
    board("429 storm that names seconds", "failed", "HTTP 429", fault=Fault(status=429, retry_after="1")),
    board("429 storm that names none", "failed", "HTTP 429", fault=Fault(status=429)),
    board("429 storm that names two hours", "failed", "7200 s", fault=Fault(status=429, retry_after="7200"),
          shuts_host=True),
    board("429 once, until a date", "complete", fault=Fault(status=429, retry_after="1", retry_as_date=True, times=1),
          rows="all"),
    board("500 for good", "failed", "HTTP 500", fault=Fault(status=500)),
    board("500 twice, then well", "complete", fault=Fault(status=500, times=2), rows="all"),
    board("502 twice, then well", "complete", fault=Fault(status=502, times=2), rows="all"),
    board("503 twice, then well", "complete", fault=Fault(status=503, retry_after="1", times=2), rows="all"),
    site("a sitemap that answers 500", "failed", "HTTP 500", fault=Fault(status=500, at="listing")),
    STORM,
    pages("pages that answer 500 at first", "complete", fault=Fault(status=500, times=2), rows="all"),
    pages("every third page answers 500", "partial", "HTTP 500", fault=Fault(status=500, every=3)),
    pages("every page answers 404", "partial", "404", fault=Fault(status=404), rows="none"),
    # bodies
    board("a body that drips too long", "failed", "Timeout", fault=Fault(drip=60)),
    board("a body that drips for a second", "complete", fault=Fault(drip=1), rows="all"),
    board("a body cut short", "failed", "DataLoss", fault=Fault(truncate=True)),
    pages("every other page cut short", "partial", "DataLoss", fault=Fault(truncate=True, every=2)),
    board("a gzip bomb", "failed", fault=Fault(bomb=150_000_000)),
    pages("gzip bombs for pages", "partial", "not read", fault=Fault(bomb=150_000_000, every=3)),
    board("a body without end", "failed", fault=Fault(endless=True)),
    # listings that do not hold what they should
    board("fewer listed than counted", "partial", "not the source's own total", fault=Fault(missing=3), rows="some",
          is_truncated=True),
    board("a silent cap, total agreeing", "partial", "stops at 50", "cap", fault=Fault(cap=50), rows="some",
          is_truncated=True, size=54),
    board("a silent cap, no total", "partial", "stops at 50", "cap", fault=Fault(cap=50, has_total=False), rows="some",
          is_truncated=True, size=54),
    board("no total at all", "partial", "no total", fault=Fault(has_total=False), rows="all"),
    site("pages listed that do not come", "partial", "HTTP 500", fault=Fault(missing=2), rows="some", new=2),
    board("empty for two weeks", "partial", "an empty answer", fault=Fault(empty=True), weeks=2),
    site("an empty sitemap for two weeks", "partial", "an empty answer", fault=Fault(empty=True), weeks=2),
    board("a fall to a third", "partial", "a sudden fall", fault=Fault(cap=7), rows="some", size=21),
    board("a fall that stays", "partial", "a sudden fall", fault=Fault(cap=7), rows="some", size=21, weeks=2,
          later="complete"),
    board("adverts listed twice", "complete", fault=Fault(twice=3), rows="all", rejects="duplicate_id"),
    site("pages listed twice", "complete", fault=Fault(twice=3), rows="all"),
    # something else than was asked for
    board("maintenance in place of JSON", "failed", "not JSON", fault=Fault(maintenance=True)),
    site("maintenance in place of a sitemap", "failed", "not a sitemap", fault=Fault(maintenance=True)),
    pages("maintenance in place of pages", "partial", fault=Fault(maintenance=True), rows="none"),
    pages("maintenance in place of every third page", "partial", fault=Fault(maintenance=True, every=3)),
    site("maintenance in place of new pages", "complete", fault=Fault(maintenance=True, at="page"), rows="some", new=2),
    board("a login in place of the board", "failed", "not JSON", fault=Fault(redirect="/login")),
    pages("a login in place of every third page", "partial", fault=Fault(redirect="/login", every=3)),
    site("a login in place of new pages", "complete", fault=Fault(redirect="/login", at="page"), rows="some", new=2),
    board("a redirect in a circle", "failed", "circle", fault=Fault(redirect="{path}")),
    board("a redirect off the site", "failed", "off its site", fault=Fault(redirect=ELSEWHERE)),
    pages("every third page redirects off the site", "partial", "off its site",
          fault=Fault(redirect=ELSEWHERE, every=3)),
    # other words and fields
    board("a required field renamed", "failed", "title is missing", fault=Fault(renamed=NO_TITLE)),
    board("a new field", "complete", "visa_sponsored", fault=Fault(replaced=(("visa_sponsored", True),)), rows="all"),
    board("a title of another type", "failed", "title", fault=Fault(replaced=(("title", {"en": "Baker"}),))),
    board("a place of another type", "failed", "location", fault=Fault(replaced=(("location", "Leeds"),))),
    pages("a required field renamed on pages", "partial", "title is missing", fault=Fault(renamed=NO_TITLE),
          rows="none", rejects="unreadable"),
    pages("broken JSON-LD on every third page", "partial", "JSON-LD", fault=Fault(broken_json_ld=True, every=3),
          rejects="unreadable"),
    pages("several postings on a page", "complete", fault=Fault(postings=3), rows="all", rejects="duplicate_id"),
    *CHARSETS,
    *MOJIBAKE,
    # what the law says
    board("robots.txt forbids", "skipped_by_policy", "robots.txt", fault=Fault(robots_forbid=True)),
    site("robots.txt forbids a site", "skipped_by_policy", "robots.txt", fault=Fault(robots_forbid=True)),
    board("robots.txt answers 503", "skipped_by_policy", "robots.txt", fault=Fault(),
          manners=Manners(robots_status=503)),
    board("tdmrep.json reserves", "skipped_by_policy", "tdmrep.json", fault=Fault(reserved="file")),
    board("a header reserves", "skipped_by_policy", "tdm-reservation", fault=Fault(reserved="header")),
    pages("the pages' heads reserve", "skipped_by_policy", "meta", fault=Fault(reserved="meta"), rows="none"),
    # another house
    MOVED,
    REUSED,
    site("a site reused for a week", "failed", "passed to another company", fault=Fault(reused_by="other"),
         rejects="unreadable"),
]  # fmt: skip
each = pytest.mark.parametrize("case", CASES, ids=str)


@dataclass
class Snapshot:
    """What the warehouse says at one moment, by source and advert."""

    n_since: dict[tuple[str, str], int]  # complete runs that passed without it
    is_flow: dict[tuple[str, str], bool]
    arrivals: set[tuple[str, str]]
    titles: dict[tuple[str, str], str]
    n_texts: dict[tuple[str, str], int]  # different ones, all versions of an advert together


@dataclass
class Story:
    """Six weeks of the market: its truth, runs and requests by source and week, the warehouse at two moments."""

    market: Market
    raw: Path
    names: dict[str, str]  # of the sources, by case
    lives: dict[str, dict[str, tuple[int, int]]]  # first and last week of each advert, by source
    runs: dict[tuple[str, int], CrawlRun] = field(default_factory=dict)
    log: dict[tuple[str, int], list[Asked]] = field(default_factory=dict)
    seen: dict[str, list[str]] = field(default_factory=dict)  # ids by run
    rejects: dict[str, list[str]] = field(default_factory=dict)  # reasons by run
    after: dict[int, Snapshot] = field(default_factory=dict)
    closed: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # the weeks in which an advert was closed

    def open_ids(self, source: str, week: int) -> set[str]:
        return {advert.source_id for advert in self.market.open_adverts(source, week)}

    def ids(self, source: str, week: int) -> list[str]:
        return self.seen.get(self.runs[source, week].run_id, [])

    def reasons(self, source: str, week: int) -> list[str]:
        return self.rejects.get(self.runs[source, week].run_id, [])

    def records(self, source: str, week: int) -> list[dict[str, Any]]:
        return list(read_adverts(run_folder(self.raw, source, self.runs[source, week].run_id)))

    def asked(self, source: str, week: int) -> list[Asked]:
        """The requests of a week for a source's own addresses."""
        token = self.market.board(source).source.token
        return [asked for asked in self.log[source, week] if f"/{token}/" in asked.path]


def lives(market: Market) -> dict[str, dict[str, tuple[int, int]]]:
    out: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in market.truth():
        out[row["source"]][row["source_id"]] = row["first_index"], row["last_index"]
    return out


def cast(market: Market) -> dict[str, str]:
    """A source for each case: the smallest still free that fits, to those first that ask for most."""
    own = [b.source for b in market.boards if b.owner is not None and b.first_week == 0 and b.last_week == LAST]
    free = sorted(own, key=lambda source: len(market.open_adverts(source, 0)))
    parts = {}
    for case in sorted(CASES, key=lambda case: (-case.size, -case.new)):
        chosen = next(source for source in free if _fits(market, source, case))
        free.remove(chosen)
        parts[case.what] = chosen.source
    return parts | {"other": free[-1].source}


def _fits(market: Market, source: Source, case: Case) -> bool:
    weekly = [{advert.source_id for advert in market.open_adverts(source, week)} for week in range(FAULTY + 1)]
    is_large = min(map(len, weekly)) >= case.size and len(weekly[-1] - weekly[-2]) >= case.new
    return source.platform == case.platform and is_large


class Stage:
    """Plays the market week by week, each source under its fault in its weeks."""

    def __init__(self, story: Story, server: MarketServer, paths: Paths) -> None:
        self.story, self.server, self.paths = story, server, paths
        self.options = CrawlOptions(
            delay=0, concurrency_per_host=CONNECTIONS, timeout=TIMEOUT, country=None,
            api_base={"greenhouse": server.url},
        )  # fmt: skip

    def play(self, week: int) -> None:
        self.server.show(week)
        alone = [case for case in CASES if case.is_alone and case.strikes(week)]
        self._sweep(week, [case for case in CASES if case not in alone])
        for case in alone:
            self._sweep(week, [case])

    def _sweep(self, week: int, cases: list[Case]) -> None:
        names = self.story.names
        self.server.faults = {
            names[case.what]: tuple(
                replace(fault, reused_by=names["other"]) if fault.reused_by else fault for fault in case.faults
            )
            for case in cases if case.strikes(week)
        }  # fmt: skip
        self.server.manners = cases[0].manners if len(cases) == 1 else WELL_MANNERED
        self.server.log.clear()
        sources = [s for s in self.server.register_rows() if s.source in {names[case.what] for case in cases}]
        sources += [self._moved_house()] if MOVED in cases and MOVED.strikes(week) else []
        for run in crawl(sources, self.paths.raw, self.story.market.weeks.crawl_moment(week), self.options):
            self.story.runs[run.source, week] = run
            self.story.log[run.source, week] = list(self.server.log)

    def _moved_house(self) -> Source:
        """The register's new row for the board that moved."""
        old = self.story.market.board(self.story.names[MOVED.what]).source
        token = f"{self.server.url}/sites/kelp-house/sitemap.xml"
        return replace(old, source="kelp-house", platform="job_posting", token=token)

    def load(self, week: int) -> None:
        done = ingest(self.paths.raw, self.paths.history, self.paths.published, n_workers=1)
        assert not done.broken
        with reader(self.paths.published) as con:
            self.story.after[week] = _snapshot(con)
            self.story.seen = _by_run(con.execute("SELECT run_id, source_id FROM sighting").fetchall())
            self.story.rejects = _by_run(con.execute("SELECT run_id, reason FROM reject").fetchall())
            self.story.closed = _closed(con, self.story.market)


def _by_run(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    out = defaultdict(list)
    for run_id, value in rows:
        out[run_id].append(value)
    return dict(out)


def _closed(con: Any, market: Market) -> dict[tuple[str, str], list[int]]:
    weeks = {market.weeks.crawl_moment(week).replace(tzinfo=None): week for week in range(LAST + 1)}
    out = defaultdict(list)
    for source, id_, at in con.execute("SELECT source, source_id, closed_at FROM history.spell").fetchall():
        if at:
            out[source, id_].append(weeks[at])
    return dict(out)


def _snapshot(con: Any) -> Snapshot:
    listings = con.execute(
        "SELECT l.source, l.source_id, n_complete_runs_since, is_flow, title_raw "
        "FROM history.listing AS l JOIN advert USING (advert_id)"
    ).fetchall()
    arrivals = con.execute("SELECT source, source_id FROM history.arrival").fetchall()
    n_since, is_flow, titles = ({(row[0], row[1]): row[k] for row in listings} for k in (2, 3, 4))
    texts = con.execute("SELECT source, source_id, count(DISTINCT text) FROM advert GROUP BY ALL").fetchall()
    return Snapshot(n_since, is_flow, set(arrivals), titles, {(source, id_): n for source, id_, n in texts})


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    market = build_market(2, n_weeks=LAST + 1, n_boards=150, scale=0.6)
    paths = Paths(tmp_path_factory.mktemp("home"))
    told = Story(market, paths.raw, cast(market), lives(market))
    with MarketServer(market, 0) as server:
        stage = Stage(told, server, paths)
        for week in range(LAST + 1):
            stage.play(week)
            if week in (FAULTY, LAST):
                stage.load(week)
        yield told


@each
def test_the_run_ends_as_it_should_and_says_why(story: Story, case: Case) -> None:
    source = story.names[case.what]
    run = story.runs[source, FAULTY]
    assert (run.outcome, run.is_truncated) == (case.outcome, case.is_truncated), run.proof
    assert [words for words in case.said if words not in run.proof] == [], run.proof
    for week in filter(case.strikes, range(FAULTY + 1, LAST + 1)):
        assert story.runs[source, week].outcome == (case.later or case.outcome), story.runs[source, week].proof


@each
def test_what_came_is_there_and_nothing_else(story: Story, case: Case) -> None:
    source = story.names[case.what]
    seen, there = story.ids(source, FAULTY), story.open_ids(source, FAULTY)
    assert len(seen) == len(set(seen))
    assert set(story.reasons(source, FAULTY)) == ({case.rejects} if case.rejects else set())
    if case.rows == "some":
        assert set() < set(seen) < there
    else:
        assert set(seen) == (there if case.rows == "all" else set())


@each
def test_no_row_of_any_week_is_lost(story: Story, case: Case) -> None:
    source = story.names[case.what]
    for week in range(LAST + 1):
        run, seen = story.runs[source, week], story.ids(source, week)
        assert run.n_fetched == len(seen) + len(story.reasons(source, week))
        if not case.strikes(week):
            assert (run.outcome, set(seen)) == ("complete", story.open_ids(source, week)), run.proof


@each
def test_no_advert_is_falsely_closed(story: Story, case: Case) -> None:
    source = story.names[case.what]
    lives = story.lives[source]
    for week, snapshot in story.after.items():
        known = {id_: n for (name, id_), n in snapshot.n_since.items() if name == source}
        on_show = {id_ for id_ in known if lives[id_][1] >= week}
        assert on_show
        assert {id_ for id_, n in known.items() if n} & on_show == set()
    if case.is_healed:
        assert {id_ for id_, n in known.items() if not n} == on_show  # and what is over is closed


@each
def test_no_advert_was_closed_in_any_week_in_which_it_stood(story: Story, case: Case) -> None:
    source = story.names[case.what]
    lives = story.lives[source]
    closed = {id_: weeks for (name, id_), weeks in story.closed.items() if name == source}
    assert {id_ for id_, weeks in closed.items() if min(weeks) <= lives[id_][1]} == set()


def test_most_of_what_is_over_was_closed(story: Story) -> None:
    """At boards that tell their total; what went in the last two weeks may wait for a second run that agrees."""
    boards = {story.names[case.what] for case in CASES if case.platform == "greenhouse" and case.is_healed}
    over = [(s, id_) for s in boards for id_, (_, last) in story.lives[s].items() if last < FAULTY - 1]
    assert len(over) > 30
    assert sum(key in story.closed for key in over) > 0.9 * len(over)


@each
def test_no_advert_is_falsely_new(story: Story, case: Case) -> None:
    source = story.names[case.what]
    lives = story.lives[source]
    for snapshot in story.after.values():
        flow = {id_: is_flow for (name, id_), is_flow in snapshot.is_flow.items() if name == source}
        assert flow == {id_: lives[id_][0] >= FAULTY for id_ in flow}
        assert {id_ for name, id_ in snapshot.arrivals if name == source} <= {id_ for id_ in flow if flow[id_]}


@each
def test_in_the_end_all_is_there_in_its_own_words(story: Story, case: Case) -> None:
    source, titles = story.names[case.what], story.after[LAST].titles
    adverts = story.market.open_adverts(source, LAST if case.is_healed else FAULTY - 1)
    assert {a.source_id: titles.get((source, a.source_id)) for a in adverts} == {a.source_id: a.title for a in adverts}


def still_open(story: Story, source: str) -> list[MarketAdvert]:
    """Adverts of the week before that stand there unchanged when the fault strikes."""
    before, now = (story.market.open_adverts(source, week) for week in (FAULTY - 1, FAULTY))
    return [advert for advert in before if advert in now]


@pytest.mark.parametrize("case", CHARSETS, ids=str)
def test_a_wrong_charset_changes_no_letter(story: Story, case: Case) -> None:
    """An advert that did not change is known as unchanged, which it is where all its letters are the same."""
    source = story.names[case.what]
    same = still_open(story, source)
    assert any(ord(letter) > 127 for advert in same for letter in advert.html)
    unchanged = {row["source_id"] for row in story.records(source, FAULTY) if row["unchanged_since"]}
    assert unchanged == {advert.source_id for advert in same}


@pytest.mark.parametrize("case", MOJIBAKE, ids=str)
def test_mojibake_is_kept_as_it_came_and_read_as_it_was_meant(story: Story, case: Case) -> None:
    source = story.names[case.what]
    assert any("Â£" in (row["description"] or "") for row in story.records(source, FAULTY))
    n_texts = story.after[LAST].n_texts
    unedited = [a for a in still_open(story, source) if a.version == 1 and a in story.market.open_adverts(source, LAST)]
    assert any("£" in advert.html for advert in unedited)
    assert {n_texts[source, advert.source_id] for advert in unedited} == {1}


def test_an_unchanged_board_costs_its_listing_and_nothing_more(story: Story) -> None:
    names = [story.names[case.what] for case in CASES if case.platform == "greenhouse"]
    still = [
        n for n in names if story.open_ids(n, 1) and story.market.open_adverts(n, 0) == story.market.open_adverts(n, 1)
    ]
    assert still
    for name in still:
        assert [(asked.method, asked.status) for asked in story.asked(name, 1)] == [("GET", 304)]
        assert all(row["unchanged_since"] for row in story.records(name, 1))
        assert set(story.ids(name, 1)) == story.open_ids(name, 1)


@pytest.mark.parametrize(
    ("what", "statuses"),
    [
        ("403 storm", [403]), ("429 storm that names seconds", [429] * 4), ("429 storm that names none", [429] * 4),
        ("429 storm that names two hours", [429]), ("429 once, until a date", [429, 200]), ("500 for good", [500] * 3),
        ("500 twice, then well", [500, 500, 200]), ("503 twice, then well", [503, 503, 200]),
        ("robots.txt forbids", []), ("tdmrep.json reserves", []), ("a header reserves", [200]),
        ("a redirect in a circle", [302, 302]),
    ],
)  # fmt: skip
def test_a_server_in_trouble_is_asked_no_more_than_this(story: Story, what: str, statuses: list[int]) -> None:
    got = [asked.status for asked in story.asked(story.names[what], FAULTY)]
    assert [200 if status == 304 else status for status in got] == statuses  # what did not change is well answered too


def test_a_pause_that_is_asked_for_is_made(story: Story) -> None:
    for what in ("429 storm that names seconds", "503 twice, then well", "429 once, until a date"):
        times = [asked.at for asked in story.asked(story.names[what], FAULTY)]
        assert min(later - earlier for earlier, later in pairwise(times)) >= 1, what


def test_refused_pages_are_not_asked_to_the_last(story: Story) -> None:
    name = story.names[STORM.what]
    refusals = [asked for asked in story.asked(name, FAULTY) if asked.status == 403]
    assert 5 <= len(refusals) < 5 + CONNECTIONS < len(story.open_ids(name, FAULTY))


def test_the_pace_that_robots_txt_asks_for_is_kept(story: Story) -> None:
    times = [asked.at for asked in story.log[story.names[PACE.what], FAULTY]]
    assert len(times) > 5
    gaps = [later - earlier for earlier, later in pairwise(times[1:])]  # the first two are robots.txt and tdmrep.json
    assert min(gaps[1:]) > 0.2  # the clock is read on arrival, on a busy machine some time after the sending
    assert sum(gaps[1:]) > 0.29 * len(gaps[1:])


def test_a_board_that_moved_is_stock_where_it_stands_now(story: Story) -> None:
    adverts = story.market.open_adverts(story.names[MOVED.what], FAULTY)
    assert Counter(row["title"] for row in story.records("kelp-house", FAULTY)) == Counter(a.title for a in adverts)
    for week in range(FAULTY, LAST + 1):
        assert story.runs["kelp-house", week].outcome == "complete"
    flow = [is_flow for (name, _), is_flow in story.after[LAST].is_flow.items() if name == "kelp-house"]
    assert (len(flow) >= len(adverts), any(flow)) == (True, False)


def test_another_companys_adverts_are_refused_and_kept(story: Story) -> None:
    name, other = story.names[REUSED.what], story.names["other"]
    for week in range(FAULTY, LAST + 1):
        records = story.records(name, week)
        assert {row["source_id"] for row in records} == story.open_ids(other, week)
        assert all("another company" in row["fault"] and row["description"] for row in records)
        assert story.reasons(name, week) == ["unreadable"] * len(records)
    theirs = set().union(*(story.open_ids(other, week) for week in range(FAULTY, LAST + 1)))
    assert not theirs & {id_ for source, id_ in story.after[LAST].n_since if source == name}


def test_a_sitemap_that_stops_at_a_round_number(tmp_path: Path) -> None:
    """A sitemap tells no total, so that only its length can give a cap away; the pages beyond it stay open."""
    market = build_market(5, n_weeks=2, n_boards=8, scale=0.5)
    (name,) = (b.source.source for b in market.boards if b.owner is None)
    assert all(50 < len(market.open_adverts(name, week)) < 100 for week in (0, 1))
    with MarketServer(market, 0) as server:
        (source,) = (row for row in server.register_rows() if row.source == name)
        for week, fault in ((0, Fault()), (1, Fault(cap=50))):
            server.show(week)
            server.faults[name] = fault
            options = CrawlOptions(delay=0, concurrency_per_host=CONNECTIONS, country=None)
            (run,) = crawl([source], tmp_path, market.weeks.crawl_moment(week), options)
            assert run.outcome == ("complete", "partial")[week]
    assert (run.n_listed, run.is_truncated) == (50, True)
    assert "undeclared cap" in run.proof
