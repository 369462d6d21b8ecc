"""The same site by a plain Scrapy project, as its tutorial has one make it: parsel, json, items to a JSON Lines file.

``python -m tests.bench.plain_project ROOT FILE``
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.spiders import SitemapSpider


class PlainSpider(SitemapSpider):
    name = "plain"
    sitemap_rules = (("/jobs/", "parse_job"),)

    def parse_job(self, response: Response) -> Iterator[dict[str, Any]]:
        assert isinstance(response, TextResponse)
        for text in response.css('script[type="application/ld+json"]::text').getall():
            posting = json.loads(text)
            yield {
                "url": response.url,
                "title": posting["title"],
                "employer": posting["hiringOrganization"]["name"],
                "description": posting["description"],
                "posted": posting["datePosted"],
            }


def main(root: str, file: Path) -> None:
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "DOWNLOAD_DELAY": 0.001,  # as ours; without, Scrapy ignores the connections allowed
            "FEEDS": {str(file): {"format": "jsonlines"}},
            "LOG_LEVEL": "INFO",
        }
    )
    process.crawl(PlainSpider, sitemap_urls=[f"{root}sitemap.xml"])
    process.start()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
