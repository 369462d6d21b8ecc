from __future__ import annotations

import asyncio
import gzip
import json
import logging
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawlers.items import Source
from crawlers.warc.record import REPLAYED, SWEEP, Recorder
from crawlers.warc.redactor import Redactor
from crawlers.warc.replay import NotRecorded, Recording, sweep

URL = "https://pots.example/jobs/1"
SOURCES = [Source(f"greenhouse.{t}", "greenhouse", "employer_board", t, token=t) for t in ("pots", "tiles")]
SWEPT = {"started_at": "2026-11-16T05:00:00+00:00", "sources": [asdict(s) for s in SOURCES], "api_base": {"x": "y"}}


def recorded(path: Path, *exchanges: tuple[Request, Response], secrets: tuple[str, ...] = ()) -> Recording:
    redactor = Redactor(secrets)
    recorder = Recorder(path, {SWEEP: json.dumps(SWEPT)}, redactor)
    for request, response in exchanges:
        recorder.add(request, response)
    recorder.close()
    return Recording(path, redactor)


def answers(recording: Recording, *requests: Request) -> list[Response]:
    async def ask() -> list[Response]:
        return [await recording.answer(request) for request in requests]

    return asyncio.run(ask())


def said(url: str, *words: str) -> list[tuple[Request, Response]]:
    return [(Request(url), HtmlResponse(url, body=word.encode())) for word in words]


def test_the_answer_is_the_one_that_came_over_the_wire(tmp_path: Path) -> None:
    body = gzip.compress("<p>£13</p>".encode())
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip", "X": ["1", "ü"], "Empty": ""}
    sent = HtmlResponse(URL, 203, headers, body)
    (given,) = answers(recorded(tmp_path / "x.warc.gz", (Request(URL), sent)), Request(f"{URL}#top"))
    assert (given.status, given.url, given.headers, given.body) == (203, f"{URL}#top", sent.headers, body)
    assert given.flags == [REPLAYED]
    assert type(given) is Response, "as from the downloader: what it is, its decompressor says"


def test_an_answer_in_plain_is_of_the_kind_its_headers_say(tmp_path: Path) -> None:
    sent = Response(URL, headers={"Content-Type": "text/html; charset=iso-8859-15"}, body="13 €".encode("iso-8859-15"))
    (given,) = answers(recorded(tmp_path / "x.warc.gz", (Request(URL), sent)), Request(URL))
    assert isinstance(given, HtmlResponse)
    assert given.text == "13 €"


def test_the_nth_time_a_thing_is_asked_it_gets_the_nth_answer(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "x.warc.gz", *said(URL, "busy"), *said(f"{URL}2", "two"), *said(URL, "free"))
    given = answers(recording, Request(URL), Request(URL), Request(f"{URL}2"), Request(URL))
    assert [r.body for r in given] == [b"busy", b"free", b"two", b"free"]


def test_method_body_and_range_tell_questions_of_one_address_apart(tmp_path: Path) -> None:
    questions = [
        Request(URL),
        Request(URL, method="HEAD"),
        Request(URL, method="POST", body=b'{"offset": 0}'),
        Request(URL, method="POST", body=b'{"offset": 20}'),
        Request(URL, headers={"Range": "bytes=0-9"}),
        Request(URL, headers={"Range": "bytes=10-19"}),
    ]
    pairs = [(q, Response(URL, body=str(n).encode())) for n, q in enumerate(questions)]
    given = answers(recorded(tmp_path / "x.warc.gz", *pairs), *reversed(questions))
    assert [r.body for r in given] == [b"5", b"4", b"3", b"2", b"1", b"0"]


def test_what_was_not_recorded_fails_by_name(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "x.warc.gz", *said(URL, "one"), secrets=("invented",))
    with pytest.raises(NotRecorded, match=r"x\.warc\.gz holds no answer to POST https://pots.example/\?key=\*\*\*"):
        answers(recording, Request("https://pots.example/?key=invented", method="POST"))


def test_a_secret_is_not_needed_to_replay_what_it_asked(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    url = "https://api.example/?key="
    with_key = recorded(path, (Request(f"{url}inv%2Fented"), Response(URL, body=b"jobs")), secrets=("inv/ented",))
    assert answers(with_key, Request(f"{url}inv/ented"))[0].body == b"jobs"
    assert answers(Recording(path, Redactor(())), Request(f"{url}***"))[0].body == b"jobs"


def test_answers_come_in_the_order_of_the_recording(tmp_path: Path) -> None:
    urls = [f"https://pots.example/{n}" for n in range(20)]
    recording = recorded(tmp_path / "x.warc.gz", *(pair for url in urls for pair in said(url, url)))
    came: list[str] = []

    async def one(url: str) -> None:
        came.append((await recording.answer(Request(url))).url)

    async def ask() -> None:
        await asyncio.gather(*map(one, urls[::-1]))  # asked the other way round
        await asyncio.gather(*map(one, urls[1:2]))  # and once more

    asyncio.run(ask())
    assert came == [*urls, urls[1]]


def test_who_asks_for_less_than_was_recorded_is_answered_too(tmp_path: Path) -> None:
    urls = [f"https://pots.example/{n}" for n in range(9)]
    recording = recorded(tmp_path / "x.warc.gz", *(pair for url in urls for pair in said(url, url)))
    assert [r.url for r in answers(recording, *map(Request, urls[::-3]))] == urls[::-3]


def test_a_torn_end_is_said_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "x.warc.gz"
    recorded(path, *said(URL, "one", "two"))
    path.write_bytes(path.read_bytes()[:-20])
    with caplog.at_level(logging.WARNING):
        recording = Recording(path, Redactor(()))
    assert len(recording) == 1
    assert "bytes are no whole record" in caplog.text
    assert answers(recording, Request(URL))[0].body == b"one"


def test_a_recording_says_what_it_is_of(tmp_path: Path) -> None:
    for name in ("greenhouse.warc.gz", "job_posting.warc.gz"):
        recorded(tmp_path / name)
    found = sweep(tmp_path)
    assert found == sweep(tmp_path / "greenhouse.warc.gz")
    assert found == (datetime(2026, 11, 16, 5, tzinfo=UTC), SOURCES, {"api_base": {"x": "y"}})


def test_what_is_no_recording_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no recording"):
        sweep(tmp_path)
    other = Recorder(tmp_path / "other.warc.gz", {SWEEP: "{}"}, Redactor(()))
    other.close()
    with pytest.raises(ValueError, match=r"other\.warc\.gz: does not say which sweep it records"):
        sweep(tmp_path)
    recorded(tmp_path / "site.warc.gz")
    with pytest.raises(ValueError, match=r"other\.warc\.gz and .*site\.warc\.gz: recordings of different sweeps"):
        sweep(tmp_path)
    (tmp_path / "page.warc.gz").write_bytes(b"<html>")
    with pytest.raises(ValueError, match=r"page\.warc\.gz: not a WARC file"):
        sweep(tmp_path / "page.warc.gz")
