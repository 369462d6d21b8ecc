from __future__ import annotations

import base64
import gzip
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from warcio.archiveiterator import ArchiveIterator

from crawlers.warc.reader import entries, readable_end
from crawlers.warc.record import SWEEP, Recorder, read_info
from crawlers.warc.redactor import Redactor

INFO = {"software": "jobtide/0", "robots": "obey", SWEEP: '{"started_at": "2026-11-16T05:00:00+00:00"}'}
URL = "https://pots.example/jobs/1"
NOTHING_SECRET = Redactor(())


def records(path: Path) -> list[dict[str, Any]]:
    """All records as warcio reads them, digests checked."""
    with path.open("rb") as file:
        return [
            {"type": r.rec_type, "warc": r.rec_headers, "http": r.http_headers, "body": r.raw_stream.read()}
            for r in ArchiveIterator(file, check_digests="raise")
        ]


def recorded(path: Path, *exchanges: tuple[Request, Response], redactor: Redactor = NOTHING_SECRET) -> Path:
    recorder = Recorder(path, INFO, redactor)
    for request, response in exchanges:
        recorder.add(request, response)
    recorder.close()
    return path


def page(n: int) -> tuple[Request, Response]:
    url = f"https://pots.example/jobs/{n}"
    return Request(url), HtmlResponse(url, body=f"<h1>Thrower {n}</h1>".encode() * 50)


def test_an_exchange_stands_as_it_came_over_the_wire(tmp_path: Path) -> None:
    body = gzip.compress(b"<h1>Kiln hand</h1>")
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    request = Request(f"{URL}?a=1#top", headers={"User-Agent": "jobtide/0", "Accept": "*/*"})
    answer = Response(request.url, 200, headers, body, protocol="HTTP/1.1")
    info, response, question = records(recorded(tmp_path / "new" / "site.warc.gz", (request, answer)))
    assert info["warc"].protocol == "WARC/1.1"
    assert info["type"] == "warcinfo"
    assert b"software: jobtide/0\r\n" in info["body"]
    assert (response["type"], response["body"]) == ("response", body)
    assert response["http"].headers == [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    assert response["http"].statusline == "200 OK"
    assert response["warc"].get_header("WARC-Target-URI") == f"{URL}?a=1"
    assert response["warc"].get_header("WARC-Payload-Digest").startswith("sha1:")
    assert question["http"].protocol == "GET"
    assert question["http"].statusline == "/jobs/1?a=1 HTTP/1.1"
    assert ("Host", "pots.example") in question["http"].headers
    assert question["warc"].get_header("WARC-Concurrent-To") == response["warc"].get_header("WARC-Record-ID")


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    path = recorded(tmp_path / "site.warc.gz", page(1), page(2))
    data = path.read_bytes()
    found = list(entries(path))
    assert [e.kind for e in found] == ["warcinfo"] + ["response", "request"] * 2
    assert [*(e.offset for e in found[1:]), len(data)] == [e.end for e in found]
    assert all(gzip.decompress(data[e.offset : e.end]).startswith(b"WARC/1.1\r\n") for e in found)


@pytest.mark.parametrize("status", [204, 301, 404, 429, 503, 599])
def test_answers_of_any_status_are_kept(tmp_path: Path, status: int) -> None:
    answer = Response(URL, status, {"Retry-After": "7", "Location": "/x"}, b"")
    _, response, _ = records(recorded(tmp_path / "x.warc.gz", (Request(URL), answer)))
    assert response["http"].get_statuscode() == str(status)
    assert response["http"].get_header("Location") == "/x"


def test_headers_that_are_not_ascii_stay_to_the_byte(tmp_path: Path) -> None:
    values = ["/süß".encode(), "/caf\xe9".encode("latin-1")]
    path = recorded(tmp_path / "x.warc.gz", (Request(URL), Response(URL, 301, {"Location": values})))
    entry = next(e for e in entries(path) if e.kind == "response")
    assert entry.head.split(b"\r\n")[1:3] == [b"Location: " + value for value in values]


def test_no_secret_is_written_anywhere(tmp_path: Path) -> None:
    key = "invented/key+1"
    basic = base64.b64encode(f"{key}:".encode()).decode()
    request = Request(
        "https://api.example/jobs?app_key=invented%2Fkey%2B1&what=pots",
        method="POST",
        headers={"Authorization": f"Basic {basic}", "X-Api-Key": key, "Cookie": f"id={basic}"},
        body=f'{{"key": "{key}"}}',
    )
    answer = Response(request.url, 302, {"Location": f"/login?app_key={key}"})
    path = recorded(tmp_path / "api.warc.gz", (request, answer), redactor=Redactor([key, ""]))
    text = gzip.decompress(path.read_bytes()).decode()
    assert all(word not in text for word in (key, "invented", basic))
    assert text.count("WARC-Target-URI: https://api.example/jobs?app_key=***&what=pots\r\n") == 2
    assert "\r\nAuthorization: ***\r\n" in text
    assert "\r\nLocation: /login?app_key=***\r\n" in text
    assert text.endswith('{"key": "***"}\r\n\r\n')


def test_a_torn_end_is_cut_off_and_recording_goes_on(tmp_path: Path) -> None:
    path = recorded(tmp_path / "site.warc.gz", page(1), page(2))
    whole = path.read_bytes()
    *_, response, request = entries(path)
    for cut in (1, 5, 30, request.end - request.offset - 1, response.end - response.offset + 3):
        path.write_bytes(whole[: request.end - cut])
        kept = [e.kind for e in entries(path)]
        assert readable_end(path) in (response.offset, request.offset)
        recorded(path, page(3))
        assert [r["type"] for r in records(path)] == [*kept, "response", "request"]


def test_a_file_torn_in_its_first_record_is_begun_anew(tmp_path: Path) -> None:
    path = recorded(tmp_path / "site.warc.gz", page(1))
    path.write_bytes(path.read_bytes()[:60])
    assert readable_end(path) == 0
    assert [r["type"] for r in records(recorded(path, page(2)))] == ["warcinfo", "response", "request"]


def test_the_recording_of_another_sweep_is_left_alone(tmp_path: Path) -> None:
    path = recorded(tmp_path / "site.warc.gz", page(1))
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"site\.warc\.gz: is the recording of another sweep"):
        Recorder(path, INFO | {SWEEP: '{"started_at": "2026-11-23T05:00:00+00:00"}'}, NOTHING_SECRET)
    assert path.read_bytes() == before
    assert read_info(path)[SWEEP] == INFO[SWEEP]


def test_an_archive_of_another_make_is_left_alone(tmp_path: Path) -> None:
    path = recorded(tmp_path / "site.warc.gz", page(1))
    in_one_piece = gzip.compress(gzip.decompress(path.read_bytes()))
    path.write_bytes(in_one_piece)
    with pytest.raises(ValueError, match="zipped in one piece"):
        Recorder(path, INFO, NOTHING_SECRET)
    assert path.read_bytes() == in_one_piece


def test_a_full_disk_is_said_and_leaves_whole_records(tmp_path: Path) -> None:
    path = tmp_path / "site.warc.gz"
    recorder = Recorder(path, INFO, NOTHING_SECRET)
    recorder.add(*page(1))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 100, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            recorder.add(*page(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert readable_end(path) == path.stat().st_size
    recorder.add(*page(3))
    recorder.close()
    urls = [r["warc"].get_header("WARC-Target-URI") for r in records(path) if r["type"] == "response"]
    assert urls == ["https://pots.example/jobs/1", "https://pots.example/jobs/3"]


ENDLESS = """
import itertools, os, sys
from pathlib import Path
from scrapy import Request
from scrapy.http import Response
from crawlers.warc.record import SWEEP, Recorder
from crawlers.warc.redactor import Redactor

recorder = Recorder(Path(sys.argv[1]), {SWEEP: "{}"}, Redactor(()))
for n in itertools.count():
    url = f"https://pots.example/jobs/{n}"
    recorder.add(Request(url), Response(url, body=os.urandom(200_000)))
"""


def test_a_killed_recording_is_readable(tmp_path: Path) -> None:
    path = tmp_path / "site.warc.gz"
    with subprocess.Popen([sys.executable, "-c", ENDLESS, str(path)]) as child:
        deadline = time.monotonic() + 20
        while not (path.exists() and path.stat().st_size > 2_000_000):
            assert time.monotonic() < deadline, "nothing was recorded"
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    kinds = [e.kind for e in entries(path)]
    assert len(kinds) > 20
    assert path.stat().st_size - readable_end(path) < 250_000
