"""`kitchen-tui demo-printer`: what it says, what it draws, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from hardware.printer.delivery import deliver
from kitchen_tui.cli import main

LABEL = b"^XA^FO10,10^A0N,60^FDbannos-1-A^FS^FO10,90^A0N,30^FH^FDhi_1B[2J^FS^XZ"
Start = Callable[..., "tuple[subprocess.Popen[str], int]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """The command in a process of its own, and the port that it says it listens at."""
    running: list[subprocess.Popen[str]] = []

    def begin(*args: str) -> tuple[subprocess.Popen[str], int]:
        program = subprocess.Popen(
            [sys.executable, "-m", "kitchen_tui.cli", "demo-printer", "--port", "0", *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
        )
        running.append(program)
        stream = program.stderr if "--json" in args else program.stdout
        assert stream is not None
        for line in stream:
            found = re.search(r"kitchen-tui printers add demo tcp:127\.0\.0\.1:(\d+) --profile label-4x6-203", line)
            if found:
                return program, int(found[1])
        raise AssertionError("it does not say where it listens")

    yield begin
    for program in running:
        program.kill()
        program.communicate(timeout=10)


def test_a_label_is_drawn_without_anything_that_the_terminal_obeys(start: Start) -> None:
    program, port = start("--labels", "1")

    assert deliver(f"tcp:127.0.0.1:{port}", "zpl", LABEL).state == "printed"
    out, err = program.communicate(timeout=20)
    assert program.returncode == 0
    assert err == ""
    assert "*bannos-1-A*" in out
    assert "hi�[2J" in out
    assert out.replace("\n", "").isprintable()
    assert "1 label drawn." in out


def test_bytes_from_netcat_are_drawn_too(start: Start) -> None:
    program, port = start("--labels", "1", "--json")
    with socket.create_connection(("127.0.0.1", port)) as netcat:
        netcat.sendall(b"hello packer\n")
    out, _ = program.communicate(timeout=20)

    told = json.loads(out)
    assert (told["label"], told["language"], told["bytes"]) == (1, "escpos", 13)
    assert any("hello packer" in line for line in told["lines"])


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_it_is_told_to(start: Start, ending: signal.Signals) -> None:
    program, _ = start()
    program.send_signal(ending)
    out, err = program.communicate(timeout=20)

    assert (program.returncode, err) == (0, "")
    assert "0 labels drawn." in out


@pytest.mark.parametrize(
    ("fault", "state"),
    [("paper-out", "not_sent"), ("head-open", "not_sent"), ("paused", "not_sent"), ("closes", "unsure")],
)
def test_a_fault_is_what_the_packer_would_see(start: Start, fault: str, state: str) -> None:
    _, port = start("--fault", fault)

    assert deliver(f"tcp:127.0.0.1:{port}", "zpl", LABEL).state == state


def test_a_taken_port_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["demo-printer", "--port", port, "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["code"] == "no_port"
    assert f"port {port} is taken by another program" in said.err


@pytest.mark.parametrize("wrong", [("--port", "70000"), ("--port", "-1"), ("--labels", "-1")])
def test_wrong_numbers_are_wrong_use(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo-printer", *wrong]) == 2
    assert "is a number from 0" in capsys.readouterr().err
