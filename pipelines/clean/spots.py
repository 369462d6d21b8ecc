"""Which names in a wording stand there as places, and what stands between one and the next.

"Street, Somerset" is a place and "10 Market Street" is none; "Ashford Bowdler" is not Ashford.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal

from pipelines.clean.gazetteer import Spot, gazetteer, lies_in

Gap = Literal["list", "comma", "space", "near", "words"]

_LONGEST_ADDRESS_PART = 40
_REACH_BACK = 24  # characters before a name that are looked at


def place_spots(text: str, is_prose: bool = False) -> list[Spot]:
    """The spots of a wording that stand as places, in order. In prose a name counts only with its capitals."""
    known = gazetteer().scan(text, is_prose)
    if not known:
        return []
    found = [s for i, s in enumerate(known) if _stands_as_place(text, known, i, is_prose)]
    return [s for s, then in zip_longest(found, found[1:]) if not _is_half_a_name(text, s, then)]


# --- one spot ----------------------------------------------------------------------------------------------------

_STREET_AFTER = re.compile(
    r"[ ](?:road|rd|street|lane|avenue|ave|drive|close|court|house|square|crescent|terrace|row|building|tower"
    r"|market(?!ing))\b",
    re.IGNORECASE,
)
_BEFORE_CODE = re.compile(r"[A-Za-z.)]{2}, ?\Z")  # "OR" alone is no Oregon; behind a name and a comma it is
_PART_BEFORE = re.compile(
    r"(?:^|[,;/|(:•·\n–—-]|\b(?:in|at|or|from|near|nr|to|of|around)[ ]|[a-z)](?=[A-Z]))\W{0,4}$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"\W{0,4}(?:$|[,;/|)(:•·\n–—]|[.-](?!\w)|(?:office|area|based|hybrid|remote|city|town|site|hq|uk|usa?|in|near|nr|for"
    r"|with|on|is|as|but|where|from|you|we|the|to|or)\b|(?-i:[A-Z]{1,2}[0-9]|and[ ](?![A-Z])))",
    re.IGNORECASE,
)
_AND = re.compile(r"\W{0,4}and\W{1,4}", re.IGNORECASE)
_MONTH = "March"
_DATE_BEFORE = re.compile(
    r"\b(?:from|until|till|by|since|before|after|early|late|mid|of|to|starting|[0-9]{1,2}(?:st|nd|rd|th)?)[ -]\Z",
    re.IGNORECASE,
)
_DATE_AFTER = re.compile(r"[ ,]{1,2}(?:[0-9]{1,4}|to|until|till|through)\b", re.IGNORECASE)


def _stands_as_place(text: str, spots: Sequence[Spot], i: int, is_prose: bool) -> bool:
    """Not a street ("London Road"), nor a common word in mid-phrase ("Sale and Leaseback"), nor "OR"."""
    spot = spots[i]
    if _STREET_AFTER.match(text, spot.end):
        return False
    if not spot.doubt:
        return True
    before = text[max(0, spot.start - _REACH_BACK) : spot.start]
    if spot.doubt == "code":
        return bool(_BEFORE_CODE.search(before))
    if not (is_prose or text[spot.start].isupper() or spot.start == 0) or _is_month(text, spot, before):
        return False
    # "and" says little: "Sale and Purchase"; between two places it lists them
    begins = _PART_BEFORE.search(before) or (i > 0 and _AND.fullmatch(text, spots[i - 1].end, spot.start))
    ends = _PART_AFTER.match(text, spot.end)
    return bool(begins and (ends or (spot is not spots[-1] and _AND.fullmatch(text, spot.end, spots[i + 1].start))))


def _is_month(text: str, spot: Spot, before: str) -> bool:
    """As in "from March" and "March 2027"."""
    is_named = text[spot.start : spot.end] == _MONTH
    return is_named and bool(_DATE_BEFORE.search(before) or _DATE_AFTER.match(text, spot.end))


_NAME_GOES_ON = re.compile(r"['’]s[ ]|[ ]([A-Z][a-z'’]{2,})|-[A-Za-z]")
_NAME_BEGAN = re.compile(r"\b(?:Little|Nether|Upper|Lower|Over|Chipping|Market|Abbots|Much)[ ]\Z")
_NO_NAME = frozenset((
    "Office", "Area", "City", "Centre", "Center", "Hybrid", "Remote", "Based", "Head", "Town", "Only", "With",
    "Onsite", "Flexible", "Or", "And", "Region", "County", "Site", "Hub",
))  # fmt: skip


def _is_half_a_name(text: str, spot: Spot, then: Spot | None) -> bool:
    """As in "Ashford Bowdler, Ludlow" and "Hillingdon Manor School, Uxbridge": the rest of the address decides."""
    if then is None or text.find(",", spot.end, then.start) < 0:
        return False
    goes_on = _NAME_GOES_ON.match(text, spot.end)
    if goes_on and goes_on[1] in _NO_NAME:
        goes_on = None
    end = goes_on.end() if goes_on else spot.end
    if then.start < end:
        return False
    if not goes_on and not _NAME_BEGAN.search(text[max(0, spot.start - _REACH_BACK) : spot.start]):
        return False
    between = text[end : then.start]
    if "," not in between or _LIST.search(between) or len(between) > _LONGEST_ADDRESS_PART:
        return False
    wider = [e for e in then.entries if e.is_area or e.town]
    return bool(wider) and not any(lies_in(e, w) for e in spot.entries for w in wider if w.is_area)


# --- between two -------------------------------------------------------------------------------------------------

_SAYS_NOTHING = re.compile(r"[ ,.()–—-]*")
_LIST = re.compile(r"[;/|•·+\n]|\b(?:or|and|and/or|plus|as well as)\b|&", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FILLER = re.compile(
    r"\b(?:hq|office|offices|remote|hybrid|the|greater|city|centre|area|in|based|site|head|campus|of)\b",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?:near|nr|close to|outside)\b", re.IGNORECASE)


def gap_between(between: str) -> Gap:
    """What stands between two spots: a sign of a list, of a part and its whole, of a neighbour, nothing or words."""
    if _SAYS_NOTHING.fullmatch(between):
        return "comma" if between.strip() else "space"
    if _LIST.search(between):
        return "list"
    if _NEAR.search(between):
        return "near"
    if _WORD.search(_FILLER.sub("", between)):
        return "words"
    return "space" if not between.strip() else "comma"
