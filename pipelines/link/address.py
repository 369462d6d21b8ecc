"""The address of an advert's own page, the same however a board or a campaign has decorated it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_TRACKING: Final = re.compile(
    r"utm_\w+|mc_\w+|pk_\w+|hsa_\w+|[gf]clid|msclkid|ga?clsrc|gh_src|lever-(?:source|origin)\S*|ashby_(?:src|\w+_id)"
    r"|src|source|ref|refid|referrer|referer|trk|trackingid|originalsubdomain|campaign\w*|medium|channel|cid|sid|se|from"
    r"|partner\w*|jobsite|jobboard|iis\w*|rx_\w+|tk|advn|adid|sjdu|vjs|lang|locale|language|hl|share\w*|apply"
)
_BOARD: Final = frozenset(
    {
        "about", "apply", "board", "careers", "career", "current-vacancies", "home", "index", "index.html", "job",
        "job-search", "jobs", "join-us", "open-positions", "openings", "opportunities", "positions", "search",
        "vacancies", "vacancy", "work-with-us",
    }
)  # fmt: skip
_SLUG_WORDS: Final = 3


def canonical_address(url: str | None) -> str | None:
    """Host, path and telling parameters, without scheme, "www.", campaign marks and fragment; None where the address
    is no single advert's: a board's own page, or nothing to tell by.

    >>> canonical_address("https://www.Boards.example/fenn/jobs/4512/?utm_source=x#apply")
    'boards.example/fenn/jobs/4512'
    """
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    path = [unquote(step) for step in parts.path.split("/") if step]
    if parts.fragment.startswith(("/", "!/")):  # a page's own router: "#/jobs/4512"
        path += [step for step in parts.fragment.lstrip("!").split("/") if step]
    asked = [(k, v) for k, v in parse_qsl(parts.query) if v and not _TRACKING.fullmatch(k.lower())]
    if not host or not (_names_one(path) or any(_has_number(v) for _, v in asked)):
        return None
    query = "&".join(f"{k}={v}" for k, v in sorted(asked))
    return f"{host}/{'/'.join(path)}" + (f"?{query}" if query else "")


def _names_one(path: list[str]) -> bool:
    return any(
        step.lower() not in _BOARD and (_has_number(step) or step.count("-") >= _SLUG_WORDS - 1) for step in path
    )


def _has_number(word: str) -> bool:
    return any(c.isdigit() for c in word)
