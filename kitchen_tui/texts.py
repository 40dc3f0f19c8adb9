"""Every text that people read on a screen, in their language: the English is the key of the catalogue."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - the name that extraction tools know
    """Marks a text that is kept in English and translated where it is drawn."""
    return text


def _(text: str) -> str:
    """`text` in the language of this terminal."""
    return text


def ngettext(one: str, many: str, n: int) -> str:
    """The form for this number."""
    return one if n == 1 else many


def sentence(said: str) -> str:
    """What a rule said or what a notice keeps (always English there), in the language of this terminal."""
    return said
