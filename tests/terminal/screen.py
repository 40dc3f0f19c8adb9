"""A program in a real pseudo-terminal, with the scanner that types into it and the screen that people would see."""

from __future__ import annotations

import fcntl
import os
import pty
import queue
import re
import select
import signal
import struct
import termios
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn, Self

from tests.terminal.emulator import Emulator

now = time.perf_counter
_MISLEADING = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TEXTUAL", "TEXTUAL_DRIVER", "TERM_PROGRAM")


class Terminal:
    """`argv` in a terminal of `cols` x `rows`; `env` is added to the environment.

    Times are `time.perf_counter` seconds, taken by a thread of its own when the program's bytes arrive.
    """

    def __init__(
        self, argv: Sequence[str], cols: int = 120, rows: int = 40, env: Mapping[str, str] | None = None
    ) -> None:
        self._emulator = Emulator(cols, rows, self._send)
        self._arrivals: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        self._raw = bytearray()
        self._exit: int | None = None
        self._silent = False
        self.first_ink_at: float | None = None
        self.started_at = now()
        self.pid, self._fd = _start(argv, _size(cols, rows), _environment(env or {}))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def raw(self) -> bytes:
        """Every byte taken from the program so far."""
        return bytes(self._raw)

    @property
    def bytes_out(self) -> int:
        return len(self._raw)

    def text(self) -> str:
        return self._emulator.text()

    def cells(self) -> list[list[Any]]:
        return self._emulator.cells()

    def type(self, text: str, over: float = 0.0) -> float:
        """Types `text`, its characters spread over `over` seconds; answers when the last one was written."""
        if not over:
            self._send(text.encode())
            return now()
        start = now()
        for number, character in enumerate(text):
            time.sleep(max(0.0, start + over * number / max(1, len(text) - 1) - now()))
            self._send(character.encode())
        return now()

    def scan(self, code: str, over: float = 0.0, suffix: str = "\r") -> float:
        """One scan of a keyboard-wedge scanner; answers when its suffix was written."""
        return self.type(code + suffix, over)

    def wait_for(self, wanted: str | re.Pattern[str], timeout: float = 10.0) -> str:
        """The screen's text, as soon as `wanted` stands on it; AssertionError with the screen when it does not come."""
        self.arrival_of(wanted, timeout)
        return self.text()

    def arrival_of(self, wanted: str | re.Pattern[str], timeout: float = 10.0) -> float:
        """When the bytes came that brought `wanted` onto the screen."""
        pattern = re.compile(re.escape(wanted)) if isinstance(wanted, str) else wanted
        return self.wait_until(lambda text: pattern.search(text) is not None, f"{pattern.pattern!r}", timeout)

    def wait_until(self, holds: Callable[[str], bool], what: str, timeout: float = 10.0) -> float:
        """When the bytes came after which `holds` was true of the screen's text; `what` names it in the failure."""
        end, at = now() + timeout, now()
        while not holds(self.text()):
            if self._silent or now() >= end:
                self._fail(what, timeout)
            at = self.pump(min(0.25, end - now())) or at
        return at

    def pump(self, timeout: float) -> float | None:
        """Shows the next piece of output if one comes within `timeout`; answers when it arrived."""
        try:
            at, data = self._arrivals.get(timeout=timeout) if timeout > 0 else self._arrivals.get_nowait()
        except queue.Empty:
            return None
        if not data:
            self._silent = True
            self._emulator.feed_the_rest()
            return None
        self._raw += data
        self._emulator.feed(data)
        if self.first_ink_at is None and self.text().strip():
            self.first_ink_at = at
        return at

    def settle(self, idle: float = 0.2, limit: float = 5.0) -> None:
        """Takes what comes until nothing has come for `idle` seconds, or `limit` is over."""
        end = now() + limit
        while now() < end and self.pump(idle) is not None:
            pass

    def resize(self, cols: int, rows: int) -> None:
        self._emulator.screen.resize(rows, cols)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, _size(cols, rows))

    def wait_exit(self, timeout: float = 10.0) -> int:
        """The program's exit code (minus the signal's number when one ended it)."""
        end = now() + timeout
        while (code := self._reap()) is None:
            if now() > end:
                self._fail("the program's end", timeout)
            self.pump(0.02)
        return code

    def kill(self) -> None:
        """kill -9, and waits until it is dead."""
        self._signal(signal.SIGKILL)
        self.wait_exit()

    def close(self, patience: float = 2.0) -> None:
        """Ends the program if it still runs: asks first, kills after `patience` seconds."""
        if self._fd < 0:
            return
        for number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 10.0)):
            self._signal(number)
            with suppress(AssertionError):
                self.wait_exit(wait)
                break
        self._reader.join(timeout=1.0)
        os.close(self._fd)
        self._fd = -1

    def _signal(self, number: int) -> None:
        if self._reap() is None:
            os.kill(self.pid, number)

    def _reap(self) -> int | None:
        if self._exit is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._exit = os.waitstatus_to_exitcode(status) if pid else None
        return self._exit

    def _send(self, data: bytes) -> None:
        with suppress(OSError):  # the program has gone: what waits for it will say so
            while data:
                data = data[os.write(self._fd, data) :]

    def _read(self) -> None:
        data = b"."
        while data:
            try:
                select.select([self._fd], [], [])
                at, data = now(), os.read(self._fd, 65536)
            except (OSError, ValueError):  # Linux says EIO when the last holder of the terminal has gone
                at, data = now(), b""
            self._arrivals.put((at, data))

    def _fail(self, what: str, timeout: float) -> NoReturn:
        patience = now() + 2.0
        while self._silent and self._reap() is None and now() < patience:
            time.sleep(0.01)  # a program's terminal hangs up a moment before its end can be asked for
        state = f"it ended with {self._exit}" if self._reap() is not None else f"{timeout:g} s"
        screen = "\n".join(f"|{line}" for line in self.text().splitlines())
        raise AssertionError(f"waited for {what} in vain ({state}); the screen:\n{screen}")


def _size(cols: int, rows: int) -> bytes:
    return struct.pack("HHHH", rows, cols, 0, 0)


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    """Ours, without what would make a program look elsewhere than at the terminal for its size and colours."""
    ours = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    return {**ours, "TERM": "xterm-256color", "COLORTERM": "truecolor", **added}


def _start(argv: Sequence[str], size: bytes, env: dict[str, str]) -> tuple[int, int]:
    with warnings.catch_warnings():
        # A fork beside threads is warned about; the child does nothing but exec.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid, fd = pty.fork()
    if pid:
        return pid, fd
    try:
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.execvpe(argv[0], list(argv), env)
    except BaseException as problem:
        os.write(2, f"cannot start {argv[0]}: {problem}\n".encode())
    os._exit(127)
