"""The market's truth as plain rows, to hold the pipelines and the statistics to."""

from __future__ import annotations

from typing import Any

import numpy as np

from crawlers.market.adverts import MarketAdvert
from crawlers.market.boards import Board
from crawlers.market.pay import SPECIALISM_PREMIUM
from crawlers.market.tables import Family, skills
from crawlers.market.trends import BURN_IN, ratio
from crawlers.market.vacancies import Asked, Hiring, Vacancy, skill_curve
from crawlers.market.weeks import Weeks

Row = dict[str, Any]


def advert_rows(adverts: list[MarketAdvert], weeks: Weeks) -> list[Row]:
    """One row per advert at a source, versions joined, in order of first publication.

    ``vacancy_id`` is shared by an opening's main advert and its duplicates on other boards; a repost and a
    sibling have their own and name the advert they repeat (``repost_of``, ``sibling_of``). ``first_week`` and
    ``last_week`` are the weeks it is served in (both included), ``posted_on`` and ``valid_through_on`` the dates
    it claims in fields of their own, ``closes_on`` when its opening was first meant to close. Pay: ``pay_min
    pay_max pay_period pay_basis ote ir35`` are what the advert states (None: it does not), ``true_pay_*`` what
    is paid. ``level contract hours sector`` hold whether the advert tells them or not; ``level_in_title`` says whether
    its title tells the level. ``workplace`` None: unstated.
    """
    merged: dict[tuple[str, str], list[MarketAdvert]] = {}
    for advert in adverts:
        merged.setdefault((advert.source.source, advert.source_id), []).append(advert)
    mains = {a.vacancy.number: versions[0] for versions in merged.values() if (a := versions[0]).repost_of is None}
    return [_advert_row(versions[0], versions[-1], mains, weeks) for versions in merged.values()]


def _advert_row(first: MarketAdvert, last: MarketAdvert, mains: dict[int, MarketAdvert], weeks: Weeks) -> Row:
    vacancy = first.vacancy
    main = mains.get(vacancy.copy_of) if vacancy.copy_of else None
    return {
        "source": first.source.source,
        "source_id": first.source_id,
        "platform": first.source.platform,
        "vacancy_id": _vacancy_id(first),
        "kind": first.kind,
        "duplicate_of": first.duplicate_of,
        "repost_of": first.repost_of,
        "sibling_of": _vacancy_id(main) if main else None,
        "title": first.title,
        "advertiser": first.advertiser,
        "place": first.place,
        "posted_on": first.published_at.date(),
        "valid_through_on": last.valid_through,
        "closes_on": vacancy.closes_on,
        "first_index": first.first_week,
        "last_index": last.last_week,
        "first_week": weeks.label(first.first_week),
        "last_week": weeks.label(last.last_week),
        "n_versions": last.version,
        **_vacancy_facts(vacancy),
    }


def _vacancy_id(advert: MarketAdvert) -> str:
    again = "-again" if advert.repost_of else ""
    return f"V{advert.vacancy.number:09d}{again}"


def _vacancy_facts(vacancy: Vacancy) -> Row:
    pay = vacancy.pay
    return {
        "family": vacancy.family.name,
        "trend": vacancy.family.trend,
        "is_mass_posted": vacancy.is_mass_posted,
        "level": vacancy.level,
        "level_in_title": vacancy.level != "mid" or "mid" in vacancy.title.lower(),
        "employer": vacancy.employer.name,
        "is_agency": vacancy.employer.is_agency,
        "sector": vacancy.sector.name,
        "country": "other" if vacancy.abroad else "GB",
        "town": vacancy.places[0].town if vacancy.places else None,
        "towns": [place.town for place in vacancy.places],
        "regions": sorted({place.region for place in vacancy.places}),
        "workplace": vacancy.workplace,
        "contract": vacancy.contract,
        "hours": "part_time" if vacancy.weekly_hours else "full_time",
        "pay_min": pay.said_min,
        "pay_max": pay.said_max,
        "pay_period": pay.period if pay.is_stated else None,
        "pay_basis": "stated" if pay.is_stated else None,
        "ote": pay.ote,
        "ir35": pay.ir35,
        "true_pay_min": pay.low,
        "true_pay_max": pay.high,
        "true_pay_period": pay.period,
        "skills_required": _names(vacancy.required),
        "skills_desired": _names(vacancy.desired),
        "skills_negated": _names(vacancy.negated),
    }


def _names(asked: tuple[Asked, ...]) -> list[str]:
    return sorted(a.skill.name for a in asked)


def trend_rows(hiring: Hiring) -> list[Row]:
    """One row per title family and per skill, and one for the pay premium of the NLP and vision specialisms.

    ``factor`` is declared: for a family the ratio of an employer's weekly new vacancies, last 13 weeks against
    the 52 before; for a skill that of its share within each kind of work that asks for it. ``share_factor`` (of
    families) is the ratio of its expected share of all new vacancies, ``weekly_before`` its expected new
    vacancies in an ordinary week before any change, ``first_index`` the week a new title can first appear in.
    A factor is None where the year before has none.
    """
    weekly = hiring.rates.sum(axis=0)[:, None] * hiring.curves
    shares = weekly / weekly.sum(axis=0)
    titles = [
        {"what": "title", "name": f.name, "trend": f.trend, "factor": f.factor, "share_factor": ratio(shares[f.number]),
         "weekly_before": round(float(weekly[f.number, 0]), 6), "first_index": _first_index(hiring, f)}
        for f in hiring.families
    ]  # fmt: skip
    n_weeks = hiring.curves.shape[1] - BURN_IN
    asked = [
        {"what": "skill", "name": s.name, "trend": _direction(s.factor), "factor": ratio(skill_curve(s, n_weeks)),
         "share_factor": None, "weekly_before": None, "first_index": None}
        for s in skills()
    ]  # fmt: skip
    premium = {
        "what": "premium", "name": "NLP or computer vision", "trend": "stay", "factor": SPECIALISM_PREMIUM,
        "share_factor": None, "weekly_before": None, "first_index": None,
    }  # fmt: skip
    return [*titles, *asked, premium]


def _direction(factor: float) -> str:
    return "stay" if factor == 1 else "rise" if factor > 1 else "fall"


def _first_index(hiring: Hiring, family: Family) -> int | None:
    """The week a new title first can appear in; None for those that were always there."""
    if family.trend != "new":
        return None
    return int(np.argmax(hiring.curves[family.number] > 0)) - BURN_IN


def board_rows(boards: list[Board], weeks: Weeks) -> list[Row]:
    """One row per source: platform, kind, first and last week it exists, event, weeks that failed or were partial."""
    return [
        {
            "source": board.source.source,
            "platform": board.source.platform,
            "kind": board.source.kind,
            "first_index": board.first_week,
            "last_index": board.last_week,
            "first_week": weeks.label(board.first_week),
            "last_week": weeks.label(board.last_week),
            "event": board.event,
            "failed": [weeks.label(week) for week, outcome in board.troubles.items() if outcome == "failed"],
            "partial": [weeks.label(week) for week, outcome in board.troubles.items() if outcome == "partial"],
        }
        for board in boards
    ]
