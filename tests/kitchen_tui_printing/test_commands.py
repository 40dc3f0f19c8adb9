"""`kitchen-tui printers` and `kitchen-tui jobs`, and a label that a command prints by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from data.line.labels import PrintPackingLabel
from data.line.scan import command_for
from data.questions.labels import printers_of
from hardware.printer.pretend import PretendPrinter
from kitchen_tui.cli import main
from kitchen_tui.demo.make import make_demo
from kitchen_tui.printing.alone import alone
from kitchen_tui.printing.hands import RealHands, Sheet
from kitchen_tui.printing.once import print_now
from tests.kitchen_tui_printing.shop import ZPL_LABEL, Shop, came_out, opened, printing, until


@pytest.fixture
def run(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command line of the shop: exit code and the JSON objects that it printed."""

    def call(*args: str) -> tuple[int, list[dict[str, Any]]]:
        capsys.readouterr()
        code = main([*args, "--data-dir", str(shop.folder), "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return call


def test_a_printer_is_added_listed_changed_and_removed(run, printer):
    assert run("printers", "list") == (0, [])
    assert run("printers", "add", "packer-1", printer.address, "--profile", ZPL_LABEL)[0] == 0
    code, (said,) = run("printers", "add", "bench", "file:/tmp/x", "--profile", "receipt-80", "--backup", "packer-1")
    assert (code, said["verdict"]) == (0, "accepted")
    code, lines = run("printers", "list")
    assert [(p["name"], p["profile"], p["backup"], p["cutter"]) for p in lines] == [
        ("bench", "receipt-80", "packer-1", True),
        ("packer-1", ZPL_LABEL, None, False),
    ]
    assert run("printers", "remove", "packer-1")[0] == 0
    assert run("printers", "remove", "packer-1")[0] == 3


def test_a_printer_that_is_narrower_or_finer_than_its_profile_gets_labels_that_fit(run, shop: Shop):
    wide = ("printers", "add", "packer-1", "tcp:h", "--profile", ZPL_LABEL)
    run(*wide)
    assert b"^PW812" in _drawn(shop)
    assert run(*wide, "--width-mm", "54", "--dpi", "300")[0] == 0
    (line,) = run("printers", "list")[1]
    assert (line["width_mm"], line["dpi"]) == (54, 300)
    assert b"^PW637" in _drawn(shop)


def _drawn(shop: Shop) -> bytes:
    (printer,) = printers_of(shop.desk.database, shop.desk.terminal.id).values()
    return RealHands(printer).draw(Sheet(shop.tickets()[0], shop.desk.store, "ticket", 0))


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        (("tcp:h", "--profile", "receipt-80", "--width-mm", "0"), 2, "1 to 80"),
        (("tcp:h", "--profile", "receipt-80", "--width-mm", "81"), 2, "1 to 80"),
        (("tcp:h", "--profile", "receipt-80", "--dpi", "20"), 2, "100 to 1200"),
        (("tcp:h", "--profile", "receipt-80", "--dpi", "-203"), 2, "100 to 1200"),
        (("tcp:h", "--profile", "papyrus"), 2, "receipt-80"),
        (("ftp:h", "--profile", "receipt-80"), 2, "tcp:HOST"),
        (("tcp:h", "--profile", "receipt-80", "--code-page", "KLINGON"), 2, "CP437"),
        (("tcp:h", "--profile", "receipt-80", "--backup", "packer-1"), 3, "its own backup"),
        (("tcp:h", "--profile", "receipt-80", "--backup", "nobody"), 3, "no printer"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run, given, code, says):
    found, (said,) = run("printers", "add", "packer-1", *given)

    assert found == code
    assert says in said["says"]


def test_the_probe_label_goes_out_and_the_delivery_is_told(run, printer):
    run("printers", "add", "packer-1", printer.address, "--profile", ZPL_LABEL)
    code, (said,) = run("printers", "test", "packer-1")
    assert (code, said["verdict"], said["code"]) == (0, "accepted", "printed")
    assert printer.wait_for(1)

    printer.set(paper_out=0)
    code, (said,) = run("printers", "test", "packer-1")
    assert (code, said["verdict"], said["code"]) == (1, "failed", "not_sent")
    assert "out of paper" in said["says"]


def test_each_printer_says_how_it_is(run, printer, backup):
    run("printers", "add", "packer-1", printer.address, "--profile", ZPL_LABEL)
    run("printers", "add", "packer-2", backup.address, "--profile", "receipt-80")
    backup.set(head_open=True)
    code, lines = run("printers", "status")

    assert code == 1
    assert [(p["name"], p["ready"], p["code"]) for p in lines] == [
        ("packer-1", True, "ready"),
        ("packer-2", False, "head_open"),
    ]
    assert run("printers", "status", "packer-1")[0] == 0
    assert run("printers", "status", "packer-9")[0] == 3


def test_jobs_are_listed_retried_and_cancelled_by_the_beginning_of_their_id(run, shop):
    assert run("jobs", "list") == (0, [])
    shop.print(2)
    first, second = shop.jobs()
    _, lines = run("jobs", "list")
    assert [(job["id"], job["state"]) for job in lines] == [(first.id, "queued"), (second.id, "queued")]

    assert run("jobs", "cancel", first.id[:8])[0] == 0
    assert shop.states() == ["cancelled", "queued"]
    assert run("jobs", "retry", first.id[:8])[0] == 0
    assert run("jobs", "cancel", "all")[1][0]["verdict"] == "accepted"
    assert shop.states() == ["cancelled", "cancelled"]
    assert run("jobs", "cancel", "all") == (0, [{"verdict": "noop", "code": "no_job", "says": "No label waits"}])
    assert run("jobs", "retry", "zz")[0] == 2
    assert len(run("jobs", "list", "--all")[1]) == 2


def test_people_see_who_would_print_and_that_nobody_does(shop, capsys):
    shop.add("packer-1", "tcp:127.0.0.1:1")
    shop.print(1)
    main(["jobs", "list", "--data-dir", str(shop.folder)])
    said = capsys.readouterr().out

    assert "packer-1" in said
    assert "Nothing prints now: labels come out when `kitchen-tui station` runs" in said


def test_the_list_says_reprint_where_the_paper_does(shop, printer, capsys):
    shop.add("packer-1", printer.address)
    ticket = shop.tickets()[0]
    for stage in ticket.stages:
        shop.do(command_for(shop.tickets()[0], stage, shop.desk.terminal.id))
    for _ in range(2):
        shop.do(PrintPackingLabel(ticket.id))
    with printing(shop):
        until(lambda: set(shop.states()) == {"printed"})
    main(["jobs", "list", "--all", "--data-dir", str(shop.folder)])

    assert came_out(printer, [ticket.code] * 2) == [(ticket.code, 0), (ticket.code, 1)]
    assert ["REPRINT 1" in line for line in capsys.readouterr().out.splitlines()] == [False, True]


def test_why_a_label_waits_names_its_printer_once(shop, capsys):
    shop.add("packer-1", "tcp:127.0.0.1:1")
    shop.print(1)
    shop.desk.database.run("UPDATE label_job SET says = 'packer-1: The printer is open: close it'")
    main(["jobs", "list", "--data-dir", str(shop.folder)])

    assert "  packer-1: The printer is open: close it\n" in capsys.readouterr().out


def test_a_label_for_a_named_printer_is_printed_at_once_and_told(run, shop, printer):
    shop.add("packer-1", printer.address)
    code = shop.tickets()[0].code
    exit_code, (said,) = run("label", code, "--printer", "packer-1")
    assert (exit_code, said["says"]) == (0, f"{code}: label: printed on packer-1")
    assert said["job"]["state"] == "printed"

    printer.set(head_open=True)
    exit_code, (said,) = run("label", code, "--printer", "packer-1")
    assert (exit_code, said["job"]["state"]) == (0, "queued")
    assert said["says"] == f"{code}: REPRINT 1: it waits. packer-1: The printer is open: close it"
    assert came_out(printer, [code]) == [(code, 0)]

    assert run("label", code, "--printer", "packer-9")[0] == 3


def test_the_demo_owes_no_label_to_a_printer_that_comes_later(tmp_path):
    make_demo(tmp_path)
    with opened(tmp_path) as demo:
        assert len(demo.jobs()) > 50
        assert set(demo.states()) <= {"printed", "voided"}
        assert all(job.sends == 1 and job.changed_at == job.at for job in demo.jobs() if job.state == "printed")


class TestPrintNow:
    def test_prints_one_label_where_nobody_else_does(self, shop, printer):
        shop.add("packer-1", printer.address)
        codes = shop.print(2)
        job = print_now(shop.desk, shop.jobs()[1].id)

        assert job is not None
        assert job.state == "printed"
        assert came_out(printer, codes) == [(codes[1], 0)]
        assert shop.states() == ["queued", "printed"]

    def test_leaves_it_to_the_process_that_prints_already(self, shop, printer):
        shop.add("packer-1", printer.address)
        with alone(shop.folder), printing(shop):
            codes = shop.print(1)
            job = print_now(shop.desk, shop.jobs()[0].id)

        assert job is not None
        assert job.state == "printed"
        assert came_out(printer, codes) == [(codes[0], 0)]

    def test_says_why_a_label_has_to_wait(self, shop):
        with PretendPrinter() as gone:
            address = gone.address
        shop.add("packer-1", address)
        shop.print(1)
        job = print_now(shop.desk, shop.jobs()[0].id)

        assert job is not None
        assert job.state == "queued"
        assert (job.says or "").startswith("packer-1: The printer at")

    def test_says_that_there_is_no_printer(self, shop):
        shop.print(1)
        job = print_now(shop.desk, shop.jobs()[0].id)

        assert job is not None
        assert "No printer here prints ticket labels" in (job.says or "")

    def test_of_nothing_is_nothing(self, shop):
        assert print_now(shop.desk, "nothing") is None
