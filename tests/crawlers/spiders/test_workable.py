from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.items import Source
from crawlers.parse.record import ShapeError
from crawlers.spiders.workable import merged, raw_advert

SOURCE = Source("workable.pebble", "workable", "employer_board", "Pebble & Sons", token="pebble")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
LONDON = {"city": "London", "region": "England", "country": "United Kingdom", "countryCode": "GB", "hidden": False}
WELLS = LONDON | {"city": "Wells"}
PARIS = {"city": "Paris", "region": None, "country": "France", "countryCode": "FR", "hidden": False}
JOB: dict[str, Any] = {
    "shortcode": "S1", "title": "Sorter", "url": "https://jobs.example/S1", "description": "<p>Sort</p>",
    "locations": [LONDON],
}  # fmt: skip


def test_a_job_that_stands_there_once_for_each_place_is_one_job() -> None:
    rows = [JOB, JOB | {"shortcode": "S2"}, JOB | {"locations": [WELLS]}, JOB | {"locations": [LONDON, WELLS]}]
    jobs = merged(rows)
    assert [job["shortcode"] for job in jobs] == ["S1", "S2"]
    assert jobs[0]["locations"] == [LONDON, WELLS]
    assert rows[0] == JOB
    assert JOB["locations"] == [LONDON]


def test_a_row_without_locations_has_the_one_it_names() -> None:
    (job,) = merged([JOB | {"locations": [], "city": "Ely", "state": "", "country": "United Kingdom"}])
    advert = raw_advert(job, SOURCE, MOMENT)
    assert (advert.place, advert.country) == ("Ely, United Kingdom", None)
    (bare,) = merged([JOB | {"locations": None, "city": "", "country": ""}])
    assert raw_advert(bare, SOURCE, MOMENT).place is None


def test_a_country_is_said_where_all_places_agree_on_it() -> None:
    assert raw_advert(JOB | {"locations": [LONDON, WELLS]}, SOURCE, MOMENT).country == "GB"
    both = raw_advert(JOB | {"locations": [LONDON, PARIS]}, SOURCE, MOMENT)
    assert (both.place, both.country) == ("London, England, United Kingdom; Paris, France", None)


def test_a_hidden_place_is_not_named_and_still_in_its_country() -> None:
    advert = raw_advert(JOB | {"locations": [LONDON | {"hidden": True}]}, SOURCE, MOMENT)
    assert (advert.place, advert.country) == (None, "GB")


def test_a_draft_is_not_a_posting_and_telecommuting_no_workplace() -> None:
    advert = raw_advert(JOB | {"created_at": "2026-01-01", "telecommuting": True}, SOURCE, MOMENT)
    assert (advert.posted, advert.workplace) == (None, None)
    assert advert.payload["telecommuting"] is True
    assert raw_advert(JOB | {"published_on": "2026-02-03"}, SOURCE, MOMENT).posted == "2026-02-03"


def test_the_account_names_the_employer() -> None:
    assert raw_advert(JOB, SOURCE, MOMENT, "Pebble Ltd").employer == "Pebble Ltd"
    assert raw_advert(JOB, SOURCE, MOMENT).employer == "Pebble & Sons"


@pytest.mark.parametrize("field", ["shortcode", "title", "url", "description"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"workable job: {field} is missing"):
        raw_advert({k: v for k, v in JOB.items() if k != field}, SOURCE, MOMENT)


@pytest.mark.parametrize("row", [{"title": "Sorter"}, "Sorter"])
def test_a_row_that_is_no_job_is_said(row: Any) -> None:
    with pytest.raises(ShapeError, match="workable job"):
        merged([row])
