"""The register of claims, checked against a week: what names it may use, how its cards are read, where verdicts go."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.settings import Settings
from pipelines.clean.gazetteer import read_places
from pipelines.extract.families import families
from pipelines.extract.sector import SECTORS
from pipelines.extract.skills import read_skills
from pipelines.week import Week
from pipelines.words import Words
from warehouse.claim.check import check_claims
from warehouse.claim.register import REGISTER, Claim, Fixture, Taxonomy, read_register
from warehouse.claim.store import changed, store_verdicts
from warehouse.connect import reader, writer


def claims_of(settings: Settings) -> list[Claim]:
    """The claims we ship and those of the settings' own file or folder. Raises ValueError naming every fault."""
    return read_register([REGISTER, *([settings.claims] if settings.claims else [])], taxonomy())


def claims_in(path: Path) -> list[Claim]:
    """The claims of one file or folder. Raises ValueError naming every fault."""
    return read_register([path], taxonomy())


def taxonomy() -> Taxonomy:
    """The names that claims may use: of title families, skills, sectors and towns."""
    with SECTORS.open(encoding="utf-8", newline="") as file:
        sectors = frozenset(row["sector"] for row in csv.DictReader(file))
    return Taxonomy(
        titles=frozenset(family.title_family for family in families().rows),
        skills=frozenset(skill.skill_id for skill in read_skills()),
        sectors=sectors,
        towns=frozenset(entry.town for entry, _ in read_places() if entry.town),
    )


def card_reader() -> Callable[[Fixture], Mapping[str, Any]]:
    """Facts of a fixture's advert, as ``jobtide extract`` gives them, and ``skill_ids``: the skills asked for."""
    # spaCy takes a second, and a list of claims needs none
    from pipelines.extract.answer import answer
    from pipelines.extract.facts import Extractor

    extractor = Extractor()

    def read(card: Fixture) -> Mapping[str, Any]:
        words = Words(title=card.title, employer=card.employer, place=card.location, text=card.text, country="GB")
        (facts,) = extractor.facts([words])
        skills = [m.skill_id for m in facts.mentions if m.demand not in ("negated", "context")]
        return answer("card", words, facts) | {"skill_ids": skills}

    return read


def check_published(published: Path, claims: Sequence[Claim], week: Week) -> pl.DataFrame:
    """Verdicts of a week from the published file; nothing is written."""
    with reader(published) as con:
        return check_claims(con, claims, week, card_reader())


class Kept(NamedTuple):
    """Verdicts of a week, and those claims of which it is another than when last checked (report.claim_change)."""

    verdicts: pl.DataFrame
    changed: pl.DataFrame


def keep_verdicts(history: Path, claims: Sequence[Claim], week: Week) -> Kept:
    """Check claims against a week and keep the verdicts in the warehouse, instead of an earlier check's."""
    with writer(history) as con:
        verdicts = check_claims(con, claims, week, card_reader())
        store_verdicts(con, verdicts, week)
        return Kept(verdicts, changed(con, week))
