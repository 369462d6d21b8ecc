"""Archives that others made: files at hand and a Common Crawl, through the real crawl. Pages invented by us."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_httpserver import HTTPServer
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from werkzeug import Request, Response

from crawlers.items import CrawlRun, Source
from crawlers.parse.record import ShapeError
from crawlers.run import crawl
from crawlers.settings import CrawlOptions
from crawlers.store import read_adverts, run_folder
from crawlers.warc.archive import archive_date, archive_files, read_query
from crawlers.warc.capture import kept_out, read_page, unwanted
from crawlers.warc.index import is_nothing, read_index

MONDAY = datetime(2026, 9, 28, tzinfo=UTC)  # of 2026-W40
CRAWL = "CC-MAIN-2026-40"
HOST = "https://jobs.sedgewick.example"


def html(title: str, head: str = "") -> bytes:
    posting = {"@context": "https://schema.org", "@type": "JobPosting", "title": title, "description": "Cut reed."}
    script = f'<script type="application/ld+json">{json.dumps(posting)}</script>'
    return f"<html><head>{head}{script}</head></html>".encode()


class Archive:
    """A WARC file under construction; ``lines`` are those of its index."""

    def __init__(self, *, is_zipped: bool = True) -> None:
        self.file = io.BytesIO()
        self.lines: list[dict[str, str]] = []
        self._writer = WARCWriter(self.file, gzip=is_zipped, warc_version="1.1")
        self._writer.write_record(self._writer.create_warcinfo_record("made.warc", {"software": "test"}))

    def add(
        self,
        path: str,
        body: bytes,
        date: str = "2026-09-29T06:00:00Z",
        status: str = "200 OK",
        kind: str = "response",
        **headers: str,
    ) -> None:
        said = {"Content_Type": "text/html; charset=utf-8"} | headers
        http = StatusAndHeaders(status, [(k.replace("_", "-"), v) for k, v in said.items()], protocol="HTTP/1.1")
        start, url = self.file.tell(), HOST + path
        record = self._writer.create_warc_record(
            url, kind, io.BytesIO(body), len(body), http_headers=http, warc_headers_dict={"WARC-Date": date}
        )
        self._writer.write_record(record)
        self.lines.append({
            "urlkey": f"example,sedgewick,jobs){path}", "timestamp": "".join(c for c in date if c.isdigit()),
            "url": url, "mime": said["Content_Type"].partition(";")[0], "status": status[:3], "offset": str(start),
            "length": str(self.file.tell() - start), "filename": "crawl-data/made.warc.gz",
        })  # fmt: skip

    def save(self, path: Path) -> Path:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(self.file.getvalue())
        return path


def mixed(**options: bool) -> Archive:
    """Ten records: five pages to read, one of them captured twice."""
    archive = Archive(**options)
    archive.add("/1", html("Reed Cutter"))
    archive.add("/2", html("Thatcher"), "2026-09-29T07:00:00Z")
    archive.add("/1", html("Senior Reed Cutter"), "2026-09-30T06:00:00.123456Z")
    archive.add("/3", gzip.compress(html("Bundler")), Content_Encoding="gzip")
    archive.add("/4", html("Old"), status="404 Not Found")
    archive.add("/logo", b"GIF89a", Content_Type="image/gif")
    archive.add("/robots.txt", b"User-agent: *")
    archive.add("/5", html("Drier"), X_Robots_Tag="noindex, NOARCHIVE")
    archive.add("/6", html("Binder", '<meta name="tdm-reservation" content="1">'))
    archive.add("/about", b"<h1>About us</h1>")
    return archive


def source(name: str, token: object) -> Source:
    return Source(name, "warc", "job_board", "Sedgewick Reeds", token=str(token))


class Read(NamedTuple):
    raw: Path
    runs: dict[str, CrawlRun]
    ranges: list[str]

    def adverts(self, name: str) -> list[dict[str, Any]]:
        return list(read_adverts(run_folder(self.raw, name, self.runs[name].run_id)))


def serve_common_crawl(server: HTTPServer, archive: Archive, ranges: list[str]) -> None:
    """An index of two pages, the two captures of /1 on one each, and a file that is given by ranges."""
    lines = sorted(archive.lines, key=lambda line: (line["urlkey"], line["timestamp"]))
    revisit = lines[1] | {"mime": "warc/revisit", "timestamp": "20260930070000"}
    pages = [lines[:1], [*lines[1:2], revisit, *lines[2:]]]
    ask = {"url": "jobs.sedgewick.example/*", "output": "json"}
    index = f"/{CRAWL}-index"
    server.expect_request("/robots.txt").respond_with_data("no rules", status=404)
    server.expect_request(index, query_string=ask | {"showNumPages": "true"}).respond_with_json({"pages": 2})
    for n, page in enumerate(pages):
        text = "".join(json.dumps(line) + "\n" for line in page)
        server.expect_request(index, query_string=ask | {"page": str(n)}).respond_with_data(text)
    nothing = {"message": "No Captures found for: nobody.example/*"}
    ask = {"url": "nobody.example/*", "output": "json", "showNumPages": "true"}
    server.expect_request(index, query_string=ask).respond_with_json(nothing, status=404)
    unknown = ask | {"url": "elsewhere.example/*"}
    server.expect_request(index, query_string=unknown).respond_with_data("<h1>Not Found</h1>", status=404)

    def part(request: Request) -> Response:
        ranges.append(request.headers["Range"])
        first, last = map(int, request.headers["Range"].removeprefix("bytes=").split("-"))
        return Response(archive.file.getvalue()[first : last + 1], 206, content_type="application/octet-stream")

    server.expect_request("/crawl-data/made.warc.gz").respond_with_handler(part)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    folder = tmp_path_factory.mktemp("archives")
    archive, ranges = mixed(), list[str]()
    more = Archive()
    more.add("/2", html("Master Thatcher"), "2026-10-01T06:00:00Z")
    whole = archive.save(folder / "whole.warc.gz")
    torn = folder / "torn.warc.gz"
    torn.write_bytes(whole.read_bytes()[:-50])
    single = folder / "single.warc.gz"
    single.write_bytes(gzip.compress(mixed(is_zipped=False).file.getvalue()))
    page = folder / "page.warc.gz"
    page.write_bytes(html("No archive"))
    archive.save(folder / "two" / "a.warc.gz")
    more.save(folder / "two" / "b.warc.gz")
    (folder / "two" / "README").write_text("not one of them")
    sources = [
        source("whole", whole),
        source("plain", mixed(is_zipped=False).save(folder / "plain.warc").as_uri()),
        source("two", folder / "two"),
        source("torn", torn),
        source("single", single),
        source("page", page),
        source("crawl", f"{CRAWL} jobs.sedgewick.example/*"),
        source("nothing", f"{CRAWL} nobody.example/*"),
        source("no_such_crawl", f"{CRAWL} elsewhere.example/*"),
        source("of_another_week", "CC-MAIN-2026-39 jobs.sedgewick.example/*"),
        source("no_addresses", CRAWL),
    ]
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        serve_common_crawl(server, archive, ranges)
        options = CrawlOptions(delay=0, api_base={"warc": server.url_for("").rstrip("/")}, recalls=False)
        found = crawl(sources, folder / "raw", MONDAY, options)
    yield Read(folder / "raw", {run.source: run for run in found}, ranges)


@pytest.mark.parametrize(
    ("name", "titles", "said"),
    [
        ("whole", ["Bundler", "Senior Reed Cutter", "Thatcher"], "1 not of status 200, 1 older captures, 1 robots.txt"),
        ("plain", ["Bundler", "Senior Reed Cutter", "Thatcher"], "1 not HTML"),
        ("two", ["Bundler", "Master Thatcher", "Senior Reed Cutter"], "2 older captures"),
        ("torn", ["Bundler", "Senior Reed Cutter", "Thatcher"], "are no whole record"),
        ("crawl", ["Bundler", "Senior Reed Cutter", "Thatcher"], "1 older captures, 1 revisits, 1 robots.txt"),
        ("nothing", [], "what was captured, not what was open"),
    ],
)
def test_the_latest_capture_of_each_page_is_read(read: Read, name: str, titles: list[str], said: str) -> None:
    run = read.runs[name]
    assert sorted(a["title"] for a in read.adverts(name)) == titles, run.proof
    # What the torn end holds nobody knows: it counts as one page that could not be read.
    assert (run.outcome, run.is_truncated, run.n_listed) == ("partial", True, len(titles) + (name == "torn"))
    assert "an archive shows what was captured, not what was open" in run.proof
    assert said in run.proof


@pytest.mark.parametrize("name", ["whole", "crawl"])
def test_pages_that_may_not_be_kept_are_left_alone(read: Read, name: str) -> None:
    assert f"noarchive in the header X-Robots-Tag covers {HOST}/5" in read.runs[name].proof
    assert f"TDM reservation in the page's <meta> covers {HOST}/6" in read.runs[name].proof


@pytest.mark.parametrize("name", ["whole", "plain", "crawl"])
def test_an_advert_carries_the_moment_of_its_capture(read: Read, name: str) -> None:
    seen = {a["title"]: a["seen_at"] for a in read.adverts(name)}
    assert seen == {
        "Senior Reed Cutter": "2026-09-30T06:00:00.123456+00:00",
        "Thatcher": "2026-09-29T07:00:00+00:00",
        "Bundler": "2026-09-29T06:00:00+00:00",
    }
    (cutter,) = [a for a in read.adverts(name) if a["title"] == "Senior Reed Cutter"]
    assert cutter["source_id"] == "jobs.sedgewick.example:/1"
    assert cutter["origin"].partition(".warc")[0] in ("whole", "plain", "crawl-data/made")
    assert read.runs[name].started_at == MONDAY


def test_of_a_common_crawl_only_the_pages_are_asked_for(read: Read) -> None:
    assert len(read.ranges) == 6, "of ten captures and a revisit"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("single", "single.warc.gz: zipped in one piece and not record by record"),
        ("page", "page.warc.gz: holds no whole WARC record"),
        ("no_such_crawl", "HTTP 404: the index knows no such crawl"),
        ("of_another_week", "was captured in 2026-W39, and this run is of another week"),
        ("no_addresses", "says no addresses, such as CC-MAIN-2026-40 *.employer.example/jobs/*"),
    ],
)
def test_what_cannot_be_read_fails_with_its_reason(read: Read, name: str, said: str) -> None:
    assert read.runs[name].outcome == "failed"
    assert said in read.runs[name].proof


def test_the_moment_of_an_archive(tmp_path: Path) -> None:
    path = mixed().save(tmp_path / "a.warc")
    assert archive_date(f"{CRAWL} x.example/*") == archive_date(CRAWL) == MONDAY
    assert archive_date("CC-MAIN-2021-01") == datetime(2021, 1, 4, tzinfo=UTC)
    assert archive_date(str(path)) == datetime(2026, 9, 29, 6, tzinfo=UTC), "not that of the warcinfo record"
    earlier = Archive()
    earlier.add("/1", html("Reed Cutter"), "2026-09-28T01:02:03Z")
    earlier.save(tmp_path / "b.warc.gz")
    Archive().save(tmp_path / "empty.warc.gz")
    assert archive_date(tmp_path.as_uri()) == datetime(2026, 9, 28, 1, 2, 3, tzinfo=UTC)
    with pytest.raises(ValueError, match="holds no answer"):
        archive_date(str(tmp_path / "empty.warc.gz"))


def test_a_place_without_archives_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no WARC file"):
        archive_files(str(tmp_path))
    with pytest.raises(ValueError, match="no WARC file"):
        archive_date(str(tmp_path / "nothing.warc.gz"))


@pytest.mark.parametrize(
    ("pattern", "asked", "wanted", "unwanted_"),
    [
        ("*.a.example/jobs/*", "*.a.example", "https://x.a.example/jobs/1", "https://x.a.example/about"),
        ("*.a.example", "*.a.example", "https://a.example/about", None),
        ("a.example/jobs/*", "a.example/jobs/*", "https://a.example/jobs/1", None),
        ("https://a.example/one", "https://a.example/one", "https://a.example/one", None),
    ],
)
def test_a_path_in_a_whole_domain_is_looked_for_by_us(
    pattern: str, asked: str, wanted: str, unwanted_: str | None
) -> None:
    query = read_query(f"{CRAWL}  {pattern}")
    assert query is not None
    assert (query.crawl, query.asked, query.wants(wanted)) == (CRAWL, asked, True)
    assert unwanted_ is None or not query.wants(unwanted_)


def test_a_file_of_a_common_crawl_is_a_file() -> None:
    assert read_query("CC-MAIN-20260918000000-20260918030000-00001.warc.gz") is None
    assert read_query("/archives/CC-MAIN-2026-40") is None


def good_line() -> bytes:
    return json.dumps(mixed().lines[0]).encode()


def test_a_line_that_is_no_capture_is_named() -> None:
    good = good_line()
    with pytest.raises(ShapeError, match="page=0, line 2: capture: filename is missing"):
        read_index(good + b'\n{"url": "https://x.example/", "urlkey": "x"}\n', "page=0")
    with pytest.raises(ShapeError, match="page=0, line 1"):
        read_index(b"<html>\n", "page=0")
    with pytest.raises(ShapeError, match="line 1: invalid literal"):
        read_index(good.replace(b'"offset": "', b'"offset": "x'), "page=0")


def test_a_crawl_without_these_addresses_is_no_unknown_crawl() -> None:
    assert is_nothing(404, b'{"message": "No Captures found for: x.example"}', "index")
    assert not is_nothing(200, good_line(), "index")
    with pytest.raises(ShapeError, match="index: HTTP 404: the index knows no such crawl"):
        is_nothing(404, b"<h1>Not found</h1>", "index")


@pytest.mark.parametrize(
    ("url", "status", "kinds", "why"),
    [
        ("https://a.example/1", "200", ["text/html"], None),
        ("https://a.example/1", "200", ["unk", "application/xhtml+xml"], None),
        ("https://a.example/1", "200", ["application/pdf"], "not HTML"),
        ("https://a.example/1", "301", ["text/html"], "not of status 200"),
        ("https://a.example/robots.txt", "200", ["text/html"], "robots.txt"),
    ],
)
def test_which_captures_are_pages(url: str, status: str, kinds: list[str], why: str | None) -> None:
    assert unwanted(url, status, *kinds) == why


@pytest.mark.parametrize(
    ("headers", "head", "said"),
    [
        ({}, "", None),
        ({"TDM_Reservation": "1"}, "", "TDM reservation in the header"),
        ({"TDM_Reservation": "0"}, "", None),
        ({"X_Robots_Tag": "otherbot: noarchive"}, "", None),
        ({}, "<META content='noarchive' NAME=Robots>", "noarchive in the page's <meta>"),
        ({}, '<meta name="description" content="noarchive">', None),
    ],
)
def test_the_word_of_a_page_is_obeyed(headers: dict[str, str], head: str, said: str | None) -> None:
    archive = Archive()
    archive.add("/1", html("Reed Cutter", head), **headers)
    page = read_page(archive.file, int(archive.lines[0]["offset"]))
    assert (kept_out(page) or "").startswith(said or "")
    assert (kept_out(page) is None) == (said is None)


@pytest.mark.parametrize(
    ("kind", "encoding", "cut", "said"),
    [
        ("response", "zstd", 0, "Content-Encoding zstd is not one we read"),
        ("resource", "identity", 0, "the record is a resource"),
        ("response", "identity", 60, "cut short"),
    ],
)
def test_a_record_that_is_no_page_is_said(kind: str, encoding: str, cut: int, said: str) -> None:
    archive = Archive()
    archive.add("/1", html("Reed Cutter" * 99), kind=kind, Content_Encoding=encoding)
    data = archive.file.getvalue()[int(archive.lines[0]["offset"]) :]
    with pytest.raises(ValueError, match=said):
        read_page(io.BytesIO(data[: len(data) - cut]))
