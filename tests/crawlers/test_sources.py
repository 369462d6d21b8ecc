import csv
from pathlib import Path

import pytest
import yaml

from crawlers.items import Source
from crawlers.sources import PLATFORMS, REGISTER, read_register

HEADER = "platform,token,employer,kind,sector,country,cadence_days"


def register(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "boards.csv"
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def test_a_line_is_a_source_and_blanks_are_not_known(tmp_path: Path) -> None:
    path = register(tmp_path, "greenhouse,pots,Bristol Pots,employer_board,ceramics,GB,30", "greenhouse,t,T,forum,,,")
    assert read_register(path) == [
        Source("greenhouse.pots", "greenhouse", "employer_board", "Bristol Pots", "GB", 30, "ceramics", "pots"),
        Source("greenhouse.t", "greenhouse", "forum", "T", None, 7, None, "t"),
    ]


def test_a_line_may_name_its_source(tmp_path: Path) -> None:
    line = "pots,job_posting,https://pots.example/sitemap.xml,Pots,employer_board"
    (source,) = read_register(register(tmp_path, line, header="source,platform,token,employer,kind"))
    assert (source.source, source.token) == ("pots", "https://pots.example/sitemap.xml")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "pigeon,pots,Pots,employer_board,,GB,",
            "line 3, column platform: 'pigeon' is none of greenhouse, job_posting",
        ),
        ("greenhouse,,Pots,employer_board,,GB,", "line 3, column token: is empty"),
        ("greenhouse,pots,Pots,shop,,GB,", "line 3, column kind: 'shop' is none of employer_board"),
        ("greenhouse,pots,Pots,forum,,UKX,", "line 3, column country: 'UKX' is not an ISO 3166"),
        ("greenhouse,pots,Pots,forum,,GB,weekly", "line 3, column cadence_days: 'weekly'"),
        ("greenhouse,tiles,Tiles,forum,,GB,7", "line 3, column source: 'greenhouse.tiles' is there already"),
        ("greenhouse,pots,Pots", "line 3: has not as many columns"),
        ("greenhouse,pots,Pots,forum,,GB,7,8", "line 3: has not as many columns"),
    ],
)
def test_a_bad_line_is_named_with_its_column(tmp_path: Path, line: str, said: str) -> None:
    path = register(tmp_path, "greenhouse,tiles,Tiles,employer_board,,GB,", line)
    with pytest.raises(ValueError, match=r"boards\.csv") as error:
        read_register(path)
    assert said in str(error.value)


def test_a_header_is_checked(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 1, column kind: is missing"):
        read_register(register(tmp_path, header="platform,token,employer"))
    with pytest.raises(ValueError, match="line 1, column colour: is not one we know"):
        read_register(register(tmp_path, header=HEADER + ",colour"))


def test_our_own_register_is_sound_and_its_sidecar_agrees() -> None:
    sources = read_register()
    meta = yaml.safe_load(REGISTER.with_suffix(".meta.yml").read_text("utf-8"))
    assert len(sources) == meta["rows"] >= 12
    assert {s.platform for s in sources} <= PLATFORMS
    with REGISTER.open(encoding="utf-8") as file:
        assert all(row["domain"] and "." in row["domain"] for row in csv.DictReader(file))
