"""Whatever stands in a ticket, a printer gets text and the few commands of a label, and nothing of the text is lost."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

from hardware.label.description import LabelText
from hardware.label.formats import rendered
from hardware.label.layout import Layout, Text, lay_out
from hardware.label.profile import Profile, refusal
from hardware.label.sections import sections_of
from hardware.label.spelling import PAGES, UNKNOWN, spelling_of
from tests.hardware.label import escpos_reader, zpl_reader
from tests.hardware.label.papers import hostile_label, profile_of, texts_of

PROOF = 100_000
SHORT = 2_000


def _safe(many: int, seed: int) -> None:
    dice = random.Random(seed)
    texts = 0
    while texts < many:
        label, profile = hostile_label(dice), profile_of(dice)
        if refusal(label.code, profile) is not None:
            continue
        texts += len(texts_of(label))
        _obeyed(label, profile)


def _obeyed(label: LabelText, profile: Profile) -> None:
    """The bytes hold the layout's text and code, and commands of a label only."""
    wanted = [item.text for item in lay_out(label, profile).items if isinstance(item, Text)]
    data = rendered(label, profile)
    if profile.language == "zpl":
        seen = zpl_reader.read(data)
        assert (seen.width, seen.height) == (profile.width, profile.height)
        assert seen.codes == [label.code]
        assert [text for *_, text in seen.texts] == wanted
        return
    lines = escpos_reader.read(data, PAGES[profile.code_page][0])
    assert [code for _, code in lines.codes] == [label.code]
    assert [text.strip() for *_, text in lines.lines] == [text.strip() for text in wanted if text]
    assert all(columns * len(text) * 12 <= profile.width for columns, _, text in lines.lines)


def test_two_thousand_hostile_texts_become_only_commands_of_a_label() -> None:
    _safe(SHORT, seed=1)


@pytest.mark.proof
def test_a_hundred_thousand_hostile_texts_become_only_commands_of_a_label() -> None:
    _safe(PROOF, seed=2)


def test_every_word_is_on_the_label_or_a_mark_says_that_it_is_not() -> None:
    dice = random.Random(3)
    for _ in range(150):
        label, profile = hostile_label(dice), profile_of(dice)
        if refusal(label.code, profile) is None:
            _nothing_lost(label, profile, lay_out(label, profile))


def _nothing_lost(label: LabelText, profile: Profile, layout: Layout) -> None:
    spelling = spelling_of(profile.code_page)
    on_paper = "".join(item.text for item in layout.items if isinstance(item, Text)).replace(" ", "")
    for section in sections_of(label, spelling):
        whole = re.sub(r"\s", "", "".join(section.texts))
        if section.name in layout.short or (section.name == "SIZE" and "PRODUCT" in layout.short):
            continue
        if section.name == "CUSTOMER" and "DUE" in layout.short:
            continue
        for word in filter(None, re.split(r"\s", " ".join(section.texts))):
            assert word in on_paper, (section.name, word, whole)
    if layout.short:
        assert spelling.cut in on_paper or "SEESCREEN:" in on_paper


def test_spelling_loses_no_letter_of_any_script() -> None:
    """Each character of Unicode is itself, its letters, or a mark; combining marks go with their letter."""
    for page in ("UTF-8", "CP437", "CP1252", "CP866"):
        spelling = spelling_of(page)
        for character in map(chr, range(0x20, 0x11000)):
            said = spelling.line(f"({character})")
            assert set(said) <= spelling.known
            assert said[0] == "("
            assert said[-1] == ")"
            if unicodedata.category(character) not in ("Mn", "Mc", "Me", "Cf", "Zs"):
                assert said != "()", hex(ord(character))


@pytest.mark.parametrize(
    ("text", "page", "said"),
    [
        ("Straße Café", "UTF-8", "Straße Café"),
        ("Straße Łódź", "CP437", "Straße Lódz"),
        ("Grüße – “hi” …", "CP437", 'Grüße - "hi" ...'),
        ("Ελένη", "UTF-8", "Eleni"),
        ("Анна", "CP437", "Anna"),
        ("Анна", "CP866", "Анна"),
        ("世界 cake", "UTF-8", f"{UNKNOWN} cake"),
        ("🎂", "CP437", "[birthday cake]"),
        ("I ❤\ufe0f U", "UTF-8", "I [heavy black heart] U"),
        ("one\ntwo", "UTF-8", "one / two"),
        ("a\x1bp\x00b", "CP437", f"a{UNKNOWN}p{UNKNOWN}b"),
        ("a\u202eb", "UTF-8", f"a{UNKNOWN}b"),
        ("\ud800", "UTF-8", UNKNOWN),
        ("\u0301", "CP437", UNKNOWN),
        ("5 €", "CP437", "5 EUR"),
        ("5 €", "CP858", "5 €"),
    ],
)
def test_how_it_is_spelt(text: str, page: str, said: str) -> None:
    assert spelling_of(page).line(text) == said


def test_a_text_longer_than_any_label_ends_with_the_mark() -> None:
    for page, mark in (("UTF-8", "…"), ("CP437", ">>")):
        assert spelling_of(page).line("é" * 10_000).endswith(f"é{mark}")
        assert spelling_of(page).line("e" * 10_000).endswith(f"e{mark}")
