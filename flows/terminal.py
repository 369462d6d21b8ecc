"""What the command says on the terminal: progress, results, foreseen errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

if TYPE_CHECKING:
    from crawlers.archive.reader import ImportSummary
    from flows.benchmark import Compared
    from flows.ingest import Ingested, Progress
    from flows.report import Reported
    from flows.weekly import WeekResult

FAILED = 1
_N_NAMED = 20  # sources that fell short, named one by one
out, err = Console(), Console(stderr=True)


@contextmanager
def errors() -> Iterator[None]:
    """A foreseen error is one line and exit 1; anything else is ours and keeps its trace."""
    from flows.lock import BusyError

    try:
        yield
    except (ValueError, OSError, BusyError) as error:
        err.print(f"[red]error:[/red] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(FAILED) from error


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar a step; where there is no terminal, a line a step."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    steps: dict[str, int] = {}
    with Progress(*columns, console=err, transient=False) as bars:

        def tell(step: str, done: int, of: int) -> None:
            if step not in steps:
                steps[step] = bars.add_task(step, total=of)
            bars.update(steps[step], completed=done, total=of)  # type: ignore[arg-type]

        yield tell


def say_imported(summary: ImportSummary) -> None:
    out.print(
        f"{summary.file}: {summary.rows:,} rows = {summary.records:,} records + {summary.dropped:,} left out by the "
        f"mapping, in {summary.runs:,} runs"
    )
    if summary.unreadable or summary.field_faults:
        out.print(f"  {summary.unreadable:,} records unreadable, {summary.field_faults:,} single fields set to null")
    for folder in summary.leftover:
        err.print(f"[yellow]an earlier import of this file, by another mapping, left {folder}[/yellow]")


def say_ingested(done: Ingested) -> None:
    out.print(
        f"loaded {done.runs:,} runs: {done.sightings:,} sightings + {done.rejects:,} rejects (rows of `reject`); "
        f"{done.adverts:,} adverts read for the first time"
    )
    for line in done.broken:
        err.print(f"[red]left out:[/red] {line}", highlight=False)


def say_week(result: WeekResult) -> None:
    short = [run for run in result.crawled if run.outcome != "complete"]
    for run in short[:_N_NAMED]:
        err.print(f"[yellow]{run.outcome}:[/yellow] {run.source}: {run.proof}", highlight=False, soft_wrap=True)
    if more := len(short[_N_NAMED:]):
        err.print(f"and {more} more that were not complete: `jobtide sources health` names them all", soft_wrap=True)
    complete = len(result.crawled) - len(short)
    out.print(
        f"crawled {len(result.crawled)} sources, {complete} complete; loaded {result.loaded.runs:,} runs: "
        f"{result.loaded.sightings:,} sightings, {result.loaded.rejects:,} rejects, "
        f"{result.loaded.adverts:,} new adverts"
    )
    total = result.reported.total
    new = f"{total['n_new']:,} new" if "n_new" in total else "new not known before a source's fourth week"
    out.print(
        f"the week: {total['n_open']:,} UK vacancies open, {new}, {total['n_employers']:,} employers, "
        f"{total['n_sources']:,} sources"
    )


def say_findings(reported: Reported) -> None:
    for i, finding in enumerate(reported.findings, start=1):
        out.print(f"{i}. {finding.text}", highlight=False, soft_wrap=True)
    if not reported.findings:
        out.print("no finding passed its test this week")
    out.print(f"report: {reported.folder}/index.html", highlight=False, soft_wrap=True)


def say_benchmark(found: Compared) -> None:
    """Each measure and unit in a line; what can be told first, and what it rests on."""
    if found.is_simulated:
        err.print(
            "[yellow]this warehouse holds invented adverts: the comparison only shows what one looks like[/yellow]"
        )
    if found.reason:
        out.print(f"nothing to compare: {found.reason}", highlight=False, soft_wrap=True)
        return
    for row in found.table.sort("measure", "unit").to_dicts():
        span = f"{row['n']} {'regions' if row['unit'] == 'across regions' else 'weeks'}"
        ends = f"{row['first_on']} to {row['last_on']}"
        gap = _with_interval("gap", row, "+.1%")
        rho = _with_interval("rho", row, "+.2f")
        line = f"{row['verdict']:<11}  {row['measure']}, {row['unit']}: {gap}, {rho} ({span}, {ends})"
        out.print(line, highlight=False, soft_wrap=True)
    out.print(
        "ours: vacancies as counted, while sources come and go; theirs: Indeed Hiring Lab, CC BY 4.0", soft_wrap=True
    )


def _with_interval(name: str, row: dict[str, Any], form: str) -> str:
    if row[name] is None:
        return f"{name} not known"
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f"{name} {row[name]:{form}}" + ("" if low is None else f" [{low:{form}} to {high:{form}}]")
