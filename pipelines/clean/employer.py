"""Employers: a key under which one employer's spellings meet, and whether the advertiser is a recruitment agency."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from pipelines.clean.flat import flat, flat_bytes
from pipelines.clean.signs import Signs

_AGENCIES = Path(__file__).parents[1] / "reference" / "agencies.csv"
_LEGAL_FORMS = Path(__file__).parents[1] / "reference" / "legal_forms.csv"


def _legal_forms() -> str:
    with _LEGAL_FORMS.open(encoding="utf-8", newline="") as file:
        return "|".join(re.escape(row["form"]) for row in csv.DictReader(file))


_LEGAL = rf"(?:{_legal_forms()})"
# "UK" belongs to the legal form in "Experis UK Ltd" and to the name in "Cancer Research UK".
_ENDING = re.compile(rf"(?:\s(?:\(?(?:uk|gb|united kingdom)\)?\s)?{_LEGAL}|\s\((?:uk|gb|united kingdom|u k)\))$")
_WEB = re.compile(r"\.(?:co\.uk|com)$")
_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_NO_NAME = frozenset(
    ("", "confidential", "n a", "na", "none", "unknown", "not specified", "undisclosed", "private",
     "private advertiser", "company confidential", "confidential company", "employer", "various", "anonymous")
)  # fmt: skip
_AGENCY_NAME = re.compile(
    r"\b(?:recruit(?:ment|ing|ers?|s)?|resourcing|staffing|personnel|headhunt\w{0,4}|talent (?:solutions"
    r"|partners|acquisition)"
    r"|(?:executive|technical|tech|digital|legal|talent) search|search (?:and selection|group|partners"
    r"|consultants)"
    r"|employment agency|rpo)\b|\b(?:search|talent)$"
)
_CLIENT = re.compile(
    rb"\b(?:my\sclient(?:'s)?\b|our\sclient(?:,|\s(?:is|are|has|have|seeks?|requires?|needs?|wants?|a|an"
    rb"|based|who|offers?|operates?|provides?)\b)"
    rb"|one\sof\sour\s(?:\w{1,15}\s){0,2}clients\b|on\sbehalf\sof\s(?:my|our|a|an)\s(?:[\w-]{1,15}\s){0,3}client)"
)
_EMPLOYMENT = re.compile(
    rb"\b(?:(?:acts?|acting|operat(?:es?|ing))\sas\s(?:both\s)?an?\semployment\s(?:agency|business)"
    rb"|employment\s(?:agency|business)\s(?:for|in\srelation\sto|and\sas)\b)"
)
# Each with the word that stands in all it matches; two searches for one word are faster than one for two.
_AGENCY_TEXT = ((Signs(["client"]), _CLIENT), (Signs(["employment"]), _EMPLOYMENT))
_REACH = 70  # characters about the word that a match lies in


def employer_key(name: str) -> str | None:
    """Lower case without accents, punctuation, "The", legal form or "(UK)", "&" as "and"; None where no name is left.

    "Group" and a bare "UK" stay, since they tell employers apart (Lloyds Banking Group, Cancer Research UK).
    """
    folded = unicodedata.normalize("NFKD", flat(name)).encode("ascii", "ignore").decode().lower().strip()
    folded = _WEB.sub("", _INITIALS.sub("", folded)).replace("&", " and ").replace("+", " and ").replace("'", "")
    key = _without_endings(" ".join(re.sub(r"[^a-z0-9()]+", " ", folded).split()))
    key = " ".join(key.replace("(", " ").replace(")", " ").split()).removeprefix("the ")
    return None if key in _NO_NAME else key


def is_agency(name: str, text: str) -> bool:
    """Whether the advertiser recruits for another: by the list of agencies, by its name, or by words in the text."""
    by_name = _is_agency_by_name(name)
    return _is_agency_by_words(text) if by_name is None else by_name


@lru_cache(maxsize=4096)  # an employer's adverts come together
def _is_agency_by_name(name: str) -> bool | None:
    """None where the name does not tell."""
    key = employer_key(name) or ""
    known = _agencies()
    if key in known["not"]:
        return False
    if key in known["exact"] or _starts_with_agency(key, known["prefix"]) or _AGENCY_NAME.search(key):
        return True
    return None


def _is_agency_by_words(text: str) -> bool:
    plain = flat_bytes(text)
    return any(
        pattern.search(plain, start, end)
        for signs, pattern in _AGENCY_TEXT
        for start, end in signs.windows(text, _REACH, _REACH)
    )


def _without_endings(key: str) -> str:
    while shorter := _ENDING.search(key):
        key = key[: shorter.start()]
    return key


def _starts_with_agency(key: str, prefixes: frozenset[str]) -> bool:
    words = key.split()
    return any(" ".join(words[:n]) in prefixes for n in range(1, len(words) + 1))


@cache
def _agencies() -> dict[str, frozenset[str]]:
    """Keys of ``reference/agencies.csv`` by how they match: "prefix", "exact", "not"."""
    with _AGENCIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        match: frozenset(employer_key(row["name"]) or "" for row in rows if row["match"] == match)
        for match in ("prefix", "exact", "not")
    }
