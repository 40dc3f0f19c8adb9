"""A bakery at work in a test: a database, a clock that stands still, and short words for what people do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.clock import Instant
from data.core.command import Command, Context
from data.core.envelope import JournalEntry
from data.core.outcome import Accepted, Outcome, Put
from data.core.packed import pack
from data.kitchen.fact import StageFact
from data.kitchen.history import LoggedEvent
from data.kitchen.ticket import Ticket
from data.line.undo import Undo
from data.notices.notice import Notice
from data.orders.docket import Docket
from data.orders.order import Order
from data.organization.commands import SetPolicies
from data.replica.issue import Receipt, Seat, _receipt, issue
from data.stock.item import InventoryItem, InventoryTxn
from data.store.catalogue import decide
from data.store.database import Database, StoredRows
from data.store.execute import apply, execute
from data.store.kinds import kind_of
from tests.support.cast import ANA, BENCH, OLIVE, opening
from tests.support.clockwork import Clockwork
from tests.support.dockets import docket, ingest

T = TypeVar("T")


class Bakery:
    """Commands go through `issue`, the one way in that terminals have."""

    def __init__(self, database: Database, machine: Clockwork | None = None) -> None:
        """Over an opened store (see `open_shop`)."""
        self.database, self.machine = database, machine or Clockwork()
        self.rows = StoredRows(database)

    def do(
        self,
        command: Command,
        by: Actor = ANA,
        *,
        at: Instant | None = None,
        terminal: str = BENCH,
        command_id: str | None = None,
        beside: Iterable[Put] = (),
    ) -> Receipt:
        """Issues a command, at the clock's time unless told otherwise."""
        stamp = self.machine.stamp()
        stamp = replace(stamp, at=stamp.at if at is None else at, command_id=command_id or stamp.command_id)
        return issue(self.database, Seat(terminal, f"origin-{terminal}"), by, command, stamp, beside)

    def settle(
        self,
        command: Command,
        by: Actor = ANA,
        *,
        at: Instant | None = None,
        terminal: str = BENCH,
        command_id: str | None = None,
    ) -> Receipt:
        """Rules on a command as the authority does, once: what happened at a bench is never argued with."""
        stamp = self.machine.stamp()
        now, ident = stamp.at if at is None else at, command_id or stamp.command_id
        with self.database.transaction():
            known = self.rows.get(JournalEntry, ident)
            if known is not None:
                return Receipt(ident, known.status, known.code, known.says)
            ctx = Context(ident, now, by, terminal, settling=True)
            outcome = decide(command, self.rows, ctx)
            receipt = _receipt(outcome, ident)
            if isinstance(outcome, Accepted):
                execute(self.database, outcome, ctx)
            apply(self.database, Put(_settled(command, ctx, outcome, receipt)))
        return receipt

    def must(self, command: Command, by: Actor = OLIVE, **given: Any) -> Receipt:
        """Issues a command that only sets the scene: anything but applied fails the test here."""
        receipt = self.do(command, by, **given)
        assert receipt.status in ("applied", "merged"), receipt
        return receipt

    def undo(self, receipt: Receipt, by: Actor = ANA, **given: Any) -> Receipt:
        """Takes back what a receipt was for."""
        return self.do(Undo(receipt.command_id), by, **given)

    def policies(self, **values: Any) -> None:
        """Sets policies of Banno's."""
        self.must(SetPolicies("bannos", pack(values)))

    def take_in(self, order: Docket | None = None, store_id: str = "bannos") -> Receipt:
        """An order from the shop."""
        return self.do(ingest(order or docket(), store_id), SERVICE_ACTOR)

    def ticket(self, human_id: str) -> Ticket:
        """The ticket of this human id (`20001-A` is Banno's)."""
        full = human_id if human_id.startswith(("bannos-", "flourlane-")) else f"bannos-{human_id}"
        (found,) = self.rows.where(Ticket, human_id=full)
        return found

    def tickets(self, order: Order) -> tuple[Ticket, ...]:
        """An order's tickets, cancelled ones too, in the order of their suffixes."""
        return tuple(sorted(self.rows.where(Ticket, order_id=order.id), key=lambda t: t.number_sort))

    def order(self, human_id: str) -> Order:
        """The order of this human id (`20001` is Banno's)."""
        full = human_id if human_id.startswith(("bannos-", "flourlane-")) else f"bannos-{human_id}"
        (found,) = (o for o in self.all(Order) if o.human_id == full)
        return found

    def facts(self, ticket: Ticket) -> tuple[StageFact, ...]:
        """A ticket's facts as they settled."""
        return tuple(sorted(self.rows.where(StageFact, ticket_id=ticket.id), key=lambda f: f.place))

    def notices(self, *codes: str) -> list[Notice]:
        """Open notices, of these codes if any are given."""
        return [n for n in self.all(Notice) if n.open and (not codes or n.code in codes)]

    def events(self, order_id: str | None = None) -> list[str]:
        """The dotted events so far, oldest first."""
        logged = sorted(self.all(LoggedEvent), key=lambda e: (e.command_id, e.n))
        return [e.name for e in logged if order_id in (None, e.order_id)]

    def item(self, item_id: str) -> InventoryItem:
        """A stock item's balances."""
        found = self.rows.get(InventoryItem, item_id)
        assert found is not None
        return found

    def sums(self, **equals: Any) -> dict[str, tuple[int, int]]:
        """Per item, the sums of the ledger's lines that match: (on hand, reserved)."""
        totals: dict[str, tuple[int, int]] = {}
        for line in self.all(InventoryTxn):
            if all(getattr(line, name) == value for name, value in equals.items()):
                on_hand, reserved = totals.get(line.item_id, (0, 0))
                totals[line.item_id] = (on_hand + line.on_hand_delta, reserved + line.reserved_delta)
        return totals

    def all(self, kind: type[T]) -> list[T]:
        """Every row of a table, in order of its key."""
        stored = kind_of(kind)
        return [stored.row(r) for r in self.database.rows(f"{stored.select} ORDER BY {', '.join(stored.key)}")]


def _settled(command: Command, ctx: Context, outcome: Outcome, receipt: Receipt) -> JournalEntry:
    undo = outcome.undo if isinstance(outcome, Accepted) and command.undoable else None
    return JournalEntry(
        command_id=ctx.command_id,
        origin=f"origin-{ctx.terminal_id}",
        seq=None,
        prev_id=None,
        name=command.name,
        v=command.version,
        args=pack(command.to_args()),
        actor_id=ctx.actor.staff_id,
        actor_name=ctx.actor.name,
        actor_role=ctx.actor.role.value,
        terminal_id=ctx.terminal_id,
        issued_at=ctx.now,
        hlc=0,
        boot_id="",
        mono_ns=0,
        status=receipt.status,
        code=receipt.code,
        says=receipt.says,
        ticket_id=next(iter(receipt.ticket_ids), None),
        order_id=receipt.order_id,
        undoable=undo is not None,
        undo=None if undo is None else pack(dict(undo)),
        undone_by=None,
        settled=True,
    )


def open_shop(database: Database) -> Bakery:
    """Brings an empty database to the state in which every test begins."""
    bakery = Bakery(database)
    for command in opening():
        bakery.must(command)
    return bakery
