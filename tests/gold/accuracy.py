"""``make accuracy``: what ``jobtide extract`` makes of labelled adverts, by the scorer that comes with them.

    python -m tests.gold.accuracy FOLDER

FOLDER holds ``score.py`` and, for each set of labelled adverts, ``<set>.adverts.jsonl`` and ``<set>.gold.jsonl``.
Prints every measure over all adverts and by kind of source, then what was missed. For the set that the rules were
tuned with it also writes ACCURACY.md, the README's table and the one that the product ships (warehouse/accuracy.csv),
from which each report says how well it reads; the tests hold them all to what the scorer says.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import polars as pl
import yaml

from pipelines.extract.train import read_labelled
from pipelines.schemas import AccuracyTable
from tests.gold import cross_validate
from warehouse.accuracy import ACCURACY

PAGE = Path(__file__).with_name("ACCURACY.md")
README = Path(__file__).parents[2] / "README.md"
_IN_README = re.compile(r"(?<=<!-- written by make accuracy -->\n).*(?=<!-- /written by make accuracy -->)", re.DOTALL)
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


class Result(NamedTuple):
    """What one set came to: the measures by group of adverts ("all" first), and each group's size."""

    measures: dict[str, list[Measure]]
    sizes: dict[str, int]


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
    """The answers of the product's own command. Raises CalledProcessError where it leaves an advert out.

    The adverts that the trained component has learnt from are read by rules alone.
    """
    answers = folder / f"{gold.name}.answers.jsonl"
    command: list[str | Path] = [Path(sys.executable).with_name("jobtide"), "extract", gold.adverts, "--out", answers]
    subprocess.run([*command, *(["--rules-only"] if gold.name == TUNED_WITH else [])], check=True)
    return answers


def measure(gold: Gold, answers: Path) -> Result:
    """Score the answers over all adverts and over each kind of source."""
    adverts, labels = read_rows(gold.adverts), read_rows(gold.labels)
    groups: dict[str, list[str]] = {"all": list(labels), WHOLE: [], ALONE: []}
    for name in labels:
        groups[kind_of(adverts[name]["text"])].append(name)
    groups = {group: names for group, names in groups.items() if names}
    return Result(
        {group: _score_some([labels[n] for n in names], gold.scorer, answers) for group, names in groups.items()},
        {group: len(names) for group, names in groups.items()},
    )


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


def crossed(gold: Gold) -> list[Measure]:
    """Skills of employers that neither the table nor the trained component has met (``tests.gold.cross_validate``)."""
    found = cross_validate.evaluate(read_labelled(gold.adverts.parent), gold.scorer)
    return [
        Measure(f"skills F1 ({kind} name), {_TABLES[table]}, {_READERS[reader]}", f"{value:.3f}", tally.line())
        for (table, reader), tally in found.items()
        for kind, value in (("exact", tally.f1(tally.equal)), ("partial", tally.f1(tally.partial)))
    ]


_TABLES = {cross_validate.STRANGER: "employers unknown to us", cross_validate.FULL: "the table as it is"}
_READERS = {cross_validate.ALONE: "rules alone", cross_validate.BOTH: "with the trained component"}


# --- saying it ---------------------------------------------------------------------------------------------------


def table(result: Result) -> Iterator[str]:
    """The measures as a Markdown table: a row a measure, a column a group of adverts, the counts behind "all"."""
    yield f"| measure | {' | '.join(f'{group} (n = {n})' for group, n in result.sizes.items())} | counts, all |"
    yield f"|:--|{'--:|' * len(result.sizes)}:--|"
    for row in zip(*result.measures.values(), strict=True):
        yield f"| {row[0].name} | {' | '.join(m.value for m in row)} | {row[0].counts} |"


def page(result: Result, unmet: Sequence[Measure]) -> str:
    """ACCURACY.md: figures only, no word of an advert, no date. ``unmet`` as of ``crossed``."""
    rows = (f"| {m.name.partition(' ')[2]} | {m.value} | {m.counts} |" for m in unmet)
    return "\n".join((_HEAD.format(n=result.sizes["all"]), *table(result), _FOOT, *rows, _END))


def in_readme(readme: str, result: Result, unmet: Sequence[Measure]) -> str:
    """The README with its table of the figures over all adverts."""
    rows = [f"| {m.name} | {m.value} | {m.counts} |" for m in result.measures["all"]]
    rows += [f"| {m.name} | {m.value} | {m.counts} |" for m in unmet if "exact name), employers unknown" in m.name]
    return _IN_README.sub(lambda _: "\n".join(("| measure | value | counts |", "|:--|--:|:--|", *rows, "")), readme)


def shipped(result: Result, unmet: Sequence[Measure]) -> pl.DataFrame:
    """The measures as the product ships them: the table of schemas.AccuracyTable."""
    rows = [
        {
            "fact": m.field, "measure": m.measure, "adverts": group, "n_adverts": result.sizes[group],
            "value": None if m.value == "nan" else float(m.value), "counts": m.counts,
        }
        for group, measures in [*result.measures.items(), ("all", unmet)]
        for m in measures
    ]  # fmt: skip
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
was not, and is mostly Markdown. Read by rules alone: the trained component has learnt from these very adverts.

## What a fresh set would score

**Less than this.** The rules, and the tables of skills, titles and places, were tuned with these very adverts in view.
A rule written by hand cannot be unlearned, so most fields have no honest bound here. Skills have one: the adverts are
split into five parts by employer, the trained component learns from four and reads the fifth, and the table of skills
is robbed of the names that, of all these adverts, only the fifth part's employers use. That is a lower bound, since
most names in the table are common words of the trade that no one had to learn from here. The table as it is gives an
upper one.

| skills, five parts by employer | F1 | in full |
|:--|--:|:--|"""
_END = """
What decides is a set of other employers that nobody has tuned with: `make accuracy GOLD=folder`.

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
            unmet = crossed(gold)
            PAGE.write_text(page(result, unmet), "utf-8")
            README.write_text(in_readme(README.read_text("utf-8"), result, unmet), "utf-8")
            write_shipped(shipped(result, unmet))
            _write_lines([f"\n{PAGE.name}, {ACCURACY.name} and the table in {README.name} written"])


def _report(gold: Gold, answers: Path, result: Result) -> Iterator[str]:
    groups = result.sizes
    yield f"{gold.name}: {groups['all']} adverts\n"
    yield f"{'':26}" + "".join(f"{group:>18}" for group in groups) + "   counts, all"
    yield f"{'adverts':26}" + "".join(f"{n:>18}" for n in groups.values())
    for row in zip(*result.measures.values(), strict=True):
        yield f"{row[0].name:26}" + "".join(f"{m.value:>18}" for m in row) + f"   {row[0].counts}"
    for field in dict.fromkeys(m.field for m in result.measures["all"]):
        found = misses(gold, answers, field)
        yield f"\n{field}: {len(found)} wrong" + (f", the first {MISSES}" if len(found) > MISSES else "")
        yield from (f"  {line[:WIDTH]}{'…' if len(line) > WIDTH else ''}" for line in found[:MISSES])


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
