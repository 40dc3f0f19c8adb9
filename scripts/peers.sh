#!/bin/sh
# Makes .venv-peers, in which AutoETS and AutoTheta run that our forecasts are held against. Needs .venv, for its uv.
set -eu
cd "$(dirname "$0")/.."

venv=.venv-peers
lock=requirements/peers.txt

if [ -f "$venv/installed" ] && cmp -s "$lock" "$venv/installed"; then
    exit 0
fi
printf '[set-up] making %s\n' "$venv" >&2
rm -rf "$venv"
.venv/bin/python -m venv "$venv"
UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip install --quiet --python "$venv/bin/python" --require-hashes --compile-bytecode -r "$lock" >&2
cp "$lock" "$venv/installed"
