r"""The one spaCy pipeline: blank English whose tokens are words and single marks.

spaCy's own English rules keep "CI/CD" whole, split "C#" by what stands around it and spend most of their time on
"don't" and emoticons. Here a token is a run of letters and digits, or one mark, or white space, so "C++" is always
C, +, + and a phrase matches wherever its marks and words stand, escaped ("C\+\+") or not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Set
from functools import cache
from itertools import product
from typing import Any

import spacy
from spacy.attrs import LOWER
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

_PIECE = re.compile(r"(\w+|[^\w\s]|\s+)( ?)")
# Every mark becomes exactly one other, so that offsets stay those of the text. A backslash becomes a space: it is
# Markdown's escape, and one space between two tokens is no token of its own.
_FOLDED = {
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    "‘": "'", "’": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "/": "/", "\\": " ",
}  # fmt: skip
_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORTEST, _LONGEST = 3, 60  # letters of a word worth cutting out, and of a glued one worth cutting
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def fold(text: str) -> str:
    """The text with one kind of hyphen, apostrophe and space, of the same length; a lone surrogate becomes U+FFFD."""
    for mark, plain in _FOLDED.items():
        if mark in text:
            text = text.replace(mark, plain)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


class WordTokenizer:
    """Text to a Doc of words, single marks and white space; ``doc.text == fold(text)``.

    ``known``: words (in their exact case) to cut out of a longer one they are glued to, as pages do that lose their
    list marks: "PythonExperience". A cut falls only where small letters meet a capital.
    """

    def __init__(self, vocab: Vocab, known: Set[str] = frozenset()) -> None:
        self.vocab = vocab
        self._known = known

    def __call__(self, text: str) -> Doc:
        words, spaces = self.split(text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def split(self, text: str) -> tuple[list[str], list[bool]]:
        """The tokens, and whether one space follows each."""
        words: list[str] = []
        spaces: list[bool] = []
        for word, space in _PIECE.findall(fold(text)):
            if not word.islower() and len(parts := self._parts(word)) > 1:
                words += parts[:-1]
                spaces += [False] * (len(parts) - 1)
                word = parts[-1]
            words.append(word)
            spaces.append(space != "")
        return words, spaces

    def _parts(self, word: str) -> list[str]:
        if word in self._known or word.istitle() or word.isupper() or len(word) > _LONGEST:
            return [word]
        for at in (m.start() for m in _SEAM.finditer(word)):
            if (at >= _SHORTEST and word[:at] in self._known) or (
                len(word) - at >= _SHORTEST and word[at:] in self._known
            ):
                return [word[:at], *self._parts(word[at:])]
        return [word]


@cache
def build_nlp() -> Language:
    """The pipeline, built once a process: a tokenizer and no component.

    Wrap a batch in ``nlp.memory_zone()``: a vocabulary keeps every word it meets otherwise (5 kB an advert).
    """
    nlp = spacy.blank("en")
    vocab: Any = nlp.vocab  # its type stub leaves the getters out
    vocab.lex_attr_getters = {LOWER: str.lower}  # a word's shape and flags, which nobody asks for, cost half the time
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    nlp.max_length = sys.maxsize  # a limit meant for parsers; this only splits
    return nlp


def tokens_of(text: str) -> list[str]:
    """The words and marks of a phrase, as the tokenizer splits it, without its white space."""
    return [piece for piece, _ in _PIECE.findall(fold(text)) if not piece.isspace()]


_BRITISH = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("isers", "izers"), ("modelling", "modeling"),
    ("labelling", "labeling"), ("behaviour", "behavior"), ("catalogue", "catalog"), ("programme", "program"),
    ("centre", "center"), ("defence", "defense"), ("licence", "license"), ("neighbour", "neighbor"),
)  # fmt: skip
_JOINS = 3  # beyond so many gaps a phrase is hyphened throughout or not at all


def spellings(surface: str, *, plural: bool) -> set[str]:
    """All ways to write a surface, tokens apart by one space: hyphens, "&", American.

    With ``plural`` the other number too.
    """
    found = {surface, surface.replace(" and ", " & ")}
    for british, american in _BRITISH:
        found |= {s.replace(british, american) for s in found}
    if plural:
        found |= {other for s in found if (other := _other_number(s))}
    return {way for s in found for way in _hyphened(tokens_of(s))}


def _other_number(phrase: str) -> str | None:
    """The plural of a phrase, or its singular where it ends as a plural does; None where it has neither."""
    head, last = phrase[: (at := phrase.rfind(" ") + 1)], phrase[at:]
    if len(last) < 2 or not last[-1].isalpha() or last.lower().endswith(("ics", "ss", "is", "us", "ing", "ings")):
        return None
    if last.endswith("ies"):
        return f"{head}{last[:-3]}y"
    if last.endswith("s"):
        return head + last[:-1] if len(last) > 3 or last[:-1].isupper() else None
    if last.endswith("y") and last[-2] not in "aeiou":
        return f"{head}{last[:-1]}ies"
    return phrase + ("es" if last.endswith(("x", "ch", "sh")) else "s")


def _hyphened(tokens: list[str]) -> Iterator[str]:
    """Each gap between two words with and without a hyphen."""
    gaps = [
        i for i, t in enumerate(tokens)
        if (t == "-" and 0 < i < len(tokens) - 1) or (i and t.isalnum() and tokens[i - 1].isalnum())
    ]  # fmt: skip
    choices = product((True, False), repeat=len(gaps)) if len(gaps) <= _JOINS else ((h,) * len(gaps) for h in (1, 0))
    for choice in choices:
        hyphen = dict(zip(gaps, choice, strict=True))
        yield " ".join(_joined(tokens, hyphen))


def _joined(tokens: list[str], hyphen: Mapping[int, bool | int]) -> Iterator[str]:
    for i, word in enumerate(tokens):
        if hyphen.get(i):
            yield "-"
        if word != "-" or i not in hyphen:
            yield word
