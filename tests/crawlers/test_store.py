from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers import store
from crawlers.items import RawAdvert, Source
from crawlers.store import RawWriter

AT = datetime(2026, 11, 16, 5, tzinfo=UTC)
SOURCE = Source(source="greenhouse.quillfeather", platform="greenhouse", kind="employer_board", name="Quillfeather")


def an_advert(**fields: object) -> RawAdvert:
    return RawAdvert(source="", run_id="", record=99, seen_at=AT, **fields)  # type: ignore[arg-type]


def write(raw: Path, *adverts: RawAdvert) -> Path:
    with RawWriter(raw, SOURCE, AT) as writer:
        for advert in adverts:
            writer.add(advert)
        writer.finish("complete", "all of them", finished_at=AT, n_listed=len(adverts))
    return store.run_folder(raw, SOURCE.source, writer.run_id)


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    folder = write(tmp_path, an_advert(source_id="1", title="Baker"), an_advert(source_id="2", payload={"a": [1]}))
    run = store.read_run(folder)
    assert (run.outcome, run.n_fetched, run.run_id) == ("complete", 2, "greenhouse.quillfeather@20261116T050000Z")
    assert store.read_source(folder) == SOURCE
    first, second = store.read_adverts(folder)
    assert (first["title"], first["record"], first["run_id"]) == ("Baker", 0, run.run_id)
    assert (second["record"], second["payload"]) == (1, {"a": [1]})
    assert list(store.runs(tmp_path)) == [folder]


def test_contacts_never_reach_the_disk(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        an_advert(source_id="1", description="ring 020 7946 0018", payload={"hr": {"mail": ["jo@example.org"]}}),
    )
    (advert,) = store.read_adverts(folder)
    assert advert["description"] == "ring [phone]"
    assert advert["payload"] == {"hr": {"mail": ["[e-mail]"]}}


def test_the_same_run_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    one = {f.name: f.read_bytes() for f in write(tmp_path / "a", an_advert(source_id="1")).iterdir()}
    two = {f.name: f.read_bytes() for f in write(tmp_path / "b", an_advert(source_id="1")).iterdir()}
    assert one == two
    again = {f.name: f.read_bytes() for f in write(tmp_path / "a", an_advert(source_id="1")).iterdir()}
    assert again == one


def test_a_run_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="lost"), RawWriter(tmp_path, SOURCE, AT) as writer:
        writer.add(an_advert(source_id="1"))
        raise RuntimeError("connection lost")
    assert list(store.runs(tmp_path)) == []
    assert not list(tmp_path.glob("*/*"))


def test_a_killed_writer_leaves_a_partial_folder_that_nobody_reads(tmp_path: Path) -> None:
    writer = RawWriter(tmp_path, SOURCE, AT)
    writer.add(an_advert(source_id="1"))  # and no finish: the process is gone
    assert list(store.runs(tmp_path)) == []
    folder = write(tmp_path, an_advert(source_id="2"))
    assert [a["source_id"] for a in store.read_adverts(folder)] == ["2"]


@pytest.mark.parametrize("content", ["", "{}", "[1]", "not json", '{"source": "x"}'])
def test_a_broken_manifest_is_named(tmp_path: Path, content: str) -> None:
    folder = write(tmp_path, an_advert(source_id="1"))
    (folder / store.RUN).write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"run\.json"):
        store.read_run(folder)


@pytest.mark.parametrize("name", ["..", ".", ".logs", "a/b", "../../etc", "é"])
def test_no_source_name_leaves_the_raw_folder(tmp_path: Path, name: str) -> None:
    folder = store.run_folder(tmp_path, name, f"{name}@20261116T050000Z")
    assert folder.parent.parent == tmp_path
    assert not folder.parent.name.startswith(".")


def test_half_a_surrogate_pair_is_no_character_wherever_it_stands(tmp_path: Path) -> None:
    """UTF-8 cannot hold it: one such address would stop the ingest of all sources."""
    half = "\ud83d"
    folder = write(
        tmp_path,
        an_advert(source_id=f"1{half}", url=f"https://x.example/{half}", employer=f"Pots {half}", description=half * 90,
                  payload={f"k{half}": [f"é{half}"]}),
    )  # fmt: skip
    (row,) = store.read_adverts(folder)
    assert (row["source_id"], row["url"], row["employer"]) == ("1\ufffd", "https://x.example/\ufffd", "Pots \ufffd")
    assert (row["description"], row["payload"]) == ("\ufffd" * 90, {"k\ufffd": ["é\ufffd"]})
