"""From the raw store to records and rejects: every record of a run becomes one or the other, with the reason."""

import json
from dataclasses import replace
from typing import Any

import pytest

from crawlers import store
from pipelines.read import MAX_TEXT, RunRead, bases, content_hash, read_run, resolve, unread


def read(house: Any, *adverts: dict[str, Any], **run: Any) -> RunRead:
    written = house.run("board", adverts, **run)
    return read_run(store.run_folder(house.paths.raw, "board", written.run_id))


def test_good_records_become_records(house: Any, advert: Any) -> None:
    run = read(house, advert(1), advert(2, title="Baker"))
    assert [r.raw["source_id"] for r in run.records] == ["1", "2"]
    assert len({r.advert_id for r in run.records}) == 2
    assert run.rejects == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"source_id": None}, "no_id"),
        ({"source_id": "  "}, "no_id"),
        ({"title": ""}, "empty_title"),
        ({"title": None}, "empty_title"),
        ({"fault": "line 3: not JSON"}, "unreadable"),
        ({"description": "x" * (MAX_TEXT + 1)}, "too_large"),
    ],
)
def test_a_record_that_cannot_be_used_is_rejected_with_its_reason(
    house: Any, advert: Any, fields: dict[str, Any], reason: str
) -> None:
    run = read(house, advert(1), advert(2) | fields, advert(3))
    assert [r.raw["source_id"] for r in run.records] == ["1", "3"]
    (reject,) = run.rejects
    assert (reject.record, reject.field, reject.reason) == (1, "record", reason)
    assert len(reject.detail) <= 300


def test_the_second_of_two_equal_ids_is_rejected_and_it_says_whether_they_agree(house: Any, advert: Any) -> None:
    run = read(house, advert(1), advert(1), advert(1, title="Baker"))
    assert len(run.records) == 1
    assert [r.reason for r in run.rejects] == ["duplicate_id", "duplicate_id"]
    assert "says the same" in run.rejects[0].detail
    assert "something else" in run.rejects[1].detail


def test_a_faulty_field_is_named_and_the_record_stays(house: Any, advert: Any) -> None:
    run = read(house, advert(1, payload={"field_faults": {"pay_min": "row 9: negative: -5"}}))
    assert len(run.records) == 1
    (reject,) = run.rejects
    assert (reject.field, reject.reason, reject.detail) == ("pay_min", "bad_value", "row 9: negative: -5")


def test_addresses_dates_and_white_space_make_no_new_version(house: Any, advert: Any) -> None:
    one = advert(1)
    other = one | {"url": "https://jobs.example/?utm=1", "posted": "2026-11-09", "title": "Machine  Learning Engineer "}
    changed = one | {"pay_min": 50_000.0}
    hashes = [content_hash(read(house, a).records[0].raw) for a in (one, other, changed)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_an_advert_known_already_is_not_read_again(house: Any, advert: Any) -> None:
    run = read(house, advert(1), advert(2))
    known = frozenset({run.records[0].advert_id})
    assert [r.raw["source_id"] for r in unread([run, run], known)] == ["2"]


def test_unchanged_since_finds_its_words_in_an_earlier_run(house: Any, advert: Any) -> None:
    first = read(house, advert(1), weeks_ago=1)
    bare = {"source_id": "1", "unchanged_since": first.run.run_id}
    second = read(house, bare, weeks_ago=0)
    third = read(house, bare | {"unchanged_since": second.run.run_id}, weeks_ago=-1)
    assert bases([second]) == {(first.run.run_id, "1")}
    version = (first.records[0].content_hash, first.records[0].advert_id)
    (alone,) = resolve([second], {(first.run.run_id, "1"): version})
    assert (alone.records[0].content_hash, alone.records[0].advert_id) == version
    together = resolve([third, second, first], {})
    assert {r.records[0].advert_id for r in together} == {version[1]}
    assert len(unread(together, frozenset())) == 1


def test_unchanged_since_a_run_that_is_lost_is_a_reject_and_no_guess(house: Any) -> None:
    run = read(house, {"source_id": "1", "unchanged_since": "board@20200101T000000Z"})
    (resolved,) = resolve([run], {})
    assert resolved.records == []
    assert resolved.rejects[0].reason == "no_base"


def test_a_broken_file_is_named(house: Any, advert: Any) -> None:
    run = house.run("board", [advert(1), advert(2)])
    folder = store.run_folder(house.paths.raw, "board", run.run_id)
    whole = (folder / store.ADVERTS).read_bytes()
    (folder / store.ADVERTS).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match=r"adverts\.jsonl\.gz"):
        read_run(folder)


def test_a_file_with_fewer_records_than_its_manifest_says_is_refused(house: Any, advert: Any) -> None:
    run = house.run("board", [advert(1)])
    folder = store.run_folder(house.paths.raw, "board", run.run_id)
    manifest = replace(store.read_run(folder), n_fetched=2)
    (folder / store.RUN).write_text(json.dumps(manifest.as_json()), "utf-8")
    with pytest.raises(ValueError, match="the manifest says 2"):
        read_run(folder)
