from __future__ import annotations

import json
from html import unescape
from typing import Any

import extruct
import pytest
from lxml import etree

from crawlers.market.adverts import MarketAdvert
from crawlers.market.formats import (
    greenhouse_board,
    greenhouse_job,
    greenhouse_summary,
    job_posting_page,
    sitemap,
    sitemap_index,
)
from crawlers.market.world import Market


@pytest.fixture(scope="module")
def greenhouse(small: Market) -> list[MarketAdvert]:
    return [advert for advert in small.adverts if advert.source.platform == "greenhouse"]


@pytest.fixture(scope="module")
def pages(market: Market) -> list[tuple[MarketAdvert, dict[str, Any]]]:
    adverts = [advert for advert in market.adverts if advert.source.platform == "job_posting"][::40]
    return [(advert, posting_of(job_posting_page(advert))) for advert in adverts]


def posting_of(page: str) -> dict[str, Any]:
    (posting,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert posting["@type"] == "JobPosting"
    return dict(posting)


def test_greenhouse_jobs_survive_json(greenhouse: list[MarketAdvert]) -> None:
    board = greenhouse_board([greenhouse_job(advert) for advert in greenhouse])
    back = json.loads(json.dumps(board))
    assert back["meta"]["total"] == len(back["jobs"]) == len(greenhouse)
    for advert, job in zip(greenhouse, back["jobs"], strict=True):
        assert job["id"] == int(advert.source_id)
        assert unescape(job["content"]) == advert.html
        assert "<" not in job["content"]
        assert job["title"] == advert.title
        assert job["location"] == {"name": advert.place}
        assert job["first_published"] <= job["updated_at"]
        assert job["departments"][0]["name"]
        assert len(job["offices"]) == len(advert.vacancy.places)


def test_greenhouse_without_content(greenhouse: list[MarketAdvert]) -> None:
    summary = greenhouse_summary(greenhouse_job(greenhouse[0]))
    assert {"id", "title", "location", "absolute_url"} <= set(summary)
    assert not {"content", "departments", "offices"} & set(summary)


def test_job_numbers_are_unique(market: Market) -> None:
    firsts = [advert for advert in market.adverts if advert.version == 1]
    assert len({advert.source_id for advert in firsts}) == len(firsts)


def test_pages_parse_back(pages: list[tuple[MarketAdvert, dict[str, Any]]]) -> None:
    for advert, posting in pages:
        assert posting["title"] == advert.title
        assert posting["description"] == advert.html
        assert posting["datePosted"] == advert.published_at.date().isoformat()
        assert posting["identifier"]["value"] == advert.source_id
        assert posting["hiringOrganization"]["name"] == advert.advertiser
        assert posting["url"] == advert.url
        claimed = posting.get("validThrough", "")[:10] or None
        assert claimed == (advert.valid_through.isoformat() if advert.valid_through else None)


def test_pages_tell_places(pages: list[tuple[MarketAdvert, dict[str, Any]]]) -> None:
    for advert, posting in pages:
        where = posting.get("jobLocation", [])
        found = [place["address"]["addressLocality"] for place in (where if isinstance(where, list) else [where])]
        abroad = advert.vacancy.abroad
        assert found == ([abroad.split(",")[0]] if abroad else [place.town for place in advert.vacancy.places])
        assert (posting.get("jobLocationType") == "TELECOMMUTE") == (advert.vacancy.workplace == "remote")


def test_pages_tell_pay_only_as_stated(pages: list[tuple[MarketAdvert, dict[str, Any]]]) -> None:
    paid = [(advert, posting) for advert, posting in pages if "baseSalary" in posting]
    assert 10 < len(paid) < len(pages)
    for advert, posting in paid:
        value = posting["baseSalary"]["value"]
        assert value.get("minValue") == advert.vacancy.pay.said_min
        assert value.get("maxValue") == advert.vacancy.pay.said_max
        assert value["unitText"] == advert.vacancy.pay.period.upper()
        assert advert.vacancy.pay.is_stated


def test_several_places_make_a_list(market: Market) -> None:
    many = [a for a in market.adverts if a.source.platform == "job_posting" and len(a.vacancy.places) > 1]
    assert many
    assert isinstance(posting_of(job_posting_page(many[0]))["jobLocation"], list)


def test_a_page_is_more_than_its_advert(pages: list[tuple[MarketAdvert, dict[str, Any]]]) -> None:
    page = job_posting_page(pages[-1][0])
    assert all(mark in page for mark in ("<nav>", "<footer>", "Similar jobs", "cookies", "/apply/"))
    assert page.count("JobPosting") == 1
    assert page.count("</script>") == 1


def test_sitemaps_are_valid_xml(small: Market) -> None:
    adverts = [advert for advert in small.adverts if advert.source.platform == "job_posting"][:5]
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    pages = etree.fromstring(sitemap(adverts, "http://127.0.0.1:1/sites/a&b").encode())
    locations = pages.xpath("//s:url/s:loc/text()", namespaces=names)
    assert locations == [f"http://127.0.0.1:1/sites/a&b/jobs/{advert.source_id}" for advert in adverts]
    changed = pages.xpath("//s:lastmod/text()", namespaces=names)
    assert changed == [advert.updated_at.date().isoformat() for advert in adverts]
    index = etree.fromstring(sitemap_index(["http://127.0.0.1:1/jobs-1.xml"]).encode())
    assert index.xpath("//s:sitemap/s:loc/text()", namespaces=names) == ["http://127.0.0.1:1/jobs-1.xml"]
