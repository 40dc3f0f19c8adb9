"""Collects what a command on the line writes, and keeps ticket, order and stock true to the facts while it does."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from data.core.clock import told
from data.core.command import Context
from data.core.frozen import altered
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Job, Put, Status, Write
from data.core.rows import Missing, Rows
from data.kitchen.algebra import Facts, cycle_of
from data.kitchen.fact import INFERRED, OBSERVED, StageFact
from data.kitchen.stages import COMPLETE, COVERING, DECORATING, FILLING, PACKING
from data.kitchen.ticket import Ticket
from data.line.stops import open_stops
from data.notices.notice import Notice
from data.orders.order import Order
from data.orders.status import announced, packed_out, status_of
from data.organization.policies import Policies, policies_of
from data.organization.store import Store
from data.stock.ledger import consume_holds, hold_again

_COMPLETED_TS = {
    FILLING: "filling_complete_ts",
    COVERING: "covering_complete_ts",
    DECORATING: "decorating_complete_ts",
    PACKING: "packing_complete_ts",
}


class Plan:
    """One command's writes in the making, over the ticket it names."""

    def __init__(self, rows: Rows, ctx: Context, ticket_id: str) -> None:
        """Reads the ticket, its order and store; raises Missing when the ticket is not here."""
        ticket = rows.get(Ticket, ticket_id)
        if ticket is None:
            raise Missing(ticket_id)
        self.rows, self.ctx = rows, ctx
        self.before = self.ticket = ticket
        self.order_before = self.order = _row(rows, Order, ticket.order_id)
        self.store = _row(rows, Store, ticket.store_id)
        self.facts = Facts(rows.where(StageFact, ticket_id=ticket_id))
        self.writes: list[Write] = []
        self.events: list[Event] = []
        self.jobs: list[Job] = []

    @property
    def policies(self) -> Policies:
        """The policies of the ticket's store."""
        return policies_of(self.store)

    def add_fact(
        self, stage: str, cycle: int, kind: str, retracts: str | None = None, command_id: str | None = None
    ) -> None:
        """One more fact about the ticket, said by this command's actor now; an inferred one is said by nobody."""
        observed = kind == OBSERVED
        ctx = self.ctx
        fact = StageFact(
            self.ticket.id,
            cycle,
            stage,
            command_id or ctx.command_id,
            kind,
            self.facts.next_place,
            ctx.now,
            ctx.actor.staff_id if observed else None,
            ctx.actor.name if observed else None,
            ctx.terminal_id if observed else None,
            retracts,
            self.store.id,
        )
        self.facts = self.facts.with_one_more(fact)
        self.writes.append(Put(fact))

    def set(self, **columns: Any) -> None:
        """Changes fields of the ticket."""
        self.ticket = altered(self.ticket, **columns)

    def tell(self, name: str, stage: str | None = None, **detail: Any) -> None:
        """One line of the ticket's history, or a dotted event."""
        self.events.append(Event(name, self.ticket.id, self.ticket.order_id, stage, self.store.id, detail))

    def notice(self, level: str, code: str, text: str, staff_id: str | None = None) -> None:
        """A message that stays until somebody acknowledges it."""
        ident = derived_id(self.ctx.command_id, f"notice:{code}:{self.ticket.id}")
        t = self.ticket
        self.writes.append(
            Put(Notice(ident, t.store_id, level, code, text, t.order_id, t.id, staff_id, self.ctx.now, None, None))
        )

    def infer(self) -> tuple[str, ...]:
        """Fills the gaps before what was observed, and answers which stages it filled. With no gap left, the stage is
        the same for every order in which the facts arrive. What is inferred belongs to the command that observed, and
        is taken back with it."""
        missing = self.facts.gaps(self.ticket.stages, self.ticket.cycle)
        for stage, command_id in missing:
            self.add_fact(stage, cycle_of(stage, self.ticket.cycle), INFERRED, command_id=command_id)
        return tuple(stage for stage, _ in missing)

    def project(self, *, keep_assignee: bool = False) -> None:
        """Brings stage, timestamps, queue place and stock in line with the facts."""
        self.infer()
        ticket = self.ticket
        stage = self.facts.stage(ticket.stages, ticket.cycle)
        columns: dict[str, Any] = {"stage": stage}
        for name, column in _COMPLETED_TS.items():
            first = next(iter(self.facts.proofs(name, ticket.cycle)), None)
            columns[column] = first.at if first is not None and first.kind == OBSERVED else None
        if stage != ticket.stage and not keep_assignee:
            columns |= {"assignee_id": None, "assignee_note": None}
        columns["in_queue"] = stage != COMPLETE and (
            ticket.cancelled_at is None or bool(open_stops(self.rows, ticket.id))
        )
        self.set(**columns)
        self._move_stock(ticket.stage, stage)
        self._announce(ticket.stage, stage)

    def _move_stock(self, before: str, after: str) -> None:
        first = self.ticket.stages[0]
        if before == first != after:
            self.writes += consume_holds(self.rows, self.ctx, self.ticket.id)
        if after == first != before:
            self.writes += hold_again(self.rows, self.ctx, self.ticket.id)

    def _announce(self, before: str, after: str) -> None:
        if after == before or self.ticket.cancelled_at is not None:
            return
        if after == PACKING and self.before.stages != (PACKING,):
            self.tell("item.prepared")
        if after == COMPLETE:
            self.tell("ticket.completed")

    def tickets_now(self) -> tuple[Ticket, ...]:
        """The order's tickets with this one as it will be."""
        if self.order.next_index == 1:
            return (self.ticket,)
        siblings = self.rows.where(Ticket, order_id=self.ticket.order_id)
        return tuple(self.ticket if t.id == self.ticket.id else t for t in siblings)

    def settle_order(self, *, hand_over_on_pack: bool = True) -> None:
        """Moves the order's status to what its tickets say now."""
        order, tickets = self.order, self.tickets_now()
        if self.policies.complete_on_pack and hand_over_on_pack:
            order = packed_out(order, tickets, self.ctx.now, self.ctx.actor.staff_id)
        status = status_of(order, tickets)
        for name in announced(order.status, status):
            self.tell(name, cycle=self.ticket.cycle)
        self.order = order if status == order.status else altered(order, status=status)

    def accepted(
        self, says: str, *, status: Status = "applied", code: str = "applied", undo: Mapping[str, Any] | None = None
    ) -> Accepted:
        """The whole plan as an outcome."""
        writes = (*changed(self.before, self.ticket), *changed(self.order_before, self.order), *self.writes)
        return Accepted(
            says,
            status,
            code,
            writes,
            tuple(self.events),
            tuple(self.jobs),
            undo,
            (self.ticket.id,),
            self.ticket.order_id,
            (self.ticket,),
        )

    def clock_text(self, at: int) -> str:
        """A time for people: the store's wall clock, with the day when it is another one."""
        return told(at, self.ctx.now, self.store.timezone)


def changed(before: Any, after: Any) -> tuple[Change, ...]:
    """The one Change that turns a row into another, or nothing."""
    if before is after:
        return ()
    names = type(after).__slots__
    values = attrgetter(*names)
    columns = {n: new for n, new, old in zip(names, values(after), values(before), strict=True) if new != old}
    return (Change(type(after), (after.id,), columns),) if columns else ()


def _row(rows: Rows, kind: type[Any], key: str) -> Any:
    row = rows.get(kind, key)
    if row is None:
        raise Missing(f"{kind.__name__} {key}")
    return row
