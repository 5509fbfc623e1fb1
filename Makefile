# make run | test | check | bench | soak | wheel | data | screenshots | lock. Needs Python 3.11 or newer; everything else goes into .venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PORT ?= 8501
ADDRESS ?= 127.0.0.1
# personal, team, class or demo (docs/serve.md); empty: as embedscope.toml says, else personal.
MODE ?=
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)


# Hashes and exact versions for every platform; what is pinned stays unless ARGS=--upgrade.
COMPILE = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command 'make lock' $(ARGS)


.PHONY: run test check bench soak wheel data screenshots lock setup setup-dev browser clean

run: setup
	@echo
	@echo "  Embedscope: http://$(ADDRESS):$(PORT)   (Ctrl-C stops it)"
	@$(BIN)/python -m core data --brief & \
		EMBEDSCOPE_MODE=$(or $(MODE),$(EMBEDSCOPE_MODE)) \
		exec $(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

# Three files of tests at a time, as one of them mostly waits for what it started, slow ones first;
# `make test WORKERS=0` takes one by one.
test: setup-dev browser
	OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m tools.licences
	$(BIN)/python -m tools.audit

bench: setup-dev browser
	$(BIN)/python -m bench $(ARGS)

# Thirty people on one server for ten minutes; `ARGS="--people 6 --minutes 1"` for a short look.
soak: setup-dev browser
	$(BIN)/python -m tools.soak $(ARGS)

# The pictures in docs/, taken anew from the running app.
screenshots: setup-dev browser
	$(BIN)/python -m tools.screenshots

# dist/embedscope-*.whl: the small package with the app inside, and some of the checkpoints; beside it
# what the app is made of (CycloneDX).
wheel: setup-dev
	$(BIN)/python -m hatchling build -t wheel
	$(BIN)/python -m cyclonedx_py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o dist/embedscope.cdx.json

data: setup
	$(BIN)/python -m core data --get fashion-mnist

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer was not found. On Debian or Ubuntu: apt-get install python3 python3-venv"; \
		exit 1; fi
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make an environment. On Debian or Ubuntu: apt-get install python3-venv"; \
		exit 1; }

# A stamp holds the text it was made from: `touch` or a fresh checkout does not install again.
$(VENV)/.installed: requirements.lock | $(BIN)/python
	@cmp -s requirements.lock $@ || $(MAKE) --no-print-directory install LIST=requirements
	@cp requirements.lock $@

$(VENV)/.installed-dev: requirements-dev.lock requirements.lock | $(BIN)/python
	@cat requirements-dev.lock requirements.lock | cmp -s - $@ || \
		$(MAKE) --no-print-directory install LIST=requirements-dev
	@cat requirements-dev.lock requirements.lock > $@
	@cp requirements.lock $(VENV)/.installed

.PHONY: install
install:
	@echo "Installing $(LIST).lock into $(VENV): once, about 6.4 GB of which torch with CUDA is 5."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
		&& $(BIN)/python -m uv pip install --compile-bytecode --python $(BIN)/python --require-hashes -r $(LIST).lock \
		|| $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r $(LIST).lock \
		|| { echo "$(LIST).lock could not be installed here: taking what $(LIST).txt allows instead."; \
			$(BIN)/python -m pip install --disable-pip-version-check -r $(LIST).txt; }

# After a change of pyproject.toml's dependencies; `make lock ARGS=--upgrade` takes newer versions.
lock: | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/python -m tools.requirements
	$(COMPILE) pyproject.toml --extra app -o requirements.lock
	$(COMPILE) pyproject.toml --extra app --extra dev -c requirements.lock -o requirements-dev.lock

# Browser tests and benchmarks drive a headless Chromium; without one they are skipped with a word.
# Tests take the shell without windows where Debian has it: it costs half as much.
browser:
	@if [ "$$(id -u)" = 0 ] && ! command -v chromium-headless-shell && apt-cache show chromium-headless-shell; then \
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium-headless-shell || true; \
		fi >/dev/null 2>&1
	@if ! command -v chromium chromium-browser google-chrome >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing chromium for the browser tests."; \
			(apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium) \
				>/dev/null || echo "chromium could not be installed: browser tests will be skipped."; \
		else echo "No chromium here: browser tests will be skipped."; fi; fi

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
