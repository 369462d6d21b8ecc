"""What can go wrong at a source of the market, as plain data: each field is one kind of trouble, and they combine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

Where = Literal["all", "listing", "page"]
Reservation = Literal["file", "header", "meta"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong at one source.

    *Which requests.* ``at``: all of the source's, those for its listing (a board's jobs, a site's sitemaps) or those
    for single adverts; ``every``: of the single adverts only each so manieth in the listing's order; ``times``: it
    ends after it struck so many requests (None: it lasts).

    *In place of the answer.* ``status``: that HTTP status. ``retry_after``: the header of that name, as given;
    ``retry_as_date``: its seconds as a date. ``redirect``: the address all are sent on to ("{path}" in it: the path asked for, so
    "{path}" alone is a loop; "/login" is a page to log in at). ``maintenance``: a page that says so, with 200 unless
    ``status`` says otherwise. ``moved_to``: 404, and the adverts stand under this (platform, token) with new ids.

    *In the listing.* ``empty``: no advert. ``cap``: no more than so many, in silence: the total agrees. ``has_total``
    False: a board tells no total. ``missing``: so many of those counted do not come (left out by a board, pages that
    answer 500 at a site). ``twice``: so many stand in it a second time. ``touched``: each claims a change on the day of
    the crawl. ``reused_by``: the source whose adverts stand under this token now.

    *In the records.* ``renamed``: (field, new name); ``replaced``: (field, value) for a field that is new or of another
    type. ``broken_json_ld``: a page's JSON-LD breaks off in mid-object. ``postings``: so many on each page, its own and
    those of the next adverts.

    *On the way.* ``slow``: seconds before the answer begins. ``drip``: seconds its body takes, the headers being there
    at once. ``truncate``: the connection breaks half-way through the body. ``charset``: what is declared in place of
    utf-8, the bytes unchanged ("": nothing). ``mojibake``: UTF-8 read as Windows-1252 and written as UTF-8 again.
    ``bomb``: a gzipped body of so many bytes. ``endless``: a body without end.

    *What the law says.* ``robots_forbid``: robots.txt forbids the source's addresses. ``reserved``: text and data
    mining is reserved by tdmrep.json, by a header of each answer, or in the pages' heads.
    """

    at: Where = "all"
    every: int = 1
    times: int | None = None

    status: int | None = None
    retry_after: str | None = None
    retry_as_date: bool = False
    redirect: str | None = None
    maintenance: bool = False
    moved_to: tuple[str, str] | None = None

    empty: bool = False
    cap: int | None = None
    has_total: bool = True
    missing: int = 0
    twice: int = 0
    touched: bool = False
    reused_by: str | None = None

    renamed: tuple[tuple[str, str], ...] = ()
    replaced: tuple[tuple[str, object], ...] = ()
    broken_json_ld: bool = False
    postings: int = 1

    slow: float = 0.0
    drip: float = 0.0
    truncate: bool = False
    charset: str | None = None
    mojibake: bool = False
    bomb: int = 0
    endless: bool = False

    robots_forbid: bool = False
    reserved: Reservation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the host as a whole behaves.

    ``robots_status``: what robots.txt answers. ``crawl_delay`` (seconds) and ``request_rate`` ("1/5": one request in
    five seconds) stand in it. ``has_etag``, ``has_last_modified``: by what a client can ask conditionally.
    """

    robots_status: int = 200
    crawl_delay: float | None = None
    request_rate: str | None = None
    has_etag: bool = True
    has_last_modified: bool = True


WELL = Fault()


def combined(faults: Iterable[Fault]) -> Fault:
    """One fault that holds all that these say; of two that say the same thing the later is heard."""
    ordinary = [(field.name, field.default) for field in fields(Fault)]
    said = {name: getattr(fault, name) for fault in faults for name, usual in ordinary if getattr(fault, name) != usual}
    return Fault(**said)
