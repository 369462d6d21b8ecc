"""The sources as an operator sees them: how each has fared, and what a new one would give."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Literal, NamedTuple

from crawlers import store
from crawlers.items import CrawlRun, Source
from crawlers.run import crawl
from flows.crawl import options
from flows.settings import Settings

State = Literal["failing", "kept out", "short", "changing", "never run", "well"]
_STATES: dict[str, State] = {
    "failed": "failing", "skipped_by_policy": "kept out", "partial": "short", "complete": "well",
}  # fmt: skip
_ORDER: tuple[State, ...] = ("failing", "kept out", "short", "changing", "never run", "well")
_N_EXAMPLES = 5


class Health(NamedTuple):
    """How a source has fared: its newest run, for how many runs that outcome has lasted, its last complete run.

    "changing" is one that does well, and whose records have fields that its spider does not know.
    """

    source: Source
    state: State
    n_runs_so: int
    newest: CrawlRun | None
    complete: CrawlRun | None


class Trial(NamedTuple):
    """What one crawl of a source gives: its run, and some adverts as "title, place"."""

    run: CrawlRun
    examples: list[str]


def health(sources: Sequence[Source], raw: Path) -> list[Health]:
    """Every source of a register by the manifests of the raw store, the worst first."""
    runs = defaultdict(list)
    for run, _ in store.readable_runs(raw)[0]:
        runs[run.source].append(run)
    found = [_health(source, runs[source.source]) for source in sources]
    return sorted(found, key=lambda h: (_ORDER.index(h.state), -h.n_runs_so))


def _health(source: Source, runs: Iterable[CrawlRun]) -> Health:
    newest_first = sorted(runs, key=lambda run: run.started_at, reverse=True)
    if not newest_first:
        return Health(source, "never run", 0, None, None)
    newest = newest_first[0]
    n_so = sum(1 for _ in takewhile(lambda run: run.outcome == newest.outcome, newest_first))
    complete = next((run for run in newest_first if run.outcome == "complete"), None)
    state = "changing" if newest.outcome == "complete" and newest.new_fields else _STATES[newest.outcome]
    return Health(source, state, n_so, newest, complete)


def trial(source: Source, moment: datetime, settings: Settings, seconds: float) -> Trial:
    """Crawl a source for so many seconds into a folder that is thrown away. Raises ValueError where it cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        (run,) = crawl([source], raw, moment, replace(options(settings), max_seconds=seconds, record=None))
        rows = store.read_adverts(store.run_folder(raw, run.source, run.run_id))
        said = [f"{row['title']}, {row['place'] or 'no place'}" for row in rows if row["title"]]
    return Trial(run, said[:_N_EXAMPLES])
