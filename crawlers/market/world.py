"""The simulated UK job market: built from a seed, asked week by week, its truth kept."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import date

from crawlers.items import Source
from crawlers.market.adverts import MarketAdvert, Publisher
from crawlers.market.boards import Board, channels, make_boards
from crawlers.market.employers import Employer, make_employers
from crawlers.market.tables import families
from crawlers.market.truth import Row, advert_rows, board_rows, trend_rows
from crawlers.market.vacancies import Hiring, Vacancy
from crawlers.market.weeks import Weeks

SEED, N_WEEKS, LAST_MONDAY, N_BOARDS = 47, 80, date(2026, 11, 16), 40


class Market:
    """A whole market: boards, adverts and truth. Weeks are counted from 0, the oldest; see ``weeks`` for dates."""

    def __init__(
        self, weeks: Weeks, employers: list[Employer], boards: list[Board], hiring: Hiring, adverts: list[MarketAdvert]
    ) -> None:
        """``adverts`` are all versions of all adverts; ``hiring`` is what drew their vacancies."""
        self.weeks, self.employers, self.boards, self.adverts = weeks, employers, boards, adverts
        self._hiring = hiring
        self._by_name = {board.source.source: board for board in boards}
        self._at: dict[tuple[str, int], list[MarketAdvert]] = defaultdict(list)
        for advert in adverts:
            for week in range(advert.first_week, advert.last_week + 1):
                self._at[advert.source.source, week].append(advert)

    def sources(self, week_index: int) -> list[Source]:
        """The sources that exist that week, in a fixed order."""
        return [board.source for board in self.boards if board.exists(self._within(week_index))]

    def board(self, source: Source | str) -> Board:
        """The board behind a source. Raises KeyError where the market has none of that name."""
        return self._by_name[source if isinstance(source, str) else source.source]

    def open_adverts(self, source: Source | str, week_index: int) -> list[MarketAdvert]:
        """What a source shows that week, in the version of that week; [] where it does not exist then."""
        return list(self._at.get((self.board(source).source.source, self._within(week_index)), []))

    def vacancies(self) -> list[Vacancy]:
        """Openings that are served at least once, siblings among them, each once."""
        return list({advert.vacancy.number: advert.vacancy for advert in self.adverts}.values())

    def truth(self) -> list[Row]:
        """One row per advert at a source; the columns are those of ``truth.advert_rows``."""
        return advert_rows(self.adverts, self.weeks)

    def trend_truth(self) -> list[Row]:
        """One row per title family and per skill: what becomes of it, and by what factor."""
        return trend_rows(self._hiring)

    def board_truth(self) -> list[Row]:
        """One row per source: its life, its failed and partial weeks, and the event it stands for."""
        return board_rows(self.boards, self.weeks)

    def digest(self) -> str:
        """sha256 over all that is served and all that is true: equal for equal markets."""
        sha = hashlib.sha256()
        for row in (*self.truth(), *self.trend_truth(), *self.board_truth()):
            sha.update(json.dumps(row, sort_keys=True, default=str).encode())
        for advert in self.adverts:
            sha.update(f"{advert.url}|{advert.version}|{advert.title}|{advert.place}|{advert.html}".encode())
        return sha.hexdigest()

    def _within(self, week_index: int) -> int:
        if not 0 <= week_index < self.weeks.n:
            raise IndexError(f"week_index {week_index}: this market has weeks 0 to {self.weeks.n - 1}")
        return week_index


def build_market(
    seed: int = SEED,
    *,
    n_weeks: int = N_WEEKS,
    last_week_monday: date = LAST_MONDAY,
    n_boards: int = N_BOARDS,
    scale: float = 1.0,
) -> Market:
    """A market of ``n_weeks`` weeks and ``n_boards`` sources; ``scale`` multiplies the adverts of each.

    The same arguments give the same market on every machine. Raises ValueError for fewer than 4 boards, for
    more employers than there are names, and for a last week that is not a Monday.
    """
    weeks = Weeks(last_week_monday, n_weeks)
    employers = make_employers(seed, channels(n_boards), scale)
    boards = make_boards(seed, employers, n_boards, n_weeks)
    hiring = Hiring(
        seed, employers, families(), weeks, _owner(boards, "mass_posts"), _owner(boards, "joins_late_with_stock")
    )
    publisher = Publisher(seed, employers, boards, weeks)
    adverts = [advert for vacancy in hiring.vacancies() for advert in publisher.publish(vacancy)]
    return Market(weeks, employers, boards, hiring, adverts)


def _owner(boards: list[Board], event: str) -> int | None:
    return next((board.owner for board in boards if board.event == event), None)
