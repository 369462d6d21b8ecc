"""A week's report, written from the published file."""

from __future__ import annotations

from importlib.metadata import version
from typing import NamedTuple

from flows.paths import Paths
from pipelines.version import parser_version, taxonomy_version
from pipelines.week import Week
from warehouse.connect import reader
from warehouse.report.content import Versions, report_content
from warehouse.report.files import write_report
from warehouse.report.findings import Finding, findings


class Reported(NamedTuple):
    """Where the report stands, its headline findings, the counts it rests on, and the sources that fell short."""

    folder: str
    findings: list[Finding]
    total: dict[str, int]
    degraded: list[str]


def report(paths: Paths, week: Week) -> Reported:
    """Write ``reports/<week>/``. Raises NothingSeenError where the week saw nothing."""
    versions = Versions(code=version("jobtide"), parser=parser_version(), taxonomy=taxonomy_version())
    with reader(paths.published) as con:
        content = report_content(con, week, versions)
    folder = paths.report(week)
    write_report(content, folder)
    return Reported(str(folder), findings(content), content.total, content.sources_degraded)
