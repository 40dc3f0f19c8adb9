"""`kitchen-tui label`: drawn into a file or on the screen, or asked for as a job."""

from __future__ import annotations

import base64
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kitchen_tui.cli import main
from tests.hardware.label import escpos_reader, zpl_reader
from tests.hardware.label.eyes import opened, seen
from tests.kitchen_tui_cli.conftest import Shop

Sample = Callable[[str], str]


@pytest.fixture
def baked(shop: Shop) -> Shop:
    """A shop with one cake to make, BP01001."""
    item = "Carrot Cake; size=Large, flavour=Walnut, writing=Happy Birthday Zoë, allergens=NUTS"
    shop.one("order", "new", "--customer", "Ada", "--due", "28/11/2030", "--window", "10-12", "--item", item)
    return shop


def test_zpl_goes_into_the_file_and_the_answer_is_an_object(baked: Shop, tmp_path: Path) -> None:
    out = tmp_path / "label.zpl"

    got = baked.one("label", "BP01001", "--format", "zpl", "--out", str(out))

    data = out.read_bytes()
    said = " ".join(text for *_, text in zpl_reader.read(data).texts)
    assert (got["verdict"], got["kind"], got["profile"], got["bytes"]) == (
        "accepted",
        "ticket",
        "label-4x6-203",
        len(data),
    )
    assert got["ticket"] == "bannos-P01001"
    assert zpl_reader.read(data).codes == ["BP01001"]
    for text in ("bannos-P01001", "Carrot Cake", "Large", "Walnut", "Happy Birthday Zoë", "NUTS", "Ada", "28 Nov"):
        assert text in said
    assert stat.S_IMODE(out.stat().st_mode) == 0o644
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_escpos_and_picture_are_read_back(baked: Shop, tmp_path: Path) -> None:
    receipt, picture = tmp_path / "a.bin", tmp_path / "a.png"

    baked.one("label", "BP01001", "--format", "escpos", "--kind", "packing", "--out", str(receipt))
    baked.one("label", "BP01001", "--format", "png", "--profile", "label-2.25x1.25-300", "--out", str(picture))

    lines = escpos_reader.read(receipt.read_bytes(), "cp437")
    assert [code for _, code in lines.codes] == ["BP01001"]
    assert any(text.startswith("[ ] ") for *_, text in lines.lines)
    assert seen(opened(picture.read_bytes())) == ["BP01001"]


def test_without_out_the_object_has_the_bytes_and_the_screen_the_text(
    baked: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    got = baked.one("label", "BP01001", "--format", "zpl")
    assert zpl_reader.read(base64.b64decode(got["base64"])).codes == ["BP01001"]
    assert "Carrot Cake" in baked.one("label", "BP01001", "--format", "text")["text"]

    capsys.readouterr()
    assert main(["label", "BP01001", "--format", "text", "--data-dir", str(baked.folder)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len({len(line) for line in shown}) == 1
    assert any("bannos-P01001" in line for line in shown)


def test_without_a_format_a_label_is_asked_for_and_a_later_drawing_says_reprint(baked: Shop) -> None:
    assert "REPRINT" not in baked.one("label", "BP01001", "--format", "text")["text"]

    got = baked.one("label", "BP01001", "--badge", baked.badges["STAFF"])

    assert (got["verdict"], got["ticket"]["code"]) == ("accepted", "BP01001")
    assert "REPRINT 1" in baked.one("label", "BP01001", "--format", "text")["text"]
    assert baked.one("label", "BP01001")["says"] == "BP01001: REPRINT 1"


def test_a_packing_label_comes_with_packing(baked: Shop) -> None:
    code, lines = baked.run("label", "BP01001", "--kind", "packing")

    assert (code, lines[0]["code"]) == (3, "not_at_packing")


@pytest.mark.parametrize("how", [("--format", "text"), ("--format", "zpl", "--kind", "packing"), ()])
def test_a_cancelled_cake_gets_no_label_drawn_or_printed(baked: Shop, how: tuple[str, ...]) -> None:
    baked.one("order", "cancel", "BP01001", "--reason", "rain")

    code, lines = baked.run("label", "BP01001", *how)

    assert (code, lines[0]["code"], lines[0]["says"]) == (3, "cancelled", "BP01001 is cancelled: no label")


def test_a_printer_that_is_not_here_is_refused_in_words(baked: Shop) -> None:
    code, lines = baked.run("label", "BP01001", "--printer", "nowhere")

    assert (code, lines[0]["code"]) == (3, "no_such_printer")
    assert "nowhere" in lines[0]["says"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("BP01001", "--format", "zpl", "--profile", "nothing"), "receipt-58, receipt-80, label-4x6-203"),
        (("BP01001", "--out", "x"), "--format"),
        (("BP01001", "--out", ""), "--format"),
        (("BP01001", "--format", "zpl", "--out", ""), "the name of a file"),
        (("BP01001", "--profile", "receipt-58"), "--format"),
        (("B99999", "--format", "zpl"), "no ticket 'B99999'"),
        (("BP01001", "--format", "pdf"), "zpl"),
        (("BP01001", "--format", "zpl", "--printer", "a"), "not allowed"),
    ],
)
def test_wrong_use_says_what_is_right(baked: Shop, args: tuple[str, ...], says: str) -> None:
    code, lines = baked.run("label", *args)

    assert (code, lines[0]["code"]) == (2, "wrong_use")
    assert says in lines[0]["says"]


def test_a_language_that_the_paper_is_not_for_is_refused(baked: Shop) -> None:
    code, lines = baked.run("label", "BP01001", "--format", "zpl", "--profile", "receipt-58")

    assert (code, lines[0]["code"]) == (3, "not_printable")
    assert "speaks escpos" in lines[0]["says"]


@pytest.mark.parametrize("fmt", ["zpl", "png", "text"])
def test_a_code_too_long_for_the_paper_is_refused_and_no_file_is_left(
    baked: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fmt: str
) -> None:
    from dataclasses import replace

    from hardware.label.profile import PROFILES

    # No order number is that long today; a head that prints only 20 mm is as narrow.
    worn = replace(PROFILES["label-4x6-203"], printable_mm=20.0)
    monkeypatch.setitem(PROFILES, "label-4x6-203", worn)
    out = tmp_path / "label"

    code, lines = baked.run("label", "BP01001", "--format", fmt, "--out", str(out))

    assert (code, lines[0]["code"]) == (3, "not_printable")
    assert "take wider paper" in lines[0]["says"]
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_told_and_an_old_one_stays_whole(baked: Shop, tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere" / "a.zpl", tmp_path, tmp_path / ("n" * 300)):
        code, lines = baked.run("label", "BP01001", "--format", "zpl", "--out", str(place))
        assert (code, lines[0]["code"]) == (1, "not_written")
        assert str(place) in lines[0]["says"]

    old = tmp_path / "old.zpl"
    old.write_text("old")
    baked.one("label", "BP01001", "--format", "zpl", "--out", str(old))
    assert zpl_reader.read(old.read_bytes()).codes == ["BP01001"]


def test_nobodys_badge_gets_no_label(baked: Shop) -> None:
    code, lines = baked.run("label", "BP01001", "--format", "text", "--badge", "IDNOBODY")

    assert (code, lines[0]["code"]) == (3, "unknown_badge")


def test_accessories_notes_and_what_was_kept_come_from_the_order(shop: Shop, sample: Sample) -> None:
    placed = shop.one("ingest", sample("01"), "--store", "bannos")
    code = shop.run("queue", "--stage", "filling")[1][0]["code"]

    text = shop.one("label", code, "--format", "text", "--kind", "packing")["text"]

    assert placed
    assert code[1:6] in text
    assert "DUE" in text


def test_bytes_go_to_standard_output_and_a_full_one_is_told(baked: Shop) -> None:
    call = "import sys; from kitchen_tui.cli import main; sys.exit(main(sys.argv[1:]))"
    asked = ("label", "BP01001", "--format", "zpl", "--data-dir", str(baked.folder))
    command = [sys.executable, "-c", call, *asked]

    done = subprocess.run(command, capture_output=True)

    assert done.returncode == 0
    assert zpl_reader.read(done.stdout).codes == ["BP01001"]
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE)
        assert done.returncode == 1
        assert b"cannot write to standard output: No space left" in done.stderr
