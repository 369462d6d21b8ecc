"""One writer a home: a second run stops at once with a clear word instead of waiting or mixing."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(RuntimeError):
    """Another jobtide is writing in this home."""


@contextmanager
def one_writer(lock: Path) -> Iterator[None]:
    """Hold the home's lock. The kernel lets it go with the process, so a kill leaves nothing to clean up.

    Raises BusyError naming the process that holds it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise BusyError(f"{lock.parent.resolve()} is in use by another jobtide (process {holder})") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
