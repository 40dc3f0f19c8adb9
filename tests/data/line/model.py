"""The line as RULES.md tells it, in plain dicts: nothing of ours is imported, so nothing of ours can hide in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

STATIONS = ("Filling", "Covering", "Decorating", "Packing")
LADDER = {"STAFF": 1, "SUPERVISOR": 2, "ADMIN": 3, "OWNER": 4}
TWO_MINUTES = 120_000
RECIPES = {
    ("Gelato Cake", "Large"): {"milk": 900, "box": 1},
    ("Gelato Cake", None): {"milk": 500, "box": 1},
    ("Sponge", None): {"box": 1},
}
Answer = tuple[str, str]
Record = dict[str, Any]

APPLIED: Answer = ("applied", "applied")
NOT_ALLOWED: Answer = ("refused", "not_allowed")


class LineModel:
    """A store's tickets, orders, stock and open notices. Every command answers (status, code)."""

    def __init__(self, on_hand: dict[str, int], reorder_at: dict[str, int]) -> None:
        """Begins with stock and nothing to do."""
        self.tickets: dict[str, Record] = {}
        self.orders: dict[str, Record] = {}
        self.done: dict[str, Record] = {}
        self.stock = {item: {"on_hand": n, "reserved": 0} for item, n in on_hand.items()}
        self.reorder_at = reorder_at
        self.notices: dict[int, Record] = {}
        self.events: Counter[tuple[str, str]] = Counter()
        self.policies: Record = {"scan_ahead": "one", "qc_by_staff": False, "complete_on_pack": False}
        self.now = 0
        self._last_notice = 0

    # Orders come in, change, are cancelled and handed over

    def ingest(self, who: Record, number: str, lines: dict[str, Record], due: str | None, version: int) -> Answer:
        if who["role"] in ("STAFF", "SUPERVISOR"):
            return NOT_ALLOWED
        content = {"lines": lines, "due": due, "version": version}
        order = self.orders.get(number)
        if order is None:
            order = self.orders[number] = {
                "number": number,
                "content": content,
                "held": False,
                "cancelled": False,
                "handed_over": None,
                "next": 0,
                "returns": [],
                "status": "PENDING",
            }
            return self._take_in(order, lines, due)
        if content == order["content"]:
            return "noop", "duplicate"
        if version < order["content"]["version"]:
            return "noop", "stale"
        order["content"] = content
        if order["held"]:
            return self._take_in(order, lines, due)
        return self._amend(order, lines, due)

    def _take_in(self, order: Record, lines: dict[str, Record], due: str | None) -> Answer:
        self._close(order["number"], "held")
        order["lines"] = lines
        if due is None:
            order["held"] = True
            self._notice("attention", "held", order["number"])
            return "applied", "held"
        order.update(held=False, due=due)
        wanted = [(line, unit) for line in lines for unit in range(1, lines[line]["quantity"] + 1)]
        new = self._make(order, wanted)
        self._hold(order, new, freed=Counter())
        self._settle(order)
        return APPLIED

    def _make(self, order: Record, wanted: list[tuple[str, int]]) -> list[Record]:
        count = order["next"] + len(wanted)
        made = []
        for n, (line, unit) in enumerate(wanted, start=order["next"]):
            told = order["lines"][line]
            letter = "" if count == 1 else f"-{'ABCDEFGHIJ'[n]}" if n < 10 else f"-{n + 1}"
            ticket = {
                "name": f"{order['number']}{letter}",
                "order": order["number"],
                "line": line,
                "unit": unit,
                "product": told["product"],
                "size": told["size"],
                "writing": told["writing"],
                "due": order["due"],
                "route": ("Packing",) if told["product"] == "Candles" else STATIONS,
                "facts": [],
                "gone": set(),
                "cycle": 0,
                "stage": "Packing" if told["product"] == "Candles" else "Filling",
                "printed_at": None,
                "started": None,
                "assignee": None,
                "storage": None,
                "priority": None,
                "cancelled": False,
                "blocked": False,
                "held": Counter(),
                "used": Counter(),
            }
            self.tickets[ticket["name"]] = ticket
            made.append(ticket)
        order["next"] = count
        return made

    def _hold(self, order: Record, tickets: list[Record], freed: Counter[str]) -> None:
        wanted = {t["name"]: Counter(self._takes(t)) for t in tickets}
        need: Counter[str] = Counter()
        for takes in wanted.values():
            need.update(takes)
        short = {item for item, n in need.items() if self._available(item) + freed[item] < n}
        for ticket in tickets:
            ticket["blocked"] = bool(short & set(wanted[ticket["name"]]))
            ticket["held"] = wanted[ticket["name"]]
        if short:
            self._notice("attention", "inventory_blocked", order["number"])
        self._move({item: (0, need[item] - freed[item]) for item in {*need, *freed}})

    def _takes(self, ticket: Record) -> dict[str, int]:
        product, size = ticket["product"], ticket["size"]
        return RECIPES.get((product, size)) or RECIPES.get((product, None), {})

    def _available(self, item: str) -> int:
        return self.stock[item]["on_hand"] - self.stock[item]["reserved"]

    def _move(self, changes: dict[str, tuple[int, int]]) -> None:
        for item, (on_hand, reserved) in changes.items():
            before = self._available(item)
            self.stock[item]["on_hand"] += on_hand
            self.stock[item]["reserved"] += reserved
            if before > self.reorder_at[item] >= self._available(item):
                self._notice("attention", "low_stock", None)

    def _amend(self, order: Record, lines: dict[str, Record], due: str | None) -> Answer:
        if order["cancelled"]:
            return "applied", "already_cancelled"
        if order["status"] == "COMPLETED":
            self._notice("attention", "changed_after_hand_over", order["number"])
            return "applied", "after_hand_over"
        order.update(lines=lines, due=due or order["due"])
        own = [t for t in self.tickets.values() if t["order"] == order["number"]]
        kept, added, removed = self._match(lines, own)
        freed = self._strike_out(removed)
        anew = []
        for ticket in kept:
            told = {**lines[ticket["line"]], "due": order["due"]}
            differs = {k: told[k] for k in ("size", "writing", "due") if told[k] != ticket[k]}
            if not differs:
                continue
            begun = self._begun(ticket)
            ticket.update(differs)
            if "size" in differs and not +ticket["used"]:
                freed.update(ticket["held"])
                anew.append(ticket)
            if begun:
                level = "attention" if ticket["stage"] == "Complete" else "stop"
                self._notice(level, "changed", order["number"], ticket["name"])
        new = self._make(order, added)
        self._hold(order, [*anew, *new], freed)
        self._settle(order)
        return "applied", "changed"

    def _match(self, lines: dict[str, Record], own: list[Record]) -> tuple[list[Record], list, list[Record]]:
        live = {line: [t for t in own if t["line"] == line and not t["cancelled"]] for line in lines}
        kept, added = [], []
        for line, told in lines.items():
            last = max((t["unit"] for t in own if t["line"] == line), default=0)
            stay = sorted(live[line], key=self._how_far)[: told["quantity"]]
            kept += sorted(stay, key=lambda t: t["unit"])
            added += [(line, last + n) for n in range(1, told["quantity"] - len(stay) + 1)]
        removed = [t for t in own if not t["cancelled"] and t not in kept]
        return kept, added, removed

    def _how_far(self, ticket: Record) -> tuple[int, bool, int]:
        stages = (*STATIONS, "Complete")
        return -stages.index(ticket["stage"]), not self._begun(ticket), ticket["unit"]

    def _strike_out(self, tickets: list[Record]) -> Counter[str]:
        freed: Counter[str] = Counter()
        for ticket in tickets:
            ticket.update(cancelled=True, assignee=None)
            freed.update(ticket["held"])
            ticket["held"] = Counter()
            if ticket["stage"] == "Complete":
                self._notice("attention", "resell_or_waste", ticket["order"], ticket["name"])
            else:
                ticket["used"] = Counter()  # booked as waste: the shelf stays as empty as it is
                self._notice("stop", "cancelled", ticket["order"], ticket["name"])
        return freed

    def cancel(self, who: Record, number: str, reason: str) -> Answer:
        if who["role"] == "STAFF":
            return NOT_ALLOWED
        order = self.orders[number]
        if order["cancelled"]:
            return "noop", "already_cancelled"
        if order["status"] == "COMPLETED":
            return "refused", "completed"
        if not reason:
            return "refused", "reason_needed"
        order.update(cancelled=True, held=False)
        self._close(number, "held")
        own = [t for t in self.tickets.values() if t["order"] == number and not t["cancelled"]]
        freed = self._strike_out(own)
        self._move({item: (0, -n) for item, n in freed.items()})
        self._settle(order)
        return "applied", "cancelled"

    def release(self, who: Record, number: str, due: str | None) -> Answer:
        if who["role"] in ("STAFF", "SERVICE"):
            return NOT_ALLOWED
        order = self.orders[number]
        if not order["held"]:
            return "noop", "not_held"
        if due is None:
            return "refused", "due_date"
        return self._take_in(order, order["lines"], due)

    def hand_over(self, ident: str, who: Record, number: str) -> Answer:
        if who["role"] == "SERVICE":
            return NOT_ALLOWED
        order = self.orders[number]
        if order["status"] == "COMPLETED":
            return "noop", "already_handed_over"
        if order["status"] != "READY":
            return "refused", "not_ready"
        order["handed_over"] = who["id"]
        self._settle(order)
        self._did(ident, who, {"kind": "hand_over", "order": number})
        return APPLIED

    def give_back(self, who: Record, number: str, reason: str) -> Answer:
        if who["role"] == "STAFF":
            return NOT_ALLOWED
        order = self.orders[number]
        if order["status"] != "COMPLETED":
            return "refused", "not_completed"
        if reason in order["returns"]:
            return "noop", "already_returned"
        order["returns"].append(reason)
        return APPLIED

    # At the benches

    def print(self, ident: str, who: Record, name: str) -> Answer:
        ticket = self.tickets[name]
        if who["role"] == "SERVICE":
            return NOT_ALLOWED
        if ticket["cancelled"]:
            return "refused", "cancelled"
        if ticket["printed_at"] is None and "Filling" in ticket["route"]:
            ticket["printed_at"] = self.now
        self._settle(self._order(ticket))
        self._did(ident, who, None)
        return APPLIED

    def complete(self, ident: str, who: Record, name: str, stage: str, cycle: int, ahead: bool) -> Answer:
        ticket = self.tickets[name]
        here = self._standing(ticket, stage, cycle)
        stale = self._cycle_for(stage, cycle) != self._cycle_for(stage, ticket["cycle"])
        refused = self._refused(who, ticket, stage)
        if not refused and not here and not stale:
            refused = self._out_of_turn(who, ticket, stage, ahead)
        if refused:
            return refused
        if any(f["kind"] == "observed" for f in here):
            return "noop", "cancelled" if ticket["cancelled"] else "already_done"
        missing, before = self._missing(ticket, stage), ticket["assignee"]
        self._fact(ident, ticket, stage, self._cycle_for(stage, cycle), "observed")
        self._project(ticket)
        self._did(ident, who, {"kind": "facts", "ticket": name, "assignee": before})
        if stale and not ticket["cancelled"]:
            self._notice("attention", "stale_cycle", ticket["order"], name)
            return "merged", "stale_cycle"
        if here and not ticket["cancelled"]:
            return "merged", "observed"
        return self._merged(ticket, missing)

    def _refused(self, who: Record, ticket: Record, stage: str) -> Answer | None:
        if who["role"] == "SERVICE":
            return NOT_ALLOWED
        stopped = self._stopped(ticket)
        if stopped or stage in ticket["route"]:
            return stopped
        return "refused", "wrong_station"

    def _out_of_turn(self, who: Record, ticket: Record, stage: str, ahead: bool) -> Answer | None:
        missing = self._missing(ticket, stage)
        if stage == "Packing" and ticket["started"] is None:
            return "refused", "wrong_station" if missing else "not_started"
        return self._asked_ahead(who, missing, ahead)

    def _merged(self, ticket: Record, missing: list[str]) -> Answer:
        if ticket["cancelled"]:
            self._notice("attention", "worked_on_cancelled", ticket["order"], ticket["name"])
            return "merged", "on_cancelled"
        return ("merged", "scan_ahead") if missing else APPLIED

    def start(self, ident: str, who: Record, name: str, cycle: int, ahead: bool, terminal: str) -> Answer:
        ticket = self.tickets[name]
        missing, before = self._missing(ticket, "Packing"), ticket["assignee"]
        answer = (
            self._refused(who, ticket, "Packing")
            or self._packing_before(ticket, terminal)
            or self._asked_ahead(who, missing, ahead)
        )
        if answer:
            return answer
        if cycle != ticket["cycle"]:
            self._notice("attention", "stale_cycle", ticket["order"], name)
            self._did(ident, who, None)
            return "merged", "stale_cycle"
        for stage in missing:
            self._fact(ident, ticket, stage, self._cycle_for(stage, ticket["cycle"]), "inferred")
        ticket["started"] = {"at": self.now, "by": who["id"], "terminal": terminal}
        self._project(ticket)
        self._did(ident, who, {"kind": "facts", "ticket": name, "assignee": before, "started": True})
        return self._merged(ticket, missing)

    def _packing_before(self, ticket: Record, terminal: str) -> Answer | None:
        if self._standing(ticket, "Packing", ticket["cycle"]):
            return "noop", "cancelled" if ticket["cancelled"] else "already_done"
        if ticket["started"] is None:
            return None
        if ticket["started"]["terminal"] != terminal:
            return "confirm", "started_elsewhere"
        return "noop", "already_started"

    def qc_return(self, ident: str, who: Record, name: str, cycle: int, reason: str) -> Answer:
        ticket = self.tickets[name]
        allowed = LADDER.get(who["role"], 0) >= 2 or (who["role"] == "STAFF" and self.policies["qc_by_staff"])
        if not allowed:
            return NOT_ALLOWED
        if not reason:
            return "refused", "reason_needed"
        if ticket["cancelled"]:
            return "refused", "cancelled"
        if self._order(ticket)["handed_over"]:
            return "refused", "handed_over"
        if cycle < ticket["cycle"]:
            return "noop", "already_returned"
        if ticket["stage"] not in ("Packing", "Complete") or "Decorating" not in ticket["route"]:
            return "refused", "not_at_packing"
        ticket.update(cycle=cycle + 1, started=None)
        self._project(ticket)
        self._did(ident, who, None)
        return APPLIED

    def assign(self, ident: str, who: Record, name: str, to: str | None) -> Answer:
        ticket = self.tickets[name]
        gone = NOT_ALLOWED if who["role"] == "SERVICE" else self._gone(ticket)
        if gone:
            return gone
        others = to != who["id"] if to else ticket["assignee"] not in (None, who["id"])
        if others and who["role"] == "STAFF":
            return NOT_ALLOWED
        return self._set(ident, who, ticket, "assignee", to)

    def store_at(self, ident: str, who: Record, name: str, place: str) -> Answer:
        ticket = self.tickets[name]
        gone = NOT_ALLOWED if who["role"] == "SERVICE" else self._gone(ticket)
        return gone or self._set(ident, who, ticket, "storage", place)

    def override(self, ident: str, who: Record, name: str, priority: int | None) -> Answer:
        ticket = self.tickets[name]
        gone = NOT_ALLOWED if who["role"] in ("STAFF", "SERVICE") else self._gone(ticket)
        answer = gone or self._set(ident, who, ticket, "priority", priority)
        if answer == APPLIED:
            self._did(ident, who, None)
        return answer

    def acknowledge(self, who: Record, notice_id: int) -> Answer:
        if who["role"] == "SERVICE":
            return NOT_ALLOWED
        if notice_id not in self.notices:
            return "noop", "already_acknowledged"
        del self.notices[notice_id]
        return APPLIED

    def undo(self, who: Record, target: str) -> Answer:
        if who["role"] == "SERVICE":
            return NOT_ALLOWED
        deed = self.done.get(target)
        if deed is None:
            return "refused", "nothing_to_undo"
        if deed["undone"]:
            return "noop", "already_undone"
        if deed["who"] != who["id"]:
            return "refused", "not_yours"
        if self.now - deed["at"] > TWO_MINUTES:
            return "refused", "too_late"
        back = deed["back"]
        if back is None:
            return "refused", "not_undoable"
        if back["kind"] == "field":
            ticket = self.tickets[back["ticket"]]
            if ticket[back["field"]] != back["after"]:
                return "noop", "changed_since"
            ticket[back["field"]] = back["before"]
        elif back["kind"] == "hand_over":
            order = self.orders[back["order"]]
            order["handed_over"] = None
            self._settle(order, on_pack=False)
        else:
            self._retract(target, back)
        deed["undone"] = True
        return APPLIED

    def receive(self, who: Record, item: str, quantity: int) -> Answer:
        if who["role"] in ("STAFF", "SERVICE"):
            return NOT_ALLOWED
        if quantity <= 0:
            return "refused", "quantity"
        self._move({item: (quantity, 0)})
        return APPLIED

    def learn(self, ident: str, who: Record) -> None:
        """A command that was refused or did nothing: known, and nothing to undo."""
        self.done.setdefault(ident, {"who": who["id"], "at": self.now, "back": None, "undone": False})

    # What follows from the facts

    def _fact(self, ident: str, ticket: Record, stage: str, cycle: int, kind: str) -> None:
        ticket["facts"].append({"stage": stage, "cycle": cycle, "command": ident, "kind": kind, "at": self.now})

    @staticmethod
    def _cycle_for(stage: str, cycle: int) -> int:
        return 0 if stage in ("Filling", "Covering") else cycle

    def _standing(self, ticket: Record, stage: str, cycle: int) -> list[Record]:
        return [
            f
            for f in ticket["facts"]
            if (f["stage"], f["cycle"]) == (stage, self._cycle_for(stage, cycle)) and f["command"] not in ticket["gone"]
        ]

    def _missing(self, ticket: Record, stage: str) -> list[str]:
        before = ticket["route"][: ticket["route"].index(stage)]
        return [s for s in before if not self._standing(ticket, s, ticket["cycle"])]

    def _asked_ahead(self, who: Record, missing: list[str], ahead: bool) -> Answer | None:
        if not missing:
            return None
        policy = self.policies["scan_ahead"]
        if policy == "deny" or (policy == "one" and len(missing) > 1 and who["role"] == "STAFF"):
            return "refused", "wrong_station"
        return None if ahead else ("confirm", "scan_ahead")

    def _project(self, ticket: Record, *, keep_assignee: bool = False) -> None:
        self._fill_gaps(ticket)
        before = ticket["stage"]
        open_stages = (s for s in ticket["route"] if not self._standing(ticket, s, ticket["cycle"]))
        after = ticket["stage"] = next(open_stages, "Complete")
        if after != before and not keep_assignee:
            ticket["assignee"] = None
        first = ticket["route"][0]
        if before == first != after:
            held = ticket["held"]
            self._move({item: (-n, -n) for item, n in held.items()})
            ticket["used"], ticket["held"] = ticket["used"] + held, Counter()
        if after == first != before:
            used = ticket["used"]
            self._move({item: (n, n) for item, n in used.items()})
            ticket["held"], ticket["used"] = ticket["held"] + used, Counter()
        if after != before and not ticket["cancelled"]:
            if after == "Packing" and ticket["route"] != ("Packing",):
                self.events["item.prepared", ticket["name"]] += 1
            if after == "Complete":
                self.events["ticket.completed", ticket["name"]] += 1
        self._settle(self._order(ticket))

    def _fill_gaps(self, ticket: Record) -> None:
        # Who scanned a later stage had the cake in hand: what comes before it was done, whoever did it and when, for
        # as long as that scan stands.
        seen = [f for f in ticket["facts"] if f["kind"] == "observed" and f["command"] not in ticket["gone"]]
        for n, stage in enumerate(ticket["route"]):
            if self._standing(ticket, stage, ticket["cycle"]):
                continue
            later = [f for f in seen if f["stage"] in ticket["route"][n + 1 :]]
            if stage not in ("Filling", "Covering"):
                later = [f for f in later if f["cycle"] == ticket["cycle"]]
            if later:
                self._fact(later[0]["command"], ticket, stage, self._cycle_for(stage, ticket["cycle"]), "inferred")

    def _retract(self, target: str, back: Record) -> None:
        ticket = self.tickets[back["ticket"]]
        before = ticket["stage"]
        ticket["gone"].add(target)
        if back.get("started"):
            ticket["started"] = None
        was_assigned = ticket["assignee"]
        self._project(ticket, keep_assignee=True)
        if ticket["stage"] != before and was_assigned is None and not ticket["cancelled"]:
            ticket["assignee"] = back["assignee"]

    def _begun(self, ticket: Record) -> bool:
        return (
            ticket["printed_at"] is not None
            or ticket["started"] is not None
            or ticket["cycle"] > 0
            or ticket["stage"] != ticket["route"][0]
        )

    def _settle(self, order: Record, *, on_pack: bool = True) -> None:
        live = [t for t in self.tickets.values() if t["order"] == order["number"] and not t["cancelled"]]
        packed = bool(live) and all(t["stage"] == "Complete" for t in live)
        if self.policies["complete_on_pack"] and on_pack and not order["cancelled"]:
            order["handed_over"] = (order["handed_over"] or "on pack") if packed else None
        before, after = order["status"], self._status(order, live, packed)
        order["status"] = after
        if "CANCELLED" in (before, after):
            return
        was, now = before in ("READY", "COMPLETED"), after in ("READY", "COMPLETED")
        self.events["order.ready", order["number"]] += now and not was
        self.events["order.ready_withdrawn", order["number"]] += was and not now
        self.events["order.completed", order["number"]] += after == "COMPLETED" != before
        self.events["order.completed_withdrawn", order["number"]] += before == "COMPLETED" != after

    def _status(self, order: Record, live: list[Record], packed: bool) -> str:
        if order["cancelled"]:
            return "CANCELLED"
        if order["handed_over"]:
            return "COMPLETED"
        if order["held"]:
            return "PENDING"
        if packed:
            return "READY"
        return "PREPARING" if any(self._begun(t) for t in live) else "CONFIRMED"

    def _order(self, ticket: Record) -> Record:
        found: Record = self.orders[ticket["order"]]
        return found

    def _stopped(self, ticket: Record) -> Answer | None:
        stops = {n["code"] for n in self.notices.values() if n["ticket"] == ticket["name"] and n["level"] == "stop"}
        if not stops:
            return None
        return "refused", "cancelled" if "cancelled" in stops else "changed"

    def _gone(self, ticket: Record) -> Answer | None:
        if ticket["cancelled"]:
            return "refused", "cancelled"
        if self._order(ticket)["handed_over"] and ticket["stage"] == "Complete":
            return "refused", "handed_over"
        return None

    def _set(self, ident: str, who: Record, ticket: Record, field: str, value: Any) -> Answer:
        before = ticket[field]
        if before == value:
            return "noop", "unchanged"
        ticket[field] = value
        self._did(
            ident, who, {"kind": "field", "ticket": ticket["name"], "field": field, "before": before, "after": value}
        )
        return APPLIED

    def _did(self, ident: str, who: Record, back: Record | None) -> None:
        self.done[ident] = {"who": who["id"], "at": self.now, "back": back, "undone": False}

    def _notice(self, level: str, code: str, order: str | None, ticket: str | None = None) -> None:
        self._last_notice += 1
        self.notices[self._last_notice] = {"level": level, "code": code, "order": order, "ticket": ticket}

    def _close(self, order: str, code: str) -> None:
        for ident in [i for i, n in self.notices.items() if (n["order"], n["code"]) == (order, code)]:
            del self.notices[ident]

    # What an observer sees

    def in_queue(self, ticket: Record) -> bool:
        """On the screens: open work, or struck out and not yet seen by anybody."""
        if ticket["stage"] == "Complete":
            return False
        return not ticket["cancelled"] or self._stopped(ticket) is not None

    def done_at(self, ticket: Record, stage: str) -> int | None:
        """When the first scan said so that stands; nothing for what was only inferred or was sent back."""
        seen = [f["at"] for f in self._standing(ticket, stage, ticket["cycle"]) if f["kind"] == "observed"]
        return seen[0] if seen else None
