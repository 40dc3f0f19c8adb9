"""The app's hand on the printing process: starts it, nudges it, hears from it, and starts it again when it died."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

News = dict[str, Any]
"""`printers` (name, ready, says, code), `waiting`, `failed`, `printed` (code, kind, printer, reprint, says) or null,
and `says`, a sentence about the printing itself (or why labels have nowhere to go), or null."""

_ROOT = Path(__file__).resolve().parent.parent
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 30.0
_LONG_LIFE_S = 60.0
"""A process that lived so long did not die of its start."""


class Spooling:
    """One child process at a time. Its methods never wait for it, except `stop`, and never raise."""

    def __init__(
        self, hear: Callable[[News], object], command: tuple[str, ...] = ("-m", "kitchen_tui.printing")
    ) -> None:
        """`hear` gets each piece of news, from a thread of its own."""
        self._hear, self._command = hear, command
        self._stop = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process that prints, while there is one."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def start(self, folder: Path) -> None:
        """Begins to print what waits in a data folder; once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, args=(folder.absolute(),), name="spooling", daemon=True)
            self._thread.start()

    def poke(self) -> None:
        """There is a label to print: it need not look around for it."""
        child = self._child
        if child is not None and child.stdin is not None:
            # A child that does not read has hints enough; one that died is started again anyhow.
            with suppress(OSError, ValueError):
                os.write(child.stdin.fileno(), b"\n")

    def stop(self, patience_s: float = 5.0) -> None:
        """The label in hand is finished, then the process ends."""
        self._stop.set()
        child = self._child
        if child is not None:
            _let_go(child)
            try:
                child.wait(patience_s)
            except subprocess.TimeoutExpired:
                child.kill()
        if self._thread is not None:
            self._thread.join(patience_s)

    def _live(self, folder: Path) -> None:
        wait = _FIRST_WAIT_S
        while not self._stop.is_set():
            begun = time.monotonic()
            trouble = self._one_life(folder)
            if self._stop.is_set():
                return
            wait = _FIRST_WAIT_S if time.monotonic() - begun > _LONG_LIFE_S else wait
            self._say(f"Printing has stopped ({trouble}); it starts again in {wait:.0f} s")
            self._stop.wait(wait)
            wait = min(2 * wait, _LONGEST_WAIT_S)

    def _one_life(self, folder: Path) -> str:
        """From birth to death; what it died of."""
        command = [sys.executable, *self._command, "--data-dir", str(folder)]
        try:
            child = subprocess.Popen(
                command,
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # the terminal's Ctrl-C is for the app
            )
        except OSError as trouble:
            return trouble.strerror or str(trouble)
        if child.stdin is not None:
            os.set_blocking(child.stdin.fileno(), False)
        self._child = child
        if self._stop.is_set():
            _let_go(child)
        said = self._listen(child)
        code = child.wait()
        _let_go(child)
        return said or (f"signal {-code}" if code < 0 else f"exit code {code}")

    def _listen(self, child: subprocess.Popen[bytes]) -> str | None:
        """Until it says no more; its last sentence, when it had one."""
        last: str | None = None
        if child.stdout is not None:
            with child.stdout:
                for line in child.stdout:
                    with suppress(ValueError):
                        news = json.loads(line)
                        last = news["says"]
                        self._hear(news)
        return last

    def _say(self, text: str) -> None:
        self._hear({"printers": [], "waiting": 0, "failed": 0, "printed": None, "says": text})


def _let_go(child: subprocess.Popen[bytes]) -> None:
    """The end of its input is its sign to go."""
    if child.stdin is not None:
        with suppress(OSError, ValueError):
            child.stdin.close()
