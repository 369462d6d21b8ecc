"""What the trained model of unseen skills adds, on employers that neither it nor the table has met.

    python -m tests.gold.cross_validate FOLDER

FOLDER holds ``dev.adverts.jsonl`` and ``dev.gold.jsonl``. The adverts are split by employer; for each part a model is
trained on the others and read against it, once with the table of skills as it is, and once as a stranger would have
it: without the names that, of all labelled adverts, only this part's employers use. Prints precision, recall and F1
of skills, exact and partial, for the table alone and for both together.
"""

from __future__ import annotations

import argparse
import random
import runpy
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipelines.extract.model.scorer import Scorer, read_config
from pipelines.extract.model.unseen import UnseenSkills
from pipelines.extract.skills import Skill, SkillFinder, read_skills
from pipelines.extract.train import Labelled, learn, read_labelled, without

PARTS, SEED = 5, 0
STRANGER, FULL = "as a stranger's", "as it is"
ALONE, BOTH = "table alone", "table and model"


class Tally(NamedTuple):
    """Names labelled, names read, and those of both that are equal, or one part of the other."""

    labelled: int = 0
    read: int = 0
    equal: int = 0
    partial: int = 0

    def plus(self, other: Tally) -> Tally:
        return Tally(*map(sum, zip(self, other, strict=True)))

    def f1(self, hits: int) -> float:
        return 2 * hits / (self.labelled + self.read)

    def line(self) -> str:
        exact = f"P {self.equal / self.read:.3f} R {self.equal / self.labelled:.3f} F1 {self.f1(self.equal):.3f}"
        return f"{exact}, partial F1 {self.f1(self.partial):.3f}"


def parts_by_employer(adverts: Iterable[Labelled], n: int) -> list[list[Labelled]]:
    """Parts of about one size; all adverts of an employer in one."""
    by: dict[str, list[Labelled]] = defaultdict(list)
    for labelled in adverts:
        by[labelled.employer].append(labelled)
    employers = sorted(by)
    random.Random(SEED).shuffle(employers)
    parts: list[list[Labelled]] = [[] for _ in range(n)]
    for employer in sorted(employers, key=lambda e: -len(by[e])):
        min(parts, key=len).extend(by[employer])
    return parts


def only_theirs(part: Iterable[Labelled], others: Iterable[Labelled]) -> set[str]:
    """Names that no other advert uses."""
    return set().union(*(a.names for a in part)) - set().union(*(a.names for a in others))


def evaluate(adverts: Sequence[Labelled], scorer: Path) -> dict[tuple[str, str], Tally]:
    """The tallies over all parts, by the table and by what reads."""
    tools = runpy.run_path(str(scorer))
    skills = read_skills()
    found: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for part in parts_by_employer(adverts, PARTS):
        held = {a.advert for a in part}
        others = [a for a in adverts if a.advert not in held]
        stranger = tuple(without(skills, only_theirs(part, others)))
        model = learn(others, stranger, read_config())
        for table, rows in ((STRANGER, stranger), (FULL, skills)):
            for reader, tally in tallies(part, rows, model, tools["norm"], tools["partial"]):
                found[table, reader] = found[table, reader].plus(tally)
    return found


def tallies(
    part: Sequence[Labelled],
    skills: Sequence[Skill],
    model: Scorer,
    norm: Callable[[str], str],
    partial: Callable[[list[str], list[str]], int],
) -> Iterator[tuple[str, Tally]]:
    """Of one part, by what reads it. ``norm`` and ``partial`` are the scorer's own."""
    batch = [labelled.words for labelled in part]
    mentions = SkillFinder(skills).find(batch)
    unseen = UnseenSkills(skills, model).find(batch, mentions)
    for labelled, known, new in zip(part, mentions, unseen, strict=True):
        asked = {norm(m.surface) for m in known if m.demand != "negated" and m.field == "text"} - {""}
        added = {norm(u.surface) for u in new if u.demand != "negated"} - {""}
        for reader, names in ((ALONE, asked), (BOTH, asked | added)):
            hits = partial(sorted(labelled.names), sorted(names))
            yield reader, Tally(len(labelled.names), len(names), len(labelled.names & names), hits)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Cross-validate the model of unseen skills, by employer.")
    parser.add_argument("folder", type=Path, help="holds score.py, dev.adverts.jsonl and dev.gold.jsonl")
    folder = parser.parse_args().folder
    try:
        adverts = read_labelled(folder)
    except ValueError as error:
        sys.exit(f"error: {error}")
    for (table, reader), tally in evaluate(adverts, folder / "score.py").items():
        sys.stdout.write(f"{f'table {table}, {reader}':40} {tally.line()}\n")


if __name__ == "__main__":
    main()
