"""A title as units: its words in one spelling each, where they stand, and what joins them.

``Sr. ML Eng (LLMs)`` becomes senior · ml · eng · ( llm. Titles and the aliases of the family table are read the
same way, so that spelling, plural and hyphen never decide whether two names are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

# What stands before a unit: "" the beginning, " " a space, "-" a hyphen inside a word, "/" and "&" alternatives,
# "," a comma, "(" and ")" a bracket's ends, ")|" an end and a break, "|" any other break between parts.
Link = Literal["", " ", "-", "/", "&", ",", "(", ")", ")|", "|"]
_BREAKS = (",", "(", ")", ")|", "|")

MAX_CHARS = 400  # a title is shorter; a page pasted into the field must not cost more than one

_WORD = re.compile(r"(?:[A-Za-z]{1,2}&[A-Za-z]{1,2}\b|\.?[^\W_]+(?:['’.][^\W_]+)*)[+#]*")
_HYPHENS = "-‐‑‒–"
_ABBREVIATIONS = frozenset({"sr", "snr", "jr", "jnr", "dr", "st", "eng", "dev", "mgr", "asst"})
_SAME = {
    "sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "mgr": "manager", "asst": "assistant",
    "exec": "executive", "rep": "representative", "engr": "engineer", "modeler": "modeller", "adviser": "advisor",
    "programme": "program", "optimization": "optimisation", "personalization": "personalisation",
    "visualization": "visualisation", "virtualization": "virtualisation", "localization": "localisation",
    "center": "centre", "centered": "centred", "labeler": "labeller", "labeling": "labelling",
    "modeling": "modelling", "quant": "quantitative", "ops": "operation", "l&d": "learning and development",
    "rl": "reinforcement learning", "childrens": "children", "children's": "children", "pediatric": "paediatric",
    "reactjs": "react", "react.js": "react", "nodejs": "node", "node.js": "node", "vuejs": "vue", "vue.js": "vue",
    "golang": "go", "ict": "it", "principle": "principal", "tsql": "t-sql", "aspnet": "asp.net",
    "comm": "communication",
    "cybersecurity": "cyber security",
}  # fmt: skip
_PHRASES = {
    "machine learning": "ml", "artificial intelligence": "ai", "artifical intelligence": "ai",
    "natural language processing": "nlp", "large language model": "llm", "language model": "llm",
    "generative ai": "genai", "gen ai": "genai", "generative artificial intelligence": "genai",
    "retrieval augmented generation": "rag", "ml operation": "mlop", "dev operation": "devop",
    "dev sec operation": "devsecop",
    "front end": "frontend", "back end": "backend", "full stack": "fullstack", "business intelligence": "bi",
    "user experience": "ux", "user interface": "ui", "quality assurance": "qa", "human resource": "hr",
    "health care": "healthcare", "co ordinator": "coordinator", "power bi": "powerbi", "power apps": "powerapp",
    "e commerce": "ecommerce", "head teacher": "headteacher", "fork lift": "forklift", "multi skilled": "multiskilled",
    "multi trade": "multitrade", "pre sale": "presale", "research and development": "r&d", "t sql": "t-sql",
    "part time": "parttime", "full time": "fulltime", "fixed term": "fixedterm", "on site": "onsite",
    "information technology": "it", "information communication technology": "it", "entry level": "entrylevel",
    "early career": "entrylevel", "mid level": "midlevel", "mid senior level": "midlevel",
    "mid senior": "midlevel", "mid weight": "midlevel", "vice president": "vp",
    "asp .net": "asp.net", "dot net": ".net", "c sharp": "c#", "year in industry": "internship",
    "power platform": "powerplatform", "help desk": "helpdesk", "data base": "database", "ab initio": "abinitio",
    "book keeper": "bookkeeper", "security cleared": "cleared", "human centred": "humancentred",
    "ui ux": "ux ui", "data warehousing": "data warehouse", "reinforcement learning": "reinforcement learning",
    "cyber security": "cyber security", "learning and development": "learning and development",
    "financial planning and analysis": "fp&a", "m and e": "m&e", "emotion aware": "emotionaware",
    "decision maker": "decisionmaker", "site reliability": "sitereliability", "react native": "reactnative",
    "vb .net": "vb.net", "intelligence artificial": "ai", "team lead": "teamlead", "team leader": "teamlead",
}  # fmt: skip
_REMEMBERED = 4096  # titles kept as units, and words with their spelling: adverts repeat both


def _by_first_word(phrases: dict[str, str]) -> dict[str, list[tuple[list[str], str]]]:
    """First word -> the words that follow it and the spelling of the whole, the longest first."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for phrase in sorted(phrases, key=lambda phrase: -phrase.count(" ")):
        first, *rest = phrase.split(" ")
        found.setdefault(first, []).append((rest, phrases[phrase]))
    return found


_STARTS = _by_first_word(_PHRASES)


class Unit(NamedTuple):
    """One word (or set phrase) of a title: its spelling for look-ups, and ``title[start:end]`` as written."""

    key: str
    start: int
    end: int
    link: Link


def units(title: str) -> list[Unit]:
    """The title's words in order; only the first 400 characters are read."""
    return list(_units(title[:MAX_CHARS]))


@lru_cache(maxsize=_REMEMBERED)
def _units(title: str) -> tuple[Unit, ...]:
    return tuple(_merged(list(_words(title))))


def name_key(title: str) -> tuple[str, ...]:
    """What an occupation's name is looked up by: ``AI & ML Engineers`` and ``AI/ML Engineer`` are one."""
    return key_of(units(title))


def key_of(part: list[Unit]) -> tuple[str, ...]:
    """``name_key`` of units already read."""
    keys = [unit.key for unit in part if unit.key != "and"]
    if not _SHORT.isdisjoint(keys):
        keys = [*(_INNER.get(key, key) for key in keys[:-1]), _FINAL.get(keys[-1], keys[-1])]
    return tuple(keys)


def segments(title: list[Unit]) -> list[list[Unit]]:
    """The parts of a headline: split at commas, brackets and dashes, not at slashes and ampersands."""
    parts: list[list[Unit]] = []
    for unit in title:
        if not parts or unit.link in _BREAKS:
            parts.append([])
        parts[-1].append(unit)
    return parts


# "Dev" and "Eng" are the person at the end of a name and the field before it ("Eng Manager").
_FINAL = {"dev": "developer", "eng": "engineer", "teamlead": "lead"}
_INNER = {"dev": "development", "eng": "engineering"}
_SHORT = _FINAL.keys() | _INNER.keys()


def _words(title: str) -> Iterator[Unit]:
    before = 0
    last = ""
    for match in _WORD.finditer(title):
        start, end = match.span()
        yield Unit(_spelling(match[0]), start, end, _link(title[before:start], last) if before else "")
        before, last = end, match[0]


def _link(gap: str, last: str) -> Link:
    if gap == " ":
        return " "
    bare = gap.strip()
    if not bare or (bare == "." and last.lower() in _ABBREVIATIONS):
        return " " if "\n" not in gap else "|"
    if bare in ("'", "’"):
        return " "
    if bare in _HYPHENS:
        return "-" if gap == bare else "|"
    if bare in ("/", "\\"):
        return "/"
    if bare in ("&", "+", "/&"):
        return "&"
    if "(" in bare:
        return "("
    if ")" in bare:
        return ")" if bare == ")" else ")|"
    return "," if "," in bare else "|"


@lru_cache(maxsize=_REMEMBERED)
def _spelling(written: str) -> str:
    word = written.lower().replace("’", "'")
    single = singular(word)
    return _SAME.get(word) or _SAME.get(single) or single


def singular(word: str) -> str:
    """Without the plural's s; words of three letters (AWS, iOS) and those in -ss, -us, -is keep theirs."""
    lower = word.lower()
    if len(word) < 4 or not lower.endswith("s") or lower.endswith(("ss", "us", "is", "'s")):
        return word
    if lower.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + ("Y" if word.isupper() else "y")
    return word[:-1]


def _merged(words: list[Unit]) -> list[Unit]:
    if _STARTS.keys().isdisjoint([unit.key for unit in words]):
        return words
    found: list[Unit] = []
    i = 0
    while i < len(words):
        size, unit = _phrase_at(words, i) if words[i].key in _STARTS else (1, words[i])
        found.append(unit)
        i += size
    return _again(found)


def _phrase_at(words: list[Unit], i: int) -> tuple[int, Unit]:
    """The longest phrase that begins with the i-th word, and how many words it has; the word itself where none does."""
    first = words[i]
    for rest, key in _STARTS[first.key]:
        run = words[i + 1 : i + 1 + len(rest)]
        if [unit.key for unit in run] == rest and all(unit.link in (" ", "-") for unit in run):
            return 1 + len(run), Unit(key, first.start, run[-1].end, first.link)
    return 1, first


def _again(found: list[Unit]) -> list[Unit]:
    """A phrase may hold another ("machine learning operations"): one further pass over pairs."""
    kept: list[Unit] = []
    for unit in found:
        joined = unit.link in (" ", "-") and kept and kept[-1].key in _STARTS
        pair = _PHRASES.get(f"{kept[-1].key} {unit.key}") if joined else None
        if pair:
            kept[-1] = Unit(pair, kept[-1].start, unit.end, kept[-1].link)
        else:
            kept.append(unit)
    return kept
