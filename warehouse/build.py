"""Building the models: each ``models/<layer>/<name>.sql`` is one SELECT and becomes the table ``<layer>.<name>``.

A file begins with its comment (the table's comment in the catalogue) and ``grain:`` (its key, tested on every
build); with ``view`` it becomes a view: one that only lays columns beside each other is not worth its space. A model
reads loaded tables, layers above its own, or its own layer; what it reads decides the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.tables import create_tables

LAYERS = ("history", "trend", "report")
MODELS = Path(__file__).parent / "models"
_READS = re.compile(r"\b(?:FROM|JOIN)\s+((?:history|trend|report)\.\w+)")


class Model(NamedTuple):
    """One SQL model: its name, what it says of itself, its key, TABLE or VIEW, its SELECT, and the models it reads."""

    name: str
    comment: str
    grain: tuple[str, ...]
    form: str
    sql: str
    reads: frozenset[str]

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]


def read_model(path: Path) -> Model:
    """Raises ValueError naming the file where its header has no comment or no grain."""
    lines = path.read_text("utf-8").splitlines()
    header = [line[2:].strip() for line in takewhile(lambda line: line.startswith("--"), lines)]
    grain = [h.removeprefix("grain:") for h in header if h.startswith("grain:")]
    if len(header) < 2 or len(grain) != 1:
        raise ValueError(f"{path}: a model begins with a comment and one line `-- grain: columns`")
    sql = "\n".join(lines[len(header) :])
    return Model(
        name=f"{path.parent.name}.{path.stem}",
        comment=" ".join(h for h in header if not h.startswith("grain:") and h != "view"),
        grain=tuple(c.strip() for c in grain[0].split(",")),
        form="VIEW" if "view" in header else "TABLE",
        sql=sql,
        reads=frozenset(_READS.findall(sql)),
    )


def models() -> Iterator[Model]:
    """All models, each after those it reads."""
    found = {m.name: m for m in map(read_model, sorted(MODELS.glob("*/*.sql")))}
    order = TopologicalSorter({name: m.reads for name, m in found.items()}).static_order()
    yield from (found[name] for name in order)


def build(con: duckdb.DuckDBPyConnection) -> None:
    """Rebuild every model in one transaction, with comments, grains tested.

    Raises ValueError naming the model and some of the keys where a grain does not hold.
    """
    create_tables(con)
    con.begin()
    try:
        for layer in LAYERS:
            con.execute(f"CREATE SCHEMA IF NOT EXISTS {layer}")
        _drop_other_forms(con)
        for model in models():
            con.execute(f"CREATE OR REPLACE {model.form} {model.name} AS {model.sql}")
            con.execute(f"COMMENT ON {model.form} {model.name} IS '{model.comment.replace(chr(39), chr(39) * 2)}'")
            _test_grain(con, model)
        con.commit()
    except BaseException:
        con.rollback()
        raise


def _drop_other_forms(con: duckdb.DuckDBPyConnection) -> None:
    """What another version made as a table and this one as a view, or the other way: neither replaces the other."""
    forms = {model.name: model.form for model in models()}
    there = con.execute(
        "SELECT schema_name || '.' || table_name, 'TABLE' FROM duckdb_tables() UNION ALL "
        "SELECT schema_name || '.' || view_name, 'VIEW' FROM duckdb_views() WHERE NOT internal"
    )
    for name, form in there.fetchall():
        if forms.get(name, form) != form:
            con.execute(f"DROP {form} {name}")


def _test_grain(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    key = ", ".join(model.grain)
    twice = con.execute(f"SELECT {key} FROM {model.name} GROUP BY ALL HAVING count(*) > 1 LIMIT 3").fetchall()
    if twice:
        raise ValueError(f"{model.name}: its grain ({key}) does not hold, for example at {twice}")
