# What people do with Thidin, one target each. `make` alone prints them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Images for containers often forbid compiled files; each program would compile all of ours anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/installed
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# One more than the cores: tests of pages wait as much as they compute.
WORKERS ?= 3

# The locks name PyPI's files and nothing of this machine, so its own package settings are left out.
LOCK := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras \
	--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	--build-deps-for=editable $(LOCK_OPTIONS)
FULL := --extra observing --extra cluster

.PHONY: help
help: ## Print the targets
	@echo "Thidin assesses Thailand's land and building tax. What make can do:"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)$$/  make \1|\2/' \
		| while IFS='|' read -r target text; do printf '%-16s%s\n' "$$target" "$$text"; done

.PHONY: demo
demo: install ## Build a pilot of three local bodies, assess it, show the result, open the pages
	@$(BIN)/thidin demo
	@if [ -t 1 ]; then $(BIN)/thidin pages; fi

.PHONY: pages
pages: install ## Open the demo's pages again, until Ctrl-C
	@$(BIN)/thidin pages

.PHONY: test
test: $(STAMPS)/dev $(STAMPS)/assets ## Run the tests
	@requirements/get-chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: check
check: $(STAMPS)/dev $(STAMPS)/assets ## Format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-logo
	@$(MAKE) test

.PHONY: oracle
oracle: $(STAMPS)/dev ## Hold the bill engine against the Act written again, on a million properties
	@$(BIN)/python -m tests.oracle --workers $(WORKERS)
	@THIDIN_RELATIONS=$(or $(THIDIN_RELATIONS),2000) $(BIN)/python -m pytest -q -n $(WORKERS) \
		--dist worksteal tests/law/test_relations_of_owners_and_years.py \
		tests/law/test_relations_of_property.py

.PHONY: schedules
schedules: $(STAMPS)/dev ## Send thousands of random orders of webhooks, files, reversals and questions
	@THIDIN_SCHEDULES=$(or $(THIDIN_SCHEDULES),4000) $(BIN)/python -m pytest -q \
		tests/api/commands/test_bank_schedules.py

.PHONY: crash
crash: $(STAMPS)/dev ## Kill commands at thousands of random moments (THIDIN_CRASHES) and compare the books
	@THIDIN_CRASHES=$(or $(THIDIN_CRASHES),5000) $(BIN)/python -m pytest -q -n $(WORKERS) \
		--dist worksteal tests/faults

.PHONY: hostile
hostile: $(STAMPS)/dev ## Send the service some hundred thousand hostile requests (THIDIN_HOSTILE)
	@THIDIN_HOSTILE=$(or $(THIDIN_HOSTILE),100000) $(BIN)/python -m pytest -q -n $(WORKERS) \
		--dist worksteal tests/api/http/test_problems.py tests/api/http/test_hostile_people.py

.PHONY: bench
bench: $(STAMPS)/bench ## Measure the speeds the README states, beside other tools
	@$(BIN)/python -m bench

.PHONY: nation
nation: $(STAMPS)/dev ## Run a nation's year and measure it (FRACTION=1/100 STORE=sqlite or postgresql)
	@$(BIN)/python -m bench.national --size $(or $(FRACTION),1/100) --store $(or $(STORE),sqlite) $(NATION)

.PHONY: install
install: $(STAMPS)/run $(STAMPS)/assets ## Put Thidin, its locked libraries and its pages into .venv

.PHONY: full
full: $(STAMPS)/full $(STAMPS)/assets ## Install with what watches the service and what many machines need

.PHONY: failover
failover: $(STAMPS)/dev ## Kill the database server under load, promote its replica (THIDIN_TOLD payments)
	@THIDIN_TOLD=$(or $(THIDIN_TOLD),3000) $(BIN)/python -m pytest -q tests/faults/test_failover.py \
		tests/faults/test_failover_served.py

.PHONY: lock
lock: | $(BIN)/python ## Write requirements/*.txt again (LOCK_OPTIONS=--upgrade for newer versions)
	@[ -x $(BIN)/pip-compile ] || $(PIP_INSTALL) pip-tools
	$(LOCK) --output-file requirements/run.txt pyproject.toml
	[ -e requirements/full.txt ] || cp requirements/run.txt requirements/full.txt
	$(LOCK) $(FULL) --output-file requirements/full.txt pyproject.toml
	[ -e requirements/dev.txt ] || cp requirements/full.txt requirements/dev.txt
	$(LOCK) $(FULL) --extra dev --output-file requirements/dev.txt pyproject.toml
	[ -e requirements/bench.txt ] || cp requirements/dev.txt requirements/bench.txt
	$(LOCK) $(FULL) --extra dev --extra bench --output-file requirements/bench.txt pyproject.toml
	$(subst --build-deps-for=editable,,$(LOCK)) --output-file requirements/node.txt requirements/node.in
	cd requirements/web && npm install --package-lock-only --omit-lockfile-registry-resolved \
		--ignore-scripts --no-audit --no-fund

.PHONY: clean
clean: ## Remove .venv and everything that was made here
	rm -rf $(VENV) build var .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf thidin.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What pages are made of. Any of the three stamps of libraries will do, so none is waited for alone.
$(STAMPS)/assets: requirements/web/package-lock.json requirements/make-assets api/pages/assets.toml \
		$(wildcard api/pages/styles/*.scss api/pages/styles/*/*.scss api/pages/scripts/*.js api/pages/pictures/*.svg) | $(BIN)/python
	@echo "Gathering what pages are made of into $(VENV) ..."
	@requirements/make-assets $(VENV)
	@mkdir -p $(STAMPS)
	@touch $@

$(BIN)/python:
	@requirements/make-venv "$(PYTHON)" "$(VENV)"

# A stamp says which lock the virtual environment holds; it is older than a changed lock. The build
# tool warns that folders here are found before installed packages, which is what is wanted.
$(STAMPS)/%: requirements/%.txt pyproject.toml | $(BIN)/python
	@echo "Installing the locked libraries ($*) into $(VENV), about a minute ..."
	@$(PIP_INSTALL) --require-hashes --no-deps -r $<
	@PYTHONWARNINGS=ignore $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@mkdir -p $(STAMPS)
	@touch $@
