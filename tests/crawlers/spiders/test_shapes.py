"""Every saved answer with one value at a time turned into something else: a spider reads it, or says by record and
field what is wrong; it never stumbles, and never loses adverts in silence.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import lxml.etree
import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawlers.base import BoardSpider, Sweep
from crawlers.board import Board
from crawlers.items import RawAdvert, Source
from crawlers.journal import as_json
from crawlers.memory import Memory
from crawlers.parse import json_ld, posting_page
from crawlers.parse.record import ShapeError
from crawlers.run import spider_class
from crawlers.store import as_row

SITE = Path(__file__).parents[2] / "site"
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
PLATFORMS = sorted({p.parent.parent.name for p in SITE.glob("*/*/case.json")} - {"warc"})  # WARC reads postings too
OPEN = {"feed", "job_posting"}  # whose vocabularies are anybody's: a field of another type is one that says nothing
XML = {"personio", "teamtailor", "nhs_jobs"}  # where one and a list of one look the same
CUSTOM = ("metadata", "value")  # Greenhouse: employers choose the type of a field of their own
NOTHING = (None, "", " ")
OTHERS: tuple[Any, ...] = (
    7, -1.5, True, "words", "http://[", "x" * 50_000, [], {}, [None], ["words"], [{}], {"words": {"words": [1]}},
)  # fmt: skip
FRAMES: tuple[Any, ...] = (None, 7, True, "words", {}, [None])
NUMBERS = {f.name for f in fields(RawAdvert) if f.name in ("pay_min", "pay_max")}
TEXTS = {f.name for f in fields(RawAdvert)} - NUMBERS - {"seen_at", "record", "payload"}


class Answered(NamedTuple):
    """A question of a spider about a saved case, and the answer."""

    case: Path
    source: Source
    hook: str
    kwargs: dict[str, Any]
    url: str
    body: bytes


class Told(NamedTuple):
    """What a spider makes of an answer."""

    n_listed: int
    is_whole: bool
    n_results: int


def address(platform: str, case: dict[str, Any]) -> str:
    if "{site}" in case["token"]:
        return ""
    has_own = "{token}" in spider_class(platform).address
    return f"http://site.example/{platform}" + (f"/{case['token']}" if has_own else "")


@cache
def sweep(folder: Path) -> Sweep:
    secrets = {name: f"invented-{name.lower()}" for platform in PLATFORMS for name in spider_class(platform).needs}
    return Sweep(folder, MOMENT, Memory(folder / "memory"), secrets=secrets)


def spider_of(source: Source, folder: Path) -> BoardSpider:
    cls = spider_class(source.platform)
    base = f"http://site.example/{source.platform}" + ("/{token}" if "{token}" in cls.address else "")
    spider: BoardSpider = cls([source], sweep(folder), base)
    return spider


def answers(folder: Path, raw: Path) -> Iterator[Answered]:
    """Lead a spider through a case as far as its answers go."""
    platform, case = folder.parent.name, json.loads((folder / "case.json").read_text("utf-8"))
    site = f"http://site.example/{platform}"
    about = {"kind": "employer_board", "name": "Register Name Ltd", "country": None} | case.get("source", {})
    source = Source(source=folder.name, platform=platform, token=case["token"].replace("{site}", site), **about)
    spider = spider_of(source, raw)
    board, asked = spider.boards[source.source], list(spider.start_board(spider.boards[source.source]) or ())
    while asked:
        request: Any = asked.pop(0)
        body = answer_to(request, case, folder, site)
        if body is None:
            continue
        told = Answered(folder, source, request.cb_kwargs["hook"], request.cb_kwargs["kwargs"], request.url, body)
        yield told
        results = getattr(spider, told.hook)(TextResponse(told.url, body=body), board, **told.kwargs)
        try:
            asked += [result for result in results or () if isinstance(result, Request)]
        except ShapeError:
            continue  # as the case has it


def answer_to(request: Request, case: dict[str, Any], folder: Path, site: str) -> bytes | None:
    for answer in case["answers"]:
        path = answer["path"].replace("{site}", site)
        if request.url != address(folder.parent.name, case) + path or answer.get("status", 200) != 200:
            continue
        if "body" not in answer or json.loads(request.body) == answer["body"]:
            body: bytes = (folder / answer["file"]).read_bytes()
            return body.replace(b"{site}", site.encode())
    return None


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("raw")


@pytest.fixture(scope="module")
def saved(raw: Path) -> Callable[[str], list[Answered]]:
    @cache
    def of(platform: str) -> list[Answered]:
        cases = sorted(p.parent for p in (SITE / platform).glob("*/case.json"))
        return list(chain.from_iterable(answers(case, raw) for case in cases))

    return of


def records(
    platform: str, answered: list[Answered], monkeypatch: pytest.MonkeyPatch, raw: Path
) -> list[tuple[Callable[..., RawAdvert], tuple[Any, ...]]]:
    """Each call of the platform's ``raw_advert`` that its hooks make of the saved answers."""
    module = posting_page if platform == "job_posting" else import_module(f"crawlers.spiders.{platform}")
    read: Callable[..., RawAdvert] = json_ld.raw_advert if platform == "job_posting" else module.raw_advert
    calls: list[tuple[Any, ...]] = []

    def noted(*args: Any) -> RawAdvert:
        calls.append(deepcopy(args))
        return read(*args)

    with monkeypatch.context() as patch:
        patch.setattr(module, "raw_advert", noted)
        for told in answered:
            tell(told, told.body, raw)
    return [(read, args) for args in calls]


def paths(value: Any, deepest: int, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where the values stand that a value holds, of a list the first three and the last."""
    if deepest == 0:
        return
    if isinstance(value, dict):
        inner: list[tuple[str | int, Any]] = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
        inner = inner[:3] + inner[3:][-1:]
    for key, part in inner:
        yield (*path, key)
        yield from paths(part, deepest - 1, (*path, key))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def changed(value: Any, path: tuple[str | int, ...], other: Any) -> Any:
    """The value with another one at the path, sharing with it all else."""
    if not path:
        return other
    copy = value.copy()
    copy[path[0]] = changed(value[path[0]], path[1:], other)
    return copy


def kind(value: Any) -> type:
    """Texts and numbers stand for one another."""
    return float if isinstance(value, (str, int, float)) and not isinstance(value, bool) else type(value)


def is_of_another_kind(platform: str, before: Any, other: Any) -> bool:
    if before is None or other in NOTHING or (platform in XML and list in (type(before), type(other))):
        return False
    return kind(other) is not kind(before)


def name_of(path: tuple[str | int, ...]) -> str:
    return [key for key in path if isinstance(key, str)][-1]


def said(advert: RawAdvert) -> dict[str, Any]:
    return {name: getattr(advert, name) for name in TEXTS | NUMBERS}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_value_of_any_other_kind_is_read_or_named(
    platform: str, saved: Callable[[str], list[Answered]], monkeypatch: pytest.MonkeyPatch, raw: Path
) -> None:
    calls = records(platform, saved(platform), monkeypatch, raw)
    assert calls
    silent = set()
    for read, (job, *rest) in calls:
        try:
            usual = said(read(job, *rest))
        except ShapeError:
            continue  # as the case has it
        for path in paths(job, 6):
            before = at(job, path)
            for other in (*NOTHING, *OTHERS):
                found = outcome(read, changed(job, path, other), rest, path)
                if found not in (None, usual) and platform not in OPEN and is_of_another_kind(platform, before, other):
                    if path[:3:2] == CUSTOM:
                        continue
                    silent.add((".".join(map(str, path)), type(other).__name__))
    assert silent == set(), "of another type, and read as if it said nothing"


def outcome(
    read: Callable[..., RawAdvert], job: Any, rest: list[Any], path: tuple[str | int, ...]
) -> dict[str, Any] | None:
    try:
        advert = read(job, *rest)
    except ShapeError as error:
        assert name_of(path) in str(error), "names the field"
        assert len(str(error)) < 500
        return None
    found = said(advert)
    assert all(value is None or (type(value) is str and value) for name, value in found.items() if name in TEXTS)
    assert all(value is None or (type(value) is float and value > 0 and isfinite(value)) for value in (
        found[name] for name in NUMBERS))  # fmt: skip
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_nested_without_end_can_still_be_written(
    platform: str, saved: Callable[[str], list[Answered]], monkeypatch: pytest.MonkeyPatch, raw: Path
) -> None:
    deep: Any = "words"
    for _ in range(240):
        deep = [{"words": deep}]
    for read, (job, *rest) in records(platform, saved(platform), monkeypatch, raw):
        try:
            advert = read(job | {"zz_new": deep}, *rest)
        except ShapeError as error:
            assert as_json(error.record)
        else:
            assert b"nested more than" in as_json(as_row(advert))


def tell(told: Answered, body: bytes, raw: Path) -> Told | str:
    """What the hook makes of the answer with this body; the fault where it names one."""
    spider = spider_of(told.source, raw)
    board: Board = spider.boards[told.source.source]
    try:
        results = list(getattr(spider, told.hook)(TextResponse(told.url, body=body), board, **told.kwargs) or ())
    except ShapeError as error:
        return str(error)
    is_proven = board.total == board.n_listed if board.total is not None else board.ended
    is_read = not any(isinstance(r, RawAdvert) and r.fault for r in results)
    return Told(board.n_listed, is_proven and is_read and board.cap is None, len(results))


def other_bodies(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The answer with one part of its frame of another type, renamed, or left out."""
    if body.lstrip()[:1] in b"{[":
        yield from other_json(json.loads(body))
    elif body.lstrip()[:5] == b"<?xml":
        yield from other_xml(body)


def other_json(answer: Any) -> Iterator[tuple[str, bytes]]:
    for whole in (None, "words", 7, True, {}, {"error": "no"}, ["words"], [None]):
        yield "all", json.dumps(whole).encode()
    for path in paths(answer, 2):
        where, before = ".".join(map(str, path)), at(answer, path)
        for other in FRAMES:
            if kind(other) is not kind(before) and before is not None:
                yield f"{where}: {other!r:.20}", json.dumps(changed(answer, path, other)).encode()
        if isinstance(path[-1], str):
            inner: Mapping[str, Any] = at(answer, path[:-1])
            renamed = {f"{k}2" if k == path[-1] else k: v for k, v in inner.items()}
            yield f"{where} renamed", json.dumps(changed(answer, path[:-1], renamed)).encode()


def other_xml(body: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        tags = sorted({e.tag for e in lxml.etree.fromstring(body).iter() if isinstance(e.tag, str)})
    except lxml.etree.XMLSyntaxError:
        return
    for tag in tags:
        for change in ("renamed", "nested"):
            root = lxml.etree.fromstring(body)
            for element in list(root.iter(tag)):
                if change == "renamed":
                    element.tag = f"{tag}2"
                else:
                    lxml.etree.SubElement(element, "x").text = "words"
            yield f"{tag} {change}", lxml.etree.tostring(root, xml_declaration=True, encoding="utf-8")


def has_fewer(found: Told, usual: Told) -> bool:
    return found.n_listed < usual.n_listed or (not usual.n_listed and found.n_results < usual.n_results)


@pytest.mark.parametrize("platform", [p for p in PLATFORMS if p not in OPEN])
def test_an_answer_of_another_shape_is_named_or_proves_nothing(
    platform: str, saved: Callable[[str], list[Answered]], raw: Path
) -> None:
    silent = set()
    for told in saved(platform):
        usual = tell(told, told.body, raw)
        for what, body in other_bodies(told.body):
            found = tell(told, body, raw)
            if isinstance(found, Told) and isinstance(usual, Told) and found.is_whole and has_fewer(found, usual):
                silent.add((told.hook, what))
    assert silent == set(), "fewer adverts, and called whole"
