# The commands for trying, checking and measuring Kallelse; `make` alone lists them.
# Needs make, Python 3.11 or later and its venv module from the distribution; the rest comes into .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -q --root-user-action=ignore
LINTED := services shared infra tests

# Compiled once, also where the environment asks for no compiled files: tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run quick test newest coverage mutants lint bench faults lives schema requirements install

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/installed  ## try it: everything on this machine, with the Örebro scenario three weeks ahead
	@exec $(BIN)/kallelse up --scenario infra/scenarios/orebro-2021.toml --invite \
	  --starting "$$($(BIN)/python -c 'import datetime as d; print(d.date.today() + d.timedelta(weeks=3))')"

quick: lint  ## check it in about a minute: lint, and the tests of rules, pure code and event samples
	@VENV=$(VENV) infra/install_test_tools.sh
	@$(BIN)/pytest -n auto tests/unit tests/contract tests/rules

test: $(VENV)/installed  ## check it: every test, a browser and the oldest PostgreSQL included
	@VENV=$(VENV) infra/install_test_tools.sh
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --durations 25

# Another one is named with NEWEST, such as NEWEST=/opt/python3.13/bin/python3.13.
NEWEST ?= $(shell sed -n 's/^FROM \(python\):\([0-9.]*\).*/\1\2/p' infra/containers/notify.Containerfile)

newest:  ## every test on the Python that the images use, in a venv of its own
	@$(MAKE) --no-print-directory test VENV=.venv-newest PYTHON=$(NEWEST)

coverage: $(VENV)/installed  ## which lines and branches the tests without processes reach; fails below what it was
	@VENV=$(VENV) infra/install_test_tools.sh
	@$(BIN)/pytest -n auto --dist loadfile --cov tests/unit tests/contract tests/rules tests/model tests/integration

mutants: $(VENV)/installed  ## change the domain here and there, and count what no test notices; ONLY=path, SAMPLE=number
	@$(BIN)/python -m tests.mutants $(if $(ONLY),--only $(ONLY)) $(if $(SAMPLE),--sample $(SAMPLE))

lint: $(VENV)/installed  ## format, types and who may import whom
	@$(BIN)/ruff format --check $(LINTED)
	@$(BIN)/ruff check $(LINTED)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/squawk services/*/migrations/*.sql

bench: $(VENV)/installed  ## measure it
	@$(BIN)/python -m tests.bench

faults: $(VENV)/installed  ## break it at random, two hundred times, and count what is lost
	@$(BIN)/python -m tests.faults

lives: $(VENV)/installed  ## live random lives, and compare what mails, pages, feeds and the API say; SEEDS=1-10000
	@$(BIN)/python -m tests.lives $(if $(SEEDS),--seeds $(SEEDS))

schema: $(VENV)/installed  ## write schema.sql of both services and docs/schema.md anew, after a new migration
	@$(BIN)/python -m tests.support.schema

install: $(VENV)/installed  ## make the venv and put what is needed into it

# What is pinned stays pinned; UPGRADE=--upgrade takes the newest versions that pyproject.toml allows.
COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --custom-compile-command 'make requirements' $(UPGRADE)

requirements: $(VENV)/installed  ## pin every version that pyproject.toml allows, with hashes
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
	  | $(COMPILE) - -o infra/requirements/build.txt
	@$(COMPILE) pyproject.toml --all-extras -o infra/requirements/dev.txt
	@for service in registration notify; do \
	  $(COMPILE) pyproject.toml --extra $$service -c infra/requirements/dev.txt -o infra/requirements/$$service.txt || exit 1; \
	done

# The stamp is written last, so that an interrupted installation is done again.
$(VENV)/installed: pyproject.toml infra/requirements/build.txt infra/requirements/dev.txt
	@echo "installing into $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; name one: make install PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "the venv module is needed: type  sudo apt-get install python3-venv"; exit 1; }
	@$(PIP) --require-hashes -r infra/requirements/build.txt -r infra/requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@
