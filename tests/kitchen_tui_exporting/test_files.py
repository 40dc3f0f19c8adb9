"""A list that is taken along is a new file, whole or not there, where people look for it."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from data.core.clock import at_minute
from kitchen_tui.exporting.files import export
from kitchen_tui.exporting.printable import MOST_ROWS, NotDrawn, paper_of
from kitchen_tui.places.place import Here
from kitchen_tui.places.sheet import Sheet

ROOT = Path(__file__).parent.parent.parent
HERE = Here("bannos", "Banno's", "Australia/Sydney", "AUD", "en_AU")
NOW = at_minute("2026-11-27", 602, HERE.zone) + 7_000
ROWS: list[list[str | int | None]] = [["20001-A", "Gelato Cake", 1], ["20002-A", "=1+1", None]]
SHEET = Sheet("queue", "Queue", ("Number", "Product", "Count"), lambda sight: ROWS)


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: no test writes among anybody's documents."""
    home = tmp_path / "home"
    (home / "Documents").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: home / "Documents")
    monkeypatch.delenv("BAKELINE_HOME", raising=False)
    return home / "Documents"


def test_a_file_is_named_for_its_list_its_day_and_its_time(tmp_path: Path) -> None:
    place = export(SHEET, ROWS, tmp_path, "csv", HERE, NOW)

    assert place == tmp_path / "exports" / "queue-2026-11-27-100207.csv"
    assert place.read_bytes().startswith(b'\xef\xbb\xbf"Number","Product","Count"\r\n"20001-A","Gelato Cake",1\r\n')


def test_no_file_is_ever_written_over(tmp_path: Path) -> None:
    first = export(SHEET, ROWS, tmp_path, "csv", HERE, NOW)
    content = first.read_bytes()
    others = [export(SHEET, [], tmp_path, "csv", HERE, NOW) for _ in range(3)]

    assert first.read_bytes() == content
    assert [place.name[-6:] for place in others] == ["-2.csv", "-3.csv", "-4.csv"]


def test_a_terminal_in_its_usual_place_writes_among_the_documents(
    documents: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("kitchen_tui.home.data_dir", lambda given: tmp_path / "usual")

    assert export(SHEET, ROWS, tmp_path / "usual", "csv", HERE, NOW).parent == documents / "exports"
    assert export(SHEET, ROWS, tmp_path / "demo", "csv", HERE, NOW).parent == tmp_path / "demo" / "exports"

    documents.rename(documents.with_name("Other"))
    assert export(SHEET, ROWS, tmp_path / "usual", "csv", HERE, NOW).parent == tmp_path / "usual" / "exports"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_its_owner_reads_what_holds_customers(tmp_path: Path) -> None:
    place = export(SHEET, ROWS, tmp_path, "csv", HERE, NOW)

    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("form", ["csv", "pdf"])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        export(SHEET, ROWS, tmp_path, form, HERE, NOW)
    assert list((tmp_path / "exports").iterdir()) == []


def test_a_sheet_is_drawn_by_a_process_of_its_own(tmp_path: Path) -> None:
    place = export(SHEET, ROWS, tmp_path, "pdf", HERE, NOW)
    content = place.read_bytes()

    assert place.name == "queue-2026-11-27-100207.pdf"
    assert content.startswith(b"%PDF")
    assert content.rstrip().endswith(b"%%EOF")
    assert b"/Count 1" in content
    assert b"595" in content


def test_the_screen_never_loads_a_picture_library() -> None:
    program = (
        "import sys, kitchen_tui.exporting.files, kitchen_tui.exporting.printable, kitchen_tui.exporting.lists;"
        "print([name for name in ('PIL', 'openpyxl', 'kitchen_tui.command_sheet') if name in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert said.strip() == "[]"


@pytest.mark.parametrize("told", ["import sys; sys.exit('no fonts here')", "print('not a sheet')"])
def test_a_sheet_that_cannot_be_drawn_is_said_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda command, **given: run([sys.executable, "-c", told], **given))

    with pytest.raises(NotDrawn, match="could not be drawn"):
        export(SHEET, ROWS, tmp_path, "pdf", HERE, NOW)
    assert not (tmp_path / "exports").exists()


def test_a_sheet_of_paper_has_an_end_and_says_what_it_left_out() -> None:
    told = paper_of(SHEET, [["1", "2", 3]] * (MOST_ROWS + 40), HERE, NOW)

    assert len(told["rows"]) == MOST_ROWS  # type: ignore[arg-type]
    assert told["more"] == "40 more lines: take them as a file for spreadsheets"
    assert paper_of(SHEET, ROWS, HERE, NOW)["more"] == ""


def test_one_line_more_is_one_line() -> None:
    assert paper_of(SHEET, [["1", "2", 3]] * (MOST_ROWS + 1), HERE, NOW)["more"] == (
        "1 more line: take it as a file for spreadsheets"
    )


def test_days_are_for_people_on_paper_and_for_spreadsheets_in_a_file(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [["20001", "2026-11-28"], ["2026-11-28", None], ["20003", "2025-11-28"]]
    sheet = Sheet("queue", "Queue", ("Number", "Due"), lambda sight: rows)

    assert paper_of(sheet, rows, HERE, NOW)["rows"] == [
        ["20001", "Sat 28 Nov"],
        ["2026-11-28", None],
        ["20003", "Fri 28 Nov 2025"],
    ]
    assert b'"20001","2026-11-28"' in export(sheet, rows, tmp_path, "csv", HERE, NOW).read_bytes()


def test_a_few_endless_texts_do_not_make_a_book() -> None:
    told = paper_of(SHEET, [["1", "x" * 10_000, 3]] * 500, HERE, NOW)

    assert len(told["rows"]) == 19  # type: ignore[arg-type]
    assert str(told["more"]).startswith("481 more")


@pytest.mark.parametrize(
    ("locale", "separator"), [("en_AU", ","), ("de_DE", ";"), ("fr-FR", ";"), ("ja_JP", ","), ("xx", ",")]
)
def test_cells_are_parted_as_the_spreadsheets_of_a_country_expect(tmp_path: Path, locale: str, separator: str) -> None:
    place = export(SHEET, ROWS, tmp_path, "csv", HERE._replace(locale=locale), NOW)

    assert place.read_text("utf-8-sig").startswith(f'"Number"{separator}"Product"')


def test_a_long_text_is_drawn_to_its_end() -> None:
    from kitchen_tui.exporting.paper import _spelt

    words = [f"word{n}" for n in range(2_000)]

    assert str(_spelt(" ".join(words))).split() == words
