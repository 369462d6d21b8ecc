"""The command ``jobtide``. Heavy imports stand inside the commands, so that ``--help`` answers at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.arguments import Home, Register, WeekOption, settings_of, week_of
from flows.cli_claims import claims_app, say_claims
from flows.cli_sources import sources_app
from flows.terminal import FAILED, err, errors, out, progress, say_findings, say_imported, say_ingested, say_week

if TYPE_CHECKING:
    import duckdb

    from flows.settings import Settings

OK, DEGRADED, STOPPED = 0, 3, 130  # typer itself exits with 2 on wrong usage

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""Open, honest statistics of the UK job market from public job adverts.

First steps: **jobtide demo** makes a report from a simulated market, no network needed. **jobtide import** loads
adverts you have. **jobtide week** crawls the boards of the register and writes the week's report. Everything lives in
one folder (--home).

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done, but some sources fell short (the report names them); 130 stopped.
""",
)
runs_app = typer.Typer(no_args_is_help=True, help="Runs over sources: list them, leave a bad one out, bring it back.")
app.add_typer(runs_app, name="runs")
app.add_typer(sources_app, name="sources")
app.add_typer(claims_app, name="claims")


@app.command()
def demo(
    home: Annotated[Path, typer.Option(help="Folder for the demo's files.")] = Path("demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw an earlier demo away first.")] = False,
) -> None:
    """Make a whole report from a simulated job market: 79 past weeks from its archive, the newest crawled over HTTP."""
    _quiet_prefect()
    from flows.demo import demo as run_demo
    from flows.paths import Paths

    settings = settings_of(home)
    with _writing(settings), progress() as tell:
        if fresh:
            Paths(home).clear()
        result = run_demo(settings, tell)
    say_week(result)
    say_claims(result.claims.verdicts, result.claims.changed)
    say_findings(result.reported)


@app.command()
def week(
    week: WeekOption = None,
    home: Home = None,
    register: Register = None,
    record: Annotated[
        Path | None, typer.Option(help="Keep every answer as it came, in a folder in this one, for `jobtide replay`.")
    ] = None,
) -> None:
    """Crawl the register's sources for a week, load what is new, rebuild, check, publish and write the report.

    This week's sources are crawled once; a second call tries only those that failed. A past week is not crawled:
    its report is written anew from what is stored.
    """
    settings = settings_of(home, register)
    if record:
        settings = settings.model_copy(update={"record": record})
    from pipelines.week import Week as IsoWeek

    now = datetime.now(UTC).replace(microsecond=0)
    current = IsoWeek.of(now)
    chosen = week_of(week) if week else current
    if chosen > current:
        raise typer.BadParameter(f"{chosen} has not begun", param_hint="--week")
    with _writing(settings):
        from crawlers.run import check_sweep
        from crawlers.sources import read_register
        from flows.crawl import options

        sources = read_register(settings.register_file)
        if chosen == current:
            check_sweep(sources, now, options(settings))  # before Prefect's server takes its time to start
        _quiet_prefect()
        from flows.weekly import weekly

        with _stopped_in_order(), out.status(f"week {chosen}: {len(sources)} sources"):
            result = weekly(chosen, sources, now if chosen == current else None, settings)
    say_week(result)
    say_claims(result.claims.verdicts, result.claims.changed)
    say_findings(result.reported)
    raise typer.Exit(DEGRADED if result.degraded else OK)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Parquet, CSV or JSON Lines, .gz too.")],
    mapping: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="YAML: which column is what.")],
    home: Home = None,
) -> None:
    """Load past adverts as dated runs. Example: jobtide import adverts.parquet --mapping adverts.yml

    The mapping's keys are explained in crawlers/archive/README.md. Every row of the file is accounted for; the same
    import twice changes nothing.
    """
    from crawlers.archive.mapping import read_mapping
    from crawlers.archive.reader import import_archive
    from flows.ingest import ingest
    from flows.paths import Paths

    settings = settings_of(home)
    paths = Paths(settings.home)
    with _writing(settings), progress() as tell:
        summary = import_archive(
            file,
            read_mapping(mapping),
            paths.raw,
            now=datetime.now(UTC),
            progress=lambda n, of: tell("reading the file", n, of),
        )
        done = ingest(paths.raw, paths.history, paths.published, settings.workers, tell)
    say_imported(summary)
    say_ingested(done)


@app.command()
def replay(
    archive: Annotated[str, typer.Argument(help="Folder or file of WARC records, or a part of a Common Crawl.")],
    home: Home = None,
    name: Annotated[str | None, typer.Option(help="Name of the source, for an archive of other pages.")] = None,
) -> None:
    """Crawl again from a recording, without the network. Example: jobtide replay recorded --home mine

    What `jobtide week --record` kept gives that crawl's rows once more, under their own date. Any other archive of
    pages with JobPostings becomes a run of the source --name, dated by its first capture.
    """
    from flows.ingest import ingest
    from flows.paths import Paths
    from flows.replay import replay as crawl_again
    from pipelines.week import Week

    settings = settings_of(home)
    paths = Paths(settings.home)
    with _writing(settings), progress() as tell:
        crawled = crawl_again(archive, paths.raw, settings, name)
        done = ingest(paths.raw, paths.history, paths.published, settings.workers, tell)
    for run in crawled:
        out.print(f"{run.run_id}  {run.outcome}: {run.proof}", highlight=False, soft_wrap=True, markup=False)
    say_ingested(done)
    for week in sorted({Week.of(run.started_at) for run in crawled}):
        out.print(f"`jobtide report --week {week} --home {settings.home}` writes the report", soft_wrap=True)
    raise typer.Exit(DEGRADED if any(run.outcome == "failed" for run in crawled) else OK)


@app.command()
def report(week: Annotated[str, typer.Option("--week", help="ISO week such as 2026-W47.")], home: Home = None) -> None:
    """Write a week's report anew from the published warehouse."""
    from flows.paths import Paths
    from flows.report import report as write

    settings, chosen = settings_of(home), week_of(week)
    with _writing(settings):
        reported = write(Paths(settings.home), chosen)
    say_findings(reported)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement, read-only.")],
    home: Home = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json (one object a line).")] = "table",
    rows: Annotated[int, typer.Option(min=1, help="Rows a table shows.")] = 40,
) -> None:
    """Ask the warehouse. Example: jobtide query "SELECT title_family, n_open FROM trend.title_week ORDER BY 2 DESC"

    `SHOW ALL TABLES` lists what there is; `SELECT * FROM duckdb_columns()` says what each column means.
    """
    import duckdb

    from flows.paths import Paths
    from warehouse.connect import reader

    if form not in ("table", "csv", "json"):
        raise typer.BadParameter(f"{form!r} is none of table, csv, json", param_hint="--format")
    with errors(), reader(Paths(settings_of(home).home).published) as con:
        try:
            if len(con.extract_statements(sql)) > 1:
                raise ValueError("one statement at a time")
            answer = con.sql(sql)
            if answer is None:
                raise ValueError("the statement gives no rows")
            if form == "table":
                answer.show(max_rows=rows, max_width=out.width)
            else:
                sys.stdout.write(_as_text(answer, form))
        except duckdb.Error as error:
            raise ValueError(str(error)) from error


@app.command()
def benchmark(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A file of Indeed Hiring Lab for GB, Parquet or CSV.")
    ],
    home: Home = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json (one object a line).")] = "table",
) -> None:
    """Our series beside an outside one where weeks are common to both: gap of level, rank correlation, do they part?

    Files: postings of the UK, by region, by city, share that names AI, as the Hiring Lab publishes them (CC BY 4.0).
    Nothing of the file is kept.
    """
    from flows.benchmark import compare
    from flows.paths import Paths
    from flows.terminal import say_benchmark

    if form not in ("table", "csv", "json"):
        raise typer.BadParameter(f"{form!r} is none of table, csv, json", param_hint="--format")
    with errors():
        found = compare(file, Paths(settings_of(home).home).published)
    if form == "table":
        say_benchmark(found)
    else:
        sys.stdout.write(found.table.write_csv() if form == "csv" else found.table.write_ndjson())


@app.command()
def extract(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSON Lines: id, title, employer, location, text.")
    ],
    to: Annotated[Path | None, typer.Option("--out", help="Where to write [default: standard output].")] = None,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Leave out what the trained component adds.")
    ] = False,
) -> None:
    """Read the facts of adverts in a JSON Lines file: one JSON object a line, with the characters behind each fact."""
    from flows.extraction import extract_lines

    complaints: list[str] = []
    with errors(), file.open("rb") as lines:
        target = to.open("w", encoding="utf-8") if to else sys.stdout
        try:
            for line in extract_lines(lines, file.name, complaints.append, has_model=not rules_only):
                target.write(line + "\n")
        finally:
            if to:
                target.close()
    for complaint in complaints:
        err.print(f"[red]left out:[/red] {complaint}", highlight=False)
    raise typer.Exit(FAILED if complaints else OK)


@app.command()
def doctor(home: Home = None) -> None:
    """Check the set-up, the stores and the sources, and say what to do about what is found."""
    from flows.doctor import examine

    marks = {"ok": "[green]ok[/green]     ", "warning": "[yellow]warning[/yellow]", "fault": "[red]fault[/red]  "}
    checks = []
    with errors():
        for check in examine(settings_of(home), datetime.now(UTC)):
            checks.append(check)
            cure = f" -> {check.cure}" if check.cure else ""
            out.print(f"{marks[check.state]} {check.what}: {check.found}{cure}", highlight=False, soft_wrap=True)
    raise typer.Exit(FAILED if any(c.state == "fault" for c in checks) else OK)


@runs_app.command("list")
def runs_list(
    home: Home = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    last: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 40,
) -> None:
    """The newest runs: outcome, counts, and the proof of the outcome."""
    from flows.paths import Paths
    from warehouse.connect import reader

    sql = """
        SELECT run_id, outcome || CASE WHEN v.run_id IS NULL THEN '' ELSE ' (void)' END, n_sightings, n_rejects, proof
        FROM crawl_run LEFT JOIN run_void AS v USING (run_id) WHERE source = coalesce(?, source)
        ORDER BY started_at DESC, run_id LIMIT ?
    """
    with errors(), reader(Paths(settings_of(home).home).published) as con:
        for run_id, outcome, seen, rejected, proof in con.execute(sql, [source, last]).fetchall():
            line = f"{run_id}  {outcome}  seen {seen:,}, rejected {rejected:,}: {proof}"
            out.print(line, highlight=False, soft_wrap=True)


@runs_app.command("void")
def runs_void(
    run_id: Annotated[str, typer.Argument(help="As `jobtide runs list` shows it.")],
    reason: Annotated[str, typer.Option(help="Why, in words.")],
    home: Home = None,
) -> None:
    """Leave a bad run out of every number; nothing else has to be repaired."""
    from warehouse.load import void_run

    _change_runs(home, lambda con: void_run(con, run_id, reason))
    out.print(f"{run_id} is void; `jobtide report --week ...` writes the reports it was in anew")


@runs_app.command("restore")
def runs_restore(run_id: Annotated[str, typer.Argument(help="A void run.")], home: Home = None) -> None:
    """Take a voiding back: the run counts again in every number."""
    from warehouse.load import restore_run

    _change_runs(home, lambda con: restore_run(con, run_id))
    out.print(f"{run_id} counts again")


def main() -> None:
    """Entry point of the console script."""
    app()


def _as_text(answer: duckdb.DuckDBPyRelation, form: str) -> str:
    """Raises ValueError where the answer holds what the form cannot: a list in a CSV cell, say."""
    from polars.exceptions import PolarsError

    try:
        return answer.pl().write_csv() if form == "csv" else answer.pl().write_ndjson()
    except PolarsError as error:
        raise ValueError(f"this answer cannot be written as {form}: {error}") from error


def _change_runs(home: Path | None, change: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    from flows.ingest import rebuild
    from flows.paths import Paths
    from warehouse.connect import writer
    from warehouse.ledger import sync
    from warehouse.publish import publish

    settings = settings_of(home)
    paths = Paths(settings.home)
    with _writing(settings):
        with writer(paths.history) as con:
            sync(con, paths.ledger)
            change(con)
        rebuild(paths.history)
        publish(paths.history, paths.published)


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """Ctrl-C is a line and exit 130, whatever else breaks because of it: Prefect's server hears it too."""
    try:
        yield
    except BaseException as error:
        chain: BaseException | None = error
        while chain and not isinstance(chain, KeyboardInterrupt):
            chain = chain.__cause__ or chain.__context__
        if chain is None:
            raise
        err.print("stopped; the same command goes on from here")
        raise typer.Exit(STOPPED) from None


@contextmanager
def _writing(settings: Settings) -> Iterator[None]:
    from flows.lock import one_writer
    from flows.paths import Paths

    with errors(), one_writer(Paths(settings.home).lock):
        yield


def _quiet_prefect() -> None:
    """Prefect's own server, started for this run, unless PREFECT_API_URL names one: only that one needs its log.

    Here the command says itself which sources failed and what stopped the run, once and without traces.
    """
    has_server = "PREFECT_API_URL" in os.environ
    told = {
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "INFO" if has_server else "CRITICAL",
    }
    if not has_server:
        # It stops with us: after Ctrl-C, which it hears too, five retries would be a minute of waiting for nobody.
        told["PREFECT_CLIENT_MAX_RETRIES"] = "1"
    for name, value in told.items():
        os.environ.setdefault(name, value)
