from collections.abc import Callable
from typing import Any

import pytest

from crawlers.parse.record import Record, ShapeError
from crawlers.parse.stamp import entry_stamp

Read = Callable[[Record], Any]
READS: dict[str, tuple[Read, list[Any], Any]] = {
    # how a field is read: what is wrong there, and what is said where it is left out
    "take": (lambda r: r.take("x"), [True, [], {}, ["a"]], None),
    "see_plain": (lambda r: r.see_plain("x"), [False, [], {}], None),
    "see_words": (lambda r: r.see_words("x"), [True, [1], {}], None),
    "see_flag": (lambda r: r.see_flag("x"), ["true", 1, 0, [], {}], None),
    "see_count": (lambda r: r.see_count("x"), ["3", 3.0, True, [], {}], None),
    "see_words_of": (lambda r: r.see_words_of("x"), ["a", {}, [[]], [True], 0], []),
    "see_object": (lambda r: r.see_object("x"), ["", [], 0, False], {}),
    "see_objects": (lambda r: r.see_objects("x"), ["", {}, 0, ["a"], [None]], []),
    "within": (lambda r: r.within("x").left, ["", [], 0, False], {}),
    "each": (lambda r: r.each("x"), ["", {}, 0, [None]], []),
}


@pytest.mark.parametrize("how", READS)
def test_another_type_is_named_and_null_is_left_out(how: str) -> None:
    read, wrong, unsaid = READS[how]
    for value in wrong:
        with pytest.raises(ShapeError, match=r"^job: x is (of type|not a list of objects)") as error:
            read(Record({"x": value, "y": 1}, "job"))
        assert error.value.record == {"x": value, "y": 1}
    for data in ({}, {"x": None}):
        assert read(Record(data, "job")) == unsaid


@pytest.mark.parametrize("name", ["need", "need_count", "need_within", "need_objects"])
@pytest.mark.parametrize("data", [{}, {"x": None}])
def test_what_has_to_be_there_is_missed_by_name(name: str, data: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=r"^job: x is missing$"):
        getattr(Record(data, "job"), name)("x")


def test_what_is_expected_may_be_null() -> None:
    Record({"x": None}, "job").expect("x")
    with pytest.raises(ShapeError, match=r"^job: y is missing$"):
        Record({"x": None}, "job").expect("x", "y")


def test_what_is_inside_is_named_by_its_way() -> None:
    record = Record({"place": {"towns": [{"name": "Hull"}, {"name": []}]}}, "job")
    hull, other = record.within("place").each("towns")
    assert hull.take("name") == "Hull"
    with pytest.raises(ShapeError, match=r"^job: place: towns: name is of type list, not a text$"):
        other.take("name")


def test_what_is_taken_or_dropped_leaves_and_what_is_seen_stays() -> None:
    data = {"a": " 1 ", "b": 2.5, "c": ["x", " ", 3], "d": "old"}
    record = Record(data, "job")
    assert (record.take("a"), record.see_words("b"), record.see_words_of("c")) == ("1", "2.5", ["x", "3"])
    record.drop("d", "not there")
    assert record.rest() == {"b": 2.5, "c": ["x", " ", 3]}
    assert data["d"] == "old"


def test_a_stamp_is_of_what_lasts_and_of_nobody() -> None:
    entry = {"id": 7, "views": 1, "creator": {"name": "A. Fenn"}}
    stamp = entry_stamp(entry, ("views",))
    assert stamp == entry_stamp({"creator": None, "id": 7}, ("views",))
    assert stamp != entry_stamp(entry | {"id": 8}, ("views",))
    assert entry_stamp({"title": "\ud83d"}) != entry_stamp({"title": "?"})  # half a pair, as broken JSON has it
