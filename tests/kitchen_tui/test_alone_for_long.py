"""A week without the hub, at the screen: what others rely on is read, with the reason above it; scans go on."""

from __future__ import annotations

from kitchen_tui.screens.alone import read_only
from kitchen_tui.screens.office import Office
from kitchen_tui.widgets.glyphs import UNICODE
from tests.support.cast import OLIVE


class _Screen:
    time = None


def office() -> Office:
    made = Office(_Screen(), None, UNICODE, None)  # type: ignore[arg-type]
    made.person = OLIVE
    return made


def test_an_owner_may_still_come_in_and_change_nothing():
    there = office()
    assert there.may("set_policies")
    there.alone = True
    assert not there.may("set_policies")
    assert not there.may("add_staff", "set_role")
    assert {"staff", "settings", "products"} <= {name for name, _ in there.tabs()}
    assert there.may("set_storage")
    assert there.may("add_staff", "set_storage"), "one of them will do"


def test_why_is_said_in_as_many_lines_as_it_takes():
    for width in (40, 80, 157):
        rows = read_only("staff", width)
        words = " ".join("".join(piece.text for piece in row).strip() for row in rows)
        assert words.startswith("Not heard from the hub for 7 days")
        assert words.endswith("until it is heard")
        assert all(len("".join(piece.text for piece in row)) <= width for row in rows)


def test_nothing_is_said_where_work_goes_on():
    assert read_only("queue", 80) == []
