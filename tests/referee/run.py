"""The referee: every statistic over many seeded draws of markets whose truth is known.

    python -m tests.referee.run [TOPIC ...] [--draws N] [--seed N]

Runs the topics (all: `make referee`), prints a table, and writes RESULTS.json (a list of rows) and RESULTS.md beside
this module, and the rows with a goal into the README; rows of topics that were not run stay. Exit code 1 where a goal
is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.referee.row import Row

SEED = 47
# Draws by topic: counts are cheap, whole markets are not.
TOPICS = {"emerging": 200, "trend_index": 200, "intervals": 200, "links": 20, "lifecycle": 20, "markets": 20}
HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
MARKS = ("<!-- written by make referee -->\n", "<!-- /written by make referee -->")
Results = dict[str, list[dict[str, Any]]]


def run(topics: list[str], draws: int | None, seed: int) -> Results:
    """Rows by topic. ``draws`` None: as many as the topic's own."""
    out: Results = {}
    for topic in topics:
        start = time.perf_counter()
        found = import_module(f"tests.referee.{topic}").rows(draws or TOPICS[topic], seed)
        out[topic] = [_record(topic, row) for row in found]
        sys.stderr.write(f"{topic}: {len(found)} rows, {time.perf_counter() - start:.0f} s\n")
    return out


def _record(topic: str, row: Row) -> dict[str, Any]:
    rounded = row._replace(value=None if row.value is None else round(row.value, 4))
    return {"topic": topic} | rounded._asdict() | {"holds": row.holds}


def write(found: Results, folder: Path) -> Results:
    """RESULTS.json and RESULTS.md, topics in a fixed order; what was found before of other topics is kept."""
    file = folder / "RESULTS.json"
    before = json.loads(file.read_text("utf-8")) if file.exists() else []
    merged = {topic: [row for row in before if row["topic"] == topic] for topic in TOPICS} | found
    ordered = {topic: merged[topic] for topic in TOPICS if merged[topic]}
    rows = [row for topic in ordered for row in ordered[topic]]
    file.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    (folder / "RESULTS.md").write_text(_page(ordered), "utf-8")
    return ordered


def into_readme(found: Results, readme: Path = README) -> None:
    """The rows with a goal, between the marks. Raises ValueError where the page has none."""
    text = readme.read_text("utf-8")
    if not all(mark in text for mark in MARKS):
        raise ValueError(f"{readme}: no place marked {MARKS[0].strip()}")
    head, tail = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    readme.write_text(head + MARKS[0] + readme_table(found) + MARKS[1] + tail, "utf-8")


def readme_table(found: Results) -> str:
    """Measures with a goal, in Markdown."""
    lines = ["| measure | value | goal | draws |", "|:--|--:|:--|--:|"]
    rows = [r for topic in found for r in found[topic] if r["goal"]]
    lines += [
        f"| {r['name']} | {_value(r)}{'' if r['holds'] else ' (missed)'} | {r['goal']} | {r['draws']} |" for r in rows
    ]
    return "\n".join(lines) + "\n"


def _value(row: dict[str, Any]) -> str:
    return "none" if row["value"] is None else f"{row['value']:.3g}"


def _page(found: Results) -> str:
    head = "# The referee's results\n\nWritten by `make referee`. A figure without a goal stands for comparison.\n"
    return "\n".join([head, *(table(topic, rows) for topic, rows in found.items())])


def table(topic: str, rows: list[dict[str, Any]]) -> str:
    """One topic in Markdown."""
    lines = [f"## {topic}\n", "| measure | value | goal | holds | draws | seed |", "|---|--:|---|---|--:|--:|"]
    for r in rows:
        holds = {True: "yes", False: "**no**", None: ""}[r["holds"]]
        value = "none" if r["value"] is None else f"{r['value']:.4g}"
        lines.append(f"| {r['name']} | {value} | {r['goal']} | {holds} | {r['draws']} | {r['seed']} |")
    return "\n".join([*lines, ""])


def main(arguments: list[str] | None = None, folder: Path = HERE) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.referee.run", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"any of {', '.join(TOPICS)}; none: all")
    parser.add_argument("--draws", type=int, help="draws of each topic instead of its own number")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(arguments)
    # Before any topic brings NumPy in: matrices of a few hundred rows only wait for a second thread.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if unknown := [t for t in asked.topics if t not in TOPICS]:
        parser.error(f"no topic {', '.join(unknown)}; there are {', '.join(TOPICS)}")
    found = run(asked.topics or list(TOPICS), asked.draws, asked.seed)
    every = write(found, folder)
    if folder == HERE:
        into_readme(every)
    sys.stdout.write("\n".join(table(topic, rows) for topic, rows in found.items()))
    missed = [r["name"] for rows in found.values() for r in rows if r["holds"] is False]
    sys.stdout.write(f"missed: {', '.join(missed)}\n" if missed else "every goal holds\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
