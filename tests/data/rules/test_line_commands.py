"""RULES.md, Commands on the line: command x situation x role x again x undo, generated from the tables below.

A cell is what becomes of the command: applied, noop:code, refused:code, confirm:code or merged:code. Two with a slash
are for STAFF and for everybody above. `from` is the least role that may give it at all; others are not_allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from data.core.actor import SERVICE_ACTOR, Actor, Role, at_least
from data.core.command import Command
from data.core.packed import pack
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, OverridePriority, SetStorage
from data.orders.cancelling import CancelOrder
from data.orders.editing import ModifyOrder, ReleaseOrder
from data.orders.handover import HandOverOrder, ReturnOrder
from data.orders.order import Order
from data.replica.issue import Receipt
from tests.data.rules.situations import SITUATIONS, ticket_and_order
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BO, OLIVE, SUE, TODAY
from tests.support.dockets import docket, ingest
from tests.support.dump import dump
from tests.support.table import read_table

ACTORS = (ANA, SUE, ADI, OLIVE, SERVICE_ACTOR)
Maker = Callable[[Ticket, Order, Actor], Command]

COMMANDS: dict[str, Maker] = {
    "print_barcode": lambda t, o, who: PrintBarcode(t.id),
    "complete_filling": lambda t, o, who: CompleteFilling(t.id, t.cycle),
    "complete_covering": lambda t, o, who: CompleteCovering(t.id, t.cycle),
    "complete_decorating": lambda t, o, who: CompleteDecorating(t.id, t.cycle),
    "start_packing": lambda t, o, who: StartPacking(t.id, t.cycle),
    "complete_packing": lambda t, o, who: CompletePacking(t.id, t.cycle),
    "qc_return": lambda t, o, who: QcReturnToDecorating(t.id, "a crack", t.cycle),
    "qc_return again": lambda t, o, who: QcReturnToDecorating(t.id, "a crack", t.cycle - 1),
    "qc_return, no reason": lambda t, o, who: QcReturnToDecorating(t.id, " ", t.cycle),
    "assign self": lambda t, o, who: AssignStaff(t.id, "ana" if who is SERVICE_ACTOR else who.staff_id),
    "assign another": lambda t, o, who: AssignStaff(t.id, BO.staff_id),
    "set_storage": lambda t, o, who: SetStorage(t.id, "Fridge 2"),
    "override_priority": lambda t, o, who: OverridePriority(t.id, 3),
    "hand_over_order": lambda t, o, who: HandOverOrder(o.id),
    "cancel_order": lambda t, o, who: CancelOrder(o.id, "the customer called"),
    "cancel_order, no reason": lambda t, o, who: CancelOrder(o.id, ""),
    "modify_order": lambda t, o, who: ModifyOrder(o.id, pack({"due_date": TODAY}), "moved"),
    "release_order": lambda t, o, who: ReleaseOrder(o.id),
    "return_order": lambda t, o, who: ReturnOrder(o.id, "it melted", 100),
    "ingest_order": lambda t, o, who: ingest(docket("20001")),
}

EXPECTED = read_table("""
| command                 | from                | Filling                                    | Covering                                   | Decorating                    | Packing                       | begun                         | Complete                      | cancelled              | seen                                       | handed over              | returned                      |
|-------------------------|---------------------|--------------------------------------------|--------------------------------------------|-------------------------------|-------------------------------|-------------------------------|-------------------------------|------------------------|--------------------------------------------|--------------------------|-------------------------------|
| print_barcode           | STAFF               | applied                                    | applied                                    | applied                       | applied                       | applied                       | applied                       | refused:cancelled      | refused:cancelled                          | applied                  | applied                       |
| complete_filling        | STAFF               | applied                                    | noop:already_done                          | noop:already_done             | noop:already_done             | noop:already_done             | noop:already_done             | refused:cancelled      | merged:on_cancelled                        | noop:already_done        | noop:already_done             |
| complete_covering       | STAFF               | confirm:scan_ahead                         | applied                                    | noop:already_done             | noop:already_done             | noop:already_done             | noop:already_done             | refused:cancelled      | confirm:scan_ahead                         | noop:already_done        | noop:already_done             |
| complete_decorating     | STAFF               | refused:wrong_station / confirm:scan_ahead | confirm:scan_ahead                         | applied                       | noop:already_done             | noop:already_done             | noop:already_done             | refused:cancelled      | refused:wrong_station / confirm:scan_ahead | noop:already_done        | applied                       |
| start_packing           | STAFF               | refused:wrong_station / confirm:scan_ahead | refused:wrong_station / confirm:scan_ahead | confirm:scan_ahead            | applied                       | noop:already_started          | noop:already_done             | refused:cancelled      | refused:wrong_station / confirm:scan_ahead | noop:already_done        | confirm:scan_ahead            |
| complete_packing        | STAFF               | refused:wrong_station                      | refused:wrong_station                      | refused:wrong_station         | refused:not_started           | applied                       | noop:already_done             | refused:cancelled      | refused:wrong_station                      | noop:already_done        | refused:wrong_station         |
| qc_return               | SUPERVISOR          | refused:not_at_packing                     | refused:not_at_packing                     | refused:not_at_packing        | applied                       | applied                       | applied                       | refused:cancelled      | refused:cancelled                          | refused:handed_over      | refused:not_at_packing        |
| qc_return again         | SUPERVISOR          | noop:already_returned                      | noop:already_returned                      | noop:already_returned         | noop:already_returned         | noop:already_returned         | noop:already_returned         | refused:cancelled      | refused:cancelled                          | refused:handed_over      | noop:already_returned         |
| qc_return, no reason    | SUPERVISOR          | refused:reason_needed                      | refused:reason_needed                      | refused:reason_needed         | refused:reason_needed         | refused:reason_needed         | refused:reason_needed         | refused:reason_needed  | refused:reason_needed                      | refused:reason_needed    | refused:reason_needed         |
| assign self             | STAFF               | applied                                    | applied                                    | applied                       | applied                       | applied                       | applied                       | refused:cancelled      | refused:cancelled                          | refused:handed_over      | applied                       |
| assign another          | STAFF               | refused:not_allowed / applied              | refused:not_allowed / applied              | refused:not_allowed / applied | refused:not_allowed / applied | refused:not_allowed / applied | refused:not_allowed / applied | refused:cancelled      | refused:cancelled                          | refused:handed_over      | refused:not_allowed / applied |
| set_storage             | STAFF               | applied                                    | applied                                    | applied                       | applied                       | applied                       | applied                       | refused:cancelled      | refused:cancelled                          | refused:handed_over      | applied                       |
| override_priority       | SUPERVISOR          | applied                                    | applied                                    | applied                       | applied                       | applied                       | applied                       | refused:cancelled      | refused:cancelled                          | refused:handed_over      | applied                       |
| hand_over_order         | STAFF               | refused:not_ready                          | refused:not_ready                          | refused:not_ready             | refused:not_ready             | refused:not_ready             | applied                       | refused:not_ready      | refused:not_ready                          | noop:already_handed_over | refused:not_ready             |
| cancel_order            | SUPERVISOR, SERVICE | applied:cancelled                          | applied:cancelled                          | applied:cancelled             | applied:cancelled             | applied:cancelled             | applied:cancelled             | noop:already_cancelled | noop:already_cancelled                     | refused:completed        | applied:cancelled             |
| cancel_order, no reason | SUPERVISOR, SERVICE | refused:reason_needed                      | refused:reason_needed                      | refused:reason_needed         | refused:reason_needed         | refused:reason_needed         | refused:reason_needed         | noop:already_cancelled | noop:already_cancelled                     | refused:completed        | refused:reason_needed         |
| modify_order            | SUPERVISOR, SERVICE | applied:changed                            | applied:changed                            | applied:changed               | applied:changed               | applied:changed               | applied:changed               | refused:cancelled      | refused:cancelled                          | refused:completed        | applied:changed               |
| release_order           | SUPERVISOR          | noop:not_held                              | noop:not_held                              | noop:not_held                 | noop:not_held                 | noop:not_held                 | noop:not_held                 | noop:not_held          | noop:not_held                              | noop:not_held            | noop:not_held                 |
| return_order            | SUPERVISOR, SERVICE | refused:not_completed                      | refused:not_completed                      | refused:not_completed         | refused:not_completed         | refused:not_completed         | refused:not_completed         | refused:not_completed  | refused:not_completed                      | applied                  | refused:not_completed         |
| ingest_order            | ADMIN, SERVICE      | noop:duplicate                             | noop:duplicate                             | noop:duplicate                | noop:duplicate                | noop:duplicate                | noop:duplicate                | noop:duplicate         | noop:duplicate                             | noop:duplicate           | noop:duplicate                |
""")  # noqa: E501 (a row of the table is a line)

AFTERWARDS = read_table("""
| command             | again                    | undo                | stage afterwards |
|---------------------|--------------------------|---------------------|------------------|
| print_barcode       | applied                  | not_undoable        | the same         |
| complete_filling    | noop:already_done        | retracted           | Covering         |
| complete_covering   | noop:already_done        | retracted           | Decorating       |
| complete_decorating | noop:already_done        | retracted           | Packing          |
| start_packing       | noop:already_started     | retracted           | Packing          |
| complete_packing    | noop:already_done        | retracted           | Complete         |
| qc_return           | noop:already_returned    | not_undoable        | Decorating       |
| assign self         | noop:unchanged           | inverse             | the same         |
| assign another      | noop:unchanged           | inverse             | the same         |
| set_storage         | noop:unchanged           | inverse             | the same         |
| override_priority   | noop:unchanged           | not_undoable        | the same         |
| hand_over_order     | noop:already_handed_over | inverse             | the same         |
| cancel_order        | noop:already_cancelled   | not_undoable        | the same         |
| modify_order        | noop:unchanged           | not_undoable        | the same         |
| return_order        | noop:already_returned    | not_undoable        | the same         |
""")

GROWS = ("journal", "stage_events", "event_log", "stage_fact", "label_job", "notice", "inventory_txn")
"""What only ever grows: an undo adds to it, and takes nothing out."""


class Case(NamedTuple):
    """One cell for one actor."""

    command: str
    situation: str
    actor: Actor
    expected: str

    def __str__(self) -> str:
        return f"{self.actor.role.value} {self.command} on {self.situation} is {self.expected}"


def expected_for(row: dict[str, str], cell: str, actor: Actor) -> str:
    least, _, service = row["from"].partition(", ")
    allowed = bool(service) if actor is SERVICE_ACTOR else at_least(actor.role, Role(least))
    staff, _, above = (part.strip() for part in cell.partition("/"))
    if not allowed:
        return "refused:not_allowed"
    return staff if actor is ANA or not above else above


CASES = [
    Case(command, situation, actor, expected_for(row, row[situation], actor))
    for command, row in EXPECTED.items()
    for situation in SITUATIONS
    for actor in ACTORS
]
APPLIED = [case for case in CASES if case.expected.startswith("applied") and case.command in AFTERWARDS]


def became(receipt: Receipt) -> str:
    """A receipt as a cell says it."""
    return receipt.status if receipt.code == "applied" else f"{receipt.status}:{receipt.code}"


def give(bakery: Bakery, case: Case) -> Receipt:
    ticket, order = ticket_and_order(bakery)
    return bakery.do(COMMANDS[case.command](ticket, order, case.actor), case.actor)


def test_every_command_meets_every_situation():
    assert set(EXPECTED) == set(COMMANDS)
    assert all(set(row) == {"from", *SITUATIONS} for row in EXPECTED.values())
    assert len(CASES) == len(COMMANDS) * len(SITUATIONS) * len(ACTORS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_command_meets_situation(situations, case):
    bakery = situations.open(case.situation)
    before = dump(bakery.database, {"journal"})

    receipt = give(bakery, case)

    assert became(receipt) == case.expected, receipt.says
    assert receipt.says.strip()
    if receipt.status in ("noop", "refused", "confirm"):
        assert dump(bakery.database, {"journal"}) == before
    bakery.database.close()


@pytest.mark.parametrize("case", APPLIED, ids=lambda case: f"{case}, and again")
def test_the_same_meaning_again_is_once(situations, case):
    bakery = situations.open(case.situation)
    ticket, order = ticket_and_order(bakery)
    bakery.do(COMMANDS[case.command](ticket, order, case.actor), case.actor)
    after = dump(bakery.database, {"journal"})

    again = bakery.do(COMMANDS[case.command](ticket, order, case.actor), case.actor)

    assert became(again) == AFTERWARDS[case.command]["again"]
    if again.status == "noop":
        assert dump(bakery.database, {"journal"}) == after
    bakery.database.close()


@pytest.mark.parametrize("case", APPLIED, ids=lambda case: f"{case}, undone")
def test_undo_brings_back_what_was_and_adds_to_what_only_grows(situations, case):
    bakery = situations.open(case.situation)
    before = dump(bakery.database)
    receipt = give(bakery, case)
    after = dump(bakery.database)

    undone = bakery.undo(receipt, case.actor)

    if AFTERWARDS[case.command]["undo"] == "not_undoable":
        assert became(undone) in ("refused:not_undoable", "refused:not_allowed")
        assert without_growth(dump(bakery.database)) == without_growth(after)
        return
    assert became(undone) == "applied"
    now = dump(bakery.database)
    assert without_growth(now) == without_growth(before)
    for table in set(GROWS) - {"journal", "label_job"}:
        assert [row for row in after[table] if row not in now[table]] == []
    assert became(bakery.undo(receipt, case.actor)) == "noop:already_undone"
    assert without_growth(dump(bakery.database)) == without_growth(before)
    bakery.database.close()


def without_growth(dumped: dict[str, list]) -> dict[str, list]:
    return {table: rows for table, rows in dumped.items() if table not in GROWS}


@pytest.mark.parametrize("case", [c for c in APPLIED if c.actor is ANA or c.actor is SUE], ids=str)
def test_the_ticket_stands_where_the_table_says_and_the_receipt_knows_it(situations, case):
    bakery = situations.open(case.situation)
    before, _ = ticket_and_order(bakery)
    receipt = give(bakery, case)
    after, _ = ticket_and_order(bakery)

    stage = AFTERWARDS[case.command]["stage afterwards"]
    assert after.stage == (before.stage if stage == "the same" else stage)
    assert all(ticket == after for ticket in receipt.tickets)
    bakery.database.close()


UNDOABLE = [c for c in APPLIED if AFTERWARDS[c.command]["undo"] != "not_undoable" and c.actor in (ANA, SUE)]


@pytest.mark.parametrize("case", UNDOABLE, ids=str)
class TestUndoIsForOnesOwnAndForTwoMinutes:
    def test_nobody_else_may_undo_it(self, situations, case):
        bakery = situations.open(case.situation)
        receipt = give(bakery, case)

        assert became(bakery.undo(receipt, BO)) == "refused:not_yours"

    def test_it_works_at_two_minutes_and_not_after(self, situations, case):
        bakery = situations.open(case.situation)
        receipt = give(bakery, case)
        late = situations.open(case.situation)
        late_receipt = give(late, case)
        bakery.machine.wait(120_000)
        late.machine.wait(120_001)

        assert became(bakery.undo(receipt, case.actor)) == "applied"
        assert became(late.undo(late_receipt, case.actor)) == "refused:too_late"


def test_an_undo_cannot_be_undone(situations):
    bakery = situations.open("Filling")
    ticket, _ = ticket_and_order(bakery)
    undone = bakery.undo(bakery.must(CompleteFilling(ticket.id), ANA))

    assert became(bakery.undo(undone)) == "refused:not_undoable"


def test_what_was_never_done_cannot_be_undone(situations):
    bakery = situations.open("Filling")

    assert bakery.do(PrintBarcode("no-such-ticket")).code == "not_here"
    assert became(bakery.undo(Receipt("never", "applied", "applied", ""))) == "refused:nothing_to_undo"
