"""Every barcode on every paper is read back as its ticket, by readers and renderers that are not ours."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from hardware.label.code128 import modules, widths
from hardware.label.description import LabelText
from hardware.label.formats import NotPrintable, rendered
from hardware.label.preview import preview
from hardware.label.profile import PROFILES, Profile, refusal
from tests.hardware.label import escpos_reader, zpl_reader
from tests.hardware.label.eyes import bars_of, drawn_by_others, opened, seen
from tests.hardware.label.papers import ESCPOS_PROFILES, TICKET, ZPL_PROFILES, random_code

MANY = 1_000


def _labels(profile: Profile, many: int) -> list[LabelText]:
    dice = random.Random(profile.name)
    codes = (random_code(dice) for _ in range(10 * many))
    found = [replace(TICKET, code=code) for code in codes if refusal(code, profile) is None][:many]
    assert len(found) == many
    return found


def _pictures(profile: Profile, many: int) -> None:
    for label in _labels(profile, many):
        assert seen(opened(rendered(label, profile, "png"))) == [label.code]


def _zpl(profile: Profile, many: int) -> None:
    labels = _labels(profile, many)
    written = [rendered(label, profile) for label in labels]
    assert [zpl_reader.read(data).codes for data in written] == [[label.code] for label in labels]
    pictures = list(drawn_by_others(written, profile))
    assert [seen(picture) for picture in pictures] == [[label.code] for label in labels]


def _escpos(profile: Profile, many: int) -> None:
    for label in _labels(profile, many):
        codes = escpos_reader.read(rendered(label, profile), "cp437").codes
        assert [code for _, code in codes] == [label.code]
        assert seen(bars_of(label.code, codes[0][0], profile.width)) == [label.code]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_picture_is_read_back(profile: Profile) -> None:
    _pictures(profile, 15)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("code", ["B1", "B20104A", "BP01001", "B12345678-11", "B1234567"])
def test_every_bar_of_a_picture_has_two_pixels_and_ten_times_its_width_of_white_beside_it(
    profile: Profile, code: str
) -> None:
    picture = opened(rendered(replace(TICKET, code=code), profile, "png")).convert("L")

    height = 20
    row = picture.crop((0, height, picture.width, height + 1)).tobytes()
    runs = [(ink, len(list(dots))) for ink, dots in itertools.groupby(row)]
    (white, left), *bars, (_, right) = runs
    thinnest = min(dots for _, dots in bars)
    assert white == 255
    assert thinnest >= 2
    assert min(left, right) >= 10 * thinnest
    assert sum(dots for _, dots in bars) == thinnest * modules(code)


def test_a_picture_is_coarser_than_the_paper_only_where_its_letters_are_large() -> None:
    paper = PROFILES["label-4x6-203"]

    def size(label: LabelText) -> tuple[int, int]:
        return opened(rendered(label, paper, "png")).size

    assert size(TICKET) == (paper.width // 2, (paper.height or 0) // 2)
    assert size(replace(TICKET, notes="note " * 400)) == (paper.width, paper.height)
    assert size(replace(TICKET, code="B" * 25)) == (paper.width, paper.height)


@pytest.mark.parametrize("profile", ZPL_PROFILES, ids=lambda p: p.name)
def test_zpl_drawn_by_another_renderer_is_read_back(profile: Profile) -> None:
    _zpl(profile, 5)


@pytest.mark.parametrize("profile", ESCPOS_PROFILES, ids=lambda p: p.name)
def test_the_barcode_of_a_receipt_printer_is_read_back(profile: Profile) -> None:
    _escpos(profile, 40)


@pytest.mark.proof
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_thousand_pictures_are_read_back(profile: Profile) -> None:
    _pictures(profile, MANY)


@pytest.mark.proof
@pytest.mark.parametrize("profile", ZPL_PROFILES, ids=lambda p: p.name)
def test_a_thousand_zpl_labels_drawn_by_another_renderer_are_read_back(profile: Profile) -> None:
    _zpl(profile, MANY)


@pytest.mark.proof
@pytest.mark.parametrize("profile", ESCPOS_PROFILES, ids=lambda p: p.name)
def test_a_thousand_barcodes_of_a_receipt_printer_are_read_back(profile: Profile) -> None:
    _escpos(profile, MANY)


def test_our_bars_are_as_wide_as_we_promise() -> None:
    for code in ("B1", "BP01001A", "B-11", "0123456789"):
        assert sum(widths(code)) == modules(code)


@pytest.mark.parametrize("code", ["B1234567890123456", "B" * 40])
def test_paper_too_narrow_for_two_dots_a_bar_is_refused_in_words(code: str) -> None:
    narrow = PROFILES["receipt-58"]

    says = refusal(code, narrow)

    assert says is not None
    assert "take wider paper" in says
    assert code in says
    for fmt in (None, "png"):
        with pytest.raises(NotPrintable) as refused:
            rendered(replace(TICKET, code=code), narrow, fmt)
        assert refused.value.says == says
    assert "readable" in " ".join(preview(replace(TICKET, code=code), narrow, 40))


def test_no_accepted_profile_gives_less_than_its_dots_and_quiet_zones() -> None:
    for profile in PROFILES.values():
        for thinnest in (1, 2, 3):
            worn = replace(profile, thinnest=thinnest)
            for length in range(1, 41):
                code = "B" * length
                wanted = (modules(code) + 20) * max(2, thinnest)
                assert (refusal(code, worn) is None) == (wanted <= profile.width)


@pytest.mark.parametrize("code", ["", "b1", "B1\n", "B 1", ">:>5", "B1^XZ", "É1", "B" * 41])
def test_what_is_no_code_of_ours_is_refused_in_words(code: str) -> None:
    says = refusal(code, PROFILES["receipt-80"])

    assert says is not None
    assert "no barcode of ours" in says


def test_a_code_page_that_nobody_knows_is_refused_with_those_that_are() -> None:
    says = refusal("B1", replace(PROFILES["receipt-80"], code_page="CP9999"))

    assert says is not None
    assert "CP437" in says
