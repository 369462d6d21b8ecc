"""The report's folder: page, Markdown, JSON, a CSV per table, and a manifest; swapped in whole."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path

from warehouse.report.content import Content
from warehouse.report.render import render_html, render_json, render_markdown, report_page, tables


def write_report(content: Content, folder: Path) -> list[Path]:
    """Write the report and give its files, sorted. The same content gives the same bytes.

    It is written beside the folder and then renamed to it, so that a reader finds the old report or the new one,
    never half of one.
    """
    fresh, old = (folder.with_name(f".{folder.name}.{suffix}") for suffix in ("new", "old"))
    for left_over in (fresh, old):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh.mkdir(parents=True)
    _write(content, fresh)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return sorted(folder.iterdir())


def _write(content: Content, folder: Path) -> None:
    page = report_page(content)
    files = {
        "index.html": render_html(content, page),
        "report.md": render_markdown(content, page),
        "report.json": render_json(content, page),
    } | {f"{name}.csv": frame.write_csv(line_terminator="\r\n") for name, frame in tables(content).items()}
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    manifest = {
        "week": str(content.week),
        "vintage": content.vintage,
        "versions": asdict(content.versions) | {"source_list": content.source_list},
        "files": {name: _digest(text.encode()) for name, text in files.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, sort_keys=True, indent=1) + "\n", "utf-8")


def _digest(content: bytes) -> dict[str, str | int]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
