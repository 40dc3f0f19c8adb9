"""All that a transaction has to write, as one statement: however many the tables and the rows, it is one way to the
server and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from data.store.kinds import Kind, on_conflict
from data.store.seen import NEW, OVER, Seen, Values, picker

Part = tuple[Kind, Any]
"""Rows of a kind that are written in the same way."""
_JSON = json.JSONEncoder(separators=(",", ":")).encode


def everything(tables: Iterable[Seen]) -> tuple[str, list[str], list[tuple[int]]] | None:
    """A statement, its values, and what it answers where each row was there that had to be; None when there is nothing
    to write. What was to be written is written then."""
    ways: dict[Part, list[dict[str, Any]]] = {}
    for seen in tables:
        for key, how in seen.dirty.items():
            ways.setdefault((seen.kind, how), []).append(_told(seen, key, how))
        seen.dirty.clear()
    if not ways:
        return None
    # In one order for all: few different statements, each planned once.
    parts = sorted(ways, key=lambda part: (part[0].table, _called(part[1])))
    return _statement(tuple(parts)), [_JSON(ways[part]) for part in parts], [(len(ways[part]),) for part in parts]


@cache
def fits(kind: Kind) -> bool:
    """Whether its rows can be told in this way: raw bytes cannot."""
    return all("bytes" not in str(each.type) for each in fields(kind.cls))


def _called(how: Any) -> str:
    return how if isinstance(how, str) else " ".join(sorted(how))


def _told(seen: Seen, key: Values, how: Any) -> dict[str, Any]:
    record = seen.rows[key] or ()
    whole = how in (NEW, OVER)
    names = seen.kind.columns if whole else _changed(seen.kind, how)
    return dict(zip(names, record if whole else picker(seen.kind, names)(record), strict=True))


@cache
def _changed(kind: Kind, how: frozenset[str]) -> tuple[str, ...]:
    return (*sorted(how), *kind.key)


@cache
def _statement(parts: Sequence[Part]) -> str:
    written = ", ".join(f"w{n} AS ({_part(kind, how)} RETURNING 1)" for n, (kind, how) in enumerate(parts))
    counts = " UNION ALL ".join(f"SELECT {n} AS n, count(*) AS rows FROM w{n}" for n in range(len(parts)))
    return f"WITH {written} SELECT rows FROM ({counts}) AS counted ORDER BY n"


def _part(kind: Kind, how: Any) -> str:
    given = f"json_populate_recordset(null::{kind.table}, ?::json)"
    if how in (NEW, OVER):
        names = ", ".join(kind.columns)
        put = f"INSERT INTO {kind.table} ({names}) SELECT {names} FROM {given}"
        return put if how == NEW else f"{put} {on_conflict(kind, 'postgresql')}"
    sets = ", ".join(f"{name} = given.{name}" for name in sorted(how))
    same = " AND ".join(f"{kind.table}.{name} = given.{name}" for name in kind.key)
    return f"UPDATE {kind.table} SET {sets} FROM {given} AS given WHERE {same}"
