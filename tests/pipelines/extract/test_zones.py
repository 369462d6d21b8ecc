import csv
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.zones import HEADINGS, find_zones

LINES = """Data Engineer
❮ back to last search
Marrow & Pike Ltd
Apply for this job
**About us**
Marrow & Pike bakes bread with Perl scripts since 1912.

**What you'll do**
- Build pipelines in Scala

REQUIREMENTS
- Python and SQL

Nice to have:
- Some Kafka

## Our benefits
- A Spotify account

How to apply
Send a letter by COBOL.
We are an equal opportunities employer and love Haskell.
"""
GLUED = (
    "Marrow & Pike bakes bread.About UsBread made with Perl since 1912.Key ResponsibilitiesBuild pipelines in Scala"
    "RequirementsPython and SQLNice To HaveSome KafkaWhat's in it for you?A Spotify account.Ready to apply?Write COBOL"
)
INLINE = (
    "About Us: bread made with Perl. **Responsibilities** + Build pipelines in Scala **Minimum Qualifications** +"
    " Python **Preferred Qualifications** + Kafka **What We Offer** Spotify. THE ROLE You will see."
)


@pytest.mark.parametrize("text", [LINES, GLUED, INLINE], ids=["lines", "glued", "inline"])
def test_layouts(text: str) -> None:
    said = {
        "Perl": "about", "Scala": "duties", "Python": "required", "Kafka": "desired", "Spotify": "offer",
        "COBOL": "apply", "Haskell": "apply", "back to last": "chrome", "Apply for this": "chrome",
    }  # fmt: skip
    for word, kind in said.items():
        if word in text:
            assert find_zones(text).at(text.index(word)) == kind, word


def test_before_any_heading_nothing_is_said() -> None:
    assert find_zones(LINES).at(0) is None
    assert find_zones("We bake bread and have fine benefits for all who love experience.").spans() == []
    assert find_zones("").at(0) is None


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("About Marrow & Pike", "about"),
        ("About you", "required"),
        ("About the role", "duties"),
        ("Who we are", "about"),
        ("Who you are", "required"),
        ("✨ What you’ll bring", "required"),
        ("**Key Skills & Experience**", "required"),
        ("Essential criteria:", "required"),
        ("* **Requirements:**", "required"),
        ("Preferred qualifications that drive you forward", "desired"),
        ("What would set you apart?", "desired"),
        ("It would be nice to have:", "desired"),
        ("Duties and Responsibilities", "duties"),
        ("In this role, you will:", "duties"),
        ("On a day-to-day basis you will:", "duties"),
        ("What's on offer", "offer"),
        ("Why join Marrow & Pike?", "offer"),
        ("Our interview process", "apply"),
        ("Equality, Diversity & Inclusion", "apply"),
        ("People also viewed", "chrome"),
        ("Similar jobs", "chrome"),
    ],
)
def test_headings(heading: str, kind: str) -> None:
    text = f"Bread for all.\n\n{heading}\nOur ovens, and yours.\n"
    assert find_zones(text).at(text.index("ovens")) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Experience with Kafka",
        "Strong communication skills in English",
        "- Benefits administration",
        "We are looking for a",
        "The requirements of the bakery are met daily.",
        "Our experience is your gain,",
        "Marrow & Pike is known across three counties for the benefits of slow bread and for its requirements",
    ],
)
def test_lines_that_are_no_heading(line: str) -> None:
    text = f"Bread for all.\n\n{line}\nOur ovens.\n"
    assert find_zones(text).at(text.index("ovens")) is None


def test_a_list_without_bullets_stays_in_its_section() -> None:
    text = "Nice to have\nExperience with Kafka\nKnowledge of dbt\nSome Terraform\n"
    assert find_zones(text).at(text.index("Terraform")) == "desired"


def test_an_unknown_heading_ends_a_section_but_a_lesser_one_does_not() -> None:
    text = "**Requirements**\nTools:\n- Python\n\n**Ovens and mills**\nNine of them.\n"
    zones = find_zones(text)
    assert zones.at(text.index("Python")) == "required"
    assert zones.at(text.index("Nine")) is None


def test_bold_words_within_a_sentence_end_nothing() -> None:
    text = "**Requirements**\n- Familiar with\n**Git-based workflows**\n- Python\n"
    assert find_zones(text).at(text.index("Python")) == "required"


def test_page_furniture_and_labels_are_only_their_own_line() -> None:
    text = "Requirements:\n- Python\nShare this job\nSalary: £50,000 plus bonus\n- SQL\nApply for this job"
    zones = find_zones(text)
    kinds = [zones.at(text.index(word)) for word in ("Python", "Share", "£50", "SQL", "Apply")]
    assert kinds == ["required", "chrome", "offer", "required", "chrome"]


def test_small_print_runs_to_the_end_of_its_line() -> None:
    text = (
        "We love bread. All qualified applicants will receive consideration without regard to race.\nWe bake in Leeds."
    )
    zones = find_zones(text)
    assert [zones.at(text.index(word)) for word in ("love", "All qualified", "regard", "Leeds")] == [
        None, "apply", "apply", None,
    ]  # fmt: skip


def test_other_jobs_are_furniture_whatever_they_are_called() -> None:
    text = "Requirements\n- Python\n\nSave job  Share  Print\n\nSimilar jobs\n\n**Miller**\nYork\n\n**Baker:**\nLeeds"
    zones = find_zones(text)
    assert {zones.at(text.index(word)) for word in ("Save", "Miller", "York", "Baker", "Leeds")} == {"chrome"}


def test_a_cookie_notice_is_furniture() -> None:
    text = "Before you go on We use cookies and data to bake ads with Python. "
    assert find_zones(text).at(text.index("Python")) == "chrome"


def test_the_employers_name_is_not_you() -> None:
    text = "Bread.\nAbout YouBake\nYouBake sells ovens."
    assert find_zones(text).at(text.index("ovens")) == "about"


def test_boilerplate_around_an_advert_does_not_move_its_zones() -> None:
    around = f"Search jobs\nSign in\n{LINES}\nSimilar jobs\nBaker, Leeds\nMiller, York\n"
    shift = around.index(LINES)
    inside = [(kind, start + shift) for kind, start, _ in find_zones(LINES).spans()]
    assert [(kind, start) for kind, start, _ in find_zones(around).spans() if start < shift + len(LINES)][
        -len(inside) :
    ] == inside
    assert find_zones(around).at(around.index("Miller")) == "chrome"


@given(
    st.text(max_size=300) | st.lists(st.sampled_from([*LINES.split("\n"), GLUED, ".", "\n"]), max_size=8).map("".join)
)
def test_spans_are_in_order_and_agree_with_at(text: str) -> None:
    zones = find_zones(text)
    spans = zones.spans()
    assert all(0 <= start < end <= len(text) for _, start, end in spans)
    assert all(first[2] <= second[1] for first, second in pairwise(spans))
    for kind, start, end in spans:
        assert zones.at(start) == zones.at(end - 1) == kind


@pytest.mark.parametrize(
    "piece", ["Requirements", "a", "What you ", "**\n", "Key Skills:\n", "equal opportunit", "x: \n"]
)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    began = time.thread_time()
    find_zones(text)
    assert time.thread_time() - began < 3  # an hour, were it the square of the length


def test_the_table() -> None:
    with HEADINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    phrases = [row["phrase"] for row in rows]
    assert len(phrases) == len(set(phrases))
    assert all(phrase == phrase.lower().strip() and phrase.isascii() for phrase in phrases)
    assert {row["match"] for row in rows} == {
        "heading", "label", "word", "whole", "furniture", "section",
    }  # fmt: skip
