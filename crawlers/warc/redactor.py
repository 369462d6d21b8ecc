"""What must not be written down: the API keys among a request's address, headers and body."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "***"
# Made from a key (Basic, for one, encodes it), so that no search for the key itself finds it there.
_SECRET_HEADERS = {"authorization", "proxy-authorization", "cookie"}


class Redactor:
    """Puts *** in the place of each secret, in the forms it may take."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        # The longest first: of two keys one may begin as the other.
        self._forms = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True)))) if forms else None

    def text(self, text: str) -> str:
        return self._forms.sub(HIDDEN, text) if self._forms else text

    def data(self, data: bytes) -> bytes:
        return self.text(data.decode("latin-1")).encode("latin-1") if self._forms else data

    def header(self, name: str, value: str) -> str:
        return HIDDEN if name.lower() in _SECRET_HEADERS else self.text(value)


def _forms(secret: str) -> tuple[str, ...]:
    """As it is, escaped for an address, and as Basic authorisation encodes it, which a server may repeat."""
    basic = b64encode(f"{secret}:".encode()).decode()
    return secret, quote(secret, safe=""), quote_plus(secret), basic
