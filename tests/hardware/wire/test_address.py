"""Addresses of printers: what is written is understood, what cannot be is refused with what is expected."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire import WireError, check_address, open_wire
from hardware.wire.address import Address, parse


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tcp:192.168.1.9", Address("tcp", "192.168.1.9", 9100)),
        ("TCP:bench-printer.local:9101", Address("tcp", "bench-printer.local", 9101)),
        ("tcp:[fe80::1]", Address("tcp", "fe80::1", 9100)),
        ("tcp:[fe80::1%eth0]:9102", Address("tcp", "fe80::1%eth0", 9102)),
        ("serial:/dev/ttyUSB0", Address("serial", "/dev/ttyUSB0", 9600)),
        ("serial:/dev/ttyUSB0@115200", Address("serial", "/dev/ttyUSB0", 115200)),
        ("serial:/dev/serial/by-id/a@b", Address("serial", "/dev/serial/by-id/a@b", 9600)),
        ("serial:COM3@19200", Address("serial", "COM3", 19200)),
        ("device:/dev/usb/lp0", Address("device", "/dev/usb/lp0")),
        ("file:/home/a b/labels.zpl", Address("file", "/home/a b/labels.zpl")),
        ("cups:Zebra_ZD420", Address("cups", "Zebra_ZD420")),
    ],
)
def test_an_address_is_understood(written: str, meant: Address) -> None:
    assert parse(written) == meant
    assert check_address(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", "tcp:HOST"),
        ("192.168.1.9", "tcp:HOST"),
        ("tcp:", "tcp:HOST"),
        ("usb:lp0", "tcp:HOST"),
        ("tcp:300.1.1.1", "tcp:192.168.1.9"),
        ("tcp:-x", "tcp:192.168.1.9"),
        ("tcp:a b", "tcp:192.168.1.9"),
        ("tcp:user@host", "tcp:192.168.1.9"),
        ("tcp:host:0", "1 to 65535"),
        ("tcp:host:", "1 to 65535"),
        ("tcp:host:99999999999999999999", "1 to 65535"),
        ("tcp:host:٣", "1 to 65535"),
        ("tcp:fe80::1", "in brackets"),
        ("tcp:[fe80::1", "in brackets"),
        ("tcp:[1.2.3.4]", "in brackets"),
        ("serial:ttyUSB0", "serial:/dev/ttyUSB0"),
        ("serial:/dev/ttyUSB0@9601", "9600"),
        ("device:lp0", "device:/dev/usb/lp0"),
        ("file:labels.zpl", "whole path"),
        ("file:/tmp/", "whole path"),
        ("file:/tmp/a\nb", "visible"),
        ("file:/tmp/a\0b", "visible"),
        ("file:/" + "a" * 2000, "1024"),
        ("cups:-o", "print queue"),
        ("cups:a b", "print queue"),
        ("cups:a/b", "print queue"),
        ("loop:a b", "letters and digits"),
    ],
)
def test_a_bad_address_is_refused_with_what_is_expected(written: str, expected: str) -> None:
    assert expected in (check_address(written) or "")
    with pytest.raises(WireError, match=re.escape(expected)):
        open_wire(written)


def test_a_loop_is_for_one_process_and_no_place_for_a_printer() -> None:
    assert parse("loop:bench") == Address("loop", "bench")
    assert "tcp:HOST" in (check_address("loop:bench") or "")


@given(
    st.text(max_size=40) | st.builds("{}:{}".format, st.sampled_from(["tcp", "serial", "cups"]), st.text(max_size=40))
)
def test_any_text_is_an_address_or_refused_in_words(written: str) -> None:
    trouble = check_address(written)
    assert trouble is None or trouble
