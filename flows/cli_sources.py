"""``jobtide sources``: which boards are crawled, how they fare, and how another one comes in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.arguments import Home, Register, settings_of
from flows.terminal import FAILED, err, errors, out

if TYPE_CHECKING:
    from crawlers.items import Source
    from flows.sources import Health, Trial

sources_app = typer.Typer(no_args_is_help=True, help="The sources: list them, see how they fare, try one, add one.")
Seconds = Annotated[float, typer.Option(min=1, help="The trial ends after so many seconds.")]


@sources_app.command("list")
def sources_list(
    register: Register = None,
    platform: Annotated[str | None, typer.Option(help="Only this platform.")] = None,
    sector: Annotated[str | None, typer.Option(help="Only this sector.")] = None,
) -> None:
    """Every source of the register, one a line, and how many there are on each platform."""
    from collections import Counter

    from crawlers.sources import PLATFORMS, read_register

    if platform and platform not in PLATFORMS:
        raise typer.BadParameter(f"{platform!r} is none of {', '.join(sorted(PLATFORMS))}", param_hint="--platform")
    with errors():
        found = read_register(settings_of(None, register).register_file)
    chosen = [s for s in found if platform in (None, s.platform) and sector in (None, s.sector)]
    for source in chosen:
        out.print(
            f"{source.source}  {source.name}  {source.kind}  {source.sector or 'no sector'}",
            highlight=False, soft_wrap=True, markup=False,
        )  # fmt: skip
    counts = ", ".join(f"{name} {n}" for name, n in Counter(s.platform for s in chosen).most_common())
    out.print(f"{len(chosen)} sources: {counts}" if chosen else "no source", highlight=False, soft_wrap=True)


@sources_app.command("health")
def sources_health(
    home: Home = None,
    register: Register = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that do well, too.")] = False,
) -> None:
    """How each source fared in its newest runs, the worst first, with the proof of the outcome.

    Exit code 3 where a source fails.
    """
    from collections import Counter

    from crawlers.sources import read_register
    from flows.paths import Paths
    from flows.sources import health

    settings = settings_of(home, register)
    with errors():
        found = health(read_register(settings.register_file), Paths(settings.home).raw)
    for one in found:
        if everything or one.state not in ("well", "never run"):
            out.print(_health_line(one), highlight=False, soft_wrap=True, markup=False)
    counts = Counter(one.state for one in found)
    out.print(f"{len(found)} sources: {', '.join(f'{n} {state}' for state, n in counts.items())}", soft_wrap=True)
    raise typer.Exit(3 if counts["failing"] else 0)


@sources_app.command("check")
def sources_check(
    source: Annotated[str, typer.Argument(help="A source of the register by name, or the address of a careers page.")],
    register: Register = None,
    seconds: Seconds = 120,
) -> None:
    """Crawl one source now, write nothing, and say what it gives. Exit code 1 where it gives nothing usable."""
    from difflib import get_close_matches

    from crawlers.recognise import recognise
    from crawlers.sources import read_register, source_of

    settings = settings_of(None, register)
    with errors():
        known = {s.source: s for s in read_register(settings.register_file)}
        board = recognise(source) if source not in known and "/" in source else None
        if source not in known and board is None:
            near = get_close_matches(source, known, n=3)
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise ValueError(f"{source!r} is no source of the register and no address of a board{hint}")
        tried = known[source] if board is None else source_of(*board, employer="not said")
        trial = _try(tried, seconds)
    _say_trial(tried, trial)
    raise typer.Exit(0 if trial.run.outcome in ("complete", "partial") else FAILED)


@sources_app.command("add")
def sources_add(
    address: Annotated[str, typer.Argument(help="The address of a careers page or board.")],
    employer: Annotated[str, typer.Option(help="Whose board it is.")],
    to: Annotated[Path, typer.Option("--to", help="Your register, a CSV file; made if it is not there.")],
    kind: Annotated[str, typer.Option(help="employer_board, job_board, aggregator or forum.")] = "employer_board",
    sector: Annotated[str, typer.Option(help="As the register's other lines name it.")] = "",
    country: Annotated[str, typer.Option(help="GB where all its places are in the UK, else empty.")] = "",
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Do not crawl it first.")] = False,
    seconds: Seconds = 120,
) -> None:
    """Recognise a board by its address, try it, and add it to a register of your own, which `--register` then names.

    Example: jobtide sources add https://boards.greenhouse.io/kelpworks --employer Kelpworks --to mine.csv
    """
    from crawlers.recognise import recognise
    from crawlers.sources import add_source, new_source

    with errors():
        board = recognise(address)
        if board is None:
            raise ValueError(f"{address!r} is no address of a board")
        row = {"platform": board[0], "token": board[1], "employer": employer, "kind": kind, "sector": sector}
        row |= {"country": country}
        source = new_source(to, row)
        if not unchecked:
            trial = _try(source, seconds)
            _say_trial(source, trial)
            if trial.run.outcome not in ("complete", "partial"):
                raise ValueError(f"{source.source} is not added")
        added = add_source(to, row)
    out.print(f"{added.source} is in {to}; `jobtide week --register {to}` crawls it", highlight=False, soft_wrap=True)


def _try(source: Source, seconds: float) -> Trial:
    from flows.sources import trial

    with err.status(f"crawling {source.source}"):
        return trial(source, datetime.now(UTC).replace(microsecond=0), settings_of(None), seconds)


def _say_trial(source: Source, trial: Trial) -> None:
    run = trial.run
    out.print(f"{source.source}: {run.outcome}: {run.proof}", highlight=False, soft_wrap=True, markup=False)
    for example in trial.examples:
        out.print(f"  {example}", highlight=False, soft_wrap=True, markup=False)


def _health_line(one: Health) -> str:
    if one.newest is None:
        return f"{one.state}  {one.source.source}"
    last = f"last complete {one.complete.started_at:%Y-%m-%d}" if one.complete else "never complete"
    runs = "1 run" if one.n_runs_so == 1 else f"{one.n_runs_so} runs"
    return f"{one.state} for {runs}, {last}  {one.source.source}: {one.newest.proof}"
