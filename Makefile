# Two commands: `make book` builds and serves the book, `make test` checks everything.
# Needs make and Python 3.11 or newer; another Python: make PYTHON=python3.12 book

PYTHON ?= python3
BIN := .venv/bin
SITE := _build/html
export PYTHONUTF8 := 1
# what is compiled once need not be compiled by every process
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: help book live site zip pdf epub serve test lint unit notebooks check-site check-live bench lab grade execute widgets published lock clean python site-tools paper-tools all-tools

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1 /p' Makefile | awk '{k=$$1; $$1=""; printf "  make %-11s%s\n", k, $$0}'

book: site serve ## Set up, build the book and serve it on 127.0.0.1

live: ## The same, with cells that run in the page (needs npm)
	@$(MAKE) --no-print-directory book LIVE=1

site: site-tools ## Build the book into _build/html, warnings are errors
	@$(BIN)/python tools/build.py $(if $(LIVE),--live $(LIVE))

zip: site ## Pack the whole site into one file that opens without a server
	@$(BIN)/python tools/offline.py

pdf: site paper-tools ## Print the book into one PDF (needs Chromium, and fetches it)
	@$(BIN)/python tools/browser.py
	@$(BIN)/python tools/pdf.py

epub: site ## Make an e-book of the book (EPUB 3)
	@$(BIN)/python tools/epub.py

serve: python ## Serve the built book on 127.0.0.1, port 8000 or the next free one
	@$(PYTHON) tools/serve.py $(SITE)

test: LIVE ?= auto
test: lint unit notebooks site check-site ## Set up and check everything: code, notebooks, pages
	@echo "All checks passed."

lint: all-tools ## Check the form of .py and .ipynb files
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .

# For two processors; a page waits now and then, so there a third worker finds something to do.
# nbval takes long to load, in every worker, and is needed for notebooks alone
PYTEST = OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -p no:nbval

unit: all-tools ## Test the library
	@$(PYTEST) -n 2 --dist worksteal --ignore tests/site

notebooks: all-tools ## Run every notebook and compare with its stored outputs
	@$(BIN)/python tools/notebooks.py same

check-site: all-tools site ## Open every page in a browser and use it
	@$(BIN)/python tools/browser.py
	@$(PYTEST) -n 3 --dist loadfile -m "not timing and not book" tests/site
	@$(PYTEST) -m timing tests/site

check-live: LIVE ?= 1
check-live: all-tools site ## Run every cell in the page and compare with its stored output
	@$(BIN)/python tools/browser.py
	@$(PYTEST) -m book tests/site

bench: LIVE ?= auto
bench: all-tools ## Measure everything side by side; one group: make bench ONLY=pages
	@$(BIN)/python tools/browser.py
	@$(if $(ONLY),$(if $(filter pages python,$(ONLY)),$(MAKE) --no-print-directory site LIVE=$(LIVE)),$(MAKE) --no-print-directory site LIVE=$(LIVE))
	@$(BIN)/python benchmarks/bench.py $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

lab: all-tools ## Open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --ServerApp.root_dir=. chapters/00_start.ipynb

grade: all-tools ## Say the points of a notebook: make grade NB=exercises/01_one_rule.ipynb
	@test -n "$(NB)" || { echo "error: which notebook? Say: make grade NB=exercises/01_one_rule.ipynb"; exit 2; }
	@$(BIN)/python -m whynn.grading grade "$(NB)"

execute: all-tools ## Run the notebooks and store their outputs: make execute NB=chapters/01_one_rule.ipynb
	@$(BIN)/python tools/notebooks.py execute $(NB)

widgets: ## Rebuild the figures' bundles (needs Node)
	@command -v npm >/dev/null || { echo "error: npm was not found. Install Node.js 20 or newer, then try again."; exit 1; }
	@npm ci --silent && node tools/bundle.mjs

published: site ## Add the new addresses of the built site to the list of those that stay
	@$(BIN)/python tools/published.py add

lock: python ## Write requirements.lock anew from the newest releases that fit
	@$(PYTHON) tools/lock.py

clean: ## Remove what was built and installed
	rm -rf _build .venv node_modules

python:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) was not found. Install Python 3.11 or newer, or name it: make PYTHON=python3.12 book"; exit 1; }

site-tools: python
	@$(PYTHON) tools/setup.py site

paper-tools: site-tools
	@$(PYTHON) tools/setup.py paper

all-tools: python
	@$(PYTHON) tools/setup.py all
