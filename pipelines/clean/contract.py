"""Contract type, hours and IR35 status of a role.

Where the advert says outright ("12-month FTC", "outside IR35", "Contract type: Permanent") that decides; then the
source's structured field; then what a board prints on a line of its own; then looser phrases.
"""

from __future__ import annotations

from pipelines.clean.hours import HOURS_RULES
from pipelines.clean.ir35 import IR35_RULES
from pipelines.clean.rules import Rule, Rules, cased_pattern, words_pattern
from pipelines.words import Found, Words

_LENGTH = (
    r"(?:\d{1,2}\+?(?:\s?(?:-|to)\s?\d{1,2})?|one|two|three|four|six|nine|twelve|eighteen|initial)"
    r"[\s-]{0,2}(?:months?|mths?|weeks?|wks?|years?|yrs?)"
)
_LABELLED = ("contract", "employment", "vacancy", "job", "role", "position", "engagement", "working", "work")
_ASPECTS = ("type", "pattern", "status", "basis", "term", "length", "duration")
_LABEL = f"(?:{'|'.join(_LABELLED)}) (?:{'|'.join(_ASPECTS)})"
_TYPES = (
    r"(?P<fixed_term>fixed term|ftc\b|secondment|maternity cover)"
    r"|(?P<permanent>permanent|perm\b|regular\b)"
    r"|(?P<apprenticeship>apprentice(?:ship)?\b)"
    r"|(?P<internship>intern(?:ship)?\b|(?:industrial|student|summer) placement)"
    r"|(?P<temporary>temp\b|temporary|casual|seasonal|locum|bank\b|zero hours?)"
    r"|(?P<contract>(?:hourly |day rate |b2b )?contract(?:or|ing)?\b|freelance|self employed|outside ir35"
    r"|inside ir35)"
)
_BANK_STAFF = r"(?:staff|nurse|midwife|hca|healthcare|health care|support worker|worker|carer?|porter|therapist)\b"
_NOT_BEFORE = words_pattern(
    r"\b(?:not|non|rather than|instead of|existing|previous|prior|next|former|as an?|whether|(?:or"
    r"|if) a)[\s-]{1,2}$"
)

_NO_FIXED_BEFORE = words_pattern(
    r"\b(?:or|and|existing|previous|their|current(?:ly on)?)(?: an?| the| our)?[\s-]{1,2}$"
    r"|permanent (?:and|or|&|/)\s?$"
)
_NO_FIXED_AFTER = words_pattern(r"\s?(?:employees|staff|workers|contracts|where|or permanent)")

_NO_PHRASE_BEFORE = words_pattern(
    r"\b(?:not|non|no|than|or|existing|whether|go|going|become|to|through|of|for)(?: an?| the)?[\s-]{1,2}$"
)
_NO_PHRASE_AFTER = words_pattern(r"\s?(?:secretary|employees|staff|recruitment|residen|right)")
_CONTRACT_RULES = (
    Rule(
        "contract in title",
        ("title",),
        words_pattern(
            r"\bftc\b|\bfixed term|(?:maternity|paternity|parental|adoption)(?: leave)? cover|\bsecondment\b"
        ),
        signs="ftc, fixed, secondment, maternity, paternity, parental, adoption",
        value="fixed_term",
    ),
    Rule(
        "contract in title",
        ("title",),
        words_pattern(
            r"(?P<apprenticeship>\b(?:degree )?apprentice(?:ship)?\b)"
            r"|(?P<internship>\bintern(?:ship)?s?\b|\bplacement (?:year|student)|\b(?:industrial|summer"
            r"|student|year in industry) placement)"
            r"|(?P<temporary>\btemp(?:orary)?\b|\bseasonal\b|\blocum\b|\bzero hours?\b|\bcasual\b(?! (?:dining|wear))"
            rf"|\bbank {_BANK_STAFF}|\(bank\))"
            r"|(?P<permanent>\bpermanent\b|(?<!to\s)\bperm\b(?! (?:secretary))|\bopen ended\b)"
            rf"|(?P<contract>\bfreelance\b|\bcontractor\b|\bir35\b|{_LENGTH} contract\b|\bcontract to (?:perm|hire)"
            rf"|[(\[|,:-]\s?contract\s?(?:$|[)\]|,:-])"
            r"|\bcontract (?:role|position|basis|opportunity)\b|\bcontract$|\bcontract\s?[(|])"
        ),
        signs=(
            "apprentice, intern, placement, temp, seasonal, locum, zero, casual, bank"
            ", perm, open, freelance, contract, ir35"
        ),
        before=28,
        after=18,
    ),
    Rule(
        "contract named outright",
        ("text",),
        words_pattern(
            rf"{_LENGTH},? (?:fixed term|ftc)|\bfixed term (?:contract|appointment|post|role|position|basis)"
            rf"|\bftc\b|\b(?:fixed term|ftc)\s?[(:,-]{{1,2}}\s?{_LENGTH}|(?:fixed term|ftc) (?:for|until|of)\b"
        ),
        signs="fixed, ftc",
        before=28,
        after=45,
        unless_before=_NO_FIXED_BEFORE,
        unless_after=_NO_FIXED_AFTER,
        value="fixed_term",
    ),
    Rule(
        "contract named outright",
        ("text",),
        words_pattern(
            r"\b(?:(?:maternity|paternity|parental|adoption)(?: leave)? cover"
            r"|cover(?:ing)?(?: (?:for|an?|the|our|period|of|on|during|colleague|member|role)){0,5}"
            r" (?:maternity|paternity|parental|adoption) leave"
            r"|secondment (?:opportunity|role|post|position|basis|or (?:fixed term|ftc)))\b"
        ),
        signs="maternity, paternity, parental, adoption, cover, secondment",
        unless_before=_NO_FIXED_BEFORE,
        unless_after=_NO_FIXED_AFTER,
        value="fixed_term",
    ),
    Rule(
        "contract labelled",
        ("text",),
        words_pattern(rf"\b{_LABEL}\b[\s:|-]{{1,12}}(?:[a-z-]{{2,12}}[\s,/|-]{{1,3}}){{0,2}}?(?:{_TYPES})"),
        signs=", ".join(f"{labelled} {aspect}" for labelled in _LABELLED for aspect in _ASPECTS),
        before=13,
        after=80,
        unless_after=words_pattern(r" (?:or|/) (?:permanent|contract|fixed|temporary)"),
    ),
    Rule(
        "contract labelled",
        ("text",),
        cased_pattern(
            rf"(?:^|[\n|.]\s{{0,3}}|[a-z](?=(?-i:[TC])))(?:type"
            rf"|contract):\s{{0,6}}(?:full time[,\s/|-]{{1,4}})?(?:{_TYPES})"
        ),
        signs="type:, contract:",
        before=4,
        after=60,
    ),
    Rule(
        "contract by its length or IR35",
        ("text", "pay"),
        words_pattern(
            rf"{_LENGTH}(?: initial| rolling)? contract\b"
            rf"|\bcontract(?: length| duration)?: {{0,6}}(?:initial )?{_LENGTH}|\bcontract for {_LENGTH}"
            rf"|\bcontract (?:type|term)[\s:|-]{{1,8}}{_LENGTH}|\bcontract to (?:perm|hire)"
            r"|(?:on|is) a (?:b2b |fully remote )?contract (?:basis|role|position)\b"
            r"|\b(?:hourly|flexible|remote|day rate) contract(?: role)?\b"
            r"|\bcontract (?:role|opportunity|assignment|position|engagement|project)\b"
        ),
        signs="contract",
        before=36,
        after=55,
        unless_before=_NOT_BEFORE,
        value="contract",
    ),
    Rule(
        "contract by its length or IR35",
        ("text", "pay"),
        words_pattern(
            r"\b(?:inside|outside|within|in scope|out of|caught by|subject to)(?: of| the| scope){0,3}"
            r"[\s(-]{0,3}ir ?35\b|\bir ?35[\s:(/|-]{0,5}(?:status[\s:-]{0,3})?(?:inside|outside)"
        ),
        signs="35",
        before=32,
        after=30,
        unless_before=_NOT_BEFORE,
        value="contract",
    ),
    Rule(
        "contract by its length or IR35",
        ("text", "pay"),
        words_pattern(
            rf"(?:initial|duration:?)\s{{1,6}}(?:initial )?{_LENGTH}\b|\bjob (?:type|term)[\s:|-]{{1,8}}{_LENGTH}"
            r"|\bself employed\b|\bfreelance (?:basis|role|opportunity|assignment|position|engagement|project)\b"
        ),
        signs="initial, duration, freelance, self, job type, job term",
        unless_before=_NOT_BEFORE,
        value="contract",
    ),
    Rule("contract field", ("contract", "hours"), words_pattern(_TYPES), unless_before=words_pattern(r"non[\s-]$")),
    Rule(
        "contract on its own line",
        ("text",),
        words_pattern(
            r"\n\s?(?:(?P<permanent>permanent)|(?P<contract>contract)|(?P<temporary>temporary)"
            r"|(?P<internship>internship)"
            r"|(?P<apprenticeship>apprenticeship)|(?P<fixed_term>fixed term))[^\S\n]{0,4}(?=\n)"
        ),
        signs="permanent, contract, temporary, internship, apprenticeship, fixed",
        before=2,
        after=14,
    ),
    Rule(
        "contract phrase",
        ("text",),
        words_pattern(
            r"(?P<permanent>\bpermanent,? (?:full time|part time|role|position|post|job|opportunity|vacancy"
            r"|basis|contract|employment|salaried)"
            r"|(?:full|part) time,? ?(?:and|&|,|\||/|-)? ?permanent\b|(?:^"
            r"|[|\n(]\s{0,3})permanent\s{0,3}[|)\n,/-]|-\s?permanent\s{0,3}(?=\n)|\| ?permanent\b)"
            r"|(?P<temporary>\btemporary (?:role|position|post|job|assignment|contract|basis)\b"
            r"|\btemp to perm\b)"
            r"|(?P<internship>\b(?:this|our|the|paid|summer)(?: [\w-]{1,12})? internship\b"
            r"|\b(?:this|our) (?:industrial|summer|student|year in industry) placement\b)"
            r"|(?P<apprenticeship>\b(?:this|our|the|degree) apprenticeship\b)"
            r"|(?P<contract>\bfreelance\b(?! (?:autonomy|perks)))"
        ),
        signs="permanent, temp, internship, placement, apprenticeship, freelance",
        before=30,
        after=20,
        unless_before=_NO_PHRASE_BEFORE,
        unless_after=_NO_PHRASE_AFTER,
    ),
    Rule(
        "contract phrase",
        ("text",),
        words_pattern(
            r"\b(?:(?P<permanent>perm (?:role|position|job|opportunity|vacancy|basis)"
            r"|open ended (?:contract|appointment|post|position|basis))"
            r"|(?P<temporary>(?:seasonal|casual) (?:role|position|post|job|assignment|contract|basis)"
            r"|zero hours? (?:contract|role|basis)|bank (?:contract|basis|worker)))\b"
        ),
        signs="perm, open ended, seasonal, casual, zero, bank",
        unless_before=_NO_PHRASE_BEFORE,
        unless_after=_NO_PHRASE_AFTER,
    ),
)
_TERMS = Rules(contract=_CONTRACT_RULES, hours=HOURS_RULES, ir35=IR35_RULES)


def find_contract(words: Words) -> Found | None:
    """One of ``schemas.CONTRACTS``, or None where the advert does not say."""
    return _TERMS.first_found("contract", words)


def find_hours(words: Words) -> Found | None:
    """One of ``schemas.HOURS``, or None where the advert does not say or offers both."""
    return _TERMS.first_found("hours", words)


def find_ir35(words: Words) -> Found | None:
    """One of ``schemas.IR35``, or None where the advert does not say."""
    return _TERMS.first_found("ir35", words)
