"""Proofs of scanning: keystrokes, serial bytes, and what a code means."""
