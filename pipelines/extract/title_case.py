"""How an occupation's name is written: Title Case, the doer in the singular, sure abbreviations spelled out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.extract.headline import Unit, key_of, singular, units

_SPELLED = {
    "ml": "Machine Learning", "ml ops": "MLOps", "ml-ops": "MLOps", "dev ops": "DevOps", "dev-ops": "DevOps",
    "devops": "DevOps", "mlops": "MLOps", "eng": "Engineering", "dev": "Development",
    "exec": "Executive", "mgr": "Manager", "rep": "Representative", "asst": "Assistant", "engr": "Engineer",
}  # fmt: skip
_SPELLED_AT_END = {"eng": "Engineer", "dev": "Developer"}
_DASH = re.compile("[‐‑‒]")
_PART = re.compile(r"[^\W_][^\s-]*")
_SMALL = frozenset({"of", "and", "for", "in", "to", "the", "de"})
_CAPITALS = frozenset({
    "ai", "it", "hr", "bi", "mi", "qa", "ui", "ux", "seo", "ppc", "crm", "aws", "gcp", "sql", "nlp", "llm", "gis",
    "php", "sap", "bim", "cad", "cnc", "hgv", "lgv", "rgn", "rmn", "hca", "sen", "pa", "pmo", "etl", "erp", "rpa",
    "ks1", "ks2", "pe", "mfl", "vp", "cto", "ceo", "cfo", "coo", "hse", "tv", "pr", "uk", "ict", "dba", "sre", "sas",
})  # fmt: skip
_REMEMBERED = 8192  # words kept as they are written: titles are made of few


def written(name: Sequence[Unit], title: str) -> str:
    """``Sr. ML Eng`` without its level: ``Machine Learning Engineer``; AI, BI, QA and the like stay as they are."""
    shouted = title.upper() == title
    parts: list[str] = []
    doer = next((i - 1 for i, unit in enumerate(name) if i and unit.key == "of"), len(name) - 1)
    for i, unit in enumerate(name):
        if i:
            parts.append(_between(name[i - 1], unit, title))
        parts.append(_word(title[unit.start : unit.end], unit.key, doer=i == doer, shouted=shouted))
    return "".join(parts)


def _between(before: Unit, unit: Unit, title: str) -> str:
    if unit.link == "/":
        return " / " if title[before.end : before.end + 1].isspace() else "/"
    return {"-": "-", "&": " & ", ",": ", "}.get(unit.link, " ") if before.end <= unit.start else " "


@lru_cache(maxsize=_REMEMBERED)
def _word(raw: str, key: str, *, doer: bool, shouted: bool) -> str:
    raw = _DASH.sub("-", raw)
    spelled = (_SPELLED_AT_END.get(key) if doer else None) or _SPELLED.get(raw.lower())
    if spelled:
        return spelled
    if doer:
        alone = Unit(key, 0, len(raw), "")
        raw = singular(raw) if raw.lower() == key or key_of(units(raw)) == key_of([alone]) else key
    return _PART.sub(lambda m: _cased(m.group(), shouted=shouted), " ".join(raw.split()))


def _cased(word: str, *, shouted: bool) -> str:
    lower = word.lower()
    if lower in _CAPITALS:
        return word.upper()
    if lower in _SMALL:
        return lower
    if word.islower() or (word.isupper() and (shouted or len(word) > 5)):
        return word[:1].upper() + lower[1:]
    return word
