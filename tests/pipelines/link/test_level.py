import polars as pl
import pytest

from pipelines.link.level import level_words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Senior Data Engineer", "senior"),
        ("Data Engineer (Snr)", "senior"),
        ("Sr. Lead Engineer", "lead senior"),
        ("Data Engineer II", "ii"),
        ("Staff Nurse, Band 5", "band 5 staff"),
        ("Data Engineer", ""),
        ("Leadership Coach", ""),
        (None, ""),
    ],
)
def test_the_words_of_level_in_a_title(title: str | None, words: str) -> None:
    frame = pl.DataFrame({"title_raw": [title]}, schema={"title_raw": pl.String})
    assert frame.select(level_words()).item() == words
