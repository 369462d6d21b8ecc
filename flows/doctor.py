"""``jobtide doctor``: looks at the set-up, the stores and the sources, and names the cure of what it finds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

import duckdb

from crawlers import store
from crawlers.sources import read_register
from flows.lock import BusyError, one_writer
from flows.paths import Paths
from flows.settings import Settings
from warehouse.check import broken_laws
from warehouse.connect import reader, writer

LOW_DISK_GB = 2.0
_REBUILD = (
    "move jobtide.history.duckdb and jobtide.duckdb away; `jobtide import` or `jobtide week` builds them anew from the "
    "raw store and the ledger"
)


class Check(NamedTuple):
    """One thing looked at: ``ok``, a ``warning`` (work goes on) or a ``fault`` (it will not), and the cure."""

    state: Literal["ok", "warning", "fault"]
    what: str
    found: str
    cure: str = ""


def examine(settings: Settings, now: datetime) -> Iterator[Check]:
    """Every check in turn; one that cannot even run is a fault with its error."""
    paths = Paths(settings.home)
    looks: list[tuple[str, Callable[[], Check]]] = [
        ("register", lambda: _register(settings)),
        ("contact", lambda: _contact(settings)),
        ("home folder", lambda: _home(paths)),
        ("disk", lambda: _disk(paths)),
        ("lock", lambda: _lock(paths)),
        ("raw store", lambda: _raw(paths)),
        ("history", lambda: _history(paths)),
        ("published file", lambda: _published(paths)),
        ("sources", lambda: _sources(paths, now)),
        ("Prefect", _prefect),
    ]
    for what, look in looks:
        try:
            yield look()
        except (OSError, ValueError) as error:
            yield Check("fault", what, str(error), "mend or remove the file named")
        except duckdb.Error as error:
            yield Check("fault", what, str(error).splitlines()[0], _REBUILD)


def _register(settings: Settings) -> Check:
    sources = read_register(settings.register_file)
    return Check("ok", "register", f"{len(sources)} sources in {settings.register_file.name}")


def _contact(settings: Settings) -> Check:
    if settings.contact:
        return Check("ok", "contact", settings.contact)
    return Check("warning", "contact", "none", "set JOBTIDE_CONTACT to an e-mail or page before crawling real hosts")


def _home(paths: Paths) -> Check:
    there = _nearest(paths.home)
    if there.is_dir() and os.access(there, os.W_OK):
        return Check("ok", "home folder", str(paths.home))
    return Check(
        "fault", "home folder", f"{paths.home} cannot be written", "choose another with --home or JOBTIDE_HOME"
    )


def _disk(paths: Paths) -> Check:
    free = shutil.disk_usage(_nearest(paths.home)).free / 1e9
    state: Literal["ok", "warning"] = "ok" if free >= LOW_DISK_GB else "warning"
    return Check(state, "disk", f"{free:.1f} GB free", "" if state == "ok" else "make room before the next run")


def _nearest(home: Path) -> Path:
    """The home, or the folder above it where it would be made."""
    return next(p for p in (home.resolve(), *home.resolve().parents) if p.exists())


def _lock(paths: Paths) -> Check:
    if not paths.lock.exists():
        return Check("ok", "lock", "free")
    try:
        with one_writer(paths.lock):
            return Check("ok", "lock", "free")
    except BusyError as error:
        return Check("warning", "lock", str(error), "wait for it to end")


def _raw(paths: Paths) -> Check:
    folders = list(store.runs(paths.raw))
    for folder in folders:
        store.read_run(folder)
    halves = len(list(paths.raw.glob("*/*.partial")))
    found = f"{len(folders)} runs" + (f", {halves} left half-written by a stopped crawl" if halves else "")
    return Check(
        "ok", "raw store", found, "nothing reads them; the next run of the source replaces them" if halves else ""
    )


def _history(paths: Paths) -> Check:
    if not paths.history.exists():
        return Check(
            "warning", "history", "no warehouse here yet", "run `jobtide demo`, `jobtide import` or `jobtide week`"
        )
    try:
        # asking for the lock first: DuckDB would call a file that is being written one that cannot be opened
        with one_writer(paths.lock), writer(paths.history) as con:
            n = con.execute("SELECT count(*) FROM advert").fetchone()
            broken = broken_laws(con)
    except BusyError:
        return Check("warning", "history", "being written", "ask again when the other jobtide has ended")
    if broken:
        return Check(
            "fault", "history", f"broken laws: {', '.join(b.law for b in broken)}", "void the run named in the law"
        )
    return Check("ok", "history", f"{n[0] if n else 0:,} adverts, every law holds")


def _published(paths: Paths) -> Check:
    if not paths.published.exists():
        return Check("warning", "published file", "none yet", "run `jobtide demo`, `jobtide import` or `jobtide week`")
    with reader(paths.published) as con:
        span = con.execute("SELECT min(week), max(week) FROM report.week_total").fetchone()
    return Check("ok", "published file", f"weeks {span[0]} to {span[1]}" if span and span[0] else "no UK vacancy yet")


def _sources(paths: Paths, now: datetime) -> Check:
    if not paths.published.exists():
        return Check("ok", "sources", "none crawled yet")
    sql = """
        SELECT r.source, arg_max(r.outcome, r.started_at),
            max(r.started_at) < ? - to_days(2 * any_value(s.cadence_days))
        FROM history.run AS r JOIN source AS s USING (source) JOIN crawl_run AS c USING (run_id)
        WHERE c.origin IS NULL -- crawled, not imported
        GROUP BY r.source ORDER BY ALL
    """
    with reader(paths.published) as con:
        rows = con.execute(sql, [now.replace(tzinfo=None)]).fetchall()
    bad = [source for source, outcome, _ in rows if outcome in ("failed", "skipped_by_policy")]
    late = [source for source, _, overdue in rows if overdue]
    if not bad and not late:
        return Check("ok", "sources", f"{len(rows)} crawled, the last run of each gave adverts")
    parts = [f"last run without adverts: {_some(bad)}"] * bool(bad) + [f"overdue: {_some(late)}"] * bool(late)
    return Check(
        "warning", "sources", "; ".join(parts), "`jobtide runs list` shows why; `jobtide week` tries failed ones again"
    )


def _some(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _prefect() -> Check:
    server = os.environ.get("PREFECT_API_URL")
    return Check(
        "ok", "Prefect", f"server {server}" if server else "its own, started with each run (PREFECT_API_URL is not set)"
    )
