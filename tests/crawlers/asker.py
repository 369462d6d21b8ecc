"""Asks addresses by our own settings, with no board and no store: what the fixture ``ask`` runs in a process."""

import json
import socket
import sys
from collections.abc import AsyncIterator, Iterable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.settings import CrawlOptions, scrapy_settings

ANSWERS: dict[str, str] = {}


class Asker(Spider):
    name = "asker"

    def __init__(self, questions: Iterable[str]) -> None:
        super().__init__()
        self.questions = questions

    async def start(self) -> AsyncIterator[Request]:
        for asked in self.questions:
            *method, url = asked.split(" ")
            yield Request(
                url, self.answered, *method, errback=self.failed, cb_kwargs={"asked": asked}, dont_filter=True
            )

    def answered(self, response: Response, asked: str) -> None:
        ANSWERS[asked] = f"{response.status} {response.url} {len(response.body)}"

    def failed(self, failure: Failure) -> None:
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        said = error.response.status if isinstance(error, HttpError) else error
        ANSWERS[request.cb_kwargs["asked"]] = f"{type(error).__name__}: {said}"


def ask(job: dict[str, Any]) -> None:
    resolve = socket.gethostbyname
    socket.gethostbyname = lambda name: job["names"].get(name) or resolve(name)
    settings = scrapy_settings(CrawlOptions(**job["options"]), job["allowed"]) | job["settings"]
    process = AsyncCrawlerProcess(settings)
    for questions in job["crawlers"]:
        process.crawl(Asker, questions=questions)
    process.start()
    sys.stdout.write(json.dumps(ANSWERS))


ask(json.load(sys.stdin))
