"""Manners as the server sees them: one sweep over many hosts, whose arrivals are stamped."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from scrapy.robotstxt import ProtegoRobotParser

from crawlers.politeness import asked_delay

DELAY = 0.4
SLACK = 0.15  # seconds that a stamp may lie late on a machine with other work to do
ROBOTS = {
    "plain": "User-agent: *\nDisallow:\n",
    "slower": "User-agent: jobtide\nCrawl-delay: 0.8\n\nUser-agent: *\nCrawl-delay: 9\n",
    "faster": "User-agent: *\nCrawl-delay: 0.01\n",
    "rate": "User-agent: *\nRequest-rate: 3/2s\n",
    "parted": "User-agent: *\nDisallow: /private/\nAllow: /private/jobs\n",
    "stranger": "User-agent: jobtide\nDisallow: /\n\nUser-agent: *\nDisallow:\n",
    "patient": "User-agent: *\nCrawl-delay: 86400\n",
}
HOSTS = [*ROBOTS, "down", "busy", "missing", "deaf", "elsewhere"]


class Sweep:
    def __init__(self, web: Any, answers: dict[str, str]) -> None:
        self.web, self.answers = web, answers

    def said(self, what: str) -> str:
        return self.answers[self.web.at(what)]


def deaf(handler: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def sweep(web: Any, ask: Callable[..., dict[str, str]]) -> Sweep:
    for name, robots in ROBOTS.items():
        web.answer(f"{name}.test/robots.txt", robots)
    web.answer("down.test/robots.txt", status=503)
    web.answer("busy.test/robots.txt", status=429)
    web.answer("elsewhere.test/robots.txt", status=301, headers={"Location": web.at("stranger.test/robots.txt")})
    web.answers["deaf.test/robots.txt"] = deaf
    for name in HOSTS:
        web.answer(f"{name}.test/jobs/*", "<p>Glazer</p>", seconds=0.05)
    names = {f"{name}.test": "127.0.0.1" for name in HOSTS}
    pages = [f"{name}.test/jobs/{n}" for n in range(4) for name in ("plain", "slower", "faster", "rate")]
    pages += [f"{name}.test/jobs/1" for name in HOSTS[4:]] + ["parted.test/private/1", "parted.test/private/jobs"]
    options = {"delay": DELAY, "contact": "https://kelp.example/about", "timeout": 5, "log_level": "ERROR"}
    settings = {"JOBTIDE_FIRST_PAUSE": 0.05}
    urls = [web.at(page) for page in pages]
    answers = ask(urls, options=options, settings=settings, allowed=list(names), names=names)
    return Sweep(web, answers)


@pytest.mark.parametrize(("name", "seconds"), [("plain", DELAY), ("slower", 0.8), ("faster", DELAY), ("rate", 2 / 3)])
def test_the_gaps_at_the_server_are_no_shorter_than_what_was_asked(sweep: Sweep, name: str, seconds: float) -> None:
    gaps = sweep.web.gaps(f"{name}.test/jobs/")
    assert len(gaps) == 3
    assert min(gaps) >= seconds - SLACK, "nor does AutoThrottle, seeing quick answers, make them so"
    assert max(gaps) < seconds + 2


def test_a_host_never_sees_two_requests_at_once(sweep: Sweep) -> None:
    assert {a.n_open for a in sweep.web.arrivals} == {1}


def test_robots_txt_is_asked_first_and_once(sweep: Sweep) -> None:
    for name in ("plain", "slower", "faster", "rate", "parted"):
        asked = sweep.web.asked(f"{name}.test/")
        assert asked[0] == f"{name}.test/robots.txt"
        assert asked.count(asked[0]) == 1


def test_we_say_who_we_are_and_where_to_complain(sweep: Sweep) -> None:
    (agent,) = {a.agent for a in sweep.web.arrivals}
    assert agent.startswith("jobtide/")
    assert agent.endswith("(+https://kelp.example/about)")


@pytest.mark.parametrize("what", ["plain.test/jobs/1", "parted.test/jobs/1", "missing.test/jobs/1"])
def test_what_robots_txt_allows_is_asked(sweep: Sweep, what: str) -> None:
    assert sweep.said(what).startswith("200 ")


@pytest.mark.parametrize(
    "what",
    ["parted.test/private/1", "stranger.test/jobs/1", "down.test/jobs/1", "busy.test/jobs/1", "elsewhere.test/jobs/1"],
)
def test_what_robots_txt_forbids_is_never_asked(sweep: Sweep, what: str) -> None:
    assert sweep.said(what) == f"KeptOut: robots.txt forbids {sweep.web.at(what)}"
    assert what not in sweep.web.asked()


def test_allow_wins_over_a_shorter_disallow(sweep: Sweep) -> None:
    assert "parted.test/private/jobs" in sweep.web.asked()


def test_a_pause_no_crawl_could_keep_is_a_no(sweep: Sweep) -> None:
    assert sweep.said("patient.test/jobs/1").startswith("KeptOut: robots.txt asks for 86400 s between requests")
    assert sweep.web.asked("patient.test/jobs") == []


def test_a_host_whose_robots_txt_cannot_be_had_is_trouble_and_not_free_for_all(sweep: Sweep) -> None:
    assert sweep.said("deaf.test/jobs/1").startswith("RobotsUnread: robots.txt of deaf.test")
    assert sweep.web.asked("deaf.test/jobs") == []


@pytest.mark.parametrize(
    ("robots", "seconds"),
    [
        ("User-agent: *\nDisallow:\n", 0),
        ("User-agent: *\nCrawl-delay: 7\n", 7),
        ("User-agent: *\nCrawl-delay: 7\n\nUser-agent: jobtide\nCrawl-delay: 3\n", 3),
        ("User-agent: *\nRequest-rate: 2/30s\n", 15),
        ("User-agent: *\nRequest-rate: 1/5s\nCrawl-delay: 9\n", 9),
        ("User-agent: *\nCrawl-delay: soon\n", 0),
        ("\x00\xff not a robots file", 0),
    ],
)
def test_the_slowest_pace_asked_for_counts(robots: str, seconds: float) -> None:
    assert asked_delay(ProtegoRobotParser(robots.encode(), None), "jobtide") == seconds
