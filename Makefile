# Tierview. `make` alone lists what can be done. Needs GNU make, git and Python 3.11 or newer with venv.

PYTHON ?= $(or $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
    $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done),python3)
VENV   := .venv
BIN    := $(VENV)/bin
STORE  := $(or $(TIERVIEW_STORE),data/store)

SHELL := /bin/bash
.SHELLFLAGS := -u -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false

# $(call step,NAME,COMMAND): .ci/run reads the names to say which step failed.
define step
@printf '\n== %s\n' '$(1)'; $(2)
endef

.PHONY: help run test bench lint format clean browser-packages

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  variables: PYTHON=python3.12  PORT=8600  TIERVIEW_STORE=folder of your bank'

run: $(VENV)/app-pins  ## set up what is missing, make the demo bank if there is no store, open the dashboard
	@test -s '$(STORE)/CURRENT' || { echo 'No bank in $(STORE) yet: making the demo bank.'; \
	    $(BIN)/python -m data.sample --store '$(STORE)'; }
	@TIERVIEW_STORE='$(STORE)' exec $(BIN)/streamlit run dashboard.py $(if $(PORT),--server.port $(PORT))

test: $(VENV)/test-pins browser-packages  ## set up what tests need, run lint, format and type checks and all tests
	$(call step,lint,$(BIN)/ruff check .)
	$(call step,format,$(BIN)/ruff format --check .)
	$(call step,types,$(BIN)/mypy)
	$(call step,unit tests,$(BIN)/pytest -q -m 'not browser' -n 2 --dist loadfile)
	$(call step,browser tests,$(BIN)/pytest -q -m browser -n 2 --dist loadfile)

bench: $(VENV)/test-pins browser-packages  ## measure speed and memory as ratios within one run (long; builds a million-customer store once)
	@$(BIN)/python tests/bench/run.py $(BENCH)

lint: $(VENV)/test-pins  ## the checks without the tests
	$(call step,lint,$(BIN)/ruff check .)
	$(call step,format,$(BIN)/ruff format --check .)
	$(call step,types,$(BIN)/mypy)

format: $(VENV)/test-pins  ## put imports and layout in order
	@$(BIN)/ruff check --select I --fix .
	@$(BIN)/ruff format .

clean:  ## remove the virtual environment, caches and bench files; your store stays
	rm -rf $(VENV) .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser-packages:
	$(call step,browser for the tests,bash tests/browser/packages.sh)

$(VENV)/app-pins: requirements.txt $(VENV)/ready
	$(call step,install the pinned packages (a few minutes the first time),$(call install,requirements.txt))
	@touch $@

$(VENV)/test-pins: requirements-test.txt $(VENV)/app-pins
	$(call step,install the pinned packages of the tests,$(call install,requirements-test.txt))
	@touch $@

$(VENV)/ready:
	$(call step,make the virtual environment,$(BIN)/python -m pip --version >/dev/null 2>&1 || { $(new_venv); })
	@touch $@

define new_venv
command -v $(PYTHON) >/dev/null || { echo 'There is no $(PYTHON) here. Install Python 3.11 or newer,' \
    'or name yours: make $(MAKECMDGOALS) PYTHON=/path/to/python3'; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
    echo "Tierview needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 | tail -n 1)." \
    'Name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12'; exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
    echo 'This Python has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv'; exit 1; }; \
$(PYTHON) -m venv --clear $(VENV)
endef

define install
$(BIN)/python -m pip install --only-binary :all: -r $(1) || { echo 'Installing the packages of $(1) failed;' \
    'the lines above say why. Without internet, point PIP_INDEX_URL at the mirror of your bank.'; exit 1; }
endef
