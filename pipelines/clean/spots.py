"""Which names in a wording stand there as places, and what stands between one and the next.

"Street, Somerset" is a place and "10 Market Street" is none; "Ashford Bowdler" is not Ashford.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Literal

from pipelines.clean.gazetteer import Spot, gazetteer, lies_in

Gap = Literal["list", "comma", "space", "words"]

_LONGEST_ADDRESS_PART = 40
_REACH_BACK = 24  # characters before a name that are looked at


def place_spots(text: str, is_prose: bool = False) -> list[Spot]:
    """The spots of a wording that stand as places, in order. In prose a name counts only with its capitals."""
    found = [s for s in gazetteer().scan(text, is_prose) if _stands_as_place(text, s, is_prose)]
    return [s for s, then in zip_longest(found, found[1:]) if not _is_half_a_name(text, s, then)]


# --- one spot ----------------------------------------------------------------------------------------------------

_STREET_AFTER = re.compile(
    r"[ ](?:road|rd|street|lane|avenue|ave|drive|close|court|house|square|crescent|terrace|row|building|tower"
    r"|market(?!ing))\b",
    re.IGNORECASE,
)
_BEFORE_CODE = re.compile(r"[A-Za-z.)]{2}, ?\Z")  # "OR" alone is no Oregon; behind a name and a comma it is
_PART_BEFORE = re.compile(
    r"(?:^|[,;/|(:•·\n–—-]|\b(?:in|at|or|and|from|near|to|of|around)[ ]|[a-z)](?=[A-Z]))\W{0,4}$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"\W{0,4}(?:$|[,;/|)(:•·\n–—]|[.-](?!\w)|(?:or|and|office|area|based|hybrid|remote|[0-9A-Z]{2,4})\b)",
    re.IGNORECASE,
)


def _stands_as_place(text: str, spot: Spot, is_prose: bool) -> bool:
    """Not a street ("London Road"), nor a common word in mid-phrase ("Sale and Leaseback"), nor "OR"."""
    before = text[max(0, spot.start - _REACH_BACK) : spot.start]
    if _STREET_AFTER.match(text, spot.end):
        return False
    if all(e.kind == "code" for e in spot.entries):
        return bool(_BEFORE_CODE.search(before))
    if not all(e.is_word for e in spot.entries):
        return True
    return bool(_PART_BEFORE.search(before) and _PART_AFTER.match(text, spot.end)) and (
        is_prose or text[spot.start].isupper() or spot.start == 0
    )


_NAME_GOES_ON = re.compile(r"['’]s[ ]|[ ]([A-Z][a-z'’]{2,})|-[A-Za-z]")
_NAME_BEGAN = re.compile(r"\b(?:Little|Nether|Upper|Lower|Over|Chipping|Market|Abbots|Much)[ ]\Z")
_NO_NAME = frozenset((
    "Office", "Area", "City", "Centre", "Center", "Hybrid", "Remote", "Based", "Head", "Town", "Only", "With",
    "Onsite", "Flexible", "Or", "And", "Region", "County", "Site", "Hub",
))  # fmt: skip


def _is_half_a_name(text: str, spot: Spot, then: Spot | None) -> bool:
    """As in "Ashford Bowdler, Ludlow" and "Hillingdon Manor School, Uxbridge": the rest of the address decides."""
    goes_on = _NAME_GOES_ON.match(text, spot.end)
    if goes_on and goes_on[1] in _NO_NAME:
        goes_on = None
    end = goes_on.end() if goes_on else spot.end
    if then is None or then.start < end:
        return False
    if not goes_on and not _NAME_BEGAN.search(text[max(0, spot.start - _REACH_BACK) : spot.start]):
        return False
    between = text[end : then.start]
    if "," not in between or _LIST.search(between) or len(between) > _LONGEST_ADDRESS_PART:
        return False
    wider = [e for e in then.entries if e.is_area or e.town]
    return bool(wider) and not any(lies_in(e, w) for e in spot.entries for w in wider if w.is_area)


# --- between two -------------------------------------------------------------------------------------------------

_LIST = re.compile(r"[;/|•·+\n]|\b(?:or|and|and/or|plus|as well as)\b|&", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FILLER = re.compile(
    r"\b(?:hq|office|offices|remote|hybrid|the|greater|city|centre|area|in|near|based|site|head|campus|of)\b",
    re.IGNORECASE,
)


def gap_between(between: str) -> Gap:
    """What stands between two spots: a sign of a list, of a part and its whole, nothing, or other words."""
    if _LIST.search(between):
        return "list"
    if _WORD.search(_FILLER.sub("", between)):
        return "words"
    return "space" if not between.strip() else "comma"
