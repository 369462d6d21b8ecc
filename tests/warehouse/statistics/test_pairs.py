import polars as pl
import pytest

from warehouse.statistics.pairs import profile_overlap, role_pair


def role(
    name: str, skills: dict[str, int], employers: int = 20, *, is_recent: bool = True, tag: str = ""
) -> list[dict[str, object]]:
    """Ten vacancies an employer; of each ten so many name a skill."""
    return [
        {
            "vacancy_id": f"{name}{tag}{is_recent}{e}/{i}", "employer": f"{tag}e{e}", "title_family": name,
            "is_recent": is_recent, "skills": [s for s, n in skills.items() if (i + e) % 10 < n],
        }
        for e in range(employers)
        for i in range(10)
    ]  # fmt: skip


def frames(*roles: list[dict[str, object]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    table = pl.DataFrame([r for rows in roles for r in rows])
    mentions = table.select("vacancy_id", skill_id="skills").explode("skill_id").drop_nulls()
    return table.drop("skills"), mentions


def test_equal_profiles_are_alike_and_disjoint_ones_are_not() -> None:
    vacancies, mentions = frames(role("a", {"x": 8, "y": 4}), role("b", {"x": 8, "y": 4}), role("c", {"z": 5}))
    by_role = {name: vacancies.filter(pl.col("title_family") == name) for name in "abc"}
    same, other = (profile_overlap(by_role["a"], by_role[b], mentions) for b in "bc")
    assert same.cosine == pytest.approx(1, abs=0.01)
    assert same.jaccard == pytest.approx(1, abs=0.02)
    assert same.cosine_high == 1
    assert other.cosine == pytest.approx(0, abs=1e-6)
    assert (same.n_first, same.n_second, same.n_employers) == (200, 200, 20)


def test_the_figures_are_those_of_the_shares() -> None:
    vacancies, mentions = frames(role("a", {"x": 8, "y": 4}), role("b", {"x": 4, "y": 6, "z": 2}, tag="other "))
    first, second = (vacancies.filter(pl.col("title_family") == name) for name in "ab")
    found = profile_overlap(first, second, mentions)
    product, one, two = 0.8 * 0.4 + 0.4 * 0.6, 0.8**2 + 0.4**2, 0.4**2 + 0.6**2 + 0.2**2
    assert found.cosine == pytest.approx(product / (one * two) ** 0.5)
    assert found.jaccard == pytest.approx(product / (one + two - product))
    assert found.cosine_low <= found.cosine <= found.cosine_high


def test_few_employers_say_nothing_and_why() -> None:
    vacancies, mentions = frames(role("a", {"x": 8}), role("b", {"x": 8}, employers=7))
    first, second = (vacancies.filter(pl.col("title_family") == name) for name in "ab")
    found = profile_overlap(first, second, mentions)
    assert found.cosine is None
    assert found.reason is not None
    assert "employers" in found.reason
    assert profile_overlap(first, first, mentions.clear()).reason == "no skill is named on a side"


def test_a_role_that_becomes_another() -> None:
    old = {"python": 8, "sql": 6}
    vacancies, mentions = frames(
        role("old", old, is_recent=False), role("other", {"java": 9}, is_recent=False),
        role("new", {"python": 8, "sql": 5, "llm": 3}, employers=15), role("old", old, employers=5, tag=""),
        role("other", {"java": 9}),
    )  # fmt: skip
    found = role_pair(vacancies, mentions, "old", "new")
    assert found.growth is not None
    assert found.growth["ratio"] is None
    assert found.growth["low"] > 0  # type: ignore[operator]
    assert found.decline is not None
    assert found.decline["ratio_high"] < 1  # type: ignore[operator]
    assert found.overlap.cosine is not None
    assert found.overlap.cosine > 0.9
    s = found.substitution
    assert (s.n, s.k) == (20, 10)  # 15 now have the new role, 5 of them the old one too
    assert s.rate == 0.5
    assert s.low < 0.5 < s.high
    assert s.n_others == 0
    assert s.rate_others is None


def test_a_role_nobody_advertised_has_no_growth() -> None:
    vacancies, mentions = frames(role("a", {"x": 8}, is_recent=False), role("a", {"x": 8}))
    found = role_pair(vacancies, mentions, "a", "nowhere")
    assert found.growth is None
    assert found.overlap.cosine is None
    assert found.substitution.k == 0
