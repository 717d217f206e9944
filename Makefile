# Two commands do everything: `make demo` and `make test`. Both make the environment first.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types imports unit docs bench format clean

demo: $(STAMP)
	$(BIN)/heavywater demo

test: lint types imports unit

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/pytest --numprocesses=auto --dist=loadfile

docs: $(STAMP)
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

bench: $(STAMP)
	$(BIN)/python benchmarks/compare_h2o.py --markdown docs/benchmarks.md README.md
	$(BIN)/python benchmarks/compare_peers.py --markdown docs/benchmarks.md
	$(BIN)/python benchmarks/frames_munging.py --markdown docs/benchmarks.md
	$(BIN)/python benchmarks/frames_import.py --markdown docs/benchmarks.md
	$(BIN)/python benchmarks/forests.py --markdown docs/benchmarks.md

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist docs/_build docs/labs
