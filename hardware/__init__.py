"""Bytes in, bytes out: scanners, wires and labels; this room imports nothing of ours."""
