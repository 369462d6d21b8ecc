import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.parse.page import decoded, reserved_by_meta

TEXT = "Potter – £30,000 a year, café"
LATIN = "Potter - £30,000 a year, café"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (TEXT.encode(), None, TEXT),
        (TEXT.encode(), "text/html; charset=UTF-8", TEXT),
        (TEXT.encode(), "text/html; charset=iso-8859-1", TEXT),  # or else "Â£30,000"
        (TEXT.encode(), 'text/html; charset="windows-1252"', TEXT),
        (TEXT.encode(), "text/html;charset=us-ascii", TEXT),
        (TEXT.encode("cp1252"), None, TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=klingon", TEXT),
        (LATIN.encode("iso-8859-15"), "text/html; charset=iso-8859-15", LATIN),
        ("£ €".encode("iso-8859-15"), "text/html; charset=iso-8859-15", "£ €"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=iso-8859-1", TEXT),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "text/html; charset=utf-8", TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None, TEXT),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16", TEXT),
        ("Гончар £".encode("koi8-u", "replace"), "text/html; charset=koi8-u", "Гончар ?"),
        ("陶芸".encode("shift_jis"), "text/html; charset=Shift_JIS", "陶芸"),
        (b'<meta charset="shift_jis">' + "陶芸".encode("shift_jis"), "text/html", '<meta charset="shift_jis">陶芸'),
        (b"<meta charset=utf-16>" + TEXT.encode(), None, "<meta charset=utf-16>" + TEXT),
        (b"<!-- <meta charset=koi8-r> -->" + TEXT.encode(), None, "<!-- <meta charset=koi8-r> -->" + TEXT),
        (b"", None, ""),
        (b"", "", ""),
    ],
)
def test_a_page_is_read_by_what_it_declares_and_by_what_it_is(body: bytes, content_type: str, text: str) -> None:
    assert decoded(body, content_type) == text


def test_the_header_comes_before_the_meta_element_and_that_only_from_the_pages_beginning() -> None:
    meta = b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'
    assert decoded(meta + b"\xc7", None).endswith("г")
    assert decoded(meta + b"\xc7", "text/html; charset=iso-8859-5").endswith("Ч")
    assert decoded(b" " * 2048 + meta + b"\xc7", None).endswith("Ç")


@pytest.mark.parametrize(
    "label", ["unicode_escape", "hex", "idna", "punycode", "undefined", "utf-7", "rot13", "mbcs", "\0", "x" * 9999, ""]
)
def test_a_site_cannot_choose_what_is_no_charset(label: str) -> None:
    assert decoded(rb"+ADw- \u0041 \n" + "£".encode(), f"text/html; charset={label}") == r"+ADw- \u0041 \n£"


def test_what_cannot_be_decoded_is_marked() -> None:
    assert decoded(TEXT.encode() + b"\xff.", "text/html; charset=utf-8") == TEXT + "\ufffd."
    assert decoded(b"\xa3\x81", None) == "£\ufffd"
    assert decoded(b"\x83", "text/html; charset=shift_jis") == "\ufffd"


LABELS = st.sampled_from(
    ["utf-8", "latin1", "ascii", "utf-16", "utf-32", "big5", "gb2312", "euc-kr", "iso-2022-jp", "?"]
)


@given(st.binary(max_size=60), LABELS | st.text(max_size=12))
def test_any_bytes_are_a_text(body: bytes, label: str) -> None:
    decoded(body, f"text/html; charset={label}").encode()
    reserved_by_meta(b"tdm-reservation" + body)


@pytest.mark.parametrize(
    ("html", "is_reserved"),
    [
        (b'<html><head><meta name="tdm-reservation" content="1"></head>', True),
        (b"<META CONTENT=' 1 ' NAME=TDM-Reservation />", True),
        (
            b'<meta name="tdm-reservation" content="0"><meta name="tdm-policy" content="https://pots.example/tdm">',
            False,
        ),
        (b'<meta name="tdm-reservation">', False),
        (b'<!-- <meta name="tdm-reservation" content="1"> -->', False),
        (b"<p>We never write tdm-reservation 1 here.</p>", False),
        (b"<p>Potter</p>", False),
        (b"", False),
    ],
)
def test_a_reservation_in_the_head(html: bytes, is_reserved: bool) -> None:
    assert reserved_by_meta(html) is is_reserved


@pytest.mark.parametrize(
    "piece", [b"<meta ", b"<!-- charset", b"\xc2", b"\xa3", b"<meta charset=", b"tdm-reservation<"]
)
def test_large_pages_take_linear_time(piece: bytes) -> None:
    body = piece * (1_000_000 // len(piece))
    began = time.perf_counter()
    decoded(body, "text/html")
    reserved_by_meta(body)
    assert time.perf_counter() - began < 2
