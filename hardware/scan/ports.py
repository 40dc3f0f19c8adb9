"""The serial ports of this machine, each with a name that stays when it is plugged in elsewhere."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple


class Port(NamedTuple):
    """`device` is its path now; `ident` tells it from its twins and outlives a replug; `says` is for people."""

    device: str
    ident: str
    says: str
    usb: bool


def found() -> tuple[Port, ...]:
    """What is plugged in now, USB devices first."""
    from serial.tools.list_ports import comports

    return named(comports())


def named(infos: Iterable[Any]) -> tuple[Port, ...]:
    """Ports of what pyserial lists. A serial number names a device wherever it is plugged in; two that have none, or
    the same, are told apart by the socket that they are plugged into."""
    listed = list(infos)
    twins = Counter(_kind(info, info.serial_number) for info in listed)
    ports = []
    for info in listed:
        usb = info.vid is not None
        own = _kind(info, info.serial_number)
        alone = bool(info.serial_number) and twins[own] == 1
        ident = (own if alone else _kind(info, f"at-{info.location}")) if usb else info.device
        says = " ".join(str(part) for part in (info.manufacturer, info.product) if part) or info.description
        ports.append(Port(info.device, ident, str(says), usb))
    return tuple(sorted(ports, key=lambda port: (not port.usb, port.device)))


def port_and_speed(text: str) -> tuple[str, int]:
    """A port as people write it, with its speed (baud) behind an @; 9600 without one."""
    port, _, speed = text.partition("@")
    return port, int(speed) if speed.isdecimal() else 9600


def device_of(port: str) -> str:
    """The path of a port that was given by its path or by its lasting name; else the text itself."""
    if port.startswith("usb-"):
        return next((one.device for one in found() if one.ident == port), port)
    return port


def ident_of(port: str) -> str:
    """The lasting name of a port that was given by any of its paths; else the text itself."""
    path = os.path.realpath(port)
    return next((one.ident for one in found() if one.device == path), port)


def _kind(info: Any, which: object) -> str:
    vid, pid = (info.vid or 0), (info.pid or 0)
    return f"usb-{vid:04x}:{pid:04x}-{which}"
