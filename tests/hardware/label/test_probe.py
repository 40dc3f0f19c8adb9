"""The probe label asks what a person can read off it, and the profile learns the answers."""

from __future__ import annotations

import re

import pytest

from hardware.label.answers import LETTER_PAGES, learned
from hardware.label.probe import probe, questions, sample
from hardware.label.profile import PROFILES, Profile
from tests.hardware.label.eyes import drawn_by_others
from tests.hardware.label.papers import ESCPOS_PROFILES, ZPL_PROFILES

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

    if profile.language == "escpos":
        data = probe(profile)
        assert set(asked) == {"width", "crisp", "letters", "cut"}
        assert data.count(b"ngstr") == len(LETTER_PAGES)
        assert "Zoë Ångström €6".encode("cp858") in data
        assert "Zoë Ångström €6".encode("cp1252") in data
    else:
        assert set(asked) == {"width", "card", "crisp", "letters"}
        assert sample(profile) in asked["letters"]


@pytest.mark.parametrize("profile", ESCPOS_PROFILES, ids=lambda p: p.name)
def test_each_line_of_letters_turns_the_printer_to_its_own_page_and_back(profile: Profile) -> None:
    """A line in a page that stays would spoil every line below it."""
    turns = re.findall(rb"\x1bt(.)(?:([0-9]) Zo|)", probe(profile), re.DOTALL)

    own = turns[0][0]
    assert [line for _, line in turns if line] == [b"%d" % n for n in range(1, len(LETTER_PAGES) + 1)]
    assert [page for page, line in turns if not line] == [own] * (len(LETTER_PAGES) + 1)


ZEBRA, RECEIPT = PROFILES["label-4x6-203"], PROFILES["receipt-80"]


@pytest.mark.parametrize(
    ("profile", "given", "taught"),
    [
        (ZEBRA, {}, (None, None, None, None)),
        (ZEBRA, {"width": "102", "card": "54", "crisp": "1", "letters": "y"}, (None, None, None, None)),
        (ZEBRA, {"width": "72", "card": "53"}, (72, None, None, None)),
        (ZEBRA, {"width": "108", "card": "80"}, (None, 300, None, None)),
        (PROFILES["label-4x6-300"], {"card": "37"}, (None, 203, None, None)),
        (RECEIPT, {"letters": "2", "cut": "no"}, (None, None, "CP1252", False)),
        (RECEIPT, {"letters": "5", "cut": "Yes"}, (None, None, None, True)),
        (RECEIPT, {"width": "48"}, (48, None, None, None)),
    ],
)
def test_the_answers_teach_what_is_not_as_the_profile_says(
    profile: Profile, given: dict[str, str], taught: tuple[object, ...]
) -> None:
    assert learned(profile, given)[:4] == taught


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"width": "999"}, "from 6 to 108"),
        ({"width": "wide"}, "from 6 to 108"),
        ({"card": "20"}, "fits no print head"),
        ({"card": "-1"}, "not understood"),
        ({"crisp": "3"}, "run together"),
        ({"letters": "0"}, "may come out wrong"),
        ({"letters": "9"}, "may come out wrong"),
        ({"letters": "none"}, "may come out wrong"),
    ],
)
def test_an_answer_that_teaches_nothing_is_said(given: dict[str, str], says: str) -> None:
    answers = learned(RECEIPT, given)

    assert answers[:4] == (None, None, None, None)
    assert says in " ".join(answers.says)
