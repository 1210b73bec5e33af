# Each target works as the first command on a fresh clone: it builds .venv from hashed requirements.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8800
NAME ?=

# Whatever the machine says: the programs that tests start would each compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

# At once, as far as there are processors: the types take as long as all the others.
CHECKS := typed linted layered documented held collected

.PHONY: help demo test check $(CHECKS) catalogues bench screenshots upgrade-drill disclosure-drill sbom docs lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.ready: requirements/dev.txt pyproject.toml provider_stub/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("garbridge needs Python 3.11 or later, found " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . -e provider_stub
	@touch $@

demo: $(VENV)/.ready ## the demo portal on PORT (8800), the stub provider on PORT+1; GAR=1: a fake GAR on PORT+2 and +3
	@PORT=$(PORT) GAR=$(GAR) exec $(BIN)/python -m examples.demo

# Two more than there are processors: a journey waits for programs that it started.
test: $(VENV)/.ready ## every test
	$(BIN)/python -m pytest -n $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 2)')

check: $(VENV)/.ready ## lint, types, import contracts, architecture, catalogues
	@$(MAKE) --no-print-directory -j $$($(BIN)/python -c 'import os; print(os.cpu_count() or 1)') $(CHECKS)

$(CHECKS): $(VENV)/.ready

linted:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typed:
	$(BIN)/mypy

layered:
	$(BIN)/lint-imports

documented:
	$(BIN)/interrogate --quiet src provider_stub/src tests

held:
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_architecture.py tests/packaging/test_catalogues.py

# Every test can be asked; and what workers of `make test` would each compile is compiled then.
collected:
	@told=$$($(BIN)/python -m pytest -q -p no:cacheprovider --collect-only) || { echo "$$told"; exit 1; }

catalogues: $(VENV)/.ready ## what people read, from the sources into src/garbridge/locale
	@$(BIN)/python -m tests.packaging.catalogues

bench: $(VENV)/.ready ## the table of figures; NAME=… runs one
	@$(BIN)/python -m benchmarks $(NAME)

screenshots: $(VENV)/.ready ## the pages of the demo, into docs/images (needs Chromium)
	@$(BIN)/python -m examples.demo.screenshots

docs: $(VENV)/.ready ## the site of the documentation, into docs/_build
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build
	@echo docs/_build/index.html

upgrade-drill: $(VENV)/.ready ## the previous version and this one on one database, up and back
	$(BIN)/python -m pytest -n 0 -rs tests/packaging/test_upgrade.py tests/packaging/test_upgrade_alone.py tests/packaging/test_upgrade_protocols.py

$(VENV)/acro/.ready: $(VENV)/.ready requirements/disclosure.txt
	$(PYTHON) -m venv $(VENV)/acro
	$(VENV)/acro/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/disclosure.txt
	@touch $@

disclosure-drill: $(VENV)/acro/.ready ## what schools publish, before an established tool of disclosure control (acro)
	ACRO=$(CURDIR)/$(VENV)/acro/bin/python $(BIN)/python -m pytest -n 0 tests/core/disclosure/acro_drill.py

sbom: $(VENV)/.ready ## licences and CycloneDX of what is locked: docs/reference/licences.md, dist/
	$(BIN)/python -m tests.packaging.sbom

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q

lock: ## write requirements/*.txt anew (needs uv)
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) --constraints requirements/dev.txt requirements/run.in -o requirements/run.txt
	$(LOCK) requirements/disclosure.in -o requirements/disclosure.txt
	$(LOCK) requirements/satosa.in -o requirements/satosa.txt

clean: ## remove what was built
	rm -rf $(VENV) .demo docs/_build .pytest_cache .mypy_cache .ruff_cache dist
