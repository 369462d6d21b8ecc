"""What guides claim of the market, and what the adverts say to it: the verdicts that changed, and those that decide."""

from __future__ import annotations

import polars as pl

from warehouse.report.content import Content
from warehouse.report.page import Block, Items, Section, Table, Text
from warehouse.report.words import count, plural

WORDS = {
    "supported": "supported", "contradicted": "contradicted", "cannot_tell": "cannot tell",
    "out_of_scope": "out of scope",
}  # fmt: skip


def claims(content: Content) -> Section:
    """Nothing but a sentence where the week's claims were not checked."""
    checked = content.claims
    blocks: list[Block] = [Text(_summary(checked))]
    changed = checked.filter("is_changed")
    if changed.height:
        blocks.append(Items([_change(row) for row in changed.to_dicts()]))
    decided = checked.filter(pl.col("verdict").is_in(["supported", "contradicted"]))
    if decided.height:
        rows = [
            (row["claim"], row["source"], WORDS[row["verdict"]], row["reason"], count(row["n"]))
            for row in decided.sort("verdict", "claim_id", descending=[True, False]).to_dicts()
        ]
        heads = ("claim", "made by", "verdict", "why", "n")
        blocks.append(Table("Claims that the adverts decide", heads, rows, n_text=4))
    return Section("claims", "Claims about the market", blocks)


def _summary(checked: pl.DataFrame) -> str:
    if checked.is_empty():
        return "The claims were not checked in this week."
    found = dict(checked["verdict"].value_counts().iter_rows())
    counts = ", ".join(f"{count(found.get(verdict, 0))} {word}" for verdict, word in WORDS.items())
    return (
        f"Published guides make {plural(checked.height, 'claim')} that we check every week: {counts}. Supported means "
        "that the whole 90% interval satisfies the claim, contradicted that none of it does. The query behind each "
        "verdict stands in the table claim_verdict."
    )


def _change(row: dict[str, str]) -> str:
    now, before = WORDS[row["verdict"]], WORDS[row["verdict_before"]]
    return f"Now {now}, {before} in {row['week_before']}: {row['claim']} ({row['reason']})"
