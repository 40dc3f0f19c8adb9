"""A whole shift in the real program with nothing but a scanner: every code is read off the printed sheets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from data.people.staff import Shift
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from hardware.scan.commands import CommandCode, command_code
from hardware.scan.grammar import BadgeCode, classify
from kitchen_tui.cli import main
from kitchen_tui.desk import Desk
from tests.hardware.label.eyes import seen
from tests.journeys.kitchen import Furnished, at_station, sees
from tests.support.bakery import Bakery
from tests.support.clockwork import Clockwork
from tests.support.dockets import cake, docket
from tests.terminal.screen import Terminal

pytestmark = pytest.mark.long

STUTTER_S = 2.1
"""The same code sooner than this is the trigger's stutter."""
A_GLANCE_S = 0.2
CHANGED = docket("20002", cake(writing="Happy Birthday Zoe"))


class Hand:
    """A person with a scanner and the sheets, who looks at the screen before she scans again."""

    def __init__(self, terminal: Terminal, sheets: dict[str, str]) -> None:
        self._terminal, self._sheets = terminal, sheets
        self._scanned: dict[str, float] = {}

    def scans(self, what: str, *then: str) -> None:
        """A verb or a name that stands on the sheets, or else a ticket; then these stand on the screen."""
        code = self._sheets.get(what, what)
        again = self._scanned.get(code, -STUTTER_S) + STUTTER_S - time.monotonic()
        time.sleep(max(A_GLANCE_S, again))
        self._terminal.scan(code, over=0.02)
        if what in self._sheets:  # after a command a ticket is meant again
            self._scanned = {verb: at for verb, at in self._scanned.items() if verb in self._sheets.values()}
        self._scanned[code] = time.monotonic()
        sees(self._terminal, *then)


@contextmanager
def kitchen(folder: Path) -> Iterator[Bakery]:
    """What another program does or sees meanwhile."""
    with closing(SqliteDatabase(folder / FILE_NAME)) as database:
        yield Bakery(database, Clockwork(mark=5))


def printed(folder: Path) -> dict[str, str]:
    """The sheets, and the codes on them: of commands by their verbs, of badges by the names of people."""
    out = folder / "sheets"
    out.mkdir()
    assert main(["command-sheet", "--out", str(out / "sheet.png"), "--badges", "--data-dir", str(folder)]) == 0
    texts = [text for path in sorted(out.iterdir()) for text in seen(Image.open(path))]
    sheets: dict[str, str] = {}
    desk = Desk.at(folder, "bannos")
    with closing(desk.database):
        for text in texts:
            code = classify(text, desk.grammar)
            if isinstance(code, CommandCode):
                sheets[code.verb] = text
            elif isinstance(code, BadgeCode):
                person = desk.door.badge(code.code).actor
                sheets[person.name if person else "?"] = text
    return sheets


@pytest.fixture
def folder(furnished: Furnished) -> Path:
    return furnished(docket("20001"), docket("20002", cake(writing="Happy Birthday Ada")))


def test_a_whole_shift_by_scanner_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = printed(folder)
    with at_station(folder, "filling", badge="") as terminal:
        sees(terminal, "SIGN IN", "nobody signed in", timeout=30)
        hand = Hand(terminal, sheets)
        _come(hand)
        _fill_and_cover(hand)
        _decorate(hand, folder)
        _pack(hand)
        _go(hand)
        said = terminal.raw.decode()
    assert [code for code in sheets.values() if code in said] == [], "no badge and no command is ever shown"
    with kitchen(folder) as bakery:
        first, second = bakery.ticket("20001"), bakery.ticket("20002")
        assert (first.stage, first.cycle, second.stage) == ("Complete", 1, "Packing")
        assert bakery.order("20001").status == "COMPLETED"
        jobs = bakery.database.rows("SELECT kind, ticket_id FROM label_job ORDER BY id")
        assert sorted(jobs) == sorted([("ticket", first.id), ("packing", first.id), ("packing", first.id)])
        assert {(s.staff_id, s.ended_at is None) for s in bakery.all(Shift)} == {("bo", False), ("sue", False)}
        assert bakery.notices("changed") == []
        assert bakery.database.rows("SELECT count(*) FROM unknown_scan") == [(0,)]


def _come(hand: Hand) -> None:
    hand.scans("CLOCKIN", "CLOCK IN", "Scan the badge of the person who comes")
    hand.scans("Bo", "OK", "Bo clocked in", "nobody signed in")
    hand.scans("Sue", "HELLO Sue")
    hand.scans("CLOCKIN", "OK", "Sue clocked in")


def _fill_and_cover(hand: Hand) -> None:
    hand.scans("REPRINT", "LABEL", "Scan the ticket that needs a label")
    hand.scans("B20001", "OK B20001 label")
    hand.scans("B20001", "OK B20001 to Covering")
    hand.scans("UNDO", "UNDONE B20001")
    hand.scans("B20001", "OK B20001 to Covering")
    hand.scans("COVERING", " COVERING", "This screen works at Covering")
    hand.scans("B20001", "OK B20001 to Decorating")
    hand.scans("B20002", "SURE?")
    hand.scans("NO", "Left as it is")
    hand.scans("B20002", "SURE?")
    hand.scans("CONFIRM", "OK B20002 to Decorating")


def _decorate(hand: Hand, folder: Path) -> None:
    hand.scans("DECORATING", "This screen works at Decorating")
    hand.scans("B20001", "OK B20001 to Packing")
    hand.scans("ASSIGN", "ASSIGN", "Scan her badge and the ticket")
    hand.scans("Bo", "Scan the ticket for Bo", "Sue")
    hand.scans("B20002", "OK B20002 to Bo")
    with kitchen(folder) as bakery:
        bakery.take_in(replace(CHANGED, updated_at=(CHANGED.updated_at or 0) + 1))
        assert [notice.level for notice in bakery.notices("changed")] == ["stop"]
    hand.scans("B20002", "CHANGED", "Zoe")
    hand.scans("ACK", "OK B20002 to Packing")


def _pack(hand: Hand) -> None:
    hand.scans("PACKING", "This screen works at Packing")
    hand.scans("B20001", "OK B20001 packing started")
    hand.scans("QCSMUDGEDORDAMAGED", "SEND BACK", "Smudged or damaged: scan the ticket that goes back")
    hand.scans("B20001", "OK B20001 back to Decorating: Smudged or damaged")
    hand.scans("DECORATING", "This screen works at Decorating")
    hand.scans("B20001", "OK B20001 to Packing")
    hand.scans("PACKING", "This screen works at Packing")
    hand.scans("B20001", "OK B20001 packing started")
    hand.scans("B20001", "OK B20001 complete")
    hand.scans("REPRINT", "LABEL", "Scan the ticket that needs a label")
    hand.scans("B20001", "OK B20001 packing label")
    hand.scans("HANDOVER", "HAND OVER", "Scan a ticket of the order that leaves")
    hand.scans("B20001", "OK", "handed over")


def _go(hand: Hand) -> None:
    hand.scans("CLOCKOUT", "OK", "Sue clocked out")
    hand.scans("SIGNOUT", "SIGNED OUT", "nobody signed in")
    hand.scans("CLOCKOUT", "CLOCK OUT", "Scan the badge of the person who goes")
    hand.scans("Bo", "OK", "Bo clocked out", "nobody signed in")


def test_a_question_of_one_scan_is_answered_by_the_next_programs_scan(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = printed(folder)
    said: list[str] = []
    for text in (sheets["REPRINT"], "B20001"):
        badge = ["--station", "filling", "--badge", sheets["Ana"]]
        capsys.readouterr()
        main(["scan", text, *badge, "--data-dir", str(folder)])
        said.append(capsys.readouterr().out)
    assert said == ["LABEL: Scan the ticket that needs a label\n", "OK: B20001: label\n"]


def test_another_stores_sheet_does_nothing_in_the_app(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with kitchen(folder) as bakery:
        foreign = bytes.fromhex(bakery.database.rows("SELECT secret FROM store WHERE id = 'flourlane'")[0][0])
    with at_station(folder) as terminal:
        sees(terminal, "HELLO Ana", timeout=30)
        hand = Hand(terminal, {})
        hand.scans(command_code(foreign, "PACKING"), "OTHER STORE", "Flour Lane")
        hand.scans(command_code(foreign, "SIGNOUT"), "OTHER STORE", "FILLING 2")
        hand.scans("B20001", "OK B20001 to Covering")
