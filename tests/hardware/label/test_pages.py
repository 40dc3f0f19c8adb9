"""Every code page that a profile may name is one that python-escpos can select, with the same characters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.label.formats import rendered
from hardware.label.profile import PROFILES
from hardware.label.spelling import PAGES, UTF8, spelling_of
from tests.hardware.label import escpos_reader
from tests.hardware.label.papers import TICKET


@pytest.mark.parametrize("page", [page for page in PAGES if page != UTF8])
def test_every_letter_of_a_code_page_arrives_as_itself(page: str) -> None:
    profile = replace(PROFILES["receipt-80"], code_page=page)
    letters = sorted(letter for letter in spelling_of(page).known if letter.isalpha() and not letter.isascii())

    data = rendered(replace(TICKET, notes=" ".join(letters)), profile)

    seen = escpos_reader.read(data, PAGES[page][0])
    printed = "".join(text for *_, text in seen.lines)
    assert letters
    # A text is composed before it is spelt, so a letter may come as the one it is equal to.
    assert len([letter for letter in letters if letter in printed]) >= len(letters) - 2
