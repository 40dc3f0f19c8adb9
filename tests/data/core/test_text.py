"""The one sanitiser: hostile text becomes harmless, visible and complete."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.core.text import CUT, HIDDEN, LOST, TEXT_LIMIT, TURNED, UserText, clean, one_line

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO_WIDTH = (
    "\xad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2064\u3164\ufe0e\ufe0f\ufeff\uffa0\ufff9"
    "\U000e0061\U000e007f\U000e0100"
)
MARKS = "\u0300\u0301\u0316\u0344\u0489\u0e48\u20e3\u302e\U0001d16d"
EMOJI = "👩👨👧👦👍🏽❤🏴💋1#"
SCRIPTS = "éŁ中葛\u0958\u0928\u093c한\u1112\u1161\u11abתשم می\u0dca\u0dbb\u0dd3กำ"
CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) + "\u2028\u2029"
NO_CHARACTERS = "\ud800\udfff\ue000\uf8ff\ufdd0\ufffe\uffff\U000f0000\U0010ffff"
HOSTILE = "[]@=/\\\x1b\r\n\t ab12" + CONTROLS + BIDI + ZERO_WIDTH + MARKS + EMOJI + SCRIPTS + NO_CHARACTERS

hostile_text = st.one_of(
    st.text(st.sampled_from(HOSTILE), max_size=60),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60),
    st.lists(
        st.sampled_from(
            ["[/b]", "[@click=app.quit]", "\x1b[31m", "\x9b2J", "👩‍👩‍👧‍👦", "1️⃣", "\r\n", "=1+1", "a" + "\u0301" * 9]
        ),
        max_size=20,
    ).map("".join),
)


def of_category(*categories: str) -> list[str]:
    return [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in categories]


def without_signs(text: str) -> str:
    return "".join(character for character in text if character not in HIDDEN + TURNED + LOST + "␛" + ZERO_WIDTH)


class TestWhatIsShownAsWritten:
    @pytest.mark.parametrize(
        "text",
        [
            "Happy Birthday Ada",
            "[/b] Cake [@click=app.quit]",
            '=HYPERLINK("x") ^XZ^XA',
            "two\nlines",
            "Łukasz Müller, Ngọc Ánh, 김민준, 山田太郎",
            "יום הולדת שמח",
            "तुम्हारा जन्मदिन",
            "❤️ 👩‍👩‍👧‍👦 👩🏽‍🍳 1️⃣ 🇦🇺",
        ],
    )
    def test_what_a_customer_may_well_write_is_not_touched(self, text: str) -> None:
        assert clean(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
            "می\u200cخواهم",
            "ශ්\u200dරී",
            "葛\U000e0100城",
        ],
        ids=["the flag of Wales", "Persian", "Sinhala", "a variant in a Japanese name"],
    )
    def test_a_shapeless_character_stays_where_it_belongs_to_the_writing(self, text: str) -> None:
        assert clean(text) == text

    def test_an_allergy_note_of_any_usual_length_is_complete(self) -> None:
        note = "NO NUTS [TODO] " * 600

        assert clean(note) == note

    @given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))))
    def test_no_letter_or_sign_is_lost_around_the_dangerous_ones(self, text: str) -> None:
        written = "".join(unicodedata.normalize("NFC", character) for character in text)
        shown = clean("\x1b\u202e" + "\u200b".join(text) + "\x9b")

        assert without_signs(shown) == without_signs(written)


class TestWhatIsMadeVisible:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("\x1b[31mred", "␛[31mred"),
            ("a\x00b\x07c\x7f", "a␀b␇c␡"),
            ("\x9b2J", f"{LOST}2J"),
            ("a\u202egnp", f"a{TURNED}gnp"),
            ("no\u200bnuts\ufeff", f"no{HIDDEN}nuts{HIDDEN}"),
            ("a\u200db", f"a{HIDDEN}b"),
            ("a\ufe0f", f"a{HIDDEN}"),
            ("\ud83d \ue000", f"{LOST} {LOST}"),
            ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
            ("a\tb", "a b"),
            ("e\u0301", "é"),
        ],
    )
    def test_each_dangerous_kind_has_its_sign(self, text: str, shown: str) -> None:
        assert clean(text) == shown

    def test_hidden_letters_behind_an_emoji_are_shown_as_hidden(self) -> None:
        """Tag characters can carry a message that nobody sees."""
        assert clean("👍\U000e006e\U000e006f") == f"👍{HIDDEN}{HIDDEN}"

    def test_a_family_of_emoji_ends_at_four(self) -> None:
        """Otherwise thousands of them take the room of one."""
        assert clean("\u200d".join("👩" * 6)) == "\u200d".join("👩" * 4) + HIDDEN + "👩\u200d👩"

    def test_marks_beyond_six_on_one_letter_are_cut_with_a_sign(self) -> None:
        assert clean("x" + "\u0316" * 5_000 + "y") == "x" + "\u0316" * 6 + CUT + "y"

    def test_marks_are_counted_as_they_are_composed(self) -> None:
        assert clean("e\u0301" + "\u0316" * 6) == unicodedata.normalize("NFC", "e\u0301" + "\u0316" * 6)

    def test_spacing_marks_that_combine_are_capped_too(self) -> None:
        """Enough of them make composing take minutes."""
        assert clean("가" + "\u302e" * 1_000) == "가" + "\u302e" * 6 + CUT

    def test_a_joiner_before_each_mark_hides_none_of_them_from_the_cap(self) -> None:
        assert "\u200d" not in clean("क" + "\u200d\u0941" * 100)

    @pytest.mark.parametrize("before", ["", "note\n"])
    def test_a_mark_with_nothing_to_stand_on_gets_its_own_place(self, before: str) -> None:
        """It would stand on whatever the screen shows left of the text."""
        assert clean(f"{before}\u0301x") == f"{before}{HIDDEN}\u0301x"

    def test_nothing_without_a_shape_of_all_unicode_comes_through(self) -> None:
        visible_formats = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
        left = set(clean("x".join(of_category("Cc", "Cf", "Cs", "Co", "Zl", "Zp")), limit=10**7))

        dangerous = {c for c in left if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
        assert dangerous - visible_formats == {"\n"}


class TestTheLimit:
    def test_what_is_cut_is_counted(self) -> None:
        text = clean("n" * 12_000)

        assert text == "n" * 9_991 + "…(+2009)"
        assert len(text) <= TEXT_LIMIT

    def test_ten_million_characters_are_cut_like_twelve_thousand(self) -> None:
        assert clean("é" * 10_000_000).endswith("é…(+9990012)")

    def test_marks_without_end_still_tell_how_much_came(self) -> None:
        assert clean("a" + "\u0316\u0301" * 500_000).endswith("…(+920001)")

    @pytest.mark.parametrize("limit", range(12))
    def test_a_tiny_limit_holds_too(self, limit: int) -> None:
        assert len(clean("\x1b" * 50, limit)) <= limit

    def test_a_cut_through_a_family_leaves_no_loose_joiner(self) -> None:
        cut = [clean("👩\u200d👩" * 20, limit) for limit in range(20, 40)]

        assert all("\u200d…" not in text for text in cut)


class TestForEveryText:
    @given(hostile_text, st.integers(0, 80))
    @example("\u0344" * 8, 80)
    @example("q" + "\u0958" * 3 + "\u093c" * 8, 80)
    @example("👩\u200d" * 30, 40)
    @example("\u202e\ufe0f\u200d👩", 80)
    @settings(max_examples=500)
    def test_cleaning_twice_changes_nothing(self, text: str, limit: int) -> None:
        once = clean(text, limit)

        assert clean(once, limit) == once
        assert len(once) <= limit

    @given(hostile_text)
    @settings(max_examples=500)
    def test_what_comes_out_is_composed_and_without_controls(self, text: str) -> None:
        cleaned = clean(text)

        assert unicodedata.is_normalized("NFC", cleaned)
        assert not set(cleaned) & (set(CONTROLS + BIDI + NO_CHARACTERS) - {"\n"})
        assert cleaned.encode("utf-8").decode("utf-8") == cleaned

    @given(hostile_text)
    def test_something_never_becomes_nothing(self, text: str) -> None:
        assert bool(clean(text)) == bool(text)

    @given(hostile_text)
    def test_one_line_is_one_line_and_stays_so(self, text: str) -> None:
        line = one_line(text)

        assert line.splitlines() in ([line], [])
        assert one_line(line) == line

    def test_one_line_of_very_many_lines_holds_the_limit(self) -> None:
        line = one_line("a\n" * 5_000)

        assert len(line) <= TEXT_LIMIT
        assert one_line(line) == line

    @pytest.mark.proof
    @given(hostile_text, st.integers(0, 80))
    @settings(max_examples=50_000, deadline=None)
    def test_cleaning_twice_changes_nothing_at_length(self, text: str, limit: int) -> None:
        once = clean(text, limit)

        assert clean(once, limit) == once


class TestUserText:
    def test_whatever_it_is_made_of_is_clean(self) -> None:
        assert UserText("\x1b[2J").value == "␛[2J"

    def test_it_is_a_value(self) -> None:
        assert UserText("a\r\nb") == UserText("a\nb")
        assert str(UserText("a")) == "a"

    def test_it_is_no_str_so_no_markup_widget_takes_it(self) -> None:
        assert not isinstance(UserText("[b]"), str)

    def test_its_lines_are_visible_where_there_is_room_for_one(self) -> None:
        assert UserText("no nuts\nno eggs").one_line() == "no nuts ⏎ no eggs"
