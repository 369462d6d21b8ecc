"""Where adverts stand: Greenhouse boards, career sites, job boards; which of them join, leave and fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from crawlers.items import Outcome, Source
from crawlers.market.dice import Dice
from crawlers.market.employers import BIG_EMPLOYER, Channel, Employer

_STREAM = 2
_JOB_BOARDS = (
    ("Tidewell Jobs", "general"), ("Kestrel Hiring Hub", "agencies"), ("Lanternpost Careers", "general"),
)  # fmt: skip
_PER_BOARD: dict[Channel, float] = {"advertiser": 66 / 40, "agency": 24 / 40}
Event = Literal["joins_late_with_stock", "joins", "leaves", "fails", "mass_posts"]
# What befalls which employer's board, in the order of make_employers; a market of fewer boards has fewer events.
# The late joiner and a mass poster at place 3 are traps for the statistics.
_EVENTS: dict[int, Event] = {
    BIG_EMPLOYER: "joins_late_with_stock",
    1: "fails",
    2: "leaves",
    3: "mass_posts",
    6: "leaves",
    9: "joins",
    14: "joins",
    19: "joins",
}


@dataclass(frozen=True, slots=True)
class Board:
    """One source and its life: the weeks it exists (inclusive), the runs that go wrong, whose adverts it shows.

    ``owner`` is the number of the employer whose own board it is, None for a job board; ``takes`` says which
    advertisers a job board lives on.
    """

    number: int
    source: Source
    owner: int | None
    takes: str | None
    first_week: int
    last_week: int
    event: Event | None = None
    troubles: dict[int, Outcome] = field(default_factory=dict)

    def exists(self, week: int) -> bool:
        return self.first_week <= week <= self.last_week

    def outcome(self, week: int) -> Outcome:
        """What a crawl of that week comes to."""
        return self.troubles.get(week, "complete")


def channels(n_boards: int) -> dict[Channel, int]:
    """How many employers of each channel a market of so many boards has (three job boards in forty).

    Raises ValueError below 4 boards, the fewest that hold one of each kind.
    """
    if n_boards < 4:
        raise ValueError(f"n_boards must be 4 or more, not {n_boards}")
    n_job_boards = n_job_boards_of(n_boards)
    n_sites = max(1, round(n_boards * 9 / 40))
    return {
        "greenhouse": n_boards - n_job_boards - n_sites,
        "job_posting": n_sites,
        "advertiser": round(_PER_BOARD["advertiser"] * n_boards),
        "agency": round(_PER_BOARD["agency"] * n_boards),
    }


def n_job_boards_of(n_boards: int) -> int:
    """Job boards among so many boards: at most three."""
    return min(len(_JOB_BOARDS), max(1, round(n_boards * 3 / 40)))


def make_boards(seed: int, employers: list[Employer], n_boards: int, n_weeks: int) -> list[Board]:
    """Employers' own boards in the order of the employers, then the job boards."""
    owned = [e for e in employers if e.channel in ("greenhouse", "job_posting")]
    boards = [_own_board(seed, e, n_weeks) for e in owned]
    for name, takes in _JOB_BOARDS[: n_job_boards_of(n_boards)]:
        slug = name.lower().replace(" ", "-")
        source = Source(source=slug, platform="job_posting", kind="job_board", name=name, token=slug, is_simulated=True)
        boards.append(Board(len(boards), source, None, takes, 0, n_weeks - 1))
    return boards


def _own_board(seed: int, employer: Employer, n_weeks: int) -> Board:
    event = _EVENTS.get(employer.number)
    is_greenhouse = employer.channel == "greenhouse"
    source = Source(
        source=employer.slug,
        platform="greenhouse" if is_greenhouse else "job_posting",
        kind="employer_board",
        name=employer.name,
        sector=employer.sector.name,
        token=employer.slug.replace("-", "") if is_greenhouse else employer.slug,
        is_simulated=True,
    )
    first, last = _life(event, employer.number, n_weeks)
    troubles = _troubles(Dice(seed, _STREAM, employer.number), n_weeks) if event == "fails" else {}
    return Board(employer.number, source, employer.number, None, first, last, event, troubles)


def _life(event: Event | None, number: int, n_weeks: int) -> tuple[int, int]:
    """First and last week of a board; ordinary joiners come in the first half, a leaver late or in mid-time."""
    first, last = 0, n_weeks - 1
    if event == "joins_late_with_stock":
        first = max(0, n_weeks - 8)
    elif event == "joins":
        first = n_weeks * number // 45
    elif event == "leaves":
        last = max(0, n_weeks - 10) if number == 2 else n_weeks // 2
    return first, last


def _troubles(dice: Dice, n_weeks: int) -> dict[int, Outcome]:
    """A fifth of a bad board's runs fail or stop half-way; its first and its newest three run well."""
    out: dict[int, Outcome] = {}
    for week in range(3, n_weeks - 3):
        if dice.chance(0.2):
            out[week] = "partial" if dice.chance(0.3) else "failed"
    return out
