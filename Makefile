# `make book` builds the sample story into output/; `make test` runs everything; `make help` lists the rest.
# Each target sets up what it needs and does nothing twice: a second run starts at once.

PYTHON ?= python3
STORY  ?= story
OUTPUT ?= output
# Two workers suit two cores; more only where there are more.
WORKERS ?= auto

# For `make fuzz`: how long, and which damage.
MINUTES ?= 5
SEED    ?= 1
# For `make fuzzbooks`: what to damage.
BOOKS   ?= $(wildcard $(OUTPUT)/*.pdf $(OUTPUT)/*.epub)

BIN := .venv/bin
# The second variable binds the build backend too, which newer pips fetch by rules of its own.
PINS := constraints.txt constraints-dev.txt
PIP_INSTALL := PIP_CONSTRAINT="$(PINS)" PIP_BUILD_CONSTRAINT="$(PINS)" \
	$(BIN)/pip --disable-pip-version-check install --quiet
JUDGES := tests/judges
PROOF := .venv/proof-pdf

# A test starts Python hundreds of times: what it compiles is kept, whatever the machine's habit.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help ace book desk check lint prose test pins bench fuzz fuzzbooks clean distclean

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)$$/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

book: .venv/.book ## build the story into output/ (STORY=folder OUTPUT=folder)
	@$(PYTHON) tools/needs.py book
	$(BIN)/platebook build $(STORY) -o $(OUTPUT)

desk: .venv/.book ## show the story in the browser while you work on it (STORY=folder)
	@$(PYTHON) tools/needs.py book
	$(BIN)/platebook serve $(STORY) --open

test: lint prose $(JUDGES)/node_modules/.installed $(PROOF)/.installed ## everything: lint, types, layers, and the whole suite with the external checkers
	@$(PYTHON) tools/needs.py test
	PLATEBOOK_ALL_TESTS=1 $(BIN)/pytest -n $(WORKERS) --dist loadgroup

check: lint prose ## the fast part: lint, types, layers, prose and the tests that need no external checker
	@$(PYTHON) tools/needs.py check
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not slow"

lint: .venv/.dev ## style, types and layers
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

prose: .venv/.dev ## spelling, and words that this project does not use
	$(BIN)/codespell src docs *.md
	$(BIN)/python tools/prose_check.py

ace: tools/ace/node_modules/.installed ## install the accessibility checker Ace, which preflight then asks too

pins: .venv/.dev ## write constraints*.txt from what is installed, after a deliberate upgrade
	$(BIN)/python tools/pins.py

bench: .venv/.dev ## what a build costs beside the least that it could cost (half an hour; SETS="27 × 12" for one set)
	@$(PYTHON) tools/needs.py book
	$(BIN)/python -m tools.bench --only "$(SETS)"

fuzz: .venv/.dev ## feed damaged photographs to check and build for MINUTES=5 (SEED=1)
	$(BIN)/python -m tools.fuzz --minutes $(MINUTES) --seed $(SEED)

fuzzbooks: .venv/.dev ## damage finished books and let preflight read them (BOOKS="output/*.pdf output/*.epub" SEED=1)
	$(BIN)/python -m tools.fuzz.books --seed $(SEED) $(BOOKS)

clean: ## remove what was built and remembered, not what was installed
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +
	[ ! -d output ] || find output -mindepth 1 ! -name .gitkeep -delete

distclean: clean ## remove what was installed too
	rm -rf .venv $(JUDGES)/node_modules tools/ace/node_modules

.venv/bin/pip:
	@$(PYTHON) tools/needs.py venv
	$(PYTHON) -m venv .venv

.venv/.book: pyproject.toml constraints.txt | .venv/bin/pip
	@$(PYTHON) tools/needs.py book
	$(PIP_INSTALL) --editable .
	@touch $@

.venv/.dev: pyproject.toml constraints.txt constraints-dev.txt | .venv/bin/pip
	@$(PYTHON) tools/needs.py check
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $@ .venv/.book

tools/ace/node_modules/.installed: tools/ace/package.json tools/ace/package-lock.json
	@$(PYTHON) tools/needs.py ace
	cd tools/ace && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(JUDGES)/node_modules/.installed: $(JUDGES)/package.json $(JUDGES)/package-lock.json
	@$(PYTHON) tools/needs.py test
	cd $(JUDGES) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# Its release asks for a newer Python than ours, for one piece of syntax that the last line replaces.
$(PROOF)/.installed: $(JUDGES)/proof_pdf.py | .venv/.dev
	$(PIP_INSTALL) --target $(PROOF) --upgrade --no-deps --ignore-requires-python proof-pdf==0.3.4
	$(BIN)/python -m tests.judges.proof_pdf
	@touch $@
