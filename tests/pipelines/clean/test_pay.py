"""Pay: the grammar of wordings, what is not pay, which of several wins, and where the characters stand."""

import json
import time
from pathlib import Path

import pytest
import yaml
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
    # a k, thousands or a currency on one side or in an odd place
    ("£41/46k", 41_000, 46_000, "year"),
    ("£41k/£46k", 41_000, 46_000, "year"),
    ("£24-28, 000", 24_000, 28_000, "year"),
    ("£41 000 - £46 000", 41_000, 46_000, "year"),
    ("£41,000-£46,000kpa", 41_000, 46_000, "year"),
    ("£41k - £46kplus benefits", 41_000, 46_000, "year"),
    ("46.000£", 46_000, 46_000, "year"),
    ("GBP41k", 41_000, 41_000, "year"),
    ("41-46k GBP gross", 41_000, 46_000, "year"),
    # a dash that was lost
    ("£41,00046,000", 41_000, 46_000, "year"),
    ("£41k46k", 41_000, 46_000, "year"),
    ("£4146k", 41_000, 46_000, "year"),
    ("£4100046000", 41_000, 46_000, "year"),
    ("£41,000? to £46,000", 41_000, 46_000, "year"),
    ("£375425 per day", 375, 425, "day"),
    ("£12.6013.40 per hour", 12.60, 13.40, "hour"),
    # periods
    ("£41,000 per anum", 41_000, 41_000, "year"),
    ("£41,000 P.A.", 41_000, 41_000, "year"),
    ("£41K/yr", 41_000, 41_000, "year"),
    ("£41,000 Annual", 41_000, 41_000, "year"),
    ("Annual salary - £41,000", 41_000, 41_000, "year"),
    ("£3,100 - £3,400 net per month", 3_100, 3_400, "month"),
    ("£3,100 p.c.m.", 3_100, 3_100, "month"),
    ("Weekly pay £610", 610, 610, "week"),
    ("paid £610 weekly", 610, 610, "week"),
    ("£475/£525 per day", 475, 525, "day"),
    ("£475pd - £525pd", 475, 525, "day"),
    ("£475/day inside", 475, 475, "day"),
    ("GBP 475-525 Daily", 475, 525, "day"),
    ("£13.45 P.H.", 13.45, 13.45, "hour"),
    ("Hourly rate £13.45", 13.45, 13.45, "hour"),
    ("£19ph Umbrella / £16ph PAYE", 19, 19, "hour"),
    # hedges
    ("c.£41K", 41_000, 41_000, "year"),
    ("ca. £41,000", 41_000, 41_000, "year"),
    ("circa £41,000 to £46,000", 41_000, 46_000, "year"),
    ("not less than £41,000", 41_000, None, "year"),
    ("£41,000 minimum", 41_000, None, "year"),
    ("no more than £46,000", None, 46_000, "year"),
    ("£46k max", None, 46_000, "year"),
    ("between £41,000 & £46,000", 41_000, 46_000, "year"),
    ("£41k rising to £46k after probation", 41_000, 46_000, "year"),
    # pro rata, full-time equivalents, grades and bands, weightings
    ("£26,400 per annum pro rata, 20 hours", 26_400, 26_400, "year"),
    ("£41,000 - £46,000 FTE (£24,600 actual)", 41_000, 46_000, "year"),
    ("£24,600 (FTE £41,000)", 41_000, 41_000, "year"),
    ("£24,600 actual (£41,000 FTE)", 41_000, 41_000, "year"),
    ("AfC Band 5: £31,049 to £37,796 a year", 31_049, 37_796, "year"),
    ("SCP 12 - 17 (£27,711 - £30,060)", 27_711, 30_060, "year"),
    ("SEO £41,000 - £46,000", 41_000, 46_000, "year"),
    ("£41,000 + £3,300 London weighting", 41_000, 41_000, "year"),
    ("£41,000 - £46,000 including Outer London HCAS", 41_000, 46_000, "year"),
    # what comes on top stays apart
    ("£41k basic + £20k OTE", 41_000, 41_000, "year"),
    ("£41,000 (£60,000 OTE)", 41_000, 41_000, "year"),
    ("OTE £50,000 - £60,000 (£41k base)", 41_000, 41_000, "year"),
    ("£41,000 - £46,000 + £5,000 car allowance", 41_000, 46_000, "year"),
    ("£41k + £5k sign on bonus", 41_000, 41_000, "year"),
    # several ranges and no telling whose
    ("Leeds: £41,000 - £46,000 / Bristol: £42,000 - £47,000", 41_000, 47_000, "year"),
    ("£44k - £48k (London) / £40k - £45k (regions)", 40_000, 48_000, "year"),
    ("Band 5 £29,970 - £36,483 / Band 6 £37,338 - £44,962", 29_970, 44_962, "year"),
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
        "£2,000,000 per annum", "£900 per hour", "£12,000 a day", "-45000", "£65 - £90", "£DOE", "Band 6", "SEO",
        "National Minimum Wage", "TC up to £150k", "Total compensation: £120,000", "£4,000 London weighting",
        "£120 per shift", "£50 per session", "£0.45 per mile", "£30,000 worth of training", "£5m ARR",
        "£80,000 O.T.E. (uncapped)", "Sales target £500,000 per year", "£12,0013,000", "£45k revenue per head",
    ],
)  # fmt: skip
def test_what_is_no_pay(wording):
    assert parse_pay(wording) is None


def test_a_bare_small_figure_has_its_period_inferred():
    assert parse_pay("£450-£550")[:5] == (450, 550, "GBP", "day", "inferred")
    assert parse_pay("£14-£16")[:5] == (14, 16, "GBP", "hour", "inferred")
    assert parse_pay("£475 Inside IR35")[:5] == (475, 475, "GBP", "day", "inferred")
    assert parse_pay("£400500")[:5] == (400, 500, "GBP", "day", "inferred")
    assert parse_pay("£400500 per annum")[:5] == (400_500, 400_500, "GBP", "year", "stated")


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


IN_TEXT = [
    ("Salary: £41,000 - £46,000", 41_000, 46_000, "year"),
    ("We pay up to £46,000.", None, 46_000, "year"),
    ("Rate: £410 per day, outside IR35", 410, 410, "day"),
    ("LocationSalary: £41,000", 41_000, 41_000, "year"),
    ("HQSalary : 41K per Annum +Benefits", 41_000, 41_000, "year"),
    ("Salary 41000 per annum", 41_000, 41_000, "year"),
    ("Salary: 41,000 to 46,000", 41_000, 46_000, "year"),
    ("Salary:\n41,000 to 46,000", 41_000, 46_000, "year"),
    ("Salary and benefits:\nUp to £46,000 plus a discretionary bonus", None, 46_000, "year"),
    ("Starting salary from £41k+", 41_000, None, "year"),
    ("on a salary of c. £41k", 41_000, 41_000, "year"),
    ("a £41,000 salary", 41_000, 41_000, "year"),
    ("Fetlock-on-Sea, £41,000 DOE", 41_000, 41_000, "year"),
    ("Fetlock-on-Sea\n41k - 46k per annum", 41_000, 46_000, "year"),
    ("Compensation: 41-46k GBP + equity", 41_000, 46_000, "year"),
    ("The annual salary range for this role is £41,000—£46,000 GBP", 41_000, 46_000, "year"),
    ("US base salary $150,000 - $180,000. UK base salary £41,000 - £46,000", 41_000, 46_000, "year"),
    ("Alongside your salary of £41,000, the Board contributes £9,000 to your pension", 41_000, 41_000, "year"),
    ("Up to £51,000 (£41,000-£46,000 base salary plus an allowance of up to £5,000)", 41_000, 46_000, "year"),
    ("Salary £24,600 pa for 3 days (£41,000 FTE)", 41_000, 41_000, "year"),
    ("Actual salary £24,600 - £27,600 (FTE £41,000 - £46,000)", 41_000, 46_000, "year"),
    ("Year one OTE: £60,000. Basic: £41,000", 41_000, 41_000, "year"),
    ("Holiday pay £1.50 per hour. Pay £13.45 per hour.", 13.45, 13.45, "hour"),
    ("6 month contract, £410pd, hybrid", 410, 410, "day"),
    ("£410 - Outside IR35 - 6 months", 410, 410, "day"),
    ("Day Rate: £375425 (Outside IR35)", 375, 425, "day"),
    ("Bramble Insurance Market Up to £46,000 bonus", None, 46_000, "year"),
    ("Widget Migration Project - Up to £46,000", None, 46_000, "year"),
    ("Salary: £17,200 - £18,400 shift allowance", 17_200, 18_400, "year"),
]


@pytest.mark.parametrize(("line", "low", "high", "period"), IN_TEXT)
def test_pay_in_running_text(line, low, high, period):
    pay = find_pay(Words(text=TEXT.format(pay=line)))
    assert pay is not None
    assert (pay.min, pay.max, pay.period) == (low, high, period)


@pytest.mark.parametrize(
    "line",
    [
        "Skilled Worker salary threshold of £41,700 applies.",
        "You must earn at least £38,700 to be sponsored for a visa.",
        "The average salary for a Widget Planner is £38,000 - £44,000.",
        "Earning potential of £80,000. Top earners make £90,000 - £120,000.",
        "Refer a friend and earn up to £1,500.",
        "£150 paid training £250 after probation",
        "A customer base of 100,000 retailers, who order 20k - 30k per annum of widgets.",
        "You will manage a budget of £250,000 to £400,000 a year.",
        "Relocation package of up to £12,000.",
        "manage a caseload of £500k - £900k",
        "Our clients save £20,000 per year on £9,250 per year tuition fees",
        "exceeding a target of £30,000 per month",
        "Jobs paying over £50k",
        "Salary: competitive. Bonus: up to £10,000",
        "£45,000 - £50,000 budget",
        "£3 million - £5 million turnover",
    ],
)
def test_other_money_is_no_pay(line):
    assert find_pay(Words(text=TEXT.format(pay=line))) is None


def test_the_adverts_at_the_foot_of_a_page_are_others():
    shown = "Widget Planner in Leeds. " * 30
    others = "\n\nSimilar jobs\nWidget Fitter\n£40,000 - £45,000 per annum\nWidget Taster\n£30k"
    assert find_pay(Words(text=shown + others)) is None
    assert find_pay(Words(text=shown + "We pay £31,000." + others)).min == 31_000
    told = "You have done similar jobs before, in a similar team. Salary £31,000."
    assert find_pay(Words(text=shown + told)).min == 31_000


def test_a_trade_in_the_title_names_no_other_money():
    text = "Bramble is hiring.\nPensions Administrator £28,000 - £32,000"
    assert find_pay(Words(title="Pensions Administrator", text=text))[:2] == (28_000, 32_000)


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


@pytest.mark.parametrize(
    ("title", "place", "text", "low", "high"),
    [
        ("Widget Planner", "Leeds", "London £71,590?to £85,413 / National £67,867?to £81,793", 67_867, 81_793),
        ("Widget Planner", "Bath", "SALARY: £41k - £46k per annum (outside London)\n£47k - £52k per annum (London)",
         41_000, 46_000),
        ("Widget Planner", "Leeds, UK", "Leeds: £34,000 - £36,900 / Bristol: £35,400 - £38,400", 34_000, 36_900),
        ("Widget Planner", "UK", "Leeds: £34,000 - £36,900 / Bristol: £35,400 - £38,400", 34_000, 38_400),
        ("Widget Planner", "Remote", "London: £60,670 - £67,500 / National: £57,670 - £64,500", 57_670, 67_500),
        ("Senior Widget Planner", "", "Junior: £525/day Senior: £575/day", 575, 575),
        ("Widget Planner", "", "Junior: £525/day Senior: £575/day", 525, 575),
        ("Widget Lecturer", "", "£36,001-£40,523 (Grade J) £41,709-£46,925 (Grade K)", 36_001, 46_925),
        ("Widget Nurse Band 6", "", "Band 5: £31,049 - £37,796\nBand 6: £38,682 - £46,580", 38_682, 46_580),
    ],
)  # fmt: skip
def test_several_ranges_give_the_adverts_own_or_the_overall_one(title, place, text, low, high):
    words = Words(title=title, place=place, text=f"The pay ranges are\n{text}")
    pay = find_pay(words)
    assert pay[:2] == (low, high)
    _check(words, pay)


def test_a_board_prints_a_round_figure_where_the_advert_says_more():
    words = Words(text="Bramble Ltd\n\nLeeds\n\n£40,000\n\nWidget Planner £Up to 46,000 GBP Bonus")
    assert find_pay(words)[:2] == (None, 46_000)


def test_a_contract_rate_beats_a_yearly_figure():
    text = "Salary: £90,000 - 110,000 per year\nWe need an engineer at £520 per day outside IR35."
    assert find_pay(Words(text=text))[:4] == (520, 520, "GBP", "day")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Widget Planner - £45k - Leeds", (45_000, 45_000, "year")),
        ("Widget Planner - 40,000 - 45,000", (40_000, 45_000, "year")),
        ("Widget Fitter 410-450pd inside IR35", (410, 450, "day")),
        ("Widget Cleaner 13.45 per hour", (13.45, 13.45, "hour")),
        ("Sales Executive - £31k", (31_000, 31_000, "year")),
        ("Widget Planner 2024 - 2026 (Ref 123456), 24/7, 37.5 hours per week, 3 days a week", None),
        ("Widget Planner - £5k welcome bonus", None),
    ],
)
def test_the_title_states_pay(title, expected):
    pay = find_pay(Words(title=title))
    assert (pay and (pay.min, pay.max, pay.period)) == expected


ESTIMATED = "Widget Planner\n\nLeeds\n\n£61,204\n per year - estimated\n ?\n"


def test_an_estimate_is_predicted_and_loses_to_a_statement():
    alone = Words(text=ESTIMATED)
    assert find_pay(alone).basis == "predicted"
    assert has_estimate(alone)
    both = Words(text=ESTIMATED + "Salary: £48,000")
    assert (find_pay(both).min, find_pay(both).basis) == (48_000, "stated")
    assert not has_estimate(Words(text="Salary: £48,000 per year"))


@pytest.mark.parametrize(
    "line", ["Estimated salary: £45,000 - £55,000", "£45,000 a year (Glassdoor est.)", "Pay: £45,000.00 (est.)",
             "Jobsworth: £45,000"]
)  # fmt: skip
def test_boards_mark_their_estimates_in_many_ways(line):
    words = Words(text=f"Widget Planner\n{line}\nWe are Bramble.")
    assert find_pay(words).basis == "predicted"
    assert has_estimate(words)


def test_an_employers_estimate_is_a_statement():
    words = Words(text="Bramble's estimated annual pay range for this position is £45,000 - £55,000.")
    assert find_pay(words).basis == "stated"


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
    ["£", "GBP ", "$", "40", "40,000", "k",
    "400500", "/", " FTE", "Band 6: ", "similar jobs\n", " (Leeds)", " - ", "–", " per day", " pa",
    "Salary: ", "up to ", "OTE ", "\n",
    "+", "İ", "٤٠",
     "bonus", " estimated", "Â£", "\\-", "**", "m", ".50", "London: ", "IR35", "999999999999", "O"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_characters_that_cut_it(text):
    words = Words(title=text[:80], pay=text[:60], text=text)
    _check(words, find_pay(words))
    _check(Words(pay=text), parse_pay(text))


@pytest.mark.parametrize(
    "piece",
    ["£1,000 - ", "12 ", "salary of £", ",000", "£", "(", "up to ", "£40k bonus word ", "£1", "base ", "rate: ",
     "London: £40k ", "£50,00060,000", "Leeds: £40k - £45k / Bristol: £40k - £45k, ", "similar jobs\n", "GBP"],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece):
    started = time.perf_counter()
    find_pay(Words(text=(piece * 100_000)[:100_000]))
    assert time.perf_counter() - started < 5


def test_words_around_an_advert_change_nothing():
    line, chrome = "Salary: £41,000 - £46,000 per annum", "We look after widgets in the county and beyond.\n" * 40
    alone, within = find_pay(Words(text=line)), find_pay(Words(text=chrome + line + "\n" + chrome))
    assert alone[:6] == within[:6]


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


# Invented adverts in the shape of the six job cards and the two negatives of the claims, by their ids.
CARDS = {
    "S003-40": "Machine Learning Engineer (LLMs & AI Agents)\nBramble Labs, London\nA competitive salary and equity.",
    "S003-41": "Machine Learning Operations Engineer\nBristol (Fully Remote)\nSalary: £50-£70k\nFetlock Analytics",
    "S003-42": "Machine Learning Operations Lead\nBristol (Fully Remote)\nSalary: £70-£90k\nFetlock Analytics",
    "S003-43": "Machine Learning Engineer\nLondon, Fully Remote\n3 Month contract, 5 years of experience",
    "S003-44": "Machine Learning Quant Engineer - Investment banking\nInside IR35, 4 days a week on site, London",
    "S003-45": "Machine Learning Operations Engineer\nLittlemore, Oxfordshire\nMy client pays £65,000 - £75,000",
    "S003-46": "Fly your own remote-controlled drone from £49 this weekend, and save £20 with code BUZZ!",
    "S004-24": "Accuracy rose by 14%, and 25% of the time went on FPGA boards and embedded code worth 3 weeks.",
}


def test_the_cards_of_the_claims():
    path = SHARED / "claims.yaml"
    if not path.exists():
        pytest.skip("../shared is absent")
    claims = {claim["id"]: claim for claim in yaml.safe_load(path.read_text(encoding="utf-8"))["claims"]}
    for name, text in CARDS.items():
        want, pay = claims[name].get("expect", {}), find_pay(Words(title=text.split("\n")[0], text=text))
        expected = (want.get("salary_min"), want.get("salary_max"), want.get("period"))
        assert ((pay.min, pay.max, pay.period) if pay else (None, None, None)) == expected, name


@pytest.mark.parametrize("name", CARDS)
def test_job_cards(name):
    pays = {"S003-41": (50_000, 70_000), "S003-42": (70_000, 90_000), "S003-45": (65_000, 75_000)}
    pay = find_pay(Words(text=CARDS[name]))
    assert (pay and pay[:2]) == pays.get(name)
