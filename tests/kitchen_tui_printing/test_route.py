"""Whose work a label is."""

from __future__ import annotations

import pytest

from data.kitchen.label import LabelJob
from data.organization.printer import Printer
from hardware.printer.status import Status
from kitchen_tui.paper import first_choice
from kitchen_tui.printing.route import Known, Way, way

OFF = Status(False, "The printer does not answer: is it on?", "off")
OPEN = Status(False, "The printer is open: close it", "head_open")


def printer(name: str, prints: str = "all", backup: str | None = None) -> Printer:
    return Printer("bench-1", name, "tcp:h", "receipt-80", prints, backup, None, True, None, None, False, 0)


def job(wanted: str | None = None) -> LabelJob:
    return LabelJob("j", "t", "packing", 0, "queued", 0, "c", "bench-1", None, wanted, 0, 0, None, None, 0)


@pytest.mark.parametrize(
    ("printers", "first"),
    [
        ([], None),
        ([printer("a", "ticket")], None),
        ([printer("b"), printer("a")], "a"),
        ([printer("a"), printer("b", "packing")], "b"),
        ([printer("a"), printer("b", backup="a")], "b"),
        ([printer("a", backup="b"), printer("b", backup="a")], "a"),
    ],
)
def test_one_for_this_kind_comes_before_one_for_all_and_a_backup_last(printers, first):
    assert first_choice(None, "packing", printers) == first


def test_who_was_asked_for_by_name_prints_whatever_its_work_is():
    known = {"a": Known(printer("a", "packing")), "b": Known(printer("b", "ticket"))}

    assert way(job("b"), known) == Way("b", "b")
    assert way(job("c"), known).printer is None
    assert "no printer c" in (way(job("c"), known).says or "")


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"a": Known(printer("a"), OFF)}, Way("a", None, f"a: {OFF.says}")),
        ({"a": Known(printer("a", backup="gone"), OFF)}, Way("a", None, f"a: {OFF.says}")),
        (
            {"a": Known(printer("a", backup="b"), OFF), "b": Known(printer("b", "ticket"))},
            Way("a", "b", "a cannot be reached: printed on b"),
        ),
        (
            {"a": Known(printer("a", backup="b"), OPEN), "b": Known(printer("b"), OFF)},
            Way("a", None, f"a: {OPEN.says}. b: {OFF.says}"),
        ),
    ],
)
def test_the_backup_helps_when_it_can_and_else_both_troubles_are_told(known, found):
    assert way(job(), known) == found
