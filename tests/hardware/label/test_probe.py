"""The probe label asks what a person can read off it, and the profile learns the answers."""

from __future__ import annotations

import re

import pytest

from hardware.label.formats import rendered
from hardware.label.probe import learned, probe, questions, sample
from hardware.label.profile import PROFILES, Profile, least_dots, refusal
from tests.hardware.label.eyes import drawn_by_others
from tests.hardware.label.papers import ESCPOS_PROFILES, TICKET, ZPL_PROFILES

EVERY = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)


@pytest.mark.parametrize("profile", ZPL_PROFILES, ids=lambda p: p.name)
def test_the_ruler_of_a_label_printer_ends_with_its_paper(profile: Profile) -> None:
    data = probe(profile).decode()

    home = int(re.findall(r"\^LH([0-9]+),0", data)[0])
    marks = {int(x) + home for x in re.findall(r"\^FO([0-9]+),[0-9]+\^GB2,", data)}
    assert max(marks) > profile.width
    assert {round(mm * profile.dots_per_mm) - 1 for mm in range(6, 108, 6)} <= marks
    (picture,) = drawn_by_others([data.encode()], profile)
    assert picture.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize("profile", ESCPOS_PROFILES, ids=lambda p: p.name)
def test_the_first_row_of_a_receipt_ends_where_the_paper_ends(profile: Profile) -> None:
    ruler = next(line for line in probe(profile).split(b"\n") if b"   6  12" in line)

    first = ruler[ruler.index(b"   6  12") :][: profile.width // 12].decode()
    assert int(first.split()[-1]) == profile.printable_mm


@EVERY
def test_the_letters_that_are_asked_for_stand_on_it(profile: Profile) -> None:
    asked = {question.about: question.says for question in questions(profile)}

    assert sample(profile) in asked["letters"]
    assert ("cut" in asked) == (profile.language == "escpos")
    if profile.language == "escpos":
        assert sample(profile).encode("cp437") in probe(profile)


@EVERY
def test_a_profile_learns_what_was_read(profile: Profile) -> None:
    worn = learned(profile, 42, 3, cutter=False)

    assert worn.printable_mm == 42.0
    assert least_dots(worn) == 3
    assert not worn.cutter
    assert worn.width <= profile.width
    assert refusal("B1", worn) is None
    assert rendered(TICKET, learned(profile, 108, 1))


@pytest.mark.parametrize(("mark", "crisp"), [(0, 1), (109, 1), (48, 0), (48, 4), (-6, 2)])
def test_an_answer_that_cannot_be_is_refused(mark: int, crisp: int) -> None:
    with pytest.raises(ValueError, match="not"):
        learned(PROFILES["receipt-58"], mark, crisp)
