"""Every command line of the README is run as it stands there, in its order, in an empty folder."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crawlers.market.server import MarketServer
from crawlers.market.world import Market, build_market
from flows import cli, terminal

pytestmark = pytest.mark.usefixtures("prefect")

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
JOBTIDE = ".venv/bin/jobtide"
MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)  # the newest week of the demo

ADVERTS = """ref,headline,firm,town,text,seen
1,Data Engineer,Curlew & Tern Ltd,Leeds,You will use Python and SQL.,2026-06-01
1,Data Engineer,Curlew & Tern Ltd,Leeds,You will use Python and SQL.,2026-06-08
2,Machine Learning Engineer,Plover Robotics,Bristol,You will use PyTorch.,2026-06-08
"""
MAPPING = """
source: {name: gull, about: {kind: job_board, country: GB, cadence_days: 7}}
seen_at: {column: seen}
runs: {by: day, outcome: complete, proof: Every page was walked.}
fields: {source_id: ref, title: headline, employer: firm, place: town, description: text}
"""


def command_lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if line.strip() and not line.startswith("#")]


LINES = command_lines()


class _Clock(datetime):
    """The command's clock: the Monday of the demo's newest week."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        assert tz is UTC
        return MONDAY


@pytest.fixture(scope="module")
def market() -> Market:
    return build_market(n_weeks=4, n_boards=5, scale=0.2)


@pytest.fixture(scope="module")
def desk(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """An empty folder to work in, with files of one's own; the market stands for the demo's and for the boards."""
    here = tmp_path_factory.mktemp("desk")
    (here / "adverts.csv").write_text(ADVERTS, "utf-8")
    (here / "adverts.yml").write_text(MAPPING, "utf-8")
    (here / "mine.yml").write_text(README.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    with pytest.MonkeyPatch.context() as patch, MarketServer(market, market.weeks.n - 1) as server:
        from flows import demo

        for name in [n for n in os.environ if n.startswith("JOBTIDE_")]:
            patch.delenv(name)
        patch.chdir(here)
        patch.setattr(demo, "build_market", lambda **_: market)
        patch.setattr(cli, "datetime", _Clock)
        patch.setattr(terminal.out, "width", 200)
        rows = [f"{s.source},{s.platform},{s.token},{s.name},{s.kind}" for s in server.register_rows()]
        (here / "boards.csv").write_text("\n".join(["source,platform,token,employer,kind", *rows, ""]), "utf-8")
        patch.setenv("JOBTIDE_REGISTER_FILE", "boards.csv")
        patch.setenv("JOBTIDE_API_BASE", json.dumps({"greenhouse": server.url}))
        patch.setenv("JOBTIDE_DELAY", "0")
        patch.setenv("JOBTIDE_WORKERS", "1")
        yield patch


def make(target: str, patch: pytest.MonkeyPatch) -> str:
    """That the target is there, and does what the README says of it; its ``jobtide`` lines are run."""
    ran = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    recipe = ran.stdout.splitlines()
    for line in recipe:
        if line.startswith(JOBTIDE):
            jobtide(line, patch)
    return ran.stdout


def export(line: str, patch: pytest.MonkeyPatch) -> str:
    name, _, value = line.removeprefix("export ").partition("=")
    assert name in README.partition("| variable |")[2], f"{name} is not in the table of settings"
    patch.setenv(name, value)
    return value


def jobtide(line: str, _: pytest.MonkeyPatch) -> str:
    ran = CliRunner().invoke(cli.app, shlex.split(line)[1:])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def runner(line: str) -> Callable[[str, pytest.MonkeyPatch], str] | None:
    """What runs a line; None for a kind of line this test does not know."""
    if re.fullmatch(r"make [a-z]+", line):
        return lambda line, patch: make(line.split()[1], patch)
    if line.startswith("export "):
        return export
    return jobtide if line.startswith(f"{JOBTIDE} ") else None


@pytest.fixture(scope="module")
def said(desk: pytest.MonkeyPatch) -> dict[str, str]:
    """Every line run in the README's order, and what each said."""
    answers: dict[str, str] = {}
    for line in LINES:
        run = runner(line)
        assert run, f"README.md has a line that nothing runs here: {line}"
        try:
            answers[line] = run(line, desk)
        except AssertionError as error:
            raise AssertionError(f"README.md: {line}\n{error}") from error
    return answers


def test_every_line_runs(said: dict[str, str]) -> None:
    assert list(said) == list(dict.fromkeys(LINES))
    assert {"make demo", "make test"} <= said.keys()
    assert len(LINES) >= 10
    assert all(answer.strip() for answer in said.values())


@pytest.mark.parametrize("line", [line for line in LINES if f"{JOBTIDE} query" in line])
def test_a_question_has_an_answer(said: dict[str, str], line: str) -> None:
    rows = said[line].strip().splitlines()
    if "--format csv" not in line:
        cells = [row for row in rows if row.startswith("│") and not re.fullmatch(r"│ +0 rows +│", row)]
        rows = cells[1:]  # below the names stand their types
    assert len(rows) > 1


def test_the_files_named_are_there_afterwards(said: dict[str, str]) -> None:
    assert Path("demo/reports/2026-W47/index.html").exists()
    assert "demo/reports/2026-W47/index.html" in README
    for line in LINES:
        words = shlex.split(line)
        if words[1:2] == ["report"]:
            week, home = (words[words.index(option) + 1] for option in ("--week", "--home"))
            assert Path(home, "reports", week, "index.html").exists()
    assert Path("live/reports/2026-W47/index.html").exists()


def test_the_files_linked_are_in_the_repository() -> None:
    paths = re.findall(r"`((?:crawlers|pipelines|warehouse|flows|notebooks|tests)/[\w/.]*)`", README)
    targets = re.findall(r"\]\(([^)#:]+)\)", README) + paths
    assert targets
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_a_line_of_a_kind_that_is_not_run_here_would_be_found() -> None:
    assert all(runner(line) for line in LINES)
    assert [runner(line) for line in ("pip install jobtide", "jobtide week", "make demo && make test")] == [None] * 3


def test_every_setting_of_the_table_is_one_and_every_needed_one_is_in_it() -> None:
    from flows.settings import Settings

    named = set(re.findall(r"^\| `JOBTIDE_(\w+)` \|", README, re.M))
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    assert {"HOME", "CONTACT", "REGISTER_FILE", "DELAY"} <= named


def test_commands_named_in_passing_exist() -> None:
    """In running text: `jobtide runs void RUN_ID ...`."""
    for words in re.findall(r"`jobtide ([a-z]+(?: (?:list|void|restore))?)", README):
        assert CliRunner().invoke(cli.app, [*words.split(), "--help"]).exit_code == 0, words


def test_targets_named_in_passing_exist() -> None:
    targets = set(re.findall(r"`make ([a-z]+)`", README))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)
