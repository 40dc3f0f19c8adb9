"""The scan field: a scanner's bursts and a person's typing at one keyboard."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scan.field import ROOM
from hardware.scan.wedge import CODE_LIMIT, MAX_CODES, Scan, Suffix, Wedge, WedgeSettings

CAKE = "B12345A"
SCANNER_MS = 4
HAND_MS = 180


def key_by_key(wedge: Wedge, text: str, at_ms: int, pace_ms: int = SCANNER_MS) -> list[Scan]:
    return [scan for place, key in enumerate(text) for scan in wedge.feed(key, at_ms + place * pace_ms)]


def texts(scans: list[Scan]) -> list[str]:
    return [scan.text for scan in scans]


class TestAScannersBurst:
    @pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t"])
    def test_any_usual_suffix_ends_a_code_once(self, suffix: str) -> None:
        wedge = Wedge()

        assert texts(key_by_key(wedge, CAKE + suffix, 0)) == [CAKE]
        assert wedge.pending == ""

    def test_a_scan_tells_when_it_began_and_ended(self) -> None:
        assert key_by_key(Wedge(), "B123\r", 1_000, 10) == [Scan("B123", "burst", 1_000, 1_040)]

    def test_two_codes_on_each_others_heels_are_two(self) -> None:
        assert texts(key_by_key(Wedge(), "B1001\rF2002\r", 0)) == ["B1001", "F2002"]

    def test_many_keys_may_arrive_as_one_text(self) -> None:
        assert texts(Wedge().feed("B1001\r\nF2002\r\nB10", 0)) == ["B1001", "F2002"]

    def test_a_code_is_pending_until_its_suffix(self) -> None:
        wedge = Wedge()
        key_by_key(wedge, CAKE, 0)

        assert wedge.pending == CAKE
        assert wedge.tick(60_000) == []

    @pytest.mark.parametrize("suffix", ["cr", "lf", "none"])
    def test_a_tab_is_part_of_the_text_where_it_is_not_the_suffix(self, suffix: Suffix) -> None:
        """So it makes the text malformed instead of splitting one code into two others."""
        assert texts(key_by_key(Wedge(WedgeSettings(suffix=suffix)), "B1\t2A\r", 0)) == ["B1\t2A"]

    def test_the_prefix_is_taken_off_and_begins_the_code(self) -> None:
        wedge = Wedge(WedgeSettings(prefix="~"))

        assert texts(key_by_key(wedge, f"xy~{CAKE}\r", 0)) == [CAKE]
        assert wedge.pending == "xy"

    def test_a_typed_prefix_does_not_begin_the_code_that_follows_with_its_own(self) -> None:
        wedge = Wedge(WedgeSettings(prefix="~"))

        assert texts(key_by_key(wedge, f"a~b~{CAKE}\r", 0)) == [CAKE]
        assert wedge.pending == "a~b"

    def test_a_code_without_the_prefix_is_taken_too(self) -> None:
        assert texts(key_by_key(Wedge(WedgeSettings(prefix="~")), f"{CAKE}\r", 0)) == [CAKE]

    @pytest.mark.parametrize("text", ["\r", "\r\n\r\n", "\t", "  \r"])
    def test_nothing_makes_no_scan(self, text: str) -> None:
        wedge = Wedge()

        assert key_by_key(wedge, text, 0) == []
        assert wedge.pending == ""


class TestTypingByHand:
    def test_slow_keys_gather_until_enter(self) -> None:
        scans = key_by_key(Wedge(), "bannos-12345-A\r", 0, HAND_MS)

        assert [(scan.text, scan.source) for scan in scans] == [("bannos-12345-A", "typed")]

    @given(st.lists(st.integers(60, 5_000), min_size=8, max_size=8))
    def test_typing_is_never_cut_to_pieces(self, gaps: list[int]) -> None:
        wedge = Wedge(WedgeSettings(suffix="none"))
        at_ms, scans = 0, []
        for key, gap in zip("B12345A\r", gaps, strict=True):
            at_ms += gap
            scans += [*wedge.tick(at_ms), *wedge.feed(key, at_ms)]

        assert texts(scans) == [CAKE]

    def test_backspace_takes_the_last_character_back(self) -> None:
        wedge = Wedge()
        key_by_key(wedge, "B12346", 0, HAND_MS)
        wedge.backspace()

        assert texts(key_by_key(wedge, "5A\r", 2_000, HAND_MS)) == [CAKE]

    def test_backspace_in_an_empty_field_does_nothing(self) -> None:
        wedge = Wedge()
        wedge.backspace()

        assert wedge.pending == ""

    def test_a_cleared_field_forgets(self) -> None:
        wedge = Wedge()
        key_by_key(wedge, "xyz", 0)
        wedge.clear()

        assert texts(key_by_key(wedge, f"{CAKE}\r", 50)) == [CAKE]


class TestABurstIntoTyping:
    @pytest.mark.parametrize("suffix", ["auto", "none"])
    def test_the_burst_is_its_own_scan_and_the_typed_rest_stays(self, suffix: Suffix) -> None:
        wedge = Wedge(WedgeSettings(suffix=suffix))
        key_by_key(wedge, "F77", 0, HAND_MS)
        scans = [*key_by_key(wedge, CAKE + "\r" * (suffix == "auto"), 900), *wedge.tick(2_000)]

        assert [(scan.text, scan.source) for scan in scans] == [(CAKE, "burst")]
        assert wedge.pending == "F77"

    def test_the_typed_rest_can_be_finished_afterwards(self) -> None:
        wedge = Wedge()
        key_by_key(wedge, "F77", 0, HAND_MS)
        key_by_key(wedge, f"{CAKE}\r", 900)

        assert texts(key_by_key(wedge, "0\r", 3_000, HAND_MS)) == ["F770"]

    def test_one_stray_key_long_before_does_not_spoil_a_scan(self) -> None:
        wedge = Wedge()
        wedge.feed("x", 0)

        assert texts(key_by_key(wedge, f"{CAKE}\r", 5_000)) == [CAKE]
        assert wedge.pending == "x"

    @given(st.integers(1, 6), st.integers(41, 1_000))
    def test_a_burst_that_stalls_never_loses_its_head(self, head: int, stall_ms: int) -> None:
        """B12345A without its head would be 345A: another ticket."""
        wedge = Wedge()
        scans = key_by_key(wedge, CAKE[:head], 0)
        scans += key_by_key(wedge, CAKE[head:] + "\r", head * SCANNER_MS + stall_ms - SCANNER_MS)

        assert texts(scans) == [CAKE]

    def test_three_quick_keys_of_a_fast_typist_are_no_burst(self) -> None:
        wedge = Wedge()
        key_by_key(wedge, "B123", 0, HAND_MS)

        assert texts(key_by_key(wedge, "45A\r", 1_000, 30)) == [CAKE]

    def test_enter_pressed_later_takes_all_that_is_in_the_field(self) -> None:
        wedge = Wedge()
        key_by_key(wedge, "no-", 0, HAND_MS)
        key_by_key(wedge, "12345", 1_000)

        assert texts(wedge.feed("\r", 4_000)) == ["no-12345"]


class TestWithoutSuffix:
    def test_silence_ends_a_burst(self) -> None:
        wedge = Wedge(WedgeSettings(suffix="none", timeout_ms=80))
        key_by_key(wedge, CAKE, 0)

        assert wedge.due_ms == 24 + 80
        assert wedge.tick(103) == []
        assert wedge.tick(104) == [Scan(CAKE, "burst", 0, 24)]
        assert wedge.due_ms is None

    def test_the_next_key_ends_a_burst_whose_tick_came_late(self) -> None:
        wedge = Wedge(WedgeSettings(suffix="none"))
        key_by_key(wedge, CAKE, 0)

        assert texts(wedge.feed("F", 500)) == [CAKE]
        assert wedge.pending == "F"

    def test_enter_still_ends_what_hands_typed(self) -> None:
        assert texts(key_by_key(Wedge(WedgeSettings(suffix="none")), "12345\r", 0, HAND_MS)) == ["12345"]

    def test_nothing_is_due_where_a_suffix_is_expected(self) -> None:
        wedge = Wedge(WedgeSettings(suffix="cr"))
        key_by_key(wedge, CAKE, 0)

        assert wedge.due_ms is None

    def test_a_timeout_shorter_than_the_scanners_own_gaps_is_refused(self) -> None:
        with pytest.raises(ValueError, match="cut every code"):
            WedgeSettings(timeout_ms=20, burst_ms=40)


class TestPaste:
    def test_each_line_is_a_code(self) -> None:
        scans = Wedge().paste("B1001\r\nF2002\n\n  \nB1003", 7)

        assert scans == [Scan(code, "paste", 7, 7) for code in ("B1001", "F2002", "B1003")]

    def test_what_was_half_typed_stays_in_the_field(self) -> None:
        wedge = Wedge()
        key_by_key(wedge, "F77", 0, HAND_MS)
        wedge.paste(CAKE, 600)

        assert wedge.pending == "F77"

    def test_the_scanners_prefix_is_taken_off(self) -> None:
        assert texts(Wedge(WedgeSettings(prefix="~")).paste(f"~{CAKE}\n~\n{CAKE}", 0)) == [CAKE, CAKE]

    def test_a_full_line_with_prefix_is_not_too_long(self) -> None:
        [scan] = Wedge(WedgeSettings(prefix="~")).paste("~" + "A" * CODE_LIMIT, 0)

        assert (len(scan.text), scan.too_long) == (CODE_LIMIT, False)


class TestHostileInput:
    def test_a_code_that_is_too_long_says_so_and_is_cut_for_showing(self) -> None:
        wedge = Wedge()

        assert key_by_key(wedge, "A" * 65 + "\r", 0, 1) == [Scan("A" * 64, "burst", 0, 65, too_long=True)]
        assert wedge.pending == ""

    def test_sixty_four_characters_are_not_too_long(self) -> None:
        [scan] = key_by_key(Wedge(), "A" * 64 + "\r", 0)

        assert not scan.too_long

    @pytest.mark.parametrize("suffix", ["auto", "none"])
    def test_ten_million_characters_make_one_scan_and_fill_no_memory(self, suffix: Suffix) -> None:
        wedge = Wedge(WedgeSettings(suffix=suffix))
        for part in range(10):
            assert wedge.feed("A" * 1_000_000, part) == []
        assert len(wedge.pending) == ROOM

        [scan] = wedge.feed("\r", 11)
        assert (len(scan.text), scan.too_long) == (CODE_LIMIT, True)

    def test_after_a_flood_the_next_code_is_read(self) -> None:
        wedge = Wedge()
        wedge.feed("A" * 10_000 + "\r", 0)

        assert texts(key_by_key(wedge, f"{CAKE}\r", 500)) == [CAKE]

    def test_a_flood_without_end_ends_by_time_where_there_is_no_suffix(self) -> None:
        wedge = Wedge(WedgeSettings(suffix="none"))
        wedge.feed("A" * 10_000, 0)

        [scan] = wedge.tick(80)
        assert scan.too_long

    def test_backspace_works_through_what_did_not_fit(self) -> None:
        wedge = Wedge()
        wedge.feed("A" * (ROOM + 2), 0)
        for _ in range(3):
            wedge.backspace()

        assert len(wedge.pending) == ROOM - 1

    @pytest.mark.parametrize("way", ["feed", "paste"])
    def test_codes_without_number_are_reported_as_one_that_is_too_long(self, way: str) -> None:
        wedge = Wedge()
        scans = wedge.feed("B1\r" * 500_000, 0) if way == "feed" else wedge.paste("B1\r" * 500_000, 0)

        assert len(scans) == MAX_CODES + 1
        assert [scan.too_long for scan in scans] == [False] * MAX_CODES + [True]

    def test_ten_million_enters_are_nothing(self) -> None:
        assert Wedge().feed("\r" * 10_000_000, 0) == []

    @given(
        st.lists(st.tuples(st.text(max_size=100), st.integers(-50, 3_000)), max_size=30),
        st.sampled_from(["auto", "none"]),
    )
    def test_no_character_is_made_up_and_none_is_lost_in_silence(
        self, deliveries: list[tuple[str, int]], suffix: Suffix
    ) -> None:
        """Also when the clock steps back."""
        wedge = Wedge(WedgeSettings(suffix=suffix))
        at_ms, scans = 0, []
        for text, gap in deliveries:
            at_ms += gap
            scans += wedge.feed(text, at_ms)
            assert len(wedge.pending) <= ROOM
        came = Counter("".join("".join(text.split()) for text, _ in deliveries))
        known = Counter("".join("".join(text.split()) for text in [*texts(scans), wedge.pending]))

        assert known <= came
        assert known == came or any(scan.too_long for scan in scans) or len(wedge.pending) == ROOM
        assert all(len(scan.text) <= CODE_LIMIT for scan in scans)
