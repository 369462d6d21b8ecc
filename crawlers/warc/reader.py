"""Reading WARC files: where each record stands, and one record from where it stands. Memory holds one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader

_MAX_HEAD = 64 * 1024  # bytes of HTTP headers that are read
_HTTP = {"request", "response", "revisit"}


class NoRecordError(ValueError):
    """A file does not begin with a whole WARC record."""


class Entry(NamedTuple):
    """One whole record: ``kind`` is its WARC-Type; its bytes stand from ``offset`` to before ``end`` in the file.

    ``head`` is what the HTTP message begins with, up to the empty line: "HTTP/1.1 200 OK" and the headers.
    """

    offset: int
    end: int
    kind: str
    warc: Any  # warcio's StatusAndHeaders: get_header(name)
    head: bytes

    @property
    def url(self) -> str:
        return self.warc.get_header("WARC-Target-URI") or ""

    @property
    def moment(self) -> datetime:
        """WARC-Date, in UTC. Raises ValueError where it is no moment."""
        text = self.warc.get_header("WARC-Date") or ""
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(f"a WARC-Date without its time zone: {text!r}")
        return moment.astimezone(UTC)


def entries(path: Path) -> Iterator[Entry]:
    """The whole records of a .warc or .warc.gz in file order, up to the first that is cut or broken.

    How far that was says the last entry's ``end``: a file that was read whole ends there. Naming the file, raises
    NoRecordError where it begins with none, ValueError where it is zipped in one piece: no record can be read alone.
    """
    n = 0
    with path.open("rb") as file:
        archive: Any = WARCIterator(file, no_record_parse=True)  # type: ignore[no-untyped-call]
        try:
            for record in archive:
                head = _head(record) if record.rec_type in _HTTP else b""
                archive.read_to_end()
                if not _is_whole(archive, record):
                    break
                if archive.reader.decompressor and archive.next_line:
                    raise ValueError(f"{path}: zipped in one piece and not record by record: run `warcio recompress`")
                n += 1
                yield Entry(archive.get_record_offset(), archive.offset, record.rec_type, record.rec_headers, head)
        except ArchiveLoadFailed:
            pass
    if not n and path.stat().st_size:
        raise NoRecordError(f"{path}: holds no whole WARC record")


def read(file: BinaryIO, offset: int, *, is_parsed: bool = False) -> Any:  # noqa: ANN401 - warcio has no types
    """The record at ``offset``; ``is_parsed`` takes its HTTP headers off the content. ValueError where none is."""
    file.seek(offset)
    try:
        return next(WARCIterator(file, no_record_parse=not is_parsed))  # type: ignore[no-untyped-call]
    except (ArchiveLoadFailed, EOFError, StopIteration) as error:
        raise ValueError("no WARC record is there") from error


def readable_end(path: Path) -> int:
    """So many bytes of the file are whole records; 0 where not even the first is. Raises ValueError as ``entries``."""
    end = 0
    try:
        for entry in entries(path):
            end = entry.end
    except NoRecordError:
        return 0
    return end


def _head(record: Any) -> bytes:  # noqa: ANN401
    lines: list[bytes] = []
    size = 0
    while size < _MAX_HEAD and (line := record.raw_stream.readline(_MAX_HEAD)).strip():
        lines.append(line)
        size += len(line)
    return b"".join(lines)


def _is_whole(archive: Any, record: Any) -> bool:  # noqa: ANN401
    """All the bytes it says it has are there, and so is the end of its gzip member.

    warcio itself takes what there is of a cut record for the record.
    """
    zipped = archive.reader.decompressor
    return has_all(record) and (zipped is None or zipped.eof)


def has_all(record: Any) -> bool:  # noqa: ANN401
    """Whether a record that was read to its end had as many bytes as it says."""
    return isinstance(record.raw_stream, LimitReader) and record.raw_stream.limit == 0
