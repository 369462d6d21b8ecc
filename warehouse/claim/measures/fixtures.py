"""Invented advert cards with traps, read by the extractor as any advert is; tables that contradict themselves (M_FIX).

The extractor belongs to an earlier stage, so whoever runs the check hands it over as a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from warehouse.claim.estimate import Estimate, Verdict, number
from warehouse.claim.register import Fixture

Reader = Callable[[Fixture], Mapping[str, Any]]  # facts by name, as `jobtide extract` gives them, and skill_ids


def fixture(card: Fixture, read: Reader | None) -> Estimate:
    """Supported where everything is read as expected, contradicted where anything is not."""
    if card.whole is not None:
        return _ranges(card.whole, card.parts)
    if read is None:
        return Estimate(0, 0, "facts", lacking="no extractor at hand")
    wrong = list(_differences(card, read(card)))
    n = len(card.expect) + len(card.skills) + len(card.no_skills)
    told = f"read otherwise: {'; '.join(wrong)}" if wrong else f"all {n} facts are read as expected"
    right = float(n - len(wrong))
    verdict: Verdict = "contradicted" if wrong else "supported"
    return Estimate(1, 1, f"of {n} facts read as expected", right, right, right, told=told, verdict=verdict)


def _differences(card: Fixture, facts: Mapping[str, Any]) -> Iterator[str]:
    for name, expected in card.expect.items():
        found = facts.get(name)
        if isinstance(expected, dict) and isinstance(found, Mapping):
            found = {key: found.get(key) for key in expected}
        if found != expected:
            yield f"{name} is {found!r}, not {expected!r}"
    skills = set(facts.get("skill_ids", ()))
    yield from (f"the skill {name} is missed" for name in card.skills if name not in skills)
    yield from (f"the skill {name} is taken" for name in card.no_skills if name in skills)


def _ranges(whole: tuple[float, float], parts: tuple[tuple[float, float], ...]) -> Estimate:
    """A whole's range begins where its lowest part's does and ends where its highest part's does."""
    low, high = min(p[0] for p in parts), max(p[1] for p in parts)
    said = f"the parts run from {number(low)} to {number(high)}, the whole {number(whole[0])} to {number(whole[1])}"
    is_same = whole == (low, high)
    told = said if is_same else f"{said}: they contradict each other"
    verdict: Verdict = "supported" if is_same else "contradicted"
    return Estimate(len(parts), 0, "ranges", told=told, verdict=verdict)
