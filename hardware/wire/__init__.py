"""Ways to a printer: network, serial line, device, file, print queue; each takes bytes and never waits for ever."""

from hardware.wire.address import check_address
from hardware.wire.open import open_wire
from hardware.wire.wire import Wire, WireError

__all__ = ["Wire", "WireError", "check_address", "open_wire"]
