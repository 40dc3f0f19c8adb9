"""`python -m kitchen_tui.printing --data-dir DIR`: prints what waits, until its input ends or it is told to stop."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from data.questions.labels import job_count, label_jobs, printers_of
from data.questions.stores import this_terminal
from data.store import crash
from data.store.errors import StoreError
from data.store.sqlite import SqliteDatabase
from kitchen_tui.devices import ELSEWHERE
from kitchen_tui.giving_way import give_way
from kitchen_tui.home import open_store
from kitchen_tui.printing.alone import in_turn
from kitchen_tui.printing.hands import RealHands, warm
from kitchen_tui.printing.spool import Place, Spool

_LOOK_S = 0.2


class Voice:
    """Tells the app, one JSON object a line; when nobody reads any more, it is time to go."""

    def __init__(self, stop: threading.Event) -> None:
        """`stop` is set when the app is gone."""
        self._stop = stop

    def tell(self, news: dict[str, Any]) -> None:
        """One piece of news."""
        try:
            sys.stdout.write(json.dumps(news) + "\n")
            sys.stdout.flush()
        except OSError:
            self._stop.set()

    def says(self, text: str) -> None:
        """A sentence alone."""
        self.tell({"printers": [], "waiting": 0, "failed": 0, "printed": None, "says": text})


class Ears:
    """Hears the app: a line is a hint that there is work, the end of the input is the end."""

    def __init__(self, stop: threading.Event) -> None:
        """Listens in a thread of its own."""
        self._stop = stop
        self.poke: Callable[[], None] = lambda: None
        threading.Thread(target=self._listen, name="ears", daemon=True).start()

    def end(self, *_: object) -> None:
        """Whatever is in hand is the last."""
        self._stop.set()
        self.poke()

    def _listen(self) -> None:
        # Below Python's own buffer: a thread that waits there would keep the interpreter from ending.
        with suppress(OSError):
            while os.read(0, 4096):
                self.poke()
        self.end()


def main(argv: list[str] | None = None) -> int:
    """The whole process; its exit code."""
    parser = argparse.ArgumentParser(prog="kitchen_tui.printing", description="prints the labels of a data folder")
    parser.add_argument("--data-dir", required=True, type=Path, metavar="DIR")
    folder: Path = parser.parse_args(argv).data_dir
    stop = threading.Event()
    voice, ears = Voice(stop), Ears(stop)
    signal.signal(signal.SIGTERM, ears.end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_way()
    try:
        return _print_in(folder, stop, voice, ears)
    except (StoreError, OSError) as trouble:
        why = trouble.says if isinstance(trouble, StoreError) else trouble.strerror or trouble
        voice.says(f"No labels are printed: {why}")
    except Exception as trouble:
        voice.says(crash.keep(trouble, folder))
    return 1


def _print_in(folder: Path, stop: threading.Event, voice: Voice, ears: Ears) -> int:
    with closing(open_store(folder)) as database, in_turn(folder, _patient(database, stop, voice)) as mine:
        if mine:
            _serve(folder, database, stop, voice, ears)
    return 0


def _patient(database: SqliteDatabase, stop: threading.Event, voice: Voice) -> Callable[[], bool]:
    """Waits for the process that prints to end, and tells what the labels wait for there."""
    version, told = -1, dict[str, Any]()

    def wait() -> bool:
        nonlocal version, told
        seen, version = version, database.data_version()
        news = _elsewhere(database) if version != seen else told
        if news != told:
            told = news
            voice.tell(news)
        return not stop.wait(_LOOK_S)

    return wait


def _elsewhere(database: SqliteDatabase) -> dict[str, Any]:
    """The other process writes down why a label waits; nothing of that means that all is well."""
    count = job_count(database)
    terminal = this_terminal(database)
    printers = printers_of(database, terminal.id) if terminal is not None else {}
    reasons = dict.fromkeys(job.says for job in label_jobs(database) if job.open and job.says and printers)
    says = ". ".join(reasons) or ELSEWHERE
    return {"printers": [], "waiting": count.waiting, "failed": count.failed, "printed": None, "says": says}


def _serve(folder: Path, database: SqliteDatabase, stop: threading.Event, voice: Voice, ears: Ears) -> None:
    terminal = this_terminal(database)
    if terminal is None:
        raise StoreError("this terminal is not set up")
    if printers_of(database, terminal.id):
        warm()
    place = Place(database, terminal, lambda trouble: crash.keep(trouble, folder))
    spool = Spool(place, RealHands, voice.tell)
    ears.poke = spool.poke
    spool.run(stop)


if __name__ == "__main__":
    sys.exit(main())
