"""``make accuracy``: what ``jobtide extract`` makes of labelled adverts, by the scorer that comes with them.

    python -m tests.gold.accuracy FOLDER

FOLDER holds ``score.py`` and, for each set of labelled adverts, ``<set>.adverts.jsonl`` and ``<set>.gold.jsonl``.
Prints every measure over all adverts and by kind of source, then what was missed. For the set that the rules were
tuned with it also writes ACCURACY.md and the table that the product ships (warehouse/accuracy.csv), from which each
report says how well it reads; the tests hold both to what the scorer says.
"""

from __future__ import annotations

import argparse
import json
import re
import runpy
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import polars as pl
import yaml

from pipelines.clean.employer import employer_key
from pipelines.schemas import AccuracyTable
from warehouse.accuracy import ACCURACY

PAGE = Path(__file__).with_name("ACCURACY.md")
TUNED_WITH = "dev"
MISSES, WIDTH = 10, 400  # misses shown a field, and characters of one shown
WHOLE, ALONE = "page with chrome", "text alone"
_CHROME = re.compile(r"^\W*(?:back to (?:the )?(?:last )?(?:search|results|jobs)|apply for this job)\W*$", re.M | re.I)
_MEASURE = re.compile(r"(\S.*?) +(\d\.\d{3}|nan) {3}(.*)")
Row = dict[str, Any]


class Measure(NamedTuple):
    """One line of the scorer: its name, its value to three places, and the counts behind it."""

    name: str
    value: str
    counts: str

    @property
    def measure(self) -> str:
        """What is measured of the field: accuracy, exact ..."""
        return self.name.partition(" ")[2]

    @property
    def field(self) -> str:
        """The labelled field it is about, as the scorer's ``--errors`` takes it."""
        return self.name.split()[0]


class Gold(NamedTuple):
    """One set of labelled adverts and the scorer that goes with it."""

    name: str
    adverts: Path
    labels: Path
    scorer: Path


class Bound(NamedTuple):
    """Skills by how many employers name them, and F1 were the names of one employer only unknown to our table."""

    n_names: int
    n_once: int
    recall_once: float
    recall_shared: float
    f1: float
    f1_bound: float


class Result(NamedTuple):
    """What one set came to: the measures by group of adverts ("all" first), each group's size, and the bound."""

    measures: dict[str, list[Measure]]
    sizes: dict[str, int]
    bound: Bound


# --- the set -----------------------------------------------------------------------------------------------------


def gold_sets(folder: Path) -> list[Gold]:
    """The labelled sets of a folder. Raises ValueError naming what is missing."""
    scorer = folder / "score.py"
    found = [
        Gold(path.name.removesuffix(".adverts.jsonl"), path, path.with_name(path.name.replace(".adverts.", ".gold.")),
             scorer)
        for path in sorted(folder.glob("*.adverts.jsonl"))
    ]  # fmt: skip
    if not found:
        raise ValueError(f"{folder}: no *.adverts.jsonl; say where the labelled adverts are: make accuracy GOLD=folder")
    for path in (scorer, *(gold.labels for gold in found)):
        if not path.is_file():
            raise ValueError(f"{path} is missing")
    return found


def read_rows(path: Path) -> dict[str, Row]:
    """JSON Lines by id, in the file's order."""
    rows = (json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip())
    return {row["id"]: row for row in rows}


def kind_of(text: str) -> str:
    """Whether a text was taken from its page with the buttons around it, or stands alone."""
    return WHOLE if _CHROME.search(text) else ALONE


# --- measuring ---------------------------------------------------------------------------------------------------


def extract(gold: Gold, folder: Path) -> Path:
    """The answers of the product's own command. Raises CalledProcessError where it leaves an advert out."""
    answers = folder / f"{gold.name}.answers.jsonl"
    command: list[str | Path] = [Path(sys.executable).with_name("jobtide"), "extract", gold.adverts, "--out", answers]
    subprocess.run(command, check=True)
    return answers


def measure(gold: Gold, answers: Path) -> Result:
    """Score the answers over all adverts and over each kind of source."""
    adverts, labels, answered = read_rows(gold.adverts), read_rows(gold.labels), read_rows(answers)
    groups: dict[str, list[str]] = {"all": list(labels), WHOLE: [], ALONE: []}
    for name in labels:
        groups[kind_of(adverts[name]["text"])].append(name)
    groups = {group: names for group, names in groups.items() if names}
    employers = {name: employer_key(adverts[name]["employer"] or "") or name for name in labels}
    norm = runpy.run_path(str(gold.scorer))["norm"]
    said, read = ({n: _skills(rows.get(n, {}), norm) for n in labels} for rows in (labels, answered))
    return Result(
        {group: _score_some([labels[n] for n in names], gold.scorer, answers) for group, names in groups.items()},
        {group: len(names) for group, names in groups.items()},
        skill_bound(said, read, employers),
    )


def _skills(row: Row, norm: Callable[[str], str]) -> set[str]:
    """Names as the scorer compares them."""
    return {norm(name) for name in row.get("skills") or []} - {""}


def _score_some(labels: Iterable[Row], scorer: Path, answers: Path) -> list[Measure]:
    with TemporaryDirectory() as folder:
        part = Path(folder) / "part.gold.jsonl"
        part.write_text("".join(json.dumps(row) + "\n" for row in labels), "utf-8")
        lines = map(_MEASURE.fullmatch, _scored(scorer, part, answers).split("\n"))
        return [Measure(*line.groups()) for line in lines if line]


def misses(gold: Gold, answers: Path, field: str) -> list[str]:
    """The scorer's lines on the adverts whose field is wrong."""
    said = _scored(gold.scorer, gold.labels, answers, "--errors", field)
    return [line.strip() for line in said.split("\n") if line.startswith("  ")]


def _scored(scorer: Path, labels: Path, answers: Path, *options: str) -> str:
    command: list[str | Path] = [sys.executable, scorer, labels, answers, *options]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def skill_bound(said: Mapping[str, set[str]], read: Mapping[str, set[str]], employers: Mapping[str, str]) -> Bound:
    """How skills fare by how many employers name them; all three by advert's id, names as the scorer compares them.

    The bound counts each hit on a name that one employer only uses as a miss, as if the table of skills had been
    written from the other employers' adverts and from nothing else.
    """
    users: dict[str, set[str]] = defaultdict(set)
    for advert, names in said.items():
        for name in names:
            users[name].add(employers[advert])
    once = {name for name, by in users.items() if len(by) == 1}
    hits = [name for advert, names in said.items() for name in names & read[advert]]
    n_said, n_read = sum(map(len, said.values())), sum(map(len, read.values()))
    hits_once, said_once = sum(name in once for name in hits), sum(len(names & once) for names in said.values())
    kept = len(hits) - hits_once
    return Bound(
        n_names=len(users),
        n_once=len(once),
        recall_once=_share(hits_once, said_once),
        recall_shared=_share(kept, n_said - said_once),
        f1=_share(2 * len(hits), n_said + n_read),
        f1_bound=_share(2 * kept, n_said + n_read - hits_once),  # an unknown name is not read at all
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


# --- saying it ---------------------------------------------------------------------------------------------------


def table(result: Result) -> Iterator[str]:
    """The measures as a Markdown table: a row a measure, a column a group of adverts, the counts behind "all"."""
    yield f"| measure | {' | '.join(f'{group} (n = {n})' for group, n in result.sizes.items())} | counts, all |"
    yield f"|:--|{'--:|' * len(result.sizes)}:--|"
    for row in zip(*result.measures.values(), strict=True):
        yield f"| {row[0].name} | {' | '.join(m.value for m in row)} | {row[0].counts} |"


def page(result: Result) -> str:
    """ACCURACY.md: figures only, no word of an advert, no date."""
    n, bound = result.sizes["all"], result.bound
    return "\n".join(
        (_HEAD.format(n=n), *table(result), _FOOT.format(**bound._asdict(), loss=bound.f1 - bound.f1_bound))
    )


def shipped(result: Result) -> pl.DataFrame:
    """The measures as the product ships them: the table of schemas.AccuracyTable."""
    rows = [
        {
            "fact": m.field, "measure": m.measure, "adverts": group, "n_adverts": result.sizes[group],
            "value": None if m.value == "nan" else float(m.value), "counts": m.counts,
        }
        for group, measures in result.measures.items()
        for m in measures
    ]  # fmt: skip
    bound = result.bound
    counts = f"{bound.n_once} of {bound.n_names} names are of one employer only"
    rows.append({
        "fact": "skills", "measure": "F1 (exact name), leaving one employer out", "adverts": "all",
        "n_adverts": result.sizes["all"], "value": round(bound.f1_bound, 3), "counts": counts,
    })  # fmt: skip
    return AccuracyTable.validate(pl.DataFrame(rows), cast=True)


def write_shipped(frame: pl.DataFrame) -> None:
    """The table and its sidecar."""
    frame.write_csv(ACCURACY)
    about = ACCURACY.with_suffix(".meta.yml")
    told = yaml.safe_load(about.read_text("utf-8")) | {"rows": frame.height}
    about.write_text(yaml.safe_dump(told, sort_keys=False, width=110), "utf-8")


_HEAD = """\
# How well facts are read from adverts

Written by `make accuracy`; not to be edited by hand.

`jobtide extract` read {n} real UK adverts, each of them read and labelled by hand, and the scorer that comes with the
labels compared the two. The adverts belong to others and are not part of this repository: there are only figures here.
In *accuracy*, "the advert does not say" is an answer like any other; *said-only* leaves out the adverts of which both
sides say so. *Exact* names of skills are equal but for case and punctuation; a *partial* one holds, or is held by, the
name labelled.
"""
_FOOT = """
*Page with chrome*: the text was taken from a job board's page with its buttons and headings around it. *Text alone*: it
was not, and is mostly Markdown.

## What a fresh set would score

**Less than this.** The rules, and the tables of skills, titles and places, were tuned with these very adverts in view.
A rule written by hand cannot be unlearned, so leaving one employer out and measuring anew, as one would for a trained
model, is not possible. What can be measured is how much of the skills rests on single employers:

| skills | |
|:--|--:|
| different names labelled | {n_names} |
| of these named by one employer only | {n_once} |
| recall of names that one employer only uses | {recall_once:.3f} |
| recall of names that several employers use | {recall_shared:.3f} |
| F1, exact name | {f1:.3f} |
| **F1 if every name of a single employer were unknown to us** | **{f1_bound:.3f}** |

The last line leaves one employer out: it takes the table of skills to hold of each employer's names only those that
another one uses too, with the wrong finds as they are, and loses {loss:.3f}. For these adverts that is a lower bound,
since most names in the table are common words of the trade that no one had to learn from here; a fresh set should
fall between the last two lines. The other fields have no such bound. What decides is a set of other employers that
nobody has tuned with: `make accuracy GOLD=folder`.

No extractor reaches 1: by the labels' own guide, a blind second labelling agreed with the first at F1 .93 for skills.
"""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Extraction against labelled adverts, by the scorer in their folder.")
    parser.add_argument("folder", type=Path, help="holds score.py, <set>.adverts.jsonl and <set>.gold.jsonl")
    try:
        sets = gold_sets(parser.parse_args().folder)
    except ValueError as error:
        sys.exit(f"error: {error}")
    for gold in sets:
        with TemporaryDirectory() as work:
            answers = extract(gold, Path(work))
            result = measure(gold, answers)
            _write_lines(_report(gold, answers, result))
        if gold.name == TUNED_WITH:
            PAGE.write_text(page(result), "utf-8")
            write_shipped(shipped(result))
            _write_lines([f"\n{PAGE.name} and {ACCURACY.name} written"])


def _report(gold: Gold, answers: Path, result: Result) -> Iterator[str]:
    groups = result.sizes
    yield f"{gold.name}: {groups['all']} adverts\n"
    yield f"{'':26}" + "".join(f"{group:>18}" for group in groups) + "   counts, all"
    yield f"{'adverts':26}" + "".join(f"{n:>18}" for n in groups.values())
    for row in zip(*result.measures.values(), strict=True):
        yield f"{row[0].name:26}" + "".join(f"{m.value:>18}" for m in row) + f"   {row[0].counts}"
    bound = result.bound
    yield f"\nskills F1 if every name of a single employer were unknown: {bound.f1_bound:.3f} (now {bound.f1:.3f})"
    for field in dict.fromkeys(m.field for m in result.measures["all"]):
        found = misses(gold, answers, field)
        yield f"\n{field}: {len(found)} wrong" + (f", the first {MISSES}" if len(found) > MISSES else "")
        yield from (f"  {line[:WIDTH]}{'…' if len(line) > WIDTH else ''}" for line in found[:MISSES])


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
