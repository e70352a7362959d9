#!/usr/bin/env bash
# Brings one of the two environments up to date from its lock file: setup.sh bot | rasa
# Uses uv from PATH or puts it into .tools/; needs no root and writes nothing outside this folder but caches.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
export UV_PYTHON_INSTALL_DIR="$PWD/.tools/python"
export UV_COMPILE_BYTECODE=1
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT

die() { echo "$*" >&2; exit 1; }

works_as() { # works_as VERSION PYTHON: does this interpreter start, and is it that version?
  [ "$("$2" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$1" ]
}

find_uv() {
  if [ -x .tools/uv/bin/uv ]; then echo .tools/uv/bin/uv; return; fi
  if command -v uv >/dev/null 2>&1; then command -v uv; return; fi
  echo "Bringing uv into .tools/ …" >&2
  python3 -m venv .tools/uv >&2 || die "python3 cannot make a virtual environment. Install Python 3.11 or newer with venv (Debian: python3-venv)."
  .tools/uv/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >&2 ||
    die "uv could not be installed. Check the network, or install uv yourself: https://docs.astral.sh/uv/"
  echo .tools/uv/bin/uv
}

# Python 3.10 for Rasa: on PATH, among pyenv's versions, or fetched by uv.
find_python310() {
  local candidate
  for candidate in python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python3.10; do
    if works_as 3.10 "$candidate"; then command -v "$candidate"; return; fi
  done
  if "$uv" python find --managed-python 3.10 2>/dev/null; then return; fi
  echo "Fetching Python 3.10 for Rasa …" >&2
  "$uv" python install --quiet 3.10 >&2 ||
    die "Rasa needs Python 3.10, and it could not be fetched. Install it (pyenv install 3.10, or your system's python3.10) and run make again."
  "$uv" python find --managed-python 3.10
}

find_python_for_bot() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v "$candidate"; return; fi
  done
  echo ">=3.11"
}

uv="$(find_uv)"
[ -x "$uv" ] || die "uv is not there."
uv="$(cd "$(dirname "$uv")" && pwd)/$(basename "$uv")"

case "${1:-}" in
  bot)
    echo "Setting up the bot's environment …" >&2
    "$uv" sync --frozen --quiet --python "$(find_python_for_bot)"
    touch .venv/.ready
    ;;
  rasa)
    python="$(find_python310)"
    echo "Setting up Rasa's environment, about a minute the first time …" >&2
    "$uv" sync --frozen --quiet --directory rasa_project --python "$python"
    touch rasa_project/.venv/.ready
    ;;
  *) die "usage: scripts/setup.sh bot|rasa" ;;
esac
