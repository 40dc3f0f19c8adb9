"""A terminal comes to a store that a hub has already, with what it did there before it was enrolled, if it did any.

Its rows give way to the hub's; the commands that made them go up once more, in a new chain. Orders and tickets of a
shop have the same ids wherever they were taken in, so a scan finds its ticket there; what the hub knows is a noop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data.exchange.chain import last
from data.exchange.node import become, change, node_of, packed_scopes
from data.exchange.values import Node
from data.replica.founding import NotAlone
from data.store.database import Database
from data.store.kinds import table_names

STAYS = frozenset(
    (
        *("add_store", "edit_store", "set_sizes", "set_docket", "set_policies"),
        *("add_terminal", "set_station", "add_printer", "remove_printer"),
        *("add_staff", "set_badge", "set_pin", "set_staff_active", "rename_staff", "set_role"),
        *("add_item", "add_product", "edit_item", "edit_product", "set_recipe"),
        *("set_product_terms", "mark_day", "give_forecast_feedback"),
        *("receive_stock", "adjust_stock", "waste_stock", "count_stock"),
        *("print_packing_label", "retry_label", "cancel_label", "expire_labels"),
    )
)
"""What set this shop up and what counted its stock is not sent: the hub's store has its own people, stock, rules and
forecasts."""
_RETAINED = "SELECT command_id, name FROM journal WHERE origin = ? AND seq IS NOT NULL ORDER BY seq"
_REKEY = "UPDATE journal SET origin = ?, seq = ?, prev_id = ? WHERE command_id = ?"


@dataclass(frozen=True, slots=True)
class Past:
    """What a terminal has from before. `stores` are its stores' short names; `sent` commands of the ones that it shares
    with the hub would go up, `stay` would not."""

    stores: tuple[str, ...]
    orders: int
    sent: int
    stay: int

    def same_shop(self, scopes: Iterable[str]) -> bool:
        """Whether it worked in the stores that it joins and in no other."""
        return bool(self.stores) and set(self.stores) <= set(scopes)


def past(database: Database) -> Past:
    """Of a terminal before it joins; raises NotAlone."""
    if node_of(database) is not None:
        raise NotAlone("This terminal is enrolled at a hub already")
    stores = tuple(row[0] for row in database.rows("SELECT id FROM store ORDER BY id"))
    names = [row[0] for row in database.rows("SELECT name FROM journal WHERE seq IS NOT NULL")]
    orders = database.rows("SELECT count(*) FROM orders")[0][0]
    stay = sum(name in STAYS for name in names)
    return Past(stores, orders, len(names) - stay, stay)


def join(
    database: Database, node_id: str, terminal_id: str, origin: str, scopes: Iterable[str], fresh: Callable[[], str]
) -> Node:
    """Enrolled in stores that the hub has. What was done before, in the chain `origin`, is sent after the hub's rows
    have come; until then the screen shows this terminal's own. Raises NotAlone."""
    with database.transaction():
        if node_of(database) is not None:
            raise NotAlone("This terminal is enrolled at a hub already")
        node = Node(
            node_id, terminal_id, origin, 0, "", upstream=True, feeds=False, epoch="", scopes=packed_scopes(scopes)
        )
        become(database, node)
        return send_again(database, node, fresh())


def send_again(database: Database, node: Node, chain: str) -> Node:
    """Everything that is retained goes up once more, in another chain. As if the upstream had had it all and forgot:
    the first answer then takes each guess back and makes it again over the rows that it brings."""
    prev, seq = None, 0
    for command_id, name in database.rows(_RETAINED, (node.origin,)):
        if name not in STAYS:
            seq += 1
            database.run(_REKEY, (chain, seq, prev, command_id))
            prev = command_id
    return change(database, node, origin=chain, final=last(database, chain)[0])


def start_empty(database: Database) -> None:
    """Another shop's rows go, once they are kept elsewhere: this machine begins without any."""
    with database.transaction():
        if node_of(database) is not None:
            raise NotAlone("This terminal is enrolled at a hub already")
        for table in table_names():
            database.run(f"DELETE FROM {table}")  # noqa: S608
