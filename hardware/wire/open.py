"""From an address to an open link: the one place that knows every way there is."""

from __future__ import annotations

from hardware.wire.address import parse
from hardware.wire.wire import Wire

# Each way is loaded when it is taken: a terminal without a serial printer never loads pyserial.


def open_wire(address: str, timeout_s: float = 3.0) -> Wire:
    """The link to a printer, opened within about `timeout_s`; raises WireError, in words, when it cannot be."""
    found = parse(address)
    if found.way == "tcp":
        from hardware.wire.tcp import TcpWire

        return TcpWire(found.where, found.number, timeout_s)
    if found.way == "serial":
        from hardware.wire.serial_line import SerialWire

        return SerialWire(found.where, found.number, timeout_s)
    return _on_this_machine(found.way, found.where, timeout_s)


def _on_this_machine(way: str, where: str, timeout_s: float) -> Wire:
    if way == "device":
        from hardware.wire.device import DeviceWire

        return DeviceWire(where, timeout_s)
    if way == "file":
        from hardware.wire.file import FileWire

        return FileWire(where, timeout_s)
    if way == "cups":
        from hardware.wire.cups import CupsWire

        return CupsWire(where, timeout_s)
    from hardware.wire.loop import LoopWire

    return LoopWire(where)
