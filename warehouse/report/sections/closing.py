"""The end of the report: what it cannot say yet, how the numbers are made, and what made them."""

from __future__ import annotations

from datetime import timedelta

from warehouse.report.content import Content
from warehouse.report.findings import no_growth_reason
from warehouse.report.page import Items, Section, Table, Text
from warehouse.report.words import count, percent, span
from warehouse.statistics.emerging import CAP, FDR, MIN_COUNT, NEW_WITHIN_WEEKS
from warehouse.statistics.pay import RESAMPLES


def limits(content: Content) -> Section:
    """What this report cannot say yet: only what is true of this content."""
    total = content.total
    items = [
        "How many jobs there are. An advert may stand for several jobs or for none; much hiring is never advertised.",
        "Every copy of a vacancy. Adverts at several sources are linked by their words, ids and addresses; one "
        "reworded past recognition counts as a vacancy of its own.",
        "When a post was filled. An advert counts as closed when complete runs of its source no longer show it.",
        "What a skill or a title adds to pay, or how pay changed over time.",
        "How these figures stand beside outside series.",
    ]
    if no_growth_reason(content):
        items.insert(0, "What rises or falls: see the first lines of this page.")
    if total["n_snippet"]:
        n = total["n_open"]
        items.append(
            f"All skills of every advert: {count(total['n_snippet'])} ({percent(total['n_snippet'] / n, n)}) came as a "
            "snippet cut by the source, so skills and pay are missed there."
        )
    return Section("limits", "What this report cannot say yet", [Items(items)])


def method(content: Content) -> Section:
    """The method in plain words."""
    windows = content.title_trend.windows
    compared = "two windows of weeks"
    if windows:
        recent = span(windows.recent_from, windows.until - timedelta(days=1))
        base = span(windows.base_from, windows.recent_from - timedelta(days=1))
        compared = f"two windows, here {recent} against {base}"
    texts = [
        "Each source is read on a schedule, usually once a week. A vacancy here is all adverts that we link to one "
        "opening and that name a UK place, or stand at a source of UK jobs. It counts as new in the week one of them "
        "was first seen, but never before that source's fourth complete week: what a source shows at first is its "
        "stock, not news. A week without a usable run is a gap, never a zero.",
        "An advert closes when one complete run of a job system's interface no longer shows it, or two of a web site; "
        "a failed or partial run closes nothing, and a run that would close too many at once waits for a second.",
        f"A trend compares the share of new vacancies in {compared}, at sources complete in at least 60% of the "
        f"runs expected in both. One employer counts for at most {CAP} new vacancies a week, so that mass posting "
        "makes no trend. The test allows for chance and for how unevenly employers post. "
        f"All titles with at least {MIN_COUNT} new vacancies are tested together so that about "
        f"{FDR:.0%} of those called may be wrong. A label needs the test passed this week, and at least nearly so in "
        "one of the two weeks before, and the same direction without any one source. “New” means none in the earlier "
        f"window and first seen within {NEW_WITHIN_WEEKS} weeks. Tables are ordered by the estimate drawn towards no "
        "change, the more so the less is known.",
        "“Detectable” is the smallest ratio, up or down, that the test would find four times in five. A title "
        "called steady may have risen by less.",
        "Regional concentration is the share of machine learning and AI work among a region's vacancies over the "
        "same share in the rest of the UK, with an interval from leaving out one employer at a time.",
        f"Pay uses only base pay in pounds that the advert states. Its interval comes from {count(RESAMPLES)} "
        "draws of employers. Salaries and day rates are never mixed. Pay guessed by a job board is never used.",
        "An interval of 90% should hold the true value of what these sources show nine times in ten. It does not "
        "cover what they do not show.",
    ]
    return Section("method", "Method in plain words", [Text(t) for t in texts])


def versions(content: Content) -> Section:
    """What made the numbers: with these, anyone can make them again."""
    rows = [
        ("Week", str(content.week)), ("Data vintage", content.vintage), ("Code", content.versions.code),
        ("Parser", content.versions.parser), ("Taxonomy", content.versions.taxonomy),
        ("Source list", content.source_list),
    ]  # fmt: skip
    note = "The same vintage and versions give the same report. Every table is a CSV file beside this page."
    return Section("versions", "Versions", [Table("What made this report", ("What", "Version"), rows, note, n_text=2)])
