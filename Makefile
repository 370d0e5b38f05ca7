.DEFAULT_GOAL := help
VENV := .venv
UV := $(VENV)/bin/uv
UV_PINNED := deploy/setup/uv.txt
UV_READY := $(VENV)/.uv
STAMP := $(VENV)/.synced
FRONT := node_modules/.copied
export UV_PROJECT_ENVIRONMENT := $(VENV)
# Where Python is told to keep no bytecode, each process of a demo or a test would compile every module again: 3 of the 4 seconds it takes to start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo play test test-cycles test-answers test-browser guide-pictures nightly nightly-steps nightly-answers test-kafka lint types rules contracts contracts-write check bench clean

help: ## Show what this Makefile can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-16s %s\n", $$1, $$2}'

# uv comes by pip where Python has it, else by the standard library alone; both ways only with a pinned hash.
$(UV_READY): $(UV_PINNED)
	@test -w . || { echo "You may not write to $(CURDIR): clone VRAC into a folder of your own and run make there."; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "VRAC needs Python 3.11 or newer as python3: install it and run make again."; exit 1; }
	@if python3 -c 'import ensurepip' 2>/dev/null; then \
	  python3 -m venv $(VENV) && $(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $(UV_PINNED); \
	else \
	  python3 -m venv --without-pip $(VENV) && python3 deploy/setup/fetch_uv.py $(VENV)/bin; \
	fi || { echo "uv could not be had from the package index: check the network and run make again."; exit 1; }
	@touch $@

$(STAMP): $(UV_READY) pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen --compile-bytecode || { echo "The locked packages could not be installed: check the network and run make again."; exit 1; }
	@touch $@

# Fonts and scripts of others come from npm by lock file and are copied to where they are served from.
$(FRONT): $(STAMP) package.json package-lock.json deploy/setup/copy_front.py
	@command -v npm >/dev/null || $(UV) sync --quiet --frozen --group node || { echo "Node.js could not be had from the package index: check the network and run make again."; exit 1; }
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --silent --ignore-scripts --no-audit --no-fund || { echo "The locked npm packages could not be installed: check the network and run make again."; exit 1; }
	@$(VENV)/bin/python deploy/setup/copy_front.py
	@touch $@

setup: $(STAMP) $(FRONT) ## Make the virtual environment with the locked packages, fonts and scripts

demo: $(STAMP) $(FRONT) ## Play the demo cycle and stay up (ARGS=--once stops after the summary)
	@$(VENV)/bin/vrac demo $(ARGS)

play: $(STAMP) $(FRONT) ## Play a cycle from files: make play CYCLE=DIR OUT=DIR
	$(if $(and $(CYCLE),$(OUT)),,$(error Say which folder to play and where to write: make play CYCLE=DIR OUT=DIR))
	@$(VENV)/bin/vrac play --cycle "$(CYCLE)" --out "$(OUT)"

# Whole cycles, played by processes of their own: many seconds each, so whoever changes a line need not wait for them.
CYCLES := tests/chaos tests/integration/play tests/integration/deploy tests/integration/command_line
APART := $(CYCLES) tests/browser tests/contract/test_answers_as_described.py

test: $(STAMP) $(FRONT) ## Run every test but whole cycles, browsers and random answers
	@$(VENV)/bin/pytest -n 3 $(addprefix --ignore=,$(APART)) $(ARGS)

test-cycles: $(STAMP) $(FRONT) ## Play whole cycles: from files, by command line, in the demo, as the stack starts them, killed and cut off
	@$(VENV)/bin/pytest -n 3 $(CYCLES) $(ARGS)

test-answers: $(STAMP) $(FRONT) ## Ask both APIs at random as every role: nothing is answered that their descriptions do not name
	@$(VENV)/bin/pytest -n 2 tests/contract/test_answers_as_described.py $(ARGS)

PACE := tests/browser/test_order_table_pace.py
# Once every other test ran: axe-core looked at each page.
EVERY_PAGE := tests/browser/test_every_page.py
HAS_CHROMIUM := { command -v chromium-headless-shell || command -v chromium; } >/dev/null
test-browser: export LOOKED_AT := $(CURDIR)/out/looked-at.txt

# How fast pages answer is measured alone. Chromium comes from Debian where we may install it: Playwright's own download is not needed.
test-browser: $(STAMP) $(FRONT) ## Walk through the pages with a real browser (pictures in out/screens)
	@$(HAS_CHROMIUM) || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell; } >/dev/null; } || echo "Chromium is not here and could not be installed: these tests will be skipped. Install Debian's chromium-headless-shell package."
	@mkdir -p out && rm -f $(LOOKED_AT)
	@$(VENV)/bin/pytest -n 2 tests/browser --ignore=$(PACE) --ignore=$(EVERY_PAGE) $(ARGS)
	@$(VENV)/bin/pytest $(PACE) $(EVERY_PAGE) $(ARGS)

guide-pictures: ## Take the pictures of README and guides from the last make test-browser
	@for picture in docs/screens/*.png; do cp "out/screens/$${picture##*/}" docs/screens/; done

nightly: nightly-steps nightly-answers ## Take 100,000 random steps through both services (what fails is kept in tests/seeds), and ask both APIs for long

nightly-steps: $(STAMP) $(FRONT)
	@$(VENV)/bin/pytest -n 2 tests/property/network --hypothesis-profile nightly $(ARGS)

nightly-answers: $(STAMP) $(FRONT) ## Ask both APIs some 35,000 random requests, each as every role
	@$(VENV)/bin/pytest -n 2 tests/contract/test_answers_as_described.py --hypothesis-profile nightly $(ARGS)

# Every test that a broker has to do with; what only answers people is the same on any. A demo starts a broker of its own.
BROKER_TESTS := $(addprefix tests/integration/,command_line deploy messaging play web orders/test_process.py orders/test_readiness.py supply/test_process.py) tests/chaos

test-kafka: $(STAMP) $(FRONT) ## Run the tests that a broker has to do with on Apache Kafka (Java 17 and Maven needed)
	@TEST_BROKER=kafka $(VENV)/bin/pytest -n 2 $(BROKER_TESTS) --ignore=tests/integration/play/test_demo.py $(ARGS)

lint: $(STAMP) ## Lint and check formatting
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(STAMP) $(FRONT) ## Check types, of scripts too
	@$(VENV)/bin/mypy
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" node_modules/.bin/tsc --project .

rules: $(STAMP) ## Check who may import whom
	@$(VENV)/bin/lint-imports

contracts: $(STAMP) ## Check that published events still mean what they meant
	@$(VENV)/bin/python -m shared.contracts check

contracts-write: $(STAMP) ## Write the schemas and pages made from the event models
	@$(VENV)/bin/python -m shared.contracts write

check: lint types rules contracts test test-cycles ## Everything a change must pass

bench: $(STAMP) ## Measure each path against its baseline
	@$(VENV)/bin/python -m bench $(ARGS)

clean: ## Remove what running leaves behind
	rm -rf .vrac out
