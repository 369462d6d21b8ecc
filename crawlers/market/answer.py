"""An answer of the market server, and what a fault makes of it on its way or puts in its place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from crawlers.market.faults import WELL, Fault

JSON, HTML, XML, TEXT = "application/json", "text/html", "application/xml", "text/plain"
_MAINTENANCE = "<!DOCTYPE html><title>Back soon</title><h1>We are down for maintenance</h1><p>Try again in an hour.</p>"
_LOGIN = (
    '<!DOCTYPE html><title>Log in</title><form method="post"><label>E-mail <input name="user"></label>'
    '<label>Password <input name="password" type="password"></label><button>Log in</button></form>'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent. ``modified_at``: when it last changed, None where that is not told. ``fault``: how it travels."""

    content_type: str
    body: bytes
    status: int = 200
    charset: str = "utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    modified_at: datetime | None = None
    fault: Fault = WELL


def json_answer(data: object, modified_at: datetime | None = None) -> Answer:
    """Data as UTF-8 JSON."""
    return Answer(JSON, json.dumps(data, ensure_ascii=False).encode(), modified_at=modified_at)


def not_found() -> Answer:
    """404."""
    return Answer(TEXT, b"Not Found", 404)


def login_page() -> Answer:
    """Where those end who are not logged in."""
    return Answer(HTML, _LOGIN.encode())


def instead(fault: Fault, path: str) -> Answer | None:
    """The answer a fault gives in place of the real one; None where it leaves that alone."""
    if not (fault.status or fault.redirect or fault.maintenance):
        return None
    status = fault.status or (302 if fault.redirect else 200)
    headers = {"Location": fault.redirect.replace("{path}", path)} if fault.redirect else {}
    headers |= {"Retry-After": _retry_after(fault)} if fault.retry_after else {}
    if fault.maintenance:
        return Answer(HTML, _MAINTENANCE.encode(), status, headers=headers)
    return Answer(TEXT, f"HTTP {status}".encode(), status, headers=headers)


def _retry_after(fault: Fault) -> str:
    said = fault.retry_after or ""
    if not fault.retry_as_date:
        return said
    # up to the next whole second, so that a client which believes the date waits no shorter
    return format_datetime(datetime.now(UTC) + timedelta(seconds=float(said) + 1), usegmt=True)


def spoilt(answer: Answer, fault: Fault) -> Answer:
    """The answer as a fault sends it on its way."""
    headers = answer.headers | ({"tdm-reservation": "1"} if fault.reserved == "header" else {})
    charset = answer.charset if fault.charset is None else fault.charset
    body = _mojibake(answer.body.decode()).encode() if fault.mojibake else answer.body
    return replace(answer, body=body, charset=charset, headers=headers, fault=fault)


def _mojibake(text: str) -> str:
    """The UTF-8 of a text, read as Windows-1252; the five bytes that have no meaning there as Latin-1 has them."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
