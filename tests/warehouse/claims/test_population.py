"""Populations as SQL: values are bound, what is shown says the same, and words are whole words."""

import re
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.claim.population import Population, literal_words, shown


@pytest.fixture(scope="module")
def seen() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(
        """
        CREATE TABLE v AS SELECT *, title_family AS title_raw FROM (VALUES
            ('a', 'Data Engineer', 'senior', 'London', true, 'Kelpworks Ltd', 3.0, 'full'),
            ('b', 'Data Engineer', NULL, 'Leeds', true, 'Old Kelp', NULL, 'none'),
            ('c', 'Cook''s Mate', 'junior', NULL, NULL, NULL, 1.0, 'full')
        ) AS t(advert_id, title_family, seniority, town, is_tech, employer_raw, years_min, text_kind);
        CREATE TABLE advert AS SELECT advert_id, title_family AS title_raw, 'C++ and take  home; AND%' AS text FROM v;
        CREATE TABLE mention AS SELECT * FROM (VALUES
            ('a', 'sql', NULL), ('a', 'r', 'negated'), ('b', 'r', NULL), ('b', 'sql', NULL)
        ) AS t(advert_id, skill_id, demand);
        """
    )
    return con


def fits(con: duckdb.DuckDBPyConnection, said: dict[str, object]) -> str:
    """Who fits, bound and shown: one and the same."""
    condition = Population.model_validate(said).condition()
    sql = "SELECT coalesce(string_agg(advert_id, '' ORDER BY advert_id), '') FROM v WHERE "
    bound = con.execute(sql + condition.sql, condition.values).fetchone()
    written = con.execute(sql + condition.shown).fetchone()
    assert bound == written
    return str((bound or [""])[0])


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ({}, "abc"),
        ({"titles": "Data Engineer"}, "ab"),
        ({"titles": ["Data Engineer", "Cook's Mate"]}, "abc"),
        ({"titles": "' OR true --"}, ""),
        ({"levels": ["senior"]}, "a"),
        ({"is_tech": True}, "ab"),
        ({"is_tech": False}, ""),
        ({"skills": "r"}, "b"),
        ({"skills": ["r", "sql"]}, "ab"),
        ({"all_skills": ["r", "sql"]}, "b"),
        ({"words": "c++"}, "abc"),
        ({"words": "take home"}, "abc"),
        ({"words": "and%"}, "abc"),
        ({"words": "ake home"}, ""),
        ({"title_words": "cook's"}, "c"),
        ({"title_words": "data engine"}, ""),
        ({"employers": "Kelpworks"}, "a"),
        ({"employers": ["kelp"]}, "b"),
        ({"years_at_least": 2}, "a"),
        ({"years_at_most": 2}, "c"),
        ({"known": ["town"]}, "ab"),
        ({"unknown": ["town"]}, "c"),
        ({"known": ["text"]}, "ac"),
        ({"without": {"towns": "London"}}, "bc"),
        ({"known": ["town"], "without": {"towns": "London"}}, "b"),
        ({"without": {"is_tech": True}}, "c"),
        ({"any_of": [{"towns": "Leeds"}, {"levels": "junior"}]}, "bc"),
        ({"titles": "Data Engineer", "any_of": [{"towns": "Leeds"}, {"skills": "r", "levels": "junior"}]}, "b"),
        ({"without": {"titles": "Data Engineer"}, "any_of": [{"levels": "junior"}, {"levels": "senior"}]}, "c"),
    ],
)  # fmt: skip
def test_who_fits(seen: duckdb.DuckDBPyConnection, said: dict[str, object], who: str) -> None:
    assert fits(seen, said) == who


@settings(deadline=None, max_examples=50)
@given(word=st.text(min_size=1).filter(str.split))
def test_no_word_can_break_out(seen: duckdb.DuckDBPyConnection, word: str) -> None:
    condition = Population.model_validate({"words": [word], "titles": [word]}).condition()
    assert condition.sql == Population.model_validate({"words": ["other"], "titles": ["other"]}).condition().sql
    seen.execute(f"SELECT * FROM v WHERE {condition.sql}", condition.values)
    if "\0" not in word:
        seen.execute(f"SELECT * FROM v WHERE {condition.shown}")


@settings(deadline=None, max_examples=50)
@given(phrase=st.text("abc+#.-& ", min_size=1).filter(str.split), edge=st.sampled_from([" ", "\n", ", ", "("]))
def test_a_literal_is_found_whole(seen: duckdb.DuckDBPyConnection, phrase: str, edge: str) -> None:
    pattern = literal_words((phrase,))
    words = " ".join(phrase.split())

    def is_found(text: str) -> bool:
        return bool(seen.execute("SELECT regexp_matches($1, $2, 'i')", [text, pattern]).fetchall()[0][0])

    assert is_found(f"z{edge}{words}{edge}z")
    assert not is_found(f"z{words}z") or not re.fullmatch(r"\w+", words)


def test_every_kind_of_value_is_written_as_sql() -> None:
    values = {"a": True, "b": "it's", "c": ["x", "y'"], "d": date(2026, 11, 16), "e": 0.5}
    assert shown("$a $b $c $d $e", values) == "true 'it''s' ['x', 'y'''] DATE '2026-11-16' 0.5"


def test_a_population_says_itself() -> None:
    assert str(Population()) == "all vacancies"
    said = {"titles": ["A", "B"], "is_tech": True, "known": ["region"], "without": {"regions": "London"}}
    assert (
        str(Population.model_validate(said))
        == "titles: A or B; is tech: yes; known: region; without: (regions: London)"
    )
