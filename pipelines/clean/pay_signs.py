"""Signs around a wording of money that tell a role's pay from a bonus, a budget, funding or a board's estimate.

``Around`` holds the few dozen characters before and after one offer in a flat text; nothing looks further.
"""

from __future__ import annotations

import re
from functools import cached_property

from pipelines.clean.offers import Offer
from pipelines.clean.pay_spots import GAP

_REACH = 70
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")  # words run together ("LondonSalary") are two
_LABELS = frozenset((
    "salary", "salaries", "pay", "pays", "paying", "paid", "rate", "rates", "compensation", "remuneration", "wage",
    "wages", "earn", "earns", "earning", "stipend", "basic", "base", "package", "offering",
))  # fmt: skip
# "Relocation package", "bonus payments", "customer base" and "interest rate" are no salary.
_NO_PAY = ("relocation", "bonus", "benefit", "benefits", "pension", "referral", "reward", "rewards", "sick",
           "maternity", "paternity", "parental", "holiday", "overtime", "redundancy")  # fmt: skip
_NO_BASE = ("customer", "client", "user", "code", "knowledge", "asset", "donor", "supporter")
_NO_RATE = ("interest", "exchange", "growth", "mileage", "success", "conversion", "tax")
_NO_LABEL = re.compile(
    rf"\b(?:(?:{'|'.join(_NO_PAY)})[ ](?:(?!base|basic)\w{{1,12}}[ ])?\w+|(?:{'|'.join(_NO_BASE)})[ ]base"
    rf"|(?:{'|'.join(_NO_RATE)})[ ]rates?|(?:must|need\sto)[ ]earn)$",
    re.IGNORECASE,
)
_NO_LABEL_WORDS = frozenset((*_NO_PAY, *_NO_BASE, *_NO_RATE, "must", "need"))
_LABEL_REACH = 30
_LABEL_GAP = re.compile(
    r"[^.;!?£$€\d\n]{0,45}(?:(?:c|ca|approx|min|max)\.\s?)?(?:\n[\s:]*(?:(?:of|at|least|up|to|from|between|circa|around|range"
    r"|c)\b[\s:]*){0,4})?",
    re.IGNORECASE,
)
_TIGHT_GAP = re.compile(GAP, re.IGNORECASE)
# "a £52,000 salary", "£38k basic", "£31,000 FTE"
_LABEL_AFTER = re.compile(r"[\s(]{0,2}(?:base|basic|salary|FTE)\b", re.IGNORECASE)
# What follows a salary and hardly anything else: "£31,000 DOE", "£29,000 + benefits".
_COMPANY_AFTER = re.compile(
    r"[\s(]{0,2}(?:(?:DOE|pro[- ]?rata)\b|depend(?:ing|ent)\s(?:up)?on\s|based\son\sexperience"
    r"|(?:\+|plus|and)\s?(?:\w{1,12}\s){0,2}"
    r"(?:bonus|benefits|package|commission|car|overtime|OTE|equity|london\sweighting)\b)",
    re.IGNORECASE,
)


def _words(text: str) -> set[str]:
    return set(map(str.lower, _WORD.findall(text)))


# Words that name another kind of money in the clause before a figure.
_OTHER = _words(
    """
    acv allowance allowances arr asset assets assurance aum award awards bonus bonuses budget budgets bursaries
    bursary caseload cashback commission contribute contributed contributes contributing contribution contributions
    cost costs credit credits deal deals debt discount discounts donate donated donates donating donation donations
    equity expenses fee fees fine fined fines fund funded funding funds generate generated generates generating gift
    gifts grant grants hcas insurance insure insured invest invested investing investment investments loan loans
    mortgage mortgages overtime penalties penalty pension pensions perk perks pipeline portfolio price prices prize
    prizes profit profits programme programmes project projects prosecuted prosecution quota raise raised raising
    referal referals referral referrals reimburse reimbursed reimbursement reimburses relocation rent revenue
    revenues reward rewards sales save saved saves saving savings scholarship share shares spend spending sponsor
    sponsored sponsors sponsorship stock stocks subsidy supplement tax threshold transactions
    turnover valuation value valued values visa voucher vouchers weighting worth
    """
)
# Those that are also trades: in "Pensions Administrator £28,000" and "Top Investment Bank - £80k" the word says nothing
# of the money, in "our investments of £80k" it does.
_TRADES = _words(
    """
    asset assets assurance cost costs credit debt equity fund funding funds grants insurance investment
    investments loan loans mortgage mortgages pension pensions portfolio price programme programmes project projects
    revenue reward rewards sales savings share shares stock tax transactions valuation value
    """
)
_OF_BEFORE = re.compile(r"(?:\b(?:of|worth)|:)\s?(?:up\sto\s)?$", re.IGNORECASE)
# What others earn, what somebody is paid who brings a friend, and what may be earned on top of the base.
_TARGET_WORDS = _words(
    """
    average earner earners jobs median ote otes potential realistic refer similar target targets tc total typical
    uncapped
    """
)
_TARGET_BEFORE = re.compile(
    r"\b(?:average|median|typical|similar\sjobs?|jobs\spaying|refer\s(?:a|your)\s\w{3,12})\b[^.;!?£\n]{0,50}$"
    r"|\b(?:O\.?T\.?E\.?|OTEs|targets?(?!\s(?:salary|rate|pay|base))|on[- ]target(?:\searnings?)?|TC"
    r"|total\s(?:comp(?:ensation)?|package|reward|remuneration|earnings)|earning\spotential"
    r"|potential\s(?:earnings|to\searn)|(?:realistic|uncapped|top)\s(?:\w{1,10}\s)?earn(?:ings|ers?))"
    r"(?:\s(?:salary|of|up|to|is|at|in|over|from|circa|around|can|earn|makes?|year\s1)){0,4}[\s:(~=-]{0,4}$",
    re.IGNORECASE,
)
# Up to three words may stand between ("£500 annual training budget"), none of which starts another thing.
_AFTER = re.compile(
    r"\s{0,3}(?:(?!(?:plus|and|with|doe|depend|per|base|basic|salary|or|an?|the|our|my|is|are|we|for)\b)[a-z'&/-]{1,20}\s){0,3}?(?:"
    r"(?P<never>o\.?t\.?e(?!\s{0,2}[£\d])|on[- ]target|total\s(?:comp|package|reward|remuneration)|tc\b"
    r"|fund(?:ing|s)?|raised|turnover|revenue|grants?|investment|worth|to\sspend|budgets?|quota|arr|aum|valuation"
    r"|in\s(?:sales|savings|funding|revenue|assets)|(?:tuition\s)?fees?|sponsor\w{0,5}|visa)"
    r"|(?P<perk>bonus(?:es)?|allowance|contributions?|towards|vouchers?|discount|off|referral|welcome|joining"
    r"|per\s(?:employee|person|head|referral|mile)|sign[- ]on|one[- ]off|retention|pension|gift|commission|credit"
    r"|loan|on\sflexible|(?:inner\s|outer\s)?london\s(?:weighting|allowance|supplement)|weighting|hcas|supplement"
    r"|expenses|subsidy|cashback|relocation|uplift)"
    r")\b",
    re.IGNORECASE,
)
_AFTER_STARTS = "'&/-"  # or a letter
_LEAST_SALARY = 10_000
_LARGEST_PERK = 20_000  # "£70,000 bonus" is a salary and a plus sign that was lost
_ESTIMATED_AFTER = re.compile(
    r"\W{0,6}(?:(?:glassdoor|indeed|adzuna|board|site)\s)?(?:est(?:imate[ds]?|\.)?|predicted|jobsworth)(?![a-z])",
    re.IGNORECASE,
)
_ESTIMATED_BEFORE = re.compile(
    r"(?:\A|[\n|(]\s{0,3})(?:(?:estimated|predicted)(?:\s(?:salary|pay))?|salary\sestimate|jobsworth):?\s{0,4}$",
    re.IGNORECASE,
)
_ESTIMATE, _ACTUAL, _FULL_TIME = ("est", "predicted", "jobsworth"), ("actual", "equ", "rata"), ("fte", "full")
_ACTUAL_BEFORE = re.compile(
    r"\b(?:actual|equates?|(?<!time\s)equivalent|equal|pro[- ]?rata(?:'?e?d)?(?:\s(?:salary|to)))\b[^.;£\d]{0,25}$",
    re.IGNORECASE,
)
_ACTUAL_AFTER = re.compile(r"\s?(?:actual|pro[- ]?rata'?e?d)\b", re.IGNORECASE)
_FULL_TIME_BEFORE = re.compile(r"\b(?:FTE|full[- ]time\s(?:equivalent|salary))\b[^.;£\d]{0,20}$", re.IGNORECASE)
_FULL_TIME_AFTER = re.compile(
    r"\s?\(?(?:FTE|full[- ]time\sequivalent)\b(?!\s?[:=]?\s?(?:(?:of|is)\s)?£)", re.IGNORECASE
)
_UNIT_AFTER = re.compile(
    r"\s?(?:per|each|/|a)\s?(?:shift|session|night|visit|sleep|lesson|class|mile|unit|word|task|page|term|event|game"
    r"|match|call|delivery|drop|booking|client|customer|patient|appointment|sale|placement|project|module|course"
    r"|student|pupil|child|site|quarter|fortnight)",
    re.IGNORECASE,
)
_CONTRACT_AFTER = re.compile(r"[^.;\n£]{0,30}\b(?:IR35|contract|umbrella)\b", re.IGNORECASE)
_CONTRACT_BEFORE = re.compile(r"\b(?:IR35\b[^.;\n£]{0,40}|(?:day|daily)\srates?\b[^.;\n£\d]{0,20})$", re.IGNORECASE)
_STATUS_AFTER = re.compile(r"[^.;\n£\d]{0,16}\bIR35\b", re.IGNORECASE)
_STATUS_BEFORE = re.compile(r"\bIR35\b[^.;\n£\d]{0,16}$", re.IGNORECASE)
_GRADE_BEFORE = re.compile(
    r"\b(?:band|grade|level|afc|spine|point|scp|step|ks|year|stage|tier|part)s?[\s:]{0,2}$", re.IGNORECASE
)
_CLAUSE_STOPS = ".;!?\n,(|+"


class Around:
    """What stands before and after one offer of a flat text."""

    def __init__(self, text: str, offer: Offer, title: str = "") -> None:
        self.text = text
        self.title = title
        self.offer = offer
        self.before = text[max(0, offer.figure - _REACH) : offer.figure]
        self.after = text[offer.end : offer.end + _REACH]

    @cached_property
    def _beside(self) -> str:
        return f"{self.before} {self.after}".lower()

    def _names(self, words: tuple[str, ...]) -> bool:
        """Whether one of them stands beside the offer at all: seldom so, and cheaper to know than to match."""
        return any(map(self._beside.__contains__, words))

    @property
    def _size(self) -> float:
        return self.offer.high or self.offer.low or 0

    @property
    def _is_told(self) -> bool:
        """Whether the figure alone says that it is pay, and for how long."""
        return self.offer.period is not None or self._size >= _LEAST_SALARY

    @cached_property
    def _said(self) -> list[str]:
        return _WORD.findall(self.before)

    @cached_property
    def _words(self) -> set[str]:
        return set(map(str.lower, self._said))

    @cached_property
    def _gap(self) -> str | None:
        """What stands between the last label and the figure; None where no label stands before it."""
        if self._words.isdisjoint(_LABELS):
            return None
        at = len(self.before)
        for word in reversed(self._said):
            at = self.before.rfind(word, 0, at)
            if word.lower() in _LABELS:
                end = at + len(word)
                return None if self._is_no_label(at, end) else self.before[end:]
        return None

    def _is_no_label(self, start: int, end: int) -> bool:
        if self._words.isdisjoint(_NO_LABEL_WORDS):
            return False
        return _NO_LABEL.search(self.before, max(0, start - _LABEL_REACH), end) is not None

    @cached_property
    def is_labelled(self) -> bool:
        """Beside "Salary:", "we pay", "rate of", "basic" and their like, with no other kind of money in between."""
        return self._is_led or (self._is_told and _LABEL_AFTER.match(self.after) is not None)

    @cached_property
    def _is_led(self) -> bool:
        gap = self._gap
        return gap is not None and _LABEL_GAP.fullmatch(gap) is not None and _OTHER.isdisjoint(_words(gap))

    @property
    def is_in_company(self) -> bool:
        """Followed by what comes with a salary: "DOE", "pro rata", "plus benefits"."""
        return self._is_told and _COMPANY_AFTER.match(self.after) is not None

    @property
    def is_tightly_labelled(self) -> bool:
        """Labelled with nothing between but "of", "range", "circa" ...: there a plain number is money too."""
        return self._gap is not None and _TIGHT_GAP.fullmatch(self._gap) is not None

    @property
    def is_other_money(self) -> bool:
        """A bonus, on-target earnings, an allowance, a budget, funding ... and not the role's base pay."""
        first = self.after[:4].lstrip()[:1]
        after = _AFTER.match(self.after) if first.isalpha() or first in _AFTER_STARTS else None
        if after and (after["never"] or self._size < (_LEAST_SALARY if self._is_led else _LARGEST_PERK)):
            return True
        if not self._words.isdisjoint(_TARGET_WORDS) and _TARGET_BEFORE.search(self.before):
            return True
        if self._words.isdisjoint(_OTHER) or self.is_labelled or self.is_contract_rate:
            return False
        clause = self.before[max(self.before.rfind(stop) for stop in _CLAUSE_STOPS) + 1 :]
        others = _words(clause) & _OTHER
        if others <= _TRADES and not _OF_BEFORE.search(clause):
            others &= set(_WORD.findall(clause.rpartition(" - ")[2])) - _words(self.title)
        return bool(others)

    @property
    def is_estimate(self) -> bool:
        """Marked as the board's own estimate ("£80,319 per year - estimated")."""
        return self._names(_ESTIMATE) and bool(
            _ESTIMATED_AFTER.match(self.after) or _ESTIMATED_BEFORE.search(self.before[-_LABEL_REACH:])
        )

    @property
    def is_full_time(self) -> bool:
        """The full-time figure of a part-time role: the comparable one."""
        return self._names(_FULL_TIME) and bool(
            _FULL_TIME_BEFORE.search(self.before) or _FULL_TIME_AFTER.match(self.after)
        )

    @property
    def is_actual(self) -> bool:
        """The part of a full-time figure that these hours earn ("actual £21,000 for 3 days")."""
        return self._names(_ACTUAL) and bool(_ACTUAL_BEFORE.search(self.before) or _ACTUAL_AFTER.match(self.after))

    @cached_property
    def is_contract_rate(self) -> bool:
        """A day's or an hour's rate with IR35, a contract or "day rate" named right beside it."""
        return self.offer.period in ("day", "hour") and bool(
            _CONTRACT_AFTER.match(self.after) or _CONTRACT_BEFORE.search(self.before)
        )

    @property
    def has_status(self) -> bool:
        """IR35 right beside it: who names that is paid by the day or the hour."""
        return "35" in self.before + self.after and bool(
            _STATUS_AFTER.match(self.after) or _STATUS_BEFORE.search(self.before)
        )

    @property
    def is_piecework(self) -> bool:
        """Paid for a shift, a session, a mile: for nothing that can be set beside a year's pay."""
        return _UNIT_AFTER.match(self.after) is not None

    @property
    def is_grade(self) -> bool:
        """The number of a band, grade or spine point."""
        return _GRADE_BEFORE.search(self.before) is not None

    @property
    def is_alone(self) -> bool:
        """On a line of its own."""
        start = max(0, self.offer.start - _REACH)
        before = self.text[start : self.offer.start].rpartition("\n")[2]
        return not before.strip(" |") and not self.after.partition("\n")[0].strip(" |.")
