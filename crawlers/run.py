"""One sweep over many sources: a child process crawls, the raw store fills, every source ends with a manifest.

The crawl has a process of its own because Scrapy's reactor can be started once only. The child lives no longer
than its parent: it holds the read end of a pipe, and its closing, for whatever reason, ends the crawl in order.
"""

from __future__ import annotations

import fcntl
import ipaddress
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from crawlers.items import CrawlRun, Source, run_id
from crawlers.settings import CrawlOptions, scrapy_settings
from crawlers.sources import PLATFORMS
from crawlers.store import RawWriter, discard_unfinished, read_run, run_folder

__all__ = ["CrawlOptions", "allowed_hosts", "check_sweep", "crawl", "interrupted", "spider_class"]

_LOGS, _JOB, _LOCK = ".logs", ".sweep.json", ".sweep.lock"
_SECRET = "JOBTIDE_SECRET_"  # noqa: S105 - where the crawl's own process finds its API keys
_CONTACT = re.compile(r"\S@\S+\.\S|https?://\S")
_GRACE = 30.0  # seconds for requests under way and manifests, once the crawl is told to end


def crawl(
    sources: Sequence[Source],
    raw: Path,
    started_at: datetime,
    options: CrawlOptions,
    distrusted: frozenset[str] = frozenset(),
) -> list[CrawlRun]:
    """Crawl the sources once into ``raw`` and give back one manifest each, in their order.

    ``started_at`` is the moment that all runs and adverts of the sweep carry; ``finished_at`` adds what it took.
    A source the crawl never got to, or died under, has a *failed* run that says so. Where this process is killed,
    the same call with the same ``started_at`` (see ``interrupted``) goes on and ends with the same rows.
    ``distrusted`` are ids of runs (voided ones) whose words are asked for anew. A recording goes into a folder named
    for ``started_at``. Raises ValueError before anything is asked of anyone where the sources or the options cannot be
    used, BlockingIOError where another crawl goes on.
    """
    check_sweep(sources, started_at, options)
    if not sources:
        return []
    with _alone(raw) as lock:
        return _crawl(sources, raw, started_at.astimezone(UTC), options, distrusted, lock)


def _crawl(
    sources: Sequence[Source],
    raw: Path,
    started_at: datetime,
    options: CrawlOptions,
    distrusted: frozenset[str],
    lock: int,
) -> list[CrawlRun]:
    log = _file(raw, started_at, "log")
    is_resumed = interrupted(raw) == started_at
    discard_unfinished(raw, [s.source for s in sources], started_at)
    if options.record:  # a folder each sweep: a recording is of one
        folder = Path(options.record) / f"{started_at:%Y%m%dT%H%M%SZ}"
        folder.mkdir(parents=True, exist_ok=True)
        options = replace(options, record=str(folder.resolve()))
    begun = monotonic()
    ended = _run_child(_write_job(sources, raw, started_at, options, distrusted, is_resumed), log, options, lock)
    finished_at = started_at + timedelta(seconds=monotonic() - begun)
    proof = f"{ended} before this source was done; see {log.relative_to(raw)}"
    runs = [_manifest(source, raw, started_at, finished_at, proof) for source in sources]
    (raw / _JOB).unlink()
    return runs


@contextmanager
def _alone(raw: Path) -> Iterator[int]:
    """Hold the raw store, by a file whose descriptor the child inherits: a crawl whose parent was killed holds it too,
    and is waited for, since it ends soon.
    """
    raw.mkdir(parents=True, exist_ok=True)
    patience = monotonic() + 2 * _GRACE
    with (raw / _LOCK).open("ab") as file:
        while not _is_locked(file.fileno()):
            if monotonic() > patience:
                raise BlockingIOError(f"{raw} is in use by another crawl")
            sleep(0.1)
        yield file.fileno()


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def interrupted(raw: Path) -> datetime | None:
    """When the sweep began that was killed before its end; None where the last one ended, or left nothing readable."""
    try:
        job = json.loads((raw / _JOB).read_text("utf-8"))
        return datetime.fromisoformat(job["started_at"])
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def check_sweep(sources: Sequence[Source], started_at: datetime, options: CrawlOptions) -> None:
    """Raises ValueError, naming the source or the option, where a crawl could not or may not begin."""
    if started_at.tzinfo is None:
        raise ValueError("started_at: a moment needs its time zone")
    if any(c in options.contact for c in "\r\n"):
        raise ValueError("contact: must be one line")
    if options.contact and not _CONTACT.search(options.contact):
        raise ValueError(f"contact: {options.contact!r} is neither an e-mail address nor the address of a page")
    if unknown := options.api_base.keys() - PLATFORMS:
        raise ValueError(f"api_base: no spider for platform {', '.join(sorted(unknown))}")
    for name in ("timeout", "max_seconds"):
        if getattr(options, name) <= 0:
            raise ValueError(f"{name}: must be above 0 seconds")
    for name, n in Counter(s.source for s in sources).items():
        if n > 1:
            raise ValueError(f"{name}: is there twice")
    for source in sources:
        if problem := _problem(source, options):
            raise ValueError(f"{source.source}: {problem}")


def _problem(source: Source, options: CrawlOptions) -> str | None:
    if source.platform not in PLATFORMS:
        return f"no spider for platform {source.platform!r}"
    if not source.token:
        return "has no token to crawl by"
    if not options.contact and not _asks_nobody(source, options):
        return (
            "will not be crawled without a contact. Sites must be able to reach whoever crawls them: "
            "set the contact (JOBTIDE_CONTACT) to an e-mail address or to a page about you"
        )
    return None


def _asks_nobody(source: Source, options: CrawlOptions) -> bool:
    """A recording, an archive on disk, a server on this machine."""
    token = source.token or ""
    if options.replay or (source.platform == "warc" and not token.startswith("CC-MAIN-")):
        return True
    return _is_loopback(options.api_base.get(source.platform) or token)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _file(raw: Path, started_at: datetime, suffix: str) -> Path:
    folder = raw / _LOGS
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{started_at:%Y%m%dT%H%M%SZ}-{os.getpid()}.{suffix}"


def _write_job(
    sources: Sequence[Source],
    raw: Path,
    started_at: datetime,
    options: CrawlOptions,
    distrusted: frozenset[str],
    is_resumed: bool,
) -> Path:
    path = raw / _JOB
    wanted = {s.source: asdict(s) for s in sources}
    # It stays the same sweep where some of its sources are not asked for any more, since they were done.
    before = {s["source"]: s for s in json.loads(path.read_text("utf-8"))["sources"]} if is_resumed else {}
    done = [s.source for s in sources if is_resumed and _finished(s, raw, started_at)]
    job = {
        "raw": str(raw.resolve()),
        "started_at": started_at.isoformat(),
        "options": asdict(replace(options, secrets={})),  # they go by the environment and never to the disk
        "sources": list((before | wanted).values()),
        "done": [*done, *(before.keys() - wanted.keys())],
        "distrusted": sorted(distrusted),
    }
    written = path.with_suffix(".new")
    written.write_text(json.dumps(job, indent=1), "utf-8")
    written.replace(path)
    return path


def _run_child(job: Path, log: Path, options: CrawlOptions, lock: int) -> str:
    """Crawl in a child process; how it ended, in words."""
    command = [sys.executable, "-m", "crawlers.run", str(job)]
    env = os.environ | {f"{_SECRET}{name}": value for name, value in options.secrets.items()}
    with (
        log.open("ab") as out,
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=out, stderr=out, env=env, pass_fds=[lock]
        ) as child,
    ):
        try:
            code = child.wait(options.max_seconds + options.timeout + _GRACE)
        except KeyboardInterrupt:
            child.kill()  # at once: what was answered is noted, and the same call goes on from there
            raise
        except subprocess.TimeoutExpired:
            return f"the crawl was stopped after {options.max_seconds:g} s"
        finally:
            _end(child)
    return f"the crawl ended with code {code}"


def _end(child: subprocess.Popen[bytes]) -> None:
    """First ask, by closing the pipe; then insist."""
    if child.stdin:
        child.stdin.close()
    for insist in (child.terminate, child.kill):
        with suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE)
            return
        insist()


def _manifest(source: Source, raw: Path, started_at: datetime, finished_at: datetime, proof: str) -> CrawlRun:
    if run := _finished(source, raw, started_at):
        return run
    with RawWriter(raw, source, started_at) as writer:
        return writer.finish("failed", proof, finished_at=finished_at)


def _crawl_here(job: dict[str, Any]) -> None:
    """The child's work: one spider a platform, all at once in one reactor."""
    from scrapy.crawler import AsyncCrawlerProcess  # only the child pays for Scrapy

    from crawlers.base import Sweep
    from crawlers.memory import FILE as MEMORY
    from crawlers.memory import Memory

    options = CrawlOptions(**job["options"] | {"secrets": _secrets()})
    sources = [Source(**source) for source in job["sources"]]
    raw = Path(job["raw"])
    memory = Memory(raw / MEMORY, is_lasting=not options.replay)
    # A recording stands alone: what it is of is asked for whole.
    recalls = options.recalls and not options.record and not options.replay
    sweep = Sweep(
        raw, datetime.fromisoformat(job["started_at"]), memory, country=options.country, recalls=recalls,
        distrusted=frozenset(job["distrusted"]), secrets=options.secrets,
    )  # fmt: skip
    settings = scrapy_settings(options, allowed_hosts(sources, options)) | _archive_settings(job, options)
    process = AsyncCrawlerProcess(settings)
    for platform in sorted({s.platform for s in sources}):
        boards = [s for s in sources if s.platform == platform and s.source not in job["done"]]
        process.crawl(spider_class(platform), sources=boards, sweep=sweep, base=options.api_base.get(platform))
    for handler in logging.getLogger().handlers:
        handler.addFilter(partial(_redact, secrets=options.secrets))
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    process.start()
    memory.close()


def _archive_settings(job: dict[str, Any], options: CrawlOptions) -> dict[str, Any]:
    """What recording and replay have to know (crawlers.warc)."""
    about = {name: getattr(options, name) for name in ("api_base", "country", "concurrency_per_host")}
    return {
        "JOBTIDE_WARC": options.record,
        "JOBTIDE_REPLAY": options.replay,
        "JOBTIDE_SECRETS": list(options.secrets.values()),
        "JOBTIDE_SWEEP": {"started_at": job["started_at"], "sources": job["sources"]} | about,
    }


def _finished(source: Source, raw: Path, started_at: datetime) -> CrawlRun | None:
    """The source's manifest of this sweep; None where it has none, or a torn one."""
    with suppress(FileNotFoundError, ValueError):
        return read_run(run_folder(raw, source.source, run_id(source.source, started_at)))
    return None


def _secrets() -> dict[str, str]:
    return {name.removeprefix(_SECRET): value for name, value in os.environ.items() if name.startswith(_SECRET)}


def _redact(record: logging.LogRecord, secrets: Mapping[str, str]) -> bool:
    """A logging filter: no line of the log holds an API key."""
    line = record.getMessage()
    for secret in secrets.values():
        line = line.replace(secret, "***")
    record.msg, record.args = line, None
    return True


def allowed_hosts(sources: Sequence[Source], options: CrawlOptions) -> list[str]:
    """Hosts that the register or the configuration names, which may therefore lie in a private network."""
    named = [*options.api_base.values(), *(source.token or "" for source in sources)]
    return sorted({host for host in (urlsplit(name).hostname for name in named) if host})


def spider_class(platform: str) -> Any:  # noqa: ANN401 - a spider class; its type would cost the parent Scrapy
    """``spiders/job_posting.py`` holds ``JobPostingSpider``."""
    name = "".join(part.capitalize() for part in platform.split("_")) + "Spider"
    return getattr(import_module(f"crawlers.spiders.{platform}"), name)


def _stop_with_parent() -> None:
    """The pipe closes when the parent is done with us or dead: then end in order, as by SIGTERM, and soon."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(_GRACE)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    _crawl_here(json.loads(Path(sys.argv[1]).read_text("utf-8")))
