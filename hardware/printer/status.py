"""How a printer is, asked over its own link and told in words: `~HS` for ZPL, `DLE EOT` for ESC/POS."""

from __future__ import annotations

from time import monotonic

from hardware.printer import dle_eot, host_status
from hardware.printer.condition import READY, SILENT, UNREADABLE, Status
from hardware.wire.wire import Wire, WireError

__all__ = ["Status", "ask", "heard", "question_of"]

_MOST_BYTES = 4096


def ask(wire: Wire, language: str, timeout_s: float = 1.0) -> Status:
    """How the printer is; waits up to `timeout_s` for each answer, is `silent` when none comes, and never raises."""
    if not wire.two_way or language not in ("zpl", "escpos"):
        return SILENT
    try:
        _forget_what_came_before(wire)
        return _ask_zpl(wire, timeout_s) if language == "zpl" else _ask_escpos(wire, timeout_s)
    except WireError as trouble:
        return Status(False, trouble.says, "off")


def question_of(language: str) -> bytes:
    """The bytes of the first question; harmless, whatever the printer is doing."""
    return host_status.QUESTION if language == "zpl" else dle_eot.question(dle_eot.PRINTER)


def heard(came: bytes, language: str) -> Status | None:
    """What bytes that came unasked, or too late, say about the printer; None when they are no answer."""
    if language == "zpl":
        return host_status.read(came)
    answers = [byte for byte in came if dle_eot.is_answer(byte)]
    return (dle_eot.read({dle_eot.PRINTER: answers[-1]}) or READY) if answers else None


def _forget_what_came_before(wire: Wire) -> None:
    """An answer to an earlier question would be taken for the answer to this one."""
    for _ in range(16):
        if not wire.read(0):
            return


def _ask_zpl(wire: Wire, timeout_s: float) -> Status:
    wire.write(host_status.QUESTION)
    end, came = monotonic() + timeout_s, b""
    while (left := end - monotonic()) > 0 and (more := wire.read(left)):
        came = (came + more)[-_MOST_BYTES:]
        found = host_status.read(came)
        if found is not None:
            return found
    return UNREADABLE if came else SILENT


def _ask_escpos(wire: Wire, timeout_s: float) -> Status:
    """One question after the other: the answers do not say which question they belong to."""
    answers: dict[int, int] = {}
    heard = False
    for number in dle_eot.QUESTIONS:
        wire.write(dle_eot.question(number))
        answer, came = _one_byte(wire, timeout_s)
        heard = heard or came
        if answer is None:
            break
        answers[number] = answer
    if not answers:
        return UNREADABLE if heard else SILENT
    return dle_eot.read(answers) or READY


def _one_byte(wire: Wire, timeout_s: float) -> tuple[int | None, bool]:
    """The first byte that can be an answer, and whether anything came at all."""
    end, heard = monotonic() + timeout_s, False
    while (left := end - monotonic()) > 0 and (came := wire.read(left)):
        heard = True
        for byte in came:
            if dle_eot.is_answer(byte):
                return byte, True
    return None, heard
