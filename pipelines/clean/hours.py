"""Full or part time; None where the advert does not say or offers both.

The title decides, then a labelled line ("Working pattern: Full-time"), the source's structured field, a board's line
of its own, a phrase, and last the number of hours a week. Hours that are only an option on request say nothing.
"""

from __future__ import annotations

from pipelines.clean.rules import Rule, first_found, words_pattern
from pipelines.words import Found, Words

_LABEL = (
    r"(?:(?:contract|employment|vacancy|job|role|position|engagement|working|work) (?:type|pattern|status"
    r"|basis)"
    r"|hours|time type|schedule|commitment)"
)
_TIMES = r"(?P<full_time>full {0,3}time\b(?! equivalent))|(?P<part_time>part {0,3}time\b)"
_EITHER_BEFORE = words_pattern(
    r"\b(?:part(?: time)?|full(?: time)?),? ?(?:or|and|/|&),? ?$|\b(?:non|not|whether|including"
    r"|consider\w{0,3}|options|discuss|roles are open to|pro rat\w{1,3} for)[^.\n]{0,20}$"
)
_EITHER_AFTER = words_pattern(
    r",?\s{0,2}(?:(?:or|and|/|&)\s{0,2}(?:a )?(?:part|full) {0,3}time|opportunit|option|applicants"
    r"|hours considered|working (?:is )?(?:considered|available)"
    r"|equivalent|student|considered|stud|degree|education|course|requests|employees|staff|colleagues"
    r"|workers|team members|job share)"
)
_HOURS_RULES = (
    Rule("hours in title", ("title",), words_pattern(_TIMES), _EITHER_BEFORE, _EITHER_AFTER),
    Rule(
        "hours labelled",
        ("text",),
        words_pattern(rf"\b{_LABEL}\b[\s:|-]{{1,12}}(?:[a-z-]{{2,12}}[\s,/|-]{{1,3}}){{0,3}}?(?:{_TIMES})"),
        unless_after=words_pattern(rf"{_EITHER_AFTER.pattern}|,? ?job share,? ?part {{0,3}}time"),
    ),
    Rule("hours field", ("hours", "contract"), words_pattern(_TIMES)),
    Rule("hours on a line of their own", ("text",), words_pattern(rf"(?<=\n)\s?(?:{_TIMES})[.\s]{{0,3}}(?=\n)")),
    Rule("hours phrase", ("text",), words_pattern(rf"\b(?:{_TIMES})"), _EITHER_BEFORE, _EITHER_AFTER),
    Rule(
        "hours a week",
        ("text",),
        words_pattern(
            r"(?<![\d.-])(?<!-\s)(?<!to\s)(?:(?P<full_time>(?:3[5-9]|4[0-8])(?:\s?\.\d{1,2})?)"
            r"|(?P<part_time>(?:[89]|[12]\d|30)(?:\s?\.\d{1,2})?))"
            r" {0,3}(?:h|hrs?|hours?)\s{0,2}(?:(?:a|per|each|/)\s?)?(?:working )?(?:week|wk|pw)\b"
        ),
        unless_before=words_pattern(r"(?:-|to|up to|and|least|minimum(?: of)?|max(?:imum)?(?: of)?|\d)\s{0,2}$"),
    ),
    Rule(
        "hours a week labelled",
        ("text",),
        words_pattern(r"\b(?:hours per week|weekly hours)\s?:\s{0,8}(?P<full_time>3[5-9]|4[0-8])\b(?!\s?(?:-|to))"),
    ),
)


def find_hours(words: Words) -> Found | None:
    """One of ``schemas.HOURS``, or None."""
    return first_found("hours", _HOURS_RULES, words)
