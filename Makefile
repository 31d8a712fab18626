# Descent Lab: `make run` serves it, `make test` tests it, `make help` lists the rest.
# A stamp's name holds the checksum of what it stands for, so a changed lock file installs anew.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?=
HEADLESS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
QUIET := -qq --no-input --no-warn-script-location
# A process for each core; every one has a server and a browser of its own, so four will do.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal
sum = $(shell { pwd; cat $(1); } | cksum | cut -d' ' -f1)

RUN := .venv/run-$(call sum,pyproject.toml requirements.txt requirements-build.txt)
DEV := .venv/dev-$(call sum,pyproject.toml tests/requirements.txt)
TSC := tests/js/node_modules/installed-$(call sum,tests/js/package-lock.json)
FRAMEWORKS := .venv-frameworks/installed-$(call sum,tests/frameworks/requirements.txt)
BENCH := .venv-bench/installed-$(call sum,tests/bench/requirements.txt)

.DEFAULT_GOAL := help
.PHONY: help run test check bench frameworks pictures lock clean

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-17s %s\n", $$1, $$2 }'

run: $(RUN)  ## serve the page and open it; PORT=8000 picks the port, HEADLESS=1 opens no browser
	@exec $(BIN)/descentlab serve $(if $(PORT),--port $(PORT)) $(if $(filter-out 0,$(HEADLESS)),--no-open)

test: $(DEV) $(TSC)  ## run every test: engine, server, browser and JavaScript
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && failed=0; \
	$(BIN)/node --test 'tests/js/{,*/}*.test.js' || failed=1; \
	$(BIN)/python -m pytest $(PARALLEL) || failed=1; \
	exit $$failed

check: $(DEV) $(TSC)  ## lint, format, types of Python and JavaScript, Dockerfile, layers
	@failed=0; run() { echo "$$*"; "$$@" || failed=1; }; \
	run $(BIN)/ruff check --quiet --output-format concise .; \
	run $(BIN)/ruff format --check --quiet .; \
	run $(BIN)/mypy; \
	run $(BIN)/node tests/js/node_modules/typescript/bin/tsc -p tests/js; \
	run $(BIN)/node tests/js/node_modules/@biomejs/biome/bin/biome check --error-on-warnings --config-path=tests/js/style.json .; \
	run $(BIN)/hadolint Dockerfile; \
	run $(BIN)/python -m pytest -q tests/test_architecture.py; \
	exit $$failed

bench: $(DEV) $(BENCH)  ## measure engine, server and page; needs minutes, and installs PyTorch, JAX and scikit-learn
	.venv-bench/bin/python -m tests.bench.engine
	.venv-bench/bin/python -m tests.bench.training
	$(BIN)/python -m tests.bench.stream
	$(BIN)/python -m tests.bench.lag
	CHROMIUM="$$(.ci/chromium)" $(BIN)/python -m tests.bench.browser

frameworks: $(DEV) $(FRAMEWORKS)  ## run the exported code in PyTorch, Keras and optax; installs them, needs minutes
	.venv-frameworks/bin/python -m tests.frameworks

pictures: $(DEV)  ## make the README's pictures and the card of links again, from the running product
	@CHROMIUM="$$(.ci/chromium)" $(BIN)/python -m tests.pictures.make

lock: $(DEV)  ## resolve the dependencies again and rewrite the lock files
	$(PIP) install $(QUIET) uv
	.ci/lock $(BIN)/uv

clean:  ## remove everything that the other commands made
	rm -rf .venv .venv-bench .venv-frameworks .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist tests/js/node_modules
	find app engine tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Descent Lab needs Python 3.11 or newer"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { $(PYTHON) -m venv --clear --without-pip .venv \
		&& $(PYTHON) -m pip --python .venv/bin/python install --quiet pip; } \
		|| { rm -rf .venv; echo "Python's venv module is missing: install python3-venv"; exit 1; }

$(RUN): | .venv/bin/python
	@echo "Installing Descent Lab into .venv (once)"
	@$(PIP) install $(QUIET) --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) install $(QUIET) --no-deps --no-build-isolation -e .
	@rm -f .venv/run-* && touch $@

$(DEV): $(RUN)
	@echo "Installing the test tools into .venv (once)"
	@$(PIP) install $(QUIET) --require-hashes -r tests/requirements.txt
	@rm -f .venv/dev-* && touch $@

$(TSC): $(DEV)
	@cd tests/js && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund
	@touch $@

$(BENCH):
	@echo "Installing PyTorch, JAX and scikit-learn into .venv-bench (once)"
	@test -x .venv-bench/bin/python || $(BIN)/python -m venv .venv-bench
	@.venv-bench/bin/python -m pip install $(QUIET) -r tests/bench/requirements.txt
	@rm -f .venv-bench/installed-* && touch $@

$(FRAMEWORKS):
	@echo "Installing PyTorch, Keras and JAX into .venv-frameworks (once)"
	@test -x .venv-frameworks/bin/python || $(BIN)/python -m venv .venv-frameworks
	@.venv-frameworks/bin/python -m pip install $(QUIET) -r tests/frameworks/requirements.txt
	@rm -f .venv-frameworks/installed-* && touch $@
