"""Random days on the line: whatever people do, the store and the plain model of RULES.md say and hold the same."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.clock import plus_days
from data.core.command import Command
from data.core.packed import pack
from data.kitchen.fact import RETRACTED, StageFact
from data.kitchen.history import LoggedEvent
from data.kitchen.stages import STATIONS
from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, OverridePriority, SetStorage
from data.line.undo import Undo
from data.notices.notice import Notice
from data.orders.cancelling import CancelOrder
from data.orders.editing import ReleaseOrder
from data.orders.handover import HandOverOrder, ReturnOrder
from data.orders.order import Order
from data.organization.commands import SetPolicies
from data.replica.issue import Receipt
from data.stock.commands import AdjustStock, ReceiveStock
from data.stock.item import InventoryTxn
from tests.data.line.model import Answer, LineModel, Record
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BENCH, BO, BOX, MILK, MILK_AT_FIRST, OTHER_BENCH, SUE, TODAY
from tests.support.dockets import cake, docket, ingest
from tests.support.memory import Shop
from tests.support.walk import COMPLETES

PEOPLE = (ANA, BO, SUE, ADI, SERVICE_ACTOR)
MILK_NOW = 6_000
DAYS = (TODAY, TODAY, plus_days(TODAY, 5), None)
EDGES = {
    ("PENDING", "CONFIRMED"),
    ("CONFIRMED", "PREPARING"),
    ("PREPARING", "READY"),
    ("READY", "COMPLETED"),
    ("PENDING", "CANCELLED"),
    ("CONFIRMED", "CANCELLED"),
    ("PREPARING", "CANCELLED"),
    ("READY", "CANCELLED"),
}
"""P03 and P04, as drawn."""
FORWARD = ("PENDING", "CONFIRMED", "PREPARING", "READY", "COMPLETED", "CANCELLED")

people = st.sampled_from((ANA,) * 4 + (BO,) * 3 + (SUE,) * 4 + (ADI, SERVICE_ACTOR))
benchers = st.sampled_from((ANA, BO, SUE, SERVICE_ACTOR))
intake = st.sampled_from((SERVICE_ACTOR, SERVICE_ACTOR, ADI, ADI, SUE))
days = st.sampled_from(DAYS)
# Small: to larger ones Hypothesis adds numbers that it finds in whatever is imported, and the dice would not be alike.
which = st.integers(0, 99)
policies = st.sampled_from(
    (
        ("scan_ahead", "deny"),
        ("scan_ahead", "one"),
        ("scan_ahead", "any"),
        ("qc_by_staff", True),
        ("qc_by_staff", False),
        ("complete_on_pack", True),
        ("complete_on_pack", False),
    )
)
seldom = st.sampled_from((False, False, True))
order_deeds = st.sampled_from(("cancel", "release", "hand over", "hand over", "return"))
benches = st.sampled_from((BENCH, OTHER_BENCH))
lines_told = st.lists(
    st.fixed_dictionaries(
        {
            "product": st.sampled_from(("Gelato Cake", "Gelato Cake", "Sponge")),
            "size": st.sampled_from(("Small", "Medium", "Large")),
            "writing": st.sampled_from((None, "For Ada")),
            "quantity": st.integers(1, 3),
        }
    ),
    min_size=1,
    max_size=2,
)


def person(actor: Actor) -> Record:
    """An actor as the model knows one."""
    return {"id": actor.staff_id, "role": actor.role.value}


def of_order(told: list[Record]) -> dict[str, Record]:
    """Lines by their ids."""
    return {f"l{n}": line for n, line in enumerate(told)}


class LineMachine(RuleBasedStateMachine):
    """Each rule gives one command to both. A subclass sets `shop`; `answers` counts what became of the commands."""

    shop: ClassVar[Shop]
    answers: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.bakery: Bakery = self.shop.open()
        self.bakery.must(AdjustStock(MILK, MILK_NOW - MILK_AT_FIRST, "what is left"), SUE)
        self.model = LineModel({MILK: MILK_NOW, BOX: self.bakery.item(BOX).on_hand}, {MILK: 2_000, BOX: 0})
        self.model.now = self.bakery.machine.at
        self.commands: list[str] = []
        self.notice_ids: dict[str, int] = {}
        self.statuses: dict[str, str] = {}
        self.facts: set[StageFact] = set()
        self.versions: Counter[str] = Counter()

    def teardown(self) -> None:
        self.bakery.database.close()

    # Orders

    @rule(who=intake, told=lines_told, day=days, candles=seldom)
    def an_order_comes_in(self, who: Actor, told: list[Record], day: str | None, candles: bool) -> None:
        number = str(len(self.model.orders) + 1)
        if candles:
            told = [{"product": "Candles", "size": None, "writing": None, "quantity": 1}]
        self._ingest(who, number, of_order(told), day, 1)

    @precondition(lambda self: self.model.orders)
    @rule(
        who=st.sampled_from((SERVICE_ACTOR, ADI, SUE)), n=which, told=lines_told, day=st.sampled_from(DAYS), back=seldom
    )
    def the_shop_sends_it_again(self, who: Actor, n: int, told: list[Record], day: str | None, back: bool) -> None:
        number = self._number(n)
        content = self.model.orders[number]["content"]
        if back:
            self._ingest(who, number, content["lines"], content["due"], content["version"] - n % 2)
        elif "Candles" not in {line["product"] for line in content["lines"].values()}:
            lines = {f"l{i}": {**line, "product": self._product(content, i)} for i, line in enumerate(told)}
            self._ingest(who, number, lines, day, content["version"] + 1)

    def _product(self, content: Record, n: int) -> str:
        product: str = content["lines"].get(f"l{n}", {"product": "Sponge"})["product"]
        return product

    def _ingest(self, who: Actor, number: str, lines: dict[str, Record], day: str | None, version: int) -> None:
        told = [
            cake(
                ident,
                line["product"],
                kind="accompany" if line["product"] == "Candles" else "make",
                size=line["size"],
                writing=line["writing"],
                quantity=line["quantity"],
            )
            for ident, line in lines.items()
        ]
        order = docket(number, *told, due_date=day, updated_at=version)
        receipt = self.bakery.do(ingest(order), who)
        self._same(receipt, self.model.ingest(person(who), number, lines, day, version), who)

    @precondition(lambda self: self.model.orders)
    @rule(
        who=people, n=which, deed=st.sampled_from(("cancel", "release", "hand over", "hand over", "return")), day=days
    )
    def something_happens_to_an_order(self, who: Actor, n: int, deed: str, day: str | None) -> None:
        fits = {"cancel": None, "release": "PENDING", "hand over": "READY", "return": "COMPLETED"}[deed]
        fitting = [number for number, order in self.model.orders.items() if order["status"] == fits]
        number = fitting[n % len(fitting)] if fitting else self._number(n)
        order_id, asks, reason = self._order(number).id, person(who), "" if n % 7 == 0 else "it melted"
        if deed == "cancel":
            self._same(self.bakery.do(CancelOrder(order_id, reason), who), self.model.cancel(asks, number, reason), who)
        elif deed == "release":
            command = ReleaseOrder(order_id, pack({"due_date": day} if day else {}))
            self._same(self.bakery.do(command, who), self.model.release(asks, number, day), who)
        elif deed == "hand over":
            receipt = self.bakery.do(HandOverOrder(order_id), who)
            self._same(receipt, self.model.hand_over(receipt.command_id, asks, number), who)
        else:
            self._same(self.bakery.do(ReturnOrder(order_id, "it melted", 0), who), self._comes_back(asks, number), who)

    def _comes_back(self, asks: Record, number: str) -> Answer:
        return self.model.give_back(asks, number, "it melted")

    # Benches

    @precondition(lambda self: self.model.tickets)
    @rule(who=people, n=which, times=st.integers(1, 6), bench=benches, given=seldom, hasty=seldom)
    def a_cake_moves_on(self, who: Actor, n: int, times: int, bench: str, given: bool, hasty: bool) -> None:
        """What people mostly do: the right scans, so that tickets get somewhere. The hasty forget to start packing, and
        to scan at one of the stations; asked whether it is done there, they scan again."""
        open_tickets = [t["name"] for t in self.model.tickets.values() if t["stage"] != "Complete"]
        name = open_tickets[n % len(open_tickets)] if open_tickets else self._name(n)
        for step in range(times):
            if given and step == times - 1:
                self._assign(SUE, name, "ana")
            self._right_scan(who, name, bench, hasty=hasty)
            if hasty and step == 0:
                self._scan_one_ahead(who, name, bench)

    def _scan_one_ahead(self, who: Actor, name: str, bench: str) -> None:
        ticket = self.model.tickets[name]
        at = STATIONS.index(ticket["stage"]) if ticket["stage"] in STATIONS[:2] else None
        if at is not None:
            for again in (False, True):
                self._complete(who, name, STATIONS[at + 1], ticket["cycle"], again, bench)

    @precondition(lambda self: self.model.orders)
    @rule(n=which, bench=benches, then=st.sampled_from(("fine", "back", "late", "late")), fewer=st.booleans())
    def an_order_is_finished(self, n: int, bench: str, then: str, fewer: bool) -> None:
        """Every cake of an order is packed, after the shop took some off it; one may go back, and one more scan may
        come late from another bench."""
        number = self._number(n)
        content = self.model.orders[number]["content"]
        if fewer:
            lines = {ident: {**line, "quantity": 1} for ident, line in content["lines"].items()}
            self._ingest(ADI, number, lines, content["due"], content["version"] + 1)
        names = [t["name"] for t in self.model.tickets.values() if t["order"] == number and not t["cancelled"]]
        for name in names:
            for _ in range(5):
                self._right_scan(ANA, name, bench)
        if names and then != "fine":
            name = names[n % len(names)]
            cycle = self.model.tickets[name]["cycle"]
            self._return(SUE, name, cycle, "a crack")
            if then == "late":
                self._complete(BO, name, ("Decorating", "Packing")[n % 2], cycle, False, bench)

    def _right_scan(self, who: Actor, name: str, bench: str, *, hasty: bool = False) -> None:
        ticket = self.model.tickets[name]
        if not hasty and ticket["stage"] == "Packing" and ticket["started"] is None:
            self._start(who, name, ticket["cycle"], False, bench)
        else:
            stage = "Packing" if ticket["stage"] == "Complete" else ticket["stage"]
            self._complete(who, name, stage, ticket["cycle"], False, bench)

    @precondition(lambda self: self.model.tickets)
    @rule(who=people, n=which, stage=st.sampled_from(STATIONS), ahead=st.booleans(), late=seldom, bench=benches)
    def any_scan(self, who: Actor, n: int, stage: str, ahead: bool, late: bool, bench: str) -> None:
        name = self._name(n, returned=late)
        self._complete(who, name, stage, self._cycle(name, late), ahead, bench)

    @precondition(lambda self: self.model.tickets)
    @rule(who=people, n=which, ahead=st.booleans(), late=seldom, bench=benches)
    def packing_begins(self, who: Actor, n: int, ahead: bool, late: bool, bench: str) -> None:
        name = self._name(n, returned=late)
        self._start(who, name, self._cycle(name, late), ahead, bench)

    @precondition(lambda self: self.model.tickets)
    @rule(who=people, n=which, late=seldom, reason=st.sampled_from(("a crack", "a crack", "")))
    def quality_control(self, who: Actor, n: int, late: bool, reason: str) -> None:
        packed = [t["name"] for t in self.model.tickets.values() if t["stage"] in ("Packing", "Complete")]
        name = packed[n % len(packed)] if packed and not late else self._name(n, returned=late)
        self._return(who, name, self._cycle(name, late), reason)

    @precondition(lambda self: self.model.tickets)
    @rule(who=people, n=which, deed=st.sampled_from(("print", "assign", "assign", "store", "put first")))
    def a_small_thing_is_done(self, who: Actor, n: int, deed: str) -> None:
        name, asks = self._name(n), person(who)
        ticket_id, model = self._id(name), self.model
        if deed == "print":
            receipt = self.bakery.do(PrintBarcode(ticket_id), who)
            answer = model.print(receipt.command_id, asks, name)
        elif deed == "assign":
            self._assign(who, name, (None, "ana", "bo", who.staff_id if who is not SERVICE_ACTOR else "ana")[n % 4])
            return
        elif deed == "store":
            receipt = self.bakery.do(SetStorage(ticket_id, f"Shelf {n % 2}"), who)
            answer = model.store_at(receipt.command_id, asks, name, f"Shelf {n % 2}")
        else:
            priority = (None, 1, 3)[n % 3]
            receipt = self.bakery.do(OverridePriority(ticket_id, priority), who)
            answer = model.override(receipt.command_id, asks, name, priority)
        self._same(receipt, answer, who)

    @precondition(lambda self: self.notice_ids)
    @rule(who=benchers, n=which)
    def a_notice_is_seen_and_the_scan_repeated(self, who: Actor, n: int) -> None:
        stops = {known for known, told in self.model.notices.items() if told["level"] == "stop"}
        open_stops = [ident for ident, known in self.notice_ids.items() if known in stops]
        choice = sorted(open_stops if n % 3 and open_stops else self.notice_ids)
        ident = choice[n % len(choice)]
        about = self.model.notices.get(self.notice_ids[ident], {}).get("ticket")
        receipt = self.bakery.do(Acknowledge(ident), who)
        self._same(receipt, self.model.acknowledge(person(who), self.notice_ids[ident]), who)
        if about:
            self._right_scan(BO, about, BENCH)

    @precondition(lambda self: self.commands)
    @rule(who=people, back=st.integers(1, 6))
    def something_is_undone(self, who: Actor, back: int) -> None:
        target = self.commands[-min(back, len(self.commands))]
        self._undo(who, target)

    @precondition(lambda self: self.commands)
    @rule(back=st.integers(1, 4))
    def people_undo_what_they_did(self, back: int) -> None:
        could = [c for c in self.commands if self.model.done[c]["back"]] or self.commands
        target = could[-min(back, len(could))]
        self._undo(self._who_did(target), target)

    # The rest of the day

    @rule(who=people, quantity=st.sampled_from((0, 900, 900, 4_000)), ms=st.sampled_from((1_000, 59_000, 120_001)))
    def milk_comes_and_time_passes(self, who: Actor, quantity: int, ms: int) -> None:
        self.bakery.machine.wait(ms)
        self.model.now = self.bakery.machine.at
        receipt = self.bakery.do(ReceiveStock(MILK, quantity), who)
        self._same(receipt, self.model.receive(person(who), MILK, quantity), who)

    @rule(policy=policies)
    def the_store_changes_its_mind(self, policy: tuple[str, Any]) -> None:
        name, value = policy
        self.bakery.do(SetPolicies("bannos", pack({name: value})), ADI)
        self.model.policies[name] = value

    # Both alike

    def _assign(self, who: Actor, name: str, to: str | None) -> None:
        receipt = self.bakery.do(AssignStaff(self._id(name), to), who)
        self._same(receipt, self.model.assign(receipt.command_id, person(who), name, to), who)

    def _complete(self, who: Actor, name: str, stage: str, cycle: int, ahead: bool, bench: str) -> None:
        receipt = self.bakery.do(COMPLETES[stage](self._id(name), cycle, ahead), who, terminal=bench)
        self._same(receipt, self.model.complete(receipt.command_id, person(who), name, stage, cycle, ahead), who)

    def _start(self, who: Actor, name: str, cycle: int, ahead: bool, bench: str) -> None:
        receipt = self.bakery.do(StartPacking(self._id(name), cycle, ahead), who, terminal=bench)
        self._same(receipt, self.model.start(receipt.command_id, person(who), name, cycle, ahead, bench), who)

    def _return(self, who: Actor, name: str, cycle: int, reason: str) -> None:
        receipt = self.bakery.do(QcReturnToDecorating(self._id(name), reason, cycle), who)
        self._same(receipt, self.model.qc_return(receipt.command_id, person(who), name, cycle, reason), who)

    def _undo(self, who: Actor, target: str) -> None:
        command: Command = Undo(target)
        receipt = self.bakery.do(command, who)
        self._same(receipt, self.model.undo(person(who), target), who)

    def _same(self, receipt: Receipt, expected: Answer, who: Actor) -> None:
        assert (receipt.status, receipt.code) == expected, receipt.says
        self._every_status_took_a_way_that_is_drawn()
        self.answers[f"{receipt.status}:{receipt.code}"] += 1
        if receipt.status != "confirm":
            self.commands.append(receipt.command_id)
            self.model.learn(receipt.command_id, person(who))

    def _who_did(self, command_id: str) -> Actor:
        who = self.model.done[command_id]["who"]
        return next(actor for actor in PEOPLE if actor.staff_id == who)

    def _number(self, n: int) -> str:
        return str(n % len(self.model.orders) + 1)

    def _name(self, n: int, *, returned: bool = False) -> str:
        back = [t["name"] for t in self.model.tickets.values() if t["cycle"]] if returned else []
        names = back or list(self.model.tickets)
        return names[n % len(names)]

    def _id(self, name: str) -> str:
        return self.bakery.ticket(f"bannos-{name}").id

    def _order(self, number: str) -> Order:
        return self.bakery.order(f"bannos-{number}")

    def _cycle(self, name: str, late: bool) -> int:
        cycle: int = self.model.tickets[name]["cycle"]
        return max(0, cycle - 1) if late else cycle

    # What must be so after every command

    @invariant()
    def every_ticket_is_as_the_model_says(self) -> None:
        stored = {t.human_id.removeprefix("bannos-"): seen_of(t) for t in self.bakery.all(Ticket)}
        assert stored == {name: self._told_of(t) for name, t in self.model.tickets.items()}

    def _told_of(self, ticket: Record) -> Record:
        model, started = self.model, ticket["started"]
        return {
            "stage": ticket["stage"],
            "cycle": ticket["cycle"],
            "printed": ticket["printed_at"],
            "done": {stage: model.done_at(ticket, stage) for stage in STATIONS},
            "started": (started["at"], started["by"], started["terminal"]) if started else (None, None, None),
            "assignee": ticket["assignee"],
            "storage": ticket["storage"],
            "priority": ticket["priority"],
            "cancelled": ticket["cancelled"],
            "in queue": model.in_queue(ticket),
            "blocked": ticket["blocked"],
            "told": (ticket["size"], ticket["writing"], ticket["due"]),
        }

    @invariant()
    def every_order_is_as_the_model_says(self) -> None:
        stored = {o.number: (o.status, o.handed_over_at is not None) for o in self.bakery.all(Order)}
        told = {n: (o["status"], bool(o["handed_over"])) for n, o in self.model.orders.items()}
        assert stored == told

    @invariant()
    def stock_is_as_the_model_says_and_as_its_ledger_sums(self) -> None:
        sums, per_ticket = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for line in self.bakery.all(InventoryTxn):
            sums[line.item_id, "on_hand"] += line.on_hand_delta
            sums[line.item_id, "reserved"] += line.reserved_delta
            per_ticket[line.ticket_id or "", line.item_id] += line.on_hand_delta - line.reserved_delta
        for item, balance in self.model.stock.items():
            stored = self.bakery.item(item)
            assert (stored.on_hand, stored.reserved) == (balance["on_hand"], balance["reserved"])
            assert (sums[item, "on_hand"], sums[item, "reserved"]) == (stored.on_hand, stored.reserved)
        for ticket in self.bakery.all(Ticket):
            told = self.model.tickets[ticket.human_id.removeprefix("bannos-")]
            for item in self.model.stock:
                assert per_ticket[ticket.id, item] == -(told["held"][item] + told["used"][item])

    @invariant()
    def open_notices_are_as_the_model_says(self) -> None:
        names = {t.id: t.human_id.removeprefix("bannos-") for t in self.bakery.all(Ticket)}
        numbers = {o.id: o.number for o in self.bakery.all(Order)}
        stored = Counter[tuple[str, str, str, str]]()
        unmatched = dict(self.model.notices)
        for notice in self.bakery.all(Notice):
            if not notice.open:
                continue
            seen = (
                notice.level,
                notice.code,
                numbers.get(notice.order_id or "", ""),
                names.get(notice.ticket_id or "", ""),
            )
            stored[seen] += 1
            self._learn_notice(notice.id, seen, unmatched)
        told = Counter(shown(n) for n in self.model.notices.values())
        assert stored == told

    def _learn_notice(self, ident: str, seen: tuple[str, ...], unmatched: dict[int, Record]) -> None:
        known = self.notice_ids.get(ident)
        if known is None:
            taken = set(self.notice_ids.values())
            fits = [n for n, told in unmatched.items() if n not in taken and shown(told) == seen]
            if fits:
                self.notice_ids[ident] = fits[0]

    @invariant()
    def events_are_as_often_as_the_model_says(self) -> None:
        names = {t.id: t.human_id.removeprefix("bannos-") for t in self.bakery.all(Ticket)}
        numbers = {o.id: o.number for o in self.bakery.all(Order)}
        stored = Counter[tuple[str, str]]()
        for event in self.bakery.all(LoggedEvent):
            about_ticket = event.name in ("item.prepared", "ticket.completed")
            if event.name != "order.placed":
                stored[event.name, names[event.ticket_id or ""] if about_ticket else numbers[event.order_id or ""]] += 1
        assert stored == +self.model.events
        for number, order in self.model.orders.items():
            ready = stored["order.ready", number] - stored["order.ready_withdrawn", number]
            over = stored["order.completed", number] - stored["order.completed_withdrawn", number]
            if order["status"] != "CANCELLED":
                assert (ready, over) == (order["status"] in ("READY", "COMPLETED"), order["status"] == "COMPLETED")

    def _every_status_took_a_way_that_is_drawn(self) -> None:
        for order in self.bakery.all(Order):
            before, after = self.statuses.get(order.id, "PENDING"), order.status
            self.statuses[order.id] = after
            forward = FORWARD.index(after) > FORWARD.index(before)
            if forward and self.model.policies["complete_on_pack"] and (before, after) == ("PREPARING", "COMPLETED"):
                continue
            assert not forward or (before, after) in EDGES, f"{before} -> {after}"
            assert before != "CANCELLED" or after == "CANCELLED"

    @invariant()
    def facts_only_grow(self) -> None:
        facts = set(self.bakery.all(StageFact))
        assert self.facts <= facts
        self.facts = facts
        retracted = {f.retracts for f in facts if f.kind == RETRACTED}
        assert retracted == {c for t in self.model.tickets.values() for c in t["gone"] if self._left_facts(t, c)}

    def _left_facts(self, ticket: Record, command: str) -> bool:
        return any(f["command"] == command for f in ticket["facts"])


def shown(notice: Record) -> tuple[str, str, str, str]:
    """A notice of the model as the store shows it."""
    return notice["level"], notice["code"], notice["order"] or "", notice["ticket"] or ""


def seen_of(ticket: Ticket) -> Record:
    """A stored ticket as the model tells of one."""
    stamps = (
        ticket.filling_complete_ts,
        ticket.covering_complete_ts,
        ticket.decorating_complete_ts,
        ticket.packing_complete_ts,
    )
    return {
        "stage": ticket.stage,
        "cycle": ticket.cycle,
        "printed": ticket.filling_start_ts,
        "done": dict(zip(STATIONS, stamps, strict=True)),
        "started": (ticket.packing_start_ts, ticket.packing_start_by, ticket.packing_start_terminal),
        "assignee": ticket.assignee_id,
        "storage": ticket.storage,
        "priority": ticket.priority_override,
        "cancelled": ticket.cancelled_at is not None,
        "in queue": ticket.in_queue,
        "blocked": ticket.inventory_blocked,
        "told": (ticket.size, ticket.writing, ticket.due_date),
    }
