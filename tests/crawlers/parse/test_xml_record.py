from pathlib import Path

import pytest

from crawlers.parse.record import ShapeError
from crawlers.parse.xml_record import as_json, each, read_xml

URL = "https://feeds.example/xml"


def read(text: str | bytes) -> object:
    return as_json(read_xml(text.encode() if isinstance(text, str) else text, URL, "r"))


def test_children_by_name_and_repeated_ones_in_a_list() -> None:
    assert read("<r><a> x </a><b>1</b><b/><c><d>2</d></c></r>") == {"a": "x", "b": ["1", None], "c": {"d": "2"}}
    assert each(None) == []
    assert each("x") == ["x"]
    assert each(["x", None]) == ["x", None]


def test_a_namespace_goes_by_our_name_for_it_whatever_the_prefix() -> None:
    text = b'<r xmlns:q="urn:ours" xmlns:z="urn:theirs"><q:a>1</q:a><z:b>2</z:b><d xmlns="urn:ours">3</d></r>'
    assert as_json(read_xml(text, URL), {"urn:ours": "o"}) == {"o:a": "1", "z:b": "2", "o:d": "3"}


def test_comments_and_instructions_are_no_words() -> None:
    assert read("<r><a>x<!-- y -->z<?php echo ?></a></r>") == {"a": "xz"}


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0" encoding="iso-8859-1"?><r><a>£ ü</a></r>'.encode(),
        '<?xml version="1.0" encoding="iso-8859-1"?><r><a>£ ü</a></r>'.encode("latin-1"),
        '<?xml version="1.0" encoding="utf-16"?><r><a>£ ü</a></r>\n'.encode("utf-16"),
        "\n\t<r><a>£\x0bü</a></r>".encode(),
    ],
    ids=["declared wrongly", "declared rightly", "UTF-16", "control character"],
)
def test_characters_come_out_as_they_are(body: bytes) -> None:
    assert read(body) == {"a": "£ ü"}


@pytest.mark.parametrize(
    "body",
    ["", "<r><a></r>", "<html/>", '{"r": 1}', "<r>" * 400 + "</r>" * 400, "<r><q:a/></r>", b"<r>\xa3</r>"],
    ids=["empty", "broken", "a page", "JSON", "deep", "no such prefix", "no such characters"],
)
def test_what_is_not_the_document_fails_by_its_address(body: str | bytes) -> None:
    with pytest.raises(ShapeError, match=URL):
        read(body)


def test_a_bomb_and_a_file_of_ours_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of ours")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><r><a>&l19;</a></r>'
    theft = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]><r><a>&x;</a></r>'
    for hostile in (bomb, theft, f'<!DOCTYPE r SYSTEM "{secret.as_uri()}"><r/>'):
        with pytest.raises(ShapeError, match=r"DTD|entity") as error:
            read(hostile)
        assert "of ours" not in str(error.value)
