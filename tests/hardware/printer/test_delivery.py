"""What became of a label: real printers over real links that go off-line, run out, answer late, break off, stop."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from hardware.printer.delivery import PrinterLink, deliver
from hardware.printer.mechanism import Faults
from hardware.printer.pretend import PretendPrinter
from hardware.wire.loop import loop

LABELS = {"zpl": b"^XA^FO10,10^A0N,30^FDcake^FS^XZ\n", "escpos": b"\x1b@cake\n\x1dVA\x03"}
FINE = b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
LANGUAGES = pytest.mark.parametrize("language", ["zpl", "escpos"])


@pytest.fixture(params=["tcp", "serial"])
def printer(request: pytest.FixtureRequest) -> Iterator[PretendPrinter]:
    with PretendPrinter(pty=request.param == "serial") as made:
        yield made


@LANGUAGES
def test_labels_arrive_whole_and_in_order_over_one_link(printer: PretendPrinter, language: str) -> None:
    link = PrinterLink(printer.address, language)
    states = [link.deliver(LABELS[language].replace(b"cake", b"cake %d" % n)).state for n in range(3)]
    link.close()

    assert states == ["printed"] * 3
    assert printer.wait_for(3)
    assert [b"cake %d" % n in label.data and label.whole for n, label in enumerate(printer.labels)] == [True] * 3
    assert printer.connections == 1
    assert link.answers


@LANGUAGES
@pytest.mark.parametrize(
    ("fault", "word"),
    [(Faults(paper_out=0), "paper"), (Faults(head_open=True), "open"), (Faults(paused=True), "press")],
)
def test_to_a_printer_that_cannot_print_nothing_is_sent(
    printer: PretendPrinter, language: str, fault: Faults, word: str
) -> None:
    printer._inside.set(fault)
    delivery = deliver(printer.address, language, LABELS[language])

    assert delivery.state == "not_sent"
    assert word in delivery.says
    assert printer.held == []
    printer.lift()
    assert deliver(printer.address, language, LABELS[language]).state == "printed"
    assert printer.wait_for(1)


@LANGUAGES
def test_a_printer_that_never_answers_is_asked_once_and_each_label_has_its_own_connection(language: str) -> None:
    with PretendPrinter(faults=Faults(silent=True)) as printer:
        link = PrinterLink(printer.address, language)
        states = [link.deliver(LABELS[language]).state for _ in range(4)]

        assert states == ["printed"] * 4
        assert link.answers is False
        assert printer.wait_for(4)
        assert printer.connections == 4


def test_a_printer_that_answered_and_does_not_any_more_gets_nothing() -> None:
    with PretendPrinter() as printer:
        link = PrinterLink(printer.address, "zpl", timeout_s=0.3)
        assert link.deliver(LABELS["zpl"]).state == "printed"
        printer.set(silent=True)
        delivery = link.deliver(LABELS["zpl"])
        link.close()

        assert (delivery.state, len(printer.labels)) == ("not_sent", 1)
        assert "is it on?" in delivery.says


@LANGUAGES
def test_a_printer_that_answers_late_is_waited_for_once_it_is_known_to_answer(language: str) -> None:
    with PretendPrinter(faults=Faults(late_s=0.25)) as printer:
        link = PrinterLink(printer.address, language, answers=True)

        assert link.deliver(LABELS[language]).state == "printed"
        assert printer.wait_for(1)
        link.close()


@LANGUAGES
@pytest.mark.parametrize(
    ("fault", "state"), [(Faults(late_s=0.4), "printed"), (Faults(late_s=0.4, paper_out=0), "unsure")]
)
def test_the_first_answer_of_a_slow_printer_still_counts(
    printer: PretendPrinter, language: str, fault: Faults, state: str
) -> None:
    printer._inside.set(fault)
    link = PrinterLink(printer.address, language)
    delivery = link.deliver(LABELS[language])
    link.close()

    assert (delivery.state, link.answers) == (state, True)
    assert (len(printer.labels), len(printer.held)) == ((1, 0) if state == "printed" else (0, 1))


@LANGUAGES
def test_a_printer_that_breaks_off_before_its_late_answer_leaves_doubt(language: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as served:

        def break_off() -> None:
            talking, _ = served.accept()
            while len(LABELS[language]) > len(talking.recv(4096)):
                pass
            talking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            talking.close()

        breaking = Thread(target=break_off)
        breaking.start()
        delivery = deliver(f"tcp:127.0.0.1:{served.getsockname()[1]}", language, LABELS[language])
        breaking.join()

    assert delivery.state == "unsure"
    assert "in the middle of the label" in delivery.says


def test_a_late_answer_to_an_earlier_question_is_not_taken_for_a_new_one() -> None:
    with PretendPrinter(faults=Faults(late_s=0.4)) as printer:
        link = PrinterLink(printer.address, "zpl", timeout_s=0.2, answers=True)
        assert link.deliver(LABELS["zpl"]).state == "not_sent"
        printer.lift()
        printer.set(paper_out=0)
        assert link.deliver(LABELS["zpl"]).says.startswith("The printer is out of paper")
        link.close()


@LANGUAGES
def test_paper_that_ends_under_a_label_leaves_doubt(language: str) -> None:
    with PretendPrinter(faults=Faults(paper_out=1)) as printer:
        delivery = deliver(printer.address, language, LABELS[language])

        assert delivery.state == "unsure"
        assert "paper" in delivery.says


@pytest.mark.parametrize("silent", [False, True])
@LANGUAGES
def test_a_connection_that_breaks_in_the_middle_leaves_doubt(language: str, silent: bool) -> None:
    with PretendPrinter(faults=Faults(closes=20, silent=silent)) as printer:
        delivery = deliver(printer.address, language, LABELS[language] * 200)

        assert delivery.state == "unsure"
        assert "broke off" in delivery.says


@pytest.mark.parametrize("answer", [b"", FINE])
def test_a_printer_that_stops_reading_leaves_doubt_and_nobody_waits_for_ever(answer: bytes) -> None:
    enough = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def read_a_little() -> None:
            link, _ = server.accept()
            with link:
                if link.recv(3) == b"~HS":
                    link.sendall(answer)
                link.recv(1000)
                enough.wait(20)

        thread = Thread(target=read_a_little)
        thread.start()
        address = f"tcp:127.0.0.1:{server.getsockname()[1]}"
        delivery = deliver(address, "zpl", LABELS["zpl"] * 400_000, timeout_s=0.3)
        enough.set()
        thread.join(5)
    assert delivery.state == "unsure"
    assert "stopped taking" in delivery.says


def test_a_slow_reader_gets_all_of_it() -> None:
    with PretendPrinter(faults=Faults(bytes_per_s=2000)) as printer:
        assert deliver(printer.address, "zpl", LABELS["zpl"] * 10).state == "printed"
        assert printer.wait_for(10)


def test_a_printer_switched_off_between_two_labels_gets_neither_byte_nor_doubt() -> None:
    with PretendPrinter() as printer:
        link = PrinterLink(printer.address, "zpl", timeout_s=1)
        assert link.deliver(LABELS["zpl"]).state == "printed"
    assert link.deliver(LABELS["zpl"]).state == "not_sent"
    assert (link.status().code, link.status().ready) == ("off", False)
    link.close()


def test_a_printer_switched_off_and_on_is_found_again() -> None:
    with PretendPrinter() as printer:
        link, port = PrinterLink(printer.address, "zpl"), printer.port
        assert link.deliver(LABELS["zpl"]).state == "printed"
    with PretendPrinter(port):
        assert link.deliver(LABELS["zpl"]).state == "printed"
        link.close()


def test_a_busy_printer_that_picks_up_and_hangs_up_got_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            link, _ = server.accept()
            link.recv(100)
            link.close()

        thread = Thread(target=hang_up)
        thread.start()
        delivery = deliver(f"tcp:127.0.0.1:{server.getsockname()[1]}", "zpl", LABELS["zpl"])
        thread.join(5)
    assert delivery.state == "not_sent"


def test_a_listener_that_only_reads_gets_the_label() -> None:
    got = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def read_all() -> None:
            link, _ = server.accept()
            with link:
                link.shutdown(socket.SHUT_WR)
                while came := link.recv(100):
                    got.extend(came)

        thread = Thread(target=read_all)
        thread.start()
        delivery = deliver(f"tcp:127.0.0.1:{server.getsockname()[1]}", "zpl", LABELS["zpl"])
        thread.join(5)
    assert delivery.state == "printed"
    assert got.endswith(LABELS["zpl"])


def test_it_is_printed_when_the_printer_has_nothing_in_it_any_more() -> None:
    waiting = iter([0, 2, 1, 0])

    def answer(data: bytes) -> bytes:
        if not data.startswith(b"~HS"):
            return b""
        count = next(waiting)
        return (
            f"\x02030,0,0,1218,{count:03},0,0,0,000,0,0,0\x03\r\n"
            "\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
        ).encode()

    loop("waiting").answer = answer
    assert deliver("loop:waiting", "zpl", LABELS["zpl"]).state == "printed"
    assert list(waiting) == []


def test_status_is_asked_in_full_and_learnt_from() -> None:
    with PretendPrinter(faults=Faults(head_open=True)) as printer:
        link = PrinterLink(printer.address, "zpl", answers=False)

        assert link.status().code == "head_open"
        assert link.answers
        link.close()
