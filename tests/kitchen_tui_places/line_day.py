"""A Friday at ten in Banno's: something of everything on the line."""

from __future__ import annotations

from data.core.clock import HOUR, plus_days
from data.line.complete import CompleteFilling
from data.line.tend import AssignStaff, SetStorage
from data.orders.handover import HandOverOrder
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO, NOW, SPONGE, SUE, TODAY, TOMORROW
from tests.support.dockets import cake, candles, docket
from tests.support.walk import advance, complete_all


def a_morning(bakery: Bakery) -> None:
    """Late, soon, later; filled, packed, handed over; of one person and of nobody."""
    window = {"due_date": TODAY, "window_from": 11 * 60, "window_to": 12 * 60}
    bakery.take_in(docket("20001", cake(flavour="Pistachio")))
    bakery.take_in(docket("20002", cake("1", size="Large", quantity=3), candles(), **window))
    bakery.take_in(docket("20003", cake(title=SPONGE, size=None), due_date=plus_days(TODAY, -1)))
    bakery.take_in(docket("20004", cake(flavour="Hazelnut", size="Small"), due_date=plus_days(TODAY, 5)))
    bakery.take_in(docket("20005", cake(quantity=2), due_date=TODAY, window_from=14 * 60, window_to=15 * 60))
    bakery.take_in(docket("20006", due_date=TOMORROW, customer="Élodie Ångström"))
    bakery.take_in(docket("20007", cake(title=SPONGE)))
    bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
    bakery.must(AssignStaff(bakery.ticket("20001").id, BO.staff_id, "careful"), SUE)
    bakery.must(AssignStaff(bakery.ticket("20005-A").id, SUE.staff_id), SUE)
    advance(bakery, bakery.ticket("20002-A"), "Decorating")
    complete_all(bakery, bakery.ticket("20006"), bakery.ticket("20007"))
    bakery.must(SetStorage(bakery.ticket("20006").id, "Fridge 2"), ANA)
    bakery.must(HandOverOrder(bakery.order("20007").id), ANA)
    assert bakery.machine.at < NOW + HOUR
