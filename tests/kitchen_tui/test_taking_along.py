"""The list of a place is taken along by a key: the file is there when the bar says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kitchen_tui.at_work import SIZES, Kitchen, at_work
from tests.kitchen_tui.test_places import goes_to
from tests.support.dockets import cake, docket

pytestmark = pytest.mark.long


@pytest.fixture
def two(kitchen: Kitchen) -> Kitchen:
    """Two orders in the queue."""
    kitchen.bakery.take_in(docket("20001", cake(title="Opera", writing="=1+1")))
    kitchen.bakery.take_in(docket("20002", cake(title="Marble")))
    return kitchen


def exports(kitchen: Kitchen) -> list[Path]:
    return sorted((kitchen.folder / "exports").glob("*"))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    ("key", "ending", "begins"), [("ctrl+e", ".csv", b"\xef\xbb\xbf"), ("ctrl+p", ".pdf", b"%PDF")]
)
async def test_a_key_writes_the_list(two: Kitchen, size: tuple[int, int], key: str, ending: str, begins: bytes) -> None:
    async with at_work(two, badge="sue", size=size) as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press(key)
        await work.sees("WRITTEN")
        (place,) = exports(two)

    assert place.name.startswith("queue-2026-11-27-")
    assert place.suffix == ending
    assert place.read_bytes().startswith(begins)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_file_is_named_and_what_did_not_come_on_paper_is_counted(
    two: Kitchen, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kitchen_tui.exporting.printable.MOST_ROWS", 1)
    async with at_work(two, badge="sue", size=size) as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("ctrl+e")
        await work.sees("WRITTEN", "queue-2026-11-27-100000.csv")
        await work.press("ctrl+p")
        await work.sees("WRITTEN", "1 more line: take it as a file for", ".pdf")


async def test_what_a_customer_wrote_runs_in_no_spreadsheet(two: Kitchen) -> None:
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("ctrl+e")
        await work.sees("WRITTEN")
        (place,) = exports(two)

    assert '"\'=1+1"' in place.read_text("utf-8-sig")


async def test_a_list_that_cannot_be_written_is_said_so(two: Kitchen) -> None:
    (two.folder / "exports").write_text("somebody's file")
    async with at_work(two, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Marble")
        await work.press("ctrl+e")
        await work.sees("NOT WRITTEN", "The list could not be written: File exists")
        await work.press("escape")
        await work.sees("DO THIS NEXT")


async def test_nobody_writes_a_list_without_a_badge_from_the_board_that_is_for_everybody(two: Kitchen) -> None:
    async with at_work(two, badge=None) as work:
        await goes_to(work, "board", "BOARD")
        assert "Ctrl+E" not in work.text(), "what would be refused is not offered"
        await work.press("ctrl+e")
        await work.sees("SIGN IN FIRST")
    assert not (two.folder / "exports").exists()
