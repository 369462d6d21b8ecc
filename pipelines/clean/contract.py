"""Contract type, hours and IR35 status of a role.

Where the advert says outright ("12-month FTC", "outside IR35", "Contract type: Permanent") that decides; then the
source's structured field; then what a board prints on a line of its own; then looser phrases.
"""

from __future__ import annotations

from pipelines.clean.hours import find_hours
from pipelines.clean.ir35 import find_ir35
from pipelines.clean.rules import Rule, first_found, words_pattern
from pipelines.words import Found, Words

__all__ = ["find_contract", "find_hours", "find_ir35"]

_LENGTH = (
    r"(?:\d{1,2}\+?(?:\s?(?:-|to)\s?\d{1,2})?|one|two|three|four|six|nine|twelve|eighteen|initial)"
    r"[\s-]{0,2}(?:months?|mths?|weeks?|wks?|years?|yrs?)"
)
_LABEL = (
    r"(?:contract|employment|vacancy|job|role|position|engagement|working|work)"
    r" (?:type|pattern|status|basis|term|length|duration)"
)
_TYPES = (
    r"(?P<fixed_term>fixed term|ftc\b|secondment|maternity cover)"
    r"|(?P<permanent>permanent|perm\b|regular\b)"
    r"|(?P<apprenticeship>apprentice(?:ship)?\b)"
    r"|(?P<internship>intern(?:ship)?\b|(?:industrial|student|summer) placement)"
    r"|(?P<temporary>temp\b|temporary|casual|seasonal|locum|bank\b|zero hours)"
    r"|(?P<contract>(?:hourly |day rate |b2b )?contract(?:or|ing)?\b|freelance|self employed|outside ir35"
    r"|inside ir35)"
)
_NOT_BEFORE = words_pattern(
    r"\b(?:not|non|rather than|instead of|existing|previous|prior|next|former|as an?|whether|(?:or"
    r"|if) a)[\s-]{1,2}$"
)

_CONTRACT_RULES = (
    Rule(
        "contract in title",
        ("title",),
        words_pattern(
            r"(?P<fixed_term>\bftc\b|\bfixed term|(?:maternity|paternity|parental leave) cover"
            r"|\bsecondment\b)"
            r"|(?P<apprenticeship>\b(?:degree )?apprentice(?:ship)?\b)"
            r"|(?P<internship>\bintern(?:ship)?s?\b|\bplacement (?:year|student)|\b(?:industrial|summer"
            r"|student|year in industry) placement)"
            r"|(?P<temporary>\btemp(?:orary)?\b|\bseasonal\b|\blocum\b)"
            r"|(?P<permanent>\bpermanent\b|\bperm\b(?! (?:secretary)))"
            rf"|(?P<contract>\bfreelance\b|\bcontractor\b|\bir35\b|{_LENGTH} contract\b"
            rf"|[(\[|,:-]\s?contract\s?(?:$|[)\]|,:-])"
            r"|\bcontract (?:role|position|basis|opportunity)\b|\bcontract$|\bcontract\s?[(|])"
        ),
    ),
    Rule(
        "contract named outright",
        ("text",),
        words_pattern(
            rf"(?P<fixed_term>{_LENGTH},? (?:fixed term|ftc)|\bfixed term (?:contract|appointment|post|role"
            rf"|position|basis)"
            rf"|\bftc\b|\b(?:fixed term|ftc)\s?[(:,-]{{1,2}}\s?{_LENGTH}|(?:fixed term|ftc) (?:for|until"
            rf"|of)\b"
            r"|\b(?:maternity|paternity|parental leave) cover\b)"
        ),
        unless_before=words_pattern(
            r"\b(?:or|and|existing|previous|their|current(?:ly on)?)(?: an?| the| our)?[\s-]{1,2}$"
            r"|permanent (?:and|or|&|/)\s?$"
        ),
        unless_after=words_pattern(r"\s?(?:employees|staff|workers|contracts|where|or permanent)"),
        stems=("fixed", "ftc", "cover"),
    ),
    Rule(
        "contract labelled",
        ("text",),
        words_pattern(rf"\b{_LABEL}\b[\s:|-]{{1,12}}(?:[a-z-]{{2,12}}[\s,/|-]{{1,3}}){{0,2}}?(?:{_TYPES})"),
        unless_after=words_pattern(r" (?:or|/) (?:permanent|contract|fixed|temporary)"),
    ),
    Rule(
        "contract labelled",
        ("text",),
        words_pattern(
            rf"(?:^|[\n|.]\s{{0,3}}|[a-z](?=(?-i:[TC])))(?:type"
            rf"|contract):\s{{0,6}}(?:full time[,\s/|-]{{1,4}})?(?:{_TYPES})"
        ),
    ),
    Rule(
        "contract by its length or IR35",
        ("text", "pay"),
        words_pattern(
            rf"(?P<contract>\b(?:inside|outside)(?: of)?(?: scope(?: of)?)? ir ?35\b"
            rf"|\bir ?35 ?:? ?(?:status ?:? ?)?(?:inside|outside)"
            rf"|{_LENGTH}(?: initial| rolling)? contract\b|\bcontract(?: length"
            rf"| duration)?: {{0,6}}(?:initial )?{_LENGTH}"
            rf"|\bcontract for {_LENGTH}|\b(?:contract|job) (?:type|term)[\s:|-]{{1,8}}{_LENGTH}|(?:initial"
            rf"|duration:?)\s{{1,6}}(?:initial )?{_LENGTH}\b"
            r"|(?:on|is) a (?:b2b |fully remote )?(?:contract|freelance|self employed) (?:basis|role"
            r"|position)\b"
            r"|\b(?:hourly|flexible|remote|day rate) contract(?: role)?\b|\bself employed\b"
            r"|\b(?:freelance|contract) (?:role|opportunity|assignment|position|engagement|project)\b)"
        ),
        unless_before=_NOT_BEFORE,
        stems=("contract", "ir35", "ir 35", "ir-35", "initial", "duration", "freelance", "self", "job type"),
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
            r"|(?P<internship>\b(?:this|our|the|paid|summer) internship\b)"
            r"|(?P<apprenticeship>\b(?:this|our|the|degree) apprenticeship\b)"
            r"|(?P<contract>\bfreelance\b(?! (?:autonomy|perks)))"
        ),
        unless_before=words_pattern(
            r"\b(?:not|non|than|or|existing|whether|go|going|become|to|through|of|for)(?: an?"
            r"| the)?[\s-]{1,2}$"
        ),
        unless_after=words_pattern(r"\s?(?:secretary|employees|staff|recruitment|residen|right)"),
        stems=("permanent", "temp", "internship", "apprentice", "freelance"),
    ),
)


def find_contract(words: Words) -> Found | None:
    """One of ``schemas.CONTRACTS``, or None where the advert does not say."""
    return first_found("contract", _CONTRACT_RULES, words)
