# make play    sets everything up and opens the app (arguments: make play ARGS="novel.txt")
# make test    sets everything up and runs the tests
# make check   style, format, types and import rules
#
# The virtual environment is .venv in this folder. Stamp files in it say what is installed, so that a second
# "make play" starts at once.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PYTEST_ARGS ?= -n 2
BENCH_ARGS ?= --quick
FUZZ_SECONDS ?= 300
LAB ?= vanishing exploding memory length truncation order padding drift

.DEFAULT_GOAL := help
.PHONY: help play test check reliability fuzz audit bench screenshots lab-pages clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "make reliability   the long form of the tests that kill, disturb and go on for long; an hour or two"
	@echo "make fuzz    feeds mutated bytes to what reads texts and model files, five minutes each"
	@echo "make audit   looks for known weaknesses in what is installed beside the program"
	@echo "make bench   measures speed against baselines, on this machine; BENCH_ARGS= takes longer"
	@echo "make screenshots   draws the pictures of the README anew"
	@echo "make lab-pages   runs the experiments of the Lab and writes docs/lab anew"
	@echo "make clean   removes the virtual environment and what was built"

play: $(VENV)/.installed
	@$(BIN)/rnn-playground $(ARGS)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# One after the other: they measure memory, count processes and fill both cores by themselves.
reliability: $(VENV)/.installed-dev
	RNN_PLAYGROUND_LONG=1 $(BIN)/python -m pytest -n 0 -s tests/reliability

# Beside the environment, not in it: atheris is not to be had for every Python.
fuzz: $(VENV)/.installed
	@[ -d $(VENV)/fuzz/atheris ] || $(BIN)/python -m pip install --quiet --target $(VENV)/fuzz atheris
	@for kind in text model; do PYTHONPATH=$(VENV)/fuzz $(BIN)/python tests/reliability/fuzz.py $$kind \
		-max_total_time=$(FUZZ_SECONDS) -max_len=4096 -artifact_prefix=$(VENV)/fuzz/ || exit 1; done

# The auditor has an environment of its own, so that it does not look at itself.
audit: $(VENV)/.installed
	@[ -x $(VENV)/audit/bin/pip-audit ] || { $(BIN)/python -m venv $(VENV)/audit && \
		$(VENV)/audit/bin/python -m pip install --quiet pip-audit; }
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > $(VENV)/audit/installed.txt
	$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement $(VENV)/audit/installed.txt

bench: $(VENV)/.installed-dev
	@for script in benchmarks/bench_*.py; do \
		echo "== $$script $(BENCH_ARGS)"; $(BIN)/python "$$script" $(BENCH_ARGS) || exit 1; \
	done

screenshots: $(VENV)/.installed-dev
	$(BIN)/python docs/screenshots.py

lab-pages: $(VENV)/.installed-dev
	@for name in $(LAB); do $(BIN)/rnn-playground lab $$name --page docs/lab/$$name.md > /dev/null || exit 1; done

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# PYTHON=/path/to/python make play takes that one; otherwise the first of these that is new enough.
$(BIN)/python:
	@for python in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11 python; do \
		[ -n "$$python" ] || continue; \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		echo "Setting up $(VENV) with $$("$$python" --version); this takes a minute or two, once."; \
		"$$python" -m venv $(VENV) && { $(BIN)/python -m pip install --quiet --upgrade pip; exit 0; }; \
		rm -rf $(VENV); \
		exit 1; \
	done; \
	echo "rnn-playground needs Python 3.11 or newer; install it and run make again." >&2; \
	exit 1

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing rnn-playground and what it needs."
	@$(BIN)/python -m pip install -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet -e '.[dev]'
	@touch $(VENV)/.installed $@
