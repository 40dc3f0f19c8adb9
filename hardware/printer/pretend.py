"""A printer without paper: a real TCP server or serial line that takes labels, answers questions and has faults."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Any, Final

from hardware.printer.mechanism import NO_FAULTS, Faults, Mechanism, Printed
from hardware.printer.pretend_ends import LOOK_S, PrinterEnd, SerialEnd, SocketEnd, line_pair, listening
from hardware.printer.splitter import Label, Question, Splitter

# A label without a cut is over when nothing came for so long.
_IDLE_S: Final = 0.25
_CHUNK: Final = 8192


class PretendPrinter:
    """Listens on 127.0.0.1 (`port` 0 takes a free one), or with `pty=True` at a serial line; speaks both languages.

    A context manager. `labels` are the labels that came out, in order, `held` those that wait for a fault to be lifted.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        pty: bool = False,
        faults: Faults = NO_FAULTS,
        on_label: Callable[[Printed], None] | None = None,
    ) -> None:
        """Is there at once, raises OSError when the port is taken; `on_label` is called on a thread of the printer."""
        self._inside = Mechanism(faults, on_label)
        self._over = Event()
        self._threads: list[Thread] = []
        self._connections = 0
        self._talking: list[Thread] = []
        self._served: socket.socket | None = None
        self._ends: tuple[int, int] | None = None
        if pty:
            self._ends = line_pair()
            self.device = os.ttyname(self._ends[1])
            self.address = f"serial:{self.device}"
            self._start(self._at_line, self._ends[0])
        else:
            self._served = listening(port)
            self.port: int = self._served.getsockname()[1]
            self.address = f"tcp:127.0.0.1:{self.port}"
            self._start(self._serve, self._served)

    @property
    def labels(self) -> list[Printed]:
        """The labels that came out so far."""
        return list(self._inside.labels)

    @property
    def held(self) -> list[Printed]:
        """The labels it has received and cannot print now."""
        return list(self._inside.held)

    @property
    def connections(self) -> int:
        """How many connections there have been."""
        return self._connections

    def set(self, **faults: Any) -> None:
        """Something more is wrong with it from now on: fields of `Faults`."""
        self._inside.set(replace(self._inside.faults, **faults))

    def lift(self) -> None:
        """Nothing is wrong with it any more; what was held comes out."""
        self._inside.set(NO_FAULTS)

    def wait_for(self, count: int, timeout_s: float = 5.0) -> bool:
        """Whether `count` labels have come out, waiting for them up to `timeout_s`."""
        return self._inside.wait_for(count, timeout_s)

    def rest(self, timeout_s: float = 2.0) -> None:
        """Lets the connections there are come to their end, waiting for them up to `timeout_s`."""
        end = monotonic() + timeout_s
        for thread in list(self._talking):
            thread.join(max(end - monotonic(), 0))

    def close(self) -> None:
        """Switched off: connections break, the port is free again."""
        self._over.set()
        if self._served is not None:
            self._served.close()
        for thread in self._threads:
            thread.join(5)
        for end in self._ends or ():
            with suppress(OSError):
                os.close(end)
        self._ends = None

    def __enter__(self) -> PretendPrinter:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _start(self, work: Callable[..., None], *arguments: Any) -> Thread:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _serve(self, served: socket.socket) -> None:
        while not self._over.is_set():
            try:
                link, _ = served.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            link.settimeout(LOOK_S)
            self._talking = [thread for thread in self._talking if thread.is_alive()]
            self._talking.append(self._start(self._at_link, link))

    def _at_link(self, link: socket.socket) -> None:
        with link, suppress(OSError):
            self._converse(SocketEnd(link))

    def _at_line(self, end: int) -> None:
        with suppress(OSError):
            self._converse(SerialEnd(end))

    def _converse(self, line: PrinterEnd) -> None:
        """One connection, until either side ends it."""
        self._connections += 1
        number, splitter, taken = self._connections, Splitter(), 0
        began_s = heard_s = monotonic()
        while not self._over.is_set():
            came = line.recv(self._appetite(taken))
            if came:
                heard_s = monotonic()
                began_s = began_s if splitter.pending else heard_s
                found = splitter.feed(came)
                self._deal_with(found, line, number, began_s)
                # Questions are short; what is over is counted as label.
                taken += len(came) if splitter.pending or any(isinstance(piece, Label) for piece in found) else 0
                if self._breaks_off(taken):
                    return
            elif came == b"" or (splitter.pending and monotonic() - heard_s > _IDLE_S):
                self._last(splitter, came == b"", number, began_s)
                if came == b"":
                    return

    def _last(self, splitter: Splitter, gone: bool, number: int, began_s: float) -> None:
        """What came last is a label when it is whole, or when nothing can follow any more."""
        if gone or splitter.complete:
            label = splitter.finish()
            if label is not None:
                self._inside.take(label, number, began_s)

    def _deal_with(self, found: list[Label | Question], line: PrinterEnd, number: int, began_s: float) -> None:
        for piece in found:
            if isinstance(piece, Label):
                self._inside.take(piece, number, began_s)
                continue
            faults = self._inside.faults
            if faults.late_s:
                self._over.wait(faults.late_s)
            if not faults.silent:
                line.send(self._inside.dle_eot(piece.number) if piece.number else self._inside.host_status())

    def _appetite(self, taken: int) -> int:
        """How many bytes it reads next."""
        faults = self._inside.faults
        most = _CHUNK
        if faults.bytes_per_s is not None:
            self._over.wait(LOOK_S)
            most = int(faults.bytes_per_s * LOOK_S)
        if faults.closes is not None:
            most = min(most, max(faults.closes - taken, 1))
        return most

    def _breaks_off(self, taken: int) -> bool:
        closes = self._inside.faults.closes
        return closes is not None and taken >= closes
