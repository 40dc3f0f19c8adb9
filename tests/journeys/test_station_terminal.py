"""The station as a person meets it: the real program in a real terminal, worked with a scanner's keystrokes only."""

from __future__ import annotations

import re
import signal
import sqlite3
from contextlib import closing
from itertools import islice
from os import kill
from pathlib import Path

import pytest

from data.core.text import one_line
from data.kitchen.ticket import Ticket
from data.store.crash import LOG
from data.store.database import StoredRows
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from data.store.turns import Turns
from kitchen_tui.widgets.queue import number_of
from tests.journeys.kitchen import BADGE, Furnished, at_station, modules_of, press, sees, signed_in
from tests.kitchen_tui.hostile import hostile
from tests.kitchen_tui.orders import two_hundred
from tests.support.dockets import cake, docket
from tests.terminal.grammar import foreign, leaked
from tests.terminal.screen import Terminal

pytestmark = pytest.mark.long

MORE = "…more F12"
F2, F3, F4, F8, F10 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[19~", "\x1b[21~"
QUIT = "\x11"
HURRIED = """
from hardware.scan.rate import RateLimit
from kitchen_tui.screens import bench as screen
screen.RateLimit = lambda: RateLimit(1_000)
"""
"""A kitchen where more than twenty scans a second are taken."""
HEAVY = {
    *("sqlmodel", "sqlalchemy", "alembic", "psycopg", "pydantic", "httpx", "keyring", "argon2", "cryptography"),
    *("pandas", "numpy", "PIL", "escpos", "serial", "typer", "textual.widgets._data_table", "textual.command_palette"),
}


def tickets_in(folder: Path) -> list[Ticket]:
    """As the store has them, opened by somebody else."""
    with closing(SqliteDatabase(folder / FILE_NAME)) as database:
        codes = [code for (code,) in database.rows("SELECT code FROM ticket ORDER BY number_sort")]
        return [ticket for code in codes for ticket in StoredRows(database).where(Ticket, code=code)]


def leave(terminal: Terminal) -> int:
    press(terminal, QUIT)
    return terminal.wait_exit()


def test_an_order_goes_down_the_line_by_scans_alone(furnished: Furnished) -> None:
    folder = furnished(docket("20001", cake("1"), cake("2")))
    with signed_in(at_station(folder)) as terminal:
        for key, stage, following in (
            ("", "Filling", "Covering"),
            (F2, "Covering", "Decorating"),
            (F3, "Decorating", "Packing"),
        ):
            press(terminal, key)
            sees(terminal, f" {stage.upper()} 2")
            for code in ("B20001A", "B20001B"):
                terminal.scan(code, over=0.02)
                sees(terminal, f"OK {code} to {following}")
        press(terminal, F4)
        sees(terminal, " PACKING 2")
        for suffix in "AB":
            terminal.scan(f"B20001{suffix}", over=0.02)
            sees(terminal, f"OK B20001{suffix} packing started")
            terminal.scan(f"20001-{suffix}", over=0.02)
            sees(terminal, f"OK B20001{suffix} complete")
        sees(terminal, "PACKING 0")
        assert leave(terminal) == 0
    assert [ticket.stage for ticket in tickets_in(folder)] == ["Complete", "Complete"]
    assert b"\x1b[?1049l" in terminal.raw


def test_signing_in_out_and_undo_by_scanner_and_keys(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with at_station(folder, badge="") as terminal:
        sees(terminal, "SIGN IN", "nobody signed in", timeout=30)
        terminal.scan("B20001", over=0.02)
        sees(terminal, "SIGN IN FIRST")
        terminal.scan(BADGE, over=0.02)
        sees(terminal, "HELLO Ana")
        terminal.scan("20001", over=0.02)
        sees(terminal, "OK B20001 to Covering")
        press(terminal, F8)
        sees(terminal, "UNDONE B20001")
        press(terminal, F10)
        sees(terminal, "SIGNED OUT")
        assert BADGE not in terminal.raw.decode()
        assert leave(terminal) == 0
    assert [ticket.stage for ticket in tickets_in(folder)] == ["Filling"]


def test_what_is_typed_before_the_program_can_read_is_answered_and_never_echoed(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with at_station(folder, before="import time; time.sleep(0.3)") as terminal:
        terminal.scan("B20001")
        sees(terminal, "OK B20001 to Covering", timeout=30)
        assert leave(terminal) == 0


def test_a_badge_typed_while_the_program_loads_does_not_stay_on_the_shell(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    slow = "import importlib.abc, time\n"
    slow += "class Slow(importlib.abc.MetaPathFinder):\n"
    slow += "    def find_spec(self, name, path, target=None):\n"
    slow += "        if name == 'textual.app': sys.stdout.write('LOADING'); sys.stdout.flush(); time.sleep(0.5)\n"
    slow += "sys.meta_path.insert(0, Slow())"
    with at_station(folder, badge="", before=slow) as terminal:
        sees(terminal, "LOADING", timeout=30)
        terminal.scan(BADGE)
        sees(terminal, "HELLO Ana", timeout=30)
        assert leave(terminal) == 0
    assert BADGE not in terminal.raw.decode()


def size_of(terminal: Terminal) -> tuple[int, int]:
    return len(terminal.cells()[0]), len(terminal.cells())


def missing(ticket: Ticket, screen: str) -> list[str]:
    seen = re.sub(r"\s+", " ", screen)
    texts = (number_of(ticket), ticket.product, ticket.writing, ticket.allergens)  # type: ignore[arg-type]
    return [text or "" for text in texts if not all(word in seen for word in one_line(text or "").split())]


def scan_them(terminal: Terminal, tickets: list[Ticket]) -> list[str]:
    """Each is scanned; what was not found in the terminal's cells, and not marked either."""
    failures = []
    for left, ticket in zip(range(len(tickets) - 1, -1, -1), tickets, strict=True):
        terminal.scan(ticket.code, over=0.005)
        # The verdict is painted first, then the ticket together with what is left.
        count = f"FILL {left}/" if size_of(terminal)[0] < 90 else f"FILLING {left} ·"
        sees(terminal, f"OK {ticket.code} to Covering", count)
        screen = terminal.text()
        if missing(ticket, screen) and MORE not in screen:
            failures.append(f"{ticket.code}: {missing(ticket, screen)}")
    return failures


@pytest.mark.parametrize(("size", "count"), [((110, 32), 200), ((55, 16), 25), ((157, 45), 25)], ids=str)
def test_two_hundred_tickets_stand_in_the_cells(furnished: Furnished, size: tuple[int, int], count: int) -> None:
    folder = furnished(*islice(two_hundred(), count))
    with signed_in(at_station(folder, size=size, before=HURRIED)) as terminal:
        assert scan_them(terminal, tickets_in(folder)) == []
        assert leave(terminal) == 0
    assert {ticket.stage for ticket in tickets_in(folder)} == {"Covering"}


def test_no_escape_of_somebody_elses_gets_out(furnished: Furnished) -> None:
    texts = list(hostile(60))
    orders = [
        docket(str(20_001 + n), cake(title=text or "Cake", writing=text, allergens=text, flavour=text), note=text)
        for n, text in enumerate(text.encode("utf-8", "replace").decode() for text in texts)
    ]
    folder = furnished(*orders)
    with signed_in(at_station(folder, before=HURRIED)) as terminal:
        for ticket in tickets_in(folder):
            terminal.scan(ticket.code, over=0.005)
            sees(terminal, f"OK {ticket.code}")
        for text in texts:
            terminal.type(text.encode("utf-8", "replace").decode().replace(QUIT, "")[:100] + "\r")
        terminal.settle(0.5)
        press(terminal, "\x1b")
        press(terminal, "\x0c")
        terminal.settle(0.5)
        assert foreign(terminal.raw, bell=True) == []
        assert [piece for text in texts for piece in leaked(terminal.raw, text) if len(piece) > len("\x1b[0m")] == []


def test_a_database_that_somebody_holds_is_not_recorded(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with signed_in(at_station(folder)) as terminal:
        with Turns((folder / FILE_NAME).with_suffix(".lock"), 0).mine():
            terminal.scan("B20001", over=0.02)
            sees(terminal, "WAIT Not done yet")
            screen = sees(terminal, "NOT RECORDED", "Another program holds the database: try again")
            assert "OK" not in screen
        terminal.scan("20001", over=0.02)
        sees(terminal, "OK B20001 to Covering")
    assert [ticket.stage for ticket in tickets_in(folder)] == ["Covering"]


def test_another_programs_change_appears_by_itself(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with signed_in(at_station(folder)) as terminal:
        sees(terminal, "FILLING 1")
        with closing(sqlite3.connect(folder / FILE_NAME)) as db, db:
            db.execute("UPDATE ticket SET product = 'Opera with gold leaf'")
        sees(terminal, "Opera with gold leaf")


def test_a_terminal_that_is_resized_shows_the_same_ticket(furnished: Furnished) -> None:
    folder = furnished(docket("20001", cake(writing="Happy Birthday Ada")))
    with signed_in(at_station(folder, size=(157, 45))) as terminal:
        for size in ((55, 16), (110, 32), (40, 12)):
            terminal.resize(*size)
            sees(terminal, "20001", "Happy Birthday Ada", "Gelato Cake")
            assert max(map(len, terminal.text().split("\n"))) <= size[0]
        assert leave(terminal) == 0


def test_the_station_loads_nothing_heavy(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with signed_in(at_station(folder)) as terminal:
        terminal.scan("B20001", over=0.02)
        sees(terminal, "OK B20001")
        assert leave(terminal) == 0
    assert modules_of(folder) & HEAVY == set()


def test_a_terminal_that_goes_away_loses_no_scan(furnished: Furnished) -> None:
    folder = furnished(docket("20001"))
    with signed_in(at_station(folder)) as terminal:
        terminal.scan("B20001")
        sees(terminal, "OK B20001")
        kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_exit() == 0
    assert [ticket.stage for ticket in tickets_in(folder)] == ["Covering"]


def test_a_crash_leaves_a_sentence_a_log_and_no_values(furnished: Furnished) -> None:
    folder = furnished(docket("20001", cake(writing="Happy Birthday Ada")))
    breaks = "from kitchen_tui.screens.station import Station\n"
    breaks += "def broken(self, news):\n    pin = '482915'; raise ValueError('broken')\n"
    breaks += "Station.on_answered = broken"
    with signed_in(at_station(folder, before=breaks)) as terminal:
        terminal.scan("B20001", over=0.02)
        assert terminal.wait_exit() == 1
        terminal.settle(0.2)
    said = terminal.raw.decode().split("\x1b[?1049l")[-1]
    assert "something went wrong (ValueError)" in re.sub(r"\s+", " ", said)
    assert "broken" in (folder / LOG).read_text()
    for secret in ("482915", "Happy Birthday Ada", "Traceback"):
        assert secret not in said
    assert "482915'" not in (folder / LOG).read_text().replace("pin = '482915'", "")


def test_a_bare_console_is_spoken_to_in_ascii_and_eight_colours(furnished: Furnished) -> None:
    folder = furnished(docket("20001", cake(writing="Happy Birthday Ada")))
    with signed_in(at_station(folder, size=(80, 24), theme="ascii")) as terminal:
        terminal.scan("B20001", over=0.02)
        sees(terminal, "+ OK B20001 to Covering")
        assert terminal.text().isascii()
        assert "38;2;" not in terminal.raw.decode()
        assert "48;5;" not in terminal.raw.decode()
