from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.items import RawAdvert, Source
from crawlers.parse.record import ShapeError
from crawlers.spiders.ashby import raw_advert

SOURCE = Source("ashby.otter", "ashby", "employer_board", "Otter Postal", token="otter")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": "j-1",
    "title": "Postie",
    "jobUrl": "https://jobs.example/j-1",
    "descriptionHtml": "<p>Post</p>",
}
SALARY = {
    "compensationType": "Salary",
    "interval": "1 YEAR",
    "currencyCode": "GBP",
    "minValue": 60000,
    "maxValue": 70000,
}
EQUITY = {"compensationType": "EquityPercentage", "interval": "NONE", "minValue": 0.5, "maxValue": 1.75}
BONUS = {"compensationType": "Bonus", "interval": "1 YEAR", "currencyCode": "GBP", "minValue": 5000, "maxValue": 9000}


def paid(*components: dict[str, Any], **job: Any) -> RawAdvert:
    compensation = {"scrapeableCompensationSalarySummary": "£60K - £70K", "summaryComponents": list(components)}
    return raw_advert(JOB | {"compensation": compensation} | job, SOURCE, MOMENT)


def numbers(advert: RawAdvert) -> tuple[Any, ...]:
    return advert.pay_min, advert.pay_max, advert.pay_currency, advert.pay_period, advert.pay_basis


def test_only_the_salary_is_pay() -> None:
    assert numbers(paid(EQUITY, BONUS, SALARY)) == (60000, 70000, "GBP", "year", "stated")
    assert numbers(paid(EQUITY, BONUS)) == (None,) * 5


def test_several_salaries_are_words_and_no_numbers() -> None:
    advert = paid(SALARY, SALARY | {"currencyCode": "USD"})
    assert numbers(advert) == (None,) * 5
    assert advert.pay == "£60K - £70K"


def test_pay_that_the_employer_does_not_show_is_not_taken() -> None:
    advert = paid(SALARY, shouldDisplayCompensationOnJobPostings=False)
    assert (advert.pay, *numbers(advert)) == (None,) * 6
    assert paid(SALARY, shouldDisplayCompensationOnJobPostings=True).pay_min == 60000


@pytest.mark.parametrize(("interval", "period"), [("1 HOUR", "hour"), ("1 DAY", "day"), ("1 MONTH", "month")])
def test_intervals_that_are_periods_of_ours(interval: str, period: str) -> None:
    assert paid(SALARY | {"interval": interval}).pay_period == period


@pytest.mark.parametrize("interval", ["2 WEEK", "NONE", None])
def test_an_interval_that_is_no_period_of_ours_gives_no_numbers(interval: str | None) -> None:
    assert numbers(paid(SALARY | {"interval": interval})) == (None,) * 5


def test_the_workplace_is_the_type_and_never_the_flag() -> None:
    assert raw_advert(JOB | {"isRemote": True}, SOURCE, MOMENT).workplace is None
    assert raw_advert(JOB | {"isRemote": True, "workplaceType": "Hybrid"}, SOURCE, MOMENT).workplace == "Hybrid"


@pytest.mark.parametrize(
    ("location", "address", "place"),
    [
        ("Cambridge", {"postalAddress": {"addressCountry": "United Kingdom"}}, "Cambridge, United Kingdom"),
        ("Leeds, united kingdom", {"postalAddress": {"addressCountry": "United Kingdom"}}, "Leeds, united kingdom"),
        ("Remote", {"addressCountry": "France"}, "Remote, France"),
        ("Austin", {"addressLocality": "Austin", "addressRegion": "Texas", "addressCountry": "US"}, "Austin, US"),
        ("HQ", {"addressLocality": "Bath", "addressCountry": "UK"}, "HQ, Bath, UK"),
        (None, {"postalAddress": {"addressLocality": "Hove", "addressCountry": "UK"}}, "Hove, UK"),
        (None, {"postalAddress": {"addressCountry": "UK"}}, "UK"),
        ("Hove", {"postalAddress": None}, "Hove"),
        (None, None, None),
    ],
)
def test_a_place_carries_its_town_and_country(location: str | None, address: Any, place: str | None) -> None:
    assert raw_advert(JOB | {"location": location, "address": address}, SOURCE, MOMENT).place == place


@pytest.mark.parametrize("field", ["id", "title", "jobUrl"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"ashby job: {field} is missing"):
        raw_advert({k: v for k, v in JOB.items() if k != field}, SOURCE, MOMENT)


@pytest.mark.parametrize("change", [{"location": {"name": "Hove"}}, {"address": "Hove"}, {"compensation": "£1"}])
def test_a_field_of_another_type_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=f"ashby job: {next(iter(change))}"):
        raw_advert(JOB | change, SOURCE, MOMENT)
