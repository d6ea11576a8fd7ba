# Every target makes .venv and installs what it needs, from Python >= 3.11, pip and make alone.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
PYTEST := $(RUN) -m pytest -q

# Not in the extra `peers`: scikit-umfpack has no wheel, and does not build with meson 1.10 and later.
PIP_QUIET := $(RUN) -m pip install --quiet --disable-pip-version-check
UMFPACK = { $(PIP_QUIET) 'meson<1.10' meson-python ninja swig numpy scipy && PATH="$(abspath $(BIN)):$$PATH" \
  $(PIP_QUIET) --no-build-isolation 'scikit-umfpack>=0.4.2'; } >$(VENV)/umfpack.log 2>&1

.PHONY: demo test test-long lint bench data clean

demo: $(VENV)/.user
	$(BIN)/roos demo -o roos-demo

# One process per core, a file of tests to each; the long tier kills and measures, and runs alone.
test: $(VENV)/.dev data
	$(PYTEST) -n auto --dist loadfile

test-long: $(VENV)/.dev data
	$(PYTEST) -m long

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# About eight minutes. A forced kernel of OpenBLAS would slow some of those who are compared, and not others.
bench: $(VENV)/.bench
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(RUN) -m benchmarks.page

# The demo and the tests work without the data set, and say what they then leave out.
data: $(VENV)/.user
	@$(BIN)/roos data install profiles || echo "going on without the data set 'profiles'"

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("roos needs Python 3.11 or newer; set PYTHON=...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.user: pyproject.toml | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.user

$(VENV)/.bench: pyproject.toml | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[dev,peers]'
	@$(UMFPACK) || echo "going on without the peer UMFPACK: it compiles against SuiteSparse" \
	  "(Debian: apt install libsuitesparse-dev); the log is $(VENV)/umfpack.log"
	@touch $@ $(VENV)/.dev $(VENV)/.user

clean:
	rm -rf $(VENV) dist roos-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
