"""Tables are made from the schemas, and a file of an older version gets the columns it lacks."""

import duckdb

from warehouse.tables import TABLES, create_tables


def columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str | None]:
    rows = con.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    return dict(rows)


def test_every_table_and_column_has_its_comment() -> None:
    with duckdb.connect() as con:
        create_tables(con)
        for name, schema in TABLES.items():
            assert columns(con, name).keys() == schema.columns().keys()
            assert all(columns(con, name).values()), name


def test_a_file_of_an_older_version_gets_the_new_columns_and_keeps_its_rows() -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE skill (skill_id VARCHAR NOT NULL, name VARCHAR NOT NULL)")
        con.execute("INSERT INTO skill VALUES ('cobol', 'COBOL')")
        create_tables(con)
        create_tables(con)
        assert columns(con, "skill")["family"] == "group it belongs to"
        assert con.execute("SELECT skill_id, name, family FROM skill").fetchall() == [("cobol", "COBOL", None)]
