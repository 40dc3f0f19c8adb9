"""One scan of the calibration code teaches how a scanner garbles, and every later scan is mended."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scan.calibration import CALIBRATION_TEXT, Lesson, learn
from hardware.scan.grammar import Grammar, Unknown, classify
from hardware.scan.layouts import NAMES, typed
from hardware.scan.learned import NotLearned, ScannerSettings
from tests.hardware.scan.garbled import WAYS, Way, can_come, codes, garbled

CODES = codes(200, seed=5)
TERMINATORS = ["\r", "\n", "\r\n", "\t", ""]
PREFIXES = ["", "]C0", "X:", "\N{REPLACEMENT CHARACTER}"]


def taught(
    way: Way = ("US", "US", "kept"),
    end: str = "\r",
    prefix: str = "",
    suffix: str = "",
    *,
    doubled: bool = False,
    pace: int = 4,
) -> ScannerSettings:
    once = prefix + garbled(CALIBRATION_TEXT, way) + suffix + end
    text = once * 2 if doubled else once
    learned = learn(text, [n * pace for n in range(len(text))])
    assert isinstance(learned, ScannerSettings), (way, text, learned)
    return learned


def same(mended: str, printed: str, way: Way) -> bool:
    """A scanner that folds capitals gives capitals back: they mean the same."""
    return mended == (printed.upper() if way[2] in ("upper", "lower") else printed)


def misread(way: Way, learned: ScannerSettings, printed: list[str]) -> list[tuple[str, str]]:
    came = [(code, learned.mend(garbled(code, way))) for code in printed if can_come(code, way)]
    return [(code, mended) for code, mended in came if not same(mended, code, way)]


class TestLearning:
    def test_a_scanner_that_is_set_well_needs_no_help(self) -> None:
        learned = taught()

        assert learned == ScannerSettings(fastest_ms=4, median_ms=4, slowest_ms=4)
        assert not learned.garbles
        assert [learned.mend(code) for code in CODES] == CODES

    @pytest.mark.parametrize("typed_on", NAMES)
    def test_every_layout_in_every_other_is_learned_and_two_hundred_codes_are_mended(self, typed_on: str) -> None:
        dice = random.Random(typed_on)
        for way in [way for way in WAYS if way[0] == typed_on]:
            end, prefix = dice.choice(TERMINATORS), dice.choice(PREFIXES)
            learned = taught(way, end, prefix, doubled=dice.random() < 0.5)
            # The one key that two far-off layouts both reach for a letter and for a sign.
            printed = [code for code in CODES if way[:2] != ("Dvorak", "Canadian French") or "." not in code]

            assert misread(way, learned, printed) == [], (way, learned)
            assert learned.terminator == end

    @given(
        st.sampled_from(WAYS),
        st.sampled_from(TERMINATORS),
        st.sampled_from(PREFIXES),
        st.sampled_from(["", "!", "~9"]),
        st.booleans(),
    )
    def test_what_stands_around_a_code_is_learned_and_taken_away(
        self, way: Way, end: str, prefix: str, suffix: str, doubled: bool
    ) -> None:
        learned = taught(way, end, prefix, suffix, doubled=doubled)
        code = "B20104A" if can_come("B20104A", way) else "B21A"

        assert same(learned.mend(f"{prefix}{garbled(code, way)}{suffix}"), code, way)
        assert (learned.terminator, learned.doubled) == (end, doubled)

    @pytest.mark.parametrize(
        ("typed_on", "read_as", "code", "came"),
        [
            ("US", "German", "Y1-Z/#_", "Z1ßY-§?"),
            ("German", "US", "Y1-Z/#_", "Z1/Y&\\?"),
            ("US", "French", "B20104A", "Béà&à'Q"),
            ("French", "US", "B20104A", "B@)!)$Q"),
            ("US", "UK", "B1#2", "B1£2"),
            ("US", "Dvorak", "QWERTY-", '"<>PYF['),
            ("US", "Spanish", "A-1/2_#", "A'1-2?·"),
            ("US", "Italian", "A-1/2_#", "A'1-2?£"),
            ("US", "Portuguese", "A-1/2_#", "A'1-2?#"),
            ("US", "Swiss", "Y-1/2_#", "Z'1-2?*"),
            ("US", "Nordic", "A-1/2_#", "A+1-2?#"),
        ],
    )
    def test_what_the_keyboards_of_the_world_are_known_to_do(
        self, typed_on: str, read_as: str, code: str, came: str
    ) -> None:
        assert garbled(code, (typed_on, read_as, "kept")) == came

    def test_caps_lock_turns_letters_and_an_old_keyboards_lock_every_key(self) -> None:
        assert garbled("B1a", ("US", "US", "caps")) == "b1A"
        assert garbled("B1a", ("US", "French", "shift_lock")) == "b1Q"

    def test_what_hands_had_typed_before_is_no_prefix(self) -> None:
        text = f"ab{CALIBRATION_TEXT}\r"
        learned = learn(text, [0, 300, *range(2_000, 2_000 + 18)])

        assert isinstance(learned, ScannerSettings)
        assert learned.prefix == ""

    def test_the_same_code_much_later_is_no_doubled_delivery(self) -> None:
        text = f"{CALIBRATION_TEXT}\r" * 2
        learned = learn(text, [*range(18), *range(2_100, 2_118)])

        assert isinstance(learned, ScannerSettings)
        assert not learned.doubled

    def test_the_pace_is_the_gaps_within_the_code(self) -> None:
        gaps = [3, 40, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]
        times = [sum(gaps[:n]) for n in range(len(CALIBRATION_TEXT))]
        learned = learn(f"{CALIBRATION_TEXT}\r", [*times, times[-1] + 90])

        assert isinstance(learned, ScannerSettings)
        assert (learned.fastest_ms, learned.median_ms, learned.slowest_ms) == (3, 5, 40)

    def test_the_bytes_of_a_serial_scanner_teach_too(self) -> None:
        text = f"\x02]C0{CALIBRATION_TEXT}\x03\r\n"
        learned = learn(text, [7] * len(text), "serial")

        assert isinstance(learned, ScannerSettings)
        assert (learned.prefix, learned.terminator, learned.link) == ("]C0", "\x03\r\n", "serial")

    def test_a_keyboard_has_no_end_of_text_so_it_is_a_suffix_that_is_taken_away(self) -> None:
        text = f"\x02{CALIBRATION_TEXT}\x03"
        learned = learn(text, [0] * len(text))

        assert isinstance(learned, ScannerSettings)
        assert learned.terminator == ""
        assert learned.mend("\N{REPLACEMENT CHARACTER}B20104A\N{REPLACEMENT CHARACTER}") == "B20104A"

    def test_the_calibration_code_is_no_ticket_and_is_not_kept(self) -> None:
        for way in WAYS:
            code = classify(garbled(CALIBRATION_TEXT, way), Grammar((("bannos", "B"), ("z", "Z"))))
            assert isinstance(code, Unknown)
        assert not getattr(classify(CALIBRATION_TEXT, Grammar(())), "keepable", True)


class TestNotLearning:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "Nothing came"),
            ("B2\r", "Only 2 characters"),
            ("9313920040041\r", "no keyboard layout"),
            (CALIBRATION_TEXT.replace("m*", "") + "\r", "2 characters were lost"),
            (CALIBRATION_TEXT[::-1], "no keyboard layout"),
            ("é\x01\x02ÿ§\x05" * 4, "not text"),
            (f"{'k' * 40}{CALIBRATION_TEXT}", "scan it once, alone"),
        ],
    )
    def test_it_says_why(self, text: str, says: str) -> None:
        learned = learn(text, [0] * len(text), "serial")

        assert isinstance(learned, NotLearned)
        assert says in learned.says

    def test_a_parity_bit_is_recognized(self) -> None:
        text = "".join(chr(ord(c) | 128) if ord(c).bit_count() % 2 else c for c in CALIBRATION_TEXT)
        learned = learn(text, [0] * len(text), "serial")

        assert isinstance(learned, NotLearned)
        assert "eighth bit" in learned.says

    def test_it_never_repeats_what_may_be_somebodys_badge(self) -> None:
        badge = next(code for code in CODES if code.startswith("ID"))
        learned = learn(f"{badge}\r", [0] * 15)

        assert isinstance(learned, NotLearned)
        assert badge not in learned.says

    @given(st.text(max_size=80), st.sampled_from(["keyboard", "serial"]))
    def test_anything_else_is_not_learned_and_breaks_nothing(self, text: str, link: str) -> None:
        assert isinstance(learn(text, [0] * len(text), link), NotLearned)  # type: ignore[arg-type]


class TestLesson:
    def test_it_is_over_when_it_is_quiet(self) -> None:
        lesson = Lesson()
        assert lesson.due_ms is None
        for n, key in enumerate(f"{CALIBRATION_TEXT}\r"):
            lesson.feed(key, 100 + n * 5)

        assert lesson.tick(300) is None
        over_ms = 100 + 17 * 5 + 1_000
        assert lesson.due_ms == over_ms
        learned = lesson.tick(over_ms)
        assert isinstance(learned, ScannerSettings)
        assert learned.median_ms == 5
        assert lesson.due_ms is None

    def test_a_flood_is_not_kept(self) -> None:
        lesson = Lesson("serial")
        for n in range(1_000):
            lesson.feed("A" * 1_000, n)

        assert isinstance(lesson.tick(1_000_000), NotLearned)
        assert len(lesson._text) == 0


class TestWords:
    def test_a_german_keyboard_is_told_with_what_to_do(self) -> None:
        said = " ".join(taught(("German", "US", "kept"), end="").describe())

        assert "types as on a German keyboard" in said
        assert "Y and Z are swapped" in said
        assert "I map them back" in said
        assert "program the scanner's keyboard country to US" in said
        assert "Program CR (Enter)" in said

    def test_each_fault_has_its_sentence(self) -> None:
        said = " ".join(taught(("US", "US", "caps"), "\t", "]C0", doubled=True, pace=45).describe())

        for words in ("ends with TAB", "]C0 before every code", "Caps Lock is on", "It is slow", "twice"):
            assert words in said

    def test_digits_that_come_as_signs_are_told_once(self) -> None:
        said = " ".join(taught(("US", "French", "kept")).describe())

        assert "the digits come as signs" in said
        assert "A and Q are swapped" in said

    @pytest.mark.parametrize("name", NAMES)
    def test_a_layout_reads_itself(self, name: str) -> None:
        assert {typed(c, name, name, "kept") or c for c in CALIBRATION_TEXT} == set(CALIBRATION_TEXT)
