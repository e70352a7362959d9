#!/usr/bin/env bash
# Everything that must hold: format, lint, types, imports, content, the bot's tests, Rasa's tests.
# Arguments go to the bot's pytest. REQUIRE_ALL=1 makes a skipped test a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "── $*" >&2; }

say "format and lint"
.venv/bin/ruff format --check --quiet .
.venv/bin/ruff check --quiet .
say "types"
.venv/bin/mypy
say "imports"
.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache
say "content"
.venv/bin/wegweiser content check
say "Rasa's tests"
(cd rasa_project && .venv/bin/python -m pytest -q)
say "the bot's tests"
.venv/bin/python -m pytest "$@"
