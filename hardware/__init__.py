"""Bytes in, bytes out: scanners, printers and the wires to them."""
