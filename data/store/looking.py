"""Rows of many tables by one question: those that are named, and those that they lead to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from typing import Any

from data.store.database import Record
from data.store.kinds import Kind, kind_of
from data.store.seen import Seen, Values

Given = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Wish:
    """All rows of a class whose `columns` are among the lists `given`, by name; where one leads to them, among what
    `through` (a class and a column of it that has one of the values given, and the column that leads on) has."""

    cls: type[Any]
    columns: tuple[str, ...]
    given: tuple[str, ...]
    through: tuple[type[Any], str, str] | None = None


@cache
def question(wishes: tuple[Wish, ...]) -> str:
    """The statement for all of them: as JSON which wish a row is for, and its columns. Its values are the lists, in the
    order of `names`."""
    lists = ", ".join(f"?::{_type(wishes, name)} AS {name}" for name in names(wishes))
    asked = " UNION ALL ".join(_asked(n, wish) for n, wish in enumerate(wishes))
    return f"WITH given AS MATERIALIZED (SELECT {lists}) {asked}"


@cache
def names(wishes: tuple[Wish, ...]) -> tuple[str, ...]:
    """Of the lists that they need."""
    return tuple(dict.fromkeys(name for wish in wishes for name in wish.given))


def _type(wishes: tuple[Wish, ...], name: str) -> str:
    wish = next(wish for wish in wishes if name in wish.given)
    return _array(*wish.through[:2]) if wish.through else _array(wish.cls, wish.columns[wish.given.index(name)])


def _array(cls: type[Any], column: str) -> str:
    (told,) = (str(each.type) for each in fields(cls) if each.name == column)
    return "text[]" if told.startswith("str") else "bigint[]"


def _asked(n: int, wish: Wish) -> str:
    kind = kind_of(wish.cls)
    lists = [f"(SELECT {name} FROM given)" for name in wish.given]
    if wish.through:
        cls, by, column = wish.through
        lists = [f"ARRAY(SELECT {column} FROM {kind_of(cls).table} WHERE {by} = ANY({lists[0]}::text[]))"]
    pairs = zip(wish.columns, lists, strict=True)
    terms = " AND ".join(f"{name} = ANY({some}::{_array(kind.cls, name)})" for name, some in pairs)
    return f"SELECT json_build_array({n}, {', '.join(kind.columns)})::text FROM {kind.table} WHERE {terms}"


def learn(
    wishes: tuple[Wish, ...], given: Given, answered: Iterable[Record], tables: Mapping[type[Any], Seen]
) -> Iterable[tuple[Kind, list[Record]]]:
    """What was asked is known now: the rows that there are, which it answers, and that there are no others."""
    found: list[tuple[Kind, list[Record]]] = [(kind_of(wish.cls), []) for wish in wishes]
    for n, *cells in json.loads(f"[{','.join(text for (text,) in answered)}]"):
        found[n][1].append(tuple(cells))
    for wish, (_, records) in zip(wishes, found, strict=True):
        tables[wish.cls].read(records)
    for wish in wishes:
        seen = tables[wish.cls]
        asked = set(_values(wish, given, tables))
        if wish.columns == seen.kind.key:
            for key in asked:
                seen.rows.setdefault(key, None)
        else:
            seen.begin((wish.columns, ())).update(asked)
    return found


def _values(wish: Wish, given: Given, tables: Mapping[type[Any], Seen]) -> Iterable[Values]:
    if wish.through is None:
        return product(*(given[name] for name in wish.given))
    cls, by, column = wish.through
    seen, among = tables[cls], set(given[wish.given[0]])
    found = (record for record in seen.rows.values() if record is not None)
    at, leads = seen.kind.columns.index(by), seen.kind.columns.index(column)
    return ((record[leads],) for record in found if record[at] in among and record[leads] is not None)
