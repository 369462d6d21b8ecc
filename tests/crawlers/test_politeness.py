import pytest
from scrapy.robotstxt import ProtegoRobotParser

from crawlers.politeness import asked_delay


@pytest.mark.parametrize(
    ("robots", "seconds"),
    [
        ("User-agent: *\nDisallow:\n", 0),
        ("User-agent: *\nCrawl-delay: 7\n", 7),
        ("User-agent: *\nCrawl-delay: 7\n\nUser-agent: jobtide\nCrawl-delay: 3\n", 3),
        ("User-agent: *\nRequest-rate: 2/30s\n", 15),
        ("User-agent: *\nRequest-rate: 1/5s\nCrawl-delay: 9\n", 9),
        ("User-agent: *\nCrawl-delay: soon\n", 0),
        ("\x00\xff not a robots file", 0),
    ],
)
def test_the_slowest_pace_asked_for_counts(robots: str, seconds: float) -> None:
    assert asked_delay(ProtegoRobotParser(robots.encode(), None), "jobtide") == seconds
