"""Saved answers of each platform, crawled by the real code over HTTP: ``<platform>/<case>/`` holds what a server says
(``case.json`` and its files) and what is to be made of it (``expected.json``).

The answers are written by us in the platform's format. A case without expected.json gets one written and fails, so
that somebody reads it. All cases are boards of one sweep. "{site}" stands for the server's address and the platform.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from crawlers.items import CrawlRun, Source, run_id
from crawlers.run import CrawlOptions, crawl, spider_class
from crawlers.sources import PLATFORMS
from crawlers.store import read_adverts, run_folder

HERE = Path(__file__).parent
SEEN_AT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
CASES = sorted(p.parent for p in HERE.glob("*/*/case.json"))
TYPES = {".json": "application/json", ".xml": "application/xml", ".html": "text/html", ".gz": "application/gzip"}
OF_THE_RUN = {"source", "run_id", "record", "seen_at"}


def read_case(folder: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((folder / "case.json").read_text("utf-8"))
    return case


class Site:
    """Answers as the cases say; whatever no case knows is 404."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[tuple[Path, dict[str, Any]]]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                site.send(self, self.rfile.read(size))

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        Thread(target=self.http.serve_forever, daemon=True).start()

    def add(self, folder: Path) -> None:
        case = read_case(folder)
        root = "" if "{site}" in case["token"] else base(self.url, folder.parent.name, case["token"])[len(self.url) :]
        for answer in case["answers"]:
            path = answer["path"].replace("{site}", f"/{folder.parent.name}")
            self.answers.setdefault((answer.get("method", "GET"), root + path), []).append((folder, answer))

    def send(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        asked = self.answers.get((handler.command, handler.path), [])
        fitting = [(f, a) for f, a in asked if "body" not in a or (body and a["body"] == json.loads(body))]
        folder, answer = fitting[0] if fitting else (HERE, {"status": 404})
        sent = self.content(folder / answer["file"], folder.parent.name) if "file" in answer else b""
        handler.send_response(answer.get("status", 200))
        suffix = Path(answer.get("file", ".json")).suffix
        handler.send_header("Content-Type", answer.get("type", TYPES.get(suffix, "application/octet-stream")))
        handler.send_header("Content-Length", str(len(sent)))
        for name, value in answer.get("headers", {}).items():
            handler.send_header(name, value.replace("{site}", f"{self.url}/{folder.parent.name}"))
        handler.end_headers()
        handler.wfile.write(sent)

    def content(self, path: Path, platform: str) -> bytes:
        return path.read_bytes().replace(b"{site}", f"{self.url}/{platform}".encode())


def base(url: str, platform: str, token: str) -> str:
    own = spider_class(platform).address
    return f"{url}/{platform}/{token}" if "{token}" in own else f"{url}/{platform}"


def source_of(folder: Path, url: str) -> Source:
    case, platform = read_case(folder), folder.parent.name
    about = {"kind": "employer_board", "name": "Register Name Ltd", "country": None} | case.get("source", {})
    token = case["token"].replace("{site}", f"{url}/{platform}")
    return Source(source=f"{platform}.{folder.name}", platform=platform, token=token, **about)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Path, dict[str, Any]]]:
    """Every case: what the crawl made of it."""
    raw = tmp_path_factory.mktemp("raw")
    site = Site()
    for folder in CASES:
        site.add(folder)
    platforms = sorted({folder.parent.name for folder in CASES})
    secrets = {name: f"invented-{name.lower()}" for p in platforms for name in spider_class(p).needs}
    bases = {p: base(site.url, p, "{token}") for p in platforms}
    options = CrawlOptions(delay=0.0, api_base=bases, secrets=secrets)
    sources = [source_of(folder, site.url) for folder in CASES]
    runs = crawl(sources, raw, SEEN_AT, options)
    yield {folder: outcome(raw, run, site.url, folder.parent.name) for folder, run in zip(CASES, runs, strict=True)}
    site.http.shutdown()


def outcome(raw: Path, run: CrawlRun, url: str, platform: str) -> dict[str, Any]:
    rows = read_adverts(run_folder(raw, run.source, run_id(run.source, SEEN_AT)))
    said = {
        "outcome": run.outcome,
        "proof": run.proof,
        "n_listed": run.n_listed,
        "n_dropped": run.n_dropped,
        "adverts": [{k: v for k, v in row.items() if v is not None and k not in OF_THE_RUN} for row in rows],
    }
    text = json.dumps(said, ensure_ascii=False).replace(f"{url}/{platform}", "{site}")
    made: dict[str, Any] = json.loads(text)
    return made


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_saved_answers_are_read_as_expected(case: Path, crawled: dict[Path, dict[str, Any]]) -> None:
    expected = case / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(crawled[case], ensure_ascii=False, indent=2) + "\n", "utf-8")
        pytest.fail(f"{expected.relative_to(HERE)} was missing and is written now: read it, correct it, run again")
    assert crawled[case] == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_every_platform_has_saved_answers_and_a_spider_of_its_name(platform: str) -> None:
    assert len([case for case in CASES if case.parent.name == platform]) >= 2
    assert spider_class(platform).name == platform
