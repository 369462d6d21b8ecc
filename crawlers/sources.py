"""The source register: one line a board, as facts (``register/boards.csv``), read and checked."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from crawlers.items import Source, SourceKind

REGISTER = Path(__file__).with_name("register") / "boards.csv"
# A platform is a file of its own among the spiders.
PLATFORMS = frozenset(p.stem for p in (Path(__file__).parent / "spiders").glob("[a-z]*.py"))
_COLUMNS = {"source", "platform", "token", "employer", "kind", "domain", "sector", "country", "cadence_days", "notes"}
_NEEDED = {"platform", "token", "employer", "kind"}
_COUNTRY = re.compile(r"[A-Z]{2}")


def read_register(path: Path = REGISTER) -> list[Source]:
    """The sources of a register, in its order.

    ``source`` is platform.token unless the line names it; ``domain`` and ``notes`` are for people. A blank
    country is not known. Raises ValueError naming file, line and column of the first line that cannot be used.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        _check_header(path, set(rows.fieldnames or ()))
        sources: dict[str, Source] = {}
        for row in rows:
            where = f"{path}, line {rows.line_num}"
            source = _source(row, where)
            if source.source in sources:
                raise ValueError(f"{where}, column source: {source.source!r} is there already")
            sources[source.source] = source
    return list(sources.values())


def _check_header(path: Path, names: set[str]) -> None:
    for wrong, said in ((_NEEDED - names, "is missing"), (names - _COLUMNS, "is not one we know")):
        if wrong:
            raise ValueError(f"{path}, line 1, column {', '.join(sorted(wrong))}: {said}")


def _source(row: dict[str | None, str | None], where: str) -> Source:
    if None in row or None in row.values():
        raise ValueError(f"{where}: has not as many columns as line 1")
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    for column, problem in _problems(cells):
        raise ValueError(f"{where}, column {column}: {problem}")
    kind: dict[str, SourceKind] = {k: k for k in get_args(SourceKind)}
    return Source(
        source=cells.get("source") or f"{cells['platform']}.{cells['token']}",
        platform=cells["platform"],
        kind=kind[cells["kind"]],
        name=cells["employer"],
        country=cells.get("country") or None,
        cadence_days=int(cells.get("cadence_days") or 7),
        sector=cells.get("sector") or None,
        token=cells["token"],
    )


def _problems(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each column at fault, and why."""
    for column in sorted(_NEEDED):
        if not cells[column]:
            yield column, "is empty"
    if cells["platform"] not in PLATFORMS:
        yield "platform", f"{cells['platform']!r} is none of {', '.join(sorted(PLATFORMS))}"
    if cells["kind"] not in get_args(SourceKind):
        yield "kind", f"{cells['kind']!r} is none of {', '.join(get_args(SourceKind))}"
    if cells.get("country") and not _COUNTRY.fullmatch(cells["country"]):
        yield "country", f"{cells['country']!r} is not an ISO 3166 alpha-2 code such as GB"
    if cells.get("cadence_days") and not re.fullmatch(r"[1-9]\d{0,3}", cells["cadence_days"]):
        yield "cadence_days", f"{cells['cadence_days']!r} is not a number of days"
