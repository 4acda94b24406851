# Two commands do everything on a machine with Python 3.11, make and git:
#   make run    environment, install, database, demonstration data, server with worker
#   make test   environment, install, all tests but the long proofs
SHELL := /bin/bash
PYTHON ?= python3.11
ifeq (, $(shell command -v $(PYTHON)))
PYTHON := python3
endif
BIN := .venv/bin
PORT ?= 8000
SHARE ?= 1
export CREST_SOAK_SHARE := $(SHARE)
# Every process that a test starts reads what the first one compiled, whatever the shell has set.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test coverage test-postgres check soak bench screenshots browser office wheel messages lock clean laws

.venv/bin/python:
	$(PYTHON) -m venv .venv

CATALOGUES := $(wildcard crest/translations/*/LC_MESSAGES/messages.po)

# installing also compiles the catalogues and cuts the Khmer font (hatch_build.py)
.venv/.run: requirements/run.lock pyproject.toml hatch_build.py $(CATALOGUES) | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/.test: requirements/test.lock .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.lock
	touch $@

run: .venv/.run
	CREST_MODE=demonstration $(BIN)/crest db upgrade
	CREST_MODE=demonstration $(BIN)/crest demo
	CREST_MODE=demonstration $(BIN)/crest serve --port $(PORT)

# Without LibreOffice the workbook is not recalculated; the README names the package.
ifeq (, $(shell command -v soffice))
OFFICE := and not office
endif

QUICK := not soak and not browser and not wheel $(OFFICE)

# The rules come first, and every branch of them is taken by the tests beside them. To count all
# code makes heavy tests three to five times slower; `make coverage` does it. The rules wait for
# nothing, so two processes are enough; other tests wait for processes and servers that they start.
test: .venv/.test
	@$(if $(OFFICE),echo "LibreOffice is not installed: the workbook is not recalculated",true)
	$(BIN)/pytest -q -n 2 --dist worksteal -m "$(QUICK)" tests/domain \
		--cov=crest.domain --cov-report=term-missing:skip-covered --cov-fail-under=100
	$(BIN)/pytest -q -n 3 --dist worksteal -m "$(QUICK)" --ignore=tests/domain --durations=25

# Which lines of all code the tests run through.
coverage: .venv/.test
	$(BIN)/pytest -q -n 3 --dist worksteal -m "$(QUICK)" \
		--cov=crest --cov-report=term-missing:skip-covered --cov-fail-under=96

# Every test that opens a database, this time on PostgreSQL.
test-postgres: .venv/.test
	CREST_TEST_DATABASE=postgresql $(BIN)/pytest -q -n 3 --dist loadscope --durations=12 \
		-m "not soak and not browser and not wheel and not office" $(POSTGRES_TESTS)

POSTGRES_TESTS ?= tests/web tests/cli tests/services tests/persistence tests/exports tests/imports \
	tests/adapters tests/soak/test_jumping_clock.py

check: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/codespell crest templates docs questionnaires README.md tests
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/crest content check

browser: .venv/.test
	$(BIN)/pytest -q -n 2 --dist load -m browser $(AGAIN) tests/browser

soak: .venv/.test
	$(BIN)/pytest -q -s -m soak -p no:randomly --durations=12

bench: .venv/.test
	$(BIN)/python -m benchmarks.run

screenshots: .venv/.test
	$(BIN)/python -m benchmarks.screenshots $(RELEASED)

wheel: .venv/.test
	$(BIN)/pytest -q -m wheel tests/packaging

# texts of pages, mails and files go into the catalogue of every language; what fell away is kept as a comment
messages: .venv/.run
	mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l -k lazy_gettext --no-location --sort-output \
		--project=CREST --copyright-holder=CREST -o build/messages.pot .
	for file in $(CATALOGUES); do language=$$(basename $$(dirname $$(dirname $$file))); \
		$(BIN)/pybabel -q update -l $$language -i build/messages.pot -o $$file --no-fuzzy-matching; done

# The page of what the law library holds; a test says when it is old.
laws: .venv/.run
	$(BIN)/crest content coverage --markdown > docs/law-coverage.md

lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet "pip-tools>=7.6"
	.venv-lock/bin/pip-compile $(LOCK_OPTIONS) --extra build --extra postgres -o requirements/run.lock pyproject.toml
	.venv-lock/bin/pip-compile $(LOCK_OPTIONS) --extra build --extra postgres --extra test \
		-c requirements/run.lock -o requirements/test.lock pyproject.toml
	rm -rf .venv-lock

LOCK_OPTIONS := --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header --no-annotate

clean:
	rm -rf .venv .venv-lock var build dist .pytest_cache .mypy_cache .ruff_cache .coverage*
