"""E-mail addresses, phone numbers and names of recruiters out, before anything is stored."""

from __future__ import annotations

import re

from crawlers.person_names import person_spans

# The sign may be spelled out, or written as an HTML entity or a URL escape in a payload.
_AT = r"(?:@\s?|\s@\s|&#0*64;|&#x0*40;|&commat;|%40|\s?(?:\(at\)|\[at\])\s?)"
_DOT = r"(?:\.|\s?(?:\(dot\)|\[dot\])\s?)"
# It begins where a word begins and gives nothing back, so that a text is read once.
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}+{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}}", re.I)
# UK numbers as people write them: +44 (0)20 7946 0000, 020 7946 0000, 07700 900000, 0800-123-4567. A number must
# begin with +44, 0044 or 0 and hold 10 or 11 digits in all, so that pay, years and requisition ids stay.
# Each pattern begins with one certain sign, before the look behind it: a search flies from sign to sign.
_NUMBER = r"(?:\d[\s().-]{0,2}){8,9}\d(?![\w/]|[.,]\d)"
_LEFT = r"(?<![\w.,£$€/#=-]%s)"
_BRITISH = tuple(
    (sign, re.compile(rf"{re.escape(sign)}{_LEFT % re.escape(sign)}{prefix}{_NUMBER}"))
    for sign, prefix in (
        ("+", r"44[\s.-]?(?:\(0\)[\s.-]?)?"),
        ("(", "0"),
        ("0", r"(?:044[\s.-]?(?:\(0\)[\s.-]?)?)?"),
    )
)
# Elsewhere only the international form is certain enough.
_FOREIGN = re.compile(r"\+(?<![\w.,£$€/#=-]\+)(?!44)\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d{2,4}(?![\w/])")

EMAIL_MARK, PHONE_MARK, NAME_MARK = "[e-mail]", "[phone]", "[name]"


def mask_contacts(text: str) -> str:
    """The text with each e-mail address, phone number and name of a person to contact replaced by a mark.

    >>> mask_contacts("Call Dr Ada Fenn on 020 7946 0000 or jo@example.org, £45,000")
    'Call [name] on [phone] or [e-mail], £45,000'
    """
    if _may_hold_email(text):
        text = _EMAIL.sub(EMAIL_MARK, text)
    for sign, number in _BRITISH:
        if sign in text:
            text = number.sub(PHONE_MARK, text)
    if "+" in text:
        text = _FOREIGN.sub(PHONE_MARK, text)
    for start, end in reversed(person_spans(text)):
        text = text[:start] + NAME_MARK + text[end:]
    return text


def _may_hold_email(text: str) -> bool:
    """Asks for single characters first, which is fast: most texts hold no sign that could stand for @."""
    return (
        "@" in text
        or ("%" in text and "%40" in text)
        or ("&" in text and any(sign in text for sign in ("&#64", "&#0", "&#x", "&#X", "&commat")))
        or (")" in text and ("(at)" in text or "(AT)" in text))
        or ("]" in text and ("[at]" in text or "[AT]" in text))
    )
