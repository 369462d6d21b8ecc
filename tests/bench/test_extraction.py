"""All facts of an advert, beside the least that spaCy can do: its own tokenizer and a PhraseMatcher of the skills."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import pytest
import spacy
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from pipelines.clean.fields import clean_fields
from pipelines.clean.text import html_to_text
from pipelines.extract.facts import Extractor
from pipelines.extract.lexicon import Lexicon
from pipelines.extract.skill_table import read_skills
from pipelines.extract.workers import WORTH_STARTING, Workers
from pipelines.extract.zones import find_zones
from pipelines.read import RunRead
from pipelines.words import Words
from tests.bench.conftest import Record
from tests.bench.versus import Comparison, Cost, compare, in_turn, timed

HERE = Path(__file__).parents[2]
SHARED = HERE / ".." / "shared"
N, BATCH = 600, 64
N_FEW, N_MANY = 10_000, 100_000


class PlainSpacy:
    """The pipeline of the manuals: blank English, every spelling of every skill as a phrase, in any case.

    Its vocabulary forgets each batch: it would grow for ever otherwise, and a tokenizer that has met every word of
    the simulated market before is not one that reads new adverts.
    """

    def __init__(self) -> None:
        self._nlp = spacy.blank("en")
        surfaces = {s for skill in read_skills() for s in (skill.name, *(a.lstrip("=?") for a in skill.aliases))}
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._matcher.add("skill", list(self._nlp.pipe(sorted(surfaces))))

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Characters and surface of each hit; of those that overlap the longest."""
        with self._nlp.memory_zone():
            doc = self._nlp(text)
            spans = filter_spans([doc[start:end] for _, start, end in self._matcher(doc)])
            return [(span.start_char, span.end_char, span.text) for span in spans]

    def find(self, batch: Sequence[Words]) -> list[list[str]]:
        with self._nlp.memory_zone():
            docs = self._nlp.pipe([words.text for words in batch])
            return [[doc[start:end].text for _, start, end in self._matcher(doc)] for doc in docs]


def _shared(name: str) -> Path:
    path = SHARED / name
    if not path.is_file():
        pytest.skip("the real adverts in ../shared are absent")
    return path


def _simulated(week: list[RunRead]) -> list[Words]:
    """Adverts evenly from all sources."""
    found = [clean_fields(r.raw, run.source.country) for run in week for r in run.records]
    return found[:: len(found) // N][:N]


def _labelled() -> list[Words]:
    rows = [json.loads(line) for line in _shared("gold/dev.adverts.jsonl").read_text("utf-8").split("\n") if line]
    return [
        Words(title=r["title"], employer=r["employer"] or "", place=r["location"] or "", text=r["text"], country="GB")
        for r in rows
    ]


def _real() -> list[Words]:
    """Adverts of 2026 with their full text, page furniture and all."""
    table = pl.read_parquet(_shared("data/uk_adverts_2026.parquet"))
    full = table.filter(pl.col("description").str.len_chars() > 600).sort("url").head(N)
    return [
        Words(title=r["title"] or "", employer=r["company"] or "", place=r["location"] or "",
              text=html_to_text(r["description"]), country="GB")
        for r in full.to_dicts()
    ]  # fmt: skip


@pytest.mark.bench
@pytest.mark.parametrize("kind", ["simulated", "labelled", "real"])
def test_all_facts_beside_a_plain_phrase_matcher(kind: str, week: list[RunRead], record: Record) -> None:
    words = {"simulated": lambda: _simulated(week), "labelled": _labelled, "real": _real}[kind]()
    batches = [words[i : i + BATCH] for i in range(0, len(words), BATCH)]
    rules, both, plain = Extractor(has_model=False), Extractor(), PlainSpacy()

    def side(read: Callable[[Sequence[Words]], object]) -> Callable[[], Cost]:
        read(batches[0])  # tables are read on first use, once a process
        return lambda: timed(lambda: [read(batch) for batch in batches], len(words))

    own, trained, theirs = in_turn(side(rules.facts), side(both.facts), side(plain.find), runs=5)
    length = sum(len(w.text.split()) for w in words) // len(words)
    peer = "spaCy's tokenizer and PhraseMatcher, skills only"
    row = compare(f"all facts of {kind} adverts of {length} words, rules alone", "adverts", own, peer, theirs)
    record(row)
    record(compare("the same with the trained component", "adverts", trained, peer, theirs))
    assert row.ratio > 2


@pytest.mark.bench
def test_nothing_plain_is_missed_for_speed(record: Record) -> None:
    """What the PhraseMatcher finds and the table calls unambiguous: is it found, or part of a longer name found?"""
    lexicon, plain = Lexicon(read_skills()), PlainSpacy()
    sure = {s.casefold(): skill.skill_id for skill in read_skills() for s, care in skill.surfaces() if care == "any"}
    said = kept = 0
    for words in _labelled():
        zones = find_zones(words.text)
        ours = [(start, end) for start, end, _ in lexicon.find(words.text)]
        for start, end, surface in plain.spans(words.text):
            if surface.casefold() in sure and zones.at(start) != "chrome":
                said += 1
                kept += any(first <= start and end <= last for first, last in ours)
    n = float(len(_labelled()))
    share = kept / said
    peer = "the PhraseMatcher's unambiguous hits"
    record(
        Comparison("of these hits, found by us (an advert)", "hits", peer, kept / n, said / n, share, share, share, 1)
    )
    assert share >= 0.99


@pytest.mark.bench
def test_memory_stays_flat_over_a_hundred_thousand_adverts(week: list[RunRead], tmp_path: Path, record: Record) -> None:
    file = tmp_path / "adverts.jsonl"
    lines = [json.dumps({"title": w.title, "place": w.place, "text": w.text}) for w in _simulated(week)]
    file.write_text("\n".join(lines), "utf-8")
    few, many = (_told(file, n)["memory_mb"] for n in (N_FEW, N_MANY))
    name = f"greatest memory of a worker over {N_MANY:,} adverts (1,000/MB)"
    ratio = few / many
    peer = f"the same over {N_FEW:,}"
    record(Comparison(name, "adverts", peer, 1e3 / many, 1e3 / few, ratio, ratio, ratio, 1))
    assert many < 500


def _told(file: Path, n: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.read_adverts", str(file), str(n)]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=HERE).stdout)
    return told


@pytest.mark.bench
def test_worker_processes_share_the_work(week: list[RunRead], record: Record) -> None:
    """By the wall clock: two workers beside one, process start included on neither side."""
    raw = [(r.raw, run.source.country) for run in week for r in run.records]
    raw = (raw * (1 + 4 * WORTH_STARTING // len(raw)))[: 4 * WORTH_STARTING]
    n = min(2, os.cpu_count() or 1)
    with Workers(1) as one, Workers(n) as more:

        def seconds(workers: Workers) -> Cost:
            begun = perf_counter()
            assert sum(1 for _ in workers.facts(raw)) == len(raw)
            return Cost(perf_counter() - begun, len(raw))

        seconds(one), seconds(more)
        own, alone = in_turn(lambda: seconds(more), lambda: seconds(one))
    record(compare(f"reading by {n} worker processes, wall clock", "adverts", own, "by one", alone))
