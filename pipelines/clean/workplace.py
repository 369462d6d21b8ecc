"""Where the work is done: remote, hybrid or on site; None where the advert does not say.

What says it most plainly decides: the source's structured field, then days a week in the office, then an outright
statement, the title's or place's marker ("London (Hybrid)"), a labelled line, a phrase. A bounded perk ("work from
abroad for four weeks"), a way of meeting ("interviews held remotely") and a technical sense ("hybrid cloud",
"remote sensing") say nothing.
"""

from __future__ import annotations

from pipelines.clean.rules import Rule, Rules, cased_pattern, words_pattern
from pipelines.words import Found, Words

_OFFICE = (
    r"\b(?:in person|face to face|on {0,3}site|in {0,3}(?:the |our |a |an )?(?:[\w'&/?]{1,20} ){0,3}?(?:office"
    r"|studio|lab|hub|hq|headquarters)s?"
    r"|office attendance|at (?:the |our |a |an )?(?:[\w'&/?]{1,20} ){0,3}?(?:office|site|hub|hq|campus)|office based"
    r"|from (?:the |our )(?:[\w'&/()?]{1,20} ){0,3}?offices?"
    r"|with clients|on campus|at clients?)"
)
_HOME = r"(?:remote(?:ly)?|(?:working )?(?:from|at) home|home {0,3}(?:working|based)|wfh|flexible)"
_FEW = r"(?:[1-4]|one|two|three|four)(?:\s?(?:-|/|to|or)\s?(?:[2-4]|two|three|four)|\+| plus)?"
_DAYS = r"(?: x)?(?: (?:full|set|core|fixed|mandatory|office|anchor|working))? ?day(?:'?s)?"
_A_WEEK = r",?(?:(?: (?:a|per|each|every) | ?/ ?| in (?:a|the) )(?:working )?(?:week|wk|fortnight)| weekly| ?pw\b)"
_SITE_AREA = r"(?: based| working| work| spent| required| attendance| presence|,)?"

_DAYS_AT_OFFICE = (
    rf"\b{_FEW}{_DAYS}(?:{_A_WEEK})?{_SITE_AREA}\s{{0,3}}(?:-|:|\()?\s{{0,2}}{_OFFICE}"
    rf"|\b{_FEW} office days\b"
    rf"|\b{_FEW}{_DAYS}(?:{_A_WEEK})? {_HOME}"
)
_AT_OFFICE_DAYS = (
    rf"{_OFFICE}(?:(?: [\w'()?]{{1,20}}){{0,5}}?[\s(:,-]{{1,3}}(?:at least |around |up to |for |a minimum of "
    rf"|minimum |approximately ){{0,2}}(?:{_FEW}{_DAYS}|once|twice)(?:{_A_WEEK})"
    r"|(?: [\w'-]{1,20}){0,4}? most days\b)"
    rf"|\b(?:home|remote)[^.\n]{{0,30}}\b{_FEW}{_DAYS}{_A_WEEK}"
)
_SHARE_AT_OFFICE = (
    r"\b(?:[2-9]0|25|75) ?%(?: ?\([^)\n]{0,15}\))?(?: (?:of|the|your|their|our|working|work|time|week|hours|spent"
    r"|contracted|be|is)){0,6}"
    r" (?:in(?: (?:the|our|an))?(?: \w{1,15})? office|(?:at|in) (?:the|our)(?: \w{1,15})? office|on {0,3}site"
    r"|in one of (?:the|our)(?: \w{1,15})? (?:offices|locations|hubs|sites))"
    r"|\b(?:[2-9]0|25|75) ?% (?:office (?:attendance|based|presence)|remote(?:ly)?\b|home (?:based|working)|wfh\b)"
)
_SPLIT_TIME = (
    rf"\b(?:once|twice){_A_WEEK}\s{{1,3}}{_OFFICE}"
    r"|\bsplit(?:ting)? (?:your|their|my|the) (?:working )?(?:time|week) between (?:the )?(?:home|office|remote)"
    r"|\b(?:combination|mix(?:ture)?|blend) of (?:the )?(?:home|office|remote|on site|in office|in person)"
    r"[\w\s-]{0,25}\band\b|\bblended (?:working|approach to work)"
)
_DAY_SIGNS = (
    "1day, 2day, 3day, 4day, 1 day, 2 day, 3 day, 4 day, one day, two day, three day, four day, core day, office day"
    ", + day, x day, full day, set day, fixed day, mandatory day, anchor day, working day, most day"
)
_NO_ONSITE_BEFORE = words_pattern(r"\b(?:hybrid|or|not|either|with a hybrid approach or)[\s,/-]{1,3}$")
_NOT_ONLY_AFTER = words_pattern(r"[^.\n]{0,40}\b(?:hybrid|remote|home|flexib)")
_NO_OFFICE_BEFORE = words_pattern(r"\b(?:holiday|leave|extra|interviews?|first|meet|meeting)[^.\n]{0,20}$")
_NO_OFFICE_AFTER = words_pattern(
    r"[^.\n]{0,12}(?:a|per|each|every|/) (?:month|quarter|year)|[^.\n]{0,4}(?:gym|parking|canteen|nursery)"
)
_PERK = (
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
_TECH = (
    r" {0,2}(?:[a-z]{2,12} )?(?:cloud|search|infrastructure|ai\b|ml\b|data|retriev|quantum|mobile|app\b|apps"
    r"|simulation|vehicle|electric|physics|it\b"
    r"|network|recommend|intelligence|human|securit|identity|azure|aws|architect|deploy|estate|databas"
    r"|storage|model(?:s|ling|ing)\b(?! of work)"
    r"|curricul|threat|solution|platform|systems?\b|learning|algorithm|transact|event|campaign|reasoning"
    r"|warfare|propulsion|contract\b|propert)"
)
_REMOTE_TECH = (
    r" {0,2}(?:sens|control|access|desktop|monitor|gp\b|therap|communit|site|location|area|team|environment"
    r"|support|server|repositor"
    r"|procedure|method|patient|care\b|diagnos|island|device|operat|connect|assist|coding interview"
    r"|interview|culture|office|health|counsel"
    r"|inspection|vehicle|pilot|learning|training|work(?:force|er|place)|consult(?:ation|s)|asynchron"
    r"|distributed|colleague|setting|server)"
)
_PERK_AFTER, _TECH_AFTER, _REMOTE_TECH_AFTER = words_pattern(_PERK), words_pattern(_TECH), words_pattern(_REMOTE_TECH)
_HYBRID_NOUN = (
    r"(?:work(?:ing|er|place|style)?\b|role|position|(?:work(?:ing)? )?model\b|working models|schedule"
    r"|approach|basis|arrangements?|set {0,2}up|polic(?:y|ies)|pattern|environments?"
    r"|working|opportunit(?:y|ies)|office|in office|offer|flexibility|job|structure|way|style|options?|first"
    r"|remote|team|contract|permanent|full time|from|in\b)"
)
# List items run together ("equityHybrid working") start a word with a capital.
_EDGE = r"(?:\b|(?-i:(?<=[a-z\d])(?=[A-Z])))"
_NO_HYBRID_BEFORE = words_pattern(
    r"\b(?:(?:not|no|non|never)(?: an?)?|deploy\w{0,4}|cloud|unique|ai|or|on premises?,?)[\s-]{1,2}$"
)
_NO_REMOTE_AFTER = words_pattern(rf"{_PERK}|{_REMOTE_TECH}")
_LABELLED = (
    r"(?:(?:(?!like|such|option|flexib)[^.\n:;]){0,40}?[\s(,/|-])?(?:(?P<remote>(?:remote|home based"
    r"|work(?:ing)? from home)\b)|(?P<onsite>(?:on {0,3}site|in person|office based)\b))"
)
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
            r"\b(?:not|isn't|is no) (?:a |an )?(?:fully )?remote(?! first)(?: role| position| job| working"
            r"| opportunity)?\b[^.\n]{0,20}(?=[.\n!,;)]|$)"
            r"|\bno (?:remote|hybrid|home)(?: (?:or|and|/) (?:remote|hybrid|home))? (?:work|option|role|candidate)"
            r"[a-z]{0,5}\b"
            r"|\bnot (?:eligible|available|suitable) for (?:remote|hybrid|home)[\w\s-]{0,12}"
        ),
        signs=("t remote, o remote, a remote, n remote, y remote, o hybrid, o home, for remote, for hybrid, for home"),
        before=24,
        after=40,
        unless_before=_NO_ONSITE_BEFORE,
        value="onsite",
    ),
    Rule(
        "not remote",
        ("title", "place", "text"),
        words_pattern(
            r"\b(?:(?:fully|100%|full time|entirely|strictly|5 days(?: (?:a|per) week)?) (?:on {0,3}site"
            r"|in {0,3}(?:the )?office|office based|in person)"
            r"|(?:on {0,3}site|office|office based)[\s:,(-]{1,4}(?:5|five) days"
            r"|(?:on {0,3}site|office based) (?:role|position|job|opportunity|only)"
            r"|(?:role|position|job) (?:is|will be) (?:fully )?(?:on {0,3}site|office based|site based|in person)"
            r"|(?:100|full) ?% (?:on site|office)"
            r"|(?:on {0,3}site|in (?:the|our) office) (?:full time|daily|(?:every|each) (?:working )?day|at all times))"
        ),
        signs="site, office, in person",
        before=36,
        after=25,
        unless_before=_NO_ONSITE_BEFORE,
        value="onsite",
    ),
    Rule(
        "not remote",
        ("title", "place", "text"),
        words_pattern(
            r"\b(?:5|five) days? ?(?:x )?(?:(?:a|per|/) ?week)?[\s,(-]{0,3}(?:fully )?(?:on {0,3}site"
            r"|in (?:the |our )?(?:\w{1,15} )?office|in person|office based)"
        ),
        signs="5 day, five day",
        before=9,
        after=60,
        unless_before=_NO_ONSITE_BEFORE,
        value="onsite",
    ),
    Rule(
        "not remote",
        ("title", "place", "text"),
        words_pattern(
            r"\b(?:(?:most|majority) of (?:their|your|the) (?:working )?(?:time|week) (?:at|on|in)\b[^.\n]{0,30}"
            r"\b(?:premises|site|office)"
            r"|remote(?: work(?:ing)?)?\s?[:?]\s{0,3}no\b"
            r"|(?:remote|home|hybrid) working(?: is)? (?:not (?:possible|an option|available)|unavailable)\b"
            r"|can(?:not|'t) be (?:done|performed|carried out|undertaken) (?:remotely|from home)\b)"
        ),
        signs="most, majority, remote, home, hybrid, cannot, can't",
        unless_before=_NO_ONSITE_BEFORE,
        value="onsite",
    ),
    Rule(
        "not remote",
        ("title", "place", "text"),
        words_pattern(
            rf"{_OFFICE}[\s,(]{{1,3}}mondays? (?:to|through|-) fridays?"
            r"|\bmondays? (?:to|through|-) fridays?(?:(?!day|hybrid|home|remote|\bor\b)[^.\n]){0,25}"
            r"\b(?:in|at|from) (?:the|our) (?:\w{1,15} )?office\b"
        ),
        signs="monday",
        before=100,
        after=85,
        unless_before=_NO_ONSITE_BEFORE,
        value="onsite",
    ),
    Rule(
        "days a week in the office",
        ("title", "place", "text"),
        words_pattern(_AT_OFFICE_DAYS),
        signs=f"{_DAY_SIGNS}, twice",
        before=285,
        after=35,
        unless_before=_NO_OFFICE_BEFORE,
        unless_after=_NO_OFFICE_AFTER,
        value="hybrid",
    ),
    Rule(
        "days a week in the office",
        ("title", "place", "text"),
        words_pattern(_DAYS_AT_OFFICE),
        signs=_DAY_SIGNS,
        before=35,
        after=145,
        unless_before=_NO_OFFICE_BEFORE,
        unless_after=_NO_OFFICE_AFTER,
        value="hybrid",
    ),
    Rule(
        "days a week in the office",
        ("title", "place", "text"),
        words_pattern(_SHARE_AT_OFFICE),
        signs="%",
        before=4,
        after=140,
        unless_before=_NO_OFFICE_BEFORE,
        unless_after=_NO_OFFICE_AFTER,
        value="hybrid",
    ),
    Rule(
        "days a week in the office",
        ("title", "place", "text"),
        words_pattern(_SPLIT_TIME),
        signs="once, twice, split, combination, mix, blend",
        unless_before=_NO_OFFICE_BEFORE,
        unless_after=_NO_OFFICE_AFTER,
        value="hybrid",
    ),
    Rule(
        "marker in title or place",
        ("title", "place"),
        words_pattern(
            r"(?P<hybrid>\bhybrid\b)|(?P<remote>\b(?:remote|home ?(?:based|work(?:ing|er))|work from home|wfh)\b)"
            r"|(?P<onsite>\b(?:on site|onsite|in person|(?:office|site|(?<!home\s)field) ?based)\b)"
        ),
        signs="hybrid, remote, home, wfh, site, in person, office, field",
        before=15,
        after=10,
        unless_before=words_pattern(r"\b(?:flexible|some|options?|occasional|understands|supports?) $"),
        unless_after=words_pattern(
            rf"{_TECH}|{_REMOTE_TECH}|[^,;)]{{0,15}}(?:engineering|engineer"
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
        signs="hybrid",
        before=95,
        after=6,
        unless_after=_TECH_AFTER,
        value="hybrid",
    ),
    Rule(
        "hybrid role",
        ("text",),
        cased_pattern(
            rf"{_EDGE}hybrid(?: {_HYBRID_NOUN}|,? (?:&|and) flexible|\s?[(:]|,)|\bhybrid (?:-|/|or) ?remote"
            r"|\bhybrid\s?/\s?(?:on {0,3}site|office|in person|home)"
        ),
        signs="hybrid",
        unless_before=_NO_HYBRID_BEFORE,
        unless_after=_TECH_AFTER,
        value="hybrid",
    ),
    Rule(
        "hybrid role",
        ("text",),
        words_pattern(
            r"\#[\w-]{0,6}hybrid\b|[(|]\s?hybrid\s?[)|,:/-]|(?:^|[\n|.;]\s{0,3}|\?\s?)hybrid\s{0,3}(?=[\n|:(.;-]|$)"
            r"|[|/-]\s{0,3}hybrid\b(?=\s{0,3}(?:[|?.,()/-]|\n|$))"
            r"|\b(?:is|be|offer(?:s|ing)?|operate) (?:a |an )?(?:fully )?hybrid\b|\bremote (?:/|and|or) hybrid"
            r"|\b(?:flexible|remote)\s?/\s?hybrid\b"
        ),
        signs="hybrid",
        before=26,
        after=5,
        unless_before=_NO_HYBRID_BEFORE,
        unless_after=_TECH_AFTER,
        value="hybrid",
    ),
    Rule(
        "remote said outright",
        ("text",),
        cased_pattern(
            rf"{_EDGE}(?:fully|100 ?%|entirely|completely|permanently|mainly|primarily|mostly|predominantly|uk)"
            r" remote(?:ly)?\b"
        ),
        signs="remote",
        before=16,
        after=3,
        unless_before=_LOOSE_BEFORE,
        unless_after=_NO_REMOTE_AFTER,
        value="remote",
    ),
    Rule(
        "remote said outright",
        ("text",),
        words_pattern(
            r"\b(?:remote {0,3}first\b"
            r"|remote (?:role|position|job|opportunity|contract|vacancy|working (?:arrangement|basis)"
            r"|within (?:the )?uk|in (?:the )?uk|from (?:the )?uk|based)\b"
            r"|remote(?: work(?:ing)?)?\s?[:?]\s{0,3}yes\b"
            r"|remote\s{0,3}[(/,|-]{1,3}\s{0,2}(?:uk|united kingdom|england|work from anywhere|europe|emea)\b"
            r"|home {0,3}based (?:role|position|job|contract)\b)"
        ),
        signs="remote, home",
        unless_before=_LOOSE_BEFORE,
        unless_after=_NO_REMOTE_AFTER,
        value="remote",
    ),
    Rule(
        "remote said outright",
        ("text",),
        words_pattern(
            r"\b(?:role|position|job) (?:is|will be|can be)(?: \w{2,12})? (?:remote|home based)\b"
            r"|\bwork(?:ing)? (?:from wherever|from anywhere|remotely from)\b|\#li remote\b"
            r"|\bwe(?:'re| are) (?:a )?(?:fully )?remote\b"
        ),
        signs="remote, home, wherever, anywhere",
        before=36,
        after=12,
        unless_before=_LOOSE_BEFORE,
        unless_after=_NO_REMOTE_AFTER,
        value="remote",
    ),
    Rule(
        "labelled line",
        ("text",),
        words_pattern(
            r"(?:(?:locations?|work(?:place|ing)?|job|role)(?: (?:mode|model|type|pattern|arrangements?|policy|style"
            rf"|location|setting|option))?|mode|where)\s?:\s{{0,6}}{_LABELLED}"
        ),
        signs="remote, home, site, in person, office",
        before=90,
        after=10,
        unless_after=_REMOTE_TECH_AFTER,
    ),
    Rule(
        "labelled line",
        ("text",),
        cased_pattern(rf"[📍📌🌍]\s{{0,6}}{_LABELLED}"),
        signs="remote, home, site, in person, office",
        before=70,
        after=10,
        unless_after=_REMOTE_TECH_AFTER,
    ),
    Rule(
        "on its own",
        ("text",),
        words_pattern(
            r"(?:^|[\n|;]|\.[\s-])[\s|-]{0,4}"
            r"(?:(?P<remote>(?:fully )?remote(?: work(?:ing)?)?|home based|home ?working|work(?:ing)? from home|wfh)"
            r"|(?P<onsite>(?:fully )?(?:on {0,3}site|office based)))\s{0,2}(?=[\n|;]|\.\s|\.?$)"
        ),
        signs="remote, home, wfh, site, office",
        before=24,
        after=14,
    ),
    Rule(
        "tag of the board",
        ("text",),
        cased_pattern(
            r"\n(?:(?-i:NEW|EASY APPLY|EASY APPLYNEW))?(?:(?P<remote>(?-i:REMOTE))"
            r"|(?P<hybrid>(?-i:HYBRID)))\s{0,3}(?=\n)"
        ),
        signs="remote, hybrid",
        before=16,
        after=5,
    ),
    Rule(
        "work from home",
        ("text",),
        words_pattern(
            r"\b(?:ability|able|opportunity|freedom|chance) to work (?:from home|remotely)\b"
            r"|\bwork(?:ing)? from home (?:role|position|job|basis)\b"
            r"|\bremote (?:working|work)\b(?=\s{0,3}(?:[.\n|!]|$))|\bthis (?:part time |full time )?remote\b"
            r"|\b(?:part|full) time remote\b"
        ),
        signs="remote, home",
        before=33,
        after=15,
        unless_before=_LOOSE_BEFORE,
        unless_after=_PERK_AFTER,
        value="remote",
    ),
    Rule(
        "remote working",
        ("text",),
        words_pattern(r"\byou(?:'ll| will) (?:be )?(?:work|working) (?:fully )?remotely\b"),
        signs="remote",
        before=32,
        after=3,
        unless_after=_NO_REMOTE_AFTER,
        value="remote",
    ),
    Rule(
        "when in the office",
        ("text",),
        words_pattern(r"\bwhen (?:you are|you're|we are|we're) in (?:the|our) office\b"),
        signs="office",
        before=32,
        after=1,
        value="hybrid",
    ),
    Rule(
        "based on site",
        ("text",),
        words_pattern(
            r"\b(?:role|position|job|you|post|you'll|contract)\b[^.\n;]{0,40}\bbased (?:in|at"
            r"|from|out of|on) (?:the|our|its)\b[^.\n;]{0,30}?"
            r"\b(?:office|depot|lab|laborator(?:y|ies)|site|studio|factory|warehouse|hq|headquarters|branch"
            r"|clinic|hospital|school|plant|premises|on {0,3}site)\b"
        ),
        signs="based in, based at, based from, based out, based on",
        before=50,
        after=65,
        unless_after=_NOT_ONLY_AFTER,
        value="onsite",
    ),
    Rule(
        "based on site",
        ("text",),
        words_pattern(
            r"\bon {0,3}site (?:working|presence|role|position|work|attendance)\b|\bas the on {0,3}site\b"
            r"|\bbased on {0,3}site\b"
        ),
        signs="site",
        before=16,
        after=14,
        unless_after=_NOT_ONLY_AFTER,
        value="onsite",
    ),
    Rule(
        "based on site",
        ("text",),
        words_pattern(r"\bwfo\b|\bwork(?:ing)? from office\b|\bfield based (?:role|position|job)\b"),
        signs="wfo, office, field",
        before=24,
        after=20,
        unless_before=words_pattern(
            r"\b(?:hybrid|remote|home|or|and|flexib\w{0,4}|when|if|contact centre|call centre|workforce)\b[^.\n]{0,30}$"
        ),
        unless_after=_NOT_ONLY_AFTER,
        value="onsite",
    ),
)
_WORKPLACE = Rules(workplace=_RULES)


def find_workplace(words: Words) -> Found | None:
    """One of ``schemas.WORKPLACES``, or None where the advert does not say."""
    return _WORKPLACE.first_found("workplace", words)
