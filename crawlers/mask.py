"""E-mail addresses and phone numbers out, before anything is stored."""

from __future__ import annotations

import re

# The sign may be spelled out, or written as an HTML entity or a URL escape in a payload.
_AT = r"(?:@|&#0*64;|&#x0*40;|&commat;|%40|\(at\)|\[at\])"
_EMAIL = re.compile(rf"[\w.+%-]{{1,64}}\s?{_AT}\s?[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,4}}", re.I)
_MAYBE_EMAIL = re.compile(_AT, re.I)
# UK numbers as people write them: +44 (0)20 7946 0000, 020 7946 0000, 07700 900000, 0800-123-4567. A number must
# begin with +44, 0044 or 0 and hold 10 or 11 digits in all, so that pay, years and requisition ids stay.
# The first character stands before the look behind it, so that a search skips from one candidate to the next.
_PHONE = re.compile(
    r"[+(0](?<![\w.,£$€/#=-][+(0])(?:(?:(?<=\+)|(?<=0)0)44[\s.-]?(?:\(0\)[\s.-]?)?|(?<=0)|(?<=\()0)"
    r"(?:\d[\s().-]{0,2}){8,9}\d(?![\w/]|[.,]\d)"
)
# Elsewhere only the international form is certain enough.
_FOREIGN = re.compile(r"\+(?<![\w.,£$€/#=-]\+)(?!44)\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d{2,4}(?![\w/])")

EMAIL_MARK, PHONE_MARK = "[e-mail]", "[phone]"


def mask_contacts(text: str) -> str:
    """The text with each e-mail address and phone number replaced by a mark.

    >>> mask_contacts("Call 020 7946 0000 or jo@example.org, £45,000")
    'Call [phone] or [e-mail], £45,000'
    """
    if _MAYBE_EMAIL.search(text):
        text = _EMAIL.sub(EMAIL_MARK, text)
    return _FOREIGN.sub(PHONE_MARK, _PHONE.sub(PHONE_MARK, text))
