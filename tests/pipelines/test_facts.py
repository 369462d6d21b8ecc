"""What holds for every fact: any text is read, offsets cut the words, order and page furniture do not matter."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.clean.fields import clean_fields
from pipelines.extract.answer import answer
from pipelines.extract.facts import Extractor, Facts
from pipelines.words import Evidence, Words

SEEN = date(2026, 11, 16)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


# --- any text ----------------------------------------------------------------------------------------------------

# Pieces that rules look for, so that a soup of them reaches every rule.
PIECES = (
    "£45,000 - £55k per annum", "£500/day", "400500", "up to", "OTE £90k", "pro rata", "DOE", "Band 6", "circa",
    "Python", "C++", "R", "Go", ".NET", "CI/CD", "nice to have", "must have", "no experience needed", "Requirements:",
    "Benefits", "About us", "What we offer", "hybrid", "3 days a week in our Leeds office", "fully remote", "onsite",
    "London", "Newcastle upon Tyne", "SW1A 1AA", "Scotland", "Location:", "permanent", "12 month FTC", "part-time",
    "inside IR35", "outside", "IR35", "PhD", "degree in Physics or", "5+ years' experience", "SC cleared", "DV",
    "visa sponsorship", "right to work", "our client, a fintech", "Closing date: 30/11/2026", "<b>", "</li><li>",
    "&pound;", "&#8217;", "\\-", "**", "* ", "• ", "\n", "\n\n", "\t", "\u00a0", "\u200b", "\ud83d", "İ", "ﬁ", "\x00",
    "Senior", "Lead", "ML Engineer", "Head of", "(", ")", "[", "]", "/", "&", "-", "–", ":", ";", ".", ",", "'", "%",
)  # fmt: skip
soup = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map(" ".join)
glued = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map("".join)
anything = st.one_of(soup, glued, st.text(max_size=200))


def evidence_of(facts: Facts) -> Iterator[Evidence]:
    yield from facts.evidence()
    for m in facts.mentions:
        yield Evidence("skill", m.surface, m.field, m.start, m.end, "lexicon")


def assert_cut_out(words: Words, facts: Facts) -> None:
    for e in evidence_of(facts):
        said = getattr(words, e.field)
        assert 0 <= e.start < e.end <= len(said), e
    for m in facts.mentions:
        assert getattr(words, m.field)[m.start : m.end] == m.surface


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=anything, employer=anything, place=anything, text=anything, rest=anything)
def test_any_words_are_read(extractor: Extractor, title: str, employer: str, place: str, text: str, rest: str) -> None:
    words = Words(
        title=title, employer=employer, place=place, text=text, pay=rest, workplace=rest, contract=rest, hours=rest,
        country="GB", seen_on=SEEN,
    )  # fmt: skip
    (facts,) = extractor.facts([words])
    assert_cut_out(words, facts)
    assert answer("1", words, facts)["id"] == "1"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=anything, description=anything)
def test_any_page_is_cleaned_and_read(extractor: Extractor, title: str, description: str) -> None:
    names = (
        "employer", "place", "pay", "workplace", "contract", "hours", "posted", "valid_through", "pay_min", "pay_max",
        "pay_currency", "pay_period", "pay_basis", "country",
    )  # fmt: skip
    raw: dict[str, Any] = dict.fromkeys(names)
    raw |= {"title": title, "description": f"<div>{description}</div>", "seen_at": "2026-11-16T05:00:00+00:00"}
    words = clean_fields(raw, "GB")
    (facts,) = extractor.facts([words])
    assert_cut_out(words, facts)


# What a pattern that tries again and again would choke on.
HOSTILE = (
    "£1 ", "£45,000 - ", "5 days a week in the ", "a" * 7, "A-", "Python, ", "(", "R ", "degree in ", "London, ",
    "no ", "you must ", "5+ years ", "not required ", "visa ", "• ", "\n", "9", "-", "Location: ", "&pound;", "our ",
    "https://", "@", ". ", "Requirements:\n", "*", "IR35 ", "clearance ", "Senior ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_hostile_text_takes_time_in_proportion(extractor: Extractor, piece: str) -> None:
    def seconds(size: int) -> float:
        words = Words(title="Data Analyst", text=piece * (size // len(piece)), country="GB", seen_on=SEEN)
        start = process_time()
        extractor.facts([words])
        return process_time() - start

    seconds(1000)
    # eight times the text: sixty-four times the time were it quadratic; the best of three, and a floor for the clock
    small, large = (min(seconds(size) for _ in range(3)) for size in (25_000, 200_000))
    assert large < 24 * max(small, 0.002), (small, large)


# --- order and page furniture ------------------------------------------------------------------------------------

ADVERTS = (
    Words(
        title="Senior Machine Learning Engineer", employer="Fernhollow Analytics", place="Leeds", country="GB",
        seen_on=SEEN, text="""Fernhollow Analytics makes maps of peat.

The role
You will build and run models that find drains in aerial photographs.

Requirements
- 5+ years' experience with Python and PyTorch
- A degree in a numerate subject
- Docker and Kubernetes

Nice to have
- Rust

Salary: £65,000 - £75,000 per annum. Hybrid, two days a week in our Leeds office. Permanent, full time.""",
    ),
    Words(
        title="Data Engineer (Contract)", employer="Bramblewick Water", place="Bristol", country="GB", seen_on=SEEN,
        text="""Six month contract at £450 - £500 per day, outside IR35.

What you will need
* Airflow, dbt and Snowflake
* SQL
* SC clearance, or be eligible for it

Fully remote within the UK. We cannot offer visa sponsorship.""",
    ),
    Words(
        title="Store Manager", employer="Plumduff & Sons", place="Norwich", country="GB", seen_on=SEEN,
        text="""Run our bakery shop in Norwich. Part time, 24 hours per week, £13.20 per hour.

You lead a team of six, order flour and count the till. On site, of course: bread cannot be sold from home.""",
    ),
)  # fmt: skip

ABOVE = "❮ back to last search\n\nApply for this job\n\nSave job  Share  Print\n\n"
BELOW = """

Apply for this job

Similar jobs

Principal Java Architect
Cardiff | £110,000 | Hybrid

Finance Director
Aberdeen | up to £140,000 | Inside IR35

People also viewed

Graduate COBOL Developer, Swindon

Cookie notice: we use cookies and similar technologies, such as Google Analytics, to remember your choices.
Accept all cookies"""


def said(extractor: Extractor, words: Words) -> dict[str, Any]:
    """The answer without its offsets."""
    (facts,) = extractor.facts([words])
    return {name: value for name, value in answer("1", words, facts).items() if name != "evidence"}


@pytest.mark.parametrize("words", ADVERTS, ids=lambda w: w.title)
def test_the_furniture_of_a_page_changes_no_fact(extractor: Extractor, words: Words) -> None:
    page = replace(words, text=f"{ABOVE}{words.text}{BELOW}")
    assert said(extractor, page) == said(extractor, words)


def test_neither_order_nor_company_changes_a_fact(extractor: Extractor) -> None:
    alone = [extractor.facts([words])[0] for words in ADVERTS]
    order = [*range(len(ADVERTS)), *range(len(ADVERTS))]
    random.Random(7).shuffle(order)
    assert extractor.facts([ADVERTS[i] for i in order]) == [alone[i] for i in order]


def test_every_fact_of_an_advert_points_at_its_words(extractor: Extractor) -> None:
    for words, facts in zip(ADVERTS, extractor.facts(ADVERTS), strict=True):
        assert_cut_out(words, facts)
    told = set(chain.from_iterable((e.fact for e in f.evidence()) for f in extractor.facts(ADVERTS)))
    assert told >= {"title_core", "seniority", "region", "pay", "workplace", "contract", "hours", "ir35"}
