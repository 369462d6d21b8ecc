"""The register: all claims are there, names exist, and whatever is wrong in a file is named by file, claim and key."""

import functools
from pathlib import Path

import pytest
import yaml

from flows.claims import taxonomy
from warehouse.claim.register import REGISTER, Claim, Measure, Part, Population, read_register

SHARED = Path(__file__).parents[3] / ".." / "shared" / "claims.yaml"
# The measures of the shared list, as ours are called; some can be met by a condition or a bound as well.
MEASURES = {
    "M_FLOW": "flow", "M_SHARE": "share", "M_GROWTH": "growth", "M_EMERGE": "emerging", "M_NOVEL": "novelty",
    "M_SKILL": "skill", "M_COOC": "cooccurrence", "M_LQ": "location", "M_REG": "region", "M_REMOTE": "workplace",
    "M_SAL": "salary", "M_DAY": "day_rate", "M_PREM": "premium", "M_LEVEL": "level", "M_SECT": "sector",
    "M_EDU": "education", "M_CERT": "certificate", "M_PAIR": "pair", "M_LIFE": "time_listed", "M_FIX": "fixture",
    "M_EMP": "employer", "M_NONE": "out_of_scope",
}  # fmt: skip
# An employer's size, head office and age, which these claims speak of, do not stand in adverts: their notes say so.
UNSAID = {("S002-14", "M_EMP"), ("S002-20", "M_EMP"), ("S003-02", "M_EMP")}


known = functools.cache(taxonomy)


@pytest.fixture(scope="module")
def shipped() -> list[Claim]:
    return read_register([REGISTER], known())


def meets(part: Part, code: str) -> bool:
    """Whether a part measures it, or has it as a condition or a bound."""
    other = {
        "M_SECT": any(list(p.names("sectors")) for p in part.populations()) or "cyber security" in str(part.population),
        "M_LEVEL": any(p.levels for p in part.populations()),
        "M_GROWTH": bool(part.rises or part.falls),
        "M_SKILL": part.measure is Measure.MEAN,
    }
    return part.measure == MEASURES[code] or other.get(code, False)


def test_every_claim_of_the_shared_list_is_registered_and_measured_as_it_asks(shipped: list[Claim]) -> None:
    if not SHARED.exists():
        pytest.skip("the list of claims in ../shared is absent")
    wanted = {claim["id"]: claim for claim in yaml.safe_load(SHARED.read_text("utf-8"))["claims"]}
    ours = {claim.id: claim for claim in shipped}
    assert ours.keys() == wanted.keys()
    assert len(ours) == 138
    lacking = {
        (name, code)
        for name, claim in wanted.items()
        for code in claim["m"]
        if not any(meets(part, code) for part in ours[name].parts)
    }
    assert lacking == UNSAID
    copied = [n for n, claim in wanted.items() if len(claim["claim"]) > 20 and claim["claim"] in ours[n].claim]
    assert not copied


def test_bounds_are_those_of_the_shared_list(shipped: list[Claim]) -> None:
    if not SHARED.exists():
        pytest.skip("the list of claims in ../shared is absent")
    ours = {claim.id: claim for claim in shipped}
    for claim in yaml.safe_load(SHARED.read_text("utf-8"))["claims"]:
        part = ours[claim["id"]].parts[0]
        if {"low", "high"} <= claim.keys() and not claim.get("open_top") and part.measure is not Measure.OUT_OF_SCOPE:
            assert (part.low, part.high) == (claim["low"], claim["high"]), claim["id"]
        elif claim.get("open_top"):
            assert part.at_least == claim["low"], claim["id"]


def test_sources_are_titles_and_every_claim_is_words(shipped: list[Claim]) -> None:
    for claim in shipped:
        assert not set("/\\_") & set(claim.source), claim.id
        assert not claim.source.endswith((".txt", ".pdf", ".html")), claim.id
        assert claim.claim.endswith("."), claim.id
    assert len({claim.source for claim in shipped}) == 5


def test_a_claim_of_one_part_may_be_written_flat(tmp_path: Path) -> None:
    flat = one(tmp_path, "measure: skill\nhaving: {skills: python}\nat_least: 0.5")
    parts = one(tmp_path, "parts:\n  - {measure: skill, having: {skills: [python]}, at_least: 0.5}")
    assert flat == parts
    assert flat.source == "A test"
    assert flat.parts[0].bound == "at_least"


def one(folder: Path, body: str, head: str = "source: A test") -> Claim:
    file = folder / "mine.yml"
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    file.write_text(f"{head}\nclaims:\n  - id: T-1\n    claim: So.\n{lines}\n", "utf-8")
    (claim,) = read_register([file], known())
    return claim


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("measure: skill\nhavin: {skills: python}\nat_least: 0.5", "havin: unknown key"),
        ("measure: skills\nhaving: {skills: python}\n"
         "at_least: 0.5", "parts.1.measure: Input should be 'share', 'skill'"),
        ("measure: skill\nhaving: {skils: python}\nat_least: 0.5", "parts.1.having.skils: unknown key"),
        ("measure: skill\nhaving: {skills: pyhton}\n"
         "at_least: 0.5", "part 1, skills: 'pyhton' is not in the taxonomy; near it: "),
        ("measure: skill\npopulation: {titles: Data Enginer}\nhaving: {skills: python}\n"
         "at_least: 0.5", "near it: Data Engineer"),
        ("measure: share\nhaving: {any_of: [{sectors: fish}]}\n"
         "at_least: 0.5", "part 1, sectors: 'fish' is not in the taxonomy"),
        ("measure: location\nhaving: {is_ml_ai: true}\npopulation: {towns: Lundon}\nat_least: 1", "near it: London"),
        ("measure: skill\nrank: {of: skills, item: pyhton, at_most: 1}", "'pyhton' is not in the taxonomy"),
        ("measure: level\nhaving: {levels: boss}\n"
         "at_least: 0.5", "parts.1.having: levels: 'boss' is none of intern, graduate"),
        ("measure: skill\nhaving: {skills: python}", "say one thing of it (range, at_least"),
        ("measure: skill\nhaving: {skills: python}\nat_least: 0.5\nrises: true", "not at_least and rises"),
        ("measure: skill\nhaving: {skills: python}\nlow: 0.5", "'low' and 'high' go together"),
        ("measure: skill\nhaving: {skills: python}\nlow: 0.5\nhigh: 0.4", "low first"),
        ("measure: skill\nhaving: {skills: python}\nrises: false", "parts.1.rises: Input should be True"),
        ("measure: skill\nat_least: 0.5", "skill needs 'having'"),
        ("measure: salary\nrises: true", "rises: salary takes range, at_least"),
        ("measure: salary\nabove: {}\npopulation: {is_tech: true}", "say the other 'population'"),
        ("measure: emerging\nhaving: {titles: [Data Engineer, Data Scientist]}\n"
         "rises: true", "emerging takes one title or one skill"),
        ("measure: out_of_scope", "proxy: out_of_scope needs it"),
        ("measure: out_of_scope\nproxy: none\nat_least: 1", "at_least: out_of_scope takes no bound"),
        ("measure: mean\nat_least: 1", "value: mean needs it"),
        ("measure: fixture\nfixture: {title: Cook}", "give an advert ('title', 'text') with what to 'expect'"),
        ("measure: region\nrank: {of: regions, item: London, at_most: 1, kind: language}", "choose among skills only"),
        ("measure: skill\nhaving: {skills: python}\nat_least: 0.5\naside: true", "one at least must not be an aside"),
        ("measure: skill\nhaving: {skills: python}\n"
         "at_least: half", "parts.1.at_least: Input should be a valid number"),
        ("measure: skill\nhaving: {skills: python}\nat_least: 0.5\n"
         "conflicts_with: [S9]", "conflicts_with: no claim 'S9'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        one(tmp_path, body)
    text = str(error.value)
    assert said in text
    assert "claim T-1" in text or "conflicts_with" in text
    assert str(tmp_path / "mine.yml") in text or "conflicts_with" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "not YAML"),
        ("- a\n- b\n", "not a claim file"),
        ("source: A\nclaims: {}\n", "not a claim file"),
        ("source: A\nclaims: []\n", "claims: Tuple should have at least 1 item"),
        ("claims:\n  - {id: T-1, claim: So., measure: out_of_scope, proxy: x}\n", "source: missing"),
        ("source: A\nclaims:\n  - nonsense\n", "claim 1: Input should be a valid dictionary"),
        ("source: A\nclaims:\n  - {id: T 1, claim: So., measure: out_of_scope, proxy: x}\n", "claim T 1: id: "),
    ],
)  # fmt: skip
def test_a_file_that_is_no_claim_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"mine\.yml") as error:
        read_register([file])
    assert said in str(error.value)


def test_an_id_stands_once_and_a_folder_holds_something(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no claim file"):
        read_register([tmp_path])
    text = "source: A\nclaims:\n  - {id: T-1, claim: So., measure: out_of_scope, proxy: x}\n"
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"b\.yml: claim T-1: the id is taken, by .*a\.yml"):
        read_register([tmp_path])


def test_every_key_that_can_be_given_is_explained() -> None:
    about = (REGISTER / "README.md").read_text("utf-8")
    for name in [*Population.model_fields, *Part.model_fields, *Claim.model_fields, *Measure]:
        assert f"`{name}`" in about, name
