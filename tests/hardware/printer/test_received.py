"""What a pretended printer makes of the bytes it receives: labels, questions, and drawings that harm no terminal."""

from __future__ import annotations

import random
import socket

import pytest

from hardware.label.description import LabelText
from hardware.label.formats import rendered
from hardware.label.profile import PROFILES
from hardware.printer import escpos_tokens, zpl_tokens
from hardware.printer.drawing import cells, draw, visible
from hardware.printer.pretend import PretendPrinter
from hardware.printer.splitter import LABEL_LIMIT, Label, Question, Splitter

ZPL, RECEIPT = b"^XA^FO9,9^FDa^FS^XZ", b"\x1b@a\n\x1dV\x00"
CAKE = LabelText(
    "packing",
    "B20104A",
    "bannos-20104-A",
    customer="Zoë",
    product="Mud cake",
    writing="^XZ^XA~HS \x1b[31m",
    allergens="NUTS",
    reprint=2,
)


def split(*pieces: bytes) -> list[Label | Question]:
    splitter = Splitter()
    found = [one for piece in pieces for one in splitter.feed(piece)]
    last = splitter.finish()
    return [*found, last] if last else found


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ZPL + b"\r\n" + ZPL, [Label("zpl", ZPL)] * 2),
        (b"~HS" + ZPL + b"~HS", [Question(), Label("zpl", ZPL), Question()]),
        (b"^XA^FO9,9~HS^FDa^FS^XZ", [Question(), Label("zpl", ZPL)]),
        (b"~JA\n" + ZPL, [Label("zpl", ZPL)]),
        (RECEIPT * 2, [Label("escpos", RECEIPT)] * 2),
        (b"\x1b@a\n\x1b@b\n", [Label("escpos", b"\x1b@a\n"), Label("escpos", b"\x1b@b\n")]),
        (
            b"\x10\x04\x01\x1b@a\x1bd\x04\x10\x04\x02",
            [Question(1), Label("escpos", b"\x1b@a\x1bd\x04"), Question(2)],
        ),
        (b"\x1b@^XA~HS\n\x1dVA\x03", [Label("escpos", b"\x1b@^XA~HS\n\x1dVA\x03")]),
        (b"\x1b@\x1dV\x00", []),
        (b"^XA^FDa", [Label("zpl", b"^XA^FDa", whole=False)]),
        (b"\x1b@a\n\x1dk\x49\x09{B", [Label("escpos", b"\x1b@a\n\x1dk\x49\x09{B", whole=False)]),
        (RECEIPT + ZPL, [Label("escpos", RECEIPT), Label("zpl", ZPL)]),
    ],
)
def test_a_stream_comes_apart_the_same_however_it_arrives(data: bytes, expected: list[Label | Question]) -> None:
    assert split(data) == expected
    assert split(*(bytes([byte]) for byte in data)) == expected


def test_a_label_without_end_is_cut_into_pieces() -> None:
    found = split(*[b"^XA" + b"a" * 500_000, *[b"a" * 500_000] * 3])

    assert all(isinstance(one, Label) and not one.whole and len(one.data) <= LABEL_LIMIT for one in found)
    assert len(found) > 1


@pytest.mark.parametrize("name", PROFILES)
def test_our_own_labels_are_drawn_with_all_that_they_say(name: str) -> None:
    data = rendered(CAKE, PROFILES[name])
    assert [type(one) for one in split(data)] == [Label]
    lines = draw(data, 64)

    text = "\n".join(lines)
    for said in ("bannos-20104-A", "Mud cake", "B20104A", "^XZ^XA~HS"):
        assert said in text
    assert any(line.strip("│ ").startswith("▐") and "NUTS" in line for line in lines)
    assert any(set(line.strip("│ ")) <= set("█▌▐ ") and len(line.strip("│ ")) > 40 for line in lines)
    assert {cells(line) for line in lines} == {64}


def test_what_a_terminal_would_obey_is_made_visible() -> None:
    label = b"^XA^FH^FD_1B[31m_C2_9B2J_E2_80_AE_00x^FS^XZ"

    assert "".join(draw(label)).isprintable()
    assert "".join(draw(b"\x1b@\x80\xff\x9b\n")).isprintable()
    assert visible("e" + "\u0301" * 50).count("\u0301") < 5


def test_places_sizes_and_copies_are_shown() -> None:
    lines = draw(b"^XA^PW800^FO10,10^A0N,30^FDleft^FS^FO500,10^A0N,30^FDright^FS^FO10,90^A0N,90^FDbig^FS^PQ3^XZ", 60)

    assert lines[1].index("left") < 4
    assert 30 < lines[1].index("right") < 45
    assert any("*big*" in line for line in lines)
    assert any("3 copies" in line for line in lines)


HOSTILE = [
    b"\x1b", b"\x1d", b"\x10\x04", b"\x1c(", b"\x1dk", b"\x1d(k", b"\x1dv0", b"\x1b*", b"\x1b&", b"\x1bD", b"\x1d8L",
    b"\x1dV", b"^XA", b"^XZ", b"^FD", b"^FS", b"^FH", b"^FO", b"^GB", b"^BC", b"^GF", b"^A", b"~HS", b"^", b"~", b"\n",
    ZPL, RECEIPT,
]  # fmt: skip


def judge_noise(total: int, seed: int) -> int:
    """How many labels were found and drawn in noise made of commands and random bytes."""
    dice, used, labels, splitter = random.Random(seed), 0, 0, Splitter()
    while used < total:
        piece = b"".join(
            dice.choice(HOSTILE) if dice.random() < 0.5 else dice.randbytes(dice.randrange(12)) for _ in range(20)
        )
        used += len(piece)
        assert sum(len(token.data) for token in escpos_tokens.tokens(piece)) <= len(piece)
        assert sum(len(token.arguments) for token in zpl_tokens.tokens(piece)) <= len(piece)
        found = splitter.feed(piece)
        # A length of 65,535 swallows what follows, as it would in a printer: begin anew now and then.
        if dice.random() < 0.2 and (last := splitter.finish()):
            found.append(last)
        for label in found:
            if isinstance(label, Label):
                labels += 1
                lines = draw(label.data, 40, dice.choice(("", "zpl", "escpos")))
                assert all(line.isprintable() and cells(line) == 40 for line in lines)
    return labels


def test_two_hundred_thousand_bytes_of_noise_raise_nothing_and_reach_no_terminal() -> None:
    assert judge_noise(200_000, 1) > 100


@pytest.mark.proof
def test_a_million_bytes_of_noise_raise_nothing_and_reach_no_terminal() -> None:
    assert judge_noise(1_000_000, 2) > 500


def test_faults_are_set_and_lifted_while_it_runs_and_what_waits_comes_out() -> None:
    with PretendPrinter() as printer, socket.create_connection(("127.0.0.1", printer.port)) as link:
        link.sendall(ZPL)
        assert printer.wait_for(1)
        printer.set(paper_out=1)
        link.sendall(ZPL * 3 + b"~HS")
        link.settimeout(5)
        assert b"030,1,0,1218,002" in link.recv(200)
        assert (len(printer.labels), len(printer.held)) == (2, 2)
        printer.lift()
        assert printer.wait_for(4)
        assert [label.at_s for label in printer.labels] == sorted(label.at_s for label in printer.labels)


def test_a_label_without_a_cut_comes_out_when_nothing_follows() -> None:
    with PretendPrinter() as printer, socket.create_connection(("127.0.0.1", printer.port)) as link:
        link.sendall(b"\x1b@a\n")
        assert printer.wait_for(1)
        assert printer.labels[0].began_s < printer.labels[0].at_s


def test_a_taken_port_is_an_error_at_once() -> None:
    with PretendPrinter() as printer, pytest.raises(OSError, match="in use"):
        PretendPrinter(printer.port)
