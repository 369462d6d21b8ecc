"""Full or part time; None where the advert does not say or offers both.

The title decides, then a labelled line ("Working pattern: Full-time"), the source's structured field, a board's line
of its own, a phrase, the share of full time ("0.6 FTE"), and last the number of hours a week. Hours that are only an
option on request say nothing; nor do a nine-day fortnight, term time, or hours counted by the year.
"""

from __future__ import annotations

from pipelines.clean.rules import Rule, words_pattern

_LABEL = (
    r"(?:(?:contract|employment|vacancy|job|role|position|engagement|working|work) (?:type|pattern|status"
    r"|basis)"
    r"|hours|time type|schedule|commitment)"
)
_TIMES = r"(?P<full_time>(?:full {0,3}time|f/t)\b(?! equivalent))|(?P<part_time>(?:part {0,3}time|p/t)\b)"
_EITHER_BEFORE = words_pattern(
    r"\b(?:part(?: time)?|full(?: time)?|[pf]/t),? ?(?:or|and|/|&),? ?$|\b(?:part|full) time[\s|,]{1,3}$"
    r"|\b(?:non|not|whether|including|consider\w{0,3}|options|discuss|roles are open to"
    r"|pro rat\w{1,3} for)[^.\n]{0,20}$"
)
_EITHER = (
    r"[,|]?\s{0,2}(?:(?:(?:or|and|/|&)\s{0,2})?(?:a )?(?:(?:part|full) {0,3}time|[pf]/t)|opportunit|option|applicants"
    r"|hours considered|working (?:is )?(?:considered|available)"
    r"|equivalent|student|considered|stud|degree|education|course|requests|employees|staff|colleagues"
    r"|workers|team members|job share)"
)
_EITHER_AFTER = words_pattern(_EITHER)
_NO_MORE = r"(?!\s?(?:-|to\b|or\b|:|/ ?\d|am\b|pm\b)|\.\d)"
_NO_HOURS_BEFORE = words_pattern(r"\b(?:guided learning|opening|core|office|business|annual)\s$")
_TIME_SIGNS = "fulltime, full time, f/t, parttime, part time, p/t"
HOURS_RULES = (
    Rule(
        "hours in title",
        ("title",),
        words_pattern(_TIMES),
        signs=_TIME_SIGNS,
        before=7,
        after=15,
        unless_before=_EITHER_BEFORE,
        unless_after=_EITHER_AFTER,
    ),
    Rule(
        "hours labelled",
        ("text",),
        words_pattern(rf"\b{_LABEL}\b[\s:|-]{{1,12}}(?:[a-z-]{{2,12}}[\s,/|-]{{1,3}}){{0,3}}?(?:{_TIMES})"),
        signs=_TIME_SIGNS,
        before=85,
        after=15,
        unless_after=words_pattern(rf"{_EITHER}|,? ?job share,? ?part {{0,3}}time"),
    ),
    Rule("hours field", ("hours", "contract"), words_pattern(_TIMES)),
    Rule(
        "hours on a line of their own",
        ("text",),
        words_pattern(rf"(?<=\n)\s?(?:{_TIMES})[.\s]{{0,3}}(?=\n)"),
        signs=_TIME_SIGNS,
        before=8,
        after=15,
    ),
    Rule(
        "hours phrase",
        ("text",),
        words_pattern(rf"\b(?:{_TIMES})"),
        signs=_TIME_SIGNS,
        before=7,
        after=15,
        unless_before=_EITHER_BEFORE,
        unless_after=_EITHER_AFTER,
    ),
    Rule(
        "share of full time",
        ("text",),
        words_pattern(
            r"(?<![\d.,/-])(?<!to\s)(?<!-\s)(?:(?P<full_time>1\.00?)|(?P<part_time>0?\.[2-9]\d?)) ?(?:fte|wte)\b"
            r"(?!\s?(?:-|to|or)\s?[\d.])"
        ),
        signs="fte, wte",
        before=6,
        after=6,
        unless_before=words_pattern(
            r"(?:\d\s?(?:-|to|or|and|/)|\b(?:team|equivalent) of|up to|least|minimum(?: of)?)\s{0,2}$"
        ),
    ),
    Rule(
        "hours a week",
        ("text",),
        words_pattern(
            r"(?<![\d.-])(?<!-\s)(?<!to\s)(?:(?P<full_time>(?:3[5-9]|4[0-8])(?:\s?\.\d{1,2})?)"
            r"|(?P<part_time>(?:[89]|[12]\d|30)(?:\s?\.\d{1,2})?))"
            r" {0,3}(?:h|hrs?|hours?)\s{0,2}(?:(?:a|per|each|/)\s?)?(?:working )?(?:week|wk|pw)\b"
        ),
        signs="week, wk, pw",
        before=35,
        after=1,
        unless_before=words_pattern(r"(?:-|to|up to|and|least|minimum(?: of)?|max(?:imum)?(?: of)?|\d)\s{0,2}$"),
    ),
    Rule(
        "hours a week labelled",
        ("text",),
        words_pattern(
            rf"\bhours(?: (?:per|a) week)?\s?:\s{{0,8}}(?P<full_time>(?:3[5-9]|4[0-8])(?:\.\d{{1,2}})?)\b{_NO_MORE}"
        ),
        signs="hours",
        unless_before=_NO_HOURS_BEFORE,
    ),
    Rule(
        "hours a week labelled",
        ("text",),
        words_pattern(
            r"\b(?:hours (?:per|a) week|(?:weekly|contract(?:ed|ual)?) hours)\s?:\s{0,8}"
            rf"(?P<part_time>(?:[89]|[12]\d|30)(?:\.\d{{1,2}})?)\b{_NO_MORE}"
        ),
        signs="hours",
        before=14,
        after=40,
    ),
    Rule(
        "hours a week labelled",
        ("text",),
        words_pattern(
            r"\bhours\s?:\s{0,8}(?P<part_time>(?:[89]|[12]\d|30)(?:\.\d{1,2})?)"
            r" {0,3}(?:(?:per|a|each|/) ?(?:week|wk)|pw)\b"
        ),
        signs="hours",
        unless_before=_NO_HOURS_BEFORE,
    ),
)
