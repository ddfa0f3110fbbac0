# Two commands set everything up on a machine with Python 3.11 or later:
#   make demo   installs the program and aligns the bundled document A/65/496
#   make test   installs the development tools and runs the tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check slow clean

demo: .venv/.installed
	$(BIN)/sixfold align A/65/496 --out demo/
	@echo
	@echo "Next: $(BIN)/sixfold serve demo/   looks up and reviews in the browser"

test: .venv/.installed-dev
	$(BIN)/python -m pytest -q

slow: .venv/.installed-dev
	$(BIN)/python -m pytest -q -m slow

check: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv demo

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "sixfold needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	  echo "Install a newer Python and say: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.installed-dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/.installed
