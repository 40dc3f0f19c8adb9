"""Addresses of printers as people write them: `tcp:192.168.1.9`, `serial:/dev/ttyUSB0@9600`, `cups:Kitchen`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardware.wire.wire import WireError

PORT: Final = 9100
BAUD: Final = 9600
_BAUDS: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
_LONGEST: Final = 1024
_NAME: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?")
# What CUPS allows in the name of a queue; one that began with a dash would be an option of `lp`.
_QUEUE: Final = re.compile(r"(?!-)[^\s/#'\"\\?]{1,127}")
_NUMBERS_ONLY: Final = re.compile(r"[0-9.]+")

FORMS: Final = (
    "tcp:HOST, tcp:HOST:9100, serial:/dev/ttyUSB0, serial:/dev/ttyUSB0@9600, device:/dev/usb/lp0, "
    "file:/a/whole/path or cups:QUEUE"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Which way and where to; `number` is the port of tcp and the speed in baud of serial, else 0."""

    way: str
    where: str
    number: int = 0


def check_address(address: str) -> str | None:
    """What is wrong with an address and what is expected instead, in words; None when a printer can be there."""
    try:
        way = parse(address).way
    except WireError as trouble:
        return trouble.says
    # A loop ends in this very process: labels that went there would be called printed.
    return f"A printer's address is written {FORMS}" if way == "loop" else None


def parse(address: str) -> Address:
    """The parts of an address; raises WireError when it is none."""
    way, colon, rest = address.partition(":")
    read = _WAYS.get(way.lower())
    if not colon or read is None or not rest:
        raise WireError(f"A printer's address is written {FORMS}")
    if len(address) > _LONGEST or not address.isprintable():
        raise WireError(f"A printer's address is one line of at most {_LONGEST} visible characters: {FORMS}")
    return read(rest)


def _tcp(rest: str) -> Address:
    host, port = _host_and_port(rest)
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise WireError("A port is a number from 1 to 65535; printers listen at 9100: tcp:192.168.1.9:9100")
    return Address("tcp", host, int(port))


def _host_and_port(rest: str) -> tuple[str, str]:
    if rest.startswith("["):
        host, closed, port = rest[1:].partition("]")
        if closed and _is_ip(host, 6) and (not port or port.startswith(":")):
            return host, port[1:] if port else str(PORT)
        raise WireError("An IPv6 address is written in brackets: tcp:[fe80::1]:9100")
    host, colon, port = rest.partition(":")
    if ":" in port:
        raise WireError("An IPv6 address is written in brackets, and at most one port follows: tcp:[fe80::1]:9100")
    known = _is_ip(host, 4) if _NUMBERS_ONLY.fullmatch(host) else len(host) <= 253 and _NAME.fullmatch(host)
    if not known:
        raise WireError("After tcp: comes the printer's name or number in the network: tcp:192.168.1.9")
    return host, port if colon else str(PORT)


def _is_ip(host: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(host).version == version
    except ValueError:
        return False


def _serial(rest: str) -> Address:
    device, at, baud = rest.rpartition("@")
    # A name of a device may hold an @ itself.
    if not at or not (baud.isascii() and baud.isdigit()):
        device, baud = rest, str(BAUD)
    if not (Path(device).is_absolute() or re.fullmatch(r"COM[1-9]\d{0,2}", device)):
        raise WireError("After serial: comes the whole name of the port: serial:/dev/ttyUSB0, or serial:COM3")
    if len(baud) > 6 or int(baud) not in _BAUDS:
        raise WireError(f"The speed of a serial line is one of {', '.join(map(str, _BAUDS))}: serial:/dev/ttyUSB0@9600")
    return Address("serial", device, int(baud))


def _device(rest: str) -> Address:
    if not Path(rest).is_absolute():
        raise WireError("After device: comes the whole name of the device: device:/dev/usb/lp0")
    return Address("device", rest)


def _file(rest: str) -> Address:
    # The spooler stands in another folder than the shell that this was typed in.
    if not Path(rest).is_absolute() or rest.endswith("/"):
        raise WireError("After file: comes the whole path of a file: file:/home/kitchen/labels.zpl")
    return Address("file", rest)


def _cups(rest: str) -> Address:
    if not _QUEUE.fullmatch(rest):
        raise WireError("After cups: comes the name of a print queue (`lpstat -e` lists them): cups:Kitchen")
    return Address("cups", rest)


def _loop(rest: str) -> Address:
    if not re.fullmatch(r"[\w-]{1,63}", rest):
        raise WireError("After loop: comes a name of letters and digits: loop:bench")
    return Address("loop", rest)


_WAYS: Final[dict[str, Callable[[str], Address]]] = {
    "tcp": _tcp,
    "serial": _serial,
    "device": _device,
    "file": _file,
    "cups": _cups,
    "loop": _loop,
}
