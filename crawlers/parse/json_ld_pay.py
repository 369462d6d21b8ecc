"""schema.org baseSalary -> the pay fields of a RawAdvert: numbers where it has numbers, else its words."""

from __future__ import annotations

import math
import re
from typing import Any, TypedDict

from crawlers.items import PayBasis
from crawlers.parse.record import words

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?")
# schema.org asks for YEAR MONTH WEEK DAY HOUR or a UN/CEFACT code (ANN MON WEE DAY HUR); the rest is what pages write.
_PERIODS = {
    "year": "year", "yearly": "year", "annual": "year", "annually": "year", "annum": "year", "per annum": "year",
    "ann": "year", "month": "month", "monthly": "month", "mon": "month", "week": "week", "weekly": "week",
    "wee": "week", "day": "day", "daily": "day", "hour": "hour", "hourly": "hour", "hur": "hour",
}  # fmt: skip


class StatedPay(TypedDict, total=False):
    """Fields of RawAdvert."""

    pay: str | None
    pay_min: float | None
    pay_max: float | None
    pay_currency: str | None
    pay_period: str | None
    pay_basis: PayBasis | None


def stated_pay(salary: object, currency: object = None) -> StatedPay:
    """A number, text, MonetaryAmount, PriceSpecification or list of them (the first that says something).

    ``currency`` is the posting's own salaryCurrency. One figure is both ends; an end of 0 is an unsaid one.
    """
    if isinstance(salary, list):
        return next((pay for pay in (stated_pay(s, currency) for s in salary) if pay), StatedPay())
    amount = salary if isinstance(salary, dict) else {"value": salary}
    value = amount.get("value", amount)
    ends: dict[str, Any] = value if isinstance(value, dict) else {"value": value}
    low, high = (_number(ends.get(k, amount.get(k))) for k in ("minValue", "maxValue"))
    if low is None and high is None:
        low = high = _number(ends.get("value", amount.get("price")))
    if low is None and high is None:
        return _in_words(ends.get("value", amount.get("price")))
    unit = words(ends.get("unitText")) or words(amount.get("unitText")) or ""
    return StatedPay(
        pay_min=low, pay_max=high,
        pay_currency=words(amount.get("currency")) or words(amount.get("priceCurrency")) or words(currency),
        pay_period=_PERIODS.get(unit.casefold()),
        pay_basis="stated",
    )  # fmt: skip


def _in_words(value: object) -> StatedPay:
    text = words(value) if isinstance(value, str) else None
    return StatedPay(pay=text) if text and _number(text) is None and text.strip("0.") else StatedPay()


def _number(value: object) -> float | None:
    """A positive finite number, also written "45,000.00"; None for any other text.

    >>> _number("45,000"), _number("45k"), _number(0)
    (45000.0, None, None)
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value.strip().replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 < value < math.inf else None
