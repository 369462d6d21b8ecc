"""The loaded tables, made from the schemas of the frames: name, type and comment of a column stand once, there."""

from __future__ import annotations

import re

import dataframely as dy
import duckdb
import polars as pl

from pipelines import schemas

TABLES: dict[str, type[dy.Schema]] = {
    "source": schemas.SourceTable,
    "crawl_run": schemas.CrawlRunTable,
    "sighting": schemas.SightingTable,
    "reject": schemas.RejectTable,
    "advert": schemas.AdvertTable,
    "advert_place": schemas.AdvertPlaceTable,
    "mention": schemas.MentionTable,
    "evidence": schemas.EvidenceTable,
    "skill": schemas.SkillTable,
    "title_family": schemas.TitleFamilyTable,
    "accuracy": schemas.AccuracyTable,
    "run_void": schemas.RunVoidTable,
}
_TYPES = {
    pl.String: "VARCHAR", pl.Enum: "VARCHAR", pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.Datetime: "TIMESTAMP",
    pl.Float64: "DOUBLE", pl.Int64: "BIGINT", pl.Int32: "INTEGER",
}  # fmt: skip


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that are missing. Moments are TIMESTAMP in UTC: readable without a time-zone package.

    No primary keys: DuckDB checks them too early inside a transaction that replaces a slice. The laws in
    ``checks/`` hold them instead.
    """
    there = {
        row[0] for row in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
    }
    for name, schema in TABLES.items():
        if name not in there:
            _create(con, name, schema)


def _create(con: duckdb.DuckDBPyConnection, name: str, schema: type[dy.Schema]) -> None:
    columns = ", ".join(
        f"{column} {_TYPES[spec.dtype.base_type()]}{'' if spec.nullable else ' NOT NULL'}"
        for column, spec in schema.columns().items()
    )
    con.begin()
    con.execute(f"CREATE TABLE {name} ({columns})")
    con.execute(f"COMMENT ON TABLE {name} IS {_quoted(schema.__doc__ or '')}")
    for column, spec in schema.columns().items():
        con.execute(f"COMMENT ON COLUMN {name}.{column} IS {_quoted(spec.description or '')}")
    con.commit()


def insert(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Append a frame that is valid by the table's schema."""
    moments = [pl.col(c).dt.replace_time_zone(None) for c, t in frame.schema.items() if isinstance(t, pl.Datetime)]
    rows = frame.with_columns(moments).to_arrow()  # noqa: F841 - DuckDB finds it by its name
    con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")


def _quoted(text: str) -> str:
    folded = re.sub(r"\s+", " ", text).strip().replace("'", "''")
    return f"'{folded}'"
