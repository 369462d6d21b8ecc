"""Where the work is done: remote, hybrid or on site; None where the advert does not say.

What says it most plainly decides: the source's structured field, then days a week in the office, then an outright
statement, the title's or place's marker ("London (Hybrid)"), a labelled line, a phrase. A bounded perk ("work from
abroad for four weeks"), a way of meeting ("interviews held remotely") and a technical sense ("hybrid cloud",
"remote sensing") say nothing.
"""

from __future__ import annotations

from pipelines.clean.rules import Rule, first_found, words_pattern
from pipelines.words import Found, Words

_OFFICE = (
    r"\b(?:in person|face to face|on {0,3}site|in {0,3}(?:the |our |a |an )?(?:[\w'&/]{1,20} ){0,3}?(?:office"
    r"|studio|lab|hub|hq|headquarters)s?"
    r"|at (?:the |our |a |an )?(?:[\w'&/]{1,20} ){0,3}?(?:office|site|hub|hq|campus)|office based"
    r"|from (?:the |our )(?:[\w'&/()]{1,20} ){0,3}?offices?"
    r"|with clients|on campus|at clients?)"
)
_HOME = r"(?:remote(?:ly)?|(?:working )?(?:from|at) home|home {0,3}(?:working|based)|wfh|flexible)"
_FEW = r"(?:[1-4]|one|two|three|four)(?:\s?(?:-|/|to|or)\s?(?:[2-4]|two|three|four)|\+| plus)?"
_DAYS = r"(?: x)?(?: (?:full|set|core|fixed|mandatory|office|anchor|working))? ?day(?:'?s)?"
_A_WEEK = r",?(?:(?: (?:a|per|each|every) | ?/ ?| in (?:a|the) )(?:working )?(?:week|wk)| weekly| ?pw\b)"
_SITE_AREA = r"(?: based| working| work| spent| required| attendance| presence|,)?"

_DAYS_AT_OFFICE = (
    rf"\b{_FEW}{_DAYS}(?:{_A_WEEK})?{_SITE_AREA}\s{{0,3}}(?:-|:|\()?\s{{0,2}}{_OFFICE}"
    rf"|{_OFFICE}(?: [\w'()]{{1,20}}){{0,5}}?[\s(:,-]{{1,3}}(?:at least |around |up to |for |a minimum of "
    rf"|minimum |approximately ){{0,2}}{_FEW}{_DAYS}(?:{_A_WEEK})"
    rf"|\b{_FEW} office days\b"
    rf"|\b{_FEW}{_DAYS}(?:{_A_WEEK})? {_HOME}"
    r"|\b(?:[2-9]0|25|75) ?%(?: ?\([^)\n]{0,15}\))?(?: (?:of|the|your|their|our|working|work|time|week|hours|spent"
    r"|contracted|be"
    r"|is)){0,6}"
    r" (?:in(?: (?:the|our|an))?(?: \w{1,15})? office|(?:at|in) (?:the|our)(?: \w{1,15})? office"
    r"|on {0,3}site)"
    rf"|\b(?:home|remote)[^.\n]{{0,30}}\b{_FEW}{_DAYS}{_A_WEEK}"
    rf"|{_OFFICE}(?: [\w'-]{{1,20}}){{0,4}}? most days\b"
    r"|\bsplit(?:ting)? (?:your|their|my|the) (?:working )?(?:time|week) between (?:the )?(?:home|office"
    r"|remote)"
    r"|\b(?:combination|mix|blend) of (?:the )?(?:home|office|remote|on site|in office"
    r"|in person)[\w\s-]{0,25}\band\b"
)
_PERK_AFTER = words_pattern(
    r"(?: work(?:ing)?)?[\s,:]{0,3}(?:(?:from )?(?:abroad|overseas|anywhere in the world|another country)"
    r"|(?:for )?(?:up to )?(?:\d{1,2}|two|four|six|a few) (?:days?|weeks?|months?)(?! (?:a|per|each|in|/))"
    r"|month\b)"
)
_LOOSE_BEFORE = words_pattern(
    r"\b(?:options?|such as|like|including|includes?|opportunit\w{1,4}|consider\w{0,3}|occasional|ad hoc"
    r"|some|allowance|support|supporting"
    r"|days|weeks|distributed|manag\w{1,4}|between|conducted|held|interviews?|whether|your)(?: (?:for|of"
    r"|fully|being|be|or|and|a|an|the|in|our)){0,3}[\s,:(/-]{1,3}$"
    r"|\b(?:not|no|never|cannot be|non|isn'?t|or)(?: (?:a|an|be|fully|currently|offer|offering|suitable for"
    r"|available for|able to))*[\s-]{1,2}$|flexible\s?/\s?$"
)
_TECH_AFTER = words_pattern(
    r" {0,2}(?:[a-z]{2,12} )?(?:cloud|search|infrastructure|ai\b|ml\b|data|retriev|quantum|mobile|app\b|apps"
    r"|simulation|vehicle|electric|physics|it\b"
    r"|network|recommend|intelligence|human|securit|identity|azure|aws|architect|deploy|estate|databas"
    r"|storage|model(?:s|ling|ing)\b(?! of work)"
    r"|curricul|threat|solution|platform|systems?\b|learning|algorithm|transact|event|campaign|reasoning"
    r"|warfare|propulsion|contract\b|propert)"
)
_REMOTE_TECH_AFTER = words_pattern(
    r" {0,2}(?:sens|control|access|desktop|monitor|gp\b|therap|communit|site|location|area|team|environment"
    r"|support|server|repositor"
    r"|procedure|method|patient|care\b|diagnos|island|device|operat|connect|assist|coding interview"
    r"|interview|culture|office|health|counsel"
    r"|inspection|vehicle|pilot|learning|training|work(?:force|er|place)|consult(?:ation|s)|asynchron"
    r"|distributed|colleague|setting|server)"
)
_HYBRID_NOUN = (
    r"(?:work(?:ing|er|place|style)?\b|role|position|(?:work(?:ing)? )?model\b|working models|schedule"
    r"|approach|basis|arrangements?|set {0,2}up|polic(?:y|ies)|pattern|environments?"
    r"|working|opportunit(?:y|ies)|office|in office|offer|flexibility|job|structure|way|style|options?|first"
    r"|remote|team|contract|permanent|full time|from|in\b)"
)
# List items run together ("equityHybrid working") start a word with a capital.
_EDGE = r"(?:\b|(?-i:(?<=[a-z\d])(?=[A-Z])))"
_BRACKET = r"[(\[|,;:/~-]"

_RULES = (
    Rule(
        "workplace field",
        ("workplace",),
        words_pattern(
            r"(?P<hybrid>hybrid|partially remote|mixed|flexible remote)|(?P<onsite>\b(?:no|not) remote"
            r"|on ?site|office|in person|\bfalse\b|workplace based)"
            r"|(?P<remote>telecommute|telework|remote|home|anywhere|\btrue\b)"
        ),
    ),
    Rule(
        "not remote",
        ("title", "place", "text"),
        words_pattern(
            r"(?P<onsite>\b(?:(?:not|isn't|is no) (?:a |an )?(?:fully )?remote(?! first)(?: role| position"
            r"| job| working| opportunity)?\b[^.\n]{0,20}"
            r"(?=[.\n!,;)]|$)|no remote (?:work|option|role|candidate)[a-z]{0,5}\b|not (?:eligible|available"
            r"|suitable) for (?:remote|hybrid|home)[\w\s-]{0,12}"
            r"|(?:fully|100%|full time|entirely|strictly|5 days(?: (?:a|per) week)?) (?:on {0,3}site"
            r"|in {0,3}(?:the )?office|office based|in person)"
            r"|(?:5|five) days? ?(?:x )?(?:(?:a|per|/) ?week)?[\s,(-]{0,3}(?:fully )?(?:on {0,3}site"
            r"|in (?:the |our )?(?:\w{1,15} )?office|in person|office based)"
            r"|(?:on {0,3}site|office|office based)[\s:,(-]{1,4}(?:5|five) days|(?:on {0,3}site"
            r"|office based) (?:role|position|job|opportunity|only)"
            r"|(?:role|position|job) (?:is|will be) (?:fully )?(?:on {0,3}site|office based|site based"
            r"|in person)|(?:100|full) ?% (?:on site|office)"
            rf"|{_OFFICE}[\s,(]{{1,3}}mondays? (?:to|through|-) fridays?|(?:most|majority) of (?:their|your"
            rf"|the) (?:working )?(?:time|week) (?:at|on|in)\b[^.\n]{{0,30}}"
            r"\b(?:premises|site|office)))"
        ),
        unless_before=words_pattern(r"\b(?:hybrid|or|not|either|with a hybrid approach or)[\s,/-]{1,3}$"),
        stems=("remote", "site", "office", "person", "premises"),
    ),
    Rule(
        "days a week in the office",
        ("title", "place", "text"),
        words_pattern(rf"(?P<hybrid>{_DAYS_AT_OFFICE})"),
        unless_before=words_pattern(r"\b(?:holiday|leave|extra|interviews?|first|meet|meeting)[^.\n]{0,20}$"),
        unless_after=words_pattern(
            r"[^.\n]{0,12}(?:a|per|each|every|/) (?:month|quarter|year)|[^.\n]{0,4}(?:gym|parking|canteen"
            r"|nursery)"
        ),
        stems=("day", "%", "split", "combination", "mix of", "blend"),
    ),
    Rule(
        "marker in title or place",
        ("title", "place"),
        words_pattern(
            r"(?P<hybrid>\bhybrid\b)|(?P<remote>\b(?:remote|home ?based|work from home|wfh)\b)"
            r"|(?P<onsite>\b(?:on site|onsite|in person)\b)"
        ),
        unless_after=words_pattern(
            rf"{_TECH_AFTER.pattern}|{_REMOTE_TECH_AFTER.pattern}|[^,;)]{{0,15}}(?:engineering|engineer"
            rf"|support|services|nurs)"
        ),
    ),
    Rule(
        "hybrid labelled",
        ("text",),
        words_pattern(
            rf"(?:locations?|based|work(?:ing|place)?(?: (?:mode|model|type|pattern|arrangements?|policy"
            rf"|style|location))?|mode|job type|type|office|arrangements?)\s?:\s{{0,8}}"
            rf"[^.\n:;]{{0,60}}?\bhybrid\b"
            rf"|\n\s{{0,4}}[^\n.]{{0,60}}{_BRACKET}\s?\bhybrid\b(?=\s{{0,3}}(?:$|[)\]|,;:/\n-]))"
        ),
        unless_after=_TECH_AFTER,
        stems=("hybrid",),
        value="hybrid",
    ),
    Rule(
        "hybrid role",
        ("text",),
        words_pattern(
            rf"(?P<hybrid>\#[\w-]{{0,6}}hybrid\b|{_EDGE}hybrid {_HYBRID_NOUN}|{_EDGE}hybrid,? (?:&"
            rf"|and) flexible|[(|]\s?hybrid\s?[)|,:/-]|(?:^|[\n|]\s{{0,3}}|🏠\s?)hybrid\s{{0,3}}(?=[\n|:(-])"
            rf"|{_EDGE}hybrid\s?[(:]"
            rf"|[|/·-]\s{{0,3}}hybrid\b(?=\s{{0,3}}(?:[|£.,()/-]|\n|$))|{_EDGE}hybrid,"
            r"|\b(?:is|be|offer(?:s|ing)?|operate) (?:a |an )?(?:fully )?hybrid\b|\bhybrid (?:-|/"
            r"|or) ?remote|\bremote (?:/|and|or) hybrid"
            r"|\b(?:flexible|remote)\s?/\s?hybrid\b)"
        ),
        unless_before=words_pattern(r"\b(?:not|no|non|deploy\w{0,4}|cloud|unique|ai|or|on premises?,?)[\s-]{1,2}$"),
        unless_after=_TECH_AFTER,
        stems=("hybrid",),
    ),
    Rule(
        "remote said outright",
        ("text",),
        words_pattern(
            rf"(?P<remote>{_EDGE}(?:fully|100 ?%|entirely|completely|permanently|mainly|primarily|mostly"
            rf"|predominantly|uk) remote(?:ly)?\b|\bremote {{0,3}}first\b"
            r"|\bremote (?:role|position|job|opportunity|contract|vacancy|working (?:arrangement|basis)"
            r"|within (?:the )?uk|in (?:the )?uk|from (?:the )?uk|based)\b"
            r"|\bremote\s{0,3}[(/,|-]{1,3}\s{0,2}(?:uk|united kingdom|england|work from anywhere|europe"
            r"|emea)\b"
            r"|\b(?:role|position|job) (?:is|will be|can be)(?: \w{2,12})? (?:remote|home based)\b"
            r"|\bhome {0,3}based (?:role|position|job|contract)\b"
            r"|\bwork(?:ing)? (?:from wherever|from anywhere|remotely from)\b|\#li remote\b|\bwe(?:'re"
            r"| are) (?:a )?(?:fully )?remote\b)"
        ),
        unless_before=_LOOSE_BEFORE,
        unless_after=words_pattern(rf"{_PERK_AFTER.pattern}|{_REMOTE_TECH_AFTER.pattern}"),
        stems=("remote", "home", "wherever", "anywhere"),
    ),
    Rule(
        "labelled line",
        ("text",),
        words_pattern(
            r"(?:(?:locations?|workplace|work(?:ing)?(?: (?:mode|model|type|pattern|arrangements?"
            r"|location))?|mode|where)\s?:|📍|📌|🌍)\s{0,6}"
            r"(?:(?:(?!like|such|option|flexib)[^.\n:;]){0,40}?[\s(,/|-])?(?:(?P<remote>(?:remote|home based"
            r"|work(?:ing)? from home)\b)|(?P<onsite>(?:on {0,3}site|in person|office based)\b))"
        ),
        unless_after=_REMOTE_TECH_AFTER,
        stems=("remote", "home", "site", "person", "office"),
    ),
    Rule(
        "tag of the board",
        ("text",),
        words_pattern(
            r"\n(?:(?-i:NEW|EASY APPLY|EASY APPLYNEW))?(?:(?P<remote>(?-i:REMOTE))"
            r"|(?P<hybrid>(?-i:HYBRID)))\s{0,3}(?=\n)"
        ),
        stems=("remote", "hybrid"),
    ),
    Rule(
        "work from home",
        ("text",),
        words_pattern(
            r"(?P<remote>\b(?:ability|able|opportunity|freedom|chance) to work (?:from home|remotely)\b"
            r"|\bwork(?:ing)? from home (?:role|position|job|basis)\b"
            r"|\bremote (?:working|work)\b(?=\s{0,3}(?:[.\n|!]|$))|\bthis (?:part time |full time )?remote\b"
            r"|\b(?:part|full) time remote\b)"
        ),
        unless_before=_LOOSE_BEFORE,
        unless_after=_PERK_AFTER,
        stems=("remote", "home"),
    ),
    Rule(
        "based on site",
        ("text",),
        words_pattern(
            r"(?P<onsite>\b(?:role|position|job|you|post|you'll|contract)\b[^.\n;]{0,40}\bbased (?:in|at"
            r"|from|out of|on) (?:the|our|its)\b[^.\n;]{0,30}?"
            r"\b(?:office|depot|lab|laborator(?:y|ies)|site|studio|factory|warehouse|hq|headquarters|branch"
            r"|clinic|hospital|school|plant|premises|on {0,3}site)\b"
            r"|\bon {0,3}site (?:working|presence|role|position|work|attendance)\b|\bas the on {0,3}site\b"
            r"|\bbased on {0,3}site\b)"
        ),
        unless_after=words_pattern(r"[^.\n]{0,40}\b(?:hybrid|remote|home|flexib)"),
        stems=("based", "site"),
    ),
)


def find_workplace(words: Words) -> Found | None:
    """One of ``schemas.WORKPLACES``, or None where the advert does not say."""
    return first_found("workplace", _RULES, words)
