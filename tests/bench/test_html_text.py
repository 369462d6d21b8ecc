"""A description's HTML as text, beside BeautifulSoup's own ``get_text``."""

import pytest
from bs4 import BeautifulSoup

from crawlers.market.adverts import MarketAdvert
from pipelines.clean.plain_html import is_plain
from pipelines.clean.text import html_to_text
from tests.bench.conftest import Record
from tests.bench.versus import Cost, compare, in_turn, timed

N = 600


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.bench
def test_html_to_text_beside_get_text(newest: list[MarketAdvert], record: Record) -> None:
    pages = [advert.html for advert in newest][:N]

    def ours() -> Cost:
        return timed(lambda: [html_to_text(page) for page in pages], len(pages))

    def peer() -> Cost:
        return timed(lambda: [BeautifulSoup(page, "lxml").get_text("\n") for page in pages], len(pages))

    for page in pages:  # the same letters in the same order: only blocks and bullets are ours
        assert _letters(html_to_text(page)) == _letters(BeautifulSoup(page, "lxml").get_text("\n"))
    own, theirs = in_turn(ours, peer)
    n_plain = sum(map(is_plain, pages))
    name = f"HTML to text ({n_plain} of {len(pages)} plain)"
    row = compare(name, "adverts", own, "BeautifulSoup(html, 'lxml').get_text", theirs)
    record(row)
    assert row.ratio > 1
