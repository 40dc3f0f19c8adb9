"""An order by phone or at the counter, taken down at this terminal."""

from __future__ import annotations

from data.core.actor import Actor
from data.core.packed import pack
from data.orders.compose import Asked, compose
from data.orders.docket import docket_to_args
from data.orders.intake import PlaceOrder
from data.orders.reading import docket_rules
from data.organization.policies import policies_of
from data.questions.stores import next_local_number
from data.replica.issue import Receipt, issue
from data.store.at_once import AtOnce
from kitchen_tui.workplace import Workplace


def place(desk: Workplace, asked: Asked, deposit: int, actor: Actor, *, confirmed: bool = False) -> Receipt:
    """Gives the order its number and places it; `deposit` in minor units, `confirmed` whatever the day. Raises
    NotRecorded."""
    # The number and its order in one commit: two windows would take the same one, and one customer's order be lost.
    stamp = desk.machine.stamp()
    with desk.database.transaction():
        docket = compose(
            asked,
            number=next_local_number(desk.database, desk.store.id, desk.terminal.number),
            terminal_id=desk.terminal.id,
            currency=desk.store.currency,
            rules=docket_rules(desk.store.docket, policies_of(desk.store).split_up_to),
            now=desk.now(),
            mark=stamp.command_id,
        )
        command = PlaceOrder(desk.store.id, pack(docket_to_args(docket)), deposit, confirmed)
        return issue(AtOnce(desk.database), desk.seat, actor, command, stamp)
