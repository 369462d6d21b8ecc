"""The loaded tables, made from the schemas of the frames: name, type and comment of a column stand once, there."""

from __future__ import annotations

import re
from collections.abc import Iterable

import dataframely as dy
import duckdb
import polars as pl

from pipelines import schemas

TABLES: dict[str, type[dy.Schema]] = {
    "source": schemas.SourceTable,
    "crawl_run": schemas.CrawlRunTable,
    "sighting": schemas.SightingTable,
    "gone": schemas.GoneTable,
    "reject": schemas.RejectTable,
    "advert": schemas.AdvertTable,
    "advert_place": schemas.AdvertPlaceTable,
    "mention": schemas.MentionTable,
    "unseen_skill": schemas.UnseenSkillTable,
    "evidence": schemas.EvidenceTable,
    "link": schemas.LinkTable,
    "likeness": schemas.LikenessTable,
    "sketch": schemas.SketchTable,
    "linked_run": schemas.LinkedRunTable,
    "skill": schemas.SkillTable,
    "title_family": schemas.TitleFamilyTable,
    "platform": schemas.PlatformTable,
    "accuracy": schemas.AccuracyTable,
    "run_void": schemas.RunVoidTable,
    "report_value": schemas.ReportValueTable,
    "break": schemas.BreakTable,
    "claim_verdict": schemas.ClaimVerdictTable,
}
_TYPES = {
    pl.String: "VARCHAR", pl.Enum: "VARCHAR", pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.Datetime: "TIMESTAMP",
    pl.Float64: "DOUBLE", pl.Int64: "BIGINT", pl.Int32: "INTEGER",
    pl.List: "BIGINT[]",
}  # fmt: skip


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that are missing, and the columns that a newer version has added. Moments are TIMESTAMP in UTC:
    readable without a time-zone package.

    No primary keys: DuckDB checks them too early inside a transaction that replaces a slice. The laws in
    ``checks/`` hold them instead.
    """
    there = _columns(con)
    for name, schema in TABLES.items():
        if name not in there:
            _create(con, name, schema)
        elif missing := [c for c in schema.columns() if c not in there[name]]:
            _extend(con, name, schema, missing)


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    there: dict[str, set[str]] = {}
    rows = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main'")
    for table, column in rows.fetchall():
        there.setdefault(table, set()).add(column)
    return there


def _create(con: duckdb.DuckDBPyConnection, name: str, schema: type[dy.Schema]) -> None:
    columns = ", ".join(
        f"{column} {_type(spec)}{'' if spec.nullable else ' NOT NULL'}" for column, spec in schema.columns().items()
    )
    con.begin()
    con.execute(f"CREATE TABLE {name} ({columns})")
    con.execute(f"COMMENT ON TABLE {name} IS {_quoted(schema.__doc__ or '')}")
    _describe(con, name, schema, schema.columns())
    con.commit()


def _extend(con: duckdb.DuckDBPyConnection, name: str, schema: type[dy.Schema], missing: Iterable[str]) -> None:
    """Rows of an older version have null there until they are read anew, which a new parser version does."""
    con.begin()
    for column in missing:
        con.execute(f"ALTER TABLE {name} ADD COLUMN {column} {_type(schema.columns()[column])}")
    _describe(con, name, schema, missing)
    con.commit()


def _type(spec: dy.Column) -> str:
    return _TYPES[spec.dtype.base_type()]


def _describe(con: duckdb.DuckDBPyConnection, name: str, schema: type[dy.Schema], columns: Iterable[str]) -> None:
    for column in columns:
        con.execute(f"COMMENT ON COLUMN {name}.{column} IS {_quoted(schema.columns()[column].description or '')}")


def insert(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Append a frame that is valid by the table's schema."""
    moments = [pl.col(c).dt.replace_time_zone(None) for c, t in frame.schema.items() if isinstance(t, pl.Datetime)]
    rows = frame.with_columns(moments).to_arrow()  # noqa: F841 - DuckDB finds it by its name
    con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")


def _quoted(text: str) -> str:
    folded = re.sub(r"\s+", " ", text).strip().replace("'", "''")
    return f"'{folded}'"
