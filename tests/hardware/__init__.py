"""Proofs of the room that knows devices: bytes in, bytes out."""
