"""Whole crawls over loopback by the real spiders in their own process, beside others on the same bytes."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.bench.conftest import Record
from tests.bench.versus import Comparison, Cost, compare, in_turn, timed

N_PAGES, N_FEW = 1503, 3  # not round: a listing that stops at a round number is not believed
N_BOARDS = 60
N_MANY = 50_003
HERE = Path(__file__).parents[2]

Side = Callable[[str, int], Cost]


@contextmanager
def site(n_pages: int) -> Iterator[str]:
    """The address of a site of so many pages, served by a process of its own."""
    command = [sys.executable, "-m", "tests.bench.site_server", str(n_pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE) as server:
        assert server.stdin
        assert server.stdout
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/"
        server.stdin.close()


@pytest.fixture(scope="module")
def many() -> Iterator[str]:
    with site(N_PAGES) as root:
        yield root


@pytest.fixture(scope="module")
def few() -> Iterator[str]:
    with site(N_FEW) as root:
        yield root


def crawl_once(root: str, platform: str, n: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.crawl_once", root, platform, str(n)]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=HERE).stdout)
    assert told["outcomes"].keys() == {"complete"}, told["proof"]
    return told


def ours(root: str, n: int) -> Cost:
    told = crawl_once(root, "job_posting", 1)
    assert told["fetched"] == n
    return Cost(told["cpu"], n)


def ours_without_charset(root: str, n: int) -> Cost:
    return ours(f"{root}plain/", n)


def plain_scrapy(root: str, n: int) -> Cost:
    file = Path(os.devnull)
    return _child([sys.executable, "-m", "tests.bench.plain_project", root, str(file)], n)


def bare_aiohttp(root: str, n: int) -> Cost:
    return _child([sys.executable, "-m", "tests.bench.bare_client", root, str(n)], n)


def _child(command: list[str], n: int) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, cwd=HERE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, n)


def without_start(side: Side, many: str, few: str) -> Callable[[], Cost]:
    """What further pages cost: a crawl of many less a crawl of few."""

    def cost() -> Cost:
        whole, start = side(many, N_PAGES), side(few, N_FEW)
        return Cost(whole.seconds - start.seconds, N_PAGES - N_FEW)

    return cost


@pytest.mark.bench
def test_html_pages_beside_a_plain_project_and_a_bare_client(many: str, few: str, record: Record) -> None:
    sides = (ours, plain_scrapy, bare_aiohttp, ours_without_charset)
    own, plain, bare, uncharted = in_turn(*(without_start(side, many, few) for side in sides))
    rows = [
        compare("crawl of a site, pages of 44 kB", "pages", own, "a plain Scrapy project", plain),
        compare("the same", "pages", own, "aiohttp alone, pages thrown away", bare),
        compare("the same, no charset in the header", "pages", uncharted, "ours with one", own),
    ]
    for row in rows:
        record(row)
    assert [row.ratio > least for row, least in zip(rows, (1, 0.05, 0.6), strict=True)] == [True] * 3


@pytest.mark.bench
def test_json_boards_beside_html_pages_and_urllib(many: str, few: str, record: Record) -> None:
    n, n_least = sum(197 + k for k in range(N_BOARDS)), 197

    def boards() -> Cost:
        whole, start = crawl_once(many, "greenhouse", N_BOARDS), crawl_once(many, "greenhouse", 1)
        assert (whole["fetched"], start["fetched"]) == (n, n_least)
        return Cost(whole["cpu"] - start["cpu"], n - n_least)

    def urllib() -> Cost:
        return timed(lambda: _read_boards(many), n, time.thread_time)

    crawls = [without_start(side, many, few) for side in (ours, plain_scrapy)]
    own, pages, plain, bare = in_turn(boards, *crawls, urllib)
    row = compare("JSON boards of 200 adverts", "adverts", own, "our own crawl of HTML pages", pages)
    record(row)
    record(compare("the same", "adverts", own, "HTML pages of a plain Scrapy project", plain))
    record(compare("the same", "adverts", own, "urllib and json, nothing kept", bare))
    assert row.ratio > 5


def _read_boards(root: str) -> None:
    for k in range(N_BOARDS):
        asked = Request(f"{root}v1/boards/{197 + k}/jobs?content=true", headers={"Accept-Encoding": "gzip"})
        with urlopen(asked) as answer:
            assert json.loads(gzip.decompress(answer.read()))["jobs"]


@pytest.mark.bench
def test_memory_stays_flat_over_fifty_thousand_pages(few: str, record: Record) -> None:
    start = crawl_once(few, "job_posting", 1)["memory_mb"]
    with site(N_MANY) as root:
        told = crawl_once(f"{root}small/", "job_posting", 1)
    assert told["fetched"] == N_MANY
    ratio = start / told["memory_mb"]
    peer = f"the same crawl of {N_FEW} pages"
    name = f"greatest memory over {N_MANY:,} pages (1,000/MB)"
    record(Comparison(name, "pages", peer, 1e3 / told["memory_mb"], 1e3 / start, ratio, ratio, ratio, 1))
    assert told["memory_mb"] < 200
