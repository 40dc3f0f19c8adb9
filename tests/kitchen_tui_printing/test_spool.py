"""Labels come out in order, once, and whatever is wrong with a printer is said in words."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from data.kitchen.label import WAITS_MS
from data.line.labels import CancelLabel, RetryLabel
from data.organization.printer import Printer, RemovePrinter
from data.questions.notices import open_notices
from data.store.errors import NotRecorded
from data.store.label_queue import Claimed, step
from hardware.printer.delivery import Delivery
from hardware.printer.pretend import PretendPrinter
from hardware.printer.status import Status
from kitchen_tui.printing import spool, verdicts
from kitchen_tui.printing.hands import RealHands, Sheet
from tests.kitchen_tui_printing.shop import Shop, came_out, printing, until


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between two tries are too short to notice."""
    monkeypatch.setattr(verdicts, "wait_ms", lambda tries: 10)


def all_are(shop: Shop, state: str) -> bool:
    return set(shop.states()) == {state}


def test_labels_come_out_once_and_in_the_order_they_were_asked_for(shop, printer):
    shop.add("packer-1", printer.address)
    codes = shop.print(3)
    with printing(shop) as running:
        until(lambda: all_are(shop, "printed"))
        codes += shop.print(1)
        until(lambda: all_are(shop, "printed"))

    assert came_out(printer, codes) == [(codes[0], 0), (codes[1], 0), (codes[2], 0), (codes[0], 1)]
    assert [job.sends for job in shop.jobs()] == [1, 1, 1, 1]
    told = [news["printed"] for news in running.news if news["printed"]]
    assert [(p["code"], p["kind"], p["printer"], p["reprint"]) for p in told] == [
        (code, "ticket", "packer-1", reprint) for code, reprint in came_out(printer, codes)
    ]
    assert running.news[-1]["printers"][0]["ready"]
    assert running.kept == []


def test_a_printer_that_is_off_gets_everything_in_order_when_it_is_back(shop):
    with PretendPrinter() as before:
        port, address = before.port, before.address
    shop.add("packer-1", address)
    codes = shop.print(4)
    with printing(shop) as running:
        until(lambda: all(job.says for job in shop.jobs()))
        assert {job.state for job in shop.jobs()} == {"queued"}
        assert all(job.says.startswith("packer-1: The printer at") for job in shop.jobs())
        assert sum(job.tries for job in shop.jobs()) <= 1, "the others need not try what is known to fail"
        assert not running.news[-1]["printers"][0]["ready"]
        with PretendPrinter(port) as after:
            until(lambda: all_are(shop, "printed"))

    assert came_out(after, codes) == [(code, 0) for code in codes]
    assert running.kept == []


def test_what_the_printer_says_stands_beside_the_labels_that_wait(shop, printer):
    shop.add("packer-1", printer.address)
    printer.set(head_open=True)
    codes = shop.print(2)
    with printing(shop):
        until(lambda: all(job.says for job in shop.jobs()))
        assert {job.says for job in shop.jobs()} == {"packer-1: The printer is open: close it"}
        assert printer.labels == []
        printer.lift()
        until(lambda: all_are(shop, "printed"))

    assert came_out(printer, codes) == [(code, 0) for code in codes]


def test_a_label_that_no_printer_here_prints_is_told_until_one_does(shop, printer):
    shop.add("packer-1", printer.address, prints="packing")
    shop.print(1)
    with printing(shop) as running:
        until(lambda: running.news and (running.news[-1]["says"] or "").startswith("No printer here prints"))
        shop.add("packer-1", printer.address)
        until(lambda: all_are(shop, "printed"))
        until(lambda: running.news[-1]["says"] is None)


def test_the_backup_prints_at_once_and_says_for_whom(shop, printer, backup):
    shop.add("packer-2", backup.address)
    shop.add("packer-1", printer.address, backup="packer-2")
    printer.set(paper_out=0)
    codes = shop.print(3)
    with printing(shop) as running:
        until(lambda: all_are(shop, "printed"))

    assert came_out(printer, codes) == []
    assert came_out(backup, codes) == [(code, 0) for code in codes]
    assert {(job.printer, job.says) for job in shop.jobs()} == {
        ("packer-2", "packer-1 is out of paper: printed on packer-2")
    }
    assert "packer-1 is out of paper: printed on packer-2" in [
        news["printed"]["says"] for news in running.news if news["printed"]
    ]


def test_a_cable_pulled_in_the_middle_of_a_label_makes_the_next_one_a_copy(shop, printer):
    shop.add("packer-1", printer.address)
    printer.set(closes=150)
    codes = shop.print(1)
    with printing(shop):
        until(lambda: shop.jobs()[0].sends >= 1 and shop.jobs()[0].state == "queued")
        assert "may be on paper" in (shop.jobs()[0].says or "")
        printer.lift()
        until(lambda: all_are(shop, "printed"))

    ((code, reprint),) = came_out(printer, codes)
    assert (code, reprint) == (codes[0], shop.jobs()[0].sends - 1)
    assert reprint >= 1


def test_a_label_that_goes_nowhere_again_and_again_fails_and_does_not_eat_the_roll(shop, impatient):
    hands = Careless(["unsure"] * 9)
    shop.add("packer-1", "tcp:127.0.0.1:1")
    shop.print(1)
    with printing(shop, hands.at):
        until(lambda: all_are(shop, "failed"), 60)

    assert len(hands.sent) == shop.jobs()[0].sends == 5
    assert "5 times so" in (shop.jobs()[0].says or "")


def test_a_label_voided_or_cancelled_while_it_waits_never_comes_out(shop, printer):
    shop.add("packer-1", printer.address)
    codes = shop.print(3)
    first, second, _ = shop.jobs()
    shop.desk.database.run("UPDATE label_job SET state = 'voided' WHERE id = ?", (first.id,))
    shop.do(CancelLabel(second.id))
    with printing(shop):
        until(lambda: shop.states() == ["voided", "cancelled", "printed"])

    assert came_out(printer, codes) == [(codes[2], 0)]


def test_without_a_printer_labels_wait_and_say_so_once(shop, printer):
    codes = shop.print(2)
    with printing(shop) as running:
        until(lambda: all(job.says for job in shop.jobs()))
        assert {job.says for job in shop.jobs()} == {
            "No printer here prints ticket labels: add one with `kitchen-tui printers add`"
        }
        written = shop.desk.database.data_version()
        shop.add("packer-1", printer.address, prints="packing")
        shop.add("bench-1", printer.address, prints="ticket")
        until(lambda: all_are(shop, "printed"))

    assert shop.desk.database.data_version() > written
    assert [job.printer for job in shop.jobs()] == ["bench-1"] * 2
    assert came_out(printer, codes) == [(code, 0) for code in codes]
    assert running.kept == []


def test_a_printer_asked_for_by_name_gets_the_label(shop, printer, backup):
    shop.add("packer-1", printer.address)
    shop.add("packer-2", backup.address)
    codes = shop.print(1, printer="packer-2")
    with printing(shop):
        until(lambda: all_are(shop, "printed"))
        shop.do(RemovePrinter(shop.desk.terminal.id, "packer-1"))
        shop.print(1)
        until(lambda: all_are(shop, "printed"))

    assert came_out(backup, codes) == [(codes[0], 0), (codes[0], 1)]
    assert printer.labels == []


def test_a_printer_that_moved_is_found_at_its_new_address(shop, printer):
    shop.add("packer-1", "tcp:127.0.0.1:1")
    codes = shop.print(1)
    with printing(shop):
        until(lambda: shop.jobs()[0].says)
        shop.add("packer-1", printer.address)
        until(lambda: all_are(shop, "printed"))

    assert came_out(printer, codes) == [(codes[0], 0)]


def test_a_label_that_its_paper_cannot_hold_fails_at_once_with_the_reason(shop, printer):
    shop.add("packer-1", printer.address, width_mm=12)
    shop.print(1)
    with printing(shop) as running:
        until(lambda: all_are(shop, "failed"))

    (job,) = shop.jobs()
    assert running.kept == [], "that is no fault of the program"
    assert (job.tries, job.sends) == (0, 0)
    assert "mm" in (job.says or "")
    assert printer.labels == []


def test_a_paper_this_program_does_not_know_is_said(shop, printer):
    shop.add("packer-1", printer.address, "papyrus")
    shop.print(1)
    with printing(shop):
        until(lambda: shop.jobs()[0].says)

    assert "papyrus" in (shop.jobs()[0].says or "")


def test_a_fault_of_our_own_fails_its_label_after_three_times_and_the_others_come_out(shop, printer, impatient):
    shop.add("packer-1", printer.address)
    codes = shop.print(2)
    broken = shop.tickets()[0].id

    class Clumsy(RealHands):
        def draw(self, sheet: Sheet) -> bytes:
            if sheet.ticket.id == broken:
                raise ZeroDivisionError
            return super().draw(sheet)

    with printing(shop, Clumsy) as running:
        until(lambda: shop.states() == ["failed", "printed"])

    assert [type(trouble) for trouble in running.kept] == [ZeroDivisionError] * 3
    assert "ZeroDivisionError" in (shop.jobs()[0].says or "")
    assert shop.jobs()[0].sends == 0
    assert came_out(printer, codes) == [(codes[1], 0)]


def test_a_failed_label_is_printed_when_somebody_says_so(shop, printer):
    shop.add("packer-1", printer.address)
    codes = shop.print(1)
    shop.desk.database.run("UPDATE label_job SET state = 'failed', tries = 4, says = 'x'")
    with printing(shop) as running:
        until(lambda: running.news)
        assert running.news[-1]["failed"] == 1
        shop.do(RetryLabel(shop.jobs()[0].id))
        until(lambda: all_are(shop, "printed"))
        until(lambda: running.news[-1]["failed"] == 0)

    assert came_out(printer, codes) == [(codes[0], 0)]


def test_labels_of_yesterday_are_not_printed_and_people_are_told(shop, printer):
    shop.add("packer-1", printer.address)
    shop.print(2)
    codes = shop.print(3)[2:]
    shop.desk.database.run(
        "UPDATE label_job SET at = at - ? WHERE command_id IN "
        "(SELECT command_id FROM label_job ORDER BY command_id LIMIT 4)",
        (WAITS_MS + 60_000,),
    )
    with printing(shop):
        until(lambda: shop.states().count("printed") == 1)

    (notice,) = (n for n in open_notices(shop.desk.database, shop.desk.store.id) if n.code == "labels_expired")
    assert notice.text.startswith("4 labels")
    assert came_out(printer, codes) == [(codes[0], 0)]


def test_a_label_that_failed_before_the_clock_was_set_back_does_not_wait_for_that_hour_again(shop, printer):
    shop.add("packer-1", printer.address)
    codes = shop.print(1)
    hour = 3_600_000
    shop.desk.database.run(
        "UPDATE label_job SET at = at + ?, tries = 1, printer = 'packer-1', says = 'x', next_at = at + ?, "
        "changed_at = at + ?",
        (hour, hour, hour),
    )
    with printing(shop):
        until(lambda: all_are(shop, "printed"))

    assert came_out(printer, codes) == [(codes[0], 0)]


def test_a_disk_that_takes_nothing_is_told_once_and_the_labels_come_out_when_it_does_again(shop, printer, monkeypatch):
    full = threading.Event()

    def while_not_full(*given: Any) -> Claimed | None:
        if full.is_set():
            raise NotRecorded("The disk is full")
        return step(*given)

    monkeypatch.setattr(spool, "step", while_not_full)
    shop.add("packer-1", printer.address)
    full.set()
    codes = shop.print(1)
    with printing(shop) as running:
        until(lambda: any(news["says"] for news in running.news))
        assert printer.labels == []
        full.clear()
        until(lambda: running.news[-1]["waiting"] == 0 and running.news[-1]["printers"])

    said = [news["says"] for news in running.news if news["says"]]
    assert said == ["No labels are printed now: The disk is full"]
    assert running.news[-1]["says"] is None
    assert came_out(printer, codes) == [(codes[0], 0)]


def test_a_printer_does_one_thing_at_a_time(shop):
    hands = Careless([])
    for name in ("packer-1", "packer-2"):
        shop.add(name, "tcp:127.0.0.1:1")
    for name in ("packer-1", "packer-2"):
        shop.print(4, printer=name)
    with printing(shop, hands.at):
        until(lambda: all_are(shop, "printed"))

    assert hands.most_at_once == 1
    assert len(hands.sent) == 8


class Careless:
    """Printers that do as the list says, and then well."""

    def __init__(self, fates: list[str]) -> None:
        self.fates, self.sent, self.most_at_once = fates, list[str](), 0

    def at(self, printer: Printer) -> Careless._One:
        return self._One(self, printer.name)

    class _One:
        def __init__(self, all_of_them: Careless, name: str) -> None:
            self._all, self._name, self._inside = all_of_them, name, threading.Semaphore(1)

        def draw(self, sheet: Sheet) -> bytes:
            return sheet.ticket.code.encode()

        def send(self, data: bytes) -> Delivery:
            alone = self._inside.acquire(blocking=False)
            self._all.most_at_once = max(self._all.most_at_once, 1 if alone else 2)
            self._all.sent.append(self._name)
            fate = self._all.fates.pop(0) if self._all.fates else "printed"
            if alone:
                self._inside.release()
            return Delivery(fate, "nobody knows")

        def ask(self) -> Status:
            return Status(True, "The printer is ready", "ready")
