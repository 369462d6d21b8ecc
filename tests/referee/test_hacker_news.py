"""The back-test judges as it says it does, on posts with known right answers; one real thread is read."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.referee import hacker_news
from tests.referee.back_test import (
    CHANGE,
    Score,
    Span,
    by_growth,
    by_rank,
    capped,
    first_calls,
    history,
    next_year,
    score,
    share_change,
    standing,
)
from tests.referee.hacker_news_page import page

ARCHIVE = Path(__file__).parents[2] / ".." / "shared" / "data" / "hn_who_is_hiring_2013_2016.parquet"
MONTHS = [date(2013 + (7 + m) // 12, (7 + m) % 12 + 1, 1) for m in range(41)]


def posts_of(share: dict[str, list[float]], n: int = 120) -> pl.DataFrame:
    """``n`` posts a thread by as many employers; ``share``: of each skill, by thread."""
    rows = []
    for m, month in enumerate(MONTHS):
        for i in range(n):
            # the posts that name a skill are others each month, so that no employer stands for it
            named = sorted(u for u, by_month in share.items() if (i * 37 + m * 11) % n < by_month[m] * n)
            rows.append({"source_id": f"{m}-{i}", "month": month, "employer": f"e{i}", "skills": named or None})
    return pl.DataFrame(rows, schema_overrides={"skills": pl.List(pl.String)}).with_columns(
        plain=pl.lit([], dtype=pl.List(pl.String))
    )


@pytest.fixture(scope="module")
def posts() -> pl.DataFrame:
    climb = [0.05 if m < 12 else min(0.05 + 0.04 * (m - 11), 0.5) for m in range(41)]
    return posts_of({"react": climb, "css": [0.55 - s for s in climb], "java": [0.3] * 41})


def test_the_rule_calls_a_real_climb_and_fall_and_nothing_else(posts: pl.DataFrame) -> None:
    said = standing(history(posts, burn_in=0), date(2015, 1, 1))
    assert said.windows is not None
    assert not said.windows.is_provisional
    labels = dict(said.table.select("unit", "label").iter_rows())
    assert labels == {"react": "emerging", "css": "declining", "java": "steady"}


def test_two_half_copies_change_no_count_and_no_estimate(posts: pl.DataFrame) -> None:
    """The relaxation touches the two conditions on sources alone: counts are those of one whole forum."""
    known = history(posts)
    month = date(2015, 6, 1)
    twice = standing(known, month)
    whole = [f.filter(pl.col("source") == "copy 1").with_columns(pl.col("^n_new$") * 2) for f in known]
    once = standing(type(known)(*whole), month)
    same = ["unit", "theta", "se", "change_pct", "low_pct", "high_pct", "n_recent", "n_base", "n_employers"]
    a, b = (t.table.select(same).sort("unit") for t in (twice, once))
    assert a.equals(b) or pl.concat([a, b]).group_by("unit").agg(pl.exclude("unit").std()).drop("unit").max().row(
        0
    ) == pytest.approx([0] * 8, abs=1e-9)
    assert (twice.n_recent, twice.n_base) == (once.n_recent, once.n_base)


def test_burn_in_makes_the_first_three_threads_stock(posts: pl.DataFrame) -> None:
    assert history(posts).totals["monday_on"].min() == date(2013, 10, 28)
    assert history(posts, burn_in=0).totals["monday_on"].min() == date(2013, 7, 29)
    assert standing(history(posts), date(2014, 2, 1)).windows is None


def test_the_year_after_holds_twelve_threads_and_not_the_one_stood_at(posts: pl.DataFrame) -> None:
    for month in (date(2014, 2, 1), date(2014, 12, 1), date(2015, 12, 1)):
        span = next_year(month)
        mondays = [m - timedelta(days=m.weekday()) for m in MONTHS]
        inside = [m for m, monday in zip(MONTHS, mondays, strict=True) if span.since <= monday < span.until]
        assert inside == [m for m in MONTHS if month < m <= month.replace(year=month.year + 1)]


def test_an_employer_counts_twice_a_thread_at_most() -> None:
    rows = [{"source_id": str(i), "month": date(2014, 3, 1), "employer": "one", "skills": ["go"]} for i in range(5)]
    named, all_of = capped(pl.DataFrame(rows), Span(date(2014, 2, 24), date(2014, 3, 3)))
    assert named.row(0) == ("go", "one", 2)
    assert all_of.row(0) == ("one", 2)


def test_share_change_gives_the_ratio_of_shares_and_an_interval_about_it(posts: pl.DataFrame) -> None:
    came = share_change(
        posts, ["java", "react"], next_year(date(2014, 12, 1)), Span(date(2013, 9, 9), date(2014, 9, 8))
    )
    java, react = came.sort("unit").iter_rows(named=True)
    assert (java["share_later"], java["share_base"]) == pytest.approx((0.3, 0.3))
    assert java["theta"] == pytest.approx(0, abs=0.01)
    assert java["low"] < 0 < java["high"]
    assert react["low"] > 0
    assert came["low"].is_between(came["theta"] - 1, came["theta"]).all()


def test_a_call_is_a_hit_clear_or_against() -> None:
    came = pl.DataFrame(
        [
            {"unit": "hit", "theta": 0.2, "low": -0.1, "high": 0.5},
            {"unit": "clear", "theta": 0.9, "low": 0.5, "high": 1.3},
            {"unit": "against", "theta": -0.9, "low": -1.3, "high": -0.5},
            {"unit": "missed", "theta": 0.6, "low": 0.1, "high": 1.1},
        ]
    )
    assert score(["hit", "clear", "against"], came, 1) == Score(called=3, agree=2, clear=1, against=1, missed=1)
    assert score(["against"], came, -1) == Score(called=1, agree=1, clear=1, against=0, missed=0)
    assert score([], came, 1).precision is None


def test_the_naive_rules() -> None:
    rates = pl.DataFrame({"unit": ["a", "b", "c"], "recent": [15.0, 8.0, 6.0], "base": [10.0, 9.0, 9.0]})
    assert by_growth(rates, 1) == ["a"]
    assert by_growth(rates, -1) == ["c"]
    assert by_rank(rates.with_columns(recent=pl.Series([5.0, 8.0, 6.0])), 1, 1) == ["b"]


def test_a_first_call_counts_once(posts: pl.DataFrame) -> None:
    months = [date(2014, 11, 1), date(2015, 1, 1)]
    said = {month: standing(history(posts, burn_in=0), month) for month in months}
    came = first_calls(posts, said, {months[0]: ["react"], months[1]: ["react", "css"]})
    assert came["unit"].to_list() == ["css", "react"]
    assert dict(came.schema) == CHANGE
    assert first_calls(posts, said, {}).is_empty()


def test_the_page_is_written_from_posts_alone(posts: pl.DataFrame) -> None:
    written = page(posts)
    assert "| React | 20" in written
    assert "| CSS | declining |" in written
    assert "e1" not in written.split()


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the hiring threads in ../shared/data are absent")
def test_one_real_thread_is_read_and_kept(tmp_path: Path) -> None:
    small = tmp_path / "one.parquet"
    pl.read_parquet(ARCHIVE).filter(pl.col("month") == "2016-02").head(300).write_parquet(small)
    posts = hacker_news.read_posts(small, tmp_path / "kept")
    assert 290 <= posts.height <= 300
    assert posts["month"].unique().to_list() == [date(2016, 2, 1)]
    share = posts.select(pl.col("skills").list.contains("react").fill_null(False).mean()).item()
    assert 0.08 < share < 0.3
    (kept,) = (tmp_path / "kept").iterdir()
    assert pl.read_parquet(kept).equals(posts)
    assert hacker_news.read_posts(small, tmp_path / "kept").equals(posts)
