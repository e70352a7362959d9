# Wegweiser NRW. `make chat` sets everything up and starts; `make test` passes all tests. See README.md.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help chat bot test check train bench schema setup setup-bot setup-rasa

BOT := .venv/.ready
RASA := rasa_project/.venv/.ready
WEGWEISER := .venv/bin/wegweiser
ARGS ?=

# Set-up talks on standard error only: `make -s chat ARGS=--json` writes nothing but JSON lines.
help:
	@echo "make chat     set everything up, train if needed, talk to the bot here"
	@echo "make bot      the same on Telegram (needs .env, see .env.example)"
	@echo "make test     format, types, imports, content and all tests"
	@echo "make check    the content only, in seconds"
	@echo "make train    the model      make bench   the measurements      make schema   JSON Schemas for editors"

chat: setup train
	@$(WEGWEISER) chat $(ARGS)

bot: setup train
	@$(WEGWEISER) run $(ARGS)

check: setup-bot
	@$(WEGWEISER) content check

train: setup-rasa
	@rasa_project/.venv/bin/python rasa_project/train.py --if-needed 1>&2

test: setup train
	@scripts/test.sh

bench: setup train
	@.venv/bin/python -m benchmarks $(ONLY)

schema: setup-bot
	@$(WEGWEISER) content schema

setup: setup-bot setup-rasa
setup-bot: $(BOT)
setup-rasa: $(RASA)

$(BOT): uv.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh bot 1>&2

$(RASA): rasa_project/uv.lock rasa_project/pyproject.toml scripts/setup.sh
	@scripts/setup.sh rasa 1>&2
