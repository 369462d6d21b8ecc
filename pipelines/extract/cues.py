"""Words that must stand where a zone or a small fact is told, all of them sought in one pass over the text.

A pass costs nearly the same for two hundred words as for twenty, and most of what such a fact costs is its pass; so
every topic's words stand here, and what they mean in the topic's own module. Those that tell zones have a pass of
their own: they are read in the text as it came, all others in what is left of it once the page's furniture is blanked.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Final, Literal, TypeAlias

from pipelines.clean.per_text import PerText
from pipelines.clean.signs import Pass, Signs

Topic = Literal[
    "heading", "small print", "cookies", "education", "experience", "clearance", "visa", "sector", "client", "direct"
]


Cue: TypeAlias = tuple[str, int, int]  # a word, and where it begins and ends in ``flat(text)``, and so in the text
_ByTopic: TypeAlias = dict[Topic, list[Cue]]

_WORDS: Final[dict[Topic, tuple[str, ...]]] = {
    # how headings begin that are often found glued to a text without line breaks
    "heading": (
        "requirements", "responsibilities", "essential", "desirable", "preferred", "nice to have", "nice-to-have",
        "bonus points", "qualifications", "benefits", "perks", "duties", "what you", "what we", "what's", "what is in",
        "who we", "who you", "about us", "about you", "about the", "about our", "why join", "why us", "why work",
        "why you'll", "why apply", "the role", "the opportunity", "the company", "the team", "our client:", "key r",
        "key skills", "key acc", "key t", "main r", "main duties", "core r", "skills and", "skills &",
        "experience and", "your role", "your skills", "your profile", "your responsibilities", "your experience",
        "role overview", "role resp", "role desc", "job desc", "job summary", "job purpose", "company desc",
        "company overview", "must have", "must-have", "ideal candidate", "the ideal", "the person", "person spec",
        "how to apply", "how you", "next steps", "interview process", "in this role", "day to day", "salary",
        "compensation", "the package", "you'll be a", "good to have", "ready to apply", "similar jobs",
        "technical skills", "required s", "required e", "minimum qual", "mandatory", "candidate profile", "job role",
        "skills required", "person profile", "your background", "experience required", "our offer", "package includes",
    ),
    "small print": (
        "equal opportunit", "regardless of race", "without regard to", "protected characteristic",
        "all qualified applicants", "reasonable adjustment", "reasonable accommodation", "your personal data",
        "acting as an employment", "acts as an employment", "employment business", "employment agency", "unsolicited",
        "celebrate diversity", "welcome applications from", "encourage applications from", "applications from all",
        "safeguarding and promoting", "privacy policy", "not discriminate",
    ),
    "cookies": ("use cookies", "uses cookies"),
    "education": (
        "degree", "bachelor", "bsc", "b.sc", "beng", "2:1", "2.1 ", "2:2", "master", "msc", "m.sc", "meng", "mba",
        "phd", "ph.d", "doctora", "hnd", "hnc", "a-level", "a levels", "gcse",
    ),
    "experience": ("years", "yrs", "yr ", "+ year", "+year", "year exp", "year of", "months"),
    "clearance": (
        "clearance", "cleared", "clearable", "bpss", "baseline personnel", "vetting", "vetted", "security check",
        "counter terroris", "counter-terroris", "nppv", "eligible for", "eligibility for", "sc elig", "dv elig",
    ),
    "visa": (
        "sponsorship", "sponsor ", "sponsoring", "sponsored", "visa", "right to work", "eligible to work",
        "working rights", "permission to work",
    ),
    "sector": (
        "client, a", "client is", "client are", "clients, a", "client - a", "we are a", "we are one of", "we're a",
        "we're one of", " is a ", " is an ", " is one of", " is the uk's", " are a ", " are an ", "join a",
        "join one of", "joining a", "with a ", "with an ", "with one of", "for a ", "for an ", "for one of", "as a ",
        "industry:", "sector:", "industry :", "sector :", "industry  ", "sector  ", "sector", "industry",
    ),
    "client": (
        "my client", "our client", "my\nclient", "our\nclient", "one of our", "on behalf of", "employment agency",
        "employment business", "employment\nagency", "employment\nbusiness",
    ),
    "direct": (
        "no agencies", "no recruitment agenc", "agencies please", "agencies need not", "unsolicited", "speculative cv",
        "cvs from agenc", "cvs from recruit", "from recruitment agenc", "from agencies", "direct applicants only",
    ),
}  # fmt: skip
_OF_ZONES: Final[tuple[Topic, ...]] = ("heading", "small print", "cookies")
_MOST: Final = 1000  # words of one topic; what says more is no advert, and is not read to its end


class _Topics:
    """Some topics' words, found together."""

    def __init__(self, topics: Iterable[Topic], read: Pass | None = None) -> None:
        self._meant = [(topic, word) for topic in topics for word in _WORDS[topic]]
        self._signs = Signs((word for _, word in self._meant), read)
        self.said = PerText(self._said)

    def _said(self, text: str) -> _ByTopic:
        found: _ByTopic = {}
        for number, start, end in sorted(self._signs.hits(text), key=itemgetter(1)):
            topic, word = self._meant[number]
            said = found.setdefault(topic, [])
            if len(said) < _MOST:
                said.append((word, start, end))
        return found


_ZONES: Final = _Topics(_OF_ZONES, Pass())
_FACTS: Final = _Topics(topic for topic in _WORDS if topic not in _OF_ZONES)


def cues(topic: Topic, text: str) -> list[Cue]:
    """The topic's words in the text, also those inside others, by where they begin; no more than the first thousand."""
    return (_ZONES if topic in _OF_ZONES else _FACTS).said(text).get(topic, [])
