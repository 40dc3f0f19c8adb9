"""A field of a log line that is not on the list is left out of it: who named it would look for it in vain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sync_agent.hub.logs import ALLOWED

ROOT = Path(__file__).parents[2]
SAYING = {"debug", "info", "warning", "error", "exception"}


def named() -> Iterator[tuple[str, str]]:
    """Where a line is written, and each field that is given to it by name."""
    for folder in ("data", "sync_agent"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in SAYING:
                    where = f"{path.relative_to(ROOT)}:{call.lineno}"
                    yield from ((where, field) for field in fields(call))


def fields(call: ast.Call) -> Iterator[str]:
    for given in call.keywords:
        if given.arg == "extra":
            for part in ast.walk(given.value):
                if isinstance(part, ast.Dict):
                    yield from (str(key.value) for key in part.keys if isinstance(key, ast.Constant))


def test_every_field_that_is_given_is_written():
    found = list(named())
    assert len(found) > 20, "nothing was looked at"
    assert [one for one in found if one[1] not in ALLOWED] == []
