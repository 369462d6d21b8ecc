from collections.abc import Callable
from dataclasses import replace

import polars as pl

from warehouse.report.content import Content
from warehouse.report.findings import AT_MOST, findings, no_growth_reason


def kinds(content: Content) -> list[str]:
    return [f.kind for f in findings(content)]


def test_the_riser_leads_with_figure_interval_and_n(full: Content) -> None:
    found = findings(full)
    row = full.title_trend.table.row(0, named=True)
    assert row["label"] == "emerging"
    assert found[0].kind == "title"
    assert found[0].text.startswith("MLOps Engineer was advertised about ")
    assert f"{row['n_recent']} new vacancies at {row['n_employers']} employers, 3 kinds of source" in found[0].text
    assert "at the 7 sources complete in both" in found[0].basis
    assert kinds(full) == ["title", "skill", "decline", "region", "pay"]
    assert "PyTorch" in found[1].text
    assert found[2].text.startswith("Chef was advertised about ")
    assert "less often than" in found[2].text
    assert found[3].text.startswith("In London, a vacancy seen was ")


def test_never_more_than_five(full: Content) -> None:
    table = full.title_trend.table.with_columns(label=pl.lit("emerging"), low_pct=pl.lit(5.0), high_pct=pl.lit(900.0))
    found = findings(replace(full, title_trend=full.title_trend._replace(table=table)))
    assert len(found) == AT_MOST
    assert [f.kind for f in found[:2]] == ["title", "skill"]
    assert "Also rising: " in found[0].text


def test_room_left_goes_to_titles(full: Content) -> None:
    table = full.title_trend.table.with_columns(label=pl.lit("emerging"), low_pct=pl.lit(5.0), high_pct=pl.lit(900.0))
    bare = replace(
        full, title_trend=full.title_trend._replace(table=table), pay_levels=full.pay_levels.clear(),
        regions=full.regions.with_columns(low=pl.lit(0.9)),
    )  # fmt: skip
    assert kinds(bare) == ["title", "title", "title", "skill", "workplace"]
    assert ["Also rising" in f.text for f in findings(bare)[:3]] == [False, False, True]


def test_an_interval_over_no_change_is_no_headline(full: Content) -> None:
    table = full.title_trend.table.with_columns(low_pct=pl.lit(-1.0), high_pct=pl.lit(300.0))
    assert kinds(replace(full, title_trend=full.title_trend._replace(table=table)))[0] == "skill"


def test_a_new_title_is_bounded_from_below(full: Content) -> None:
    rise = pl.col("unit") == "MLOps Engineer"
    table = full.title_trend.table.with_columns(
        n_base=pl.when(rise).then(0).otherwise("n_base"), label=pl.when(rise).then(pl.lit("new")).otherwise("label")
    )
    text = findings(replace(full, title_trend=full.title_trend._replace(table=table)))[0].text
    assert text.startswith("MLOps Engineer is new: it went from no new vacancy in the 52 weeks before to ")
    assert "at least 2." in text


def test_a_changed_set_of_sources_ends_every_claim_of_growth(full: Content) -> None:
    changed = replace(full, overlap_rate=0.55)
    assert "55% of this week's open vacancies" in (no_growth_reason(changed) or "")
    assert kinds(changed) == ["stock", "stock", "region", "pay", "workplace"]
    for found in findings(changed):
        assert not any(word in found.text for word in ("as often as", "more often", "less often", "rising", "falling"))


def test_most_sources_young_means_low_overlap(gather: Callable[..., Content]) -> None:
    content = gather(joins={f"board_{n:02d}": 60 for n in range(3, 8)})
    assert content.title_trend.reason is None
    assert content.overlap_rate is not None
    assert content.overlap_rate < 0.5
    assert "the sources changed too much" in (no_growth_reason(content) or "")


def test_a_short_history_says_only_what_was_seen(short: Content) -> None:
    assert no_growth_reason(short) == short.title_trend.reason
    found = findings(short)
    assert [f.kind for f in found] == ["stock", "stock", "region", "pay", "workplace"]
    known = short.total["n_title_family"]
    assert found[0].text.startswith(f"Of the {known} open vacancies seen whose title we know, ")
    assert "not an estimate for the market" in found[0].basis


def test_a_tiny_market_gets_no_padding(gather: Callable[..., Content]) -> None:
    assert findings(gather(weeks=4, sources=1, employers=3, per_week=2)) == []


def test_no_pay_no_pay_sentence(gather: Callable[..., Content]) -> None:
    assert "pay" not in kinds(gather(weeks=10, pay=False))


def test_one_source_claims_no_change(gather: Callable[..., Content]) -> None:
    content = gather(sources=1, per_week=40)
    assert content.title_trend.reason is None
    assert not {"title", "skill", "decline"} & set(kinds(content))


def test_pay_without_overlap_compares_london(full: Content) -> None:
    pay = next(f for f in findings(full) if f.kind == "pay")
    assert " in London" in pay.text
    assert "against £" in pay.text
    near = full.pay_levels.with_columns(low=pl.lit(10_000.0), high=pl.lit(200_000.0))
    alone = next(f for f in findings(replace(full, pay_levels=near)) if f.kind == "pay")
    assert "against" not in alone.text
    assert "(£10,000 to £200,000; " in alone.text
