"""Rules: signs only save time; refusals, their order, and what a rule answers."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean import contract, rules, workplace
from pipelines.clean.rules import Rule, Rules, words_pattern
from pipelines.words import Words

GOLD = Path(__file__).parents[3] / ".." / "shared" / "gold" / "dev.adverts.jsonl"
ALL = {"workplace": workplace._WORKPLACE, **dict.fromkeys(("contract", "hours", "ir35"), contract._TERMS)}


def _searched_whole(ruled, fact, words):
    """The answer with each pattern tried everywhere: (value, rule, field), or None."""
    for number in ruled._numbers[fact]:
        rule = ruled._rules[number]
        for field in rule.fields:
            text = getattr(words, field)
            for match in rule.pattern.finditer(rules._view(rule.pattern, text)):
                if not rules._is_refused(rule, text, match):
                    return rule.value or match.lastgroup, rule.name, field
    return None


def _found(ruled, fact, words):
    found = ruled.first_found(fact, words)
    return found and (found.value, found.evidence.rule, found.evidence.field)


PIECES = st.sampled_from(
    ["remote", "hybrid", "not ", "no ", "3 days", "two", " days", " a week", " in the ", "our ", "office", "on-site",
     "Location: ", "\n", "(", ")", ". ", " cloud", "5 ", "home", " - ", "  ", "İ", "£", "fully ", "based ", "60% ",
     "contract", " type: ", "permanent", "fixed term", "12 month ", "full", "-", "time", "part", " or ", "inside",
     " IR35", "outside", ": ", "37.5", " hours ", "per week", "internship", "this ", "maternity ", "leave", "cover ",
     "0.6 FTE", "once", "every ", "Monday to Friday ", "working ", "you ", "role ", "is ", "📍", "deemed ", "in person"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_a_pattern_finds_near_its_signs_what_it_finds_anywhere(text):
    words = Words(title=text[:60], place=text[-40:], text=text)
    for fact, ruled in ALL.items():
        assert _found(ruled, fact, words) == _searched_whole(ruled, fact, words)


def test_the_same_on_real_adverts():
    if not GOLD.exists():
        pytest.skip("../shared is absent")
    for line in GOLD.read_text("utf-8").splitlines():
        advert = json.loads(line)
        words = Words(title=advert["title"], place=advert["location"] or "", text=advert["text"])
        for fact, ruled in ALL.items():
            assert _found(ruled, fact, words) == _searched_whole(ruled, fact, words), advert["id"]


WIDGETS = Rules(
    shape=(
        Rule(
            "round",
            ("title", "text"),
            words_pattern(r"(?P<round>\bround widgets?)|(?P<square>\bsquare widgets?)"),
            signs="widget",
            before=12,
            after=1,
            unless_before=words_pattern(r"\bno $"),
            unless_after=words_pattern(r" only on request"),
        ),
        Rule("any", ("text",), words_pattern(r"widgets?\b"), signs="widget", value="some"),
    ),
    colour=(Rule("field", ("pay",), words_pattern(r"(?P<red>red)|(?P<blue>blue)")),),
)


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (Words(text="a square widget and a Round-Widget"), "square"),  # the first place
        (Words(title="Round widgets", text="square widgets"), "round"),  # the first field
        (Words(text="widgets, square ones: square\nwidgets"), "square"),  # the first rule
        (Words(text="no round widgets, square widgets"), "square"),
        (Words(text="no round widgets"), "some"),
        (Words(text="round widgets only on request"), "some"),
        (Words(text="round  widget"), "round"),
        (Words(text="gadgets"), None),
        (Words(), None),
    ],
)
def test_what_decides(words, shape):
    found = WIDGETS.first_found("shape", words)
    assert (found.value if found else None) == shape


def test_facts_are_told_apart_and_adverts_too():
    first, second = Words(text="round widget", pay="blue"), Words(pay="red")
    assert WIDGETS.first_found("colour", first).value == "blue"
    assert WIDGETS.first_found("shape", first).value == "round"
    assert WIDGETS.first_found("shape", second) is None
    assert WIDGETS.first_found("colour", second).value == "red"


def test_an_earlier_rule_in_the_text_goes_before_a_later_one_in_a_short_field():
    first = Rule("said", ("text",), words_pattern("definitely round"), signs="definitely", value="round")
    second = Rule("titled", ("title", "text"), words_pattern("square"), signs="square", value="square")
    ruled = Rules(shape=(first, second))
    assert ruled.first_found("shape", Words(title="square", text="definitely round")).value == "round"
    found = ruled.first_found("shape", Words(title="a square", text="square, square"))
    assert (found.evidence.field, found.evidence.start) == ("title", 2)


def test_a_page_pasted_into_a_short_field_is_read_too():
    found = WIDGETS.first_found("shape", Words(title="gadgets " * 1000 + "round widgets"))
    assert (found.value, found.evidence.start) == ("round", 8000)


def test_the_evidence_cuts_the_words():
    found = WIDGETS.first_found("shape", Words(text="İİ a **square** widget"))
    assert found.evidence.field == "text"
    assert "İİ a **square** widget"[found.evidence.start : found.evidence.end] == "square** widget"
