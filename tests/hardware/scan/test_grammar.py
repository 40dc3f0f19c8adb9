"""What a scanned text means, form by form."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scan.badges import BADGE_SPACE, badge_code
from hardware.scan.commands import CommandCode, command_code
from hardware.scan.grammar import BadgeCode, Grammar, Unknown, classify
from hardware.scan.secrecy import FEW, may_be_secret, may_hide_in_words
from hardware.scan.tickets import TicketCode
from tests.hardware.scan.garbled import WAYS, garbled

SECRETS = (("bannos", b"bannos's secret"), ("flourlane", b"flourlane's secret"))
VERBS = ("SIGNOUT", "UNDO", "QCSMUDGED")
GRAMMAR = Grammar((("bannos", "B"), ("flourlane", "F")), VERBS, SECRETS)

numbers = st.one_of(st.integers(0, 10**20 - 1).map(str), st.integers(0, 10**19).map(lambda number: f"P{number:05}"))
suffixes = st.one_of(st.none(), st.sampled_from("ABCDEFGHIJ"), st.integers(11, 9_999).map(str))


def ticket(text: str) -> tuple[str | None, str, str | None] | None:
    code = classify(text, GRAMMAR)
    return (code.store, code.number, code.suffix) if isinstance(code, TicketCode) else None


def reason(text: str) -> str | None:
    code = classify(text, GRAMMAR)
    return code.reason if isinstance(code, Unknown) else None


def any_case(text: str, seed: int) -> str:
    dice = random.Random(seed)
    return "".join(dice.choice((letter.lower(), letter.upper())) for letter in text)


class TestTickets:
    @pytest.mark.parametrize(
        ("text", "meaning"),
        [
            ("B12345A", ("bannos", "12345", "A")),
            ("B12345", ("bannos", "12345", None)),
            ("B12345-11", ("bannos", "12345", "11")),
            ("B12345-A", ("bannos", "12345", "A")),
            ("b12345j", ("bannos", "12345", "J")),
            ("F7", ("flourlane", "7", None)),
            ("BP01001A", ("bannos", "P01001", "A")),
            ("BP01001-12", ("bannos", "P01001", "12")),
            ("bannos-12345-A", ("bannos", "12345", "A")),
            ("BANNOS-12345", ("bannos", "12345", None)),
            ("bannos-12345-11", ("bannos", "12345", "11")),
            ("bannos-P01001-A", ("bannos", "P01001", "A")),
            ("12345-A", (None, "12345", "A")),
            ("12345", (None, "12345", None)),
            ("12345A", (None, "12345", "A")),
            ("12345-11", (None, "12345", "11")),
            ("P01001A", (None, "P01001", "A")),
            ("#B12345", ("bannos", "12345", None)),
            ("#12345", (None, "12345", None)),
            ("]C1B12345A", ("bannos", "12345", "A")),
            ("]C0 bannos-12345-A", ("bannos", "12345", "A")),
            ("  B12345 A ", ("bannos", "12345", "A")),
            ("bannos - 12345 - A", ("bannos", "12345", "A")),
            ("B98765432109876543210", ("bannos", "98765432109876543210", None)),
        ],
    )
    def test_every_form_names_one_ticket(self, text: str, meaning: tuple[str | None, str, str | None]) -> None:
        assert ticket(text) == meaning

    @given(st.sampled_from(GRAMMAR.stores), numbers, suffixes, st.integers())
    def test_what_is_encoded_is_decoded(
        self, store: tuple[str, str], number: str, suffix: str | None, seed: int
    ) -> None:
        slug, letter = store
        short = f"{letter}{number}" + ("" if suffix is None else suffix if suffix.isalpha() else f"-{suffix}")
        human = f"{slug}-{number}" + ("" if suffix is None else f"-{suffix}")

        for text in (short, human, f"#{short}", f"]C1{short}", f" {human} "):
            assert ticket(any_case(text, seed)) == (slug, number, suffix)
        assert ticket(short[1:]) == ticket(human.removeprefix(f"{slug}-")) == (None, number, suffix)

    @pytest.mark.parametrize(
        "text",
        [
            "X12345A",
            "B12345K",
            "B12345-10",
            "B12345-011",
            "B12345AA",
            "B12345-A-11",
            "B123456789012345678901",
            "elsewhere-12345",
            "bannos12345",
            "bannos-",
            "B",
            "#",
            "]C1",
            "",
            "P",
            "B12 345",
            "12345 12346",
            "B-12345",
            "12345-",
            "++",
        ],
    )
    def test_what_has_another_form_is_unknown(self, text: str) -> None:
        assert reason(text) == "no_such_form"


class TestBadges:
    @given(st.integers(0, BADGE_SPACE - 1), st.integers())
    def test_every_badge_is_read_as_itself(self, number: int, seed: int) -> None:
        code = badge_code(number)

        assert len(code) == 14
        for text in (code, any_case(code, seed), f"]C0{code}", f"{code[:6]} {code[6:10]} {code[10:]}"):
            assert classify(text, GRAMMAR) == BadgeCode(code)

    @given(st.integers(0, BADGE_SPACE - 1))
    def test_letters_that_look_like_digits_are_forgiven(self, number: int) -> None:
        code = badge_code(number)

        assert classify("ID" + code[2:].replace("0", "O").replace("1", "l"), GRAMMAR) == BadgeCode(code)

    @given(st.integers(0, BADGE_SPACE - 1), st.integers(2, 13), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    def test_a_wrong_character_is_noticed(self, number: int, at: int, wrong: str) -> None:
        code = badge_code(number)
        damaged = code[:at] + wrong + code[at + 1 :]

        assert (reason(damaged) == "bad_check") == (damaged != code)

    @pytest.mark.parametrize("number", [-1, BADGE_SPACE])
    def test_there_are_no_badges_beyond_the_space(self, number: int) -> None:
        with pytest.raises(ValueError, match="cannot hold"):
            badge_code(number)

    def test_a_badge_does_not_show_itself_in_a_log(self) -> None:
        assert "7" not in repr(BadgeCode("ID77777777777"))


class TestCommands:
    @given(st.sampled_from(SECRETS), st.sampled_from(VERBS), st.integers())
    def test_every_command_is_read_as_its_verb_in_its_store(
        self, signer: tuple[str, bytes], verb: str, seed: int
    ) -> None:
        code = command_code(signer[1], verb)

        for text in (code, any_case(code, seed), f"]C1{code}", code[:2] + " " + code[2:]):
            assert classify(text, GRAMMAR) == CommandCode(verb, signer[0])

    def test_a_zero_typed_as_the_letter_is_forgiven_in_the_tag(self) -> None:
        assert classify("dosignoutsos8phe2", GRAMMAR) == CommandCode("SIGNOUT", "bannos")

    def test_its_text_never_changes_because_it_hangs_on_the_wall(self) -> None:
        assert command_code(b"bannos's secret", "SIGNOUT") == "DOSIGNOUTS0S8PHE2"

    @pytest.mark.parametrize(
        "text",
        [
            command_code(b"a stranger's secret", "SIGNOUT"),
            command_code(SECRETS[0][1], "REBOOT"),
            "DOSIGNOUT00000000",
            "DOUNDO" + command_code(SECRETS[0][1], "SIGNOUT")[-8:],
        ],
        ids=["another signer", "an unknown verb", "no signature", "the signature of another verb"],
    )
    def test_a_command_nobody_here_signed_is_refused(self, text: str) -> None:
        assert classify(text, GRAMMAR) == Unknown("bad_signature", text, keepable=False)

    @pytest.mark.parametrize("verb", ["", "A", "sign", "SIGN-OUT", "A" * 25, "SÍ"])
    def test_a_verb_is_two_to_twenty_four_letters(self, verb: str) -> None:
        with pytest.raises(ValueError, match="verb"):
            command_code(b"secret", verb)

    def test_a_secret_does_not_show_itself_in_a_log(self) -> None:
        assert "secret" not in repr(GRAMMAR)


class TestUnknown:
    def test_a_code_is_at_most_sixty_four_characters(self) -> None:
        assert classify("B" * 10_000_000, GRAMMAR) == Unknown("too_long", "B" * 64)
        assert reason("B" * 64) == "no_such_form"

    @pytest.mark.parametrize(
        "text", ["B12\x1b345", "B12345\x00", "B１２３４５", "BKL:LOGOUT\r", "é", "\ud800", "\x7f", "B12345\xa0"]
    )
    def test_control_and_foreign_characters_are_malformed(self, text: str) -> None:
        assert classify(text, GRAMMAR) == Unknown("malformed", text)

    @pytest.mark.parametrize("text", ["X12345A", "elsewhere-12345", "A.B/c_9", "donuts-12345-A", "ABC", "]C1X12345A"])
    def test_what_could_be_somebodys_ticket_can_be_kept(self, text: str) -> None:
        assert classify(text, GRAMMAR) == Unknown("no_such_form", text, keepable=True)

    @pytest.mark.parametrize("text", ["", "AB", "BKL:LOGOUT", "12345 12346", "[/b]"])
    def test_what_cannot_be_a_code_is_not_kept(self, text: str) -> None:
        assert classify(text, GRAMMAR) == Unknown("no_such_form", text, keepable=False)

    @given(st.integers(0, BADGE_SPACE - 1), st.integers(3, 13))
    def test_a_piece_of_a_badge_is_never_kept(self, number: int, length: int) -> None:
        """It would stand in the journal as most of a secret."""
        code = classify(badge_code(number)[:length], GRAMMAR)

        assert isinstance(code, Unknown)
        assert not code.keepable

    def test_what_a_keyboard_makes_of_a_secret_is_never_kept(self) -> None:
        dice = random.Random(5)
        for way in WAYS:
            for secret in (badge_code(dice.randrange(BADGE_SPACE)), command_code(dice.randbytes(16), "QCWRONGCOLOUR")):
                came = garbled(secret, way)
                code = classify(came, GRAMMAR)
                assert not getattr(code, "keepable", False), (secret, way)
                assert isinstance(code, BadgeCode | CommandCode) or may_be_secret(came), (secret, way)
                if came[:2].lower() in ("id", "do") or any(map(str.isdigit, came)):
                    assert may_hide_in_words(came), (secret, way)
                    assert may_hide_in_words(f"ana {came}"), (secret, way)

    @pytest.mark.parametrize(
        "text",
        [
            *("strawberry", "1234567890", "Wattle Street Primary School", "O'Brien-Kowalski", "Dominique"),
            *("Zoë Müllerstein", "Gluten-free sponge", "12 Cupcakes", "CHOC-DRIP-LARGE", "20107-11"),
        ],
    )
    def test_what_people_look_for_can_be_read_while_they_type_it(self, text: str) -> None:
        assert not any(may_hide_in_words(text[:end]) for end in range(FEW + 1, len(text) + 1))

    @given(st.text(st.sampled_from("BFPbannos-#]C1 ID\x1b") | st.characters(codec="utf-8"), max_size=80))
    def test_no_text_is_an_error_and_none_without_a_digit_is_a_ticket(self, text: str) -> None:
        assert not isinstance(classify(text, GRAMMAR), TicketCode) or re.search("[0-9]", text)


class TestStoresThatCanBeToldApart:
    @pytest.mark.parametrize(
        "stores",
        [
            (("bannos", "B"), ("bannos", "C")),
            (("bannos", "B"), ("barnes", "b")),
            (("pies", "P"),),
            (("bannos", "BB"),),
            (("bannos", "7"),),
            (("", "B"),),
            (("ban--nos", "B"),),
            (("bännos", "B"),),
            (("2024", "B"),),
            (("b2", "B"),),
            (("p7", "B"),),
            (("ban", "B"), ("ban-12", "C")),
        ],
    )
    def test_stores_whose_codes_could_be_mixed_up_are_refused(self, stores: tuple[tuple[str, str], ...]) -> None:
        with pytest.raises(ValueError, match=r"store|slug"):
            Grammar(stores)

    @given(st.sampled_from(["shop-2", "flour-lane"]), numbers, suffixes)
    def test_slugs_may_have_hyphens_and_numbers(self, slug: str, number: str, suffix: str | None) -> None:
        grammar = Grammar((("shop-2", "B"), ("flour-lane", "F"), ("shop-two", "S")))
        text = f"{slug}-{number}" + (f"-{suffix}" if suffix else "")

        assert classify(text, grammar) == TicketCode(slug, number, suffix, text)
