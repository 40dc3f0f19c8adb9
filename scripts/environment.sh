#!/bin/sh
# Makes .venv fit for a task:  sh scripts/environment.sh base|hub|forecast|dev
# Installs nothing when it already is. Needs a Python with venv and pip; says so where it has none.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
python=$venv/bin/python
stamp=$venv/installed

# Each lock holds all that the one before it holds, so a fuller environment serves the smaller task too.
case "${1:-}" in
    base) serves="base hub forecast dev" ;;
    hub) serves="hub forecast dev" ;;
    forecast) serves="forecast dev" ;;
    dev) serves="dev" ;;
    *) echo "usage: sh scripts/environment.sh base|hub|forecast|dev" >&2; exit 2 ;;
esac
lock=requirements/$1.txt

say() { printf '[set-up] %s\n' "$*" >&2; }

fail() {
    say "$@"
    exit 1
}

# All that an environment was made from: where it stands (its programs hold that path), how, and of what.
recipe() {
    pwd
    cat scripts/environment.sh "requirements/$1.txt"
}

is_fit() {
    [ -x "$python" ] && [ -f "$stamp" ] || return 1
    for name in $serves; do
        recipe "$name" | cmp -s - "$stamp" && return 0
    done
    return 1
}

# The locks cover these; elsewhere every line of a lock is skipped and an empty environment would look complete.
is_supported() {
    "$1" - 2>/dev/null <<'PYTHON'
import platform, sys
version = sys.implementation.name == "cpython" and (3, 11) <= sys.version_info < (3, 15)
machine = sys.platform == "linux" or (sys.platform == "darwin" and platform.machine() == "arm64")
sys.exit(not (version and machine))
PYTHON
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if is_supported "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$(python3 -c 'import platform; print(platform.python_implementation(), platform.python_version())' 2>/dev/null) ||
        found="none"
    fail "Bakeline needs CPython 3.11 to 3.14 on Linux or on a Mac with Apple silicon. Found here: ${PYTHON:-python3} = $found." \
        "Install one, or name one you have:  PYTHON=/path/to/python3.12 make ..."
}

make_venv() {
    base_python=$(find_python)
    if ! "$base_python" -c 'import ensurepip, venv' 2>/dev/null; then
        fail "$base_python cannot make virtual environments. On Debian or Ubuntu, as root:" \
            "apt-get install python3-venv  (for a Python beside the system's: its own package, such as python3.12-venv)."
    fi
    say "making .venv with $("$base_python" --version)"
    rm -rf "$venv"
    "$base_python" -m venv "$venv" || fail "could not make .venv here: $PWD"
}

was_moved() { [ -f "$stamp" ] && [ "$(head -n 1 "$stamp")" != "$PWD" ]; }

install_with_uv() {
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt &&
        UV_PYTHON_DOWNLOADS=never "$venv/bin/uv" pip install --python "$python" --require-hashes --compile-bytecode -r "$lock"
}

install_with_pip() {
    "$python" -m pip install --disable-pip-version-check --require-hashes -r "$lock"
}

# One line in site-packages instead of an installed package: there is nothing to build, and the checkout is what runs.
put_checkout_on_path() {
    pwd >"$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/bakeline.pth"
}

# `python -m` would let a folder named `data` in the current directory stand before ours; a script does not.
# The second line is shell to sh and an empty string to Python: a path may hold spaces, or be too long for `#!`.
# The helper processes of `simulate --jobs` read the script again, and must not start all over.
write_launcher() {
    cat >"$venv/bin/$1" <<LAUNCHER
#!/bin/sh
''''exec "$PWD/$python" "\$0" "\$@" # '''
import sys

from $2 import main

if __name__ == "__main__":
    sys.exit(main())
LAUNCHER
    chmod +x "$venv/bin/$1"
}

# The packages have their bytecode from the installer. Ours would be compiled at every start wherever Python may not
# keep it: a kitchen's user who cannot write here, PYTHONDONTWRITEBYTECODE.
compile_ours() {
    "$python" -m compileall -q data forecasting hardware kitchen_tui sync_agent ||
        say "some of the bytecode could not be kept here: each start takes longer"
}

if is_fit; then
    compile_ours
    exit 0
fi

if was_moved || ! is_supported "$python" || ! "$python" -c 'import pip' 2>/dev/null; then
    make_venv
fi
rm -f "$stamp" # from here on it is neither the old nor the new one, should this be interrupted

say "installing $(grep -c '==' "$lock") packages ($1) with uv"
if ! install_with_uv; then
    say "uv could not do it: the same again with pip, which takes a minute or more"
    install_with_pip ||
        fail "the packages could not be installed. Is there a network, and does 'pip download uv' work on this machine?"
fi
put_checkout_on_path
write_launcher kitchen-tui kitchen_tui.cli
write_launcher sync-agent sync_agent.cli
compile_ours
recipe "$1" >"$stamp"
say "ready"
