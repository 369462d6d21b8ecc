"""Facts as one flat JSON object per advert: the answer of ``jobtide extract``, which is how extraction is measured."""

from __future__ import annotations

from typing import Any

from pipelines.clean.pay import Pay, has_estimate
from pipelines.extract.facts import Facts
from pipelines.extract.model.unseen import Unseen
from pipelines.extract.skills import Mention
from pipelines.words import Found, Words

UNSAID = "unspecified"


def answer(advert: str, words: Words, facts: Facts) -> dict[str, Any]:
    """Keys as people label adverts (title_core ... nice), and ``evidence``: field, start, end, rule of each fact.

    ``region`` is "UK" where the advert is UK-wide or remote with no base, "non-UK" where it names places abroad only.
    """
    named: list[Mention | Unseen] = [*facts.mentions, *facts.unseen]
    named.sort(key=lambda name: name.start)
    asked = [m for m in named if m.demand != "negated" and m.field == "text"]
    return {
        "id": advert,
        "title_core": facts.title.core,
        "title_family": facts.title.family,
        "seniority": _said(facts.title.seniority),
        "is_ml_ai": facts.is_ml_ai,
        "is_tech": facts.is_tech,
        "town": facts.place.town,
        "region": facts.place.region or {"GB": "UK", "other": "non-UK", None: None}[facts.place.country],
        "n_places": max(len(facts.place.places), 1),
        "workplace": _said(facts.workplace),
        "contract": _said(facts.contract),
        "hours": _said(facts.hours),
        "ir35": _said(facts.ir35),
        "pay": _pay(facts.pay),
        "pay_estimated": has_estimate(words),
        "education_required": _said(facts.education.required),
        "education_preferred": _said(facts.education.preferred),
        "years_min": facts.experience.min_years if facts.experience else None,
        "years_max": facts.experience.max_years if facts.experience else None,
        "clearance": _said(facts.clearance.level if facts.clearance else None),
        "clearance_state": _said(facts.clearance.state if facts.clearance else None),
        "visa": _said(facts.visa),
        "sector": _said(facts.sector),
        "employer_kind": _said(facts.employer_kind),
        "skills": [m.surface for m in asked],
        "nice": [m.surface for m in asked if m.demand == "desired"],
        "evidence": [e._asdict() for e in facts.evidence()]
        + [
            {"fact": "skill", "value": m.skill_id, "field": m.field, "start": m.start, "end": m.end, "rule": "lexicon"}
            for m in facts.mentions
        ]
        + [
            {"fact": "skill", "value": m.surface, "field": m.field, "start": m.start, "end": m.end, "rule": "model"}
            for m in facts.unseen
        ],
    }


def _said(found: Found | None) -> str:
    return found.value if found else UNSAID


def _pay(pay: Pay | None) -> dict[str, Any] | None:
    """Pay the employer states; a board's guess is none."""
    if pay is None or pay.basis == "predicted":
        return None
    return {"min": pay.min, "max": pay.max, "currency": pay.currency, "period": pay.period, "text": pay.text}
