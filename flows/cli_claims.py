"""``jobtide claims``: what is claimed of the market, and what the adverts say to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.arguments import Home, settings_of, week_of
from flows.terminal import errors, out

if TYPE_CHECKING:
    import polars as pl

    from warehouse.claim.register import Claim, Part

claims_app = typer.Typer(
    no_args_is_help=True, help="Claims about the market: list them, show one, check them against the adverts."
)
File = Annotated[
    Path | None,
    typer.Option("--file", exists=True, help="A claim file or folder of your own, instead of the register."),
]
WORDS = {"supported": "supported", "contradicted": "contradicted", "cannot_tell": "cannot tell",
         "out_of_scope": "out of scope"}  # fmt: skip
_COLOURS = {"supported": "green", "contradicted": "red", "cannot_tell": "yellow", "out_of_scope": "blue"}


@claims_app.command("list")
def claims_list(file: File = None) -> None:
    """Every claim of the register, one a line: id, what it is measured by, the claim."""
    with errors():
        claims = _claims(file)
    for claim in claims:
        measures = ", ".join(dict.fromkeys(str(part.measure) for part in claim.parts if not part.aside))
        out.print(f"{claim.id}  {measures}: {claim.claim}", highlight=False, soft_wrap=True, markup=False)
    sources = len({claim.source for claim in claims})
    out.print(f"{len(claims)} claims of {sources} documents", highlight=False)


@claims_app.command("show")
def claims_show(
    claim_id: Annotated[str, typer.Argument(help="As `jobtide claims list` shows it.")],
    home: Home = None,
    file: File = None,
) -> None:
    """One claim: what it says, how it is measured, and its newest verdict with the queries behind it."""
    from flows.paths import Paths

    with errors():
        claims = {claim.id: claim for claim in _claims(file)}
        if claim_id not in claims:
            raise ValueError(f"no claim {claim_id!r}; `jobtide claims list` shows them")
        verdicts = _newest(Paths(settings_of(home).home).published, claim_id)
    claim = claims[claim_id]
    _print(f"{claim.id}: {claim.claim}", f"source: {claim.source}")
    for name in ("note", "outside"):
        if said := getattr(claim, name):
            _print(f"{name}: {said}")
    if claim.conflicts_with:
        _print(f"conflicts with: {', '.join(claim.conflicts_with)}")
    for n, part in enumerate(claim.parts, start=1):
        _print(f"part {n}{' (an aside)' if part.aside else ''}: {_part(part)}")
    for row in verdicts:
        what = "verdict" if row["part"] == 0 else f"part {row['part']}"
        _print(f"{row['week']} {what}: {WORDS[row['verdict']]}: {row['reason']}")
        if row["part"] and row["sql"]:
            _print(row["sql"])


@claims_app.command("check")
def claims_check(
    week: Annotated[
        str | None, typer.Option("--week", help="ISO week such as 2026-W47 [default: the newest in the warehouse].")
    ] = None,
    file: File = None,
    home: Home = None,
) -> None:
    """Check the claims against a week and keep the verdicts. With --file: those claims only, and nothing is kept.

    Supported: the whole 90 % interval satisfies the claim. Contradicted: none of it does. Example: jobtide claims
    check --file mine.yml --home demo
    """
    from flows.claims import check_published, claims_in, claims_of, keep_verdicts
    from flows.lock import one_writer
    from flows.paths import Paths
    from warehouse.publish import publish

    settings = settings_of(home)
    paths = Paths(settings.home)
    with errors():
        chosen = week_of(week or _newest_week(paths.published))
        if file:
            verdicts = check_published(paths.published, claims_in(file), chosen)
        else:
            claims = claims_of(settings)
            with one_writer(paths.lock):
                verdicts = keep_verdicts(paths.history, claims, chosen).verdicts
                publish(paths.history, paths.published)
    say_verdicts(verdicts)


def say_verdicts(verdicts: pl.DataFrame) -> None:
    """A line a claim, and how many of each verdict there are."""
    whole = verdicts.filter(verdicts["part"] == 0)
    for row in whole.iter_rows(named=True):
        colour, word = _COLOURS[row["verdict"]], WORDS[row["verdict"]]
        out.print(f"[{colour}]{word}[/{colour}]", end="  ")
        _print(f"{row['claim_id']}: {row['claim']} ({row['reason']})")
    out.print(_counted(whole), highlight=False)


def say_claims(verdicts: pl.DataFrame, changed: pl.DataFrame) -> None:
    """How many of each verdict the week has, and those that are others than when last checked."""
    out.print(_counted(verdicts.filter(verdicts["part"] == 0)), highlight=False)
    for row in changed.iter_rows(named=True):
        now, before = WORDS[row["verdict"]], WORDS[row["verdict_before"]]
        _print(f"  {row['claim_id']} is {now}, was {before} in {row['week_before']}: {row['claim']}")


def _counted(whole: pl.DataFrame) -> str:
    found = dict(whole["verdict"].value_counts().iter_rows())
    counts = ", ".join(f"{found.get(verdict, 0)} {word}" for verdict, word in WORDS.items())
    return f"{whole.height} claims in {whole['week'].item(0)}: {counts}"


def _claims(file: Path | None) -> list[Claim]:
    from flows.claims import claims_in, claims_of

    return claims_in(file) if file else claims_of(settings_of(None))


def _part(part: Part) -> str:
    from warehouse.claim.estimate import bound_in_words

    having = f", having {part.having}" if part.having else ""
    says = f"{part.says}: " if part.says else ""
    return f"{says}{part.measure} of {part.population}{having}: {bound_in_words(part) or part.proxy or 'as it stands'}"


def _newest(published: Path, claim_id: str) -> list[dict[str, Any]]:
    from warehouse.connect import reader

    if not published.exists():
        return []
    sql = """
        SELECT week, part, verdict, reason, sql FROM claim_verdict WHERE claim_id = $1
            AND week = (SELECT max(week) FROM claim_verdict WHERE claim_id = $1) ORDER BY part
    """
    with reader(published) as con:
        return con.execute(sql, [claim_id]).pl().to_dicts()


def _newest_week(published: Path) -> str | None:
    from warehouse.connect import reader

    with reader(published) as con:
        newest = con.execute("SELECT max(week) FROM trend.source_week").fetchone()
    if newest is None or newest[0] is None:
        raise ValueError(f"{published}: the warehouse holds no week")
    return str(newest[0])


def _print(*lines: str) -> None:
    for line in lines:
        out.print(line, highlight=False, soft_wrap=True, markup=False)
