"""Brings a database to this program's schema, in a child process: what migrates is heavy, and is never loaded here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from data.store.errors import NotAStore

_ROOT = Path(__file__).resolve().parent.parent.parent


def upgrade(url: str) -> None:
    """Makes the tables where there are none. Raises NotAStore in words. The URL goes through a pipe: a password in it
    must not stand in the list of processes."""
    # A file may be an enrolled terminal's, with commands waiting, which this room knows nothing of.
    module = "data.replica.renewing" if url.startswith("sqlite:") else "data.store.migrate"
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, cwd=_ROOT, input=f"{url}\n", capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NotAStore(f"The database could not be brought up to date: {last}")
