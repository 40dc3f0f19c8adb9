"""Whatever a rule or a question asks by equality is found through an index: no scan of a cake reads a whole table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from data.exchange.travelling import by_keys
from data.store.kinds import select_where
from tests.support.bakery import Bakery
from tests.support.dockets import cake, docket
from tests.support.dump import KINDS

DATA = Path(__file__).parents[3] / "data"
BY_NAME = {kind.cls.__name__: kind for kind in KINDS}
A_HANDFUL = {"terminal", "pos_integration"}
"""Tables that never hold more than a page: reading all of one costs what its index would."""
SELDOM = {("Staff", "role"), ("Ticket", "store_id", "in_queue")}
"""Asked only when an admin changes a role or the sizes of a store: an index would cost every scan."""


class Asked(NamedTuple):
    """One way in which rows are asked for."""

    kind: str
    equals: tuple[str, ...]
    nulls: tuple[str, ...]


def asked_for() -> Iterator[Asked]:
    """Every `.where(Kind, column=...)` that stands in data/."""
    for path in DATA.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "where"):
                continue
            if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in BY_NAME:
                nulls = tuple(k.arg or "" for k in node.keywords if is_none(k.value))
                equals = tuple(k.arg or "" for k in node.keywords if not is_none(k.value))
                yield Asked(node.args[0].id, equals, nulls)


def is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


ASKED = sorted(set(asked_for()))


@pytest.fixture(scope="module")
def filled(shop) -> Bakery:
    """A shop with 60 orders."""
    bakery = shop.open()
    for n in range(60):
        bakery.take_in(docket(str(20001 + n), cake(quantity=2)))
    return bakery


def plan(bakery: Bakery, sql: str, values: int) -> list[str]:
    return [row[-1] for row in bakery.database.rows(f"EXPLAIN QUERY PLAN {sql}", ["x"] * values)]


def test_the_ways_to_ask_are_found():
    assert Asked("StageFact", ("ticket_id",), ()) in ASKED
    assert Asked("Notice", ("ticket_id",), ("acknowledged_at",)) in ASKED
    assert len(ASKED) > 20


@pytest.mark.parametrize("asked", ASKED, ids=lambda a: f"{a.kind} by {' and '.join(a.equals + a.nulls)}")
def test_rows_are_found_through_an_index(filled, asked):
    kind = BY_NAME[asked.kind]
    steps = plan(filled, select_where(kind, asked.equals, asked.nulls), len(asked.equals))

    if kind.table not in A_HANDFUL and (asked.kind, *asked.equals) not in SELDOM:
        assert not [step for step in steps if step.startswith("SCAN")], steps


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_a_row_is_found_by_its_key_through_an_index(filled, kind):
    steps = plan(filled, select_where(kind, kind.key, ()), len(kind.key))

    assert not [step for step in steps if step.startswith("SCAN")], steps


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_many_rows_are_found_by_their_keys_through_an_index(filled, kind):
    steps = plan(filled, by_keys(kind.table, kind.key, kind.columns, 4), 4 * len(kind.key))

    scanned = [step for step in steps if step.startswith("SCAN")]
    assert scanned == (["SCAN 4 CONSTANT ROWS", "SCAN wanted"] if len(kind.key) > 1 else []), steps
