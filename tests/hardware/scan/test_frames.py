"""Frames in the bytes of a serial scanner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scan.frames import FRAME_LIMIT, Decoded, Frame, Framer, decode

codes = st.text("BFP-0123456789ABCJ#é", min_size=1, max_size=30)


def texts(frames: list[Frame]) -> list[str]:
    return [frame.text for frame in frames]


class TestDecode:
    def test_without_an_end_it_uses_nothing(self) -> None:
        assert decode(b"B12345") == Decoded(0)

    def test_a_frame_uses_its_bytes_and_its_end(self) -> None:
        assert decode(b"B12345\rF2") == Decoded(7, Frame("B12345"))

    def test_it_goes_on_where_it_is_told(self) -> None:
        assert decode(b"B1\rF2\r", 3) == Decoded(3, Frame("F2"))

    def test_an_empty_frame_is_used_and_is_nothing(self) -> None:
        assert decode(b"\nB1\n") == Decoded(1)

    def test_what_stands_before_the_start_of_text_is_noise(self) -> None:
        assert decode(b"B12\x02F2002\x03") == Decoded(4, noise=3)


class TestFramer:
    @pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x03\r\n"])
    def test_every_usual_suffix_ends_one_frame(self, end: bytes) -> None:
        assert texts(Framer().feed(b"B12345A" + end + b"F2002" + end)) == ["B12345A", "F2002"]

    def test_start_and_end_of_text_enclose_a_frame(self) -> None:
        assert texts(Framer().feed(b"\x02B12345A\x03\x02F2002\x03")) == ["B12345A", "F2002"]

    @given(st.lists(codes, max_size=8), st.data())
    def test_frames_do_not_depend_on_how_the_port_cuts_its_reads(self, sent: list[str], data: st.DataObject) -> None:
        line = b"".join(code.encode() + b"\r\n" for code in sent)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(line)), max_size=6)))
        framer = Framer()
        frames = [
            frame for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True) for frame in framer.feed(line[a:b])
        ]

        assert texts(frames) == sent
        assert framer.noise == 0

    def test_padding_within_a_code_is_dropped_and_counted(self) -> None:
        framer = Framer()

        assert texts(framer.feed(b"\x00B1\x0023\x11\x1345A\r\x00\x00")) == ["B12345A"]
        assert framer.noise == 6

    def test_a_damaged_byte_stays_so_the_code_is_no_other_code(self) -> None:
        assert texts(Framer().feed(b"B12\x1b345A\r")) == ["B12\x1b345A"]

    @pytest.mark.parametrize(("sent", "text"), [("Bé".encode(), "Bé"), ("Bé".encode("latin-1"), "Bé")])
    def test_letters_beyond_ascii_are_read_as_utf_8_or_else_latin_1(self, sent: bytes, text: str) -> None:
        assert texts(Framer().feed(sent + b"\r")) == [text]

    def test_a_frame_that_is_too_long_says_so(self) -> None:
        assert Framer().feed(b"A" * 65 + b"\rB1\r") == [Frame("A" * 64, too_long=True), Frame("B1")]

    def test_a_full_frame_is_not_too_long(self) -> None:
        assert Framer().feed(b"A" * FRAME_LIMIT + b"\r") == [Frame("A" * FRAME_LIMIT)]

    @pytest.mark.parametrize("byte", [b"A", b"\x00"])
    def test_ten_million_bytes_without_end_are_not_kept(self, byte: bytes) -> None:
        framer = Framer()
        for _ in range(100):
            framer.feed(byte * 100_000)

        held = framer.finish()
        assert held is None or len(held.text) == FRAME_LIMIT
        assert framer.noise >= 10_000_000 - FRAME_LIMIT - 1

    def test_a_flood_that_comes_byte_by_byte_is_still_one_frame(self) -> None:
        framer = Framer()
        frames = [frame for _ in range(500) for frame in framer.feed(b"A")]

        assert frames == []
        assert framer.feed(b"\r") == [Frame("A" * 64, too_long=True)]

    def test_a_scanner_without_suffix_is_finished_by_its_silence(self) -> None:
        framer = Framer()
        framer.feed(b"B123")
        framer.feed(b"45A")

        assert framer.finish() == Frame("B12345A")
        assert framer.finish() is None

    def test_the_rest_of_a_broken_delivery_does_not_head_the_next_code(self) -> None:
        framer = Framer()
        framer.feed(b"B12")
        framer.drop()

        assert texts(framer.feed(b"F2002\r")) == ["F2002"]
        assert framer.noise == 3
