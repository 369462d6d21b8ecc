import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.items import RawAdvert, Source
from crawlers.parse.json_ld import job_postings, page_id, raw_advert, read_postings
from crawlers.parse.record import ShapeError

SOURCE = Source("site", "job_posting", "employer_board", "Register Name Ltd")
URL = "https://pots.example/jobs/1"


def script(data: object) -> str:
    return f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'


def advert(**posting: Any) -> RawAdvert:
    return raw_advert({"@type": "JobPosting", "title": "Thrower"} | posting, URL, SOURCE, datetime.now(UTC))


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "JobPosting", "title": "A"},
        [{"@type": "WebSite"}, {"@type": "JobPosting", "title": "A"}],
        {"@graph": [{"@type": ["Thing", "JobPosting"], "title": "A"}]},
        {"@type": "ItemList", "itemListElement": [{"item": {"@type": "schema:JobPosting", "title": "A"}}]},
        {"@type": "WebPage", "mainEntity": {"@type": "https://schema.org/JobPosting", "title": "A"}},
        '{"@type": "JobPosting", "title": "A", }',
        '<!-- -->\n{"@type": "JobPosting",\n"title": "A"}',
        '{"@type": "JobPosting", "title": "A", "description": "line\none"}',
    ],
)
def test_a_posting_is_found_wherever_it_stands(data: object) -> None:
    assert [p["title"] for p in job_postings(script(data), URL)] == ["A"]


def test_all_postings_come_in_page_order() -> None:
    one, two, three = ({"@type": "JobPosting", "title": t} for t in "ABC")
    assert [p["title"] for p in job_postings(script([one, {"x": [two]}]) + script(three), URL)] == ["A", "B", "C"]


@pytest.mark.parametrize(
    "html", ["", " ", "<!-- -->", "<p>no", script("{broken"), script({"@type": "WebSite"}), script(3)]
)
def test_a_page_without_a_posting_has_none(html: str) -> None:
    assert job_postings(html, URL) == []


@pytest.mark.parametrize("text", ['{"@type": "JobPosting", "title": "a "b" c"}', "[" * 20_000 + '"JobPosting"'])
def test_a_posting_that_cannot_be_read_is_said_and_kept(text: str) -> None:
    with pytest.raises(ShapeError, match=URL) as error:
        job_postings(script(text), URL)
    assert error.value.record["json_ld"] == text


@pytest.mark.parametrize(
    ("location", "place", "country"),
    [
        ({"address": {"addressLocality": "Leeds", "addressRegion": "West Yorkshire", "postalCode": "LS1 4AP",
                      "addressCountry": "GB"}}, "Leeds, West Yorkshire, LS1 4AP", "GB"),
        ({"address": {"addressLocality": "London", "addressRegion": "London", "addressCountry": "UK"}}, "London", "GB"),
        ({"address": {"addressLocality": "Perth", "addressCountry": {"name": "Scotland"}}}, "Perth, Scotland", "GB"),
        ({"address": {"addressLocality": "Berlin", "addressCountry": "Germany"}}, "Berlin, Germany", None),
        ({"address": "12 Kiln Lane, Bristol"}, "12 Kiln Lane, Bristol", None),
        ({"address": [{"addressLocality": "Bath"}]}, "Bath", None),
        ({"address": {"addressCountry": "gb"}}, None, "GB"),
        ({"name": "Head office"}, "Head office", None),
        ("Bristol", "Bristol", None),
        (["Bristol", {"address": {"addressLocality": "Bath"}}], "Bristol; Bath", None),
        ([{"address": {"addressLocality": t, "addressCountry": "GB"}} for t in ("Bath", "Wells")], "Bath; Wells", "GB"),
        ([{"address": {"addressLocality": t, "addressCountry": c}} for t, c in (("Bath", "GB"), ("Cork", "IE"))],
         "Bath; Cork", None),
        (None, None, None), ({}, None, None), ([], None, None), (7, "7", None),
    ],
)  # fmt: skip
def test_places(location: object, place: str | None, country: str | None) -> None:
    found = advert(jobLocation=location)
    assert (found.place, found.country) == (place, country)


def test_a_remote_job_has_the_place_its_applicants_must_live_in() -> None:
    where = [{"@type": "Country", "name": "United Kingdom"}, {"@type": "State", "name": "Wales"}]
    found = advert(jobLocationType="TELECOMMUTE", applicantLocationRequirements=where)
    assert (found.workplace, found.place, found.country) == ("TELECOMMUTE", "United Kingdom; Wales", "GB")


@pytest.mark.parametrize(
    ("kinds", "contract", "hours"),
    [
        ("FULL_TIME", None, "FULL_TIME"),
        (["PART_TIME", "TEMPORARY"], "TEMPORARY", "PART_TIME"),
        ("Permanent, full time", "Permanent, full time", "Permanent, full time"),
        (["Full-time"], None, "Full-time"),
        ("INTERN", "INTERN", None),
        (None, None, None),
    ],
)
def test_employment_type_is_contract_and_hours(kinds: object, contract: str | None, hours: str | None) -> None:
    found = advert(employmentType=kinds)
    assert (found.contract, found.hours) == (contract, hours)


@pytest.mark.parametrize(
    ("identifier", "source_id"),
    [("A-1", "A-1"), (17, "17"), ({"value": "B-2", "name": "Pots"}, "B-2"), ([{"value": 3}], "3"),
     ({"name": "Pots"}, "/jobs/1"), ("", "/jobs/1"), (None, "/jobs/1")],
)  # fmt: skip
def test_an_advert_is_named_by_its_identifier_or_its_path(identifier: object, source_id: str) -> None:
    assert advert(identifier=identifier).source_id == source_id


def test_a_query_belongs_to_the_path_that_names() -> None:
    assert page_id("https://pots.example/job?id=4#apply") == "/job?id=4"


def test_an_advert_without_employer_is_the_registers() -> None:
    assert advert().employer == "Register Name Ltd"
    assert advert(hiringOrganization={"name": " Bristol Pots "}).employer == "Bristol Pots"


@pytest.mark.parametrize("title", [None, "", "  ", {"en": "Thrower"}])
def test_a_posting_without_a_title_is_not_as_we_know_it(title: object) -> None:
    with pytest.raises(ShapeError, match="title"):
        advert(title=title)


def test_nothing_the_posting_says_is_lost() -> None:
    posting = {"title": "T", "description": "D", "directApply": True, "jobLocation": {"address": {"x": 1}}, "n": [1]}
    found = advert(**posting)
    kept = found.payload | {"title": found.title, "description": found.description}
    assert kept == posting | {"@type": "JobPosting"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["@type", "name", "value", "address", "addressCountry", "minValue", "unitText", "currency"]),
        inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
FIELDS = [
    "title", "description", "identifier", "jobLocation", "applicantLocationRequirements", "baseSalary",
    "salaryCurrency", "employmentType", "hiringOrganization", "employmentUnit", "datePosted", "workHours",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_posting_is_an_advert_or_a_shape_error(posting: dict[str, Any]) -> None:
    try:
        found = raw_advert(posting, URL, SOURCE, datetime.now(UTC))
    except ShapeError:
        return
    texts = (found.place, found.employer, found.pay, found.contract, found.posted, found.description)
    assert all(t is None or isinstance(t, str) for t in texts)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from('<script type="application/ld+json">{}[]:,/!-JobPsting\x00é'), max_size=300))
def test_any_page_is_read_or_a_shape_error(html: str) -> None:
    try:
        assert job_postings(html, URL) == []
    except ShapeError as error:
        assert error.record


def test_a_broken_posting_costs_none_beside_it() -> None:
    good, broken = {"@type": "JobPosting", "title": "A"}, '{"@type": "JobPosting", "title": "B "b" B"}'
    postings, faults = read_postings(script(good) + script(broken) + script('{"@type": "Person", "x": ""y"}'), URL)
    assert postings == [good]
    assert [(URL in str(f), f.record) for f in faults] == [(True, {"json_ld": broken})]
