# Everything a developer or a newcomer runs. Environments are made from a lock, with hashes.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check bench machine races faults seed screenshots lock
.DELETE_ON_ERROR:

BIN := .venv/bin
PYTHON := $(shell for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

# An environment is made again only when its lock or its place changes: the stamp's name holds a hash of both.
stamp = .venv/$(1)-$(shell (pwd; cat requirements-$(1).lock) | sha256sum | cut -c1-16)
DEMO := $(call stamp,demo)
DEV := $(call stamp,dev)
DEMO_OR_DEV := $(or $(wildcard $(DEV)),$(DEMO))

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(DEMO_OR_DEV) ## Try the whole portal on this computer, with practice people and cases
	@$(BIN)/python -m portal.demo.system run
	@exec $(BIN)/python -m portal run

test: check ## Check everything, then run every test, the browser's included
	@$(BIN)/python -m portal.demo.system test
	@tests/interop/environment
	$(BIN)/python -m pytest -n $${PROCESSES:-3}

check: $(DEV) ## Check style, types, import contracts, templates and security
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m djlint templates --lint --quiet
	$(BIN)/python -m bandit -q -r portal -c pyproject.toml

bench: $(DEV) ## Measure pages and actions (ONLY="case-page autosave" for some); see build/bench.json
	@$(BIN)/python -m portal.demo.system run
	$(BIN)/python -m tests.bench $(ONLY)

machine: $(DEV) ## Drive stage 3 against its model for a long time (MACHINE_EXAMPLES=500)
	@MACHINE_EXAMPLES=$${MACHINE_EXAMPLES:-500} $(BIN)/python -m pytest tests/machine

races: $(DEV) ## Let people act at the same moment, many rounds of each pair (RACE_ROUNDS=200)
	@RACE_ROUNDS=$${RACE_ROUNDS:-200} $(BIN)/python -m pytest tests/races

faults: $(DEV) ## Kill each part at every step of every flow (ONLY="sending worker" for some); hours
	@$(BIN)/python -m portal.demo.system run
	$(BIN)/python -m tests.faults $(ONLY)

seed: $(DEMO_OR_DEV) ## Fill the empty database in DATABASE_URL with the practice partnership
	$(BIN)/python -m portal seed

screenshots: $(DEV) ## Make the pictures in docs/ from the running pages
	@$(BIN)/python -m portal.demo.system test
	$(BIN)/python -m tests.screenshots

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --quiet pyproject.toml --group build

lock: ## Choose versions again and lock them, with hashes (needs uv)
	$(LOCK) -o requirements.lock
	$(LOCK) -c requirements.lock --extra demo -o requirements-demo.lock
	$(LOCK) -c requirements-demo.lock --extra demo --group dev -o requirements-dev.lock
	cd tests/interop && uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --quiet canaille.in -o canaille.lock

$(DEMO): LOCKED := requirements-demo.lock
$(DEV): LOCKED := requirements-dev.lock
$(DEMO) $(DEV):
	@.ci/environment "$(PYTHON)" $(LOCKED)
	@touch $@
