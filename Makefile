# Two commands are enough on a fresh machine: make demo, make test.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# Worker processes of the tests. On a small machine more than two only wait for each other.
WORKERS ?= 2
# Worlds that `make simulate` lives through.
SEEDS ?= 200

.DEFAULT_GOAL := help
.PHONY: help venv demo test simulate mutants clauses seasons decade check format smoke bundle bundle-check interop bench bench-large extra documents lock clean

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: $(READY) ## Make .venv with every pinned dependency and the patrol command

$(READY): requirements.lock pyproject.toml
	@scripts/make_venv "$(PYTHON)" "$(VENV)"
	@touch $@

demo: $(READY) ## Replay the first patrol batch of Jiangsu in 2019, from a YAML file to closed cases
	@$(BIN)/patrol demo

test: $(READY) ## Run every test, PostgreSQL included
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(READY) ## Hold format, lint, types, import contracts, house rules, migrations, documents
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/check

format: $(READY) ## Lay out the code and mend what lint can mend
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

smoke: $(READY) ## Install and run a quick part of the tests on Python 3.12 and 3.13, where installed
	@scripts/smoke

bundle: $(READY) ## Make dist/patrol-VERSION-bundle.zip, the archive that installs on Linux and Windows without a network
	@$(BIN)/python -m scripts.bundle

bundle-check: $(READY) ## Install the bundle with the network cut off, and use it
	@$(BIN)/python -m scripts.bundle_check

simulate: $(READY) ## Simulate worlds of people, schedulers, deaths: make simulate SEEDS=2000, or SEED=17
	@$(BIN)/python -m tests.simulation $(if $(SEED),--seed $(SEED),--seeds $(SEEDS) --workers $(WORKERS))

mutants: $(READY) ## Plant faults one at a time in a copy: the suite must notice every one
	@$(BIN)/python -m scripts.mutants --workers $(WORKERS) $(ARGS)

clauses: $(READY) ## Take away each clause that a rule is carried by, change each number of it by one: a scenario must notice
	@$(BIN)/python -m scripts.clauses $(if $(ONLY),--only $(ONLY))
	@$(BIN)/python -m scripts.clause_numbers --workers $(WORKERS) $(if $(ONLY),--only $(ONLY))

seasons: $(READY) ## Play Heze's campaign and Jingyang's oversight in full size: the figures of their sources
	@$(BIN)/python -m tests.seasons

decade: $(READY) ## Live through ten years of 1,000 patrols and 10,000 hazards in one process, memory flat
	@$(BIN)/python -m bench.decade $(ARGS)

crash: $(READY) ## Let processes die at every boundary: make crash, or SEED=5 DEATHS=60 for chance alone
	@$(BIN)/python -m tests.crash $(if $(SEED),--seed $(SEED)) $(if $(DEATHS),--deaths $(DEATHS))

interop: $(READY) ## Let other programs read what we write: bpmn-js, pm4py ... make interop ARGS=xes for one
	@$(BIN)/python -m scripts.interop $(ARGS)

failover: $(READY) ## Kill PostgreSQL under load, and promote its standby
	@$(BIN)/python -m tests.failover $(SEED)

bench: $(READY) ## Measure speed as ratios beside the bare driver
	@$(BIN)/python -m bench $(ARGS)

bench-large: $(READY) ## Measure sweeps among a million deadlines, figures over a million cases: 30 GB of disk, an hour
	@$(BIN)/python -m bench large bulletins $(ARGS)

extra: $(READY) ## Run what needs a large file: make extra LEDGER=violations.csv DAYS=days.csv
	@scripts/extra "$(LEDGER)" "$(DAYS)"

documents: $(READY) ## Put what the commands print now into the documents
	@$(BIN)/python -m scripts.documents

lock: $(READY) ## Pin all dependencies anew, with hashes
	@scripts/lock "$(BIN)/python"
	@scripts/interop/lock "$(BIN)/python"

clean: ## Remove .venv and everything that was built or cached
	rm -rf $(VENV) .interop build dist bench/results *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
