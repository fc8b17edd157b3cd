# Two commands do everything on a fresh Debian-like machine:
#   make demo   sets up .venv, runs the main job on the shipped example and ends with the dossier's path
#   make test   sets up .venv, installs Chromium and Pango through apt where it may, runs all checks and tests
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO_OUT ?= demo-case
JOBS ?= 2

.PHONY: peers printing help demo test check lint types layers docs gates validate bench chromium changelog clean

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

$(VENV)/.base: pyproject.toml constraints.txt
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then echo "temoin needs Python 3.11 or newer; name one with: make PYTHON=python3.12 demo" >&2; exit 1; fi
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
	  else echo "Python's venv module is missing: install it first (on Debian: apt-get install python3-venv)" >&2; exit 1; fi
	fi
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	# pip older than 25.1 knows no dependency groups.
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install -c constraints.txt -e .
	touch $@

$(VENV)/.dev: $(VENV)/.base
	@$(PIP) install -c constraints.txt -e '.[pdf,figures,notebook]' --group test --group check --group docs --group changelog
	touch $@

chromium:  ## install Chromium through apt where it is missing and may be installed
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null || echo "Chromium could not be installed; browser tests will be skipped" >&2
	else echo "Chromium is missing and this user may not install it; browser tests will be skipped" >&2; fi

# WeasyPrint draws text with Pango; poppler's tools read what it printed.
printing:  ## install what PDF and its tests need through apt where it is missing and may be installed
	@if command -v pdftotext >/dev/null && ldconfig -p | grep -q libpangoft2; then exit 0; fi
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils >/dev/null || echo "Pango and poppler could not be installed; tests of PDF will be skipped" >&2
	else echo "Pango or poppler is missing and this user may not install it; tests of PDF will be skipped" >&2; fi

demo: $(VENV)/.base  ## set up and run the main job on the shipped example
	@$(BIN)/temoin demo --out $(DEMO_OUT)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	@$(BIN)/mypy

layers: $(VENV)/.dev
	@$(BIN)/lint-imports

docs: $(VENV)/.dev  ## build the documentation; a warning is an error
	@$(BIN)/sphinx-build -q -W -n --keep-going -b html docs docs/_build/html
	echo "docs/_build/html/index.html"

check: lint types layers docs  ## lint, types, layers, docs

test: $(VENV)/.dev chromium printing check  ## all checks and tests
	@$(BIN)/pytest -n $(JOBS) -m "not slow"

gates: $(VENV)/.dev  ## the long runs on the measuring data, with a dated file of results
	@mkdir -p results
	TEMOIN_RESULTS=results/gates-$$(date -u +%Y-%m-%dT%H%M%SZ).json $(BIN)/pytest -m "gate or slow" -p no:randomly tests
	HYPOTHESIS_PROFILE=search $(BIN)/pytest -p no:randomly tests/property

# A part, or for a time: make validate REPORT='--only alignment --minutes 30'. Records are kept in results/validation; the next run goes on.
validate: $(VENV)/.dev  ## every figure of alignment, measurement and validation afresh, with intervals; writes the report's page and pictures
	@$(BIN)/python tools/validation_report.py $(REPORT)

bench: $(VENV)/.dev  ## speed beside named peers, in the same run
	@$(BIN)/python bench/run.py

# Peers that don't fit our environment get one of their own; what cannot be installed is printed as "not run".
# AROSICS needs GDAL's own bindings, built for the GDAL of the system, and an older NumPy.
peers:  ## install the bench's peers into .venv-peers and .venv-arosics
	@$(PYTHON) -m venv .venv-peers
	for peer in 'numpy scikit-image' dateparser 'exactextract rasterio rasterstats'; do .venv-peers/bin/python -m pip --quiet install $$peer || echo "$$peer: not installed" >&2; done
	if command -v gdal-config >/dev/null; then
	  gdal="gdal==$$(gdal-config --version)"
	  $(PYTHON) -m venv .venv-arosics
	  aro="env CPLUS_INCLUDE_PATH=/usr/include/gdal .venv-arosics/bin/python -m pip --quiet install"
	  $$aro 'numpy<2' 'setuptools<70' wheel && $$aro --no-build-isolation "$$gdal" && $$aro 'numpy<2' "$$gdal" arosics || echo "arosics: not installed" >&2
	else echo "arosics: not installed; it needs GDAL's headers (on Debian: apt-get install libgdal-dev g++)" >&2; fi

changelog: $(VENV)/.dev
	@$(BIN)/towncrier build --draft --version NEXT

clean:  ## remove what was built, not what was measured
	@rm -rf $(VENV) build dist docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
