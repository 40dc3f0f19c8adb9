"""What the screen shows of a label is what the printer here is told."""

from __future__ import annotations

import re

from hardware.printer.pretend import PretendPrinter
from kitchen_tui.previews import drawn_label
from tests.hardware.label import escpos_reader
from tests.kitchen_tui_printing.shop import Shop, printing, until


def drawn(shop: Shop, ticket_id: str) -> str:
    return "\n".join(drawn_label(shop.desk, ticket_id, 80)[2])


def test_the_paper_is_that_of_the_printer_whose_work_the_label_is(shop, printer):
    shop.add("any", printer.address, "receipt-80")
    shop.add("cakes", printer.address, "label-4x6-300", prints="ticket")

    ticket = shop.tickets()[0]

    assert drawn_label(shop.desk, ticket.id, 60)[1] == "label-4x6-300"


def test_a_code_page_and_a_width_of_its_own_are_shown(shop, printer):
    ticket = shop.tickets()[0]
    shop.desk.database.run("UPDATE ticket SET writing = 'Żółć €' WHERE id = ?", (ticket.id,))
    shop.add("packer-1", printer.address, "receipt-80", code_page="CP1250")
    assert '"Żółć €"' in drawn(shop, ticket.id)

    shop.add("packer-1", printer.address, "receipt-80", code_page="CP437")
    assert '"Zólc EUR"' in drawn(shop, ticket.id)

    shop.add("packer-1", printer.address, "receipt-80", width_mm=12)
    assert "take wider paper" in " ".join(re.findall(r"\w+", drawn(shop, ticket.id)))

    shop.add("packer-1", printer.address, "papyrus")
    assert "papyrus" in drawn(shop, ticket.id)


def test_the_reprint_that_is_shown_is_the_one_that_comes_next(shop, printer):
    shop.add("packer-1", printer.address, "receipt-80")
    ticket = shop.tickets()[0]
    shop.desk.database.run("UPDATE ticket SET prints = 3, stage = 'Packing' WHERE id = ?", (ticket.id,))
    assert "REPRINT" not in drawn(shop, ticket.id), "of its packing label there is none yet"

    shop.desk.database.run("UPDATE ticket SET prints = 0, stage = 'Filling' WHERE id = ?", (ticket.id,))
    for n in range(3):
        shown = drawn(shop, ticket.id)
        shop.print(1)
        with printing(shop):
            until(lambda: set(shop.states()) == {"printed"})
        assert ("REPRINT" in shown) == (n > 0)
        assert f"REPRINT {n}" in shown or n == 0
        lines = escpos_reader.read(last(printer), "cp437").lines
        assert (f"REPRINT {n}" in " ".join(text for *_, text in lines)) == (n > 0)


def last(printer: PretendPrinter) -> bytes:
    return printer.labels[-1].data
