"""The judge: it counts green beeps and reads tables, and knows nothing of how they travel."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LOCAL = ("journal", "label_job", "pending", "pin_guard", "order_payload", "alembic_version")


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

    def disk_changed(self, before: set[str], after: set[str], elsewhere: Iterable[set[str]]) -> None:
        """A disk was replaced: what it alone held is nobody's fault any more."""
        gone = before - after
        for held in elsewhere:
            gone -= held
        self.destroyed |= gone

    def lost(self, authority: set[str]) -> list[Beep]:
        """Confirmed, still on some disk then, and not at the authority now."""
        return [b for i, b in self.beeps.items() if i not in authority and i not in self.destroyed]


def command_ids(disk: bytes | sqlite3.Connection) -> set[str]:
    """The commands in a disk's journal."""
    return {row[0] for row in _read(disk).execute("SELECT command_id FROM journal")}


def _read(disk: bytes | sqlite3.Connection) -> sqlite3.Connection:
    if isinstance(disk, sqlite3.Connection):
        return disk
    found = sqlite3.connect(":memory:")
    found.deserialize(disk)
    return found


def travelling(disk: sqlite3.Connection, stores: tuple[str, ...]) -> dict[str, list[tuple[object, ...]]]:
    """Every row that all must agree on, of these stores, table by table."""
    marks = ", ".join("?" * len(stores))
    found = {}
    for (table,) in disk.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if table in LOCAL or table.startswith(("sync_", "sqlite_")):
            continue
        names = [row[1] for row in disk.execute(f"PRAGMA table_info({table})")]
        column = "store_id" if "store_id" in names else "id"
        if table == "printer":
            continue
        sql = f"SELECT * FROM {table} WHERE {column} IN ({marks}) ORDER BY {', '.join(names)}"  # noqa: S608
        found[table] = disk.execute(sql, stores).fetchall()
    return found


def diverged(ours: Mapping[str, list[tuple[object, ...]]], theirs: Mapping[str, list[tuple[object, ...]]]) -> list[str]:
    """The tables in which two nodes differ."""
    return [table for table in theirs if ours.get(table) != theirs[table]]


def doubled(disk: sqlite3.Connection) -> list[str]:
    """What the authority did twice: stock that is not its ledger's sum, a cake that was filled from two bowls."""
    wrong = []
    for item, on_hand, reserved, hands, holds in disk.execute(
        """SELECT i.id, i.on_hand, i.reserved, coalesce(sum(t.on_hand_delta), 0), coalesce(sum(t.reserved_delta), 0)
        FROM inventory_items i LEFT JOIN inventory_txn t ON t.item_id = i.id GROUP BY i.id"""
    ):
        if (on_hand, reserved) != (hands, holds):
            wrong.append(f"{item}: {on_hand}/{reserved}, its ledger says {hands}/{holds}")
    for ticket, item, used in disk.execute(
        """SELECT ticket_id, item_id, -sum(on_hand_delta) FROM inventory_txn
        WHERE ticket_id IS NOT NULL AND item_id LIKE 'box-%' GROUP BY ticket_id, item_id"""
    ):
        if used not in (0, 1):
            wrong.append(f"{ticket} took {used} of {item}")
    for command_id, times in disk.execute(
        "SELECT command_id, count(*) FROM inventory_txn WHERE ticket_id IS NULL AND order_id IS NULL "
        "AND reason = 'by dice' GROUP BY command_id HAVING count(*) > 1"
    ):
        wrong.append(f"{command_id} moved stock {times} times")
    return wrong


def leftovers(disk: sqlite3.Connection) -> list[str]:
    """What a node still carries when all is said: guesses, or commands that nobody has settled."""
    found = []
    guesses = disk.execute("SELECT count(*) FROM sync_base").fetchone()[0]
    waiting = disk.execute("SELECT count(*) FROM journal WHERE NOT settled").fetchone()[0]
    if guesses:
        found.append(f"{guesses} base images")
    if waiting:
        found.append(f"{waiting} commands not settled")
    return found
