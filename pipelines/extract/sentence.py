"""The sentence or bullet around a few characters of an advert, or around each word of a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.clean.flat import flat
from pipelines.extract.cues import Topic, cues

REACH: Final = 200  # characters looked at on either side
# A stop, a bullet or a line's end; but no line ends where the next goes on in small letters, or is bold words after
# which it does. (Every way begins with a character of its own, so that the search skips all others.)
_BREAK: Final = re.compile(
    r"\.(?<!\be\.g\.)(?<!\bi\.e\.)(?=[\s*A-Z]|\Z)|\.(?<=[a-z)]\.)(?=\d)|!(?=[\s*A-Z]|\Z)|\?(?=[\s*A-Z]|\Z)|;(?=[\s*A-Z]|\Z)"
    r"|\n(?![a-z,]|  [^\n]{1,60}  \n[a-z,])|\+(?<=\s\+)(?=\s)|\|(?<=\s\|)(?=\s)"
)
# The seam of two sentences that lost what stood between them: "PythonStrong", and not JavaScript.
_SEAM: Final = re.compile(r"[A-Z](?<=[a-z)].)(?=[a-z])(?<!Java.)(?<!Type.)(?<!Power.)(?<!Git.)(?<!You.)(?<!Linked.)")


def sentence(plain: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence that holds [start, end) of a plain view (``flat``) begins and ends, within ``REACH``."""
    first, last = max(0, start - REACH), min(len(plain), end + REACH)
    for found in _BREAK.finditer(plain, first, start):
        first = found.end()
    for found in _SEAM.finditer(plain, first, start + 2):  # as far as a seam at the start itself shows
        if found.start() <= start:
            first = found.start()
    if after := _BREAK.search(plain, end, last):
        last = after.start()
    if seam := _SEAM.search(plain, end, last):
        last = seam.start()
    return first, last


def sentences(topic: Topic, text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text that hold a word of the topic begin and end, each once and in order."""
    read = 0
    for _, start, end in cues(topic, text):
        if start >= read:
            first, read = sentence(flat(text), start, end)
            yield first, read
