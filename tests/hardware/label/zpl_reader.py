"""Reads ZPL as a printer does, knowing nothing of who wrote it: any ^ or ~ begins a command, wherever it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_COMMAND = re.compile(rb"([\^~])([A-Z@][A-Z0-9@])([^\^~]*)")
_PARAMETERS = {
    "XA": rb"",
    "CI": rb"28",
    "PW": rb"[0-9]{2,4}",
    "LL": rb"[0-9]{2,4}",
    "LH": rb"[0-9]{1,2},0",
    "FO": rb"[0-9]{1,4},[0-9]{1,4}",
    "CF": rb"0,[0-9]{2,3}",
    "FR": rb"",
    "FH": rb"_",
    "BY": rb"[2-9]|10",
    "BC": rb"N,[0-9]{2,3},N",
    "GB": rb"[0-9]{1,4},[0-9]{1,4},[0-9]{1,4}",
    "FD": rb"[A-Za-z0-9 .\-_>:]*",
    "FS": rb"",
    "PQ": rb"1",
    "XZ": rb"\n",
}
_FIELD = re.compile(r"(CF )?FO ((FR )?(FH )?FD FS |BY BC FD FS |GB FS )")


@dataclass
class Read:
    """What stands on the label."""

    width: int
    height: int
    codes: list[str] = field(default_factory=list)
    texts: list[tuple[int, int, int, str]] = field(default_factory=list)
    """x, y, height and text."""


def read(data: bytes) -> Read:
    """AssertionError for anything but one label of the plain commands a label needs."""
    assert re.fullmatch(rb"[\n -~]*", data), "only ASCII, no control but the last line feed"
    commands: list[tuple[str, bytes]] = []
    end = 0
    for found in _COMMAND.finditer(data):
        assert found.start() == end, f"stray bytes {data[end : found.start()]!r}"
        end = found.end()
        name, said = found[2].decode(), found[3]
        assert found[1] == b"^", f"a tilde command ~{name}"
        assert name in _PARAMETERS, f"a command that no label needs: ^{name}"
        assert re.fullmatch(_PARAMETERS[name], said), f"^{name}{said!r}"
        commands.append((name, said))
    assert end == len(data)
    names = [name for name, _ in commands]
    assert names[:5] == ["XA", "CI", "PW", "LL", "LH"]
    assert names[-2:] == ["PQ", "XZ"]
    assert re.fullmatch(rf"({_FIELD.pattern})*", " ".join(names[5:-2]) + " "), names
    return _understood(commands)


def _understood(commands: list[tuple[str, bytes]]) -> Read:
    once = dict(commands)
    found = Read(int(once["PW"]), int(once["LL"]))
    home = int(once["LH"].split(b",")[0])
    x = y = height = 0
    bars = in_hex = False
    for name, said in commands:
        match name:
            case "FO":
                x, y = map(int, said.split(b","))
                x += home
                bars = in_hex = False
            case "CF":
                height = int(said.split(b",")[1])
            case "FH":
                in_hex = True
            case "BC":
                bars = True
            case "FD" if bars:
                assert said.startswith(b">:"), "set B"
                found.codes.append(said[2:].decode())
            case "FD":
                found.texts.append((x, y, height, _unhexed(said) if in_hex else _plain(said)))
    return found


def _plain(said: bytes) -> str:
    assert re.fullmatch(rb"[A-Za-z0-9 .\-]*", said), said
    return said.decode()


def _unhexed(said: bytes) -> str:
    parts = re.fullmatch(rb"([A-Za-z0-9 .\-]|_[0-9A-F]{2})*", said)
    assert parts, said
    return re.sub(rb"_([0-9A-F]{2})", lambda hexed: bytes([int(hexed[1], 16)]), said).decode("utf-8", "strict")
