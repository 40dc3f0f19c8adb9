"""The board in memory is what the database would answer, after every scan, without asking it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from data.kitchen.ticket import Ticket
from kitchen_tui.board import PAGE, SHORT, Board, View, standing
from kitchen_tui.desk import Desk
from kitchen_tui.reading import part_of_board, shown_ticket
from tests.kitchen_tui.at_work import ANA, Kitchen
from tests.kitchen_tui.orders import two_hundred
from tests.support.bakery import Bakery
from tests.support.cast import TOMORROW
from tests.support.dockets import cake, docket

PARTS = ("lines", "counts", "all_day", "due")
VIEWS = [
    View("Filling"),
    View("Covering", unassigned=True),
    View("Filling", mine=ANA.staff_id),
    View("Packing"),
]


def asked(desk: Desk, view: View) -> Board:
    board = Board(desk.store.id, view)
    for part in PARTS:
        board.take(part, part_of_board(desk, part, view))
    return board


def told(board: Board) -> tuple[object, ...]:
    counts = {stage: count for stage, count in board.counts.items() if count != (0, 0)}
    all_day = {kind: n for kind, n in board.all_day.items() if n}
    near = {due: n for due, n in board.due.items() if n and due[0] is not None and due[0] <= TOMORROW}
    return board.lines, counts, all_day, near


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.stage}{view.unassigned}{view.mine}")
def test_the_board_follows_every_scan(kitchen: Kitchen, view: View) -> None:
    for number, order in zip(range(20), two_hundred(), strict=False):
        kitchen.bakery.take_in(order if number % 2 else docket(order.number, cake("1"), cake("2")))
    desk, dice = kitchen.desk(), random.Random(7)
    tickets = kitchen.bakery.all(Ticket)
    board, asked_again = asked(desk, view), 0
    for _ in range(120):
        kitchen.machine.wait(1_000)
        ticket, station = dice.choice(tickets), dice.choice(("Filling", "Covering", "Decorating", "Packing"))
        act = dice.choice(("scan", "scan", "scan", "take"))
        verdict = desk.scan(ticket.code, station, ANA) if act == "scan" else desk.take(ticket.id, ANA)
        line = shown_ticket(desk, verdict)
        if verdict.before is None or verdict.ticket is None or line is None:
            continue
        if not board.move(standing(verdict.before), standing(verdict.ticket), line):
            board, asked_again = asked(desk, view), asked_again + 1
        assert told(board) == told(asked(desk, view))
    assert asked_again < 60, "a board that asks each time follows nothing"


def test_a_long_queue_asks_for_more_before_it_runs_out(bakery: Bakery, tmp_path: Path) -> None:
    kitchen = Kitchen(bakery, tmp_path)
    for number in range(20_001, 20_001 + SHORT + 4):
        bakery.take_in(docket(str(number)))
    desk = kitchen.desk()
    board = asked(desk, View("Filling", limit=SHORT + 2))
    answers = []
    for line in list(board.lines[:3]):
        verdict = desk.scan(line.code, "Filling", ANA)
        assert verdict.before is not None
        assert verdict.ticket is not None
        answers.append(board.move(standing(verdict.before), standing(verdict.ticket), line))
    assert answers == [True, False, False]
    assert PAGE > SHORT


def test_what_is_next_is_never_a_cancelled_ticket(kitchen: Kitchen) -> None:
    from data.orders.cancelling import CancelOrder
    from tests.support.cast import SUE

    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.take_in(docket("20002"))
    kitchen.bakery.must(CancelOrder(kitchen.bakery.order("20001").id, "rang"), SUE)
    board = asked(kitchen.desk(), View("Filling"))
    assert [line.order_number for line in board.lines] == ["20001", "20002"]
    found = board.next()
    assert found is not None
    assert found.order_number == "20002"
