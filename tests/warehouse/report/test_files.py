import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.report import files
from warehouse.report.content import Content
from warehouse.report.files import write_report


def test_the_same_runs_give_the_same_bytes(
    fresh: Callable[..., Content], gather: Callable[..., Content], tmp_path: Path
) -> None:
    first, second = (write_report(load(weeks=40), tmp_path / str(n)) for n, load in enumerate((fresh, gather)))
    assert [p.name for p in first] == [p.name for p in second]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_the_manifest_names_every_other_file(full: Content, tmp_path: Path) -> None:
    paths = write_report(full, tmp_path / "2026-W46")
    manifest = json.loads((tmp_path / "2026-W46" / "manifest.json").read_text("utf-8"))
    assert manifest["week"] == "2026-W46"
    assert manifest["vintage"] == full.vintage
    assert {p.name for p in paths} == set(manifest["files"]) | {"manifest.json"}
    assert {"index.html", "report.md", "report.json", "title_trend.csv", "sources.csv"} <= set(manifest["files"])
    for path in paths:
        if path.name != "manifest.json":
            data = path.read_bytes()
            assert manifest["files"][path.name] == {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def test_csv_is_rfc_4180(hostile: Content, tmp_path: Path) -> None:
    write_report(hostile, tmp_path / "r")
    data = (tmp_path / "r" / "examples.csv").read_bytes().decode("utf-8")
    assert data.startswith("title_family,advert_id,")
    with (tmp_path / "r" / "examples.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert len(rows) == hostile.examples.height
    assert rows[0]["title_raw"] == hostile.examples["title_raw"][0]
    sources = (tmp_path / "r" / "sources.csv").read_bytes()
    assert sources.count(b"\r\n") == sources.count(b"\n") == hostile.sources.height + 1


def test_a_new_report_replaces_the_old_one_whole(short: Content, tmp_path: Path) -> None:
    folder = tmp_path / "2026-W46"
    folder.mkdir()
    (folder / "left_over.csv").write_text("old")
    paths = write_report(short, folder)
    assert sorted(folder.iterdir()) == paths
    assert not (folder / "left_over.csv").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["2026-W46"]


def test_a_failure_leaves_the_old_report(short: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "2026-W46"
    before = {p.name: p.read_bytes() for p in write_report(short, folder)}

    def broken(*_: object) -> str:
        raise RuntimeError("no page today")

    monkeypatch.setattr(files, "render_json", broken)
    with pytest.raises(RuntimeError, match="no page today"):
        write_report(short, folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
