"""Busy hosts are given the time they ask for, and no host feels that several spiders crawl it: seen at the server."""

import time
from collections.abc import Callable
from email.utils import formatdate
from itertools import pairwise
from typing import Any

import pytest
from scrapy.http import Response

from crawlers.pace import retry_after

DELAY = 0.3
PAUSE = 0.3  # the first, where a busy host names none
N_MORE = 6  # pages that a second spider asks of a host: enough to meet the first one's three whoever starts late
SLACK = 0.15  # seconds that a stamp may lie late on a machine with other work to do
MONDAY = "Mon, 16 Nov 2026 05:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "Mon, 16 Nov 2026 05:02:00 GMT", "Date": MONDAY}, 120),
        ({"Retry-After": "Monday, 16-Nov-26 05:02:00 GMT", "Date": MONDAY}, 120),
        ({"Retry-After": "Mon, 16 Nov 2026 04:00:00 GMT", "Date": MONDAY}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "9" * 10_000}, 999_999_999_999),
        ({"Retry-After": "Mon, 99 Nov 99999999 99:99:99 GMT"}, None),
    ],
)
def test_the_pause_asked_for_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(Response("http://pots.example/", headers=headers)) == seconds


def in_two_seconds(handler: Any) -> None:
    handler.send_response(503)
    handler.send_header("Retry-After", formatdate(time.time() + 2, usegmt=True))
    handler.send_header("Content-Length", "0")
    handler.end_headers()


NAMES = [
    "seconds.test",
    "date.test",
    "doubling.test",
    "never.test",
    "free.test",
    "ill.test",
    "shared.test",
    "gone.test",
]
FIRST = ["seconds.test/busy", "date.test/busy", "doubling.test/busy", "never.test/busy", "ill.test/busy"]
REST = [f"{name}/{n}" for n in range(3) for name in NAMES if name != "doubling.test"]


class Sweep:
    def __init__(self, web: Any, answers: dict[str, str]) -> None:
        self.web, self.answers = web, answers

    def said(self, what: str) -> str:
        return self.answers[self.web.at(what)]

    def held(self, name: str) -> float:
        """Seconds between the busy answer of a host and the next that it was asked, whatever that was."""
        times = [a.at for a in self.web.arrivals if a.what.startswith(name)]
        busy = next(i for i, a in enumerate(self.web.asked(name)) if a.endswith("/busy"))
        return times[busy + 1] - times[busy]


@pytest.fixture(scope="module")
def sweep(web: Any, ask: Callable[..., dict[str, str]]) -> Sweep:
    for name in NAMES:
        web.answer(f"{name}/*", "<p>Glazer</p>")
        web.answer(f"{name}/robots.txt", "")
    web.answer("shared.test/*", "<p>Glazer</p>", seconds=0.05)
    web.answer("seconds.test/busy", status=429, headers={"Retry-After": "2"}, times=1)
    later = iter([in_two_seconds])
    web.answer("date.test/busy", "<p>Glazer</p>")
    read = web.answers["date.test/busy"]
    web.answers["date.test/busy"] = lambda handler: next(later, read)(handler)
    web.answer("doubling.test/busy", status=503, headers={"Retry-After": "when we feel like it"})
    web.answer("never.test/busy", status=429, headers={"Retry-After": "7200"})
    web.answer("ill.test/busy", status=500)
    web.answer("gone.test/1", status=404, headers={"Retry-After": "7200"})
    names = dict.fromkeys(NAMES, "127.0.0.1")
    urls = [web.at(what) for what in FIRST + REST]
    more = [web.at(f"shared.test/more/{n}") for n in range(N_MORE)]
    options = {"delay": DELAY, "timeout": 5, "log_level": "ERROR"}
    settings = {"JOBTIDE_FIRST_PAUSE": PAUSE}
    return Sweep(web, ask(urls, more, options=options, settings=settings, allowed=NAMES, names=names))


@pytest.mark.parametrize(("name", "seconds"), [("seconds.test", 2.0), ("date.test", 1.0)])
def test_a_busy_host_is_left_alone_for_as_long_as_it_asks(sweep: Sweep, name: str, seconds: float) -> None:
    assert sweep.held(name) >= seconds - SLACK, "no other page of it either"
    assert sweep.said(f"{name}/busy").startswith("200 ")
    assert all(sweep.said(f"{name}/{n}").startswith("200 ") for n in range(3))


def test_other_hosts_do_not_wait_for_it(sweep: Sweep) -> None:
    busy, *_ = (a.at for a in sweep.web.arrivals if a.what == "seconds.test/busy")
    free = [a.at for a in sweep.web.arrivals if a.what.startswith("free.test/")]
    assert max(free) < busy + 2


def test_without_a_word_the_pauses_double_and_three_are_enough(sweep: Sweep) -> None:
    gaps = sweep.web.gaps("doubling.test/busy")
    assert sweep.said("doubling.test/busy") == "HttpError: 503"
    assert [gap >= PAUSE * 2**n - SLACK for n, gap in enumerate(gaps)] == [True] * 3
    assert sum(gaps) < PAUSE * 7 + 1


def test_an_ill_server_is_asked_twice_more_with_pauses(sweep: Sweep) -> None:
    gaps = sweep.web.gaps("ill.test/busy")
    assert sweep.said("ill.test/busy") == "HttpError: 500"
    assert len(gaps) == 2
    assert gaps[0] >= PAUSE - SLACK
    assert gaps[1] >= PAUSE * 2 - SLACK


def test_nobody_waits_for_hours_and_nothing_more_is_asked(sweep: Sweep) -> None:
    said = "ComeBackLater: HTTP 429: never.test asks to come back in 7200 s, longer than we wait"
    assert sweep.said("never.test/busy") == said
    others = {what: sweep.said(what) for what in REST if what.startswith("never.test")}
    assert {answer for what, answer in others.items() if what not in sweep.web.asked("never.test/")} <= {said}
    assert sweep.web.asked("never.test/").count("never.test/busy") == 1
    assert len(sweep.web.asked("never.test/")) <= 4, "robots.txt, tdmrep.json, the page, and at most one on its way"


def test_only_busy_answers_are_asked_when_to_come_back(sweep: Sweep) -> None:
    assert sweep.said("gone.test/1") == "HttpError: 404"
    assert sweep.said("gone.test/2").startswith("200 ")


def test_two_spiders_at_one_host_are_one_visitor(sweep: Sweep) -> None:
    arrivals = [a for a in sweep.web.arrivals if a.what.startswith("shared.test/")]
    assert {a.n_open for a in arrivals} == {1}
    assert min(b.at - a.at for a, b in pairwise(arrivals)) >= DELAY - SLACK
    assert len(arrivals) == 2 + 2 + 3 + N_MORE, "each reads robots.txt and tdmrep.json"


def test_two_spiders_at_one_host_take_turns(sweep: Sweep) -> None:
    pages = [what for what in sweep.web.asked("shared.test/") if what[-1].isdigit()]
    is_more = ["more" in what for what in pages]
    assert is_more not in (sorted(is_more), sorted(is_more, reverse=True))


def test_many_quick_turns_never_meet(web: Any, ask: Callable[..., dict[str, str]]) -> None:
    web.answer("quick.test/*", "<p>Glazer</p>", seconds=0.004)
    boards = [[web.at(f"quick.test/{board}/{n}") for n in range(40)] for board in range(3)]
    options = {"delay": 0.01, "timeout": 5, "log_level": "ERROR"}
    ask(*boards, options=options, settings={}, allowed=["quick.test"], names={"quick.test": "127.0.0.1"})
    assert {a.n_open for a in web.arrivals if a.what.startswith("quick.test/")} == {1}
    assert len(web.gaps("quick.test/")) == 3 * (40 + 2) - 1
