"""Labels: the first begins Filling, each copy is marked, and no label is printed for what does not count (O18)."""

from __future__ import annotations

from data.kitchen.label import LabelJob
from data.line.complete import CompletePacking
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BO
from tests.support.dockets import candles, docket
from tests.support.walk import advance


def labels(bakery: Bakery) -> list[tuple[str, int, str]]:
    return [(job.kind, job.reprint, job.state) for job in bakery.all(LabelJob)]


def test_the_first_label_begins_filling_and_the_order(bakery):
    bakery.take_in()
    receipt = bakery.must(PrintBarcode(bakery.ticket("20001").id), ANA)

    assert bakery.ticket("20001").filling_start_ts == bakery.machine.at
    assert bakery.order("20001").status == "PREPARING"
    assert receipt.says == "B20001: label"
    assert labels(bakery) == [("ticket", 0, "queued")]


def test_a_copy_is_marked_and_leaves_the_beginning_as_it_was(bakery):
    bakery.take_in()
    ticket = bakery.ticket("20001")
    bakery.must(PrintBarcode(ticket.id), ANA)
    began = bakery.machine.at
    bakery.machine.wait(60_000)

    assert bakery.must(PrintBarcode(ticket.id), BO).says == "B20001: REPRINT 1"
    assert bakery.must(PrintBarcode(ticket.id), BO).says == "B20001: REPRINT 2"
    assert bakery.ticket("20001").filling_start_ts == began
    assert sorted(labels(bakery)) == [("ticket", n, "queued") for n in range(3)]


def test_a_ticket_that_only_packs_has_no_filling_to_begin(bakery):
    bakery.take_in(docket("20001", candles()))
    bakery.must(PrintBarcode(bakery.ticket("20001").id), ANA)

    assert bakery.ticket("20001").filling_start_ts is None
    assert bakery.order("20001").status == "CONFIRMED"


def test_packing_prints_its_label_and_undo_voids_it(bakery):
    bakery.take_in()
    ticket = advance(bakery, bakery.ticket("20001"), "Packing")
    bakery.must(StartPacking(ticket.id), ANA)
    assert labels(bakery) == []
    packed = bakery.must(CompletePacking(ticket.id), ANA)
    assert labels(bakery) == [("packing", 0, "queued")]

    bakery.undo(packed)
    assert labels(bakery) == [("packing", 0, "voided")]

    bakery.must(CompletePacking(ticket.id), ANA)
    assert sorted(labels(bakery)) == [("packing", 0, "queued"), ("packing", 0, "voided")]


def test_the_authority_prints_nothing(bakery):
    bakery.take_in()
    ticket = bakery.ticket("20001")
    bakery.settle(PrintBarcode(ticket.id), ANA)
    bakery.settle(CompletePacking(ticket.id), ANA)

    assert labels(bakery) == []
    assert bakery.ticket("20001").prints == 1
