"""Every notebook runs top to bottom against a warehouse, and is committed without outputs."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def cells(notebook: Path) -> list[dict[str, Any]]:
    return [c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_are_stripped(notebook: Path) -> None:
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in cells(notebook))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs(notebook: Path, house: Any, advert: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for week in range(5):
        house.run("board", [advert(i) for i in range(6 - week)], weeks_ago=week)
    house.ingest()
    monkeypatch.setenv("JOBTIDE_HOME", str(house.paths.home))
    names: dict[str, Any] = {}
    answers = 0
    for cell in cells(notebook):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook.name, "exec"), names)
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), notebook.name, "eval"), names)
            answers += shown is not None
            if hasattr(shown, "to_dict") and not hasattr(shown, "columns"):
                shown.to_dict()  # an Altair chart is checked when it is drawn
    assert answers >= 8
