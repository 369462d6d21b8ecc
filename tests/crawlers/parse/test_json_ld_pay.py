import pytest

from crawlers.parse.json_ld_pay import stated_pay


def amount(value: object, **more: object) -> dict[str, object]:
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": value} | more


@pytest.mark.parametrize(
    ("salary", "low", "high", "period"),
    [
        (amount({"minValue": 30000, "maxValue": 35000, "unitText": "YEAR"}), 30000, 35000, "year"),
        (amount({"minValue": "30,000.00", "unitText": "year"}), 30000, None, "year"),
        (amount({"value": 450, "unitText": "DAY"}), 450, 450, "day"),
        (amount({"value": "13.15", "unitText": "HUR"}), 13.15, 13.15, "hour"),
        (amount({"minValue": 0, "maxValue": 40000, "unitText": "ANNUAL"}), None, 40000, "year"),
        (amount(2800, unitText="MONTH"), 2800, 2800, "month"),
        (amount("2800", unitText="fortnight"), 2800, 2800, None),
        ({"currency": "GBP", "minValue": 600, "maxValue": 700, "unitText": "WEEK"}, 600, 700, "week"),
        ([None, amount({"value": 9, "unitText": "HOUR"})], 9, 9, "hour"),
    ],
)
def test_figures(salary: object, low: float | None, high: float | None, period: str | None) -> None:
    pay = stated_pay(salary)
    assert (pay["pay_min"], pay["pay_max"], pay["pay_period"]) == (low, high, period)
    assert (pay["pay_currency"], pay["pay_basis"]) == ("GBP", "stated")


def test_a_bare_figure_takes_the_postings_currency() -> None:
    assert stated_pay(25000, "GBP") == {
        "pay_min": 25000, "pay_max": 25000, "pay_currency": "GBP", "pay_period": None, "pay_basis": "stated",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["£24k plus bonus", "Competitive", "£30,000 - £35,000 per annum"])
def test_words_stay_words(text: str) -> None:
    assert stated_pay(text) == stated_pay(amount(text)) == stated_pay(amount({"value": text})) == {"pay": text}


@pytest.mark.parametrize(
    "salary", [None, "", "0", 0, True, {}, [], amount(None), amount({"minValue": 0, "maxValue": "0.00"}), float("nan")]
)
def test_what_says_nothing_gives_nothing(salary: object) -> None:
    assert stated_pay(salary) == {}
