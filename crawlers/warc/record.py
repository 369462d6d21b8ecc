"""Recording: every exchange of a crawl, as it came over the wire, in one WARC file a platform.

Settings: JOBTIDE_WARC is the folder; JOBTIDE_SWEEP says, ready for JSON, what the crawl is of (see ``replay.sweep``);
JOBTIDE_SECRETS lists the words that must not be written. What cannot be known here are the secrets that a site
repeats in the body of its answer: bodies are kept as they came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.warc.reader import read, readable_end
from crawlers.warc.redactor import Redactor

REPLAYED = "replayed"  # the flag of an answer that never came over the wire
SWEEP = "jobtide-sweep"
_HOP = {"transfer-encoding"}  # the body is written without its chunks


class RecordMiddleware:
    """Writes down what it sees; to stand nearest to the downloader, where bodies are still compressed."""

    def __init__(self, crawler: Crawler) -> None:
        """Raises ValueError where the file there records another sweep."""
        folder = crawler.settings.get("JOBTIDE_WARC")
        if not folder:
            raise NotConfigured
        platform = crawler.spider.name if crawler.spider else "crawl"
        redactor = Redactor(crawler.settings.getlist("JOBTIDE_SECRETS"))
        self._recorder = Recorder(warc_file(Path(folder), platform), _info(crawler, redactor), redactor)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.close, signals.spider_closed)
        return middleware

    def process_response(self, request: Request, response: Response) -> Response:
        if REPLAYED not in response.flags:
            self._recorder.add(request, response)
        return response

    def close(self) -> None:
        self._recorder.close()


def warc_file(folder: Path, platform: str) -> Path:
    """Several crawlers run in one process: each platform has a file of its own."""
    return folder / f"{platform}.warc.gz"


def wire_url(url: str, redactor: Redactor) -> str:
    """The address as it is asked for and may be written down."""
    return redactor.text(url.partition("#")[0])


def _info(crawler: Crawler, redactor: Redactor) -> dict[str, str]:
    """The fields of the warcinfo record: https://iipc.github.io/warc-specifications/ names the first five."""
    settings = crawler.settings
    return {
        "software": f"jobtide/{version('jobtide')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "http-header-user-agent": settings["USER_AGENT"],
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        SWEEP: redactor.text(json.dumps(settings.getdict("JOBTIDE_SWEEP"), sort_keys=True)),
    }


class Recorder:
    """Appends exchanges to one file, each with one write, so that a kill leaves whole records and at most one torn."""

    def __init__(self, path: Path, info: dict[str, str], redactor: Redactor) -> None:
        """Goes on with a file of the same sweep, cut back to its last whole record; any other raises ValueError."""
        self._redactor = redactor
        path.parent.mkdir(parents=True, exist_ok=True)
        self._end = readable_end(path) if path.exists() else 0
        if self._end and read_info(path).get(SWEEP) != info[SWEEP]:
            raise ValueError(f"{path}: is the recording of another sweep; record into another folder")
        self._file = path.open("r+b" if path.exists() else "xb", buffering=0)
        self._file.truncate(self._end)
        self._file.seek(self._end)
        if not self._end:
            self._write_info(path.name, info)

    def add(self, request: Request, response: Response) -> None:
        """An exchange that ended just now. Raises OSError where the disk will not take it; the file stays whole."""
        buffer, writer = _writer()
        url, now = wire_url(request.url, self._redactor), _utc_now()
        answer = self._record(writer, "response", url, now, self._response_head(response), response.body)
        question_body = self._redactor.data(request.body)
        question = self._record(writer, "request", url, now, self._request_head(request, url), question_body)
        writer.write_request_response_pair(question, answer)
        self._append(buffer.getvalue())

    def close(self) -> None:
        self._file.close()

    def _write_info(self, name: str, info: dict[str, str]) -> None:
        buffer, writer = _writer()
        writer.write_record(writer.create_warcinfo_record(name, info))
        self._append(buffer.getvalue())

    def _append(self, data: bytes) -> None:
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            raise
        self._end = self._file.tell()

    @staticmethod
    def _record(writer: Any, kind: str, url: str, now: str, head: StatusAndHeaders, body: bytes) -> Any:  # noqa: ANN401
        return writer.create_warc_record(
            url, kind, payload=BytesIO(body), length=len(body), http_headers=head, warc_headers_dict={"WARC-Date": now}
        )

    def _request_head(self, request: Request, url: str) -> StatusAndHeaders:
        address = urlsplit(url)
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        headers = [("Host", address.netloc), *self._headers(request.headers)]
        return _head(f"{path} HTTP/1.1", headers, request.method)

    def _response_head(self, response: Response) -> StatusAndHeaders:
        status = response.status
        phrase = HTTPStatus(status).phrase if status in _STATUSES else ""
        return _head(f"{status} {phrase}", self._headers(response.headers), response.protocol or "HTTP/1.1")

    def _headers(self, headers: Headers) -> Iterable[tuple[str, str]]:
        pairs = ((k.decode("latin-1"), v.decode("latin-1")) for k, values in headers.items() for v in values)
        return [(k, self._redactor.header(k, v)) for k, v in pairs if k.lower() not in _HOP]


class _Head(StatusAndHeaders):
    """HTTP headers to the byte; warcio's own escapes what is not ASCII."""

    def to_ascii_bytes(self, header_filter: object = None) -> bytes:
        text: str = self.to_str(header_filter)  # type: ignore[no-untyped-call]
        return text.encode("latin-1") + b"\r\n"


def _head(line: str, headers: Iterable[tuple[str, str]], protocol: str) -> StatusAndHeaders:
    return _Head(line, headers, protocol=protocol)  # type: ignore[no-untyped-call]


_STATUSES = frozenset(HTTPStatus)


def _writer() -> tuple[BytesIO, Any]:
    buffer = BytesIO()
    return buffer, WARCWriter(buffer, gzip=True, warc_version="1.1")  # type: ignore[no-untyped-call]


def _utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_info(path: Path) -> dict[str, str]:
    """The fields of the warcinfo record a file begins with; none where it begins with another.

    Raises ValueError naming the file where it begins with no record at all.
    """
    with path.open("rb") as file:
        try:
            record = read(file, 0)
        except ValueError as error:
            raise ValueError(f"{path}: not a WARC file: {error}") from error
        text = record.raw_stream.read().decode() if record.rec_type == "warcinfo" else ""
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
