"""Where things live under the home folder; only flows know."""

from __future__ import annotations

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

    def report(self, week: Week) -> Path:
        return self.home / "reports" / str(week)
