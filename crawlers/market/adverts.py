"""From openings to adverts: on which boards a vacancy stands, for which weeks, in which words and versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from crawlers.items import Source
from crawlers.market.boards import Board
from crawlers.market.dice import Dice
from crawlers.market.employers import Employer
from crawlers.market.prose import Body, agency_retelling, compose, markup, written
from crawlers.market.tables import Place, places, wordings
from crawlers.market.vacancies import Vacancy
from crawlers.market.weeks import Weeks

_STREAM = 6
SIBLING_NUMBERS = 10**8  # a sibling's own number: that of its original and this, so that numbers stay unique
Kind = Literal["original", "multi_board_duplicate", "repost", "sibling", "expired_still_listed"]


@dataclass(frozen=True, slots=True, eq=False)
class MarketAdvert:
    """One version of one advert at one source, ready to be served in the weeks ``first_week`` to ``last_week``.

    ``source_id`` is the number the source knows it by and ``url`` its own address there (under ``.example``).
    ``updated_at`` moves with each version. ``has_pay_field`` says that a structured salary stands beside the words.
    ``duplicate_of`` and ``repost_of`` are (source, source_id) of the advert this one repeats. Identity is equality.
    """

    source: Source
    source_id: str
    version: int
    vacancy: Vacancy
    kind: Kind
    advertiser: str
    advertiser_website: str
    title: str
    place: str
    html: str
    url: str
    published_at: datetime
    updated_at: datetime
    valid_through: date | None
    has_pay_field: bool
    shows_requisition: bool
    first_week: int
    last_week: int
    duplicate_of: tuple[str, str] | None = None
    repost_of: tuple[str, str] | None = None
    similar: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Listing:
    """Where and when an opening is to stand, before its weeks are cut to those its board exists in."""

    board: Board
    vacancy: Vacancy
    kind: Kind
    first: int
    last: int
    overstay: int = 0
    agency: Employer | None = None
    ordinal: int = 0


class Publisher:
    """Turns openings into adverts. Boards and employers are those of one market."""

    def __init__(self, seed: int, employers: list[Employer], boards: list[Board], weeks: Weeks) -> None:
        self._seed, self._weeks = seed, weeks
        self._own = {board.owner: board for board in boards if board.owner is not None}
        self._general = [board for board in boards if board.takes == "general"]
        self._agency_boards = [b for b in boards if b.takes == "agencies"] or self._general
        self._agencies = [employer for employer in employers if employer.is_agency]
        self._n_boards = len(boards)
        self._listed: dict[str, list[tuple[str, str]]] = {}
        self._n = 0

    def publish(self, vacancy: Vacancy) -> list[MarketAdvert]:
        """Every version of every advert that one opening gives rise to, siblings and reposts included."""
        dice = Dice(self._seed, _STREAM, vacancy.number)
        out: list[MarketAdvert] = []
        for one in (vacancy, *_siblings(dice, vacancy)):
            body = compose(self._seed, one)
            original: MarketAdvert | None = None
            for listing in self._listings(dice, one, is_repeat=bool(out)):
                versions = self._versions(dice, listing, body, original)
                original = original or (versions[0] if versions else None)
                out += versions
        return out

    def _listings(self, dice: Dice, vacancy: Vacancy, *, is_repeat: bool) -> Iterator[_Listing]:
        """The first is the opening's main advert, the rest repeat it; ``is_repeat``: it has a sibling before it."""
        home = self._home(vacancy.employer)
        kind: Kind = "sibling" if is_repeat else "original"
        overstay = dice.whole(2, 6) if home.source.platform == "job_posting" and dice.chance(0.12) else 0
        yield _Listing(home, vacancy, kind, vacancy.week, vacancy.last_week, overstay)
        for ordinal, board in enumerate(self._copies(dice, vacancy.employer, home), start=1):
            late = dice.whole(0, 2)
            again = self._second_agency(dice, vacancy.employer) if board is home else None
            yield _Listing(
                board, vacancy, "multi_board_duplicate", vacancy.week + late, vacancy.last_week,
                agency=again, ordinal=ordinal,
            )  # fmt: skip
        if dice.chance(0.06):
            first = vacancy.last_week + overstay + dice.whole(2, 5)
            yield _Listing(home, vacancy, "repost", first, first + dice.whole(3, 9), ordinal=9)

    def _home(self, employer: Employer) -> Board:
        """The board an employer's adverts stand on first."""
        if employer.number in self._own:
            return self._own[employer.number]
        boards = self._agency_boards if employer.is_agency else self._general
        return boards[employer.number % len(boards)]

    def _copies(self, dice: Dice, employer: Employer, home: Board) -> list[Board]:
        """Further boards that carry the same opening; the home board again where a second agency copies it."""
        others = [board for board in self._general if board is not home]
        share = 0.2 if employer.is_agency else 0.13
        out = [dice.pick(others)] if others and dice.chance(share) else []
        if employer.is_agency and dice.chance(0.06):
            out.append(home)
        return out

    def _second_agency(self, dice: Dice, first: Employer) -> Employer | None:
        others = [agency for agency in self._agencies if agency is not first]
        return dice.pick(others) if others else None

    def _versions(self, dice: Dice, listing: _Listing, body: Body, original: MarketAdvert | None) -> list[MarketAdvert]:
        """The listing as it is first published and, now and then, as later edited; [] where it is never served."""
        board = listing.board
        first = max(listing.first, board.first_week, 0)
        last = min(listing.last + listing.overstay, board.last_week, self._weeks.n - 1)
        edited = dice.whole(listing.first + 1, max(listing.first + 1, listing.last)) if dice.chance(0.06) else None
        notice = dice.pick(wordings()["edits"])
        advert = self._advert(dice, listing, body, original, first, last)
        if first > last:
            return []
        if edited is None or not first < edited <= last:
            return [advert]
        return [replace(advert, last_week=edited - 1), self._edited(advert, edited, notice)]

    def _advert(
        self, dice: Dice, listing: _Listing, body: Body, original: MarketAdvert | None, first: int, last: int
    ) -> MarketAdvert:
        vacancy, board = listing.vacancy, listing.board
        number = self._number(listing)
        repeats = (original.source.source, original.source_id) if original else None
        posted = _posted_on(listing, self._weeks, dice)
        closes = _closes_on(listing, posted)
        claims_end = board.source.platform == "job_posting" and (listing.overstay > 0 or dice.chance(0.85))
        is_expired = claims_end and closes < self._weeks.monday(last)
        published = datetime.combine(posted, time(dice.whole(7, 19), dice.whole(0, 59)), UTC)
        teller = listing.agency or vacancy.employer
        own_site = board.owner is not None
        return MarketAdvert(
            source=board.source, source_id=number, version=1, vacancy=vacancy,
            kind="expired_still_listed" if is_expired else _kind(listing, original),
            advertiser=teller.name if own_site else teller.legal_name, advertiser_website=teller.website,
            title=vacancy.title, place=place_words(dice, vacancy), html=self._html(dice, listing, body, teller, closes),
            url=f"https://{_host(board)}/jobs/{number}", published_at=published, updated_at=published,
            valid_through=closes if claims_end else None,
            has_pay_field=vacancy.pay.is_stated and dice.chance(0.65), shows_requisition=own_site and dice.chance(0.7),
            first_week=first, last_week=last,
            duplicate_of=repeats if listing.kind == "multi_board_duplicate" else None,
            repost_of=repeats if listing.kind == "repost" else None,
            similar=self._similar(board, number, vacancy.title),
        )  # fmt: skip

    def _number(self, listing: _Listing) -> str:
        """Seven digits or more, unique in the market."""
        self._n += 1
        return str(4_000_000 + (self._n * self._n_boards + listing.board.number) * 7 + listing.ordinal % 7)

    def _html(self, dice: Dice, listing: _Listing, body: Body, teller: Employer, closes: date) -> str:
        extra: list[str] = []
        if listing.agency:
            body = agency_retelling(self._seed, body, listing.vacancy, teller)
        elif listing.kind == "multi_board_duplicate":
            body = replace(body, benefits=body.benefits[:-1])
        if listing.kind == "repost":
            before, now = written(listing.vacancy.closes_on), written(closes)
            body = replace(body, closing=tuple(line.replace(before, now) for line in body.closing))
            extra += [dice.pick(wordings()["readvertised"])] if dice.chance(0.5) else []
        if listing.board.owner is None:
            extra.append(dice.pick(wordings()["job_board_footers"]).format(board=listing.board.source.name))
        return markup(body, teller, extra)

    def _edited(self, advert: MarketAdvert, week: int, notice: str) -> MarketAdvert:
        """The advert with a line added and its closing date moved on two weeks, from one week on."""
        edited_at = self._weeks.crawl_moment(week) - timedelta(days=2)
        closes = (advert.valid_through or self._weeks.monday(week)) + timedelta(weeks=2)
        line = notice.format(closing=written(closes))
        return replace(
            advert, version=2, html=f"{advert.html}<p>{line}</p>", updated_at=edited_at, first_week=week,
            valid_through=closes if advert.valid_through and advert.kind != "expired_still_listed"
            else advert.valid_through,
        )  # fmt: skip

    def _similar(self, board: Board, number: str, title: str) -> tuple[tuple[str, str], ...]:
        """Titles and numbers of the three adverts that came to the same source before."""
        before = self._listed.setdefault(board.source.source, [])
        similar = tuple(before[-3:])
        before.append((title, number))
        return similar


def place_words(dice: Dice, vacancy: Vacancy) -> str:
    """The location as an advert's field words it."""
    if vacancy.abroad:
        return vacancy.abroad
    if not vacancy.places:
        return dice.pick(("Remote - UK", "UK Remote", "Remote (United Kingdom)", "United Kingdom"))
    if len(vacancy.places) > 1:
        return dice.pick(("; ", " / ", " or ")).join(place.town for place in vacancy.places)
    town, county = vacancy.places[0].town, vacancy.places[0].county
    forms = [town, f"{town}, UK", f"{town}, United Kingdom", f"{town}, England, United Kingdom", f"{town}, {county}"]
    if vacancy.places[0].region in ("Scotland", "Wales", "Northern Ireland"):
        forms[3] = f"{town}, {vacancy.places[0].region}"
    if town == "London":
        forms[4:] = ["Central London", "Shoreditch, London", "City of London"]
    return dice.pick(forms)


def _siblings(dice: Dice, vacancy: Vacancy) -> list[Vacancy]:
    """Now and then the same role in one or two more towns, in the same words and the same week."""
    employer = vacancy.employer
    may = not employer.is_agency and len(vacancy.places) == 1 and vacancy.workplace != "remote"
    if not (may and dice.chance(0.05)):
        return []
    here = vacancy.places[0].town
    towns = [place for place in dice.some(places(), 3) if place.town != here and place.town not in vacancy.title]
    return [_sibling(vacancy, town, k) for k, town in enumerate(towns[: dice.whole(1, 2)], start=1)]


def _sibling(vacancy: Vacancy, town: Place, k: int) -> Vacancy:
    return replace(
        vacancy, number=vacancy.number + k * SIBLING_NUMBERS, places=(town,), copy_of=vacancy.number,
        title=vacancy.title.replace(vacancy.places[0].town, town.town), requisition=f"{vacancy.requisition}-{k}",
    )  # fmt: skip


def _posted_on(listing: _Listing, weeks: Weeks, dice: Dice) -> date:
    """The opening's own date, or for a later copy or repost a day of the week before its first crawl."""
    if listing.first == listing.vacancy.week:
        return listing.vacancy.posted_on
    return weeks.monday(listing.first) - timedelta(days=dice.whole(1, 7))


def _kind(listing: _Listing, original: MarketAdvert | None) -> Kind:
    """What the listing is to one who reads only what is served: a copy of nothing seen is an original."""
    return "original" if original is None and listing.kind in ("multi_board_duplicate", "repost") else listing.kind


def _closes_on(listing: _Listing, posted: date) -> date:
    if listing.kind == "repost":
        return posted + timedelta(weeks=listing.last - listing.first + 1)
    return listing.vacancy.closes_on


def _host(board: Board) -> str:
    kind = "boards" if board.source.platform == "greenhouse" else "careers" if board.owner is not None else "www"
    return f"{kind}.{board.source.source}.example"
