"""What the command sheet prints is what the terminal understands: every barcode is read back from every page."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from data.organization.policies import MOST_QC_REASONS, Policies, qc_verbs
from hardware.scan.badges import badge_code
from hardware.scan.calibration import CALIBRATION_TEXT
from hardware.scan.commands import CommandCode, command_code
from hardware.scan.grammar import BadgeCode, Unknown, classify
from kitchen_tui.cli import main
from kitchen_tui.command_sheet.contents import CALIBRATION, Badge, Entry, Group, groups_of
from kitchen_tui.command_sheet.drawing import drawn
from kitchen_tui.command_sheet.layout import (
    APART,
    DPI,
    HEIGHT,
    MODULE,
    WIDTH,
    Bars,
    Heading,
    Page,
    Text,
    badge_pages,
    sheet_pages,
)
from kitchen_tui.desk import Desk
from kitchen_tui.verbs import VERBS
from tests.hardware.label.eyes import seen
from tests.kitchen_tui_cli.conftest import Shop

HEAD = Heading("Banno's", "Command sheet", "Keep it like a key")
QUIET = 10 * MODULE


def read(image: Image.Image) -> list[str]:
    return sorted(seen(image))


def pictures_in(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as they are kept in it: fax pictures, here in the TIFF files that they would be elsewhere."""
    found = []
    for head, body in re.findall(
        rb"<<((?:(?!endobj).)*?/CCITTFaxDecode.*?)>>\s*stream\r?\n(.*?)endstream", pdf, re.DOTALL
    ):
        (width,), (height,) = (re.findall(rb"/%s (\d+)" % name, head) for name in (b"Width", b"Height"))
        assert b"/BlackIs1 true" in head
        found.append(_from_fax(int(width), int(height), body))
    return found


def _from_fax(width: int, height: int, body: bytes) -> Image.Image:
    fields = [(256, width), (257, height), (258, 1), (259, 4), (262, 1), (273, 0), (278, height), (279, len(body))]
    directory = 8 + len(body)
    fields[5] = (273, 8)
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields)
    tiff = struct.pack("<2sHI", b"II", 42, directory) + body + struct.pack("<H", len(fields)) + tags + bytes(4)
    return Image.open(io.BytesIO(tiff))


def verbs_on(desk: Desk, texts: Iterable[str]) -> list[str]:
    codes = [classify(text, desk.grammar) for text in texts]
    assert all(isinstance(code, CommandCode) and code.store == "bannos" for code in codes)
    return sorted(code.verb for code in codes if isinstance(code, CommandCode))


@pytest.fixture
def desk(shop: Shop) -> Iterator[Desk]:
    desk = Desk.at(shop.folder)
    with closing(desk.database):
        yield desk


ALL_VERBS = sorted([*VERBS, *qc_verbs(Policies())])


def test_a_png_for_each_page_and_every_barcode_is_what_it_says(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    said = shop.one("command-sheet", "--out", str(tmp_path / "sheet.png"))

    assert said["files"] == [str(tmp_path / f"sheet-{n}.png") for n in range(1, said["pages"] + 1)]
    pages = [Image.open(path) for path in said["files"]]
    assert {page.size for page in pages} == {(2480, 3508)}
    assert {round(page.info["dpi"][0]) for page in pages} == {DPI}
    *sheet, calibration = [read(page) for page in pages]
    assert verbs_on(desk, [text for page in sheet for text in page]) == ALL_VERBS
    assert calibration == [CALIBRATION_TEXT]
    assert isinstance(classify(CALIBRATION_TEXT, desk.grammar), Unknown)


def test_a_pdf_holds_the_same_pages_without_loss(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    said = shop.one("command-sheet", "--out", str(tmp_path / "sheet.PDF"))

    (path,) = said["files"]
    content = Path(path).read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"DCTDecode" not in content
    assert b"595." in content, "A4 in points"
    pages = pictures_in(content)
    assert len(pages) == said["pages"]
    *sheet, calibration = [read(page) for page in pages]
    assert verbs_on(desk, [text for page in sheet for text in page]) == ALL_VERBS
    assert calibration == [CALIBRATION_TEXT]


def test_calibration_alone_is_one_page(shop: Shop, tmp_path: Path) -> None:
    said = shop.one("command-sheet", "--out", str(tmp_path / "set-up.png"), "--calibration")

    assert said["files"] == [str(tmp_path / "set-up.png")]
    assert read(Image.open(said["files"][0])) == [CALIBRATION_TEXT]


def test_badges_are_new_and_the_old_ones_stop_working(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    said = shop.one("command-sheet", "--out", str(tmp_path / "sheet.pdf"), "--badges")

    assert said["badges"] == 4
    assert "old ones do not work any more" in said["says"]
    texts = [text for page in pictures_in((tmp_path / "sheet.pdf").read_bytes()) for text in read(page)]
    badges = [code.code for code in (classify(t, desk.grammar) for t in texts) if isinstance(code, BadgeCode)]
    people = [desk.door.badge(badge).actor for badge in badges]
    assert sorted(person.name for person in people if person) == ["Admin", "Olive", "Staff", "Supervisor"]
    assert [desk.door.badge(badge).actor for badge in shop.badges.values()] == [None] * 4
    assert not any(badge in str(said) for badge in badges), "a badge stands on the sheet and nowhere else"


def test_without_badges_everybody_keeps_hers(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    shop.one("command-sheet", "--out", str(tmp_path / "sheet.pdf"))
    assert all(desk.door.badge(badge).actor for badge in shop.badges.values())


def test_badges_that_cannot_be_written_are_not_given_out(shop: Shop, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").mkdir()
    for out in (tmp_path / "sheet.pdf", tmp_path / "no such folder" / "sheet.pdf", Path("/proc/sheet.png")):
        code, (said,) = shop.run("command-sheet", "--out", str(out), "--badges")
        assert (code, said["code"]) == (2, "wrong_use")
        assert "cannot be written" in said["says"]
    assert all(desk.door.badge(badge).actor for badge in shop.badges.values())
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_badges_that_are_not_recorded_leave_the_sheet_of_before(
    shop: Shop, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.store.errors import NotRecorded
    from kitchen_tui.commands import command_sheet

    def fails(*_: object) -> None:
        raise NotRecorded("The disk is full")

    (tmp_path / "sheet.pdf").write_bytes(b"of before")
    monkeypatch.setattr(command_sheet, "issue", fails)
    code, (said,) = shop.run("command-sheet", "--out", str(tmp_path / "sheet.pdf"), "--badges")

    assert (code, said["code"]) == (1, "not_recorded")
    assert (tmp_path / "sheet.pdf").read_bytes() == b"of before"
    assert {path.name for path in tmp_path.iterdir()} == {"shop", "sheet.pdf"}


def test_badges_whose_file_cannot_take_its_place_are_said_where_they_are(
    shop: Shop, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Path, target: Path) -> Path:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", fails)
    assert (
        main(["command-sheet", "--out", str(tmp_path / "sheet.png"), "--badges", "--data-dir", str(shop.folder)]) == 1
    )

    says = shop.capsys.readouterr().err
    assert "it is done" in says
    kept = sorted(path for path in tmp_path.iterdir() if path.name.startswith(".sheet-"))
    assert kept
    assert all(str(path) in says for path in kept)
    texts = [text for path in kept for text in seen(Image.open(io.BytesIO(path.read_bytes())))]
    badges = [code.code for code in (classify(t, desk.grammar) for t in texts) if isinstance(code, BadgeCode)]
    assert len([badge for badge in badges if desk.door.badge(badge).actor]) == 4


@pytest.mark.parametrize("name", ["sheet", "sheet.txt", "sheet.jpg", ".png", "pdf"])
def test_a_file_of_no_known_kind_is_refused_in_words(shop: Shop, tmp_path: Path, name: str) -> None:
    code, (said,) = shop.run("command-sheet", "--out", str(tmp_path / name))
    assert (code, said["code"]) == (2, "wrong_use")
    assert ".pdf or .png" in said["says"]


def test_badges_are_not_for_calibration(shop: Shop, tmp_path: Path) -> None:
    code, _ = shop.run("command-sheet", "--out", str(tmp_path / "a.pdf"), "--calibration", "--badges")
    assert code == 2


def test_only_the_owner_of_the_files_may_read_them(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").write_bytes(b"anybody's")
    (tmp_path / "sheet.pdf").chmod(0o644)
    said = shop.one("command-sheet", "--out", str(tmp_path / "sheet.pdf"))
    more = shop.one("command-sheet", "--out", str(tmp_path / "sheet.png"))
    assert {Path(path).stat().st_mode & 0o777 for path in said["files"] + more["files"]} == {0o600}


def test_another_stores_sheet_is_refused_by_this_terminal(shop: Shop, desk: Desk) -> None:
    for group in groups_of(replace(desk.store, id="flourlane", secret="ab" * 32)):
        for entry in group.entries:
            assert isinstance(classify(entry.code, desk.grammar), Unknown)


# Where it stands


def most() -> list[Group]:
    """As many and as long barcodes as there can be."""
    reasons = tuple(
        Entry(f"Reason {n}", "Then scan the ticket", command_code(b"secret", f"QC{chr(65 + n)}" + "W" * 21))
        for n in range(MOST_QC_REASONS)
    )
    short = tuple(Entry(verb, "a hint", command_code(b"secret", verb)) for verb in VERBS)
    return [Group("Verbs", short), Group("Reasons", reasons, wide=True), CALIBRATION]


def cards(names: Iterable[str]) -> list[Page]:
    return badge_pages([Badge(name, "Staff", 101 + n, badge_code(n)) for n, name in enumerate(names)], HEAD)


@pytest.mark.parametrize("pages", [sheet_pages(most(), HEAD), cards(["Ana"] * 17)], ids=["sheet", "badges"])
def test_no_barcode_is_near_another_or_the_edge(pages: list[Page]) -> None:
    assert MODULE >= 0.33
    assert len(pages) > 1
    for page in pages:
        bars = [shape for shape in page if isinstance(shape, Bars)]
        assert bars
        for one in bars:
            assert one.x - QUIET >= 5
            assert one.x + one.width + QUIET <= WIDTH - 5
            assert 0 < one.y < one.y + one.height < HEIGHT - 14
        for one, two in combinations(bars, 2):
            across = max(two.x - (one.x + one.width), one.x - (two.x + two.width))
            down = max(two.y - (one.y + one.height), one.y - (two.y + two.height))
            assert max(across, down) >= APART, (one.code, two.code)


def test_no_text_stands_in_a_barcode() -> None:
    for page in [*sheet_pages(most(), HEAD), *cards(["Bartholomew Montgomery-Featherstonehaugh"] * 9)]:
        for bars in (shape for shape in page if isinstance(shape, Bars)):
            for text in (shape for shape in page if isinstance(shape, Text)):
                above = text.y + text.size * 1.5 <= bars.y
                below = text.y >= bars.y + bars.height + 1
                beside = text.x >= bars.x + bars.width + QUIET or text.x + text.room <= bars.x - QUIET
                assert above or below or beside or text.align == "right", (bars, text)


def test_the_longest_barcodes_are_read_too() -> None:
    pages = sheet_pages(most(), HEAD)
    expected = sorted(entry.code for group in most() for entry in group.entries)
    assert sorted(text for page in pages for text in read(drawn(page))) == expected


NAMES = [
    "Ana María Łukasz-Müller",
    "Жанна Иванова",
    "محمد علي",
    "漢字 山田",
    "Bartholomew Montgomery-Featherstonehaugh the Third of Somewhere",
    "x" * 80,
    "😀",
    "a\u0301\u202eb\x00c",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_leaves_ink_within_its_card(name: str) -> None:
    with_name, without = (drawn(cards([text])[0]) for text in (name, "."))
    difference = Image.eval(with_name, lambda v: 255 - v).getbbox()
    assert difference is not None
    assert read(with_name) == [badge_code(0)]
    dots = DPI / 25.4
    beside = (round((14 + 85.6 + 1) * dots), round(40 * dots), round((210 - 14) * dots), round(80 * dots))
    assert with_name.crop(beside).getextrema() == (255, 255)
    band = tuple(round(mm * dots) for mm in (14 + 2, 33 + 11, 14 + 80, 33 + 22))
    assert with_name.crop(band).tobytes() != without.crop(band).tobytes()  # type: ignore[arg-type]


def test_help_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["command-sheet", "--help"])
    assert "--badges" in capsys.readouterr().out
