"""`kitchen-tui demo-printer`: a window that stands for a label printer, and draws what it receives."""

from __future__ import annotations

import errno
import json
import os
import shlex
import shutil
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event, current_thread, main_thread
from typing import Final, TextIO

from hardware.printer.drawing import Span, draw, spans
from hardware.printer.mechanism import Faults, Printed
from hardware.printer.pretend import PretendPrinter
from kitchen_tui.commands.frame import FAILED, OK, WrongUse, say
from kitchen_tui.voice import utter

_WIDEST: Final = 64
_LOOK_S: Final = 0.1
_FAULTS: Final = {
    "none": (Faults(), ""),
    "paper-out": (Faults(paper_out=0), "It is out of paper: labels wait in it."),
    "head-open": (Faults(head_open=True), "It stands open: labels wait in it."),
    "paused": (Faults(paused=True), "It is paused: labels wait in it."),
    "late": (Faults(late_s=2.0), "It takes two seconds for each answer."),
    "closes": (Faults(closes=40), "It breaks off in the middle of each label."),
    "silent": (Faults(silent=True), "It answers nothing."),
}
_PLAIN: Final = str.maketrans("┌┐└┘│─▐▌█▒", "++++|-||##")


def demo_printer(args: Namespace) -> int:
    """Listens until Ctrl-C, a TERM signal or `--labels` labels; each label is drawn, or with --json an object."""
    if not 0 <= args.port <= 65535:
        raise WrongUse("--port is a number from 0 to 65535; 0 takes a free one")
    if args.labels < 0:
        raise WrongUse("--labels is a number from 0; 0 is without end")
    came: SimpleQueue[Printed] = SimpleQueue()
    faults, trouble = _FAULTS[args.fault]
    try:
        printer = PretendPrinter(args.port, faults=faults, on_label=came.put)
    except OSError as problem:
        return _failed(args, _why(args.port, problem))
    with printer, _until_told() as told:
        if _greet(args, printer, trouble):
            _show(args, printer, came, told)
        if not args.json:
            _farewell(printer)
    return OK


def _greet(args: Namespace, printer: PretendPrinter, trouble: str) -> bool:
    """Says how to use it; whether anybody listens. With --json only labels go to standard output."""
    folder = getattr(args, "data_dir", None)
    here = f" --data-dir {shlex.quote(str(folder))}" if folder else ""
    lines = [
        f"A label printer without paper listens at 127.0.0.1, port {printer.port}. It draws ZPL and ESC/POS.",
        *([trouble] if trouble else []),
        "To print here:",
        f"  kitchen-tui printers add demo {printer.address} --profile label-4x6-203{here}",
        "Ctrl-C ends it.",
    ]
    return _told(sys.stderr if args.json else sys.stdout, "\n".join(lines))


def _show(args: Namespace, printer: PretendPrinter, came: SimpleQueue[Printed], told: Event) -> None:
    shown = 0
    while not told.is_set():
        try:
            label = came.get(timeout=_LOOK_S)
        except Empty:
            continue
        shown += 1
        if not _told(sys.stdout, _object(shown, label) if args.json else _window(shown, label)):
            return
        if shown == args.labels:
            # Whoever sent the last one still asks whether it was printed.
            printer.rest()
            return


def _object(number: int, label: Printed) -> str:
    fields = {
        "label": number,
        "language": label.language,
        "bytes": len(label.data),
        "whole": label.whole,
        "lines": draw(label.data, _WIDEST, label.language),
    }
    return json.dumps(fields, ensure_ascii=True)


def _window(number: int, label: Printed) -> str:
    columns = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    if sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        lines = ["".join(map(_look, line)) for line in spans(label.data, columns, label.language)]
    else:
        lines = draw(label.data, columns, label.language)
    unfinished = "" if label.whole else ", not finished"
    title = f"Label {number}: {len(label.data)} bytes of {_NAMES[label.language]}{unfinished}"
    text = "\n".join([title, *lines])
    return text if (sys.stdout.encoding or "").lower().startswith("utf") else text.translate(_PLAIN)


_NAMES: Final = {"zpl": "ZPL", "escpos": "ESC/POS"}


def _look(span: Span) -> str:
    """The text as the terminal shows it: its own look for what is large or white on black."""
    codes = ";".join(code for code, wanted in (("1", span.large), ("7", span.inverse)) if wanted)
    return f"\x1b[{codes}m{span.text}\x1b[0m" if codes else span.text


def _farewell(printer: PretendPrinter) -> None:
    count, held = len(printer.labels), len(printer.held)
    waiting = f", {held} still in it" if held else ""
    _told(sys.stdout, f"{count} {'label' if count == 1 else 'labels'} drawn{waiting}.")


def _told(stream: TextIO, text: str) -> bool:
    """Whether whoever reads is still there."""
    return utter(stream, text + "\n") is None


def _failed(args: Namespace, says: str) -> int:
    utter(sys.stderr, f"kitchen-tui: {says}\n")
    if args.json:
        say(args, {"verdict": "failed", "code": "no_port", "says": says}, says)
    return FAILED


def _why(port: int, trouble: OSError) -> str:
    if trouble.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program; --port 0 takes a free one"
    if trouble.errno in (errno.EACCES, errno.EPERM):
        return f"this user may not listen at port {port}; --port 9100 is the usual one"
    return f"nothing can listen at port {port} ({trouble.strerror or trouble})"


@contextmanager
def _until_told() -> Iterator[Event]:
    """An event that Ctrl-C and a TERM signal set, instead of what they do elsewhere."""
    told = Event()
    if current_thread() is not main_thread():
        yield told
        return
    before = {number: signal.signal(number, lambda *_: told.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
