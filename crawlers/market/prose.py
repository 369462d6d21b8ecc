"""Advert texts: sentences from wordings.yml and profiles.yml, put together and marked up as employers do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from crawlers.market.dice import Dice
from crawlers.market.employers import Employer, Style
from crawlers.market.tables import name_parts, wordings
from crawlers.market.vacancies import Asked, Vacancy

_STREAM = 5
# Ofcom keeps these ranges for drama: no one answers there.
_PHONES = ("020 7946 0{:03d}", "0161 496 0{:03d}", "0113 496 0{:03d}", "0131 496 0{:03d}", "07700 900{:03d}")
_NUMBERS = ("two", "three", "four", "five", "six", "eight", "ten")
_SPELLED = ("ML", "MLOps", "LLM", "NLP", "HR", "HGV", "SRE", "AI", "iOS", "SOC")  # read with a vowel first


@dataclass(frozen=True, slots=True)
class Body:
    """An advert's text by its parts, before any mark-up; empty parts are left out."""

    blurb: str
    intro: tuple[str, ...]
    duties: tuple[str, ...]
    needs: tuple[str, ...]
    wishes: tuple[str, ...]
    terms: tuple[str, ...]
    benefits: tuple[str, ...]
    closing: tuple[str, ...]


class _Slots(Mapping[str, object]):
    """Values for a sentence's slots: the vacancy's own facts, and the rest drawn anew each time one is used."""

    def __init__(self, vacancy: Vacancy, dice: Dice) -> None:
        self._dice = dice
        self._facts = _facts(vacancy)
        self._lists: dict[str, Sequence[Any]] = {
            "product": vacancy.sector.products,
            "customers": vacancy.sector.customers,
            "partner": wordings()["partners"],
            "rhythm": wordings()["rhythms"],
            "count": _NUMBERS,
            "adjective": wordings()["adjectives"],
            "skill": [a.surface for a in vacancy.required if a.skill.kind != "licence"] or ["good judgement"],
            "percent": (5, 6, 8, 10, 15),
            "budget": (500, 1000, 1500, 2000),
            "count_big": (16, 18, 20, 26),
        }

    def __getitem__(self, slot: str) -> object:
        if slot in self._lists:
            return self._dice.pick(self._lists[slot])
        if slot == "customers_cap":
            return self._dice.pick(self._lists["customers"]).capitalize()
        if slot == "reason":
            return self._dice.pick(wordings()["reasons"]).format_map(self)
        return self._facts[slot]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._facts, *self._lists))

    def __len__(self) -> int:
        return len(self._facts) + len(self._lists)


def _facts(vacancy: Vacancy) -> dict[str, object]:
    named = _with_article(vacancy.plain_title, vacancy.level)
    return {
        "employer": vacancy.employer.name, "advertiser": vacancy.employer.name, "home": vacancy.employer.home.town,
        "sector": vacancy.sector.name, "staff": vacancy.employer.staff, "age": vacancy.employer.age,
        "team": vacancy.team, "a_title": named, "a_title_cap": named[0].upper() + named[1:],
        "place_phrase": _place_phrase(vacancy), "town": vacancy.places[0].town if vacancy.places else "local",
        "days": _NUMBERS[vacancy.office_days - 2], "months": vacancy.months,
        "hours": vacancy.weekly_hours, "closing": written(vacancy.closes_on),
    }  # fmt: skip


def _with_article(title: str, level: str) -> str:
    prefix = {
        "senior": "senior ",
        "junior": "junior ",
        "graduate": "graduate ",
        "lead": "lead ",
        "principal": "principal ",
    }
    # a title such as "Responsible AI Lead" says its level itself
    spoken = "" if level.lower() in title.lower() else prefix.get(level, "")
    first = spoken or title
    sounds_open = first[0] in "AEIOUaeiou" and not first.startswith("UX")
    return f"{'an' if sounds_open or first.split()[0] in _SPELLED else 'a'} {spoken}{title}"


def _place_phrase(vacancy: Vacancy) -> str:
    if vacancy.abroad:
        return f"in {vacancy.abroad.split(',')[0]}"
    if not vacancy.places:
        return "working from anywhere in the UK"
    towns = [place.town for place in vacancy.places]
    if len(towns) > 1:
        return f"in {', '.join(towns[:-1])} or {towns[-1]}"
    return f"in {towns[0]}"


def written(day: date) -> str:
    """``3 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def compose(seed: int, vacancy: Vacancy) -> Body:
    """The text of a vacancy; a sibling's is that of the opening it copies but for its own facts."""
    dice = Dice(seed, _STREAM, vacancy.copy_of or vacancy.number)
    say = wordings()
    slots = _Slots(vacancy, dice)

    def fill(template: str) -> str:
        return template.format_map(slots)

    agency = vacancy.employer.is_agency
    intro = [fill(dice.pick(say["agency_intros"] if agency else say["intros"]))]
    intro += [fill(s) for s in dice.some(say["second_intros"], dice.whole(1, 2))]
    sibling = dice.pick(say["sibling"])  # drawn for all, so that a sibling's later draws are its original's
    if vacancy.copy_of is not None:
        intro.append(fill(sibling))
    return Body(
        blurb="" if agency else blurb(seed, vacancy.employer),
        intro=tuple(intro),
        duties=tuple(fill(s) for s in dice.some(vacancy.profile.duties, dice.whole(4, 6))),
        needs=tuple(_needs(dice, vacancy)),
        wishes=tuple(_wishes(dice, vacancy)),
        terms=tuple(line for line in (fill(s) for s in _terms(dice, vacancy)) if line),
        benefits=tuple(fill(s) for s in dice.some(say["benefits"], dice.whole(2, 6))),
        closing=tuple(_closing(dice, vacancy, slots)),
    )


def blurb(seed: int, employer: Employer) -> str:
    """What an employer says of itself in each of its adverts."""
    dice = Dice(seed, _STREAM, 10**6 + employer.number)
    products, customers = dice.some(employer.sector.products, 2), dice.pick(employer.sector.customers)
    return str(dice.pick(wordings()["blurbs"])).format(
        employer=employer.name, product=" and ".join(products), customers=customers,
        customers_cap=customers.capitalize(), sector=employer.sector.name, home=employer.home.town,
        staff=employer.staff, age=employer.age,
    )  # fmt: skip


def _needs(dice: Dice, vacancy: Vacancy) -> list[str]:
    say = wordings()
    out = list(_asks(dice, [a for a in vacancy.required if a.skill.kind != "licence"], "required"))
    out += [
        _upper(dice.pick(say["licence"]).format(a=a.surface)) for a in vacancy.required if a.skill.kind == "licence"
    ]
    out.append(dice.pick(say["years"][vacancy.level]))
    out += dice.some(vacancy.profile.needs, dice.whole(1, 3))
    if vacancy.profile.group in ("ai", "data", "software") and dice.chance(0.4):
        out.append(dice.pick(say["degrees"]))
    return out


def _wishes(dice: Dice, vacancy: Vacancy) -> list[str]:
    out = list(_asks(dice, list(vacancy.desired), "desired"))
    out += [dice.pick(wordings()["negated"]).format(a=a.surface) for a in vacancy.negated]
    return out


def _asks(dice: Dice, asked: list[Asked], how: str) -> Iterator[str]:
    """Skills in bullets of one to three (two where desired), so that each is named once."""
    say, most = wordings(), 3 if how == "required" else 2
    while asked:
        k = min(dice.whole(1, most), len(asked))
        group, asked = asked[:k], asked[k:]
        form: str = dice.pick(say[f"{how}_{('one', 'two', 'three')[k - 1]}"])
        yield _upper(form.format(**dict(zip("abc", (a.surface for a in group), strict=False))))


def _upper(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _terms(dice: Dice, vacancy: Vacancy) -> Iterator[str]:
    say = wordings()
    words = vacancy.pay.words
    yield words + (" pro rata" if words and vacancy.weekly_hours and vacancy.pay.period == "year" else "")
    if vacancy.weekly_hours:
        yield dice.pick(say["part_time"])
    if vacancy.contract != "permanent" or not vacancy.weekly_hours:
        yield dice.pick(say["contracts"][vacancy.contract])
    if vacancy.abroad is None and (vacancy.places or vacancy.workplace == "remote"):
        yield dice.pick(say["workplace"][vacancy.workplace or "unstated"])


def _closing(dice: Dice, vacancy: Vacancy, slots: _Slots) -> Iterator[str]:
    say = wordings()
    yield dice.pick(say["closings"]).format_map(slots)
    if dice.chance(0.15):
        yield dice.pick(say["closing_dates"]).format_map(slots)
    if dice.chance(0.5 if vacancy.employer.is_agency else 0.1):
        yield dice.pick(say["contacts"]).format(**contact(dice, vacancy))
    if not vacancy.employer.is_agency and dice.chance(0.7):
        yield dice.pick(say["equality"]).format_map(slots)


def contact(dice: Dice, vacancy: Vacancy) -> dict[str, str]:
    """An invented person with a reserved address and number."""
    first, last = dice.pick(name_parts()["person_first"]), dice.pick(name_parts()["person_last"])
    return {
        "person": f"{first} {last}",
        "email": f"{first}.{last}@example.com".lower(),
        "phone": dice.pick(_PHONES).format(dice.whole(0, 999)),
        "reference": vacancy.requisition,
    }


def agency_retelling(seed: int, body: Body, vacancy: Vacancy, agency: Employer) -> Body:
    """The same text as a second agency posts it: another opening line, everything else kept."""
    dice = Dice(seed, _STREAM, vacancy.number, agency.number)
    slots = _Slots(vacancy, dice)
    opening = dice.pick(wordings()["agency_intros"]).replace("{advertiser}", agency.name).format_map(slots)
    return Body(
        body.blurb, (opening, *body.intro[1:]), body.duties, body.needs, body.wishes, body.terms, body.benefits,
        body.closing,
    )  # fmt: skip


def markup(body: Body, employer: Employer, extra: Sequence[str] = ()) -> str:
    """The text as HTML in the employer's habit; ``extra`` lines follow at the end."""
    style = employer.style
    offer = _paragraphs(body.terms) + _bullets(body.benefits, style)
    work = "".join((
        _heading("duty_headings", style), _bullets(body.duties, style),
        _heading("need_headings", style), _bullets(body.needs, style),
        _heading("wish_headings", style) + _bullets(body.wishes, style) if body.wishes else "",
    ))  # fmt: skip
    offer = _heading("offer_headings", style) + offer
    parts = [_blurb(body.blurb, employer), _paragraphs(body.intro)]
    parts += [offer, work] if style.offer_first else [work, offer]
    return "".join((*parts, _paragraphs(body.closing), _paragraphs(extra)))


def _blurb(text: str, employer: Employer) -> str:
    if not text:
        return ""
    inner = _paragraphs([text])
    return f'<div class="content-intro">{inner}</div>' if employer.channel == "greenhouse" else inner


def _heading(kind: str, style: Style) -> str:
    options = wordings()[kind]
    return style.heading.format(escape(options[int(style.wording * len(options))], quote=False))


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def _bullets(lines: Sequence[str], style: Style) -> str:
    clean = [escape(line, quote=False) for line in lines]
    if style.bullets == "paragraphs":
        return "".join(f"<p>- {line}</p>" for line in clean)
    if style.bullets == "breaks":
        return f"<p>• {'<br>• '.join(clean)}</p>"
    return f"<ul>{''.join(f'<li>{line}</li>' for line in clean)}</ul>"
