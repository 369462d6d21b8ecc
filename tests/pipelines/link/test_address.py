import pytest

from pipelines.link.address import canonical_address

SAME = "boards.example/fenn/jobs/4512"


@pytest.mark.parametrize(
    "url",
    [
        "https://boards.example/fenn/jobs/4512",
        "http://www.boards.example/fenn/jobs/4512/",
        "https://boards.example/fenn/jobs/4512?utm_source=a&utm_medium=b&gh_src=77",
        "https://BOARDS.example/fenn/jobs/4512?source=x#apply",
    ],
)
def test_decoration_makes_no_other_address(url: str) -> None:
    assert canonical_address(url) == SAME


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://fenn.example/careers?job=4512&utm_source=a", "fenn.example/careers?job=4512"),
        ("https://fenn.example/#/jobs/4512", "fenn.example/jobs/4512"),
        ("https://fenn.example/jobs/senior-data-engineer", "fenn.example/jobs/senior-data-engineer"),
    ],
)
def test_what_tells_adverts_apart_stays(url: str, address: str) -> None:
    assert canonical_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        None, "", "https://fenn.example", "https://fenn.example/careers", "https://fenn.example/jobs/search?q=data",
        "https://fenn.example/careers?utm_campaign=2026", "not an address", "https://[broken",
    ],
)  # fmt: skip
def test_a_board_s_own_page_is_no_advert_s_address(url: str | None) -> None:
    assert canonical_address(url) is None
