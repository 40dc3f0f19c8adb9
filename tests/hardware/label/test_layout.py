"""Where things stand on a label: inside the paper, in the right order, and with a mark where something is missing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from hardware.label.formats import NotPrintable, rendered
from hardware.label.layout import Bars, Box, Layout, Text, lay_out
from hardware.label.preview import preview
from hardware.label.profile import PROFILES, Profile, refusal
from tests.hardware.label import escpos_reader, zpl_reader
from tests.hardware.label.eyes import drawn_by_others, opened
from tests.hardware.label.papers import ESCPOS_PROFILES, PACKING, TICKET, ZPL_PROFILES, hostile_label, profile_of

EVERY = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)


def _texts(layout: Layout) -> list[Text]:
    return [item for item in layout.items if isinstance(item, Text)]


def _said(layout: Layout) -> str:
    return " ".join(item.text for item in _texts(layout))


@EVERY
def test_a_usual_ticket_stands_whole_on_every_paper(profile: Profile) -> None:
    layout = lay_out(TICKET, profile)

    said = _said(layout)
    assert layout.short == ()
    for text in ("bannos-20104-A", "Chocolate Gelato Cake", "Large, Hazelnut", '"Happy Birthday Ana"', "NUTS, MILK"):
        assert text in said
    for text in ("DUE Fri 27 Nov 10:00-12:00 pickup", "2 x Candle pack", "Anastasia Nguyen"):
        assert text in said
    assert not {"REPRINT", "TEST", "[", "NOTES:"} & set(said.split())


@EVERY
def test_the_human_id_is_the_largest_and_allergens_are_inverse_and_larger_than_notes(profile: Profile) -> None:
    texts = _texts(lay_out(replace(TICKET, notes="none"), profile))

    size = {item.text.split()[0].strip('"[]'): item.height for item in texts}
    assert size["bannos-20104-A"] == max(size.values())
    assert size["ALLERGENS:"] >= size["NOTES:"]
    assert size["Chocolate"] >= size["ALLERGENS:"]
    assert [item.inverse for item in texts if "ALLERGENS" in item.text] == [True]


@EVERY
def test_copies_and_tests_say_so_first_and_inverse(profile: Profile) -> None:
    texts = _texts(lay_out(replace(TICKET, reprint=3, test=True), profile))

    assert texts[0].inverse
    assert texts[0].text.split() == ["TEST", "REPRINT", "3"]


@EVERY
def test_a_packing_label_is_a_check_list(profile: Profile) -> None:
    said = _said(lay_out(PACKING, profile))

    for text in (
        '[ ] "Happy Birthday Ana"',
        "[ ] 2 x Candle pack",
        "[ ] ALLERGENS: NUTS, MILK",
        "[ ] NOTES: No cherries",
    ):
        assert text in said


@EVERY
def test_allergens_are_whole_even_where_nothing_else_has_room(profile: Profile) -> None:
    allergens = "NUTS, MILK, EGG, SOY, SESAME, GLUTEN, PEANUTS, SHELLFISH, LUPIN, CELERY, MUSTARD"
    crowded = replace(PACKING, allergens=allergens, notes="note " * 399, writing="word " * 399, kept=("a: b",) * 200)

    layout = lay_out(crowded, profile)

    assert allergens in _said(layout)
    assert "ALLERGENS" not in layout.short
    assert "ASKED FOR" in layout.short
    last = _texts(layout)[-1].text
    assert last.startswith("SEE SCREEN: ")


@EVERY
@pytest.mark.parametrize("kind", ["ticket", "packing"])
def test_a_text_longer_than_any_label_takes_is_named_as_not_whole(profile: Profile, kind: str) -> None:
    label, long = replace(TICKET, kind=kind), "ab " * 3_333
    for name, wordy in (
        ("NOTES", replace(label, notes=long)),
        ("ALLERGENS", replace(label, allergens=long)),
        ("WRITING", replace(label, writing=long)),
    ):
        layout = lay_out(wordy, profile)

        assert name in layout.short
        assert _texts(layout)[-1].text.startswith("SEE SCREEN: ")
        _inside(layout)


@EVERY
def test_allergens_that_no_paper_holds_are_the_first_to_be_looked_up_and_the_id_still_stands(profile: Profile) -> None:
    layout = lay_out(replace(PACKING, allergens="HAZELNUT, " * 400, reprint=1), profile)

    *_, last = _texts(layout)
    assert last.text.startswith("SEE SCREEN: ALLERGENS")
    assert "bannos-20104-A" in _said(layout)
    assert "REPRINT 1" in " ".join(_said(layout).split())


@pytest.mark.parametrize("profile", ESCPOS_PROFILES, ids=lambda p: p.name)
def test_a_roll_holds_as_many_allergens_as_there_are(profile: Profile) -> None:
    allergens = ", ".join(f"ALLERGEN {n}" for n in range(120))

    layout = lay_out(replace(TICKET, allergens=allergens), profile)

    assert allergens in _said(layout)
    assert layout.short == ()


@EVERY
def test_what_is_shortened_ends_with_the_mark_of_its_printer(profile: Profile) -> None:
    layout = lay_out(replace(TICKET, notes="note " * 2_000), profile)

    mark = ">>" if profile.code_page == "CP437" else "…"
    noted = [item.text for item in _texts(layout) if "note" in item.text]
    assert noted[-1].endswith(mark)


def test_nothing_stands_outside_of_the_paper_or_on_something_else() -> None:
    dice = random.Random(4)
    for _ in range(200):
        label, profile = hostile_label(dice), profile_of(dice)
        if refusal(label.code, profile) is None:
            _inside(lay_out(label, profile))


def _inside(layout: Layout) -> None:
    below = 0
    for item in layout.items:
        assert item.x >= 0
        assert item.y >= below
        if isinstance(item, Box):
            assert item.x + item.width <= layout.width
        else:
            below = item.y + item.height
            assert below <= layout.height
        if isinstance(item, Text):
            assert item.x + len(item.text) * item.cell <= layout.width
        if isinstance(item, Bars):
            assert item.x >= 10 * item.module


@pytest.mark.parametrize("profile", ZPL_PROFILES, ids=lambda p: p.name)
@pytest.mark.parametrize("letter", ["W", "O", "m", "x", "@", "A", "0", "É"])
def test_the_widest_letters_end_before_the_edge_of_a_label(profile: Profile, letter: str) -> None:
    """The room that we reckon for a line is enough in the font of a printer, as another renderer draws it."""
    full = replace(TICKET, human_id="x", product=letter * 300, writing="", allergens="", accessories=(), customer="")

    (picture,) = drawn_by_others([rendered(full, profile)], profile)

    edge = picture.convert("L").crop((profile.width - 2, 0, profile.width, profile.height or 0))
    assert edge.getextrema() == (255, 255)


@EVERY
def test_language_picture_and_preview_say_the_same(profile: Profile) -> None:
    label = replace(PACKING, reprint=1)
    layout = lay_out(label, profile)

    wanted = [item.text for item in _texts(layout)]
    data = rendered(label, profile)
    if profile.language == "zpl":
        assert [text for *_, text in zpl_reader.read(data).texts] == wanted
    else:
        assert [text.strip() for *_, text in escpos_reader.read(data, "cp437").lines] == wanted
    whole = (layout.width, layout.height)
    assert opened(rendered(label, profile, "png")).size in (whole, (layout.width // 2, layout.height // 2))
    drawn = "".join(line[2:-2].replace("##", "").strip() for line in preview(label, profile, 30))
    assert "".join("".join(wanted).split()) in "".join(drawn.split())


@EVERY
@pytest.mark.parametrize("width", [0, 12, 30, 80])
def test_a_preview_has_the_width_that_was_asked_for(profile: Profile, width: int) -> None:
    assert {len(line) for line in preview(PACKING, profile, width)} == {max(width, 12)}


@pytest.mark.parametrize("profile", ESCPOS_PROFILES, ids=lambda p: p.name)
def test_a_receipt_is_cut_where_there_is_a_cutter_and_fed_where_there_is_none(profile: Profile) -> None:
    for cutter in (True, False):
        commands = escpos_reader.read(rendered(TICKET, replace(profile, cutter=cutter)), "cp437").commands
        assert (commands[-1] == b"\x1dV") == cutter
        assert (commands[-1] == b"\x1bd") != cutter


def test_a_format_that_the_printer_does_not_speak_is_refused_in_words() -> None:
    with pytest.raises(NotPrintable) as refused:
        rendered(TICKET, PROFILES["receipt-58"], "zpl")
    assert "receipt-58 speaks escpos, not zpl" in refused.value.says
    with pytest.raises(NotPrintable) as refused:
        rendered(TICKET, PROFILES["receipt-58"], "pcl")
    assert "zpl, escpos, png" in refused.value.says


def test_drawing_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    from hardware.label.probe import probe

    for profile in PROFILES.values():
        rendered(TICKET, profile)
        probe(profile)

    assert capfd.readouterr() == ("", "")
