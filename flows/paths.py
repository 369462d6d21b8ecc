"""Where things live under the home folder; only flows know."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.week import Week


@dataclass(frozen=True)
class Paths:
    """The folders and files of one home."""

    home: Path

    @property
    def raw(self) -> Path:
        """Raw runs: ``raw/<source>/<stamp>/``."""
        return self.home / "raw"

    @property
    def history(self) -> Path:
        """The writer's DuckDB file."""
        return self.home / "jobtide.history.duckdb"

    @property
    def published(self) -> Path:
        """The readers' DuckDB file, swapped in whole."""
        return self.home / "jobtide.duckdb"

    @property
    def lock(self) -> Path:
        return self.home / ".jobtide.lock"

    @property
    def reports(self) -> Path:
        """A folder a week."""
        return self.home / "reports"

    @property
    def ledger(self) -> Path:
        """What the raw store cannot tell again: figures printed, runs voided. Small; worth a backup."""
        return self.home / "ledger"

    def report(self, week: Week) -> Path:
        return self.reports / str(week)

    def clear(self) -> None:
        """Remove what jobtide made here, and nothing else that stands in the folder."""
        for folder in (self.raw, self.reports, self.ledger):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (self.history, self.published):
            file.unlink(missing_ok=True)
