import csv
import re
from pathlib import Path

import pytest
import yaml

from crawlers.items import Source
from crawlers.sources import COLUMNS, PLATFORMS, REGISTER, add_source, is_token, read_register, source_of

HEADER = "platform,token,employer,kind,sector,country,cadence_days"
SECTORS = {
    "artificial intelligence", "charity", "data and analytics", "education", "energy and climate", "engineering",
    "finance", "games", "health", "life sciences", "media and marketing", "professional services", "property",
    "public sector", "retail and consumer", "security", "semiconductors", "software", "space and defence", "telecoms",
    "travel and transport",
}  # fmt: skip
TABLES = sorted(REGISTER.glob("*.csv"))


def register(folder: Path, *lines: str, header: str = HEADER, name: str = "boards.csv") -> Path:
    path = folder / name
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
        ("pigeon,pots,Pots,employer_board,,GB,", "line 3, column platform: 'pigeon' is none of adzuna, ashby"),
        ("greenhouse,,Pots,employer_board,,GB,", "line 3, column token: is empty"),
        ("greenhouse,pots,Pots,shop,,GB,", "line 3, column kind: 'shop' is none of employer_board"),
        ("greenhouse,pots,Pots,forum,,UKX,", "line 3, column country: 'UKX' is not an ISO 3166"),
        ("greenhouse,pots,Pots,forum,,GB,weekly", "line 3, column cadence_days: 'weekly'"),
        ("greenhouse,tiles,Tiles,forum,,GB,7", "line 3, column source: 'greenhouse.tiles' is there already"),
        ("greenhouse,TILES,Tiles,forum,,GB,7", "line 3, column token: 'TILES' is there already"),
        ("greenhouse,po ts,Pots,forum,,GB,7", "line 3, column token: 'po ts' is not a name"),
        ('greenhouse,pots,"Pots\nand pans",forum,,GB,7', "line 4, column employer: 'Pots\\nand pans' is more than"),
        ('greenhouse,pots,"Pots,forum,,GB,7', "line 2 or the next: unexpected end of data"),
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


def test_a_folder_is_read_by_file_name_and_then_by_line(tmp_path: Path) -> None:
    register(tmp_path, "greenhouse,b,B,forum,,,", "greenhouse,a,A,forum,,,", name="one.csv")
    register(tmp_path, "greenhouse,c,C,forum,,,", name="other.csv")
    (tmp_path / "one.meta.yml").write_text("rows: 2", "utf-8")
    assert [s.token for s in read_register(tmp_path)] == ["b", "a", "c"]


def test_what_is_there_twice_is_named_with_both_places(tmp_path: Path) -> None:
    one = register(tmp_path, "greenhouse,b,B,forum,,,", "greenhouse,a,A,forum,,,", name="one.csv")
    other = register(tmp_path, "greenhouse,a,A,forum,,,", name="other.csv")
    with pytest.raises(ValueError, match="there already") as error:
        read_register(tmp_path)
    assert str(error.value) == f"{other}, line 2, column source: 'greenhouse.a' is there already, at {one}, line 3"


def test_an_address_is_told_apart_by_its_letters(tmp_path: Path) -> None:
    lines = [f"{name},feed,https://pots.example/{name},Pots,forum" for name in ("A", "a")]
    assert len(read_register(register(tmp_path, *lines, header="source,platform,token,employer,kind"))) == 2


def test_a_folder_without_a_register_and_a_file_of_bytes_are_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no register"):
        read_register(tmp_path)
    (tmp_path / "boards.csv").write_bytes(b"platform,token,employer,kind\ngreenhouse,pots,P\xf6ts,forum\n")
    with pytest.raises(ValueError, match=r"boards\.csv: is not UTF-8"):
        read_register(tmp_path)
    (tmp_path / "boards.csv").write_bytes(b"\xef\xbb\xbfplatform,token,employer,kind\r\ngreenhouse,pots,Pots,forum\r\n")
    assert [s.token for s in read_register(tmp_path)] == ["pots"]


@pytest.mark.parametrize(
    ("platform", "good", "bad"),
    [
        ("greenhouse", "kelp-works_2", "https://boards.greenhouse.io/kelp"),
        ("ashby", "Kelp Works.ai", "kelp/jobs"),
        ("lever", "eu:kelp.works", "us:kelp"),
        ("workable", "kelp", "kelp/"),
        ("smartrecruiters", "KelpWorks1", "Kelp Works"),
        ("recruitee", "kelp", "kelp.recruitee.com"),
        ("bamboohr", "kelp", "kelp.bamboohr.com"),
        ("personio", "kelp.jobs.personio.com", "https://kelp.jobs.personio.com"),
        ("teamtailor", "careers.kelp.example", "kelp/jobs"),
        ("workday", "kelp/wd3/Kelp_Careers?locationCountry=1", "kelp/Kelp_Careers"),
        ("job_posting", "https://kelp.example/sitemap.xml", "kelp.example"),
        ("feed", "http://kelp.example:8000/jobs.rss?a=b", "https:///jobs.rss"),
        ("adzuna", "what=machine learning&category=it-jobs", "machine learning"),
        ("reed", "keywords=data", "?keywords"),
        ("nhs_jobs", "keyword=data", "data"),
        ("hacker_news", "whoishiring", "user?id=whoishiring"),
    ],
)
def test_a_token_has_the_form_of_its_platform(platform: str, good: str, bad: str) -> None:
    assert source_of(platform, good, "Kelp").token == good
    with pytest.raises(ValueError, match="column token: "):
        source_of(platform, bad, "Kelp")
    assert not is_token(platform, "")


def test_every_platform_but_the_archives_says_what_its_tokens_are() -> None:
    assert [p for p in sorted(PLATFORMS) if is_token(p, "")] == ["warc"]


def test_a_source_of_its_parts() -> None:
    assert source_of("lever", "kelp", "Kelp") == Source(
        "lever.kelp", "lever", "employer_board", "Kelp", None, token="kelp"
    )
    source = source_of("feed", "https://k.example/rss", "K", "forum", source="k", country="GB", cadence_days="30")
    assert (source.source, source.kind, source.country, source.cadence_days) == ("k", "forum", "GB", 30)


# --- one's own register ------------------------------------------------------------------------------------------

KELP = {"platform": "greenhouse", "token": "kelp", "employer": "Kelp, Ltd", "kind": "employer_board", "sector": "sea"}


def test_a_line_is_added_to_a_new_file(tmp_path: Path) -> None:
    mine = tmp_path / "new" / "mine.csv"
    added = add_source(mine, KELP, [])
    assert read_register(mine) == [added]
    assert mine.read_text("utf-8").splitlines()[0] == ",".join(COLUMNS)
    add_source(mine, KELP | {"token": "dulse"}, [])
    assert [s.token for s in read_register(mine)] == ["kelp", "dulse"]
    assert [p.name for p in mine.parent.iterdir()] == ["mine.csv"]


def test_a_line_is_added_below_what_stands_there(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    there = "\ufeffkind,employer,sector,token,platform\r\nforum,Dulse,sea,dulse,lever"  # and no end of line
    mine.write_bytes(there.encode())
    mine.chmod(0o640)
    add_source(mine, KELP, [tmp_path])
    assert mine.read_bytes().decode() == there + '\r\nemployer_board,"Kelp, Ltd",sea,kelp,greenhouse\r\n'
    assert mine.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"token": "Dulse", "platform": "lever"},
            r"new line, column token: 'Dulse' is there already, at .*mine\.csv",
        ),
        ({"source": "reef"}, r"new line, column source: 'reef' is there already, at .*others\.csv, line 2"),
        ({"token": "k e l p"}, "^column token: 'k e l p' is not a name"),
        ({"colour": "red"}, "^column colour: is not one we know"),
        ({"employer": " "}, "^column employer: is empty"),
        ({"notes": "Skye"}, r"mine\.csv, line 1, column notes: is missing"),
    ],
)
def test_what_cannot_be_added_leaves_the_file_as_it_is(tmp_path: Path, row: dict[str, str], said: str) -> None:
    mine = register(tmp_path, "lever,dulse,Dulse,forum,,,", name="mine.csv")
    head = "source,platform,token,employer,kind"
    others = register(tmp_path, "reef,lever,reef,Reef,forum", header=head, name="others.csv")
    before = mine.read_bytes()
    with pytest.raises(ValueError, match=said):
        add_source(mine, KELP | row, [others])
    assert mine.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.csv", "others.csv"]


def test_a_register_of_ones_own_may_hold_what_ours_holds(tmp_path: Path) -> None:
    row = KELP | {"token": "deepmind", "source": "mine"}
    with pytest.raises(ValueError, match=r"'deepmind' is there already, at .*greenhouse\.csv"):
        add_source(tmp_path / "mine.csv", row, [REGISTER])
    assert add_source(tmp_path / "mine.csv", row).token == "deepmind"


# --- the register we ship ----------------------------------------------------------------------------------------


def test_our_own_register_holds_what_hires_in_the_uk() -> None:
    sources = read_register()
    assert len({s.name for s in sources if s.kind == "employer_board"}) >= 600
    assert {s.platform for s in sources} == PLATFORMS - {"warc"}
    assert {s.sector for s in sources} == SECTORS
    assert {s.country for s in sources} == {"GB", None}
    data = [s for s in sources if s.sector in ("artificial intelligence", "data and analytics")]
    assert len(data) >= 150


@pytest.mark.parametrize("table", TABLES, ids=lambda p: p.stem)
def test_each_table_of_our_register_agrees_with_its_sidecar(table: Path) -> None:
    meta = yaml.safe_load(table.with_suffix(".meta.yml").read_text("utf-8"))
    assert {"title", "producer", "licence", "source", "date", "rows", "notes"} == meta.keys()
    assert "asked live" in meta["source"]
    assert len(read_register(table)) == meta["rows"]
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [r for r in rows if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", r["domain"])] == []
    assert [r for r in rows if len(r["notes"]) > 60 or r["notes"] != r["notes"].strip()] == []
    if "source" not in rows[0]:
        assert {r["platform"] for r in rows} == {table.stem}
