"""The demo's orders of an unusual shape: many cakes, none, sixty of one, missing things, text that means harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kitchen_tui.demo import words
from kitchen_tui.demo.cart import DELIVERY, TAG, Line
from kitchen_tui.demo.deeds import Beat
from kitchen_tui.demo.menu import product
from kitchen_tui.demo.ordinary import COVERED, DECORATED, FILLED, LABELLED, PACKED, PACKING_STARTED, due
from kitchen_tui.demo.payload import Placed
from kitchen_tui.demo.scene import After, Reached, Scene, Story, accessory


def shapes(scene: Scene) -> Iterator[Story]:
    """All of them, once."""
    yield _dozen(scene)
    yield _trio(scene)
    yield _half_packed_trio(scene)
    yield _batch(scene)
    yield _candles_only(scene)
    yield from _marked(scene)
    yield from _long(scene)
    yield hostile(scene, COVERED)
    yield from _made_to_order(scene)
    yield from held(scene)
    yield from _without_tickets(scene)


def at_step(scene: Scene, reached: Reached, minutes_ago: int = 45) -> After:
    """An order of one cake that has come so far."""
    return lambda placed: scene.walk(placed.code, reached, scene.around.ago(minutes_ago))


def each(scene: Scene, reached: Iterable[Reached]) -> After:
    """An order of several cakes, each of which has come so far."""

    def after(placed: Placed) -> Iterator[Beat]:
        for n, step in enumerate(reached):
            suffix = "ABCDEFGHIJ"[n] if n < 10 else f"-{n + 1}"
            yield from scene.walk(placed.code + suffix, step, scene.around.ago(20 + 6 * n))

    return after


def _dozen(scene: Scene) -> Story:
    line = scene.line(product("NUM"), size="Small", flavour="Vanilla", quantity=12, properties=())
    steps = (DECORATED,) * 2 + (COVERED,) * 3 + (FILLED,) * 3 + (LABELLED,) * 4
    return scene.order(
        due(scene, "tomorrow"), each(scene, steps), lines=(line,), customer="Wattle Street Primary School"
    )


def _trio(scene: Scene) -> Story:
    lines = (
        scene.line(product("MUD"), size="Small", quantity=2),
        accessory(0, 3),
        scene.line(product("RED"), size="Large"),
    )
    return scene.order(due(scene, "today"), each(scene, (FILLED, LABELLED, COVERED)), lines=lines)


def _half_packed_trio(scene: Scene) -> Story:
    lines = (scene.line(product("LEM")), scene.line(product("TIR")), scene.line(product("CUP")))
    return scene.order(due(scene, "today"), each(scene, (PACKED, PACKING_STARTED, DECORATED)), lines=lines)


def _batch(scene: Scene) -> Story:
    line = scene.line(product("MIN"), quantity=60, properties=())
    return scene.order(
        due(scene, "today"),
        at_step(scene, FILLED),
        lines=(line,),
        customer="Harbour View Events",
        method=DELIVERY,
        street=words.street(scene.dice),
    )


def _candles_only(scene: Scene) -> Story:
    lines = (replace(accessory(1, 2), properties=(("Colour", "silver"),)), accessory(3))
    return scene.order(due(scene, "today"), lines=lines)


def _marked(scene: Scene) -> Iterator[Story]:
    yield scene.order(due(scene, "today"), at_step(scene, COVERED), test=True, customer="Test Order")
    yield scene.order(due(scene, "today"), customer=None, source="pos", method=None, street=None)
    yield scene.order(scene.around.on(-1, 15 * 60, 60), at_step(scene, LABELLED, 30), hours_ago=2)
    yield scene.order(due(scene, "tomorrow"), style=TAG)


def _long(scene: Scene) -> Iterator[Story]:
    wordy = scene.line(product("UNI")).properties
    custom = Line(
        words.LONG_PRODUCT, None, 64_000, size="Extra Large", flavour="Vanilla, passionfruit and white chocolate"
    )
    said = (("Writing", words.LONG_WRITING), ("Allergy", words.LONG_ALLERGY))
    yield scene.order(
        due(scene, "today"),
        at_step(scene, COVERED),
        lines=(replace(custom, properties=said), accessory(0, 4), accessory(2)),
        customer=words.LONG_CUSTOMER,
        note=words.LONG_NOTE,
        attributes=(("Delivery Instructions", words.LONG_NOTE),),
    )
    yield scene.order(
        due(scene, "today"),
        at_step(scene, DECORATED),
        lines=(scene.line(product("UNI"), properties=(*wordy, ("Writing", words.LONG_WRITING))),),
    )
    yield scene.order(
        due(scene, "tomorrow"), lines=(scene.line(product("PAS"), properties=(("Allergy", words.LONG_ALLERGY),)),)
    )


def hostile(scene: Scene, reached: Reached) -> Story:
    """Everything that a screen, a printer or a spreadsheet might take for an order."""
    properties = (("Writing", words.HOSTILE_WRITING), ("Allergy", words.HOSTILE_ALLERGY), ("[/]\x1b[2J", "\x9b31m"))
    line = Line(words.HOSTILE_PRODUCT, "X-HOSTILE", 8_900, "Small", words.HOSTILE_FLAVOUR, properties=properties)
    return scene.order(
        due(scene, "today"),
        at_step(scene, reached),
        lines=(line,),
        customer=words.HOSTILE_CUSTOMER,
        note=words.HOSTILE_NOTE,
    )


def _made_to_order(scene: Scene) -> Iterator[Story]:
    surcharge = Line("Delivery surcharge", None, 3_000)
    yield scene.order(due(scene, "next week"), lines=(scene.line(product("WED"), size="Extra Large"), surcharge))
    slab = Line("Team cake, see drawing", None, 12_000, size="Half slab", flavour="Chocolate")
    yield scene.order(due(scene, "soon"), lines=(slab,))
    yield scene.order(due(scene, "today"), at_step(scene, DECORATED), lines=(scene.line(product("MAC")),))
    removed = (scene.line(product("RED"), quantity=2, left=1), replace(accessory(0), left=0))
    yield scene.order(due(scene, "tomorrow"), lines=removed)


def held(scene: Scene) -> Iterator[Story]:
    """Orders that wait for a supervisor: no date, one that nobody can read, nobody's name, not paid."""
    yield scene.order(None, hours_ago=7)
    yield scene.order(None, hours_ago=5, due_text="as soon as possible please!!")
    yield scene.order(due(scene, "soon"), hours_ago=3, customer=None, street=None)
    yield scene.order(due(scene, "soon"), hours_ago=2, financial_status="pending")


def _without_tickets(scene: Scene) -> Iterator[Story]:
    for hours in (2, 3, 26):
        yield scene.order(None, hours_ago=hours, customer=None, source="pos", method=None, street=None)
    card = Line("Gift card", "GIFT-50", 5_000, gift_card=True)
    yield scene.order(None, lines=(card,), method=None, street=None)
    yield scene.order(due(scene, "soon"), cancelled=True, financial_status="refunded")
