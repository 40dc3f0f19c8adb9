"""The screen and the keyboard: is there room, and can it show what customers write."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from kitchen_tui.doctor.finding import Finding, bad, ok, warn
from kitchen_tui.terminal import encoding_of_terminal, is_bare

LEAST = (55, 16)
"""Columns and lines below which the station does not fit."""


def size_of_terminal() -> tuple[int, int] | None:
    """Columns and lines, or None when nothing here is a terminal."""
    for fd in (1, 2, 0):
        try:
            columns, lines = os.get_terminal_size(fd)
        except OSError:
            continue
        return columns, lines
    return None


def room(size: tuple[int, int] | None) -> Finding:
    """Whether the station fits."""
    name = "screen"
    if size is None:
        return warn(name, "There is no terminal here to look at", "Run this where the station will run")
    columns, lines = size
    says = f"{columns} columns and {lines} lines"
    if columns < LEAST[0] or lines < LEAST[1]:
        return bad(name, says, f"Make it at least {LEAST[0]} by {LEAST[1]}: a larger window, or a smaller font")
    return ok(name, says)


def characters(encoding: str, environment: Mapping[str, str]) -> Finding:
    """Whether names in all scripts can be shown."""
    name, terminal = "characters", environment.get("TERM", "")
    if encoding != "utf-8":
        do = "Set the locale to one with UTF-8, for example LANG=C.UTF-8"
        return warn(name, f"It speaks {encoding}: other letters of a customer's text are shown as marks", do)
    if is_bare():
        do = "Use a graphical terminal; signs are plain letters here"
        return warn(name, f"A bare console ({terminal or 'TERM is not set'}) shows few signs", do)
    return ok(name, "UTF-8")


def colours(environment: Mapping[str, str]) -> Finding:
    """Whether verdicts have their colours; words and signs tell them as well."""
    name, terminal = "colours", environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return warn(name, "NO_COLOR is set: verdicts are told by words and signs alone", "Unset it for colours")
    if environment.get("COLORTERM") in ("truecolor", "24bit"):
        return ok(name, "16 million")
    if "256" in terminal:
        return ok(name, "256")
    return warn(name, f"Few ({terminal or 'TERM is not set'})", "Set TERM=xterm-256color if the terminal can do it")


def keyboard() -> Finding:
    """Whether keys can reach the station."""
    name = "keyboard"
    if sys.stdin is not None and sys.stdin.isatty():
        return ok(name, "Keys come from this terminal")
    return warn(name, "No keys can come from here", "Run this where the station will run")


def look_at_screen() -> list[Finding]:
    """All of it."""
    environment = os.environ
    return [
        room(size_of_terminal()),
        characters(encoding_of_terminal(), environment),
        colours(environment),
        keyboard(),
    ]
