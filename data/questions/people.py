"""Who works here."""

from __future__ import annotations

import re
from typing import NamedTuple

from data.people.staff import Staff
from data.store.database import Database, StoredRows

_NUMBER = re.compile("[0-9]{1,9}")


class Person(NamedTuple):
    """A line of the staff list."""

    id: str
    store_id: str
    number: int
    name: str
    role: str
    active: bool
    badge: bool
    pin: bool


def staff_list(database: Database, store_id: str | None = None) -> list[Person]:
    """Everybody, by number."""
    where = "WHERE store_id = ? " if store_id else ""
    sql = (
        "SELECT id, store_id, number, name, role, active, badge_hash IS NOT NULL, pin_hash IS NOT NULL "
        f"FROM staff {where}ORDER BY number"
    )
    return [
        Person(i, s, n, name, role, bool(a), bool(b), bool(p))
        for i, s, n, name, role, a, b, p in database.rows(sql, (store_id,) if store_id else ())
    ]


def staff_named(database: Database, text: str) -> Staff | None:
    """A person by her number or her name as written."""
    rows = StoredRows(database)
    if _NUMBER.fullmatch(text):
        found = rows.where(Staff, number=int(text))
        return found[0] if found else None
    names = [p.id for p in staff_list(database) if p.name.casefold() == text.strip().casefold()]
    return rows.get(Staff, names[0]) if len(names) == 1 else None


def next_staff_number(database: Database) -> int:
    """The first free number after the highest."""
    return int(database.rows("SELECT coalesce(max(number), 100) + 1 FROM staff")[0][0])
