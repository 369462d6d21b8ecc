"""The source register: one line a board, as facts (``register/*.csv``), read, checked and added to."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

from crawlers.items import Source, SourceKind

REGISTER = Path(__file__).with_name("register")
# A platform is a file of its own among the spiders.
PLATFORMS = frozenset(p.stem for p in (Path(__file__).parent / "spiders").glob("[a-z]*.py"))
COLUMNS = ("source", "platform", "token", "employer", "kind", "domain", "sector", "country", "cadence_days", "notes")
_NEEDED = {"platform", "token", "employer", "kind"}
_COUNTRY = re.compile(r"[A-Z]{2}")

_NAME = (r"[\w-]+", "a name of letters, digits, - and _")
_WORDS = (r"[\w.&'-]+(?: [\w.&'-]+)*", "a name, without an address")
_HOST = (r"[\w-]+(?:\.[\w-]+)*(?::\d+)?", "a name or a host")
_ADDRESS = (r"(?i)https?://[^\s/?#]+(?:[/?#]\S*)?", "an http(s) address")
_QUERY = (r"[\w-]+=[^&]*(?:&[\w-]+=[^&]*)*", "a search such as keywords=data")
# What a token of a platform looks like, and in words; warc says its own.
_TOKENS = {
    "adzuna": _QUERY,
    "ashby": _WORDS,
    "bamboohr": _NAME,
    "feed": _ADDRESS,
    "greenhouse": _NAME,
    "hacker_news": _NAME,
    "job_posting": _ADDRESS,
    "lever": (r"(?:eu:)?[\w.&-]+", "a name, or eu:name"),
    "nhs_jobs": _QUERY,
    "personio": _HOST,
    "recruitee": _NAME,
    "reed": _QUERY,
    "smartrecruiters": _NAME,
    "teamtailor": _HOST,
    "workable": _NAME,
    "workday": (r"[\w-]+/[\w-]+/[\w.-]+(?:\?\S+)?", "of the form tenant/wdN/site"),
}


def read_register(path: Path = REGISTER) -> list[Source]:
    """The sources of a register, a CSV file or a folder of them: by file name, then by line.

    ``source`` is platform.token unless the line names it; ``domain`` and ``notes`` are for people. A blank
    country is not known. Raises ValueError naming file, line and column of the first line that cannot be used.
    """
    if not (sources := _read([path])):
        raise ValueError(f"{path}: holds no source")
    return sources


def is_token(platform: str, token: str) -> bool:
    """Whether a token has the form that its platform's tokens have."""
    return platform not in _TOKENS or re.fullmatch(_TOKENS[platform][0], token) is not None


def source_of(
    platform: str,
    token: str,
    employer: str,
    kind: str = "employer_board",
    *,
    source: str = "",
    sector: str = "",
    country: str = "",
    cadence_days: str = "",
) -> Source:
    """The source that a line of these cells is. Raises ValueError naming the column that cannot be used."""
    return _source({
        "source": source, "platform": platform, "token": token, "employer": employer, "kind": kind,
        "sector": sector, "country": country, "cadence_days": cadence_days,
    })  # fmt: skip


def new_source(path: Path, row: Mapping[str, str], registers: Iterable[Path] = ()) -> Source:
    """The source of a line that may be added to a register file, ``row`` being its cells by column.

    Raises ValueError where the line cannot be used, or where the file or one of ``registers`` has its source or its
    token already.
    """
    if unknown := sorted(row.keys() - set(COLUMNS)):
        raise ValueError(f"column {', '.join(unknown)}: is not one we know")
    source = _source(row)
    _read([*registers, *([path] if path.exists() else [])], source)
    return source


def add_source(path: Path, row: Mapping[str, str], registers: Iterable[Path] = ()) -> Source:
    """Append one line to a register file of one's own, whole or not at all; the file is made if need be.

    Raises ValueError as ``new_source``, and where the file lacks a column that the line has.
    """
    source = new_source(path, row, registers)
    text = path.read_bytes().decode("utf-8") if path.exists() else ",".join(COLUMNS) + "\n"
    header = next(csv.reader([text.removeprefix("\ufeff").splitlines()[0]]))
    if lacking := [name for name, cell in row.items() if cell and name not in header]:
        raise ValueError(f"{path}, line 1, column {', '.join(lacking)}: is missing")
    line = io.StringIO()
    end = "\r\n" if "\r\n" in text else "\n"
    csv.writer(line, lineterminator=end).writerow([row.get(name, "").strip() for name in header])
    _replace(path.resolve(), text + ("" if text.endswith("\n") else end) + line.getvalue())
    return source


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f"{path.name}.{os.getpid()}.part")
    written.write_bytes(text.encode("utf-8"))
    if path.exists():
        shutil.copymode(path, written)
    written.replace(path)


def _read(paths: Iterable[Path], new: Source | None = None) -> list[Source]:
    """The sources of these files and folders, none there twice, nor there and ``new``."""
    files = {file.resolve(): file for path in paths for file in _files(path)}
    lines = [(where, source) for file in files.values() for where, source in _lines(file)]
    seen: dict[tuple[str, ...], str] = {}
    for where, source in lines if new is None else [*lines, ("the new line", new)]:
        token = source.token or ""
        folded = token if "://" in token else token.casefold()
        keys = (("source", source.source, (source.source,)), ("token", token, (source.platform, folded)))
        for column, value, key in keys:
            if key in seen:
                raise ValueError(f"{where}, column {column}: {value!r} is there already, at {seen[key]}")
        seen |= {key: where for _, _, key in keys}
    return [source for _, source in lines]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.csv"), key=lambda p: p.name)
    if not files:
        raise ValueError(f"{path}: holds no register, a .csv file with one board a line")
    return files


def _lines(path: Path) -> Iterator[tuple[str, Source]]:
    """Each source with the file and line it stands in."""
    where = f"{path}, line 1"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            _check_header(where, set(rows.fieldnames or ()))
            for row in rows:
                where = f"{path}, line {rows.line_num}"
                if None in row or None in row.values():
                    raise ValueError(f"{where}: has not as many columns as line 1")
                yield where, _source(row, f"{where}, ")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: is not UTF-8 text") from error
    except csv.Error as error:
        raise ValueError(f"{where} or the next: {error}") from error


def _check_header(where: str, names: set[str]) -> None:
    for wrong, said in ((_NEEDED - names, "is missing"), (names - set(COLUMNS), "is not one we know")):
        if wrong:
            raise ValueError(f"{where}, column {', '.join(sorted(wrong))}: {said}")


def _source(row: Mapping[str, str], where: str = "") -> Source:
    cells = dict.fromkeys(COLUMNS, "") | {name: cell.strip() for name, cell in row.items()}
    for column, problem in _problems(cells):
        raise ValueError(f"{where}column {column}: {problem}")
    kind: dict[str, SourceKind] = {k: k for k in get_args(SourceKind)}
    return Source(
        source=cells["source"] or f"{cells['platform']}.{cells['token']}",
        platform=cells["platform"],
        kind=kind[cells["kind"]],
        name=cells["employer"],
        country=cells["country"] or None,
        cadence_days=int(cells["cadence_days"] or 7),
        sector=cells["sector"] or None,
        token=cells["token"],
    )


def _problems(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each column at fault, and why."""
    for column, cell in cells.items():
        if column in _NEEDED and not cell:
            yield column, "is empty"
        if len(cell.splitlines()) > 1:
            yield column, f"{cell!r} is more than one line"
    platform, token = cells["platform"], cells["token"]
    if platform not in PLATFORMS:
        yield "platform", f"{platform!r} is none of {', '.join(sorted(PLATFORMS))}"
    if not is_token(platform, token):
        yield "token", f"{token!r} is not {_TOKENS[platform][1]}"
    if cells["kind"] not in get_args(SourceKind):
        yield "kind", f"{cells['kind']!r} is none of {', '.join(get_args(SourceKind))}"
    if cells["country"] and not _COUNTRY.fullmatch(cells["country"]):
        yield "country", f"{cells['country']!r} is not an ISO 3166 alpha-2 code such as GB"
    if cells["cadence_days"] and not re.fullmatch(r"[1-9][0-9]{0,3}", cells["cadence_days"]):
        yield "cadence_days", f"{cells['cadence_days']!r} is not a number of days"
