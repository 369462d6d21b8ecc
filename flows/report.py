"""A week's report, written from the published file."""

from __future__ import annotations

from importlib.metadata import version
from typing import NamedTuple

from flows.paths import Paths
from pipelines.version import parser_version, taxonomy_version
from pipelines.week import Week
from warehouse import ledger
from warehouse.check import check_report
from warehouse.connect import reader, writer
from warehouse.report.content import Versions, printed_figures, report_content
from warehouse.report.files import write_report
from warehouse.report.findings import Finding, findings
from warehouse.report.render import checked_tables
from warehouse.version import method_version


class Reported(NamedTuple):
    """Where the report stands, its headline findings, the counts it rests on, and the sources that fell short."""

    folder: str
    findings: list[Finding]
    total: dict[str, int]
    degraded: list[str]


def report(paths: Paths, week: Week) -> Reported:
    """Write ``reports/<week>/`` and keep its figures in the ledger.

    Raises NothingSeenError where the week saw nothing, LawBrokenError where the report contradicts itself.
    """
    with reader(paths.published) as con:
        content = report_content(con, week, versions())
        check_report(con, checked_tables(content))
    folder = paths.report(week)
    write_report(content, folder)
    with writer(paths.history) as con:
        ledger.append(con, paths.ledger, content.figures)
    return Reported(str(folder), findings(content), content.total, content.sources_degraded)


def keep_figures(paths: Paths, week: Week) -> int:
    """What the week's report will print, into the ledger before the warehouse is published with it: rows added.

    None where the week saw nothing, so that nothing will be printed.
    """
    with writer(paths.history) as con:
        if not con.execute("SELECT 1 FROM report.week_total WHERE monday_on = ?", [week.monday]).fetchone():
            return 0
        return ledger.append(con, paths.ledger, printed_figures(con, week, versions()))


def versions() -> Versions:
    """What makes the numbers now: the program's version with a digest of its method, and those that read adverts."""
    code = f"{version('jobtide')}+{method_version()}"
    return Versions(code=code, parser=parser_version(), taxonomy=taxonomy_version())
