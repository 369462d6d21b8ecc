"""Which platform a careers page is on, and its board's token there, by the address alone.

address -> the first board or search whose form it has -> platform and token. What is on no platform is a feed, or a
site with JobPosting pages, whose token is the address itself. Nothing is asked, so what is recognised may be gone.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from crawlers.sources import is_token


class Form(NamedTuple):
    """Addresses of a platform's boards, from the host on, and how their groups make the token."""

    platform: str
    pattern: re.Pattern[str]
    template: str


def _form(platform: str, pattern: str, template: str = r"\1") -> Form:
    return Form(platform, re.compile(rf"{pattern}(?=[/?]|$)"), template)


_NAME = r"([\w-]+)"
_WORDS = r"([^/?]+)"
_LOCALE = r"(?:[A-Za-z]{2}-[A-Za-z]{2}/)?"
# A customer's own name before the platform's: not one of the platform's own sites.
_OWN = r"(?!(?:www|api|app|apply|jobs|careers|support|help|blog|docs|status|static|cdn|assets|developers?)\.)([\w-]+)"
_GREENHOUSE = r"(?:job-)?boards(?:-api)?(?:\.eu)?\.greenhouse\.io"

_BOARDS = (
    _form("greenhouse", rf"{_GREENHOUSE}/embed/[^?]*\?(?:.*&)?for=([\w-]+)(?:&.*)?"),
    _form("greenhouse", rf"{_GREENHOUSE}/(?!v1/|embed/){_NAME}"),
    _form("greenhouse", rf"(?:{_GREENHOUSE}|api\.greenhouse\.io)/v1/boards/{_NAME}"),
    _form("lever", rf"(?:jobs\.lever\.co|api\.lever\.co/v0/postings)/{_WORDS}"),
    _form("lever", rf"(?:jobs\.eu\.lever\.co|api\.eu\.lever\.co/v0/postings)/{_WORDS}", r"eu:\1"),
    _form("ashby", rf"(?:jobs\.ashbyhq\.com|api\.ashbyhq\.com/posting-api/job-board)/{_WORDS}"),
    _form("workable", rf"apply\.workable\.com/(?!api/|j/){_NAME}"),
    _form("workable", rf"(?:apply|www)\.workable\.com/api/(?:v\d+/)?(?:widget/)?accounts/{_NAME}"),
    _form("workable", rf"{_OWN}\.workable\.com"),
    _form("smartrecruiters", rf"(?:careers|jobs)\.smartrecruiters\.com/(?:oneclick-ui/company/)?{_NAME}"),
    _form("smartrecruiters", rf"api\.smartrecruiters\.com/v1/companies/{_NAME}"),
    _form("recruitee", rf"{_OWN}\.recruitee\.com"),
    _form("personio", rf"{_OWN}\.jobs\.personio\.de"),
    _form("personio", rf"{_OWN}\.jobs\.personio\.com", r"\1.jobs.personio.com"),
    _form("teamtailor", rf"{_OWN}\.teamtailor\.com"),
    _form("teamtailor", rf"{_OWN}\.([a-z]+)\.teamtailor\.com", r"\1.\2.teamtailor.com"),
    _form("workday", rf"{_NAME}\.(wd\d+)\.myworkdayjobs\.com/{_LOCALE}(?!wday/)([\w.-]+)", r"\1/\2/\3"),
    _form("workday", rf"{_NAME}\.(wd\d+)\.myworkdayjobs\.com/wday/cxs/[\w-]+/([\w.-]+)", r"\1/\2/\3"),
    _form("workday", rf"(wd\d+)\.myworkdaysite\.com/{_LOCALE}recruiting/{_NAME}/([\w.-]+)", r"\2/\1/\3"),
    _form("bamboohr", rf"{_OWN}\.bamboohr\.com"),
    _form("hacker_news", r"news\.ycombinator\.com/(?:user|submitted)\?(?:.*&)?id=([\w-]+)(?:&.*)?"),
    _form("hacker_news", r"hacker-news\.firebaseio\.com/v0/user/([\w-]+)\.json"),
)  # fmt: skip
# Their query is the token.
_SEARCHES = (
    _form("adzuna", r"api\.adzuna\.com/v1/api/jobs/gb/search(?:/\d+)?"),
    _form("nhs_jobs", r"(?:www\.)?jobs\.nhs\.uk/(?:candidate/search/results|api/v1/search_xml)"),
    _form("reed", r"(?:www\.)?reed\.co\.uk/api/1\.0/search"),
)
# The keys that are secret, and what the spiders say themselves.
_NO_SEARCH = frozenset((
    "app_id", "app_key", "content-type", "language", "limit", "page", "results_per_page", "resultsToSkip",
    "resultsToTake", "sort", "sort_by",
))  # fmt: skip
_FACET = re.compile(r"[0-9a-f]{32}")
# Sites of platforms: an address there that is no board is nothing.
_PLATFORM = re.compile(
    r"(?:.*\.)?(?:greenhouse\.io|lever\.co|ashbyhq\.com|workable\.com|smartrecruiters\.com|recruitee\.com|teamtailor\.com"
    r"|personio\.(?:de|com)|myworkday(?:jobs|site)\.com|bamboohr\.com|jobs\.nhs\.uk|news\.ycombinator\.com"
    r"|hacker-news\.firebaseio\.com|api\.adzuna\.com)"
)
_SITEMAP = re.compile(r"sitemap[^?]*\.xml(?:\.gz)?$", re.IGNORECASE)
_FEED = re.compile(
    r"\.(?:rss|atom|rdf)(?:\?|$)|(?:rss|[/._-](?:feed|atom))(?:\.\w+)?/?(?:\?|$)|[?&](?:format|feed|output)=(?:rss|atom)",
    re.IGNORECASE,
)
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)


def recognise(url: str) -> tuple[str, str] | None:
    """The platform and the token of the board at an address; None where it is no board's.

    >>> recognise("https://boards.greenhouse.io/kelpworks/jobs/12")
    ('greenhouse', 'kelpworks')
    >>> recognise("https://kelpworks.example/sitemap.xml")
    ('job_posting', 'https://kelpworks.example/sitemap.xml')

    A page of any other site stands for the site: its robots.txt names its sitemaps.

    >>> recognise("https://kelpworks.example/careers")
    ('job_posting', 'https://kelpworks.example/')
    """
    address = _address(url)
    if address is None:
        return None
    host = (address.hostname or "").removesuffix(".")
    written = host + address.path + (f"?{address.query}" if address.query else "")
    found = _board(written) or _search(written)
    if found is None and not _PLATFORM.fullmatch(host) and is_token("job_posting", address.geturl()):
        found = _site(address._replace(fragment=""), written)
    return found if found and is_token(*found) else None


def _site(address: SplitResult, written: str) -> tuple[str, str]:
    if _SITEMAP.search(address.path):
        return "job_posting", address.geturl()
    if _FEED.search(written):
        return "feed", address.geturl()
    return "job_posting", address._replace(path="/", query="").geturl()


def _address(url: str) -> SplitResult | None:
    """An http(s) address, also one without its beginning; one with a password in it is none."""
    text = url.strip()
    try:
        address = urlsplit(f"https://{text}" if _BARE.match(text) else text)
    except ValueError:
        return None
    is_page = address.scheme in ("http", "https") and address.hostname and "@" not in address.netloc
    return address if is_page else None


def _board(written: str) -> tuple[str, str] | None:
    for form in _BOARDS:
        if match := form.pattern.match(written):
            token = unquote(match.expand(form.template))
            facets = _facets(written) if form.platform == "workday" else ""
            return form.platform, token + facets
    return None


def _facets(written: str) -> str:
    """The filter of a Workday search: the ids in its query."""
    chosen = [(k, v) for k, v in parse_qsl(written.partition("?")[2]) if _FACET.fullmatch(v)]
    return f"?{urlencode(chosen)}" if chosen else ""


def _search(written: str) -> tuple[str, str] | None:
    for form in _SEARCHES:
        if form.pattern.match(written):
            asked = [(k, v) for k, v in parse_qsl(written.partition("?")[2]) if k not in _NO_SEARCH]
            return form.platform, urlencode(asked, safe=" ", quote_via=quote)
    return None
