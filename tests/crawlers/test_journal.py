from pathlib import Path

import pytest

from crawlers.journal import Journal, as_json


def test_a_second_opening_finds_what_was_noted(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    first = Journal(path)
    first.note("a", {"rows": [{"title": "Thrower \N{POTTED PLANT}"}]})
    first.note("b", {"rows": []})
    assert first.recall("a") is None, "only a later process goes on from it"
    first.close()
    second = Journal(path)
    assert second.recall("a") == {"key": "a", "rows": [{"title": "Thrower \N{POTTED PLANT}"}]}
    second.note("c", {"rows": []})
    second.close()
    assert Journal(path).recall("c") == {"key": "c", "rows": []}
    assert second.recall("nothing") is None


def test_a_torn_last_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"key":"a","rows":[]}\n{"key":"b","ro')
    torn = Journal(path)
    assert torn.recall("b") is None
    torn.note("b", {"rows": [1]})
    torn.close()
    assert path.read_bytes() == b'{"key":"a","rows":[]}\n{"key":"b","rows":[1]}\n'


def test_half_a_surrogate_pair_can_be_written() -> None:
    assert as_json({"b": "\ud83d", "a": 1}) == b'{"a": 1, "b": "\\ud83d"}'


def test_half_a_surrogate_pair_is_found_again(tmp_path: Path) -> None:
    first = Journal(tmp_path / "journal.jsonl")
    first.note("a", {"rows": [{"title": "Thrower \ud83d"}]})
    first.note("b", {"rows": []})
    first.close()
    second = Journal(tmp_path / "journal.jsonl")
    assert second.recall("a") == {"key": "a", "rows": [{"title": "Thrower \ud83d"}]}
    assert second.recall("b") is not None


@pytest.mark.parametrize("torn", [b"\0\0\0\n", b'{"key": 1}\n', b"[]\n", b'{"rows": []}\n', b"\xff\n"])
def test_what_follows_a_torn_line_is_asked_for_again(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    whole = b'{"key":"a","rows":[]}\n'
    path.write_bytes(whole + torn + b'{"key":"b","rows":[]}\n')
    journal = Journal(path)
    assert (journal.recall("a") is None, journal.recall("b") is None) == (False, True)
    assert path.read_bytes() == whole
