"""Titles to occupation and family: rules by example, the table's own promises, and properties over any text."""

import csv
import json
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.families import COLUMNS, TABLE, families, read_families
from pipelines.extract.headline import name_key, units
from pipelines.extract.titles import find_title
from pipelines.words import Words

SHARED = Path(__file__).parents[3] / ".." / "shared"


def core(title: str, **fields: str) -> str | None:
    return find_title(Words(title=title, **fields)).core


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Machine Learning Engineer - NLP - £80k - London", "Machine Learning Engineer"),
        ("Sr. ML Eng (LLMs & AI Agents) – FTC", "Machine Learning Engineer"),
        ("ML Ops Engineer", "MLOps Engineer"),
        ("Founding ML/Data Engineer (£70k + equity)", "Machine Learning/Data Engineer"),
        ("Azure Data Engineer", "Azure Data Engineer"),
        ("Data Engineer - Azure", "Data Engineer"),
        ("DATA ENGINEER", "Data Engineer"),
        ("Data Scientists", "Data Scientist"),
        ("Data Scienest", "Data Scientist"),
        ("Eng Manager", "Engineering Manager"),
        ("Mid-Senior .NET Dev x2 *Urgent*", ".NET Developer"),
        ("Full‑Stack Machine Learning Engineer", "Full-Stack Machine Learning Engineer"),
        ("Staff Engineer (ML Engineer)", "Machine Learning Engineer"),
        ("Lead Engineer (AI Platform)", "Engineer"),
        ("Data Scientist (ML Engineer)", "Data Scientist"),
        ("Business Intelligence (BI) Developer", "Business Intelligence Developer"),
        ("Voice AI lead Architect", "Voice AI Architect"),
        ("Data Scientist Senior Specialist", "Data Scientist"),
        ("Senior BI Developer / Senior Data Engineer", "BI Developer / Data Engineer"),
        ("Deputy Director - Materials Analyst", "Materials Analyst"),
        ("Deputy Director, Funding Delivery", "Deputy Director"),
        ("Risk, AI Model Validation, Associate", "AI Model Validation Associate"),
        ("Manager, Customer Success", "Customer Success Manager"),
        ("Head of Digital, Data and Technology", "Head of Digital, Data and Technology"),
        ("Head of Client Success at Larkfold", "Head of Client Success"),
        ("Lead Generation Executive", "Lead Generation Executive"),
        ("Temporary Works Engineer", "Temporary Works Engineer"),
        ("Contract Data Engineer - SC Cleared", "Data Engineer"),
        ("Chef de Partie - live in", "Chef de Partie"),
        ("Software Development Engineer in Test", "Software Development Engineer in Test"),
        ("Teacher of Science", "Teacher of Science"),
        ("RGN Nights", "RGN"),
        ("Data Science Intern - 2026 Start", "Data Science Intern"),
        ("Larkfold | London, UK | Full time | Backend Engineer, Data Scientist", "Backend Engineer"),
        ("Larkfold is looking for a Python Developer in Leeds", "Python Developer"),
        ("Data Engineering (London)", "Data Engineering"),
    ],
)
def test_core(title: str, expected: str) -> None:
    assert core(title) == expected


@pytest.mark.parametrize(
    "title", ["", "   ", "###", "Larkfold, London, ONSITE", "Senior", "Fly remote-controlled drones", "Join us!"]
)
def test_no_occupation_named_is_none(title: str) -> None:
    found = find_title(Words(title=title))
    assert (found.core, found.family) == (None, None)


def test_place_and_employer_are_no_part_of_the_name() -> None:
    assert core("Leeds Data Analyst", place="Leeds, West Yorkshire") == "Data Analyst"
    assert core("Copper Lane Partners | Data Analyst", employer="Copper Lane Partners") == "Data Analyst"
    assert core("Account Manager", employer="Account Manager") == "Account Manager"


@pytest.mark.parametrize(
    ("title", "family", "rule"),
    [
        ("ML Engineer", "Machine Learning Engineer", "titles.exact"),
        ("AI/ML Engineers", "Machine Learning Engineer", "titles.exact"),
        ("Housing Data Analyst", "Data Analyst", "titles.ending"),
        ("Data Modeller / Analytics Engineer", "Data Modeller", "titles.exact"),
        ("Software Engineering Intern", "Software Engineer", "titles.exact"),
    ],
)
def test_family_and_its_rule(title: str, family: str, rule: str) -> None:
    found = find_title(Words(title=title))
    assert found.family == family
    assert [e.rule for e in found.evidence if e.fact == "title_family"] == [rule]


def test_family_is_never_forced() -> None:
    found = find_title(Words(title="Senior Engineer"))
    assert (found.core, found.family) == ("Engineer", None)
    assert [e.fact for e in found.evidence] == ["title_core", "seniority"]


def test_evidence_cuts_the_surface() -> None:
    title = "Interim Housing Data Analyst (Leeds)"
    cut = {e.fact: title[e.start : e.end] for e in find_title(Words(title=title)).evidence}
    assert cut == {"title_core": "Housing Data Analyst", "title_family": "Data Analyst"}


def test_every_name_maps_to_its_own_family_and_none_twice() -> None:
    table = families()
    seen: set[tuple[str, ...]] = set()
    for family in table.rows:
        for name in (family.title_family, *family.aliases):
            key = name_key(name)
            assert key not in seen, f"{name} stands twice"
            seen.add(key)
            known = table.exact(key)
            assert known is not None and known.title_family == family.title_family


def test_a_family_name_read_as_a_title_is_its_own_family() -> None:
    lost = [f.title_family for f in families().rows if find_title(Words(title=f.title_family)).family != f.title_family]
    assert lost == []


def test_aliases_are_lower_case_and_sorted_into_known_flags() -> None:
    for family in families().rows:
        assert all(alias == alias.lower().strip() for alias in family.aliases)
        assert family.is_tech or not family.is_ml_ai, f"{family.title_family} is ML but not technical"


def test_sidecar_tells_the_rows_of_the_table() -> None:
    meta = yaml.safe_load(TABLE.with_suffix(".meta.yml").read_text(encoding="utf-8"))
    assert set(meta) == {"title", "producer", "licence", "source", "date", "rows"}
    assert meta["rows"] == len(families().rows) >= 300


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Baker,,yes,false,,,retail", "is_ml_ai is 'yes'"),
        ("Baker,,false,false,54,,retail", "soc2020_code is '54'"),
        ("Baker,,false,false,,7512,retail", "esco_code is '7512'"),
        (",,false,false,,,retail", "title_family"),
        ("Baker,bun maker | ...,false,false,,,retail", "'...' in title_family or aliases"),
        ("Baker,,false,false", "title_family and area"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, fault: str) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"titles\.csv:2: .*{re.escape(fault)}"):
        read_families(path)


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("family\nBaker\n", encoding="utf-8")
    with pytest.raises(ValueError, match="columns are"):
        read_families(path)


_WORDS = st.sampled_from([
    "Senior", "Lead", "Data", "ML", "Engineer", "Head", "of", "&", "/", "-", "|", "(", ")", ",", "Nurse", "Intern",
    "Manager", "Team", "Lead", "in", "AI", "Dev", "£60k", "London", "Graduate", "’s", "..", "Director", "–",
])  # fmt: skip
_TITLES = st.one_of(st.text(max_size=120), st.lists(_WORDS, max_size=14).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(title=_TITLES, text=st.text(max_size=200), employer=st.text(max_size=30), place=st.text(max_size=30))
def test_any_text_gives_offsets_that_cut(title: str, text: str, employer: str, place: str) -> None:
    words = Words(title=title, employer=employer, place=place, text=text)
    found = find_title(words)
    for evidence in found.evidence:
        field = getattr(words, evidence.field)
        assert 0 <= evidence.start < evidence.end <= len(field)
    facts = {e.fact: e.value for e in found.evidence}
    assert facts.get("title_core") == found.core
    assert facts.get("title_family") == found.family
    assert found.core is None or found.core.strip()


@settings(max_examples=200, deadline=None)
@given(title=_TITLES)
def test_units_stand_in_order_and_within(title: str) -> None:
    read = units(title)
    assert all(a.end <= b.start for a, b in pairwise(read))
    assert all(0 <= unit.start < unit.end <= len(title) for unit in read)


def test_a_pasted_page_costs_no_more_than_a_title() -> None:
    assert len(units("Data Engineer " * 50_000)) < 100


def test_claim_titles_have_a_family_of_their_own() -> None:
    path = SHARED / "claims.yaml"
    if not path.exists():
        pytest.skip("claims.yaml of ../shared is absent")
    claims = yaml.safe_load(path.read_text(encoding="utf-8"))["claims"]
    named = [t for c in claims for t in c.get("titles", [])]
    named += [c[k] for c in claims for k in ("title", "from", "to") if isinstance(c.get(k), str)]
    assert named
    assert [title for title in named if families().exact(name_key(title)) is None] == []


def test_titles_on_the_claims_job_cards_have_a_family() -> None:
    path = SHARED / "claims.yaml"
    if not path.exists():
        pytest.skip("claims.yaml of ../shared is absent")
    cards = [c["expect"] for c in yaml.safe_load(path.read_text(encoding="utf-8"))["claims"] if "expect" in c]
    families_of = {card["title"]: find_title(Words(title=card["title"])).family for card in cards}
    assert families_of
    assert [title for title, family in families_of.items() if not family] == []


def _labels(names: Iterable[str | None]) -> set[tuple[str, ...]]:
    return {name_key(label) for name in names for label in (name or "").split("\n") if label.strip()}


def test_esco_codes_exist_and_mean_the_same() -> None:
    """A label of the occupation is a name of the family; the few pairs that say it in other words are listed."""
    path = SHARED / "data" / "esco_occupations_en.parquet"
    if not path.exists():
        pytest.skip("ESCO occupations of ../shared are absent")
    in_other_words = {
        "NLP Engineer": "language engineer", "Embedded Software Engineer": "embedded systems software developer",
        "UX Researcher": "user experience analyst", "Game Designer": "digital games designer",
        "Trader": "financial trader", "Medical Secretary": "medical administrative assistant",
    }  # fmt: skip
    columns = pl.read_parquet(path).select("code", "preferredLabel", "altLabels")
    esco = {code: (preferred.strip(), others) for code, preferred, others in columns.iter_rows()}
    coded = [family for family in families().rows if family.esco_code]
    assert len(coded) >= 250
    for family in coded:
        assert family.esco_code in esco, f"{family.title_family}: no occupation {family.esco_code}"
        preferred, others = esco[family.esco_code]
        shares = _labels((preferred, others)) & {name_key(n) for n in (family.title_family, *family.aliases)}
        assert shares or in_other_words.get(family.title_family) == preferred, f"{family.title_family}: {preferred}"


def test_ai_engineers_breed_no_cattle() -> None:
    """ "AI engineer" is a label of ESCO's artificial insemination technician too."""
    for name in ("AI Engineer", "Machine Learning Engineer"):
        assert families().by_name[name].esco_code == "2511.11"


def test_soc_codes_are_unit_groups() -> None:
    path = SHARED / "data" / "soc2020_descriptions.parquet"
    if not path.exists():
        pytest.skip("SOC 2020 of ../shared is absent")
    groups = set(pl.read_parquet(path)["SOC 2020 Unit Group"].drop_nulls())
    coded = {family.title_family: family.soc2020_code for family in families().rows if family.soc2020_code}
    assert len(coded) >= 350
    assert {name: code for name, code in coded.items() if code not in groups} == {}


def test_core_on_the_development_gold() -> None:
    path = SHARED / "gold" / "dev.gold.jsonl"
    if not path.exists():
        pytest.skip("gold of ../shared is absent")
    adverts = {o["id"]: o for o in map(json.loads, path.with_name("dev.adverts.jsonl").open(encoding="utf-8"))}
    gold = list(map(json.loads, path.open(encoding="utf-8")))
    right = 0
    for label in gold:
        o = adverts[label["id"]]
        got = core(o["title"], employer=o["employer"] or "", place=o["location"] or "")
        right += name_key(got or "") == name_key(label["title_core"] or "")
    assert right / len(gold) >= 0.95


def test_table_is_plain_csv_without_stray_spaces() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert all(cell == cell.strip() for cell in row.values())
