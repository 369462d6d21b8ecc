"""Publishing: readers get a whole file, swapped in at once, and are never shut out by the writer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from warehouse.connect import writer


def publish(history: Path, published: Path) -> None:
    """Copy the history file over the published one in one rename.

    The file is closed before it is copied: nothing is left in a ``.wal``, and closing a second handle on an open
    DuckDB file would drop its lock.
    """
    with writer(history) as con:
        con.execute("CHECKPOINT")
    fresh = published.with_name(f".{published.name}.new")
    shutil.copyfile(history, fresh)
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(published)
