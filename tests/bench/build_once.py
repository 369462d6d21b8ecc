"""One build of every model over a drawn history, in a process of its own so that its cost can be told.

``python -m tests.bench.build_once FILE N`` fills FILE with N adverts, builds, checks the laws, and prints JSON: CPU
seconds of the build, and the greatest memory (MB) of the process, which filled the file before.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from flows import ingest
from tests.bench.simulated_history import fill
from warehouse.build import build
from warehouse.connect import writer


def main(path: Path, n: int) -> None:
    ingest.load_taxonomy(path)
    with writer(path) as con:
        fill(con, n)
    with writer(path) as con:
        begun = time.process_time()
        build(con)
        cpu = time.process_time() - begun
        rows = con.execute("SELECT count(*) FROM history.shown_week").fetchone()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"cpu": cpu, "memory_mb": memory, "vacancy_weeks": rows[0] if rows else 0}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
