"""The judge: it counts green beeps and reads tables, and knows nothing of how they travel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.core.ids import derived_id

Read = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
Rows = list[tuple[Any, ...]]
Dump = dict[str, Rows]
LOCAL = frozenset(
    (
        *("journal", "label_job", "pending", "pin_guard", "order_payload", "webhook_inbox", "alert"),
        *("data_health_due", "alembic_version"),
        *("forecast_queue", "daily_sales"),
    )
)
_OF_AN_ORDER = frozenset(
    (
        *("orders", "order_return", "dead_letter", "ticket", "stage_fact"),
        *("stage_events", "event_log", "notice", "inventory_txn"),
    )
)
NOT_TAKEN = ("rejected", "conflict", "dead")


@dataclass(frozen=True, slots=True)
class Beep:
    """A command that a terminal has confirmed to a person."""

    command_id: str
    name: str
    node: str
    step: int


@dataclass(slots=True)
class Oracle:
    """Every beep, and those for which nobody can answer: all disks that held them are gone."""

    beeps: dict[str, Beep] = field(default_factory=dict)
    destroyed: set[str] = field(default_factory=set)

    def heard(self, command_id: str, name: str, node: str, step: int) -> None:
        """A green beep."""
        self.beeps.setdefault(command_id, Beep(command_id, name, node, step))

    def lost(self, authority: set[str]) -> list[Beep]:
        """Confirmed, still on some disk then, and not at the authority now."""
        return [b for i, b in self.beeps.items() if i not in authority and i not in self.destroyed]


@dataclass(frozen=True, slots=True)
class Tables:
    """What all must agree on: the columns and the key of each table that is not one machine's own."""

    columns: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]


def tables_of(read: Read) -> Tables:
    """As an SQLite database tells them."""
    columns, keys = {}, {}
    for (table,) in read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", ()):
        told = read(f"PRAGMA table_info({table})", ())
        names = tuple(row[1] for row in told)
        if table in LOCAL or table.startswith(("sync_", "sqlite_", "hub_")) or not _scope(table, names):
            continue
        columns[table] = names
        keys[table] = tuple(row[1] for row in sorted(told, key=lambda row: row[5]) if row[5])
    return Tables(columns, keys)


def _scope(table: str, names: Sequence[str]) -> str:
    if table == "store":
        return "id"
    if table == "printer":
        return "(SELECT t.store_id FROM terminal t WHERE t.id = printer.terminal_id)"
    return "store_id" if "store_id" in names else ""


def dump(read: Read, tables: Tables, store: str) -> Dump:
    """Every row of a store that all must agree on."""
    found = {}
    for table, names in tables.columns.items():
        listed = ", ".join(f"{table}.{name}" for name in names)
        order = ", ".join(f"{table}.{name}" for name in tables.keys[table])
        sql = f"SELECT {listed} FROM {table} WHERE {_scope(table, names)} = ? ORDER BY {order}"  # noqa: S608
        found[table] = read(sql, (store,))
    return found


def kept_back(read: Read) -> set[str]:
    """The orders that an authority keeps to itself."""
    return {row[0] for row in read("SELECT order_id FROM sync_archive", ())}


def shown(read: Read, tables: Tables, store: str) -> Dump:
    """As `dump`, without what a hub keeps back: of such an order nobody below may hold anything."""
    found, back = dump(read, tables, store), kept_back(read)
    if not back:
        return found
    marks = ", ".join("?" * len(back))
    gone = {row[0] for row in read(f"SELECT id FROM ticket WHERE order_id IN ({marks})", sorted(back))}  # noqa: S608
    for table, names in tables.columns.items():
        whose = "id" if table == "orders" else "order_id" if "order_id" in names else "ticket_id"
        if whose in names and table in _OF_AN_ORDER:
            at, away = names.index(whose), gone if whose == "ticket_id" else back
            found[table] = [row for row in found[table] if row[at] not in away]
    return found


def differences(ours: Dump, theirs: Dump) -> list[str]:
    """The tables in which two nodes differ, each with some of the rows."""
    found = []
    for table in theirs:
        if list(ours[table]) != list(theirs[table]):
            here, there = set(map(tuple, ours[table])), set(map(tuple, theirs[table]))
            some = sorted(map(str, here - there))[:1] + sorted(map(str, there - here))[:1]
            found.append(f"{table}: {len(here - there)} rows of ours, {len(there - here)} of theirs, as {some}")
    return found


def foreign(read: Read, tables: Tables, stores: Sequence[str]) -> list[str]:
    """Tables with rows of stores that a node has no business with."""
    marks = ", ".join("?" * len(stores))
    found = []
    for table, names in tables.columns.items():
        sql = f"SELECT count(*) FROM {table} WHERE {_scope(table, names)} NOT IN ({marks})"  # noqa: S608
        if (many := read(sql, stores)[0][0]) > 0:
            found.append(f"{table}: {many} rows of another store")
    return found


def emptied(read: Read, stores: Sequence[str]) -> list[str]:
    """Whoever has heard a hub shows its stores, not an empty shop."""
    shown = {row[0] for row in read("SELECT id FROM store", ())}
    return [f"{store} is gone from the screen" for store in stores if store not in shown]


def command_ids(read: Read) -> set[str]:
    """The commands in a journal."""
    return {row[0] for row in read("SELECT command_id FROM journal", ())}


def doubled(read: Read) -> list[str]:
    """What the authority did twice: stock that is not its ledger's sum, a cake that was filled from two bowls, an order
    that holds more than is still to be made."""
    wrong = []
    for item, on_hand, reserved, hands, holds in read(
        """SELECT i.id, i.on_hand, i.reserved, coalesce(sum(t.on_hand_delta), 0), coalesce(sum(t.reserved_delta), 0)
        FROM inventory_items i LEFT JOIN inventory_txn t ON t.item_id = i.id GROUP BY i.id, i.on_hand, i.reserved""",
        (),
    ):
        if (on_hand, reserved) != (hands, holds):
            wrong.append(f"{item}: {on_hand}/{reserved}, its ledger says {hands}/{holds}")
    for ticket, item, used in read(
        """SELECT ticket_id, item_id, -sum(on_hand_delta) FROM inventory_txn
        WHERE ticket_id IS NOT NULL AND item_id LIKE 'box-%' GROUP BY ticket_id, item_id""",
        (),
    ):
        if used not in (0, 1):
            wrong.append(f"{ticket} took {used} of {item}")
    for command_id, times in read(
        "SELECT command_id, count(*) FROM inventory_txn WHERE ticket_id IS NULL AND order_id IS NULL "
        "AND reason = 'by dice' GROUP BY command_id HAVING count(*) > 1",
        (),
    ):
        wrong.append(f"{command_id} moved stock {times} times")
    return wrong + _holds(read)


def _holds(read: Read) -> list[str]:
    """I15: nothing is held for an order that was cancelled before anything of it was complete."""
    return [
        f"{order} is cancelled and holds {held} of {item}"
        for order, item, held in read(
            """SELECT t.order_id, t.item_id, sum(t.reserved_delta)
            FROM inventory_txn t JOIN orders o ON o.id = t.order_id WHERE o.status = 'CANCELLED'
            GROUP BY t.order_id, t.item_id HAVING sum(t.reserved_delta) <> 0""",
            (),
        )
    ]


def leftovers(read: Read) -> list[str]:
    """I3: what a node still carries when all is said: guesses, or commands that nobody has settled."""
    found = []
    guesses, notes = (read(f"SELECT count(*) FROM {t}", ())[0][0] for t in ("sync_base", "sync_touch"))  # noqa: S608
    waiting = read("SELECT count(*) FROM journal WHERE NOT settled", ())[0][0]
    if guesses or notes:
        found.append(f"{guesses} base images, {notes} notes of what guesses looked at")
    if waiting:
        found.append(f"{waiting} commands not settled")
    return found


def broken_chain(read: Read) -> list[str]:
    """I4: a node's own chain is without gaps but for what was pruned from its beginning, and each command holds on to
    the one before."""
    wrong = []
    before: tuple[int, str] | None = None
    for seq, command_id, prev_id in read(
        """SELECT seq, command_id, prev_id FROM journal WHERE origin = (SELECT origin FROM sync_node)
        AND seq IS NOT NULL ORDER BY seq""",
        (),
    ):
        if before is not None and (seq != before[0] + 1 or prev_id != before[1]):
            wrong.append(f"in its chain {before[0]} is followed by {seq}")
        before = (seq, command_id)
    return wrong


def unsaid(read: Read, *, pruned: bool) -> list[str]:
    """I18: a command that was not taken has one notice, and nothing else has such a notice."""
    marks = ", ".join("?" * len(NOT_TAKEN))
    told = {row[0] for row in read(f"SELECT id FROM notice WHERE code IN ({marks})", NOT_TAKEN)}  # noqa: S608
    sql = f"SELECT command_id, name, status FROM journal WHERE status IN ({marks})"  # noqa: S608
    wrong, owed = [], set()
    for command_id, name, status in read(sql, NOT_TAKEN):
        owed.add(derived_id(command_id, "notice:rejected"))
        if derived_id(command_id, "notice:rejected") not in told:
            wrong.append(f"{command_id} {name} is {status} and nobody is told")
    if not pruned and told - owed:
        wrong.append(f"{len(told - owed)} notices of commands that were taken")
    return wrong


def died(read: Read, may: Callable[[str], bool]) -> list[str]:
    """Commands that a hub calls dead although their rule was not broken there."""
    found = read("SELECT command_id, name, says FROM journal WHERE status = 'dead'", ())
    return [f"{ident} {name} died of nothing: {says}" for ident, name, says in found if not may(ident)]


def printed(read: Read, terminal: str | None) -> list[str]:
    """I13: labels are printed where a command was issued, never where it was replayed or ruled on."""
    found = read("SELECT terminal_id, count(*) FROM label_job GROUP BY terminal_id", ())
    return [f"{n} labels of {whose}" for whose, n in found if whose != terminal]


def went_back(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """I10: inside one epoch of its upstream a node's cookies never get older."""
    if before.get("heard") != now.get("heard"):
        return []
    old: dict[str, int] = before.get("cookies", {})
    return [f"{s}: {old[s]} became {v}" for s, v in now.get("cookies", {}).items() if v < old.get(s, v)]


def standing(read: Read) -> dict[str, Any]:
    """How far a node has heard."""
    cookies: dict[str, int] = dict(read("SELECT scope, ver FROM sync_cookie", ()))
    return {"heard": read("SELECT heard FROM sync_node", ())[0][0], "cookies": cookies}


def newest_of_the_shop(read: Read, told: Mapping[str, int]) -> list[str]:
    """I19: each order is of the newest event that the shop sent of it, whatever came how often in which order."""
    found: dict[str, int] = dict(read("SELECT gid, content_at FROM orders", ()))
    return [f"{gid} is as of {found.get(gid)}, its shop says {at}" for gid, at in told.items() if found.get(gid) != at]
