"""A week's verdicts: kept once, replaced when checked again, compared with the last ones, same data same bytes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from flows.claims import card_reader
from pipelines.schemas import ClaimVerdictTable
from pipelines.week import Week
from warehouse.build import MODELS, read_model
from warehouse.claim.check import check_claims
from warehouse.claim.measures.fixtures import fixture
from warehouse.claim.register import REGISTER, Fixture, read_register
from warehouse.claim.store import changed, store_verdicts
from warehouse.tables import create_tables

Check = Callable[..., list[dict[str, Any]]]
WEEK = Week(2026, 47)


@pytest.fixture(scope="module")
def shipped(market: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return check_claims(market, read_register([REGISTER]), WEEK)


def test_the_whole_register_is_checked(shipped: pl.DataFrame) -> None:
    whole = shipped.filter(pl.col("part") == 0)
    assert whole.height == whole["claim_id"].n_unique() == 138
    assert set(whole["verdict"].unique()) == {"supported", "contradicted", "cannot_tell", "out_of_scope"}
    assert shipped["reason"].str.len_chars().min() > 10  # type: ignore[operator]
    decided = shipped.filter(pl.col("verdict").is_in(["supported", "contradicted"]) & (pl.col("measure") != "fixture"))
    # of a flow none may be seen, and that decides
    assert decided["sql"].null_count() == 0
    assert decided.filter(pl.col("measure") != "flow")["n"].min() > 0  # type: ignore[operator]
    assert not shipped.select(pl.col(pl.Float64).is_nan().any()).row(0)[0]


def test_every_query_of_the_register_is_one_that_runs(shipped: pl.DataFrame, market: duckdb.DuckDBPyConnection) -> None:
    for sql in shipped["sql"].drop_nulls().unique():
        market.execute(f"EXPLAIN {sql}")


def test_the_same_data_give_the_same_bytes(shipped: pl.DataFrame, market: duckdb.DuckDBPyConnection) -> None:
    some = [claim for claim in read_register([REGISTER]) if claim.id.startswith("S001-1")]
    again = check_claims(market, some, WEEK)
    assert again.equals(shipped.filter(pl.col("claim_id").str.starts_with("S001-1")))
    left = market.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
    assert left == []


def test_a_week_without_data_is_named(market: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ValueError, match="holds nothing of 2030-W01"):
        check_claims(market, [], Week(2030, 1))


def test_an_earlier_week_knows_nothing_of_later_ones(check: Check) -> None:
    claim = "measure: novelty\nhaving: {titles: LLM Engineer}\nabsent_below: 0.5"
    assert check(claim)[0]["verdict"] == "contradicted"
    before = check(claim, week=WEEK.shift(-20))[0]
    assert before["verdict"] == "supported"
    assert before["week"] == "2026-W27"
    rises = "measure: skill\npopulation: {titles: Machine Learning Engineer}\nhaving: {skills: mlflow}\nat_least: 0.1"
    assert [check(rises, week=WEEK.shift(-w))[0]["verdict"] for w in (0, 30)] == ["supported", "contradicted"]


@pytest.fixture
def kept(shipped: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """A warehouse that keeps this week's verdicts, and the view over them."""
    con = duckdb.connect()
    create_tables(con)
    con.execute("CREATE SCHEMA report")
    con.execute(f"CREATE VIEW report.claim_change AS {read_model(MODELS / 'report' / 'claim_change.sql').sql}")
    store_verdicts(con, shipped, WEEK)
    return con


def test_a_week_is_kept_once(kept: duckdb.DuckDBPyConnection, shipped: pl.DataFrame) -> None:
    store_verdicts(kept, shipped, WEEK)
    stored = kept.sql("SELECT * FROM claim_verdict").pl().cast({"verdict": shipped.schema["verdict"]})
    assert stored.equals(shipped)
    fewer = shipped.filter(pl.col("claim_id") == "S001-03")
    store_verdicts(kept, fewer, WEEK)
    assert kept.sql("SELECT DISTINCT claim_id FROM claim_verdict").fetchall() == [("S001-03",)]


def test_a_change_is_against_the_last_earlier_check(kept: duckdb.DuckDBPyConnection, shipped: pl.DataFrame) -> None:
    assert changed(kept, WEEK).is_empty()
    for weeks, verdict in ((9, "supported"), (3, "contradicted")):
        other = WEEK.shift(-weeks)
        is_it = pl.col("claim_id") == "S001-01"
        told = pl.when(is_it).then(pl.lit(verdict)).otherwise(pl.col("verdict").cast(pl.String)).alias("verdict")
        at = shipped.with_columns(told, week=pl.lit(str(other)), monday_on=pl.lit(other.monday))
        store_verdicts(kept, at.cast({"verdict": shipped.schema["verdict"]}), other)
    (row,) = changed(kept, WEEK).to_dicts()
    assert (row["claim_id"], row["verdict"], row["verdict_before"], row["week_before"]) == (
        "S001-01", "out_of_scope", "contradicted", str(WEEK.shift(-3)),
    )  # fmt: skip
    first = kept.sql("SELECT count(*) FROM report.claim_change WHERE week_before IS NULL AND NOT is_changed").fetchone()
    assert first == (138,)


def test_a_row_that_contradicts_itself_is_refused(shipped: pl.DataFrame) -> None:
    wrong = shipped.with_columns(low=pl.lit(2.0), high=pl.lit(1.0))
    with pytest.raises(Exception, match="interval_in_order"):
        ClaimVerdictTable.validate(wrong)


def test_the_cards_are_read_as_they_should_be() -> None:
    read = card_reader()
    cards = {c.id: p.fixture for c in read_register([REGISTER]) for p in c.parts if p.fixture and not p.fixture.parts}
    assert len(cards) == 8
    assert {
        name: fixture(card, read).told for name, card in cards.items() if fixture(card, read).verdict != "supported"
    } == {}


@pytest.mark.parametrize(
    ("card", "verdict", "said"),
    [
        ({"expect": {"town": "Leeds"}}, "supported", "all 1 facts are read as expected"),
        ({"expect": {"town": "York"}}, "contradicted", "town is 'Leeds', not 'York'"),
        ({"expect": {"pay": {"min": 1}}}, "supported", "all 1"),
        ({"expect": {"pay": {"min": 2}}}, "contradicted", "pay is {'min': 1}, not {'min': 2}"),
        ({"expect": {"pay": None}}, "contradicted", "not None"),
        ({"skills": "sql"}, "supported", "all 1"),
        ({"skills": ["sql", "r"]}, "contradicted", "the skill r is missed"),
        ({"no_skills": "sql"}, "contradicted", "the skill sql is taken"),
    ],
)
def test_a_card_is_compared_fact_by_fact(card: dict[str, Any], verdict: str, said: str) -> None:
    facts = {"town": "Leeds", "pay": {"min": 1, "max": 9}, "skill_ids": ["sql"]}
    found = fixture(Fixture.model_validate({"title": "Cook"} | card), lambda _: facts)
    assert found.verdict == verdict
    assert said in found.told


def test_a_whole_has_the_range_of_its_parts() -> None:
    same = Fixture.model_validate({"whole": [1, 9], "parts": [[1, 5], [4, 9]]})
    other = Fixture.model_validate({"whole": [2, 9], "parts": [[1, 5], [4, 9]]})
    assert (fixture(same, None).verdict, fixture(other, None).verdict) == ("supported", "contradicted")


def test_without_an_extractor_cards_cannot_be_told(check: Check) -> None:
    assert check("measure: fixture\nfixture: {title: Cook, expect: {town: null}}")[0]["verdict"] == "cannot_tell"


def test_a_claim_of_ones_own_is_one_file(market: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    about = (REGISTER / "README.md").read_text("utf-8")
    example = about.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "mine.yml").write_text(example, "utf-8")
    rows = check_claims(market, read_register([tmp_path / "mine.yml"]), WEEK)
    assert rows["claim_id"].to_list() == ["COFFEE-1"] * 2 + ["COFFEE-2"] * 3
