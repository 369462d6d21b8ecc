"""The house keeps its own rules: arrows, sidecars, models that say what they are, no word of any machine."""

import ast
import csv
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from warehouse.build import LAYERS, MODELS, models, read_model
from warehouse.check import CHECKS

ROOT = Path(__file__).parents[1]
SHIPPING = ("crawlers", "pipelines", "warehouse")
TABLES = sorted(p for package in SHIPPING for p in (ROOT / package).rglob("*.csv") if "market" not in p.parts)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_imports_go_right_to_left() -> None:
    kept = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert kept.returncode == 0, kept.stdout


def test_the_top_level_is_the_owners() -> None:
    folders = {p.relative_to(ROOT).parts[0] for p in tracked() if len(p.relative_to(ROOT).parts) > 1}
    assert folders - {".ci"} == {"crawlers", "pipelines", "warehouse", "flows", "notebooks", "tests"}


@pytest.mark.parametrize("table", TABLES, ids=lambda p: p.name)
def test_every_reference_table_says_where_it_comes_from(table: Path) -> None:
    about = yaml.safe_load(table.with_suffix(".meta.yml").read_text("utf-8"))
    assert {"title", "producer", "licence", "source", "date", "rows"} <= about.keys()
    with table.open(encoding="utf-8", newline="") as file:
        assert about["rows"] == sum(1 for _ in csv.DictReader(file))


def test_every_model_reads_only_its_own_layer_or_those_above() -> None:
    found = list(models())
    assert len(found) >= 15
    for model in found:
        assert model.comment.endswith("."), model.name
        below = [r for r in model.reads if LAYERS.index(r.partition(".")[0]) > LAYERS.index(model.layer)]
        assert not below, model.name


def test_a_model_without_comment_or_grain_is_refused(tmp_path: Path) -> None:
    for text in ("SELECT 1 AS a", "-- Only a comment.\nSELECT 1 AS a", "-- grain: a\nSELECT 1 AS a"):
        file = tmp_path / "m.sql"
        file.write_text(text, "utf-8")
        with pytest.raises(ValueError, match=r"m\.sql"):
            read_model(file)


def test_a_sql_file_is_one_statement_and_a_law_says_what_it_holds() -> None:
    for path in [*MODELS.glob("*/*.sql"), *CHECKS.glob("**/*.sql")]:
        sql = "\n".join(line.split("--")[0] for line in path.read_text("utf-8").splitlines())
        assert ";" not in sql, path
    assert all(path.read_text("utf-8").startswith("-- ") for path in CHECKS.glob("**/*.sql"))


def test_nothing_of_this_machine_and_no_registry_stands_in_the_repository() -> None:
    halves = [
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("py", "pi.org"),
        ("python", "hosted"),
        ("registry.npm", "js"),
        ("deb.", "debian"),
    ]
    words = [a + b for a, b in halves]
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{path.relative_to(ROOT)}: {word}" for word in words if word in text]
    assert not found


def test_the_lock_pins_every_package_by_version_and_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    # one pin a package, or one a Python version where a marker tells them apart
    pins = re.findall(r"^(\S+)==(\S+)(?: ; (.+?))? \\$", lock, re.M)
    assert len(pins) == len({(name, marker) for name, _, marker in pins}) > 100
    assert len(pins) == len(re.findall(r"==.* \\\n    --hash=sha256:", lock))
    assert "://" not in lock
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[<>=;\[ ]", a)[0].lower().replace("_", "-") for a in asked}
    assert names <= {name.split("[")[0].lower() for name, _, _ in pins}


def test_functions_stay_small_and_typed() -> None:
    """Not a limit for its own sake: a function of more than 60 lines here was always two."""
    long = []
    for package in ("crawlers", "pipelines", "warehouse", "flows"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                if is_function and (node.end_lineno or 0) - node.lineno > 60:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not long
