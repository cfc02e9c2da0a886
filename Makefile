# nex: set-up and checks. Everything installs from hash-locked files into .venv.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
EXTRAS := litellm parquet otel dev
UV := uv==0.13.8

.PHONY: help demo test marked check format lint types layers ci golden schemas lock wheel clean

help:
	@echo "make demo     set up $(VENV) with the core, then: nex make specs/library.md"
	@echo "make test     add every extra and the test tools, then run the tests"
	@echo "make marked   run the tests that kill, build wheels or drive a browser"
	@echo "              (container tests run where a Docker engine answers, else they skip)"
	@echo "make check    format, lint, types, layers"
	@echo "make ci       check, test and marked"
	@echo "make golden   rewrite the golden files under tests/data"
	@echo "make schemas  rewrite the published JSON Schemas in docs/schemas"
	@echo "make lock     resolve requirements/*.txt anew (needs a package index)"
	@echo "make wheel    build the wheel into dist/"
	@echo "make clean    remove $(VENV), caches and dist/"

demo: $(VENV)/.core
	$(BIN)/nex make specs/library.md

test: $(VENV)/.test
	$(BIN)/python -m pytest -q $(PYTEST)

marked: $(VENV)/.test
	$(BIN)/python -m pytest -q -m "chaos or consumers or browser" $(PYTEST)

check: format lint types layers

format: $(VENV)/.test
	$(BIN)/ruff format --check .

lint: $(VENV)/.test
	$(BIN)/ruff check .

types: $(VENV)/.test
	$(BIN)/pyright

layers: $(VENV)/.test
	$(BIN)/lint-imports

ci: check test marked

golden: $(VENV)/.test
	NEX_GOLDEN=write $(BIN)/python -m pytest -q -k golden

schemas: $(VENV)/.core
	$(BIN)/python -m nex.environment.schemas docs/schemas

wheel: $(VENV)/.core
	rm -rf dist
	$(PIP) wheel -qq --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

clean:
	rm -rf $(VENV) dist build .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp is newer than what it was installed from; a second run does nothing.
$(VENV)/.core: requirements/core.txt pyproject.toml | $(BIN)/python
	@echo "installing the core into $(VENV) (about 20 s, once)"
	$(PIP) install -qq --require-hashes -r requirements/core.txt
	$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.core
	@echo "adding extras and test tools (about 30 s, once)"
	$(PIP) install -qq --require-hashes -r requirements/test.txt
	@touch $@

# The first Python that runs, is new enough and can make environments; PYTHON=... overrides.
$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
	  $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "making $(VENV) with $$($$python --version)"; exec $$python -m venv $(VENV); \
	done; \
	echo "nex needs Python >= 3.11 with venv; install it (Debian: apt-get install python3 python3-venv) or name one: make PYTHON=/path/to/python" >&2; exit 2

# One resolution for every platform and Python >= 3.11; its settings are tool.uv in pyproject.toml.
lock:
	python3 -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install -qq $(UV)
	build/lock/bin/uv pip compile --quiet pyproject.toml requirements/build.in -o requirements/core.txt
	build/lock/bin/uv pip compile --quiet pyproject.toml requirements/build.in -c requirements/core.txt \
	  $(EXTRAS:%=--extra %) -o requirements/test.txt
