"""The employer of an advert that names none, by the first web address of its own that the advert gives.

Forum posts seldom have a field for the employer, and nearly always the address of its site. Hosts that many
employers share (job platforms, social networks: ``reference/shared_hosts.csv``) tell nothing and are passed over.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from pipelines.clean.signs import Signs
from pipelines.words import Evidence, Found, Words

_TABLE = Path(__file__).parents[1] / "reference" / "shared_hosts.csv"
_SCHEME = Signs(["http", "www."])
_HOST = re.compile(r"(?:https?://|\bwww\.)(?:www\.)?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})", re.IGNORECASE)
# Endings under which names are registered at the third level: example.co.uk.
_SECOND_LEVEL = {"ac", "co", "com", "gov", "ltd", "me", "net", "nhs", "org", "plc", "sch"}


def addressed_employer(words: Words) -> Found | None:
    """The name an address is registered under ("quillfeather" of https://jobs.quillfeather.co.uk), or None.

    Only for an advert without an employer: what its source names goes before.
    """
    if words.employer:
        return None
    for _, start, _ in _SCHEME.hits(words.text):
        match = _HOST.match(words.text, start)
        host = match[1].lower() if match else ""
        if match and not _is_shared(host) and (name := _registered(host)):
            start, end = match.span(1)
            return Found(name, Evidence("employer_key", name, "text", start, end, "first web address"))
    return None


def _registered(host: str) -> str | None:
    labels = host.split(".")
    is_third = len(labels) > 2 and labels[-2] in _SECOND_LEVEL
    name = labels[-3] if is_third else labels[-2]
    return name if name not in _SECOND_LEVEL and not name.isdigit() else None


def _is_shared(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[i:]) in _shared() for i in range(len(labels) - 1))


@cache
def _shared() -> frozenset[str]:
    with _TABLE.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["host"] for row in csv.DictReader(rows))
