"""All facts of an advert, beside the least that spaCy can do: its own tokenizer and a PhraseMatcher of the skills."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import spacy
from spacy.matcher import PhraseMatcher

from pipelines.clean.fields import clean_fields
from pipelines.extract.facts import Extractor
from pipelines.extract.skills import read_skills
from pipelines.read import RunRead
from pipelines.words import Words
from tests.bench.conftest import Record
from tests.bench.versus import Cost, compare, in_turn, timed

SHARED = Path(__file__).parents[2] / ".." / "shared"
N, BATCH = 600, 64


class PlainSpacy:
    """The pipeline of the manuals: blank English, every spelling of every skill as a phrase, in any case.

    Its vocabulary forgets each batch as ours does: it would grow for ever otherwise, and a tokenizer that has met
    every word of the simulated market before is not one that reads new adverts.
    """

    def __init__(self) -> None:
        self._nlp = spacy.blank("en")
        surfaces = {s for skill in read_skills() for s in (skill.name, *(a.lstrip("=?") for a in skill.aliases))}
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._matcher.add("skill", list(self._nlp.pipe(sorted(surfaces))))

    def find(self, batch: Sequence[Words]) -> list[list[str]]:
        with self._nlp.memory_zone():
            docs = self._nlp.pipe([words.text for words in batch])
            return [[doc[start:end].text for _, start, end in self._matcher(doc)] for doc in docs]


def _simulated(week: list[RunRead]) -> list[Words]:
    """Adverts evenly from all sources."""
    found = [clean_fields(r.raw, run.source.country) for run in week for r in run.records]
    return found[:: len(found) // N][:N]


def _real() -> list[Words]:
    path = SHARED / "gold" / "dev.adverts.jsonl"
    if not path.is_file():
        pytest.skip("the real adverts in ../shared are absent")
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    return [
        Words(title=r["title"], employer=r["employer"] or "", place=r["location"] or "", text=r["text"], country="GB")
        for r in rows
    ]


@pytest.mark.bench
@pytest.mark.parametrize("kind", ["simulated", "real"])
def test_all_facts_beside_a_plain_phrase_matcher(kind: str, week: list[RunRead], record: Record) -> None:
    words = _simulated(week) if kind == "simulated" else _real()
    batches = [words[i : i + BATCH] for i in range(0, len(words), BATCH)]
    extractor, plain = Extractor(), PlainSpacy()
    assert any(f.mentions for f in extractor.facts(batches[0]))  # tables are read on first use, once a process
    assert any(plain.find(batches[0]))

    def ours() -> Cost:
        return timed(lambda: [extractor.facts(batch) for batch in batches], len(words))

    def peer() -> Cost:
        return timed(lambda: [plain.find(batch) for batch in batches], len(words))

    length = sum(len(w.text.split()) for w in words) // len(words)
    name = f"all facts of {kind} adverts of {length} words"
    own, theirs = in_turn(ours, peer)
    row = compare(name, "adverts", own, "spaCy's tokenizer and PhraseMatcher, skills only", theirs)
    record(row)
    assert row.ratio > 0.03
