"""Each way to a printer, on the real thing: sockets, serial lines, files, and a print system's own program."""

from __future__ import annotations

import fcntl
import os
import socket
import stat
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.printer.delivery import deliver
from hardware.wire import WireError, open_wire
from hardware.wire.loop import loop

LABEL = b"^XA^FDhi^FS^XZ"
Lp = Callable[..., None]


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """The printer's end of a serial line, and the name of ours."""
    printer, port = os.openpty()
    tty.setraw(port)
    yield printer, os.ttyname(port)
    os.close(printer)
    os.close(port)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_where_nobody_listens_nothing_is_sent_and_the_packer_is_asked_to_look() -> None:
    delivery = deliver(f"tcp:127.0.0.1:{free_port()}", "zpl", LABEL)

    assert delivery.state == "not_sent"
    assert "127.0.0.1" in delivery.says


def test_a_printer_that_does_not_answer_the_call_is_given_up() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        place = full.getsockname()
        # Enough callers to fill the queue of one that never picks up.
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(place)
        with pytest.raises(WireError, match=r"does not answer: is it on\?"):
            open_wire(f"tcp:127.0.0.1:{place[1]}", 0.2)
        for caller in callers:
            caller.close()


def test_a_name_that_nobody_has_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(WireError, match="No printer called bench"):
        open_wire("tcp:bench")


def test_ipv6_is_spoken() -> None:
    if not socket.has_ipv6:
        pytest.skip("this system has no IPv6")
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this system has no IPv6")
    with server:
        wire = open_wire(f"tcp:[::1]:{server.getsockname()[1]}")
        wire.write(LABEL)
        link, _ = server.accept()
        with link:
            assert link.recv(100) == LABEL
        wire.close()


def test_a_file_takes_one_label_after_the_other_and_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "labels.zpl"
    old = os.umask(0)
    try:
        states = [deliver(f"file:{file}", "zpl", LABEL + bytes([n])).state for n in range(3)]
    finally:
        os.umask(old)

    assert states == ["printed"] * 3
    assert file.read_bytes() == LABEL + b"\0" + LABEL + b"\1" + LABEL + b"\2"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_a_folder_a_link_a_pipe_or_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "into").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")

    for name, words in (
        ("", "folder"),
        ("link", "link"),
        ("into", "link"),
        ("pipe", "ordinary"),
        ("no/where", "no folder"),
    ):
        delivery = deliver(f"file:{tmp_path / name}", "zpl", LABEL)
        assert delivery.state == "not_sent"
        assert words in delivery.says
    assert not (tmp_path / "elsewhere").exists()


def test_of_a_label_that_has_no_room_nothing_stays_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "labels.zpl"
    file.write_bytes(b"before")
    real = os.write

    def full_after_ten(fd: int, data: bytes) -> int:
        if len(data) <= len(LABEL) * 100 - 10:
            raise OSError(28, "No space left on device")
        return real(fd, data[:10])

    monkeypatch.setattr("hardware.wire.file.os.write", full_after_ten)
    delivery = deliver(f"file:{file}", "zpl", LABEL * 100)

    assert delivery.state == "not_sent"
    assert "No space left" in delivery.says
    assert file.read_bytes() == b"before"


def test_a_file_that_another_program_holds_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    file = tmp_path / "labels.zpl"
    with file.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        delivery = deliver(f"file:{file}", "zpl", LABEL, timeout_s=0.1)
    assert delivery.state == "not_sent"
    assert "Another program" in delivery.says


@pytest.mark.parametrize("way", ["device", "serial"])
def test_a_line_carries_every_byte_both_ways_unchanged(line: tuple[int, str], way: str) -> None:
    printer, name = line
    every = bytes(range(256))
    wire = open_wire(f"{way}:{name}")
    wire.write(every)
    os.write(printer, b"\x12\r\n\x02")

    assert os.read(printer, 1000) == every
    assert wire.read(2) == b"\x12\r\n\x02"
    wire.close()


@pytest.mark.parametrize("way", ["device", "serial"])
def test_a_line_whose_printer_stops_reading_is_given_up_and_nobody_is_sure(line: tuple[int, str], way: str) -> None:
    delivery = deliver(f"{way}:{line[1]}", "zpl", LABEL * 100_000, timeout_s=0.3)

    assert delivery.state == "unsure"
    assert "stopped taking" in delivery.says


@pytest.mark.parametrize("way", ["device", "serial"])
def test_a_cable_pulled_before_the_label_is_told(way: str) -> None:
    delivery = deliver(f"{way}:/dev/not-there", "zpl", LABEL)

    assert delivery.state == "not_sent"
    assert "cable in?" in delivery.says


def test_a_serial_port_is_ours_alone(line: tuple[int, str]) -> None:
    first = open_wire(f"serial:{line[1]}")
    delivery = deliver(f"serial:{line[1]}", "zpl", LABEL)
    first.close()

    assert delivery.state == "not_sent"
    assert "Another program" in delivery.says


def test_a_device_that_is_a_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "is no device" in deliver(f"device:{tmp_path / 'file'}", "zpl", LABEL).says
    assert "folder" in deliver(f"device:{tmp_path}", "zpl", LABEL).says


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_device_that_takes_nothing_has_nothing() -> None:
    assert deliver("device:/dev/full", "zpl", LABEL, timeout_s=0.3).state == "not_sent"


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lp:
    """Puts a program called `lp` on the path that keeps its words and its input, then does as told."""

    def place(then: str, name: str = "lp") -> None:
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\n/bin/cat > {tmp_path}/job\n{then}\n')
        program.chmod(0o700)
        monkeypatch.setenv("PATH", str(program.parent))

    return place


def test_a_queue_gets_the_label_raw(tmp_path: Path, lp: Lp) -> None:
    lp('echo "request id is Kitchen-12 (0 file(s))"')

    assert deliver("cups:Kitchen", "zpl", LABEL).state == "printed"
    assert (tmp_path / "words").read_text() == "-d Kitchen -o raw\n"
    assert (tmp_path / "job").read_bytes() == LABEL


def test_without_lp_the_older_program_is_used(tmp_path: Path, lp: Lp) -> None:
    lp("", name="lpr")

    assert deliver("cups:Kitchen", "zpl", LABEL).state == "printed"
    assert (tmp_path / "words").read_text() == "-P Kitchen -l\n"


def test_a_queue_that_refuses_is_quoted_without_its_control_characters(lp: Lp) -> None:
    lp("printf 'lp: The printer or class does not exist.\\033[2J\\n' >&2; exit 1")
    delivery = deliver("cups:Kitchen", "zpl", LABEL)

    assert delivery.state == "not_sent"
    assert "The printer or class does not exist." in delivery.says
    assert delivery.says.isprintable()


def test_a_queue_that_does_not_answer_is_given_up_and_nobody_is_sure(lp: Lp) -> None:
    lp("exec /bin/sleep 60")

    assert deliver("cups:Kitchen", "zpl", LABEL, timeout_s=0.1).state == "unsure"


def test_without_any_print_system_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    delivery = deliver("cups:Kitchen", "zpl", LABEL)

    assert delivery.state == "not_sent"
    assert "neither lp nor lpr is installed" in delivery.says


def test_a_loop_keeps_what_is_written_and_refuses_when_told() -> None:
    far = loop("ways")

    assert deliver("loop:ways", "zpl", LABEL).state == "printed"
    assert far.jobs == [LABEL]
    far.refuses = "out of order"
    assert deliver("loop:ways", "zpl", LABEL).says == "out of order"
