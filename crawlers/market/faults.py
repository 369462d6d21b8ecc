"""What can go wrong at a source of the market, as plain data: each field is one kind of trouble, and they combine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

Where = Literal["all", "listing", "page"]
Reservation = Literal["file", "header", "meta"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong at one source; a field left as it is means that this goes well."""

    # Which requests it strikes: all of the source's, those for its listing (a board's jobs, a site's sitemaps) or those
    # for single adverts, of these only each so manieth in the listing's order, and so often before it is over.
    at: Where = "all"
    every: int = 1
    times: int | None = None

    # In place of the answer.
    status: int | None = None
    retry_after: str | None = None  # the header's value; None sends none
    retry_as_date: bool = False  # its seconds as a date
    redirect: str | None = None  # where all are sent; "{path}" is what was asked for (alone: a loop), "/login" a login
    maintenance: bool = False  # a page that says so, with 200 where ``status`` says nothing
    moved_to: tuple[str, str] | None = None  # 404: the adverts stand under this platform and token, with new ids

    # In the listing.
    empty: bool = False
    cap: int | None = None  # no more than so many, in silence: the total agrees
    has_total: bool = True  # of a board: False tells none
    missing: int = 0  # so many of those counted do not come: left out by a board, pages that answer 500 at a site
    twice: int = 0  # so many are listed a second time
    touched: bool = False  # each claims to have been changed on the day of the crawl
    reused_by: str | None = None  # the source whose adverts stand under this token now

    # In the records.
    renamed: tuple[tuple[str, str], ...] = ()  # fields, and what they are called now
    replaced: tuple[tuple[str, object], ...] = ()  # fields that are new or of another type, and their values
    broken_json_ld: bool = False  # it breaks off in mid-object
    postings: int = 1  # so many on each page: its own and those of the next adverts

    # On the way.
    slow: float = 0.0  # seconds before the answer begins
    drip: float = 0.0  # seconds that the body takes, its headers being there at once
    truncate: bool = False  # the connection breaks half-way through the body
    charset: str | None = None  # what is declared in place of utf-8, the bytes unchanged; "": nothing
    mojibake: bool = False  # UTF-8, read as Windows-1252 and written as UTF-8 again
    bomb: int = 0  # a gzipped body of so many bytes
    endless: bool = False

    # What the law says.
    robots_forbid: bool = False  # robots.txt forbids the source's addresses
    reserved: Reservation | None = None  # mining, by tdmrep.json, by a header of each answer, by the pages' heads


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
