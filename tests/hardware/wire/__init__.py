"""Proofs of the ways to a printer, on real sockets, serial lines and files."""
