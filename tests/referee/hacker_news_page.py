"""HACKER_NEWS.md: what the emerging rule said of the hiring threads, what came of it, and what naive rules said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from scipy.stats import binomtest

from pipelines.extract.skills import read_skills
from tests.referee.back_test import (
    DOWN,
    UP,
    Early,
    History,
    Judged,
    calls,
    first_calls,
    grown,
    history,
    how_early,
    judged,
    score,
    standing,
)
from warehouse.statistics.emerging import Trend

STANDINGS = (date(2014, 12, 1), date(2015, 12, 1))
FIRST_RUN = date(2014, 2, 1)
UNNAMED = "source hn_who_is_hiring"  # what the warehouse calls the employer of an advert that names none
# The skills that are followed, and their plain names, to count what the reader passes over. "Go" is also a verb.
FOLLOWED = {
    "docker": r"(?i)\bdocker\b", "react": r"\bReact\b|(?i:\breact\.?js\b)", "kubernetes": r"(?i)\bkubernetes\b|\bk8s\b",
    "apache-spark": r"\bSpark\b", "go": r"(?i:\bgolang\b)|[,/(] ?Go ?[,/)]",
}  # fmt: skip
NAMED_AT_MOST = 12
_NAMES = {skill.skill_id: skill.name for skill in read_skills()}
_ARROW = {1: "up", -1: "down"}
Cells = Sequence[object]


class Reading(NamedTuple):
    """One way to read the history."""

    name: str
    posts: pl.DataFrame
    known: History


def readings(posts: pl.DataFrame) -> list[Reading]:
    """As shipped; every post news from the first thread on; and each post that names no employer one of its own."""
    alone = pl.when(pl.col("employer") == UNNAMED).then(pl.concat_str(pl.lit("post "), "source_id"))
    apart = posts.with_columns(employer=alone.otherwise("employer"))
    return [
        Reading("as shipped", posts, history(posts)),
        Reading("all news", posts, history(posts, burn_in=0)),
        Reading("all news, unnamed apart", apart, history(apart, burn_in=0)),
    ]


def page(posts: pl.DataFrame) -> str:
    """The whole page. ``posts``: ``hacker_news.read_posts``."""
    read = readings(posts)
    months = [month for month in posts["month"].unique().sort() if month >= FIRST_RUN]
    said = {r.name: {month: standing(r.known, month) for month in months} for r in read}
    stood = _each_once({(r.name, m): judged(r.posts, said[r.name][m], m) for m in STANDINGS for r in read})
    parts = [_head(posts), _scores(stood)]
    parts += [_calls(name, one) for (name, _), one in stood.items()]
    parts += [_followed(r, said[r.name]) for r in read]
    parts += [_over_time(read, said), _reader(posts)]
    return "\n\n".join(parts) + "\n"


def _each_once(found: dict[tuple[str, date], Judged | None]) -> dict[tuple[str, date], Judged]:
    """Without the standings that have no table, and those that are the same in a reading before."""
    out: dict[tuple[str, date], Judged] = {}
    for key, one in found.items():
        if one and not any(_same(one, known) for known in out.values()):
            out[key] = one
    return out


def _same(one: Judged, other: Judged) -> bool:
    """All but when a skill was first seen."""
    return one.said.table.drop("first_on").equals(other.said.table.drop("first_on"))


def _head(posts: pl.DataFrame) -> str:
    months, skills = posts["month"], posts["skills"].drop_nulls().list.explode()
    unnamed = float((posts["employer"] == UNNAMED).mean() or 0)
    return f"""# The emerging rule on Hacker News, {months.min():%Y-%m} to {months.max():%Y-%m}

Written by `python -m tests.referee.hacker_news FILE`: {posts.height:,} posts of {months.n_unique()} monthly threads,
{skills.n_unique():,} skills named (July 2016 is missing). One forum, a run a month, most posts from outside the UK: all
are taken, because it is the rule that is tried, not a market.

The rule is `warehouse.statistics.emerging.trend` as it ships, standing in the week a thread opened, on what was known
then. Relaxed, and nothing else: two kinds of source, and a sign that stays when one source is left out (there is only
one: each post lies half at each of two copies of the forum). Three readings of the same posts:

- *as shipped*: the first three runs of a source are its stock and no news, so a base of 52 weeks is first there in
  2015-02; until then the rule is provisional, 13 weeks against 13.
- *all news*: a thread holds nothing of the thread before, so each post is news from the first thread on.
- *all news, unnamed apart*: besides, each post without an address of its employer ({unnamed:.0%}; the warehouse takes
  them all for one employer, whose posts of a thread count as a few) is an employer of its own.

*Agreed*: the share of posts that name the skill, in the twelve months after, lay above (a decline: below) that of the
base window; *clear* and *against*: so did its whole 90 % interval, or on the other side; *missed*: tested skills that
moved clearly and were not called. Fixed before the first look. *Raw growth*: half as many posts a thread again (a
decline: fewer by the same factor); *rank change*: the skills that gained (lost) most places in the order by posts, as
many as the rule called, at least ten; *every skill*: all that were tested, what a coin would get. More of them fall
than rise, because posts came to name fewer skills:
{_skills_a_post(posts)}."""


def _skills_a_post(posts: pl.DataFrame) -> str:
    named = pl.col("skills").list.len().fill_null(0).mean()
    years = posts.group_by(pl.col("month").dt.year()).agg(named).sort("month")
    return ", ".join(f"{mean:.1f} a post in {year}" for year, mean in years.iter_rows())


def _scores(stood: dict[tuple[str, date], Judged]) -> str:
    rows: list[Cells] = []
    for (name, month), one in stood.items():
        for (rule, sign), s in one.scores.items():
            rows.append([f"{month:%Y-%m}", name, _ARROW[sign], rule, s.called, s.agree, _percent(s.precision), *s[2:]])
    heads = ["standing", "reading", "", "called by", "called", "agreed", "precision", "clear", "against", "missed"]
    return "## Calls and the twelve months after\n\n" + _table(heads, rows)


def _calls(name: str, one: Judged) -> str:
    w, made = one.windows, calls(one)
    provisional = ", provisional" if w.is_provisional else ""
    about = (
        f"{one.came.height} skills tested; {one.said.n_recent} posts (capped) from {w.recent_from} to {w.until}, "
        f"against {one.said.n_base} from {w.base_from} on{provisional}."
    )
    heads = ["skill", "called", "change (90 %)", "n", "employers", "next 12 months against base (90 %)", "share", ""]
    table = _table(heads, [_call(row) for row in made.iter_rows(named=True)]) if made.height else "Nothing was called."
    return f"## Standing at {one.month:%Y-%m}, {name}\n\n{about}\n\n{table}"


def _call(row: dict[str, Any]) -> Cells:
    theta, low, high = row["next"], row["next_low"], row["next_high"]
    sign = -1 if row["label"] in DOWN else 1
    verdict = "miss" if sign * theta <= 0 else "hit, clear" if sign * (low if sign > 0 else high) > 0 else "hit"
    return [
        _name(row["unit"]), row["label"], _change(row["change_pct"], row["low_pct"], row["high_pct"]),
        f"{row['n_recent']} / {row['n_base']}", row["n_employers"],
        _change(*(100 * math.expm1(t) for t in (theta, low, high))),
        f"{row['share_base']:.1%} → {row['share_later']:.1%}", verdict,
    ]  # fmt: skip


def _followed(reading: Reading, said: dict[date, Trend]) -> str:
    heads = ["skill", "first called", "share of posts then", "peak share", "peak", "ahead of it", "then of peak",
             "strongest evidence"]  # fmt: skip
    rows = [_early(how_early(reading.posts, said, unit)) for unit in FOLLOWED]
    about = "Shares are means of three threads, up to the month named; a peak in the last of them may come later yet."
    return f"## How early, run every month from {FIRST_RUN:%Y-%m}, {reading.name}\n\n{about}\n\n" + _table(heads, rows)


def _early(e: Early) -> Cells:
    peak = [f"{e.share_peak:.1%}", f"{e.peak:%Y-%m}"]
    if e.first is None or e.share_then is None:
        return [_name(e.unit), "never", "", *peak, "", "", e.best]
    months = 12 * (e.peak.year - e.first.year) + e.peak.month - e.first.month
    ahead = f"{months} months" if months >= 0 else f"{-months} months late"
    then = [f"{e.first:%Y-%m}", f"{e.share_then:.1%}"]
    return [_name(e.unit), *then, *peak, ahead, _percent(e.share_then / e.share_peak), e.best]


def _over_time(read: list[Reading], said: dict[str, dict[date, Trend]]) -> str:
    rows: list[Cells] = []
    for reading in read:
        past = {month: t for month, t in said[reading.name].items() if month <= STANDINGS[-1]}
        for sign, labels in ((1, UP), (-1, DOWN)):
            mine = {m: t.table.filter(pl.col("label").is_in(labels))["unit"].to_list() for m, t in past.items()}
            for rule, called in (("the rule", mine), ("raw growth", grown(reading.posts, past, sign))):
                came = first_calls(reading.posts, past, called)
                rows.append([reading.name, _ARROW[sign], rule, *_summed_up(came, sign)])
    heads = ["reading", "", "called by", "skills ever called", "agreed", "clear", "precision", "90 %", "not agreed"]
    return (
        f"## Every first call from {FIRST_RUN:%Y-%m} to {STANDINGS[-1]:%Y-%m}\n\nEach skill once, at the first thread "
        "after which it was called; its next twelve months against the base window of that call. Interval of the "
        "precision: Wilson.\n\n" + _table(heads, rows)
    )


def _summed_up(came: pl.DataFrame, sign: int) -> Cells:
    s = score(came["unit"].to_list(), came, sign)
    if not s.called:
        return [0, 0, 0, "", "", ""]
    low, high = binomtest(s.agree, s.called).proportion_ci(0.90, "wilson")
    misses = sorted(map(_name, came.filter(sign * pl.col("theta") <= 0)["unit"]))
    told = f"{len(misses)} skills" if len(misses) > NAMED_AT_MOST else ", ".join(misses)
    return [s.called, s.agree, s.clear, _percent(s.precision), f"{low:.0%} to {high:.0%}", told]


def _reader(posts: pl.DataFrame) -> str:
    rows: list[Cells] = []
    for unit in FOLLOWED:
        plain, read = pl.col("plain").list.contains(unit), pl.col("skills").list.contains(unit).fill_null(False)
        n, both, of_all = posts.select(plain.sum().alias("n"), (plain & read).sum().alias("m"), read.sum()).row(0)
        rows.append([_name(unit), n, both, _percent(both / n if n else None), of_all])
    heads = ["skill", "posts with its plain name", "of these read", "", "posts read in all"]
    return "## Is it the reader's fault?\n\n" + _table(heads, rows)


def _name(unit: str) -> str:
    return _NAMES.get(unit, unit)


def _change(middle: float, low: float, high: float) -> str:
    return f"{middle:+.0f} % ({low:+.0f} to {high:+.0f})"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _table(heads: list[str], rows: Sequence[Cells]) -> str:
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in (heads, ["---"] * len(heads), *rows))
