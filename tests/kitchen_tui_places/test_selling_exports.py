"""What the shell takes along of shops is what their places list."""

from __future__ import annotations

import pytest

from data.core.delimited import delimited
from kitchen_tui.exporting.lists import listed
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.room import StillRoom
from tests.support.cast import OLIVE
from tests.support.selling import DOMAIN, UNREADABLE, a_selling_day


@pytest.mark.parametrize(
    ("what", "name", "rows", "told"),
    [
        ("shops", "shops", 2, "Its owner took the permission back"),
        ("work", "work-queue", 4, DOMAIN),
        ("dead-letters", "dead-letters", 3, UNREADABLE),
    ],
)
def test_each_list_can_be_taken_along_whole(kitchen: Kitchen, what: str, name: str, rows: int, told: str) -> None:
    a_selling_day(kitchen.bakery)
    kitchen.machine.at = kitchen.bakery.machine.at
    found = listed(what, StillRoom(kitchen).sight, OLIVE)
    text = delimited(found.sheet.columns, found.rows).decode("utf-8-sig")

    assert (found.sheet.name, len(found.rows)) == (name, rows)
    assert told in text
    assert len(text.splitlines()) == rows + 1
