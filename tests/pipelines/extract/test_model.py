"""The model of unseen skills: what it finds, where, and that nothing around an advert changes it."""

import math
import random
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract import train
from pipelines.extract.model.candidates import CandidateFinder
from pipelines.extract.model.scorer import build_scorer, read_config, read_weights, write_weights
from pipelines.extract.model.unseen import Unseen, UnseenSkills, once
from pipelines.extract.nlp import build_nlp
from pipelines.extract.skills import Mention, Skill, SkillFinder, read_skills
from pipelines.words import Words

GOLD = Path(__file__).parents[3] / ".." / "shared" / "gold"
ADVERT = Words(
    title="Data Engineer",
    employer="Marrowgate Analytics",
    text="Marrowgate Analytics is growing.\nWhat you will need\n"
    "• Experience with Python, SQL, Zorbic, Apache Spark, Quendalight and Airflow\n"
    "• Tools such as Docker, Fennelbase, Kubernetes and Terraform\n"
    "What we offer\n• Free lunch on Fridays in our riverside office",
)


@pytest.fixture(scope="module")
def finder() -> SkillFinder:
    return SkillFinder()


@pytest.fixture(scope="module")
def unseen() -> UnseenSkills:
    return UnseenSkills()


def found(finder: SkillFinder, unseen: UnseenSkills, *batch: Words) -> list[list[Unseen]]:
    return unseen.find(batch, finder.find(batch))


# --- what it finds


def test_names_in_a_list_of_known_skills_are_found(finder: SkillFinder, unseen: UnseenSkills) -> None:
    (names,) = found(finder, unseen, ADVERT)
    assert {"Zorbic", "Fennelbase"} <= {u.surface for u in names}
    assert not {"Marrowgate", "Fridays", "Free lunch"} & {u.surface for u in names}


def test_what_is_found_stands_where_it_says_once_and_is_not_known(finder: SkillFinder, unseen: UnseenSkills) -> None:
    mentions = finder.find([ADVERT])
    (names,) = unseen.find([ADVERT], mentions)
    assert [u.surface for u in names] == [ADVERT.text[u.start : u.end] for u in names]
    assert names == sorted(names)
    assert len({u.surface.lower() for u in names}) == len(names)
    for m in mentions[0]:
        assert m.field == "title" or all(u.end <= m.start or m.end <= u.start for u in names)
    assert all(read_config()["use"]["threshold"] <= u.score <= 1 for u in names)


def test_a_part_of_a_known_name_is_no_name_of_its_own() -> None:
    names = [Unseen("text", at, at + len(name), name, None, 0.9) for at, name in ((0, "Quill"), (9, "Tern"))]
    known = Mention("quill-actions", "text", 20, 33, "Quill-Actions", "required")
    assert [name.surface for name in once(names, [known])] == ["Tern"]


def test_a_name_of_the_table_says_whose_it_is(finder: SkillFinder, unseen: UnseenSkills) -> None:
    names = {u.surface: u.skill_id for u in unseen.find([ADVERT], finder.find([ADVERT]))[0]}
    assert names["Zorbic"] is None
    table = UnseenSkills([*read_skills(), skill("Zorbic")])
    named = {u.surface: u.skill_id for u in table.find([ADVERT], finder.find([ADVERT]))[0]}
    assert named["Zorbic"] == "zorbic"


def test_it_is_asked_for_as_the_known_skill_before_it(finder: SkillFinder, unseen: UnseenSkills) -> None:
    mentions = finder.find([ADVERT])
    demand = {m.surface: m.demand for m in mentions[0]}
    names = {u.surface: u for u in unseen.find([ADVERT], mentions)[0]}
    assert names["Zorbic"].demand == demand["SQL"]


def test_an_advert_without_known_skills_is_not_looked_at(finder: SkillFinder, unseen: UnseenSkills) -> None:
    assert found(finder, unseen, Words(), Words(text="Gardener for Zorbic House, Tuesdays and Fridays")) == [[], []]
    assert unseen.find([], []) == []


# --- nothing around it matters


def test_neither_order_nor_company_changes_what_is_found(finder: SkillFinder, unseen: UnseenSkills) -> None:
    texts = [ADVERT.text, *(f"Uses Rust, Grubl{n}, Kafka and Hadronix{n}.\nGo team" for n in range(40))]
    batch = [Words(title="Engineer", employer=f"Firm {n}", text=text) for n, text in enumerate(texts)]
    alone = {words: found(finder, unseen, words)[0] for words in batch}
    random.Random(4).shuffle(batch)
    assert found(finder, unseen, *batch) == [alone[words] for words in batch]
    assert any(alone.values())


@pytest.mark.parametrize("before", ["", "¶ ", "é🙂\n", "Lorem ipsum. " * 50])
def test_where_it_stands_does_not_matter(finder: SkillFinder, unseen: UnseenSkills, before: str) -> None:
    text = "\nUses Python, Zorbic, SQL, Quendalight and Airflow\n"
    (alone, moved) = found(finder, unseen, Words(text=text), Words(text=before + text))
    assert [u.surface for u in alone] == ["Zorbic"]
    assert [u._replace(start=u.start - len(before), end=u.end - len(before)) for u in moved] == alone


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(finder: SkillFinder, unseen: UnseenSkills, text: str) -> None:
    words = Words(text=f"Python, {text}, SQL")
    for u in found(finder, unseen, words)[0]:
        assert words.text[u.start : u.end] == u.surface


@pytest.mark.parametrize("unit", ["Python, Foo, ", "Python-", "-.&\\", "a\n", "low latency Zork-frame "])
def test_time_is_linear_in_the_length(finder: SkillFinder, unseen: UnseenSkills, unit: str) -> None:
    def seconds(n: int) -> float:
        words = [Words(text=f"Python {unit * (n // len(unit))} SQL")]
        mentions = finder.find(words)
        times = []
        for _ in range(3):
            began = time.process_time()
            unseen.find(words, mentions)
            times.append(time.process_time() - began)
        return min(times)

    assert seconds(160_000) < 30 * max(seconds(20_000), 0.002)  # 8 where it is linear, 64 where it is quadratic


def test_it_is_a_component_of_a_spacy_pipeline(finder: SkillFinder, unseen: UnseenSkills) -> None:
    nlp = build_nlp("unseen_skills")
    (expected,) = found(finder, unseen, Words(text=ADVERT.text))
    doc = nlp(ADVERT.text)
    spans = doc.spans["unseen"]
    assert [(s.text, s.start_char, s.label_) for s in spans] == [(u.surface, u.start, u.demand or "") for u in expected]
    assert nlp.pipe_names == ["unseen_skills"]
    assert build_nlp().pipe_names == []


# --- the model


def skill(name: str, *aliases: str) -> Skill:
    return Skill(name.lower(), name, aliases, "tool", "tools", False, "any")


def test_weights_are_read_as_written_and_of_their_size_only(tmp_path: Path) -> None:
    model = build_scorer(6)
    model.set_param("W", np.arange(64, dtype=np.float32) / 64)
    write_weights(model, tmp_path / "weights.npz")
    again = read_weights(build_scorer(6), tmp_path / "weights.npz")
    assert again.predict(np.array([[63, 0]]))[0] == pytest.approx(1 / (1 + math.exp(-63 / 64)), rel=1e-3)
    with pytest.raises(ValueError, match=r"weights\.npz: W: weights of shape \(64,\)"):
        read_weights(build_scorer(7), tmp_path / "weights.npz")


def test_the_model_learns_what_it_is_shown_and_the_same_each_time() -> None:
    traits = np.array([[n % 2, 2 + n % 5] for n in range(200)])
    truth = traits[:, 0] == 1
    scores = []
    for _ in range(2):
        model = build_scorer(4)
        train.fit(model, traits, truth, read_config()["optimizer"], seed=1, epochs=4, batch_size=8)
        scores.append(model.predict(traits))
    assert (scores[0] == scores[1]).all()
    assert ((scores[0] > 0.5) == truth).all()


# --- learning


def labelled(name: str, employer: str, *names: str) -> train.Labelled:
    return train.Labelled(name, ADVERT, employer, frozenset(names))


def test_names_of_one_employer_only_are_taken_out_of_the_table() -> None:
    adverts = [labelled("1", "a", "dagster", "sql"), labelled("2", "a", "dagster"), labelled("3", "b", "sql")]
    assert train.names_of_one(adverts) == {"dagster"}
    left = list(train.without([skill("Dagster"), skill("SQL", "=Dagster", "?T-SQL")], {"dagster"}))
    assert left == [skill("SQL", "?T-SQL")]


def test_a_candidate_is_true_where_people_marked_its_name() -> None:
    skills = [skill("Python"), skill("SQL"), skill("Airflow")]
    traits, truth = train.examples([labelled("1", "a", "zorbic")], skills, 10)
    assert truth.sum() == 1
    assert traits.shape[0] == len(truth)
    assert set(traits.ravel().tolist()) <= set(range(2**10))


def test_candidates_lie_between_what_is_known() -> None:
    text = "We use Python with Zorbic Engine daily"
    mention = Mention("python", "text", 7, 13, "Python", "required")
    (part,) = CandidateFinder([skill("Python")], 10).find([Words(text=text)], [[mention]])
    spans = {text[a:b] for a, b in zip(part.starts, part.ends, strict=True)}
    assert {"Zorbic", "Zorbic Engine daily", "Zorbic Engine"} <= spans
    assert not any("Python" in span for span in spans)


def test_an_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"dev\.adverts\.jsonl is missing: the labelled adverts are not part"):
        train.read_labelled(tmp_path)


def test_the_weights_shipped_are_those_that_training_makes() -> None:
    if not GOLD.is_dir():
        pytest.skip("the labelled adverts in ../shared are absent")
    made = train.learn(train.read_labelled(GOLD), read_skills(), read_config()).get_param("W")
    shipped = read_weights(read_config()["model"]).get_param("W")
    # A changed word in the table of skills moves a few weights; another way to look at adverts moves most.
    assert np.corrcoef(made, shipped)[0, 1] > 0.97, "write them anew: make train"
