"""What a shop sent, laid out to be read: each value stands there as it came, only the blanks between are ours."""

from __future__ import annotations

import re

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)
_OPEN, _CLOSE = ("{", "["), ("}", "]")
_INDENT = "  "
_DEEPEST = 40
"""Levels that are indented: what is nested deeper is no order."""


def laid_out(text: str) -> list[str]:
    """Lines of a JSON text, one value each; another text is as it is."""
    if not text.lstrip().startswith(_OPEN):
        return text.splitlines()
    lines, line, depth = list[str](), "", 0
    for sign in _TOKENS.findall(text):
        empty = line.endswith(_OPEN)
        depth -= sign in _CLOSE and depth > 0
        if empty != (sign in _CLOSE):
            # The first thing within, or the end behind the last: a line of its own.
            lines.append(line)
            line = _INDENT * min(depth, _DEEPEST)
        if sign == ",":
            lines.append(line + sign)
            line = _INDENT * min(depth, _DEEPEST)
        else:
            line += ": " if sign == ":" else sign
        depth += sign in _OPEN
    return [*lines, line] if line.strip() else lines
