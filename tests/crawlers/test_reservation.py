"""Reservations of text and data mining: the file's rules, and what a crawl does with file, header and page."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from crawlers.reservation import FILE, matches, read_rules, reserving_rule


def rules(*entries: tuple[str, Any]) -> bytes:
    return json.dumps([{"location": place, "tdm-reservation": value} for place, value in entries]).encode()


@pytest.mark.parametrize(
    ("pattern", "path", "is_matched"),
    [
        ("/", "/jobs/1", True),
        ("/jobs/", "/jobs/1", True),
        ("/jobs/", "/job", False),
        ("/Jobs/", "/jobs/1", False),
        ("/jobs/*.jpg", "/jobs/a/b.jpg?size=2", True),
        ("/jobs/*.jpg$", "/jobs/a/b.jpg?size=2", False),
        ("/jobs/*.jpg$", "/jobs/a.jpg.jpg", True),
        ("/this$", "/this", True),
        ("/this$", "/this/too", False),
        ("/a*a$", "/a", False),
        ("*/private", "/jobs/private/1", True),
        ("/*$", "/anything", True),
    ],
)
def test_patterns_match_as_in_robots_txt(pattern: str, path: str, is_matched: bool) -> None:
    assert matches(pattern, path) is is_matched


@pytest.mark.parametrize(
    ("location", "target"),
    [("/path/foo-%24", "/path/foo-$"), ("/caf%c3%a9", "/café"), ("/%6Aobs", "/jobs"), ("/a%2fb", "/a%2Fb")],
)
def test_two_spellings_of_a_path_are_one(location: str, target: str) -> None:
    assert reserving_rule(read_rules(rules((location, 1))), target)


def test_a_slash_that_is_escaped_is_another_path() -> None:
    assert not reserving_rule(read_rules(rules(("/a%2Fb", 1))), "/a/b")


def test_the_first_rule_that_matches_decides() -> None:
    found = read_rules(rules(("/jobs/open/", 0), ("/jobs/", 1), ("/jobs/closed/", 0)))
    assert not reserving_rule(found, "/jobs/open/1")
    assert reserving_rule(found, "/jobs/closed/1")
    assert not reserving_rule(found, "/about")


def test_entries_that_are_no_rule_are_left_out() -> None:
    assert read_rules(rules(("/a", 2), ("/b", None), ("/c", "1"), ("/d", "yes"))) == read_rules(rules(("/c", 1)))
    assert read_rules(b'[{"location": 7, "tdm-reservation": 1}, "x", null]') == []


def test_a_lone_object_is_taken_at_its_word() -> None:
    assert reserving_rule(read_rules(b'{"location": "/", "tdm-reservation": 1}'), "/jobs")


@pytest.mark.parametrize("body", [b"", b"<html>", b"3", b'"x"', b"\xff\xfe[", b"["])
def test_what_is_no_list_of_rules_is_an_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_rules(body)


def test_a_pattern_full_of_stars_takes_no_time() -> None:
    began = time.perf_counter()
    assert not matches("/" + "*a" * 2_000 + "*b$", "/" + "a" * 100_000)
    assert time.perf_counter() - began < 0.5


PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8 + b'<meta name="tdm-reservation" content="1">'
HOSTS = ["parted", "closed", "header", "lifted", "page", "none", "ill", "broken", "huge", "barred", "moved"]
PAGES = [f"{name}.test/jobs/{n}" for name in HOSTS for n in (1, 2, 3)] + ["parted.test/about", "none.test/leaflet.pdf"]


class Sweep:
    def __init__(self, web: Any, answers: dict[str, str]) -> None:
        self.web, self.answers = web, answers

    def said(self, what: str) -> str:
        return self.answers[self.web.at(what)]


@pytest.fixture(scope="module")
def sweep(web: Any, ask: Callable[..., dict[str, str]]) -> Sweep:
    for name in HOSTS:
        web.answer(f"{name}.test/*", "<p>Glazer</p>")
        web.answer(f"{name}.test{FILE}", status=404)
        web.answer(f"{name}.test/robots.txt", "")
    web.answer(f"parted.test{FILE}", rules(("/jobs/2", 0), ("/jobs/", 1)), seconds=0.1)
    web.answer(f"closed.test{FILE}", rules(("/", 1)))
    web.answer("header.test/jobs/*", "<p>Glazer</p>", headers={"TDM-Reservation": "1"})
    web.answer(f"lifted.test{FILE}", rules(("/", 0)))
    web.answer("lifted.test/jobs/*", "<p>Glazer</p>", headers={"tdm-reservation": "0"})
    web.answer("page.test/jobs/*", '<html><head><meta name="tdm-reservation" content="1"></head></html>')
    web.answer("none.test/leaflet.pdf", PDF, headers={"Content-Type": "application/pdf"})
    web.answer(f"ill.test{FILE}", status=500)
    web.answer(f"broken.test{FILE}", "<html>our single page application</html>")
    web.answer(f"huge.test{FILE}", b" " * 1_100_000 + rules(("/", 1)))
    web.answer("barred.test/robots.txt", "User-agent: *\nDisallow: /\n")
    web.answer(f"moved.test{FILE}", status=302, headers={"Location": web.at(f"closed.test{FILE}")})
    web.answer("none.test/jobs/3", status=301, headers={"Location": web.at("closed.none.test/jobs/3")})
    web.answer(f"closed.none.test{FILE}", rules(("/jobs/", 1)))
    names = {f"{name}.test": "127.0.0.1" for name in [*HOSTS, "closed.none"]}
    options = {"delay": 0.01, "timeout": 5, "concurrency_per_host": 3}
    urls = [web.at(page) for page in PAGES]
    return Sweep(web, ask(urls, options=options, allowed=list(names), names=names))


@pytest.mark.parametrize(
    "what", ["parted.test/jobs/1", "parted.test/jobs/3", "closed.test/jobs/1", "moved.test/jobs/1"]
)
def test_what_the_file_reserves_is_never_asked(sweep: Sweep, what: str) -> None:
    said = sweep.said(what)
    assert said.startswith("KeptOut: TDM reservation in /.well-known/tdmrep.json (/")
    assert said.endswith(f"covers {sweep.web.at(what)}")
    assert what not in sweep.web.asked()


@pytest.mark.parametrize(("name", "where"), [("header", "the header tdm-reservation"), ("page", "the page's <meta>")])
def test_what_an_answer_reserves_goes_no_further(sweep: Sweep, name: str, where: str) -> None:
    what = f"{name}.test/jobs/1"
    assert sweep.said(what) == f"KeptOut: TDM reservation in {where} covers {sweep.web.at(what)}"


@pytest.mark.parametrize("name", ["lifted", "none", "ill", "broken", "huge"])
def test_where_nothing_is_reserved_all_is_read(sweep: Sweep, name: str) -> None:
    assert sweep.said(f"{name}.test/jobs/1").startswith("200 ")


def test_rules_hold_for_their_paths_only(sweep: Sweep) -> None:
    assert sweep.said("parted.test/jobs/2").startswith("200 ")
    assert sweep.said("parted.test/about").startswith("200 ")


def test_trouble_with_the_file_is_in_the_log(sweep: Sweep) -> None:
    assert "no reservation in http://broken.test" in sweep.answers["log"]
    assert "no reservation known of http://huge.test" in sweep.answers["log"]
    assert "http://ill.test" in sweep.answers["log"]


@pytest.mark.parametrize("name", [n for n in HOSTS if n not in ("barred", "closed")])
def test_a_host_is_asked_once_after_robots_txt_and_before_its_pages(sweep: Sweep, name: str) -> None:
    asked = sweep.web.asked(f"{name}.test/")
    assert asked[:2] == [f"{name}.test/robots.txt", f"{name}.test{FILE}"]
    assert asked.count(f"{name}.test{FILE}") == 1


def test_where_robots_txt_forbids_all_nothing_else_is_asked(sweep: Sweep) -> None:
    assert sweep.web.asked("barred.test/") == ["barred.test/robots.txt"]


def test_the_target_of_a_redirect_has_a_say_of_its_own(sweep: Sweep) -> None:
    assert sweep.said("none.test/jobs/3").startswith("KeptOut: TDM reservation")
    assert "closed.none.test/jobs/3" not in sweep.web.asked()


def test_a_file_that_is_no_page_does_no_harm(sweep: Sweep) -> None:
    assert sweep.said("none.test/leaflet.pdf") == f"200 {sweep.web.at('none.test/leaflet.pdf')} {len(PDF)}"
