"""`kitchen-tui export`: a list as a file for spreadsheets, or as a sheet to print."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from data.core.delimited import delimited
from data.core.text import one_line
from data.organization.policies import policies_of
from data.replica.folder_owner import SHELL
from kitchen_tui import regional
from kitchen_tui.commands.frame import OK, Unsaid, WrongUse, desk_of, say
from kitchen_tui.exporting.files import CSV, PDF, content_of
from kitchen_tui.exporting.lists import OF_A_DAY, Listed, here_of, listed
from kitchen_tui.exporting.printable import NotDrawn, unprinted
from kitchen_tui.giving_way import give_way
from kitchen_tui.sight import Sight
from kitchen_tui.staged import Staged

STDOUT = "-"
_UTF8_MARK = b"\xef\xbb\xbf"
"""Not on standard output, and no country's commas: what reads a pipe knows what it reads."""


def export(args: Namespace) -> int:
    """Writes a whole list, or nothing; `-` is standard output."""
    if args.day is not None and args.what not in OF_A_DAY:
        raise WrongUse(f"--day is for {', '.join(OF_A_DAY)}: {args.what} has no day")
    give_way()
    form, out = (PDF, args.pdf) if args.pdf is not None else (CSV, args.csv or STDOUT)
    desk = desk_of(args)
    if form == PDF:
        # Paper hangs in the kitchen: it speaks as the screens do. What a program reads has one language.
        policies = policies_of(desk.store)
        regional.settle(desk.store.locale, language=policies.language, hour12=policies.clock_12h)
    sight = Sight(desk.database, desk.store, desk.terminal, desk.now)
    found = listed(args.what, sight, SHELL, args.day)
    if out == STDOUT and form == CSV and args.json:
        return _objects(args, found)
    if out == STDOUT and form == CSV:
        return _poured(args, delimited(found.sheet.columns, found.rows).removeprefix(_UTF8_MARK))
    content = _content(sight, found, form)
    if out == STDOUT:
        return _poured(args, content)
    return _written(args, Path(out), content, len(found.rows), unprinted(found.rows) if form == PDF else 0)


def _content(sight: Sight, found: Listed, form: str) -> bytes:
    try:
        return content_of(found.sheet, found.rows, form, here_of(sight), sight.now())
    except NotDrawn as trouble:
        raise Unsaid(str(trouble)) from trouble


def _objects(args: Namespace, found: Listed) -> int:
    for row in found.rows:
        say(args, dict(zip(found.sheet.columns, row, strict=True)), "")
    return OK


def _poured(args: Namespace, content: bytes) -> int:
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as trouble:
        if not isinstance(trouble, BrokenPipeError):
            args.unsaid = trouble
    return OK


def _written(args: Namespace, out: Path, content: bytes, rows: int, left_out: int) -> int:
    try:
        with Staged({out: content}) as staged:
            staged.publish()
    except OSError as trouble:
        raise WrongUse(f"{out} cannot be written: {trouble.strerror or trouble}") from trouble
    lines = rows - left_out
    says = f"{lines} {'line' if lines == 1 else 'lines'}: {one_line(str(out))}"
    if left_out:
        says += f" ({left_out} more did not come on paper: --csv has all)"
    counted = {"lines": lines, "left_out": left_out, "file": str(out)}
    fields = {"verdict": "accepted", "code": "applied", "says": says, **counted}
    say(args, fields, says)
    return OK
