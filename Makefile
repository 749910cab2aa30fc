# Everything runs in .venv, which `setup` makes once from requirements.txt and again when that changes.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
BROWSER_READY := .venv/.browser-ready
CORPUS ?= data/sample
GOLD ?=

.DEFAULT_GOAL := help
.PHONY: help setup report test test-browser check lab evaluate train catalogues bench clean lock

help: ## what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 15

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo 'Cadrage needs Python 3.11 to 3.13; give one: make setup PYTHON=python3.12'; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

setup: $(READY) ## make .venv with every package, pinned and checked by hash

report: $(READY) ## analyse CORPUS (default: the sample) and publish today's report
	$(BIN)/python -m analysis report '$(CORPUS)'

test: $(READY) ## run the tests that need no browser
	$(BIN)/python -m pytest -n 2 --dist loadfile

$(BROWSER_READY): tests/browser/requirements.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/browser/requirements.txt
	@touch $@

test-browser: $(BROWSER_READY) ## run the tests in a real browser (needs Chromium; CHROMIUM=path names another)
	$(BIN)/python -m pytest tests/browser

check: $(READY) ## format, lint, types, floors, clean notebooks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: $(READY) ## open the notebooks in JupyterLab
	env -u JUPYTER_PATH JUPYTER_PREFER_ENV_PATH=1 $(BIN)/jupyter lab notebooks

evaluate: $(READY) ## measure quotes against GOLD=labels.jsonl
	@test -n '$(GOLD)' || { echo 'give a gold file: make evaluate GOLD=labels.jsonl'; exit 2; }
	$(BIN)/python -m analysis evaluate quotes '$(GOLD)'

train: $(READY) ## train both taggers of names on GOLD=labels.jsonl (4 minutes)
	@test -n '$(GOLD)' || { echo 'give a gold file: make train GOLD=labels.jsonl'; exit 2; }
	$(BIN)/python training/ner.py '$(GOLD)' --out data/models/fr_names
	$(BIN)/python training/crf.py '$(GOLD)' --out data/models/fr_names.crfsuite

catalogues: $(READY) ## bring the translations up to date; LANGUAGE=de begins another
	$(BIN)/python src/analysis/language/locale/update.py $(LANGUAGE)

bench: $(READY) ## the whole suite of benchmarks on CORPUS (hours; QUICK=1: smaller)
	$(BIN)/python benchmarks '$(CORPUS)' $(if $(QUICK),--quick)

LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate
lock: ## write the lock files anew from pyproject.toml (needs uv)
	$(LOCK) pyproject.toml --all-extras -o requirements.txt
	$(LOCK) tests/browser/requirements.in -c requirements.txt -o tests/browser/requirements.txt

clean: ## delete computed tables and caches; reports and .venv stay
	rm -rf data/tables .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
