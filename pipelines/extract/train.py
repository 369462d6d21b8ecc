"""``make train``: fits the model of unseen skills to labelled adverts and writes its weights.

    python -m pipelines.extract.train [FOLDER]

FOLDER (../shared/gold where none is given) holds ``dev.adverts.jsonl`` and ``dev.gold.jsonl``: adverts, and what
people marked as skills in each. Seconds on one core; the same weights each time.

A model that is to find what the table lacks must learn from adverts in which the table lacks something. So the names
that a single employer's adverts use are taken out of the table while it learns.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from pipelines.clean.employer import employer_key
from pipelines.extract.model.candidates import CandidateFinder
from pipelines.extract.model.pieces import Flags, Ints
from pipelines.extract.model.scorer import WEIGHTS, Optimizer, Scorer, read_config, write_weights
from pipelines.extract.skills import Skill, SkillFinder, read_skills
from pipelines.extract.spellings import spellings
from pipelines.words import Words

GOLD = Path("../shared/gold")
_BATCH = 50  # adverts read at once


class Labelled(NamedTuple):
    """One advert, who wrote it, and the names of skills that people marked, as ``plain`` makes them."""

    advert: str
    words: Words
    employer: str
    names: frozenset[str]


# --- the adverts -------------------------------------------------------------------------------------------------


def read_labelled(folder: Path) -> list[Labelled]:
    """The adverts of a folder, in the file's order. Raises ValueError naming a file or advert that is missing."""
    adverts, labels = (_rows(folder / f"dev.{kind}.jsonl") for kind in ("adverts", "gold"))
    if adverts.keys() != labels.keys():
        raise ValueError(f"{folder}: adverts and labels differ: {sorted(adverts.keys() ^ labels.keys())[0]}")
    return [_labelled(row, labels[name]) for name, row in adverts.items()]


def _rows(path: Path) -> dict[str, dict[str, Any]]:
    if not path.is_file():
        raise ValueError(f"{path} is missing: the labelled adverts are not part of this repository")
    rows = (json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip())
    return {row["id"]: row for row in rows}


def _labelled(advert: Mapping[str, Any], label: Mapping[str, Any]) -> Labelled:
    words = Words(
        title=advert["title"], employer=advert["employer"] or "", place=advert["location"] or "",
        text=advert["text"], country="GB",
    )  # fmt: skip
    names = frozenset(map(plain, label["skills"])) - {""}
    return Labelled(advert["id"], words, employer_key(words.employer) or advert["id"], names)


def plain(name: str) -> str:
    """A name without case and marks, but for those of C++, C# and .NET: names that are equal so are the same."""
    return re.sub(r"[^a-z0-9+#.]+", " ", name.lower().replace("&", " and ")).strip(" .")


# --- a table that lacks something --------------------------------------------------------------------------------


def names_of_one(adverts: Iterable[Labelled]) -> frozenset[str]:
    """Names that the adverts of one employer only use."""
    users: dict[str, set[str]] = defaultdict(set)
    for labelled in adverts:
        for name in labelled.names:
            users[name].add(labelled.employer)
    return frozenset(name for name, by in users.items() if len(by) == 1)


def without(skills: Iterable[Skill], names: Set[str]) -> Iterator[Skill]:
    """The table as someone would have it who never met these names."""
    flags = {"any": "", "case": "=", "context": "?"}
    for skill in skills:
        left = [(s, care) for s, care in skill.surfaces() if names.isdisjoint(_ways(s, plural=skill.is_field))]
        if left:
            (name, match), *others = left
            yield skill._replace(name=name, match=match, aliases=tuple(flags[care] + s for s, care in others))


def _ways(surface: str, *, plural: bool) -> set[str]:
    return {plain(way) for way in (surface, *spellings(surface, plural=plural))}


# --- learning ----------------------------------------------------------------------------------------------------


def learn(adverts: Sequence[Labelled], skills: Sequence[Skill], config: Mapping[str, Any]) -> Scorer:
    """A model of the configuration, fitted. ``skills``: the table, from which it takes what it needs to learn."""
    model = cast("Scorer", config["model"])
    traits, truth = examples(adverts, tuple(without(skills, names_of_one(adverts))), model.attrs["bits"])
    fit(model, traits, truth, config["optimizer"], **config["training"])
    return model


def examples(adverts: Sequence[Labelled], skills: Sequence[Skill], bits: int) -> tuple[Ints, Flags]:
    """The candidates of all adverts: their traits, and whether people marked a skill of that name in the advert."""
    finder, candidates = SkillFinder(skills), CandidateFinder(skills, bits)
    traits, truth = [], []
    for n in range(0, len(adverts), _BATCH):
        some = adverts[n : n + _BATCH]
        batch = [labelled.words for labelled in some]
        for part in candidates.find(batch, finder.find(batch)):
            traits.append(part.traits)
            places = zip(part.adverts.tolist(), part.starts.tolist(), part.ends.tolist(), strict=True)
            truth += [plain(batch[a].text[start:end]) in some[a].names for a, start, end in places]
    return np.concatenate(traits), np.array(truth)


def fit(
    model: Scorer, traits: Ints, truth: Flags, optimizer: Optimizer, *, seed: int, epochs: int, batch_size: int
) -> None:
    """Shows the model all examples ``epochs`` times, in an order that the seed decides."""
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        order = random.permutation(len(truth))
        for at in range(0, len(order), batch_size):
            some = order[at : at + batch_size]
            likely, backprop = model.begin_update(traits[some])
            backprop(likely - truth[some])
            model.finish_update(optimizer)  # type: ignore[arg-type]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Fit the model of unseen skills to labelled adverts.")
    parser.add_argument("folder", type=Path, nargs="?", default=GOLD, help="holds dev.adverts.jsonl, dev.gold.jsonl")
    try:
        adverts = read_labelled(parser.parse_args().folder)
    except ValueError as error:
        sys.exit(f"error: {error}")
    write_weights(learn(adverts, read_skills(), read_config()))
    sys.stdout.write(f"{WEIGHTS.name}: learnt from {len(adverts)} adverts\n")


if __name__ == "__main__":
    main()
