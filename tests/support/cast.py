"""The cast of all tests: two stores, five people, and the cakes they make."""

from __future__ import annotations

from data.core.actor import Actor, Role
from data.core.clock import Instant
from data.core.command import Command
from data.organization.commands import AddStore, AddTerminal
from data.people.commands import AddStaff
from data.stock.commands import ReceiveStock
from data.stock.setting_up import AddItem, AddProduct

NOW: Instant = 1_795_734_000_000
"""Friday 27 November 2026, 10:00 in Sydney."""
TODAY, TOMORROW, SATURDAY_WEEK = "2026-11-27", "2026-11-28", "2026-12-05"

ANA = Actor("ana", "Ana", Role.STAFF)
BO = Actor("bo", "Bo", Role.STAFF)
SUE = Actor("sue", "Sue", Role.SUPERVISOR)
ADI = Actor("adi", "Adi", Role.ADMIN)
OLIVE = Actor("olive", "Olive", Role.OWNER)
PEOPLE = (ANA, BO, SUE, ADI, OLIVE)

BENCH, OTHER_BENCH = "bench-1", "bench-2"
SYDNEY = "Australia/Sydney"

BANNOS = AddStore("bannos", "Banno's", "B", SYDNEY, "AUD", "en_AU", ("Small", "Medium", "Large"), "00" * 16)
FLOURLANE = AddStore("flourlane", "Flour Lane", "F", SYDNEY, "AUD", "en_AU", ("Small", "Large"), "11" * 16)

GELATO_CAKE, SPONGE = "Gelato Cake", "Sponge"
MILK, BOX = "milk", "box"
"""Stock items: a Gelato Cake takes 500 g of milk (Large: 900 g) and a box; a Sponge takes a box."""
MILK_AT_FIRST, BOXES_AT_FIRST = 100_000, 200


def opening() -> tuple[Command, ...]:
    """The commands with which every test bakery begins, all given by Olive."""
    return (
        BANNOS,
        FLOURLANE,
        AddTerminal(BENCH, "bannos", 1, "Bench", "Filling", "origin-1"),
        AddTerminal(OTHER_BENCH, "bannos", 2, "Other bench", "Packing", "origin-2", here=False),
        *(AddStaff(p.staff_id, "bannos", 101 + n, p.name, p.role.value) for n, p in enumerate(PEOPLE)),
        AddItem(MILK, "bannos", "Milk", "g", reorder_point=2_000),
        AddItem(BOX, "bannos", "Box", "pc", limits_sale=False),
        AddProduct(
            "gelato-cake",
            "bannos",
            GELATO_CAKE,
            bom=(("", MILK, 500), ("", BOX, 1), ("Large", MILK, 900), ("Large", BOX, 1)),
        ),
        AddProduct("sponge", "bannos", SPONGE, bom=(("", BOX, 1),)),
        ReceiveStock(MILK, MILK_AT_FIRST),
        ReceiveStock(BOX, BOXES_AT_FIRST),
    )
