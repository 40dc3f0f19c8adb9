"""Labels again, given up, forgotten: every command about a label job, and the printers it may wait for."""

from __future__ import annotations

import pytest

from data.core.actor import SERVICE_ACTOR
from data.kitchen.label import STATES, WAITS_MS, LabelJob
from data.line.complete import CompletePacking
from data.line.labels import CancelLabel, ExpireLabels, PrintPackingLabel, RetryLabel
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.organization.printer import AddPrinter, Printer, RemovePrinter, printers
from data.store.label_queue import Settled, step
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BENCH
from tests.support.walk import advance


@pytest.fixture
def packed(bakery: Bakery) -> Bakery:
    """Ticket 20001 is packed, its label waits."""
    bakery.take_in()
    ticket = advance(bakery, bakery.ticket("20001"), "Packing")
    bakery.must(StartPacking(ticket.id), ANA)
    bakery.must(CompletePacking(ticket.id), ANA)
    return bakery


def only_job(bakery: Bakery) -> LabelJob:
    (job,) = bakery.all(LabelJob)
    return job


def put_in(bakery: Bakery, state: str) -> LabelJob:
    job = only_job(bakery)
    bakery.database.run("UPDATE label_job SET state = ?, tries = 3, says = 'off' WHERE id = ?", (state, job.id))
    return only_job(bakery)


def add(bakery: Bakery, name: str, **given: object) -> None:
    bakery.must(AddPrinter(BENCH, name, "tcp:127.0.0.1", "receipt-80", **given), ADI)  # type: ignore[arg-type]


class TestAnotherPackingLabel:
    def test_waits_as_a_job_of_its_own_where_it_was_asked_for(self, packed):
        add(packed, "packer-1")
        receipt = packed.must(PrintPackingLabel(packed.ticket("20001").id, "packer-1"), ANA)

        assert receipt.says == "B20001: packing label"
        assert sorted((j.kind, j.state, j.wanted) for j in packed.all(LabelJob) if j.wanted) == [
            ("packing", "queued", "packer-1")
        ]
        assert len(packed.all(LabelJob)) == 2

    def test_is_not_for_a_cake_that_nobody_packs(self, bakery):
        bakery.take_in()
        receipt = bakery.do(PrintPackingLabel(bakery.ticket("20001").id), ANA)

        assert (receipt.status, receipt.code) == ("refused", "not_at_packing")
        assert bakery.all(LabelJob) == []

    def test_is_had_as_soon_as_packing_began(self, bakery):
        bakery.take_in()
        ticket = advance(bakery, bakery.ticket("20001"), "Packing")
        bakery.must(StartPacking(ticket.id), ANA)

        assert bakery.must(PrintPackingLabel(ticket.id), ANA).status == "applied"

    @pytest.mark.parametrize("command", [PrintPackingLabel, PrintBarcode])
    def test_names_the_printers_there_are_when_asked_for_another(self, packed, command):
        add(packed, "packer-1")
        receipt = packed.do(command(packed.ticket("20001").id, "paker-1"), ANA)

        assert receipt.code == "no_such_printer"
        assert "packer-1" in receipt.says


class TestRetry:
    @pytest.mark.parametrize("state", ["queued", "failed", "cancelled", "expired"])
    def test_begins_anew(self, packed, state):
        job = put_in(packed, state)
        packed.machine.wait(5_000)
        packed.must(RetryLabel(job.id), ANA)
        after = only_job(packed)

        assert (after.state, after.tries, after.says, after.next_at) == ("queued", 0, None, None)
        assert after.at == packed.machine.at

    @pytest.mark.parametrize("state", ["sending", "printed", "voided"])
    def test_leaves_alone_what_is_on_paper_or_does_not_count(self, packed, state):
        job = put_in(packed, state)

        assert packed.do(RetryLabel(job.id), ANA).code == f"is_{state}"
        assert only_job(packed) == job

    def test_of_a_job_nobody_knows_is_refused(self, packed):
        assert packed.do(RetryLabel("nothing"), ANA).code == "no_such_job"


class TestCancel:
    @pytest.mark.parametrize("state", STATES)
    def test_ends_what_has_not_ended(self, packed, state):
        job = put_in(packed, state)
        receipt = packed.do(CancelLabel(job.id), ANA)
        ends = state in ("queued", "sending", "failed")

        assert receipt.status == ("applied" if ends else "noop")
        assert only_job(packed).state == ("cancelled" if ends else state)

    def test_stays_when_the_printer_took_it_all_the_same(self, packed):
        job = only_job(packed)
        step(packed.database, 1, None, job.id, "packer-1")
        receipt = packed.must(CancelLabel(job.id), ANA)
        step(packed.database, 2, Settled(job.id, "printed", True))

        assert "may be on paper" in receipt.says
        assert (only_job(packed).state, only_job(packed).sends) == ("cancelled", 1)


class TestExpiring:
    def test_tells_people_once_however_many_labels(self, packed):
        ticket = packed.ticket("20001")
        for _ in range(3):
            packed.must(PrintBarcode(ticket.id), ANA)
        packed.machine.wait(WAITS_MS + 1_000)
        packed.must(ExpireLabels(packed.machine.at), SERVICE_ACTOR)

        (notice,) = packed.notices("labels_expired")
        assert notice.text.startswith("4 labels waited for a printer for a day")
        assert "jobs list --all" in notice.text
        assert {job.state for job in packed.all(LabelJob)} == {"expired"}

    def test_spares_a_label_of_today_whatever_is_asked(self, packed):
        receipt = packed.do(ExpireLabels(packed.machine.at + 10 * WAITS_MS), SERVICE_ACTOR)

        assert receipt.status == "noop"
        assert only_job(packed).state == "queued"

    def test_spares_what_is_on_its_way(self, packed):
        put_in(packed, "sending")
        packed.machine.wait(WAITS_MS + 1_000)

        assert packed.do(ExpireLabels(packed.machine.at), SERVICE_ACTOR).status == "noop"


class TestElsewhere:
    def test_the_authority_has_no_say_about_another_terminals_jobs(self, bakery):
        for command in (RetryLabel("job"), CancelLabel("job")):
            assert bakery.settle(command, ANA).code == "not_here"


class TestPrinters:
    def test_come_with_their_settings_and_change_them_when_added_again(self, bakery):
        add(bakery, "packer-1", prints="packing", code_page="CP858", cutter=False, width_mm=72, dpi=203)
        assert printers(bakery.rows, BENCH)["packer-1"] == Printer(
            BENCH, "packer-1", "tcp:127.0.0.1", "receipt-80", "packing", None, "CP858", False, 72, 203, False,
            bakery.machine.at,
        )  # fmt: skip
        add(bakery, "packer-1", prints="ticket")
        assert printers(bakery.rows, BENCH)["packer-1"].prints == "ticket"
        assert bakery.do(AddPrinter(BENCH, "packer-1", "tcp:127.0.0.1", "receipt-80", "ticket"), ADI).status == "noop"

    def test_that_are_removed_are_nobodys_backup_and_can_come_back(self, bakery):
        add(bakery, "packer-2")
        add(bakery, "packer-1", backup="packer-2")
        receipt = bakery.must(RemovePrinter(BENCH, "packer-2"), ADI)

        assert receipt.says == "Printer packer-2 is gone; without a backup now: packer-1"
        assert {p.name: p.backup for p in printers(bakery.rows, BENCH).values()} == {"packer-1": None}
        assert bakery.do(RemovePrinter(BENCH, "packer-2"), ADI).code == "no_such_printer"
        add(bakery, "packer-2")
        assert list(printers(bakery.rows, BENCH)) == ["packer-1", "packer-2"]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"printer": ""}, "bad_name"),
            ({"printer": "a\nb"}, "bad_name"),
            ({"printer": "\x1b[2J"}, "bad_name"),
            ({"printer": " a"}, "bad_name"),
            ({"printer": "x" * 41}, "bad_name"),
            ({"address": ""}, "bad_address"),
            ({"address": "tcp:\x00"}, "bad_address"),
            ({"profile": " "}, "bad_profile"),
            ({"prints": "menus"}, "bad_prints"),
            ({"width_mm": 0}, "bad_size"),
            ({"dpi": -1}, "bad_size"),
            ({"backup": "packer-1"}, "bad_backup"),
            ({"backup": "packer-9"}, "no_such_printer"),
            ({"terminal_id": "nowhere"}, "no_such_terminal"),
        ],
    )
    def test_that_cannot_be_are_refused_in_words(self, bakery, given, code):
        right = {"terminal_id": BENCH, "printer": "packer-1", "address": "tcp:127.0.0.1", "profile": "receipt-80"}
        receipt = bakery.do(AddPrinter(**right | given), ADI)

        assert (receipt.status, receipt.code) == ("refused", code)
        assert bakery.all(Printer) == []
