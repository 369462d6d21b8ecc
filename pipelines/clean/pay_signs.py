"""Signs around a wording of money that tell a role's pay from a bonus, a budget, funding or a board's estimate.

All functions take a flat text (see ``flat``) and an offer in it, and look at a few dozen characters around it only.
"""

from __future__ import annotations

import re

from pipelines.clean.offers import Offer

_REACH = 70
# List items run together ("LondonSalary: £40k") start a word with a capital.
_LABEL = re.compile(
    r"(?:\b|(?-i:(?<=[a-z])(?=[A-Z])))(?:salar(?:y|ies)|pay(?:s|ing)?|paid|rates?|compensation|remuneration"
    r"|wages?|earn(?:s|ing)?|stipend|basic|base"
    r"|package|offering)\b",
    re.IGNORECASE,
)
# "Relocation package", "bonus payments" and "benefits package" are no salary.
_NO_LABEL_BEFORE = re.compile(
    r"\b(?:relocation|bonus|benefits?|pension|referral|rewards?|sick|maternity|holiday"
    r"|overtime)[ ](?:\w{1,12}[ ])?$",
    re.IGNORECASE,
)
_LABEL_GAP = re.compile(
    r"[^.;!?£$€\d\n]{0,45}(?:\n[\s:]*(?:(?:of|at|least|up|to|from|between|circa|around|range"
    r"|c)\b[\s:]*){0,4})?"
)
_TIGHT_GAP = re.compile(
    r"(?:[\s:=(~-]|\b(?:is|of|range[sd]?|banding|band|scale|circa|c|up|to|from|between|starting|at|least"
    r"|basic|base|in|the"
    r"|region|competitive|package|per|annum|annual|and|rate|offered|approx|approximately|around)\b)*",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    r"\b(?:bonus(?:es)?|budgets?|rais(?:ed|ing)|fund(?:s|ed|ing)?|invest(?:ed|ing|ments?)?|allowances?|worth"
    r"|contribut\w{0,8}|pensions?|turnover|revenues?|assets|portfolio|sav(?:e|es|ed|ing|ings)|vouchers?"
    r"|referr?als?"
    r"|grants?|costs?|fees?|prices?|commission|relocation|sign-on|welcome|prizes?|awards?|donat\w{1,5}"
    r"|discounts?|valu(?:e|es|ed|ation)|insur\w{1,5}|spend(?:ing)?|equity|stocks?|shares?|loans?|overtime"
    r"|sponsor\w{0,5}|threshold|gifts?|credits?|reimburs\w{1,6}|profits?|generat\w{1,5}|rewards?|deals?"
    r"|programmes?|projects?|tax|perks?|sales|fine[sd]?|prosecut\w{1,5})\b",
    re.IGNORECASE,
)
_TARGET_BEFORE = re.compile(
    r"\b(?:OTE|on[- ]target(?:\searnings?)?)(?:\s(?:salary|of|up|to|is|circa|around"
    r"|year\s1)){0,3}[\s:(]{0,4}$",
    re.IGNORECASE,
)
# Up to three words may stand between ("£500 annual training budget"), none of which starts another thing.
_WORDS_AFTER = r"\s{0,3}(?:(?!(?:plus|and|with|doe|depend|per|base|basic|salary|or)\b)[a-z'&/-]{1,20}\s){0,3}?"
_TARGET_AFTER = re.compile(_WORDS_AFTER + r"(?:ote(?!\s{0,2}[£\d])|on[- ]target)\b", re.IGNORECASE)
_PERK_AFTER = re.compile(
    _WORDS_AFTER
    + r"(?:bonus(?:es)?|budget|allowance|contributions?|towards|vouchers?|discount|off|referral|welcome|joining"
    r"|per\s(?:employee|person|head|referral)|sign[- ]on|one[- ]off|retention|pension|gift|commission|credit"
    r"|loan|on\sflexible)\b",
    re.IGNORECASE,
)
_FUNDS_AFTER = re.compile(
    _WORDS_AFTER + r"(?:fund(?:ing|s)?|raised|turnover|revenue|grants?|investment|worth|to\sspend)\b", re.IGNORECASE
)
_LARGEST_PERK = 20_000  # "£70,000 bonus" is a salary and a plus sign that was lost
_ESTIMATED_AFTER = re.compile(r"\W{0,6}(?:est(?:imate[ds]?|\.)?|predicted)(?![a-z])", re.IGNORECASE)
_ESTIMATED_BEFORE = re.compile(
    r"(?:\A|[\n|(])\s{0,3}(?:estimated|predicted)(?:\s(?:salary|pay))?:?\s{0,4}$", re.IGNORECASE
)
_ACTUAL_BEFORE = re.compile(r"\b(?:actual|equates?|equivalent|equal)\b[^.;£\d]{0,25}$", re.IGNORECASE)
_CONTRACT_AFTER = re.compile(r"[^.;\n£]{0,30}\b(?:IR35|contract|umbrella)\b", re.IGNORECASE)
_IR35_BEFORE = re.compile(r"\bIR35\b[^.;\n£]{0,40}$", re.IGNORECASE)
_GRADE_BEFORE = re.compile(
    r"\b(?:band|grade|level|afc|spine|point|scp|step|ks|year|stage|tier|part)s?[\s:]{0,2}$", re.IGNORECASE
)
_PLACE = r"(?:(?P<else>(?:outside|excluding|outer)\s(?:of\s)?london|national|regional|elsewhere)|(?P<london>london))\b"
_PLACE_BEFORE = re.compile(rf"\b{_PLACE}[^.;£\d\n]{{0,20}}$", re.IGNORECASE)
_PLACE_AFTER = re.compile(rf"\s?\({_PLACE}", re.IGNORECASE)
_CLAUSE_STOPS = ".;!?\n,(|+"


def is_labelled(text: str, offer: Offer) -> bool:
    """Behind "Salary:", "we pay", "rate of" and their like, with no other kind of money in between."""
    gap = _gap(text, offer)
    return gap is not None and _LABEL_GAP.fullmatch(gap) is not None and not _OTHER_BEFORE.search(gap)


def is_tightly_labelled(text: str, offer: Offer) -> bool:
    """Labelled with nothing between but "of", "range", "circa" ...: there a plain number is money too."""
    gap = _gap(text, offer)
    return gap is not None and _TIGHT_GAP.fullmatch(gap) is not None


def is_other_money(text: str, offer: Offer) -> bool:
    """A bonus, on-target earnings, an allowance, a budget, funding ... and not the role's base pay."""
    after = (text, offer.end, offer.end + _REACH)
    if (
        _TARGET_BEFORE.search(text, _reach(offer), offer.start)
        or _TARGET_AFTER.match(*after)
        or _FUNDS_AFTER.match(*after)
    ):
        return True
    if (offer.high or offer.low or 0) < _LARGEST_PERK and _PERK_AFTER.match(*after):
        return True
    if is_labelled(text, offer) or is_contract_rate(text, offer):
        return False
    return _OTHER_BEFORE.search(_clause_before(text, offer)) is not None


def is_estimate(text: str, offer: Offer) -> bool:
    """Marked as the board's own estimate ("£80,319 per year - estimated")."""
    after = _ESTIMATED_AFTER.match(text, offer.end, offer.end + 20)
    return bool(after or _ESTIMATED_BEFORE.search(text, _reach(offer), offer.start))


def is_actual(text: str, offer: Offer) -> bool:
    """The part of a full-time figure that these hours earn ("actual £21,000 for 3 days")."""
    return _ACTUAL_BEFORE.search(text, _reach(offer), offer.start) is not None


def is_contract_rate(text: str, offer: Offer) -> bool:
    """A day's or an hour's rate with IR35 or a contract named right beside it."""
    return offer.period in ("day", "hour") and bool(
        _CONTRACT_AFTER.match(text, offer.end, offer.end + 50) or _IR35_BEFORE.search(text, _reach(offer), offer.start)
    )


def is_grade(text: str, offer: Offer) -> bool:
    """The number of a band, grade or spine point."""
    return _GRADE_BEFORE.search(text, _reach(offer), offer.start) is not None


def is_alone(text: str, offer: Offer) -> bool:
    """On a line of its own."""
    before = text[_reach(offer) : offer.start].rpartition("\n")[2]
    after = text[offer.end : offer.end + _REACH].partition("\n")[0]
    return not before.strip(" |") and not after.strip(" |.")


def place_fits(text: str, offer: Offer, in_london: bool) -> bool | None:
    """Whether a range is for the advert's own place, where it says "London:" or "National:"; None where it does not."""
    place = _PLACE_BEFORE.search(text, _reach(offer), offer.start) or _PLACE_AFTER.match(text, offer.end)
    return None if place is None else in_london == bool(place["london"])


def _gap(text: str, offer: Offer) -> str | None:
    """What stands between the last label and the offer."""
    window = text[_reach(offer) : offer.start]
    labels = list(_LABEL.finditer(window))
    if not labels or _NO_LABEL_BEFORE.search(window, 0, labels[-1].start()):
        return None
    return window[labels[-1].end() :]


def _reach(offer: Offer) -> int:
    return max(0, offer.start - _REACH)


def _clause_before(text: str, offer: Offer) -> str:
    window = text[_reach(offer) : offer.start]
    return window[max(window.rfind(stop) for stop in _CLAUSE_STOPS) + 1 :]
