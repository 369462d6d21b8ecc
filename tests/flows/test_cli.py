"""The command: every word of help, every exit code, questions to the warehouse, extraction, voided runs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from flows import cli, terminal
from flows.cli import app

GUIDE = Path(__file__).parents[2] / ".." / "shared" / "gold" / "GUIDE.md"
HEAVY = ("prefect", "spacy", "polars", "altair", "scrapy", "duckdb", "numpy")
KEYS = [
    "id", "title_core", "seniority", "is_ml_ai", "is_tech", "town", "region", "n_places", "workplace", "contract",
    "hours", "ir35", "pay", "pay_estimated", "skills", "nice",
]  # fmt: skip


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests, and no .env of theirs; wide enough that no line is broken."""
    for name in [n for n in os.environ if n.startswith("JOBTIDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(terminal.out, "width", 200)
    monkeypatch.setattr(terminal.err, "width", 200)
    monkeypatch.setenv("JOBTIDE_WORKERS", "1")


def jobtide(*words: str | Path, **environment: str) -> Any:
    ran = CliRunner(env=environment).invoke(app, [str(word) for word in words])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def commands(command: Any, name: str = "jobtide") -> Iterator[tuple[str, Any]]:
    yield name, command
    for sub in getattr(command, "commands", {}).values():
        yield from commands(sub, f"{name} {sub.name}")


COMMANDS = dict(commands(typer.main.get_command(app)))


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_is_explained(name: str) -> None:
    command = COMMANDS[name]
    assert len((command.help or "").split()) >= 5
    for parameter in command.params:
        if "--install-completion" not in parameter.opts and "--show-completion" not in parameter.opts:
            assert len((getattr(parameter, "help", "") or "").split()) >= 3, parameter.name


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_what_it_takes(name: str) -> None:
    ran = jobtide(*name.split()[1:], "--help")
    assert ran.exit_code == 0
    assert all(p.opts[-1] in ran.output for p in COMMANDS[name].params if p.opts[0].startswith("--"))


def test_the_commands_are_those_we_promise() -> None:
    assert {name.removeprefix("jobtide").strip() for name in COMMANDS} == {
        "", "demo", "week", "import", "report", "query", "extract", "doctor", "runs", "runs list", "runs void",
        "runs restore", "replay", "sources", "sources list", "sources health", "sources check", "sources add",
        "claims", "claims list", "claims show", "claims check", "benchmark",
    }  # fmt: skip


def test_help_answers_at_once_without_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom flows.cli import app\n"
        "for words in ([], ['week'], ['demo'], ['runs', 'void']):\n"
        "    app([*words, '--help'], standalone_mode=False)\n"
        f"print('loaded:', [m for m in {HEAVY} if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done" in " ".join(ran.stdout.split())
    assert ran.stdout.endswith("loaded: []\n")


def test_the_console_script_is_this_command() -> None:
    script = Path(sys.executable).with_name("jobtide")
    words = [script, "query", "SELECT 1", "--home", "nowhere"]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "no warehouse here yet; run `jobtide demo`" in ran.stderr


# Wrong usage is 2, before anything is made


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["week", "--week", "2026-53"], "not an ISO week such as 2026-W47: '2026-53'"),
        (["week", "--week", "2025-W53"], "the year 2025 has no ISO week 53"),
        (["week", "--week", "2999-W01"], "2999-W01 has not begun"),
        (["report", "--week", "last"], "not an ISO week such as 2026-W47: 'last'"),
        (["report"], "Missing option '--week'"),
        (["query", "SELECT 1", "--format", "xml"], "'xml' is none of table, csv, json"),
        (["query", "SELECT 1", "--rows", "0"], "greater than or equal to 1"),
        (["extract", "absent.jsonl"], "'absent.jsonl' does not exist"),
        (["runs", "void", "board@1"], "Missing option '--reason'"),
        (["weak"], "No such command 'weak'"),
    ],
)
def test_wrong_usage_is_said_and_leaves_no_trace(tmp_path: Path, words: list[str], said: str) -> None:
    ran = jobtide(*words)
    assert ran.exit_code == 2
    assert said in " ".join(ran.output.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JOBTIDE_DELAY", "-1", "JOBTIDE_DELAY: Input should be greater than or equal to 0"),
        ("JOBTIDE_WORKERS", "many", "JOBTIDE_WORKERS: Input should be a valid integer"),
        ("JOBTIDE_CONNECTIONS", "99", "JOBTIDE_CONNECTIONS: Input should be less than or equal to 16"),
        ("JOBTIDE_API_BASE", "http://127.0.0.1", '"api_base"'),
    ],
)
@pytest.mark.parametrize("command", [["week"], ["doctor"], ["query", "SELECT 1"]], ids=lambda c: c[0])
def test_a_wrong_setting_is_named(tmp_path: Path, command: list[str], name: str, value: str, said: str) -> None:
    ran = jobtide(*command, **{name: value})
    assert ran.exit_code == 2
    assert said in " ".join(ran.output.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_a_setting_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JOBTIDE_CONTACT=https://marsh.example/about\n")
    assert "https://marsh.example/about" in jobtide("doctor").output


# Questions


@pytest.fixture
def filled(house: Any, advert: Any) -> Path:
    for week in (1, 0):
        house.run("board", [advert(i) for i in range(1, 4)], weeks_ago=week)
    house.ingest()
    return Path(house.paths.home)


def test_query_answers_as_table_csv_or_json(filled: Path) -> None:
    sql = "SELECT source, source_id, pay_min FROM advert ORDER BY source_id"

    def ask(*options: str) -> str:
        ran = jobtide("query", sql, "--home", filled, *options)
        assert ran.exit_code == 0, ran.output
        return str(ran.stdout)

    assert all(word in ask() for word in ("source_id", "board", "50000.0"))
    rows = ask("--format", "csv").splitlines()
    assert rows == ["source,source_id,pay_min", *(f"board,{i},50000.0" for i in (1, 2, 3))]
    found = [json.loads(line) for line in ask("--format", "json").splitlines()]
    assert found == [{"source": "board", "source_id": str(i), "pay_min": 50_000.0} for i in (1, 2, 3)]


CANNOT = {
    "SELEC 1": 'Parser Error: syntax error at or near "SELEC"',
    "SELECT * FROM adverts": "Catalog Error: Table with name adverts does not exist",
    "SELECT 1; SELECT 2": "one statement at a time",
    "": "the statement gives no rows",
    "DELETE FROM advert": 'Cannot execute statement of type "DELETE" on database "jobtide" which is attached in read',
    "CREATE TABLE t AS SELECT 1": "attached in read-only mode",
    "COPY (SELECT 1) TO 'out.csv'": "file system operations are disabled",
    "ATTACH 'other.duckdb'": "file system operations are disabled",
    "SELECT * FROM read_text('secret.txt')": "file system operations are disabled",
    "SELECT * FROM 'secret.csv'": "file system operations are disabled",
    "SELECT * FROM glob('*')": "file system operations are disabled",
    "SET enable_external_access = true": "the configuration has been locked",
    "INSTALL httpfs": "disabled",
}


def test_a_query_that_cannot_be_answered_is_said_in_a_line_and_does_nothing(filled: Path) -> None:
    for name in ("secret.txt", "secret.csv"):
        Path(name).write_text("a,b\n1,2\n")
    before, published = set(Path().rglob("*")), (filled / "jobtide.duckdb").read_bytes()
    for sql, said in CANNOT.items():
        ran = jobtide("query", sql, "--home", filled)
        assert (ran.exit_code, ran.stdout) == (1, ""), sql
        assert ran.stderr.startswith("error: ")
        assert said in ran.stderr.splitlines()[0], sql
    assert (set(Path().rglob("*")), (filled / "jobtide.duckdb").read_bytes()) == (before, published)


def test_a_list_has_no_csv_and_that_is_said(filled: Path) -> None:
    ran = jobtide("query", "SELECT [1, 2] AS pair", "--home", filled, "--format", "csv")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "this answer cannot be written as csv" in ran.stderr
    assert jobtide("query", "SELECT [1, 2] AS pair", "--home", filled, "--format", "json").exit_code == 0


def test_a_file_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    (tmp_path / "jobtide.duckdb").write_bytes(b"not a database, though it is long enough to be looked at" * 100)
    ran = jobtide("query", "SELECT 1", "--home", tmp_path)
    assert ran.exit_code == 1
    assert "jobtide.duckdb: cannot be opened as a DuckDB file" in ran.stderr


# Reports


def test_a_report_of_a_week_without_data_says_which_weeks_there_are(filled: Path) -> None:
    ran = jobtide("report", "--week", "2025-W01", "--home", filled)
    assert ran.exit_code == 1
    assert "error: no UK vacancy was seen in 2025-W01; the warehouse holds 2026-W46 to 2026-W47" in ran.output
    assert not (filled / "reports").exists()
    ran = jobtide("report", "--week", "2026-W46", "--home", filled)
    assert ran.exit_code == 0, ran.output
    assert (filled / "reports" / "2026-W46" / "index.html").exists()


def test_a_report_of_nothing_says_how_to_begin(tmp_path: Path) -> None:
    ran = jobtide("report", "--week", "2026-W46", "--home", tmp_path)
    assert ran.exit_code == 1
    assert "no warehouse here yet; run `jobtide demo`, `jobtide import` or `jobtide week`" in ran.output


# Runs


def test_runs_are_listed_voided_and_restored(filled: Path) -> None:
    new, old = "board@20261116T050000Z", "board@20261109T050000Z"

    def open_vacancies() -> int:
        with duckdb.connect(filled / "jobtide.duckdb", read_only=True) as con:
            return len(con.execute("SELECT * FROM trend.vacancy_week WHERE week = '2026-W47'").fetchall())

    listed = jobtide("runs", "list", "--home", filled)
    assert (listed.exit_code, listed.output.index(new) < listed.output.index(old)) == (0, True)
    assert old not in jobtide("runs", "list", "--home", filled, "--last", "1").output
    assert new not in jobtide("runs", "list", "--home", filled, "--source", "other").output
    assert open_vacancies() == 3

    assert jobtide("runs", "void", new, "--reason", "another company's adverts", "--home", filled).exit_code == 0
    assert open_vacancies() == 0
    assert "complete (void)" in jobtide("runs", "list", "--home", filled).output
    twice = jobtide("runs", "void", new, "--reason", "again", "--home", filled)
    assert (twice.exit_code, "is void already" in twice.output) == (1, True)

    assert jobtide("runs", "restore", new, "--home", filled).exit_code == 0
    assert open_vacancies() == 3
    twice = jobtide("runs", "restore", new, "--home", filled)
    assert (twice.exit_code, "is not void" in twice.output) == (1, True)
    unknown = jobtide("runs", "void", "board@1", "--reason", "x", "--home", filled)
    assert (unknown.exit_code, "no run 'board@1'; `jobtide runs list` shows them" in unknown.output) == (1, True)


def test_a_runs_id_is_never_cut(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal.out, "width", 60)
    assert "board@20261116T050000Z" in jobtide("runs", "list", "--home", filled).output


def test_a_home_in_use_is_left_alone(filled: Path) -> None:
    from flows.lock import one_writer

    with one_writer(filled / ".jobtide.lock"):
        ran = jobtide("runs", "void", "board@20261116T050000Z", "--reason", "x", "--home", filled)
        assert ran.exit_code == 1
        assert f"is in use by another jobtide (process {os.getpid()})" in ran.output
        assert jobtide("query", "SELECT 1", "--home", filled).exit_code == 0


def test_clearing_a_home_takes_only_what_is_ours(filled: Path) -> None:
    from flows.paths import Paths

    (filled / "thesis.txt").write_text("mine")
    jobtide("report", "--week", "2026-W47", "--home", filled)
    Paths(filled).clear()
    assert {p.name for p in filled.iterdir()} == {"thesis.txt", ".jobtide.lock"}


# Extraction

ADVERT = {
    "id": "a1",
    "title": "Senior Data Engineer",
    "employer": "Curlew & Tern Ltd",
    "location": "Leeds",
    "text": "Salary £50,000 - £60,000 a year. Hybrid working. You will use Python and SQL. Kafka is nice to have.",
}


def extract(tmp_path: Path, content: bytes, *options: str | Path) -> Any:
    file = tmp_path / "adverts.jsonl"
    file.write_bytes(content)
    return jobtide("extract", file, *options)


def test_an_adverts_facts_have_the_guides_keys_and_point_at_their_words(tmp_path: Path) -> None:
    ran = extract(tmp_path, json.dumps(ADVERT).encode())
    assert (ran.exit_code, ran.stderr) == (0, "")
    (found,) = map(json.loads, ran.stdout.splitlines())
    assert [key for key in found if key in KEYS] == list(KEYS)
    assert found.keys() - KEYS == {
        "title_family", "education_required", "education_preferred", "years_min", "years_max", "clearance",
        "clearance_state", "visa", "sector", "employer_kind", "evidence",
    }  # fmt: skip
    assert (found["id"], found["title_core"], found["seniority"]) == ("a1", "Data Engineer", "senior")
    assert found["pay"] == {
        "min": 50_000, "max": 60_000, "currency": "GBP", "period": "year", "text": "£50,000 - £60,000 a year",
    }  # fmt: skip
    assert {"Python", "SQL", "Kafka"} <= set(found["skills"])
    fields = {"title": ADVERT["title"], "employer": ADVERT["employer"], "place": ADVERT["location"],
              "text": ADVERT["text"]}  # fmt: skip
    cut = {(e["fact"], fields[e["field"]][e["start"] : e["end"]]) for e in found["evidence"]}
    assert {
        ("pay", found["pay"]["text"]),
        ("town", "Leeds"),
        ("skill", "Python"),
        ("workplace", "Hybrid working"),
    } <= cut
    assert all(words.strip() for _, words in cut)
    assert all(e["rule"] for e in found["evidence"])


def test_the_keys_are_those_of_the_guide() -> None:
    if not GUIDE.exists():
        pytest.skip("the labelled adverts in ../shared are absent")
    named = [line[2:].split(":")[0] for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("- ")]
    assert [key for key in named if key != "note"] == KEYS


def test_lines_that_cannot_be_read_are_named_and_the_others_answered(tmp_path: Path) -> None:
    broken = [
        b'{"id": "b1", "title"',
        json.dumps({"title": "Tester"}).encode(),
        json.dumps(ADVERT | {"title": ""}).encode(),
        json.dumps(ADVERT | {"text": 7}).encode(),
        b"[1]",
        b'{"id": "b6", "title": "Caf\xe9"}',
    ]
    lines = [json.dumps(ADVERT).encode(), *broken, b"", json.dumps({"id": 2, "title": "Tester"}).encode()]
    out = tmp_path / "facts.jsonl"
    ran = extract(tmp_path, b"\n".join(lines), "--out", out)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["a1", "2"]
    told = ran.stderr.splitlines()
    assert [line.split(": ")[:2] for line in told] == [
        ["left out", f"adverts.jsonl line {n}"] for n in range(2, 2 + len(broken))
    ]
    reasons = [
        "not JSON", "id is missing", "title is missing or empty", "text is not a text: 7", "not an object with id",
        "not UTF-8 at byte",
    ]  # fmt: skip
    assert all(reason in line for reason, line in zip(reasons, told, strict=True)), told


def test_an_empty_file_has_no_facts_and_no_fault(tmp_path: Path) -> None:
    ran = extract(tmp_path, b"\n")
    assert (ran.exit_code, ran.output) == (0, "")


def test_a_stop_is_a_line_whatever_breaks_because_of_it() -> None:
    with pytest.raises(typer.Exit) as stopped, cli._stopped_in_order():
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise ConnectionError("the flow engine is gone")  # noqa: B904 - as the flow engine does
    assert stopped.value.exit_code == 130
    with pytest.raises(ConnectionError), cli._stopped_in_order():
        raise ConnectionError("nobody stopped us")
