# Everything starts from a fresh checkout with git, make and Python 3 with venv: each target first brings the environments
# to what the locks say, which takes a tenth of a second when nothing changed.

PYTHON ?= python3
BOOTSTRAP := $(PYTHON) locks/bootstrap.py
BACKEND := .venv/bin/python
RASA := .venv-rasa/bin/python
LOTSE := .venv/bin/lotse
SOURCES := actions assistant backend locales locks nlu tests
DIALOGUE := assistant/dialogue
# Rasa's own command line writes beside the project and reports home unless told otherwise.
RASA_QUIETLY := RASA_TELEMETRY_ENABLED=false RASA_CACHE_DIRECTORY=var/rasa/cache MPLCONFIGDIR=var/rasa/matplotlib \
	TF_CPP_MIN_LOG_LEVEL=2 PYTHONWARNINGS=ignore LOTSE_RASA_TOKEN=none LOTSE_ACTION_URL=http://127.0.0.1:9/

.DEFAULT_GOAL := help
.PHONY: help sync run test check train talk evaluate screenshots catalogs format clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

sync: ## both environments exactly as locked
	@$(BOOTSTRAP) sync

run: sync ## start everything with demo data on http://127.0.0.1:8000
	@$(LOTSE) serve --demo

train: sync ## train the dialogue model if its inputs changed
	@$(LOTSE) train

talk: sync ## chat in the terminal
	@$(LOTSE) talk

test: sync ## all tests, unit to browser; installs what they need
	@$(BOOTSTRAP) system-packages
	@$(LOTSE) train
	$(BACKEND) -m pytest tests --ignore=tests/rasa_env --numprocesses auto --dist loadfile
	$(RASA) -m pytest tests/rasa_env --confcutdir=tests/rasa_env --disable-warnings -o cache_dir=.pytest_cache/rasa

check: sync ## style, types, layers, catalogs, directory, migrations, dialogue data
	$(BACKEND) -m ruff check $(SOURCES)
	$(BACKEND) -m ruff format --check $(SOURCES)
	$(BACKEND) -m mypy
	.venv/bin/lint-imports
	$(BACKEND) -m locales check
	$(BACKEND) -m backend.offers check
	$(LOTSE) db check
	@mkdir -p var/rasa
	$(RASA_QUIETLY) $(RASA) -m rasa data validate --fail-on-warnings -c $(DIALOGUE)/config.yml -d $(DIALOGUE)/domain \
		--data $(DIALOGUE)/rules nlu/data

evaluate: sync ## measure how well messages are understood; writes docs/understanding.md
	@$(LOTSE) evaluate

screenshots: sync ## take the pictures in docs/screenshots anew
	$(BACKEND) -m tests.browser.screenshots

catalogs: sync ## bring the catalogs up to date with templates, code and domain
	$(BACKEND) -m locales update

format: sync ## put the source in the project's style
	$(BACKEND) -m ruff check --fix $(SOURCES)
	$(BACKEND) -m ruff format $(SOURCES)

clean: ## remove caches and trained models; keeps data and environments
	rm -rf var/models var/rasa .rasa .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
