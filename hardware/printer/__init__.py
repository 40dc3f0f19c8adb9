"""Printers: how they are, whether a label was taken, one that is only pretended, and what a label looks like."""
