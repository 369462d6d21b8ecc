"""One row of an archive as a RawAdvert, by the rules of its mapping: nothing parsed, nothing lost.

A row without a usable id is kept with its ``fault``. A single field that cannot be read is None, and its reason
stands in the payload under ``field_faults``. The payload holds every cell that no field took as it was written,
beside the columns that the mapping does not name; of a faulty row, every cell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

from crawlers.archive.cells import amount, first_line, identifier, parse_moment, plain, quoted, text
from crawlers.archive.mapping import FieldRule, Mapping, SeenAt
from crawlers.archive.tables import Row
from crawlers.items import PayBasis, RawAdvert
from crawlers.store import run_folder

FIELD_FAULTS = "field_faults"
# Most file systems end a name at 255 bytes, and a run is written beside its place with a longer one.
_LONGEST_FOLDER = 200


class _Read(NamedTuple):
    """Fields of one row, the columns that a field took as written, and what could not be read, by field."""

    fields: dict[str, Any]
    taken: set[str]
    faults: dict[str, str]


def read_advert(
    row: Row,
    mapping: Mapping,
    *,
    file: str,
    source: str,
    run: str,
    record: int,
    seen_at: datetime,
    fault: str | None = None,
) -> RawAdvert:
    """The advert of a row; ``fault`` says what is wrong with the row as a whole, where that is known already."""
    read = _fields(row, mapping)
    wrong = fault or (None if read.fields["source_id"] else _no_id(row, mapping))
    taken = set() if wrong else read.taken | _of_the_run(mapping) | mapping.ignore
    payload = {c: plain(cell) for c, cell in row.cells.items() if c not in taken and text(cell) is not None}
    if read.faults:
        payload[FIELD_FAULTS] = read.faults
    return RawAdvert(
        source=source,
        run_id=run,
        record=record,
        seen_at=seen_at,
        origin=f"{file}:{row.where}",
        fault=wrong,
        payload=payload,
        **read.fields,
    )


def read_source(row: Row, mapping: Mapping) -> str:
    """The name by which the mapping's source rule knows the row's source.

    Raises ValueError naming row and column where there is none, or one that cannot name a folder.
    """
    rule = mapping.source
    name = rule.name or (text(row.cells.get(rule.column or "")) or "").strip()
    if not name:
        raise ValueError(f"{row.where}, {rule.column}: empty: the row names no source")
    folder = run_folder(Path(), rule.prefix + name, "").name
    if not folder.strip(".") or len(folder) > _LONGEST_FOLDER:
        raise ValueError(f"{row.where}, {rule.column}: no name for a source: {quoted(name)}")
    return name


def read_seen_at(row: Row, rule: SeenAt, now: datetime) -> datetime:
    """When the row was seen (UTC). Raises ValueError naming row and column where that is unreadable or not yet."""
    try:
        moment = _seen_at(row, rule)
        if moment > now:
            raise ValueError(f"in the future: {moment:%Y-%m-%d}")
    except ValueError as error:
        raise ValueError(f"{row.where}, {rule.column or 'seen_at.at'}: {error}") from error
    return moment


def is_kept(row: Row, mapping: Mapping) -> bool:
    """Whether the mapping's ``where`` lets the row in; a row that cannot be read is never filtered away."""
    where = mapping.where
    return where is None or row.fault is not None or (text(row.cells.get(where.column)) or "").strip() in where.among


def _seen_at(row: Row, rule: SeenAt) -> datetime:
    if rule.at:
        return rule.at
    cell = row.cells.get(rule.column or "")
    if rule.values is None:
        return parse_moment(cell, rule.format)
    label = (text(cell) or "").strip()
    if label not in rule.values:
        raise ValueError(f"no moment in the mapping's seen_at.values for {quoted(label)}" if label else "empty")
    return rule.values[label]


def _fields(row: Row, mapping: Mapping) -> _Read:
    read = _Read({}, set(), {})
    for name, rule in mapping.fields.items():
        try:
            read.fields[name] = _field(name, rule, row, read.taken)
        except ValueError as error:
            read.fields[name], read.faults[name] = None, f"{row.where}: {error}"
    return read


def _field(name: str, rule: FieldRule, row: Row, taken: set[str]) -> str | float | None:
    read = _READERS.get(name, text)
    if rule.value is not None:
        return read(rule.value)
    for column in rule.column:
        value = read(_reworded(rule, row.cells.get(column)))
        if value is not None:
            if rule.values is None and rule.take is None:
                taken.add(column)
            return value
    return None


def _reworded(rule: FieldRule, cell: object) -> object:
    if rule.values is not None:
        cell = rule.values.get((text(cell) or "").strip())
    return first_line(text(cell) or "") if rule.take == "first_line" else cell


def _pay_basis(cell: object) -> str | None:
    found = text(cell)
    if found is not None and found not in get_args(PayBasis):
        raise ValueError(f"neither of {', '.join(get_args(PayBasis))}: {quoted(found)}")
    return found


_READERS: dict[str, Callable[[object], str | float | None]] = {
    "source_id": identifier,
    "requisition_id": identifier,
    "pay_min": amount,
    "pay_max": amount,
    "pay_basis": _pay_basis,
}


def _no_id(row: Row, mapping: Mapping) -> str:
    columns = mapping.fields["source_id"].column
    return f"{row.where}, {' or '.join(columns)}: empty: the row has no id of an advert"


def _of_the_run(mapping: Mapping) -> set[str]:
    """Columns that source and moment were read from; a label that stands for a moment stays in the payload."""
    seen = mapping.seen_at
    return {c for c in (mapping.source.column, None if seen.values else seen.column) if c is not None}
