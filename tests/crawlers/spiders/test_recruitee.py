from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.items import Source
from crawlers.parse.record import ShapeError
from crawlers.spiders.recruitee import raw_advert

SOURCE = Source("recruitee.bramble", "recruitee", "employer_board", "Bramble Cycles", token="bramble")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": 7,
    "title": "Fitter",
    "careers_url": "https://jobs.example/o/7",
    "description": "<p>Fit</p>",
}


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        ({"min": "41000", "max": "46000.50", "period": "year", "currency": "GBP"}, (41000, 46000.5, "GBP", "year")),
        ({"min": 16, "max": None, "period": "hour", "currency": "EUR"}, (16, None, "EUR", "hour")),
        ({"min": None, "max": None, "period": "month", "currency": "EUR"}, (None, None, None, None)),
        ({"min": "0", "max": "0", "period": "year", "currency": "GBP"}, (None, None, None, None)),
        ({"min": 900, "max": 900, "period": "voyage", "currency": "GBP"}, (None, None, None, None)),
        ({"min": 30000, "max": 35000, "period": None, "currency": "GBP"}, (30000, 35000, "GBP", None)),
        (None, (None, None, None, None)),
    ],
)
def test_a_salary_is_pay_where_it_has_a_figure(salary: Any, pay: tuple[Any, ...]) -> None:
    advert = raw_advert(JOB | {"salary": salary}, SOURCE, MOMENT)
    assert (advert.pay_min, advert.pay_max, advert.pay_currency, advert.pay_period) == pay
    assert advert.pay_basis == ("stated" if any(pay) else None)


def test_a_draft_is_not_a_posting() -> None:
    assert raw_advert(JOB | {"created_at": "2026-01-01 00:00:00 UTC"}, SOURCE, MOMENT).posted is None
    written = "2026-10-05 08:23:10 UTC"
    assert raw_advert(JOB | {"published_at": written}, SOURCE, MOMENT).posted == written


@pytest.mark.parametrize(
    ("flags", "workplace"),
    [
        ({"remote": True}, "remote"),
        ({"on_site": True, "hybrid": True}, "hybrid; on-site"),
        ({"remote": False, "hybrid": False, "on_site": False}, None),
        ({"remote": None}, None),
    ],
)
def test_the_ways_of_work_that_are_ticked(flags: dict[str, Any], workplace: str | None) -> None:
    assert raw_advert(JOB | flags, SOURCE, MOMENT).workplace == workplace


@pytest.mark.parametrize(
    ("low", "high", "hours"),
    [(16, 24, "16 - 24 hours a week"), (40, 40, "40 hours a week"), (None, 32, "32 hours a week"), (None, None, None)],
)
def test_hours_a_week(low: int | None, high: int | None, hours: str | None) -> None:
    assert raw_advert(JOB | {"min_hours": low, "max_hours": high}, SOURCE, MOMENT).hours == hours


def test_places_and_the_country_they_agree_on() -> None:
    hull = {"city": "Hull", "state": None, "country": "United Kingdom", "country_code": "GB"}
    cork = {"city": "Cork", "country": "Ireland", "country_code": "IE"}
    one = raw_advert(JOB | {"locations": [hull, hull], "location": "Remote job"}, SOURCE, MOMENT)
    assert (one.place, one.country) == ("Hull, United Kingdom", "GB")
    two = raw_advert(JOB | {"locations": [hull, cork], "country_code": "GB"}, SOURCE, MOMENT)
    assert (two.place, two.country) == ("Hull, United Kingdom; Cork, Ireland", None)
    old = raw_advert(JOB | {"location": "Whitby", "country_code": "gb"}, SOURCE, MOMENT)
    assert (old.place, old.country) == ("Whitby", "GB")


def test_an_edit_is_no_change_of_the_advert_and_its_mailbox_is_not_kept() -> None:
    touched = JOB | {"updated_at": "2026-11-22 00:00:00 UTC", "mailbox_email": "job.7@bramble.example"}
    assert raw_advert(touched, SOURCE, MOMENT) == raw_advert(JOB, SOURCE, MOMENT)


def test_both_halves_of_the_advert_are_its_description() -> None:
    advert = raw_advert(JOB | {"requirements": "<p>Spanner</p>"}, SOURCE, MOMENT)
    assert advert.description == "<p>Fit</p>\n<p>Spanner</p>"


@pytest.mark.parametrize("field", ["id", "title", "careers_url", "description"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"recruitee offer: {field} is missing"):
        raw_advert({k: v for k, v in JOB.items() if k != field}, SOURCE, MOMENT)


@pytest.mark.parametrize("change", [{"department": {"name": "Shop"}}, {"salary": "£1"}, {"locations": ["Hull"]}])
def test_a_field_of_another_type_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=r"recruitee offer: (department|salary|location)"):
        raw_advert(JOB | change, SOURCE, MOMENT)
