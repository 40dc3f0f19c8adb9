"""The product, as the benches hold it: the only place here that imports or launches it."""

from __future__ import annotations

import importlib.util
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.bench.subject import Launch, Line, MissingError

STORE, STATION = "bannos", "filling"
READY = re.compile(STATION, re.IGNORECASE)
_BADGE = "bench-badge.txt"
_SCANNABLE = (
    "SELECT code FROM ticket WHERE store_id = ? AND stage = 'Filling' AND in_queue AND cancelled_at IS NULL "
    "ORDER BY due_date, size_rank, size, number_sort, id LIMIT ?"
)
_TIMES_DONE = (
    "SELECT count(*) FROM ticket t JOIN stage_fact f ON f.ticket_id = t.id "
    "WHERE t.code = ? AND f.stage = 'Filling' AND f.kind = 'observed'"
)


def bakery(folder: Path, tickets: int, open_tickets: int) -> None:
    (folder / _BADGE).write_text(_demo(folder)["STAFF"])
    raise MissingError(f"rows for {tickets} tickets, {open_tickets} of them open")


def database(folder: Path) -> Path:
    return folder / "bakeline.sqlite3"


def scannable(folder: Path, count: int) -> list[str]:
    with closing(sqlite3.connect(database(folder))) as db:
        codes = [code for (code,) in db.execute(_SCANNABLE, (STORE, count))]
    if len(codes) < count:
        raise ValueError(f"{len(codes)} tickets at Filling, {count} are needed")
    return codes


def open_line(folder: Path) -> Line:
    raise MissingError(f"data.replica, to open {folder.name}")


def station(folder: Path) -> Launch:
    badge = (folder / _BADGE).read_text()
    where = ("--store", STORE, "--station", STATION, "--badge", badge, "--data-dir", str(folder))
    return Launch((sys.executable, "-m", _cli(), "station", *where))


def ok(code: str) -> re.Pattern[str]:
    return re.compile(rf"\bOK\b.*\b{re.escape(code)}\b")


def already(code: str) -> re.Pattern[str]:
    return re.compile(rf"\bALREADY DONE\b.*\b{re.escape(code)}\b")


def times_done(folder: Path, codes: Sequence[str]) -> dict[str, int]:
    with closing(sqlite3.connect(database(folder))) as db:
        return {code: db.execute(_TIMES_DONE, (code,)).fetchone()[0] for code in codes}


def _demo(folder: Path) -> dict[str, str]:
    """A lived-in bakery; its badges by role."""
    made = subprocess.run(
        [sys.executable, "-m", _cli(), "demo", "--init-only", "--json", "--data-dir", str(folder)],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise MissingError(f"demo: {made.stderr.strip().splitlines()[-1:]}")
    badges: dict[str, str] = json.loads(made.stdout.splitlines()[-1])["badges"]
    return badges


def _cli() -> str:
    if importlib.util.find_spec("kitchen_tui") is None:
        raise MissingError("kitchen_tui")
    return "kitchen_tui.cli"
