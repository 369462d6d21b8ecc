"""Listings that are one vacancy: joined whatever the shape of the links, spoken for by one of them, first in one
place.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tests.warehouse.history.past import Past
from warehouse.check import broken_laws


@pytest.mark.parametrize("n_links", [0, 40, 150, 400])
def test_a_vacancy_is_what_links_hold_together(past: Past, n_links: int) -> None:
    dice = random.Random(n_links)
    ids = list(range(300))
    past.run("api", 0, ids)
    pairs = {tuple(sorted(dice.sample(ids, 2))) for _ in range(n_links)}
    chain = {(n, n + 1) for n in range(200, 299)} if n_links else set()
    for a, b in sorted(pairs | chain):
        past.link(f"api/{b}/0", f"api/{a}/0", dice.choice(("same_id", "same_canonical_url", "exact_body", "near_body")))
    past.link("api/1/0", "api/0/0", "sibling_of")
    past.build()
    edges = np.array(sorted(pairs | chain)).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(edges)), edges.T), shape=(300, 300))
    _, label = connected_components(graph, directed=False)
    first = {name: min(str(i) for i in ids if label[i] == name) for name in set(label)}  # ties of the moment: by id
    found = {int(i): vacancy for i, vacancy in past.ask("SELECT source_id, vacancy_id FROM history.vacancy_listing")}
    assert found == {i: f"api/{first[label[i]]}/0" for i in ids}


def copied(past: Past) -> None:
    """An employer's own advert, and its copy on a job board that came a week later and stays longer."""
    for week in range(8):
        past.run("api home", week, [*range(9), *(["own"] if 4 <= week < 6 else [])])
        past.run("web board", week, [*range(9), *(["copy"] if week >= 5 else [])])
    past.link("web board/copy/0", "api home/own/0", "near_body")


def test_the_employers_own_advert_speaks_until_it_closes(past: Past) -> None:
    copied(past)
    past.build()
    ((source, state, n_listings, n_sources, gone),) = past.ask(
        "SELECT source, state, n_listings, n_sources, gone_before FROM history.vacancy "
        "WHERE vacancy_id = 'api home/own/0'"
    )
    assert (source, state, n_listings, n_sources, gone) == ("web board", "open", 2, 2, None)
    past.run("api home", 8, [*range(9), "own"])
    past.build()
    assert past.ask("SELECT source, state FROM history.vacancy WHERE vacancy_id = 'api home/own/0'") == [
        ("api home", "open")
    ]


def test_only_the_first_listing_of_a_vacancy_is_first(past: Past) -> None:
    copied(past)
    past.build()
    found = past.ask("SELECT source, week, is_first, vacancy_id FROM history.arrival ORDER BY week")
    assert found == [
        ("api home", "2026-W06", True, "api home/own/0"),
        ("web board", "2026-W07", False, "api home/own/0"),
    ]
    weekly = "SELECT week, n_new FROM report.week_total WHERE n_new > 0"
    assert past.ask(weekly) == [("2026-W06", 1)]
    assert past.ask("SELECT DISTINCT vacancy_id FROM history.seen_week WHERE source_id IN ('own', 'copy')") == [
        ("api home/own/0",)
    ]
    assert not broken_laws(past.con)


def test_a_repost_is_a_vacancy_of_its_own_that_names_the_other(past: Past) -> None:
    for week in range(9):
        past.run("api", week, [*range(9), *(["a"] if week < 5 else []), *(["b"] if week >= 7 else [])])
    past.link("api/b/0", "api/a/0", "repost_of")
    past.build()
    rows = past.ask("SELECT vacancy_id, repost_of FROM history.vacancy WHERE source_id IN ('a', 'b') ORDER BY ALL")
    assert rows == [("api/a/0", None), ("api/b/0", "api/a/0")]
    assert past.ask("SELECT n_arrived, n_reposted, n_returned FROM report.repost_week WHERE week = '2026-W09'") == [
        (1, 1, 0)
    ]
    assert not broken_laws(past.con)


def test_a_link_to_a_version_that_only_a_void_run_saw_joins_nothing(past: Past) -> None:
    past.run("api", 0, ["a", "b"])
    void = past.run("api", 1, ["a"], version=1)
    past.link("api/b/0", "api/a/1", "near_body")
    past.build()
    assert past.ask("SELECT count(DISTINCT vacancy_id) FROM history.vacancy_listing") == [(1,)]
    past.void(void)
    past.build()
    assert past.ask("SELECT count(DISTINCT vacancy_id) FROM history.vacancy_listing") == [(2,)]


def test_a_vacancy_names_no_place_at_home_is_left_out(past: Past) -> None:
    past.run("api", 0, ["abroad"], country="other")
    past.run("web", 1, ["home"])
    past.build()
    facts: list[tuple[Any, ...]] = past.ask("SELECT source_id, country FROM history.vacancy")
    assert facts == [("home", "GB")]
