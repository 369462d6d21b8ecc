# Everything sets itself up: uv inside .uv/, the locked packages inside .venv/. Needs Python 3.11.5+ and make.
PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
READY := .venv/.ready
export UV_NO_PROGRESS := 1

.PHONY: demo test lint bench referee accuracy train pictures lock setup clean

demo: setup ## A whole weekly report from the simulated market, in demo/
	$(BIN)/jobtide demo

test: setup ## The whole test suite
	$(BIN)/pytest -n 2 --dist loadfile

lint: setup ## Style, types, import arrows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## Measure, as ratios to named peers in the same run
	$(BIN)/pytest tests/bench -q -s -m bench

referee: setup ## Statistics and links on many simulated markets whose truth is known
	$(BIN)/python -m tests.referee.run

accuracy: setup ## Extraction against labelled adverts: make accuracy GOLD=folder
	$(BIN)/python -m tests.gold.accuracy $(or $(GOLD),../shared/gold)

train: setup ## The trained component anew, from labelled adverts: make train GOLD=folder
	$(BIN)/python -m pipelines.extract.train $(or $(GOLD),../shared/gold)

pictures: setup ## The README's picture of the report, by Chromium
	$(BIN)/python -m warehouse.report.picture demo/reports/2026-W47/index.html warehouse/report/pictures/report.png

setup: $(READY)

# Bytecode is compiled once here: each of the many processes of a test run would do it where Python writes none.
$(READY): requirements.lock pyproject.toml | $(UV)
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $(READY)

$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.8

lock: | $(UV) ## Resolve anew: versions and hashes, no host names
	rm -f uv.lock
	$(UV) lock --quiet --python $(PYTHON)
	$(UV) export --quiet --frozen --all-groups --no-emit-project --no-header --format requirements-txt --output-file requirements.lock
	rm -f uv.lock

clean: ## Everything that was made here
	rm -rf .venv .uv demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
