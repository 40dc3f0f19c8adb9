"""A value and its table say the same, field for field, so neither can drift from the other."""

from __future__ import annotations

import types
from dataclasses import fields
from typing import Union, get_args, get_origin, get_type_hints

import pytest
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, Text

from data.exchange.laying import UNIQUE
from data.exchange.travelling import TABLES
from data.store.kinds import Kind, table_names
from data.store.tables import metadata
from tests.support.dump import KINDS

STORED_AS = {str: Text, int: BigInteger, bool: Boolean, bytes: LargeBinary}


def plain(hint: object) -> tuple[type, bool]:
    """A field's type without None, and whether it may be None."""
    if get_origin(hint) in (types.UnionType, Union):
        kept = [part for part in get_args(hint) if part is not type(None)]
        assert len(kept) == 1
        return kept[0], True
    assert isinstance(hint, type)
    return hint, False


def described(kind: Kind) -> list[tuple[str, type, bool]]:
    hints = get_type_hints(kind.cls)
    return [(f.name, *plain(hints[f.name])) for f in fields(kind.cls)]


def column_says(column: Column) -> tuple[str, type, bool]:
    stored = next(value for value, kind in STORED_AS.items() if isinstance(column.type, kind))
    return column.name, stored, bool(column.nullable)


def test_every_table_keeps_values_of_one_class():
    assert {kind.table for kind in KINDS} == set(metadata.tables) == set(table_names())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.cls.__name__)
class TestEveryValue:
    def test_has_the_columns_of_its_table_in_their_order_with_their_types_and_nulls(self, kind):
        assert described(kind) == [column_says(c) for c in metadata.tables[kind.table].columns]

    def test_has_the_primary_key_of_its_table(self, kind):
        assert kind.key == tuple(c.name for c in metadata.tables[kind.table].primary_key.columns)

    def test_has_its_flags_read_as_truth_values(self, kind):
        assert [kind.columns[n] for n in kind.flags] == [name for name, cls, _ in described(kind) if cls is bool]

    def test_is_frozen_and_has_slots(self, kind):
        assert kind.cls.__dataclass_params__.frozen
        assert "__slots__" in vars(kind.cls)


def test_what_is_unique_beside_its_key_is_known_to_the_exchange():
    """Rows that exchange such a value must give way before they are written."""
    unique = {
        table.name: tuple(column.name for index in table.indexes if index.unique for column in index.columns)
        for table in metadata.tables.values()
        if table.name in TABLES
    }
    assert {name: set(columns) for name, columns in unique.items() if columns} == {n: set(c) for n, c in UNIQUE.items()}
