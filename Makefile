# Commands of this project. They make `.venv` from the hashed lock files themselves; needed are make and Python >= 3.11.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
DATA ?= data
DEMO ?= demo
PORT ?= 8000
# Tests write to memory where there are 4 GB of it: each of their thousands of commits waits for the disk otherwise.
TESTS_IN := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm"; exit 1 }' && echo $${TMPDIR:-/tmp})
# Three on two cores: browsers and servers wait a lot. Each of them, and each server that a test starts, would compile everything anew where
# the machine asks Python to keep no bytecode.
PYTEST := TMPDIR=$(TESTS_IN) PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder
CODE := src tests bench dev

.PHONY: help setup setup-run run demo test quick check bench long lock

help:
	@echo "make run     the house on http://localhost:$(PORT), data in $(DATA)/"
	@echo "make demo    the same with a fictional practice, data in $(DEMO)/"
	@echo "make test    all tests, browser tests included"
	@echo "make quick   the tests that need no browser and no server"
	@echo "make check   format, lint, types, arrows, house rules, generated documents"
	@echo "make bench   the measurements of docs/benchmarks.md"
	@echo "make long    the full counts of what make test samples; for nights"
	@echo "make setup   the environment alone"

setup:
	@test -n "$(PYTHON)" || { echo "Tacenda needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) dev/setup.py all

setup-run:
	@test -n "$(PYTHON)" || { echo "Tacenda needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) dev/setup.py runtime

run: setup-run
	@$(BIN)/tacenda serve --data $(DATA) --port $(PORT)

demo: setup-run
	@$(BIN)/tacenda demo --data $(DEMO) --port $(PORT)

test: setup
	@if dev/browser.sh; then $(PYTEST) -m "not long"; \
	elif [ "$${TACENDA_WITHOUT_BROWSER:-}" = 1 ]; then echo "test: without the browser tests, as TACENDA_WITHOUT_BROWSER allows"; $(PYTEST) -m "not long and not browser"; \
	else exit 1; fi

quick: setup
	@$(PYTEST) -m "not browser and not slow and not long"

check: setup
	@dev/check.sh

bench: setup
	@$(BIN)/python -m bench

long: setup
	@dev/browser.sh
	@TACENDA_LONG=1 $(PYTEST) --timeout=0 -m "long or slow"

# Renews the lock files after a change of requirements/*.in; takes minutes and wants pip-compile (pip-tools 7.6) on the path.
lock:
	@for part in runtime dev; do pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --output-file=requirements/$$part.txt requirements/$$part.in || exit 1; done
