"""`kitchen-tui ingest FILE...`: orders from files, the same way as from a webhook."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from data.core.actor import SERVICE_ACTOR
from data.core.outcome import Put
from data.core.packed import unpack
from data.orders.arrival import Arrival, arrivals
from data.orders.order import Order, OrderPayload, Transaction
from data.questions.history import tickets_of
from data.replica.issue import Receipt, issue
from data.store.database import StoredRows
from kitchen_tui.commands.frame import OK, REFUSED, WRONG_USE, desk_of, say
from kitchen_tui.commands.show import order_json, ticket_json
from kitchen_tui.desk import Desk

_LARGEST = 64 * 1024 * 1024


def ingest(args: Namespace) -> int:
    """Every file is tried; a file that cannot be read is wrong use, an unreadable order is kept as a dead letter."""
    desk = desk_of(args)
    codes = {OK}
    for name in args.files:
        raw = _read(args, Path(name))
        if raw is None:
            codes.add(WRONG_USE)
            continue
        codes |= {_take(args, desk, arrival, name) for arrival in arrivals(raw, desk.store, args.shop)}
    desk.keep_house(prune_now=True)
    return max(codes)


def _read(args: Namespace, path: Path) -> bytes | None:
    try:
        # A pipe has no size beforehand, and /dev/zero no end.
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise OSError("larger than 64 MB")
        return raw
    except OSError as trouble:
        says = f"{path} cannot be read: {trouble.strerror or trouble}"
        say(args, {"file": str(path), "status": "unreadable", "order": None, "tickets": [], "reason": says}, says)
        return None


def _take(args: Namespace, desk: Desk, arrival: Arrival, name: str) -> int:
    stamp = desk.machine.stamp()
    payload = Put(OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, stamp.at))
    receipt = issue(desk.database, desk.seat, SERVICE_ACTOR, arrival.command, stamp, [payload])
    desk.redeem()
    fields = {"file": name, **_result(desk, arrival, receipt)}
    say(args, fields, f"{fields['status']:12} {receipt.says}")
    return OK if receipt.accepted else REFUSED


def _result(desk: Desk, arrival: Arrival, receipt: Receipt) -> dict[str, Any]:
    rows = StoredRows(desk.database)
    order = rows.get(Order, arrival.payload_of)
    base: dict[str, Any] = {"status": "ingested", "order": None, "tickets": [], "reason": None, "says": receipt.says}
    if not receipt.accepted:
        return {**base, "status": "refused", "reason": receipt.code}
    if receipt.status == "noop":
        base["status"] = "duplicate"
    if order is not None:
        base |= _of_order(desk, order, base["status"])
    elif rows.get(Transaction, arrival.payload_of) is not None:
        base |= {"transaction": True}
    elif arrival.docket is None:
        base |= {"status": "dead_letter", "reason": arrival.reason}
    return base


def _of_order(desk: Desk, order: Order, status: str) -> dict[str, Any]:
    reasons = unpack(order.held_reasons)
    missing = [r for r in reasons if r != "payment"]
    tickets = [ticket_json(t, desk.today()) for t in tickets_of(desk.database, order.id)]
    return {
        **order_json(order),
        "status": "dead_letter" if missing and status == "ingested" else status,
        "order": order.human_id,
        "tickets": tickets,
        "reason": ", ".join(missing or reasons) or None,
        "reasons": reasons,
        "transaction": False,
    }
