r"""The one spaCy pipeline: blank English whose tokens are words and single marks.

spaCy's own English rules keep "CI/CD" whole, split "C#" by what stands around it and spend most of their time on
"don't" and emoticons. Here a token is a run of letters and digits, or one mark, or white space, so "C++" is always
C, +, + and a component learns the same words wherever their marks stand, escaped ("C\+\+") or not. The table's names
are sought without it (``lexicon``), at a tenth of its cost.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Any

import spacy
from spacy.attrs import LOWER
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

import pipelines.extract.model.component  # noqa: F401  a name for spaCy: "unseen_skills"

_PIECE = re.compile(r"(\w+|[^\w\s]|\s+)( ?)")
# Every mark becomes exactly one other, so that offsets stay those of the text. A backslash becomes a space: it is
# Markdown's escape, and one space between two tokens is no token of its own.
_FOLDED = {
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    "‘": "'", "’": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\\": " ",
}  # fmt: skip
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
    """Text to a Doc of words, single marks and white space; ``doc.text == fold(text)``."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        pieces = _PIECE.findall(fold(text))
        return Doc(self.vocab, words=[word for word, _ in pieces], spaces=[space != "" for _, space in pieces])


@cache
def build_nlp(*components: str) -> Language:
    """The pipeline, built once a process: a tokenizer, and no component but those named.

    ``build_nlp("unseen_skills")(text).spans["unseen"]``: what the trained model takes for skills.
    Wrap a batch in ``nlp.memory_zone()``: a vocabulary keeps every word it meets otherwise (5 kB an advert).
    """
    nlp = spacy.blank("en")
    vocab: Any = nlp.vocab  # its type stub leaves the getters out
    vocab.lex_attr_getters = {LOWER: str.lower}  # a word's shape and flags, which nobody asks for, cost half the time
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    nlp.max_length = sys.maxsize  # a limit meant for parsers; this only splits
    for component in components:
        nlp.add_pipe(component)
    return nlp
