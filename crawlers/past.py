"""What a source's earlier runs say of the one under way: is a short, round, empty or foreign listing to be believed?

A run that is called *complete* closes every advert it does not show. So a listing that is improbable, going by the
source's own history, is not called complete, whatever its server says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from crawlers.items import CrawlRun
from crawlers.store import RUN, read_run, run_folder

_N_RUNS = 8  # manifests read back
_N_COMPLETE = 4  # of which so many complete ones give the usual size
_MIN_USUAL = 10  # a smaller board halves any week
_ROUND = 50  # page and result limits are multiples of it
_N_EMPTY = 3  # answers in a row without an advert: then there is none
_ABOUT = 1.5  # times: two listings of about the same size


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier runs of one source, the newest first, and the ids of those that finished."""

    runs: tuple[CrawlRun, ...] = ()
    finished: frozenset[str] = frozenset()

    @property
    def complete(self) -> tuple[CrawlRun, ...]:
        return tuple(run for run in self.runs if run.outcome == "complete")[:_N_COMPLETE]

    def doubt(self, n_listed: int, total: int | None, *, all_seen_again: bool) -> tuple[str, bool] | None:
        """Why a listing of ``n_listed`` adverts is not to be believed, and whether it is cut off; None where it is.

        ``total`` is the source's own count. ``all_seen_again``: no advert is missing that earlier runs saw, so
        that calling the run complete would close none.
        """
        if all_seen_again and n_listed and self.complete:
            return None
        if doubt := self._empty(n_listed):
            return doubt, False
        if doubt := self._capped(n_listed, total):
            return doubt, True
        fallen = self._fallen(n_listed)
        return (fallen, False) if fallen else None

    def _empty(self, n_listed: int) -> str | None:
        """An emptied board and a broken one look alike: believed where the two runs before it were answered so too."""
        last = next(iter(self.complete), None)
        if n_listed or last is None or not last.n_listed:
            return None
        before = [run.n_listed for run in self.runs if run.outcome in ("complete", "partial")]
        if before[: _N_EMPTY - 1] == [0] * (_N_EMPTY - 1):
            return None
        return f"an empty answer, where {last.n_listed} were listed on {last.started_at:%Y-%m-%d}"

    def _capped(self, n_listed: int, total: int | None) -> str | None:
        """A listing that stops at a round number: no total speaks for it, or it is pinned there."""
        if not n_listed or n_listed % _ROUND:
            return None
        last = next((run.n_listed or 0 for run in self.complete), 0)
        if total is not None and last < n_listed:
            return None
        return f"a listing that stops at {n_listed}, a round number: an undeclared cap?"

    def _fallen(self, n_listed: int) -> str | None:
        """Not believed until the next run finds about the same."""
        if not self.complete:
            return None
        usual = median(run.n_listed or 0 for run in self.complete)
        if usual < _MIN_USUAL or n_listed >= usual / 2:
            return None
        last = next((run.n_listed or 0 for run in self.runs if run.outcome != "failed"), 0)
        if n_listed / _ABOUT <= last <= n_listed * _ABOUT:
            return None
        return f"a sudden fall from about {usual:g} to {n_listed}, not believed until the next run finds the same"


def read_past(raw: Path, source: str, run_id: str, distrusted: Collection[str]) -> Past:
    """The past of a source before its run ``run_id``.

    Runs in ``distrusted`` (voided ones) never were, nor was one of the newest whose manifest cannot be read.
    """
    folders = sorted(run_folder(raw, source, run_id).parent.glob(f"*/{RUN}"), reverse=True)
    stamps = {path.parent.name: path.parent for path in folders if path.parent.suffix == ""}
    earlier = {f"{source}@{stamp}": folder for stamp, folder in stamps.items() if stamp < run_id.rpartition("@")[2]}
    trusted = {run: folder for run, folder in earlier.items() if run not in distrusted}
    newest = {run: _readable(trusted[run]) for run in list(trusted)[:_N_RUNS]}
    broken = {run for run, manifest in newest.items() if manifest is None}
    return Past(tuple(manifest for manifest in newest.values() if manifest), frozenset(trusted.keys() - broken))


def _readable(folder: Path) -> CrawlRun | None:
    """A torn manifest is none: what was crawled since stands, and the ingest names the file."""
    try:
        return read_run(folder)
    except ValueError:
        return None


def passed_on(n_listed: int, n_unseen: int, earlier: Collection[str], employers: Collection[str]) -> str | None:
    """Why a board seems to be another company's now: it shows none of the adverts and none of the employers it had.

    ``n_unseen`` adverts of ``earlier`` employers are gone all at once; ``employers`` are those of this run.
    """
    if not n_listed or n_unseen < 3 or not earlier or not employers:
        return None
    if {e.casefold() for e in earlier} & {e.casefold() for e in employers}:
        return None
    return (
        f"none of its {n_unseen} adverts and none of its employers is there any more: "
        f"the board seems to have passed to another company, {', '.join(sorted(employers)[:3])}"
    )
