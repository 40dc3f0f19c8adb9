"""Proofs of printers: how they are, what became of a label, what a label looks like."""
