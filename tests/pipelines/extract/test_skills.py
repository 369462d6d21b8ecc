"""The table is whole, traps are not skills, and every mention's characters stand where it says."""

import csv
import time
from pathlib import Path

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from pipelines.extract.skill_table import COLUMNS, SKILLS, Skill, read_skills
from pipelines.extract.skills import Mention, SkillFinder
from pipelines.words import Words

ROW = {
    "skill_id": "python", "name": "Python", "aliases": "Python 3", "kind": "language", "family": "languages",
    "is_ml_ai": "false", "match": "any",
}  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> SkillFinder:
    return SkillFinder()


def found(finder: SkillFinder, text: str, title: str = "") -> list[Mention]:
    return finder.find([Words(title=title, text=text)])[0]


def surfaces(finder: SkillFinder, text: str) -> list[str]:
    return [m.surface for m in found(finder, text)]


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


# --- the table


def test_the_table_is_whole_and_large() -> None:
    skills = read_skills()
    assert len(skills) >= 1_500
    assert sum(s.is_ml_ai for s in skills) >= 300


def test_the_sidecar_counts_the_rows() -> None:
    meta = yaml.safe_load(SKILLS.with_name("skills.meta.yml").read_text("utf-8"))
    assert {"title", "producer", "licence", "source", "date", "rows"} <= meta.keys()
    assert meta["rows"] == len(read_skills())


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"kind": "gadget"}, "kind"),
        ({"match": "maybe"}, "match"),
        ({"is_ml_ai": "yes"}, "is_ml_ai"),
        ({"skill_id": "Py Thon"}, "skill_id"),
        ({"name": ""}, "name"),
        ({"family": ""}, "family"),
        ({"aliases": "a |  | b"}, "aliases"),
        ({"aliases": "python"}, "aliases"),
    ],
)
def test_a_bad_row_is_named_by_file_row_and_column(tmp_path: Path, change: dict[str, str], column: str) -> None:
    path = table(tmp_path / "bad.csv", ROW | change)
    with pytest.raises(ValueError, match=rf"bad\.csv: row 2: {column}"):
        read_skills(path)


def test_an_id_or_an_alias_of_another_row_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "twice.csv", ROW, ROW | {"name": "Other", "aliases": ""})
    with pytest.raises(ValueError, match="row 3: skill_id: 'python' stands in row 2"):
        read_skills(path)
    path = table(tmp_path / "twice.csv", ROW, ROW | {"skill_id": "other", "name": "Other", "aliases": "=PYTHON 3"})
    with pytest.raises(ValueError, match="row 3: aliases: 'python 3' stands in row 2"):
        read_skills(path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    path.write_text("skill_id,name\n", "utf-8")
    with pytest.raises(ValueError, match=r"columns\.csv: row 1"):
        read_skills(path)


# --- what is a skill, and what only looks like one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We use R, Python and Go.", ["R", "Python", "Go"]),
        ("Python/R, C++ or C#/.NET", ["Python", "R", "C++", "C#", ".NET"]),
        ("You write C and Rust", ["C", "Rust"]),
        ("services written in Go; R programming", ["Go", "R"]),
        ("- Strong working knowledge of R\n- A good command of Go", ["R", "Go"]),
        ("- R\n- SQL", ["R", "SQL"]),
        ("CI / CD with Node.js", ["CI / CD", "Node.js"]),
        ("C\\+\\+ and scikit\\-learn", ["C\\+\\+", "scikit\\-learn"]),
        ("Word, Excel and Outlook", ["Word", "Excel", "Outlook"]),
        ("Azure Data Factory on Azure", ["Azure Data Factory", "Azure"]),
        ("time-series forecasting and data modeling", ["time-series forecasting", "data modeling"]),
        ("must hold SC clearance", ["SC clearance"]),
    ],
)
def test_skills_are_found_as_written(finder: SkillFinder, text: str, expected: list[str]) -> None:
    assert surfaces(finder, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ready? Go! Let's Go to market.",
        "Our R&D hub makes vitamin C for C-level staff",
        "Spark joy and excel in your career",
        "a swift reply from the chef, who has access to a ray of light",
        "Teams of people, Word of mouth, Access to training",
        "Our data science team is an AI company",
        "A degree in Statistics, Machine Learning or Mathematics",
        "Apply at https://jobs.example.invalid/python/sql",
        "", " \n\t ",
    ],
)  # fmt: skip
def test_traps_are_no_skills(finder: SkillFinder, text: str) -> None:
    assert surfaces(finder, text) == []


def test_a_doubtful_word_counts_in_a_list_with_a_sure_one(finder: SkillFinder) -> None:
    assert surfaces(finder, "You will do logging") == []
    assert surfaces(finder, "Kubernetes, logging and alerting") == ["Kubernetes", "logging", "alerting"]


def test_one_mention_a_skill_title_first(finder: SkillFinder) -> None:
    mentions = found(finder, "Python, then python 3 again, and SQL", title="Python Developer")
    assert [(m.skill_id, m.field, m.start, m.end) for m in mentions] == [
        ("python", "title", 0, 6),
        ("sql", "text", 33, 36),
    ]


def test_a_title_met_again_brings_nothing_of_the_text_it_stood_over(finder: SkillFinder) -> None:
    texts = ("We use SQL", "We use Kubernetes", "")
    told = [[m.skill_id for m in found(finder, text, title="Python Developer")] for text in texts]
    assert told == [["python", "sql"], ["python", "kubernetes"], ["python"]]


def test_words_glued_to_the_next_line_are_found(finder: SkillFinder) -> None:
    assert surfaces(finder, "Strong PythonExperience with PostgreSQLKnowledge of APIs") == [
        "Python",
        "PostgreSQL",
        "APIs",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tools:JenkinsAnsibleDocker", ["Jenkins", "Ansible", "Docker"]),
        ("PyTorch, JavaScript and PostgreSQL", ["PyTorch", "JavaScript", "PostgreSQL"]),
        ("mySQL, ElasticSearch, RaspberryPi", ["mySQL", "ElasticSearch", "RaspberryPi"]),
        ("GoCardless, EC2R 7XX", []),
        ("Node.jsExperience of C#Strong", ["Node.js", "C#"]),
    ],
)
def test_a_word_is_cut_beside_a_known_name_and_not_within_one(
    finder: SkillFinder, text: str, expected: list[str]
) -> None:
    assert surfaces(finder, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("open APIs", ["APIs"]),
        ("autonomous agentic workflows", ["agentic workflows"]),
        ("machine\nlearning", []),
        ("machine learnings", []),
        ("pythonë and ësql", []),
        ("weather. Net zero", []),
        ("_Python_ and **SQL**", ["Python", "SQL"]),
        ("data\\-driven time\\-series forecasting", ["time\\-series forecasting"]),
        ("time‑series forecasting", ["time‑series forecasting"]),
    ],
)
def test_names_begin_and_end_with_words(finder: SkillFinder, text: str, expected: list[str]) -> None:
    assert surfaces(finder, text) == expected


INVENTED = """Data Engineer at Tidewater Lantern Ltd. You will build ETL pipelines in Python
and SQL on AWS (S3, Lambda, Glue).
Our machine learning team uses PyTorch, scikit-learn and MLflow; we deploy with Docker/Kubernetes and Terraform.
- Power BI, Tableau or Looker
- CI/CD with GitHub Actions; unit testing
- Apache Spark, Apache Airflow, Snowflake, PostgreSQL
Knowledge of C++, C# or .NET helps. TypeScript and Node.js are a bonus, as is natural language processing."""


def test_a_plain_phrase_matcher_finds_no_sure_name_that_we_miss(finder: SkillFinder) -> None:
    sure = {s.lower(): skill for skill in read_skills() for s, care in skill.surfaces() if care == "any"}
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("skill", list(nlp.pipe(sorted(sure))))
    doc = nlp(INVENTED)
    spans = filter_spans([doc[first:last] for _, first, last in matcher(doc)])
    theirs = {sure[span.text.lower()].skill_id for span in spans if " team" not in INVENTED[span.end_char :][:5]}
    ours = {m.skill_id for m in found(finder, INVENTED)}
    assert len(theirs) >= 20
    assert theirs <= ours


def test_own_skills_may_be_given() -> None:
    knitting = Skill("knitting", "Knitting", ("=KNT",), "practice", "crafts", False, "any")
    finder = SkillFinder([knitting])
    assert surfaces(finder, "Knt, python and KNT") == ["KNT"]
    assert finder.skill("knitting") == knitting
    with pytest.raises(KeyError):
        finder.skill("python")


# --- demand


@pytest.mark.parametrize(
    ("text", "demand"),
    [
        ("Essential:\n- Python", "required"),
        ("Requirements\n\nYears of work with Python", "required"),
        ("You must know Python.", "required"),
        ("Nice to have\n- Python", "desired"),
        ("**Desirable skills**\n* Python", "desired"),
        ("Essential: Java. Desirable: Python", "desired"),
        ("Some Python would be a plus", "desired"),
        ("Requirements:\n- SQL\n- Python is advantageous", "desired"),
        ("About us\nPython runs our shops", "context"),
        ("No experience of Python needed", "negated"),
        ("Python is not required for this role", "negated"),
        ("Python isn't needed", "negated"),
        ("You don't need Python", "negated"),
        ("Must know Java.Python helps", None),
        ("Java is a mustStrong Python", None),
        ("RequireJS and Python", None),
        ("We require Python", "required"),
        ("How to apply\nSend us your Python", "context"),
        ("You will write Python", None),
        ("Nice to have:\n- SQL\n\nResponsibilities:\n- write Python", None),
    ],
)
def test_demand_follows_the_sentence_then_the_heading(finder: SkillFinder, text: str, demand: str | None) -> None:
    assert {m.skill_id: m.demand for m in found(finder, text)}["python"] == demand


def test_the_furniture_of_a_page_names_no_skill(finder: SkillFinder) -> None:
    text = "You will write SQL.\n\nSimilar jobs\nPython Developer at Fernhollow Quay"
    assert surfaces(finder, text) == ["SQL"]


def test_a_skill_asked_for_later_is_not_held_as_context(finder: SkillFinder) -> None:
    text = "About us\nWe sell Python courses\n\nRequirements:\n- Python"
    [python] = [m for m in found(finder, text) if m.skill_id == "python"]
    assert (python.demand, python.start) == ("required", text.rfind("Python"))


# --- any text at all

PIECES = st.sampled_from(
    [
        "Python", "R", "C++", "C#", "/", ", ", "\n", "- ", " and ", "Go", "data pipelines", "\u00a0", "\\-", "‑", "🙂",
        "é", "\ud800", "Nice to have:", "PythonSQL", "machine-learning", " ", "degree in ", "https://", "not required",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(st.characters(codec=None)), st.lists(PIECES).map("".join)),
    st.lists(PIECES, max_size=4).map("".join),
)
def test_offsets_cut_the_surface(text: str, title: str) -> None:
    words = Words(title=title, text=text)
    mentions = _shared().find([words])[0]
    assert all(getattr(words, m.field)[m.start : m.end] == m.surface != "" for m in mentions)
    assert len({m.skill_id for m in mentions}) == len(mentions)


_FINDERS: list[SkillFinder] = []


def _shared() -> SkillFinder:
    if not _FINDERS:
        _FINDERS.append(SkillFinder())
    return _FINDERS[0]


@pytest.mark.parametrize(
    "piece",
    [
        "R, ",
        "not needed ",
        "degree ",
        "no Python ",
        ",",
        "PyA",
        "\t",
        "Nice to have: ",
        "machine learning ",
        "https://",
        "logging, ",
        "autonomous agentic ",
        "requiredStrong ",
        "must. ",
        "PythonSQL",
    ],
)
def test_hostile_text_takes_time_in_proportion(finder: SkillFinder, piece: str) -> None:
    def seconds(n: int) -> float:
        began = time.process_time()
        found(finder, piece * (n // len(piece)))
        return time.process_time() - began

    # eight times the text: 8 times as long if linear, 64 times if not; the best of three, on a machine with other work
    short, long = (min(seconds(n) for _ in range(3)) for n in (20_000, 160_000))
    assert long < 24 * short + 0.5
