from pathlib import Path
from time import process_time

import pytest

from crawlers.parse.feed import Feed, read_feed
from crawlers.parse.record import ShapeError

URL = "https://feeds.example/a/rss?page=1"


def rss(items: str, channel: str = "", before: str = "", spaces: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<rss version="2.0"{spaces}><channel>{channel}{items}</channel></rss>'


def item(title: str = "Potter", more: str = "") -> str:
    return f"<item><title>{title}</title><guid>1</guid>{more}</item>"


def read(text: str, content_type: str = "application/rss+xml") -> Feed:
    return read_feed(text.encode(), URL, content_type)


def test_html_stays_as_it_is_written() -> None:
    html = '<p onclick="x()">Clay <script>1</script> <a href="/kiln">kiln</a></p>'
    (entry,) = read(rss(item(more=f"<description><![CDATA[{html}]]></description>"))).entries
    assert entry["summary"] == html


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(item("£ü")).encode(), "text/xml; charset=iso-8859-1"),
        (rss(item("£ü")).replace('"1.0"', '"1.0" encoding="windows-1252"').encode(), "application/xml"),
        (rss(item("£ü")).encode("latin-1"), "application/xml; charset=iso-8859-1"),
        (rss(item("£ü")).replace('"1.0"', '"1.0" encoding="iso-8859-1"').encode("latin-1"), "application/xml"),
        (rss(item("£ü")).encode("utf-16"), "application/xml"),
    ],
    ids=["wrong header", "wrong declaration", "right header", "right declaration", "UTF-16"],
)
def test_characters_come_out_as_they_are(body: bytes, content_type: str) -> None:
    assert read_feed(body, URL, content_type).entries[0]["title"] == "£ü"


def test_the_next_page_is_found_relative_to_this_one() -> None:
    atom = ' xmlns:a="http://www.w3.org/2005/Atom"'
    link = '<a:link rel="next" href="?page=2&amp;x=1"/><a:link rel="self" href="/other"/>'
    assert read(rss(item(), link, spaces=atom)).next_url == "https://feeds.example/a/rss?page=2&x=1"
    assert read(rss(item())).next_url is None


def test_what_the_feed_says_of_its_own_size_whatever_the_prefix() -> None:
    spaces = ' xmlns:H="http://purl.org/syndication/history/1.0" xmlns:os="http://a9.com/-/spec/opensearch/1.1/"'
    said = read(rss(item(), "<H:complete/><os:totalResults> 17 </os:totalResults>", spaces=spaces))
    assert (said.is_complete, said.total) == (True, 17)
    unsaid = read(rss(item(), "<os:totalResults>many</os:totalResults><complete/>", spaces=spaces))
    assert (unsaid.is_complete, unsaid.total) == (False, None)


def test_a_feed_read_in_part_says_so() -> None:
    feed = read(rss(item()).replace("</channel></rss>", "<item><title>A & B</title></item><item>"))
    assert [entry.get("title") for entry in feed.entries] == ["Potter", "A & B", None]
    assert feed.flaw is not None
    assert feed.flaw.startswith("not well-formed in line ")
    assert read(rss(item())).flaw is None


@pytest.mark.parametrize(
    "body",
    [
        "", "Not Found", '{"items": []}', "<html><body><h1>Jobs</h1></body></html>",
        "<source><job><title>Potter</title></job></source>", "<urlset/>", "<rss version='2.0'><channel>",
        "https://feeds.example/another", "/etc/hostname",
    ],
)  # fmt: skip
def test_what_is_no_feed_fails_by_its_address(body: str) -> None:
    with pytest.raises(ShapeError, match=r"https://feeds\.example/a/rss"):
        read(body, "text/html")


def test_a_bomb_and_a_file_of_ours_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of ours")
    laughs = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20)]
    for gap in ("", "\n"):
        bomb = gap.join(["<!DOCTYPE r [", '<!ENTITY l0 "ha">', *laughs, "]>"])
        theft = gap.join(["<!DOCTYPE r [", f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "]>"])
        for hostile in (rss(item("a &l19; b"), before=bomb), rss(item("a &x; b"), before=theft)):
            with pytest.raises(ShapeError, match="declares entities") as error:
                read(hostile)
            assert "of ours" not in str(error.value)


def test_an_outer_dtd_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY x "of ours">')
    feed = read(rss(item("a &x; b"), before=f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}">'))
    assert feed.entries[0]["title"].startswith("a ")
    assert "of ours" not in str(feed)
    hidden = rss(item("a &x; b"), before=f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>').encode("utf-16")
    with pytest.raises(ShapeError) as error:
        read_feed(hidden, URL)
    assert "of ours" not in str(error.value)


def test_entities_in_an_advert_are_words() -> None:
    described = item(more="<description><![CDATA[You write <!ENTITY x 'y'> for a living]]></description>")
    assert read(rss(described)).entries[0]["summary"] == "You write <!ENTITY x 'y'> for a living"


def test_a_big_document_must_be_well_formed() -> None:
    begun = process_time()
    with pytest.raises(ShapeError, match="not the XML it should be"):
        read("<rss version='2.0'><channel><item><title>" + "<a " * 2_000_000)
    assert process_time() - begun < 2
    big = read(rss("".join(item(more=f"<description>{'clay ' * 400}</description>") for _ in range(700))))
    assert (len(big.entries), big.flaw) == (700, None)
