from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.items import Source
from crawlers.recognise import recognise
from crawlers.sources import is_token, read_register

HEX = "bc33aa3152ec42d4995f4791a106ed09"


@pytest.mark.parametrize(
    ("url", "platform", "token"),
    [
        ("https://boards.greenhouse.io/kelp", "greenhouse", "kelp"),
        ("https://boards.greenhouse.io/kelp/jobs/12?gh_jid=12", "greenhouse", "kelp"),
        ("https://job-boards.greenhouse.io/kelp/", "greenhouse", "kelp"),
        ("https://job-boards.eu.greenhouse.io/kelp#top", "greenhouse", "kelp"),
        ("https://boards-api.greenhouse.io/v1/boards/kelp/jobs?content=true", "greenhouse", "kelp"),
        ("https://api.greenhouse.io/v1/boards/kelp/departments", "greenhouse", "kelp"),
        ("https://boards.greenhouse.io/embed/job_board?for=kelp&b=https%3A%2F%2Fkelp.example", "greenhouse", "kelp"),
        ("https://boards.greenhouse.io/embed/job_app?token=12&for=kelp", "greenhouse", "kelp"),
        ("jobs.lever.co/kelp.works?location=London", "lever", "kelp.works"),
        ("https://jobs.eu.lever.co/kelp/", "lever", "eu:kelp"),
        ("https://api.lever.co/v0/postings/kelp?mode=json", "lever", "kelp"),
        ("https://api.eu.lever.co/v0/postings/kelp", "lever", "eu:kelp"),
        ("https://jobs.ashbyhq.com/kelp/1b2c", "ashby", "kelp"),
        ("https://jobs.ashbyhq.com/Kelp%20Works.ai", "ashby", "Kelp Works.ai"),
        ("https://api.ashbyhq.com/posting-api/job-board/kelp?includeCompensation=true", "ashby", "kelp"),
        ("https://apply.workable.com/kelp-works/#jobs", "workable", "kelp-works"),
        ("https://apply.workable.com/kelp/j/AB12/", "workable", "kelp"),
        ("https://apply.workable.com/api/v1/widget/accounts/kelp?details=true", "workable", "kelp"),
        ("https://apply.workable.com/api/v3/accounts/kelp/jobs", "workable", "kelp"),
        ("https://kelp.workable.com", "workable", "kelp"),
        ("https://careers.smartrecruiters.com/KelpWorks", "smartrecruiters", "KelpWorks"),
        ("https://jobs.smartrecruiters.com/KelpWorks/7439-keeper", "smartrecruiters", "KelpWorks"),
        ("https://jobs.smartrecruiters.com/oneclick-ui/company/KelpWorks/x", "smartrecruiters", "KelpWorks"),
        ("https://api.smartrecruiters.com/v1/companies/KelpWorks/postings", "smartrecruiters", "KelpWorks"),
        ("https://kelp.recruitee.com/o/keeper", "recruitee", "kelp"),
        ("https://kelp.jobs.personio.de/xml?language=en", "personio", "kelp"),
        ("https://kelp.jobs.personio.com/", "personio", "kelp.jobs.personio.com"),
        ("https://kelp.teamtailor.com/jobs.rss", "teamtailor", "kelp"),
        ("https://kelp.na.teamtailor.com/jobs", "teamtailor", "kelp.na.teamtailor.com"),
        ("https://kelp.wd3.myworkdayjobs.com/Kelp_Careers", "workday", "kelp/wd3/Kelp_Careers"),
        ("https://kelp.wd103.myworkdayjobs.com/en-US/Kelp/job/London/x", "workday", "kelp/wd103/Kelp"),
        ("https://kelp.wd3.myworkdayjobs.com/wday/cxs/kelp/Kelp_Careers/jobs", "workday", "kelp/wd3/Kelp_Careers"),
        ("https://wd5.myworkdaysite.com/en-GB/recruiting/kelp/Kelp_Careers", "workday", "kelp/wd5/Kelp_Careers"),
        (
            f"https://kelp.wd3.myworkdayjobs.com/Kelp?q=data&source=x&locationCountry={HEX}",
            "workday",
            f"kelp/wd3/Kelp?locationCountry={HEX}",
        ),
        ("https://kelp.bamboohr.com/careers/list", "bamboohr", "kelp"),
        ("https://news.ycombinator.com/submitted?id=whoishiring", "hacker_news", "whoishiring"),
        ("https://hacker-news.firebaseio.com/v0/user/whoishiring.json", "hacker_news", "whoishiring"),
        ("https://www.jobs.nhs.uk/candidate/search/results?keyword=data&page=2", "nhs_jobs", "keyword=data"),
        (
            "https://api.adzuna.com/v1/api/jobs/gb/search/1?app_id=x&app_key=secret&what=machine%20learning&page=1",
            "adzuna",
            "what=machine learning",
        ),
        (
            "https://www.reed.co.uk/api/1.0/search?keywords=r%26d&resultsToTake=100&locationName=Leeds",
            "reed",
            "keywords=r%26d&locationName=Leeds",
        ),
        ("HTTPS://BOARDS.Greenhouse.IO/kelp", "greenhouse", "kelp"),
        ("  https://jobs.lever.co/kelp\n", "lever", "kelp"),
    ],
)
def test_a_board_is_recognised(url: str, platform: str, token: str) -> None:
    assert recognise(url) == (platform, token)


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        ("https://kelp.example/sitemap.xml", "job_posting"),
        ("https://kelp.example/sitemap_jobs.xml.gz", "job_posting"),
        ("https://kelp.example/feed/sitemap.xml", "job_posting"),
        ("https://kelp.example/jobs.rss", "feed"),
        ("https://kelp.example/jobs.atom?dept=1", "feed"),
        ("https://kelp.example/jobs/feed/", "feed"),
        ("https://kelp.example/jobs-rss.xml", "feed"),
        ("https://kelp.example/jobs/?format=rss", "feed"),
        ("https://kelp.example/rss.aspx?cat=4", "feed"),
    ],
)
def test_what_is_on_no_platform_is_a_feed_or_a_site(url: str, platform: str) -> None:
    assert recognise(url) == (platform, url)


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://kelp.example/careers?page=2", "https://kelp.example/"),
        ("http://127.0.0.1:8000/jobs", "http://127.0.0.1:8000/"),
        ("https://kelp.example", "https://kelp.example/"),
    ],
)
def test_any_other_page_stands_for_its_site(url: str, root: str) -> None:
    assert recognise(url) == ("job_posting", root)


def test_an_address_is_taken_without_its_beginning_and_its_end() -> None:
    assert recognise("kelp.example/sitemap.xml#open") == ("job_posting", "https://kelp.example/sitemap.xml")


@pytest.mark.parametrize(
    "url",
    [
        "", "kelp", "mailto:jobs@kelp.example", "jobs@kelp.example", "ftp://kelp.example/jobs", "https://", "https://[::1",
        "https://me:secret@kelp.example/", "https://kelp.example/our jobs", "/careers", "javascript:alert(1)",
        "https://www.greenhouse.io/", "https://boards.greenhouse.io/", "https://boards.greenhouse.io/embed/job_board",
        "https://jobs.lever.co/", "https://help.lever.co/x", "https://apply.workable.com/j/AB12",
        "https://www.workable.com/pricing", "https://www.recruitee.com", "https://www.personio.de/",
        "https://kelp.myworkdayjobs.com/Kelp", "https://kelp.wd3.myworkdayjobs.com/", "https://app.bamboohr.com/login",
        "https://www.jobs.nhs.uk/candidate/search", "https://news.ycombinator.com/item?id=1",
        "https://api.adzuna.com/v1/api/jobs/gb/search/1?app_id=x&app_key=y",
    ],
)  # fmt: skip
def test_what_is_no_board_is_none(url: str) -> None:
    assert recognise(url) is None


def address(source: Source) -> str | None:
    """The public address of a board of the register; None for a search, which has one of its own."""
    token = quote(source.token or "", safe="/:?=&")
    tenant, _, site = token.partition("/")
    return {
        "greenhouse": f"https://boards.greenhouse.io/{token}",
        "ashby": f"https://jobs.ashbyhq.com/{token}",
        "lever": f"https://jobs.eu.lever.co/{token[3:]}" if token[:3] == "eu:" else f"https://jobs.lever.co/{token}",
        "workable": f"https://apply.workable.com/{token}/",
        "smartrecruiters": f"https://jobs.smartrecruiters.com/{token}",
        "workday": f"https://{tenant}.{site.replace('/', '.myworkdayjobs.com/en-GB/')}",
        "recruitee": f"https://{token}.recruitee.com/",
        "personio": f"https://{token}/" if "." in token else f"https://{token}.jobs.personio.de/",
        "teamtailor": f"https://{token}/jobs" if "." in token else f"https://{token}.teamtailor.com/jobs",
        "bamboohr": f"https://{token}.bamboohr.com/careers",
        "feed": token,
        "job_posting": token,
    }.get(source.platform)


def test_every_board_of_the_register_is_recognised_by_its_address() -> None:
    met = [(url, s) for s in read_register() if (url := address(s))]
    assert len(met) > 700
    assert [(url, s.token) for url, s in met if recognise(url) != (s.platform, s.token)] == []


@given(
    st.text(max_size=80) | st.from_regex(r"(https?://)?[a-z.-]{0,20}(greenhouse\.io|lever\.co|kelp\.example).{0,30}")
)
def test_any_text_is_a_board_or_none(text: str) -> None:
    found = recognise(text)
    assert found is None or is_token(*found)
