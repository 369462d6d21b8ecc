"""Reads so many adverts in a process of its own, so that its memory can be told.

``python -m tests.bench.read_adverts FILE N`` takes the adverts of a JSON Lines file (title, place, text) over and over,
each time with other words among them, until N are read. Prints JSON: adverts, the greatest memory (MB).
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pipelines.extract.facts import Extractor
from pipelines.words import Words

BATCH = 128


def unlike(adverts: list[dict[str, str]], n: int) -> Iterator[list[Words]]:
    """Batches of n adverts; every time round, each hundredth word is one that was never seen before."""
    number, batch = count(), list[Words]()
    while n:
        for advert in adverts[:n]:
            words = advert["text"].split(" ")
            words[::100] = [f"{word}{next(number):x}q" for word in words[::100]]
            batch.append(Words(title=advert["title"], place=advert["place"], text=" ".join(words), country="GB"))
            n -= 1
            if len(batch) == BATCH or not n:
                yield batch
                batch = []


def main(file: str, n: int) -> None:
    adverts = [json.loads(line) for line in Path(file).read_text("utf-8").split("\n") if line]
    extractor = Extractor()
    for batch in unlike(adverts, n):
        extractor.facts(batch)
    told = {"adverts": n, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
