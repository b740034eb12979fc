# Everything a newcomer needs: `make demo` and `make test`. Python 3.11 or newer is the only thing expected.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install lock demo test bench chaos load evaluate screenshots format

VENV_PYTHON := .venv/bin/python
# Inherited by the commands; PORT=8001, HOST=0.0.0.0, FRESH=1 and DATA_DIR=/some/where may be given to `make demo`
export PORT HOST FRESH DATA_DIR DATA

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## Make .venv with the locked packages
	@for p in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec $$p -I factcheck/install.py; fi; done; \
	for p in $(PYTHON) python3; do \
	  if command -v $$p >/dev/null 2>&1; then exec $$p -I factcheck/install.py; fi; done; \
	echo "Python 3.11 or newer is needed and none was found: install it, or name it with PYTHON=/path/to/python3." >&2; exit 1

lock: install ## Choose the newest allowed versions and write them down with their hashes
	@$(VENV_PYTHON) -m uv pip compile -q --upgrade $(COMPILE) pyproject.toml -o docker/requirements.txt
	@$(VENV_PYTHON) -m uv pip compile -q --upgrade $(COMPILE) --extra s3 -c docker/requirements.txt pyproject.toml -o docker/requirements-s3.txt
	@$(VENV_PYTHON) -m uv pip compile -q --upgrade $(COMPILE) --extra dev -c docker/requirements-s3.txt pyproject.toml -o docker/requirements-dev.txt
	@$(VENV_PYTHON) -m uv pip compile -q --upgrade $(COMPILE) --extra bench -c docker/requirements-dev.txt pyproject.toml -o docker/requirements-bench.txt
	@$(VENV_PYTHON) -I factcheck/install.py
COMPILE := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

demo: install ## Run the whole system with demonstration data (PORT=8000, FRESH=1 begins anew)
	@exec $(VENV_PYTHON) -m factcheck.run --demo

test: install ## Run every check and test (ONLY=lint,types,... for a part)
	@exec $(VENV_PYTHON) tests/run.py

bench: install ## Print the benchmarks' figures
	@$(VENV_PYTHON) -m uv pip install -q --python $(VENV_PYTHON) --require-hashes -r docker/requirements-bench.txt
	@exec $(VENV_PYTHON) tests/run.py --only bench

chaos: install ## Kill a working system piece by piece and count what was lost (KILLS=1000, SQLITE=1)
	@exec $(VENV_PYTHON) -m tests.strain chaos $(if $(SQLITE),--sqlite) $(if $(KILLS),--kills $(KILLS))

load: install ## 50 people and 500 readers a second on one host for ten minutes (SECONDS=600, SQLITE=1)
	@exec $(VENV_PYTHON) -m tests.strain load $(if $(SQLITE),--sqlite) $(if $(SECONDS),--seconds $(SECONDS))

evaluate: install ## Print detection's figures on public data beside the published ones (DATA=../shared)
	@exec $(VENV_PYTHON) tests/evaluate.py

screenshots: install ## Take pictures of every page, full and empty, into docs/screenshots (needs Chromium)
	@exec $(VENV_PYTHON) tests/screenshots.py

format: install ## Format the code and repair what ruff can repair
	@$(VENV_PYTHON) -m ruff format .
	@$(VENV_PYTHON) -m ruff check --fix .
