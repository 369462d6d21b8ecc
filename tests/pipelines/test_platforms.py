from pathlib import Path

import polars as pl
import pytest
from dataframely.exc import ValidationError

from crawlers.sources import PLATFORMS
from pipelines.platforms import read_platforms


def test_every_platform_has_a_spider_that_is_told_a_total() -> None:
    spiders = Path(__file__).parents[2] / "crawlers" / "spiders"
    named = read_platforms()["platform"].to_list()
    assert set(named) <= PLATFORMS
    told = {p for p in named if "total" in (spiders / f"{p}.py").read_text("utf-8").casefold()}
    assert told | {"adzuna"} == set(named)  # whose total is called count


def test_a_platform_that_stands_twice_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "platforms.csv"
    pl.DataFrame({"platform": ["reed", "reed"], "n_absences": [1, 1]}).write_csv(table)
    with pytest.raises(ValidationError):
        read_platforms(table)
