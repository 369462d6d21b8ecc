"""Pay: the grammar of wordings, what is not pay, which of several wins, and where the characters stand."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean.pay import Pay, find_pay, has_estimate, parse_pay
from pipelines.schemas import PAY_BASES, PERIODS
from pipelines.words import Words

SHARED = Path(__file__).parents[3] / ".." / "shared"

WORDINGS = [
    ("£42,500 - £47,250 per annum", 42_500, 47_250, "year"),
    ("£42–47k", 42_000, 47_000, "year"),
    ("£42k-47", 42_000, 47_000, "year"),
    ("£42-47,500", 42_000, 47_500, "year"),
    ("£42,500.00 to £47,250.00 pa", 42_500, 47_250, "year"),
    ("between £31k and £36k DOE", 31_000, 36_000, "year"),
    ("GBP 31,000 rising to 36,000", 31_000, 36_000, "year"),
    ("Â£31,000 - Â£36,000 a year", 31_000, 36_000, "year"),
    ("31000 - 36000/annum", 31_000, 36_000, "year"),
    ("90 - 110 GBP per annum", 90_000, 110_000, "year"),
    ("£27,300£31,800 per year", 27_300, 31_800, "year"),
    ("£52,100 \\- £58,400", 52_100, 58_400, "year"),
    ("up to £61k", None, 61_000, "year"),
    ("Upto 61,000 per annum", None, 61_000, "year"),
    ("maximum of £61,000", None, 61_000, "year"),
    ("up to £55-61k", None, 61_000, "year"),
    ("from £38,000", 38_000, None, "year"),
    ("at least £38,000 per annum", 38_000, None, "year"),
    ("£38k+", 38_000, None, "year"),
    ("£38k + bonus", 38_000, 38_000, "year"),
    ("c. £38,000 plus car", 38_000, 38_000, "year"),
    ("£475pd", 475, 475, "day"),
    ("£475 - £525 (inside IR35) per day", 475, 525, "day"),
    ("Day rate: £475", 475, 475, "day"),
    ("£13.45 an hour", 13.45, 13.45, "hour"),
    ("13.45 to 14.10 per hour", 13.45, 14.10, "hour"),
    ("£19\\.49 p/h", 19.49, 19.49, "hour"),
    ("£2,150 pcm", 2_150, 2_150, "month"),
    ("£610/week", 610, 610, "week"),
    ("Band 6 £38,682 - £46,580 pro rata", 38_682, 46_580, "year"),
    ("£33k basic, £55k OTE", 33_000, 33_000, "year"),
    ("£70,000  Bonus", 70_000, 70_000, "year"),
]


@pytest.mark.parametrize(("wording", "low", "high", "period"), WORDINGS)
def test_wordings(wording, low, high, period):
    pay = parse_pay(wording)
    assert pay is not None
    assert (pay.min, pay.max, pay.period, pay.currency, pay.basis) == (low, high, period, "GBP", "stated")


@pytest.mark.parametrize(
    "wording",
    [
        "", "Competitive", "Negotiable DOE", "OTE £65k", "£40k - £60k OTE", "on target earnings of £65,000",
        "£1,500 welcome bonus", "£900 annual training budget", "raised £30m in funding", "£2bn turnover",
        "25 days holiday, 37.5 hours per week", "Grade 7", "10% bonus", "£7.2 million revenue", "£3,000 per annum",
        "£2,000,000 per annum", "£900 per hour", "£12,000 a day", "-45000", "£65 - £90",
    ],
)  # fmt: skip
def test_what_is_no_pay(wording):
    assert parse_pay(wording) is None


def test_a_bare_small_figure_has_its_period_inferred():
    assert parse_pay("£450-£550")[:5] == (450, 550, "GBP", "day", "inferred")
    assert parse_pay("£14-£16")[:5] == (14, 16, "GBP", "hour", "inferred")


def test_other_currencies_are_kept_and_pounds_preferred():
    assert parse_pay("$80,000 - $95,000")[:4] == (80_000, 95_000, "USD", "year")
    assert parse_pay("€71.000 - €83.000")[:4] == (71_000, 83_000, "EUR", "year")
    assert parse_pay("70-80k€ or £60-68k")[:4] == (60_000, 68_000, "GBP", "year")


def test_rendered_numbers_are_read_back():
    pay = parse_pay("40000 - 50000 GBP year")
    assert (pay.min, pay.max, pay.period, pay.evidence.rule) == (40_000, 50_000, "year", "pay numbers")


TEXT = """Bramble & Fetlock Widgets raised £40m last year and looks after £900,000 of client assets.
{pay}
Benefits: £750 training budget, a £2,000 referral bonus, pension contributions worth up to £4,100 per year."""


@pytest.mark.parametrize(
    ("line", "low", "high", "period"),
    [
        ("Salary: £41,000 - £46,000", 41_000, 46_000, "year"),
        ("We pay up to £46,000.", None, 46_000, "year"),
        ("Rate: £410 per day, outside IR35", 410, 410, "day"),
        ("LocationSalary: £41,000", 41_000, 41_000, "year"),
        ("Salary 41000 per annum", 41_000, 41_000, "year"),
        ("Alongside your salary of £41,000, the Board contributes £9,000 to your pension", 41_000, 41_000, "year"),
    ],
)
def test_pay_in_running_text(line, low, high, period):
    pay = find_pay(Words(text=TEXT.format(pay=line)))
    assert pay is not None
    assert (pay.min, pay.max, pay.period) == (low, high, period)


def test_a_text_with_other_money_only_pays_nothing():
    assert find_pay(Words(text=TEXT.format(pay="A competitive salary"))) is None


def test_the_labelled_wording_beats_the_boards_header():
    words = Words(text="Widget Planner\nBramble Ltd\n £50,000\n\nSalary: £43k to £50k plus bonus")
    assert find_pay(words)[:2] == (43_000, 50_000)


def test_a_range_says_more_than_up_to_its_upper_end():
    words = Words(text="£43,000 to £50,000 per year\n\nPay: up to £50,000")
    assert find_pay(words)[:2] == (43_000, 50_000)


def test_the_range_of_the_adverts_own_place_is_taken():
    text = "The pay ranges are National: £40,100 - £44,200 and London: £45,300 - £49,400."
    assert find_pay(Words(place="Leeds", text=text))[:2] == (40_100, 44_200)
    assert find_pay(Words(place="London, UK", text=text))[:2] == (45_300, 49_400)


def test_a_contract_rate_beats_a_yearly_figure():
    text = "Salary: £90,000 - 110,000 per year\nWe need an engineer at £520 per day outside IR35."
    assert find_pay(Words(text=text))[:4] == (520, 520, "GBP", "day")


def test_the_title_states_pay():
    assert find_pay(Words(title="Widget Planner - £45k - Leeds"))[:2] == (45_000, 45_000)


ESTIMATED = "Widget Planner\n\nLeeds\n\n£61,204\n per year - estimated\n ?\n"


def test_an_estimate_is_predicted_and_loses_to_a_statement():
    alone = Words(text=ESTIMATED)
    assert find_pay(alone).basis == "predicted"
    assert has_estimate(alone)
    both = Words(text=ESTIMATED + "Salary: £48,000")
    assert (find_pay(both).min, find_pay(both).basis) == (48_000, "stated")
    assert not has_estimate(Words(text="Salary: £48,000 per year"))


def test_structured_numbers_need_a_known_basis():
    numbers = {"pay": "41000 - 46000 GBP year", "pay_min": 41_000.0, "pay_max": 46_000.0, "pay_period": "year"}
    assert find_pay(Words(**numbers)) is None
    stated = find_pay(Words(**numbers, pay_basis="stated"))
    assert (stated.min, stated.max, stated.basis, stated.text) == (41_000, 46_000, "stated", numbers["pay"])
    predicted = Words(**numbers, pay_basis="predicted", text="Salary: £39,000")
    assert (find_pay(predicted).min, find_pay(predicted).basis) == (39_000, "stated")


@pytest.mark.parametrize(
    ("low", "high"), [(-5.0, 20_000.0), (50_000.0, 40_000.0), (None, None), (1.0, 2.0), (0.0, 9e9)]
)
def test_absurd_numbers_are_no_pay(low, high):
    assert find_pay(Words(pay_min=low, pay_max=high, pay_period="YEAR", pay_basis="stated")) is None


def test_zero_stands_for_an_open_end():
    pay = find_pay(Words(pay_min=0.0, pay_max=40_000.0, pay_period="annum", pay_basis="stated"))
    assert (pay.min, pay.max, pay.period) == (None, 40_000, "year")


def _check(words: Words, pay: Pay | None) -> None:
    if pay is None:
        return
    evidence = pay.evidence
    field = getattr(words, evidence.field)
    assert 0 <= evidence.start <= evidence.end <= len(field)
    assert field[evidence.start : evidence.end] == pay.text
    assert pay.period in PERIODS
    assert pay.basis in PAY_BASES
    assert pay.min is not None or pay.max is not None
    assert pay.min is None or pay.max is None or 0 < pay.min <= pay.max


PIECES = st.sampled_from(
    ["£", "GBP ", "$", "40", "40,000", "k", " - ", "–", " per day", " pa", "Salary: ", "up to ", "OTE ", "\n",
    "+", "İ", "٤٠",
     "bonus", " estimated", "Â£", "\\-", "**", "m", ".50", "London: ", "IR35", "999999999999", "O"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_characters_that_cut_it(text):
    words = Words(title=text[:80], pay=text[:60], text=text)
    _check(words, find_pay(words))
    _check(Words(pay=text), parse_pay(text))


@pytest.mark.parametrize("piece", ["£1,000 - ", "12 ", "salary of £", ",000", "£", "(", "up to ", "£40k bonus word "])
def test_hostile_text_takes_linear_time(piece):
    started = time.perf_counter()
    find_pay(Words(text=(piece * 100_000)[:100_000]))
    assert time.perf_counter() - started < 5


def test_the_tricky_wordings():
    path = SHARED / "gold" / "tricky.json"
    if not path.exists():
        pytest.skip("../shared is absent")
    for case in json.loads(path.read_text(encoding="utf-8")):
        if case["kind"] == "salary":
            want, pay = case["expected"], parse_pay(case["text"])
            assert (pay[:2] if pay else (None, None)) == (want["min"], want["max"]), case["text"]
            if pay:
                assert (pay.period, pay.currency) == (want["period"], want["currency"]), case["text"]
                assert (pay.basis == "inferred") == want.get("inferred", False), case["text"]
