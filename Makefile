# make run and make test need nothing but Python 3.11 with venv, and make. The rest they set up.

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
READY := .venv/.ready
LAKE ?= lake
export UV_PYTHON_DOWNLOADS := never
export OMP_THREAD_LIMIT := 1

.PHONY: help setup tesseract run test lint soak bench quality english golden clean
.DEFAULT_GOAL := help

help:  ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) tesseract  ## .venv with the locked dependencies, and Tesseract

$(READY): uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@echo "Setting up .venv with the locked dependencies (a minute or two)"
	@$(BIN)/uv sync --frozen --inexact --quiet --compile-bytecode --python $(BIN)/python
	@touch $(READY)

tesseract:
	@command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx eng && exit 0; \
	if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as=sudo; else as=none; fi; \
	if [ "$$as" = none ] || ! command -v apt-get >/dev/null; then \
	  echo "Scans and images need Tesseract with English. Please type:"; \
	  echo "    sudo apt-get install -y tesseract-ocr tesseract-ocr-eng"; exit 0; fi; \
	echo "Installing Tesseract with English"; \
	$$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq \
	  --no-install-recommends tesseract-ocr tesseract-ocr-eng >/dev/null

run: setup  ## the main job: seeds/ into ./lake
	@$(BIN)/onrecord ingest seeds --warehouse $(LAKE)

test: setup lint  ## lint, types, layers and the test suite with reduced counts
	@# Tests start hundreds of processes; some machines forbid Python to keep what it compiles.
	@$(BIN)/python -m compileall -q flows tasks warehouse
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: setup  ## the test suite with full counts, on Ray too
	@$(BIN)/uv sync --frozen --inexact --quiet --compile-bytecode --extra ray --python $(BIN)/python
	ONRECORD_SOAK=1 $(BIN)/python -m pytest -n 2 --dist loadgroup --timeout 3600

bench: setup  ## benchmarks: ratios against named peers in one run
	$(BIN)/python -m tests.bench

quality: setup  ## precision, recall and F1 on the project's gold
	$(BIN)/python -m tests.gold.quality

english: $(READY)  ## retrain the English model: make english TREEBANKS=DIR
	@test -n "$(TREEBANKS)" || { echo "Say where the treebanks are: make english TREEBANKS=DIR"; exit 2; }
	@$(BIN)/uv sync --frozen --inexact --quiet --group english --python $(BIN)/python
	$(BIN)/python -m tasks.extract.english.train $(TREEBANKS)

clean:  ## remove the environment and the warehouse of make run
	rm -rf .venv lake
