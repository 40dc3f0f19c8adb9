"""Reads ESC/POS as a printer does, knowing nothing of who wrote it: a byte below space is a command or an error."""

from __future__ import annotations

from dataclasses import dataclass, field

_LENGTHS = {
    b"\x1b@": 0,
    b"\x1bt": 1,
    b"\x1ba": 1,
    b"\x1bE": 1,
    b"\x1bd": 1,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dw": 1,
    b"\x1dh": 1,
    b"\x1dH": 1,
    b"\x1dV": 1,
}
"""The commands that a label needs, and how many bytes follow each."""
_CODE_128 = 73


@dataclass
class Read:
    """What stands on the paper: lines as (columns a character, inverse, text), codes as (module dots, data)."""

    lines: list[tuple[int, bool, str]] = field(default_factory=list)
    codes: list[tuple[int, str]] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)


@dataclass
class _Printer:
    codec: str
    columns: int = 1
    inverse: bool = False
    module: int = 0
    line: bytearray = field(default_factory=bytearray)
    seen: Read = field(default_factory=Read)

    def obey(self, name: bytes, value: int) -> None:
        self.seen.commands.append(name)
        if name == b"\x1d!":
            self.columns = (value >> 4) + 1
        elif name == b"\x1dB":
            self.inverse = bool(value)
        elif name == b"\x1dw":
            assert 2 <= value <= 6
            self.module = value

    def feed(self) -> None:
        if self.line:
            text = bytes(self.line).decode(self.codec, "strict")
            self.seen.lines.append((self.columns, self.inverse, text))
            self.line.clear()


def read(data: bytes, codec: str) -> Read:
    """AssertionError for anything but text and the commands a label needs."""
    printer, at = _Printer(codec), 0
    while at < len(data):
        byte = data[at]
        if byte == 0x0A:
            printer.feed()
            at += 1
        elif 0x20 <= byte <= 0x7E or byte >= 0x80:
            printer.line.append(byte)
            at += 1
        elif data[at : at + 2] == b"\x1dk":
            at = _barcode(data, at, printer)
        else:
            name = data[at : at + 2]
            assert name in _LENGTHS, f"a command that no label needs: {name!r}"
            assert not printer.line, f"{name!r} in the middle of a line"
            length = _LENGTHS[name]
            printer.obey(name, data[at + 2] if length else 0)
            at += 2 + length
    assert not printer.line
    assert printer.seen.commands[0] == b"\x1b@"
    assert printer.seen.commands.count(b"\x1b@") == 1
    assert printer.seen.commands.count(b"\x1bt") == 1
    assert printer.seen.commands[:-1].count(b"\x1dV") == 0
    return printer.seen


def _barcode(data: bytes, at: int, printer: _Printer) -> int:
    assert data[at + 2] == _CODE_128
    end = at + 4 + data[at + 3]
    payload = data[at + 4 : end]
    assert payload[:2] == b"{B"
    printer.seen.codes.append((printer.module, payload[2:].decode("ascii")))
    return end
