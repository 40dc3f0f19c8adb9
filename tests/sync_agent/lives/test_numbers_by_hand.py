"""Two terminals take orders by phone while no line joins them: two customers, two numbers, and nobody's cake is taken
for another's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from data.core.packed import pack
from data.kitchen.ticket import Ticket
from data.orders.compose import Asked, Item, compose
from data.orders.docket import docket_to_args
from data.orders.intake import PlaceOrder
from data.orders.order import Order
from data.orders.reading import docket_rules
from data.organization.store import Store
from data.questions.stores import next_local_number
from tests.support.bakery import Bakery
from tests.support.cast import BENCH, GELATO_CAKE, OTHER_BENCH, SUE, TOMORROW
from tests.support.enrolled import EnrolledTerminal, Hub
from tests.support.memory import Shop

NUMBERS = {BENCH: 1, OTHER_BENCH: 2}
RENUMBERED = "P01001 was taken twice: this order is bannos-P0100101 now. Print its labels again"


@pytest.fixture
def hub(shop: Shop) -> Hub:
    return Hub(shop.open())


@pytest.fixture
def two(hub: Hub, template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[EnrolledTerminal]]:
    """Terminals of these names; one that is there twice is a machine and its copy."""
    with ExitStack() as stack:
        made = []
        for n, name in enumerate(request.param):
            made.append(EnrolledTerminal(hub, template, tmp_path / str(n), name, f"node-{n}"))
            stack.enter_context(made[-1].closing())
        yield made


def taken_down(terminal: EnrolledTerminal, customer: str) -> str:
    """An order by phone, as the app takes it; answers its id."""
    bakery, stamp = terminal.bakery, terminal.bakery.machine.stamp()
    store = bakery.rows.get(Store, "bannos")
    assert store is not None
    docket = compose(
        Asked(customer, TOMORROW, [Item(GELATO_CAKE, size="Medium", unit_price=8_900)]),
        number=next_local_number(bakery.database, "bannos", NUMBERS[terminal.id]),
        terminal_id=terminal.id,
        currency="AUD",
        rules=docket_rules(store.docket, 6),
        now=stamp.at,
        mark=stamp.command_id,
    )
    command = PlaceOrder("bannos", pack(docket_to_args(docket)))
    receipt = bakery.do(command, SUE, terminal=terminal.id, at=stamp.at, command_id=stamp.command_id)
    assert receipt.accepted
    assert receipt.order_id is not None
    return receipt.order_id


def meet(two: list[EnrolledTerminal]) -> None:
    for terminal in (*two, *two):
        terminal.exchange()


def told(bakery: Bakery, order_id: str) -> tuple[str | None, str, str]:
    """Customer, number and barcode of an order of one cake."""
    order = bakery.rows.get(Order, order_id)
    (ticket,) = bakery.rows.where(Ticket, order_id=order_id)
    assert order is not None
    return order.customer, order.number, ticket.code


@pytest.mark.parametrize("two", [(BENCH, OTHER_BENCH)], indirect=True)
def test_two_terminals_never_give_one_number(hub: Hub, two: list[EnrolledTerminal]) -> None:
    ada, grace = taken_down(two[0], "Ada"), taken_down(two[1], "Grace")
    meet(two)
    for bakery in (hub.bakery, two[0].bakery, two[1].bakery):
        assert told(bakery, ada) == ("Ada", "P01001", "BP01001")
        assert told(bakery, grace) == ("Grace", "P02001", "BP02001")
    assert not hub.bakery.notices("renumbered")


@pytest.mark.parametrize("two", [(BENCH, BENCH)], indirect=True)
def test_a_machine_and_its_copy_give_one_number_twice_and_both_orders_stand(
    hub: Hub, two: list[EnrolledTerminal]
) -> None:
    """Who settles second gets another number. Its label is out with the first one's: somebody must hear of it."""
    ada, grace = taken_down(two[0], "Ada"), taken_down(two[1], "Grace")
    assert told(two[0].bakery, ada)[1:] == told(two[1].bakery, grace)[1:]
    meet(two)
    for bakery in (hub.bakery, two[0].bakery, two[1].bakery):
        assert told(bakery, ada) == ("Ada", "P01001", "BP01001")
        assert told(bakery, grace) == ("Grace", "P0100101", "BP0100101")
        assert [(n.order_id, n.text) for n in bakery.notices("renumbered")] == [(grace, RENUMBERED)]
    taken_down(two[0], "Edsger")
    meet(two)
    assert len({order.number for order in hub.bakery.all(Order)}) == 3
