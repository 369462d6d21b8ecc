"""Where a crawl may not go, and what no answer may do to it: addresses by rule, and a sweep among bad neighbours."""

import gzip
import ipaddress
import time
from collections.abc import Callable
from typing import Any

import pytest

from crawlers.network import is_public, literal_address, private_reason, site, wrong_turn


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1",
        "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::",
        "2002:a00:1::",
    ],
)  # fmt: skip
def test_no_address_of_a_private_network_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0", "[::1]", "::1",
        "[::ffff:7f00:1]", "localhost", "LOCALHOST.", "db.localhost", "printer.local", "metadata.google.internal", "",
    ],
)  # fmt: skip
def test_hosts_of_a_private_network_are_known_however_written(host: str) -> None:
    assert private_reason(host)


@pytest.mark.parametrize(
    "host", ["jobs.example", "8.8.8.8", "localhost.example", "internal.example", "10.jobs.example"]
)
def test_names_and_public_addresses_may_be_asked(host: str) -> None:
    assert private_reason(host) is None


def test_a_name_is_no_address() -> None:
    assert literal_address("jobs.example") is None
    assert literal_address("cafe.be") is None


@pytest.mark.parametrize(
    ("host", "registrable"),
    [
        ("www.kelp.co.uk", "kelp.co.uk"),
        ("kelp.co.uk.", "kelp.co.uk"),
        ("a.b.kelp.com", "kelp.com"),
        ("one.github.io", "one.github.io"),
        ("localhost", "localhost"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_a_site_is_a_registrable_domain(host: str, registrable: str) -> None:
    assert site(host) == registrable


@pytest.mark.parametrize(
    ("url", "target", "wrong"),
    [
        ("http://kelp.com/", "https://www.kelp.com/", None),
        ("https://kelp.com/a", "https://jobs.kelp.com:8443/b", None),
        ("https://kelp.com/", "http://kelp.com/", "from https down to http"),
        ("https://kelp.com/", "https://kelp.co.uk/", "off its site"),
        ("https://one.github.io/", "https://two.github.io/", "off its site"),
        ("https://kelp.co.uk/", "https://weed.co.uk/", "off its site"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", None),
        ("http://127.0.0.1/", "http://localhost/", "off its site"),
        ("http://10.0.0.1/", "http://11.0.0.1/", "off its site"),
    ],
)
def test_redirects_stay_on_their_site(url: str, target: str, wrong: str | None) -> None:
    assert wrong_turn(url, target) == wrong


def drip(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    while True:
        handler.wfile.write(b".")
        time.sleep(0.1)


def flood(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    while True:
        handler.wfile.write(b"." * 65536)


def hang(handler: Any) -> None:
    time.sleep(3)


REDIRECTS = {
    "kelp.test/moved": "www.kelp.test/jobs/1",
    "kelp.test/off": "weed.test/jobs/1",
    "kelp.test/inner": "inner.kelp.test/jobs/1",
    "kelp.test/round": "kelp.test/round/again",
    "kelp.test/round/again": "kelp.test/round",
    "kelp.test/closed": "www.kelp.test/closed/1",
    "kelp.test/form": "kelp.test/jobs/form",
} | {f"kelp.test/far/{n}": f"kelp.test/far/{n + 1}" for n in range(9)}
HOSTS = ["kelp.test", "www.kelp.test", "weed.test", "drip.test", "flood.test", "hang.test", "bomb.test"]
STARTS = ["moved", "off", "inner", "round", "closed", "far/0", "file"]
NEVER = ["rebind.test", "inner.kelp.test"]
BODIES = ["drip", "flood", "hang", "bomb"]


class Sweep:
    def __init__(self, web: Any, answers: dict[str, str], seconds: float) -> None:
        self.web, self.answers, self.seconds = web, answers, seconds

    def said(self, what: str) -> str:
        return self.answers[self.web.at(what)]


@pytest.fixture(scope="module")
def sweep(web: Any, ask: Callable[..., dict[str, str]]) -> Sweep:
    for name in [*HOSTS, *NEVER]:
        web.answer(f"{name}/robots.txt", "User-agent: *\nDisallow: /closed/\n")
        web.answer(f"{name}/jobs/*", "<p>Glazer</p>")
    for what, target in REDIRECTS.items():
        web.answer(what, status=303 if what.endswith("form") else 302, headers={"Location": web.at(target)})
    web.answer("kelp.test/file", status=302, headers={"Location": "file:///etc/hostname"})
    for name, misbehave in {"drip": drip, "flood": flood, "hang": hang}.items():
        web.answers[f"{name}.test/jobs/1"] = misbehave
    web.answer("bomb.test/jobs/1", gzip.compress(bytes(5_000_000)), headers={"Content-Encoding": "gzip"})
    names = dict.fromkeys([*HOSTS, *NEVER], "127.0.0.1") | {"rebind.test": "169.254.169.254"}
    urls = [web.at(f"kelp.test/{path}") for path in STARTS] + [web.at(f"{name}.test/jobs/1") for name in BODIES]
    urls += ["http://10.0.0.1/latest/meta-data", "http://[::1]/", "http://2130706433/", "file:///etc/hostname"]
    urls += [web.at("rebind.test/jobs/1"), f"POST {web.at('kelp.test/form')}"]
    options = {"delay": 0.01, "timeout": 1.0, "log_level": "ERROR"}
    settings = {"DOWNLOAD_MAXSIZE": 1_000_000, "RETRY_TIMES": 1}
    began = time.monotonic()
    answers = ask(urls, options=options, settings=settings, allowed=HOSTS, names=names)
    return Sweep(web, answers, time.monotonic() - began)


def test_a_redirect_within_the_site_is_followed(sweep: Sweep) -> None:
    assert sweep.said("kelp.test/moved").startswith(f"200 {sweep.web.at('www.kelp.test/jobs/1')} ")
    assert sweep.web.asked("www.kelp.test/")[0] == "www.kelp.test/robots.txt", "the target's own rules come first"


def test_a_form_that_redirects_is_read_as_a_page(sweep: Sweep) -> None:
    assert sweep.answers[f"POST {sweep.web.at('kelp.test/form')}"].startswith("200 ")
    assert [a.method for a in sweep.web.arrivals if a.what.endswith("/form")] == ["POST", "GET"]


def test_a_redirect_to_another_site_is_refused(sweep: Sweep) -> None:
    here, there = sweep.web.at("kelp.test/off"), sweep.web.at("weed.test/jobs/1")
    assert sweep.said("kelp.test/off") == f"Refused: off its site: {here} redirects to {there}"
    assert sweep.web.asked("weed.test/") == []


def test_a_redirect_into_the_private_network_is_refused(sweep: Sweep) -> None:
    assert "inner.kelp.test leads to 127.0.0.1, which is not a public address" in sweep.said("kelp.test/inner")
    assert sweep.web.asked("inner.kelp.test/") == []


def test_a_redirect_to_what_robots_txt_forbids_is_not_followed(sweep: Sweep) -> None:
    assert sweep.said("kelp.test/closed").startswith("KeptOut: robots.txt forbids")
    assert "www.kelp.test/closed/1" not in sweep.web.asked()


def test_a_redirect_to_a_file_is_no_answer(sweep: Sweep) -> None:
    assert sweep.said("kelp.test/file") == "HttpError: 302"


def test_circles_and_long_ways_end(sweep: Sweep) -> None:
    assert sweep.said("kelp.test/round").startswith("Refused: redirects in a circle")
    assert sweep.web.asked("kelp.test/round") == ["kelp.test/round", "kelp.test/round/again"]
    assert sweep.said("kelp.test/far/0").startswith("Refused: redirected more than 5 times")
    assert len(sweep.web.asked("kelp.test/far/")) == 6


@pytest.mark.parametrize("url", ["http://10.0.0.1/latest/meta-data", "http://[::1]/", "http://2130706433/"])
def test_a_private_address_is_refused(sweep: Sweep, url: str) -> None:
    assert sweep.answers[url].startswith("Refused: ")
    assert "is not a public address" in sweep.answers[url]


def test_only_the_web_is_asked(sweep: Sweep) -> None:
    assert sweep.answers["file:///etc/hostname"].startswith("Refused: file is not a scheme we ask by")


def test_a_name_that_leads_into_the_private_network_is_refused(sweep: Sweep) -> None:
    said = sweep.said("rebind.test/jobs/1")
    assert said.startswith("Refused: rebind.test leads to 169.254.169.254, which is not a public address")
    assert sweep.web.asked("rebind.test/") == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("drip", "DownloadTimeoutError"),
        ("hang", "DownloadTimeoutError"),
        ("flood", "DownloadCancelledError"),
        ("bomb", "IgnoreRequest"),
    ],
)
def test_no_answer_holds_the_crawl_or_fills_its_memory(sweep: Sweep, name: str, said: str) -> None:
    assert sweep.said(f"{name}.test/jobs/1").startswith(said)
    assert sweep.seconds < 20
