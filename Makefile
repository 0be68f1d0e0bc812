# Everything starts here; see docs/setup.md. `make demo` serves the sample county.

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))) python3)
SEED ?= 0
PORT ?= 8000
HOUSEHOLDS ?= 3000

BIN := .venv/bin

.DEFAULT_GOAL := setup
.PHONY: setup setup-test demo test check tests test-long drill screenshots bench clean

setup:
	@$(PYTHON) -m deploy.bootstrap

setup-test:
	@$(PYTHON) -m deploy.bootstrap --test

# Should make itself be killed, the demo goes with it.
TETHER := $(shell command -v setpriv >/dev/null 2>&1 && echo setpriv --pdeathsig INT --)

demo: setup
	@exec $(TETHER) $(BIN)/wangge demo --seed $(SEED) --port $(PORT) --households $(HOUSEHOLDS)

# One after the other: pytest's closing line is the last thing printed.
test: setup-test
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory tests

check:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy -p deploy
	@$(BIN)/lint-imports

# In their own order: by default files of few but long tests come last, one worker idle beside them.
tests:
	@$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m "not long" -r s \
		--cov=geo --cov=dispatch --cov-branch --cov-report=term:skip-covered --cov-fail-under=95

test-long: setup-test
	@$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m long -r s

# Kills the server at eight points, fifty times each, and PostgreSQL twenty times: half an hour.
drill: setup-test
	@$(BIN)/python -m bench.drill.run

screenshots: setup-test
	@$(BIN)/python -m bench.screenshots

bench:
	@$(PYTHON) -m deploy.bootstrap --test --bench
	@$(BIN)/wangge bench all

clean:
	@$(PYTHON) -m deploy.clean
