# Two commands on a fresh machine: `make demo` and `make test`. Both make the environment they need.
PY ?= python3
V  := .venv
BIN := $(V)/bin
ALEMBIC = $(BIN)/alembic -c storage/alembic.ini -x url=sqlite:///var/draft.db

.DEFAULT_GOAL := help
.PHONY: help install demo test test-rest test-all check format lint types contracts docs migration wheel sbom manifests bench fuzz fuzz-guided simulate fix lock clean

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(V)/.ok: requirements/dev.lock pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Basira needs Python 3.11 or newer; '$(PY)' is $$($(PY) --version 2>&1). Try: make PY=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@$(PY) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PY) -m venv $(V)
	@echo "Setting up $(V) (once; a minute or two) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(V)/.ok  ## make the environment

demo: $(V)/.ok  ## play at once: sandbox, bot and chat page on this machine, no token
	@$(BIN)/basira demo $(if $(PORT),--port $(PORT))

# Without compiled modules, each program that a test starts would compile all of them again.
unexport PYTHONDONTWRITEBYTECODE

test: $(V)/.ok  ## run the quick tests, in some minutes; they need nothing from outside Python
	@$(BIN)/python -m pytest -n 3  # tests wait for disks and processes: one more than two cores

test-rest: $(V)/.ok  ## run the other tests; those whose programs are missing are left out and listed
	@$(BIN)/python -m pytest -n 3 --rest

test-all: test test-rest  ## run all tests

check: $(V)/.ok format lint types contracts test  ## what must hold before a commit

format: $(V)/.ok
	@$(BIN)/ruff format --check .

lint: $(V)/.ok
	@$(BIN)/ruff check .
	@$(BIN)/basira scenarios lint

types: $(V)/.ok
	@$(BIN)/mypy

contracts: $(V)/.ok
	@$(BIN)/lint-imports

docs: $(V)/.ok  ## generate what in docs/ follows from the code
	@$(BIN)/python -m tests.docs.generate

migration: $(V)/.ok  ## draft the next migration from storage/db/tables.py; ADDS="what it adds"
	@test -n "$(ADDS)" || { echo 'Say what it adds: make migration ADDS="keep the rank of a person"'; exit 1; }
	@mkdir -p var && rm -f var/draft.db
	@$(ALEMBIC) upgrade head
	@$(ALEMBIC) revision --autogenerate -m "$(ADDS)"

wheel: $(V)/.ok  ## build what a server installs, with its locked requirements, into dist/
	@rm -rf dist
	@$(BIN)/hatchling build -t wheel -d dist
	@cp requirements/run.lock docs/operating/slim.sh dist/

sbom: $(V)/.ok  ## list what a server installs, with licences, into dist/ (CycloneDX)
	@$(BIN)/python -m tests.sbom dist

CLUSTER := .venv-cluster
$(CLUSTER)/.ok: requirements/cluster.lock
	@test -x $(CLUSTER)/bin/python || $(PY) -m venv $(CLUSTER)
	@$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/cluster.lock
	@touch $@

manifests: $(CLUSTER)/.ok  ## check the manifests against the schemas of Kubernetes
	@$(CLUSTER)/bin/kubernetes-validate --strict $(filter-out %/kustomization.yaml,$(wildcard docs/operating/kubernetes/*.yaml))

PEERS := .venv-peers
$(PEERS)/.ok: requirements/peers.lock
	@test -x $(PEERS)/bin/python || $(PY) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers.lock
	@touch $@

bench: $(V)/.ok $(PEERS)/.ok  ## measure against the peers on this machine into docs/benchmarks.md; ARGS=--full, --quick, taps …
	@$(BIN)/python -m tests.bench --page docs/benchmarks.md $(ARGS)

simulate: $(V)/.ok  ## run seeds of the simulation: make simulate SEEDS=1-1000; DATABASE=postgresql
	@$(BIN)/python -m tests.simulation $(if $(SEEDS),--seeds $(SEEDS)) $(if $(DATABASE),--database $(DATABASE))

fuzz: $(V)/.ok  ## try many foreign inputs on every parser; EXAMPLES=5000; what fails is kept in tests/fuzz/corpus
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),5000) $(BIN)/python -m pytest -n 2 --timeout 7200 tests/fuzz

ATHERIS := .venv-atheris
$(ATHERIS)/.ok: requirements/atheris.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --target $(ATHERIS) -r requirements/atheris.lock
	@touch $@

fuzz-guided: $(V)/.ok $(ATHERIS)/.ok  ## the same, guided by the branches taken (Linux); TARGETS="po form" SECONDS=60
	@PYTHONPATH=$(ATHERIS) $(BIN)/python -m tests.fuzz.guided $(TARGETS) --seconds $(or $(SECONDS),60)

fix: $(V)/.ok  ## format, and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock:  ## renew the hash-locked requirements (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --group dev --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/run.lock
	uv pip compile requirements/peers.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/peers.lock
	uv pip compile requirements/atheris.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/atheris.lock
	uv pip compile requirements/cluster.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/cluster.lock

clean:  ## remove the environment and the demo's data
	rm -rf $(V) $(PEERS) $(CLUSTER) var dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
