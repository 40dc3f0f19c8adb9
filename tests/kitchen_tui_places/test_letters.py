"""A dead letter stays before somebody's eyes until it is mended or closed with a reason (C26, N3, O53)."""

from __future__ import annotations

import json

import pytest

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.clock import HOUR
from data.core.outcome import Put
from data.core.text import clean
from data.orders.intake import KeepDeadLetter
from data.orders.order import DeadLetter, OrderPayload
from data.shops.work import PENDING, SettleWork, Work
from data.store.execute import apply
from kitchen_tui.hub_question import ALONE, HubAnswer, HubQuestion
from kitchen_tui.places.held import Held
from kitchen_tui.places.letters import DeadLetters
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, ANA, SUE
from tests.support.dockets import docket
from tests.support.selling import UNREADABLE, WEB, of_web


def at_letters(kitchen: Kitchen, person: Actor | None = ADI) -> StillRoom:
    room = StillRoom(kitchen, person)
    room.enter(DeadLetters)
    return room


def letters(room: StillRoom) -> DeadLetters:
    assert isinstance(room.place, DeadLetters)
    return room.place


def named(kitchen: Kitchen, reason: str) -> DeadLetter:
    (found,) = [letter for letter in kitchen.bakery.all(DeadLetter) if letter.reason == reason]
    return found


def choose(room: StillRoom, reason: str) -> None:
    letters(room)._listing.choose(named(room.kitchen, reason).id)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_letters_are_drawn_at_every_size(selling: Kitchen, size: tuple[int, int]) -> None:
    same(f"letters-{size[0]}x{size[1]}", at_letters(selling).text(*size))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_letter_is_read_whole_at_every_size(selling: Kitchen, size: tuple[int, int]) -> None:
    room = at_letters(selling)
    choose(room, "payload")
    letters(room).enter()

    same(f"letter-{size[0]}x{size[1]}", room.text(*size))


def test_each_tells_its_reason_its_age_and_that_nobody_has_it(selling: Kitchen) -> None:
    lines = at_letters(selling).text(157, 40).splitlines()

    assert "2 letters wait for somebody" in lines[0]
    assert "1 of a held order" in lines[0]
    (unreadable,) = [line for line in lines if "cannot be read" in line]
    assert UNREADABLE in unreadable
    assert "5 h 00" in unreadable
    assert "Square" in unreadable
    assert unreadable.endswith("nobody")
    assert any("shop not told" in line and "Stock" in line for line in lines)
    assert any("no customer" in line and "20001" in line for line in lines)


def test_somebody_takes_one_on_and_everybody_sees_who(selling: Kitchen) -> None:
    room = at_letters(selling)
    choose(room, "payload")
    letters(room).do("own")

    assert named(selling, "payload").owner == "Adi"
    assert "Adi" in at_letters(selling, SUE).text(157, 40)
    assert "own" not in room.deeds()


def test_one_is_closed_only_with_a_reason(selling: Kitchen) -> None:
    room = at_letters(selling)
    choose(room, "payload")
    letters(room).do("close")
    room.fills(reason="")
    assert room.verdicts == []

    room.fills(reason="it was a test of the shop")
    assert named(selling, "payload").closed_at is not None
    assert UNREADABLE not in room.text(157, 40)


def test_a_held_order_is_fixed_where_the_held_ones_are(selling: Kitchen) -> None:
    selling.bakery.take_in(docket("20002", customer=None))
    order = selling.bakery.order("20002")
    room = at_letters(selling)
    (letter,) = [letter for letter in selling.bakery.all(DeadLetter) if letter.order_id == order.id]
    letters(room)._listing.choose(letter.id)
    letters(room).do("fix")
    assert room.went == [("held", order.id)]

    room.enter(Held, order.id).enter()
    room.fills(customer="Grace Hopper")
    room.enter(DeadLetters)
    assert letter.id not in [line.id for line in letters(room)._listing.items]
    assert "1 of a held order" in room.text(110, 27)


def test_what_a_shop_was_not_told_is_told_again_and_its_success_closes_the_letter(selling: Kitchen) -> None:
    room = at_letters(selling)
    choose(room, "push_failed")
    letters(room).do("again")
    work = selling.bakery.rows.get(Work, of_web("803"))
    assert work is not None
    assert work.status == PENDING
    assert "again" not in room.deeds(), "it is on its way"

    selling.bakery.must(SettleWork(WEB, ((work.id, work.version, 7, "", None),)), SERVICE_ACTOR)
    room.ask()
    assert "shop not told" not in room.text(157, 40)


@pytest.mark.parametrize(
    ("person", "of_order", "unreadable"),
    [
        (ADI, ["own", "fix", "replay", "close"], ["own", "replay", "close"]),
        (SUE, ["fix"], []),
        (ANA, [], []),
        (None, [], []),
    ],
)
def test_everybody_sees_only_what_she_may_do(
    selling: Kitchen, person: Actor | None, of_order: list[str], unreadable: list[str]
) -> None:
    room = at_letters(selling, person)
    choose(room, "customer")
    assert room.deeds() == ["past", *of_order]
    choose(room, "payload")
    assert room.deeds() == ["past", *unreadable]


def test_the_longest_is_read_to_its_end_and_esc_closes_it(kitchen: Kitchen) -> None:
    says = " ".join(f"word{n}" for n in range(900))
    kitchen.bakery.must(KeepDeadLetter("bannos", "shopify", "payload", says, "cd" * 32), SERVICE_ACTOR)
    room = at_letters(kitchen)
    letters(room).enter()
    seen = set()
    for _line in range(400):
        seen |= set(room.text(55, 12).split())
        letters(room).step(5)
    assert {f"word{n}" for n in range(900)} <= seen
    letters(room).step(-(10**9))
    assert "cannot be read" in room.text(55, 12)

    assert letters(room).back()
    assert not letters(room).back()


def test_what_is_read_closes_when_it_was_mended_meanwhile(selling: Kitchen) -> None:
    room, other = at_letters(selling), at_letters(selling)
    for one in (room, other):
        choose(one, "payload")
    letters(room).enter()
    letters(other).do("close")
    other.fills(reason="a test")
    room.ask()

    assert "letter waits for somebody" in room.text(110, 27)


def test_what_waits_long_without_an_owner_stands_out(kitchen: Kitchen) -> None:
    kitchen.bakery.must(KeepDeadLetter("bannos", "shopify", "payload", "?", "cd" * 32), SERVICE_ACTOR)
    kitchen.machine.at = kitchen.bakery.machine.at + 5 * HOUR
    room = at_letters(kitchen)

    def style() -> str:
        found = {p.text.strip(): p.style for row in letters(room).rows(157, 40)[2:] for p in row}
        return found["5 h 00"]

    letters(room)._listing.at = 9
    assert style() == "late"


def test_no_letter_is_good_news(kitchen: Kitchen) -> None:
    room = at_letters(kitchen)

    assert "everything became work" in room.text(55, 12)
    for deed in ("own", "fix", "again", "close"):
        letters(room).do(deed)
    letters(room).enter()
    assert (room.verdicts, room.form, room.went) == ([], None, [])


def test_the_sheet_has_all_of_them(selling: Kitchen) -> None:
    room = at_letters(selling)
    sheet = letters(room).sheet()
    rows = sheet.rows(room.sight)

    assert sorted(str(row[0]) for row in rows) == ["cannot be read", "no customer", "shop not told"]
    assert all(len(row) == len(sheet.columns) for row in rows)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_harms_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    for n, text in enumerate(map(clean, RECORDED)):
        command = KeepDeadLetter("bannos", text or "?", text or "?", text or "?", f"{n:064x}")
        kitchen.bakery.must(command, SERVICE_ACTOR)
    room = at_letters(kitchen)
    for _n in RECORDED:
        room.text(*size)
        letters(room).enter()
        room.text(*size)
        letters(room).back()
        letters(room).step(1)


def hears(room: StillRoom, name: str, answer: HubAnswer) -> None:
    letters(room).told(name, answer)


def reading(kitchen: Kitchen, person: Actor | None = ADI) -> StillRoom:
    room = at_letters(kitchen, person)
    choose(room, "payload")
    letters(room).enter()
    return room


def test_what_came_is_asked_of_the_hub_once_and_laid_out_to_its_last_value(selling: Kitchen) -> None:
    room, letter = reading(selling), named(selling, "payload")
    assert room.hub_asked == [("payload", HubQuestion("GET", f"/api/v1/dead-letters/{letter.id}"))]
    room.ask()
    assert len(room.hub_asked) == 1

    lines = [{"id": 2**53 + n} for n in range(300)]
    text = json.dumps({"note": "\x1b[31mred", "line_items": lines, "last": 1.1}).replace("1.1}", "1.10}")
    hears(room, "payload", HubAnswer({"letter": letter.id, "text": text}))
    assert '"note": "\\u001b[31mred",' in room.text(110, 27)
    letters(room).step(100_000)
    assert '"last": 1.10' in room.text(110, 27), "as it came, not as a number of ours"
    assert f'"id": {2**53 + 299}' in room.text(110, 27)


def test_what_came_of_another_letter_is_not_shown_in_this_one(selling: Kitchen) -> None:
    room = reading(selling)
    hears(room, "payload", HubAnswer({"letter": "another", "text": "hers"}))
    assert "hers" not in room.text(110, 27)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (HubAnswer({"text": None}), "Nothing was kept of what came"),
        (HubAnswer(None, ALONE, "This terminal works alone"), "Nothing was kept of what came"),
        (HubAnswer(None, "unreachable", "The hub cannot be reached"), "The hub cannot be reached"),
        (HubAnswer({"text": "\x1b]0;owned\x07plain"}), "plain"),
    ],
)
def test_why_there_is_nothing_to_read_is_said(selling: Kitchen, answer: HubAnswer, says: str) -> None:
    room = reading(selling)
    hears(room, "payload", answer)
    assert says in room.text(110, 27)
    assert "\x1b" not in room.text(110, 27)


def test_what_was_kept_here_needs_no_hub(selling: Kitchen) -> None:
    letter = named(selling, "payload")
    payload = OrderPayload(letter.id, letter.payload_sha256, b'{"kept": "here"}', 1)
    with selling.bakery.database.transaction():
        apply(selling.bakery.database, Put(payload))
    room = reading(selling)

    assert '"kept": "here"' in room.text(110, 27)
    assert room.hub_asked == []


def test_who_is_no_admin_is_not_shown_what_came(selling: Kitchen) -> None:
    room = reading(selling, SUE)
    assert "for admins to read" in room.text(110, 27)
    assert room.hub_asked == []


@pytest.mark.parametrize(
    ("answer", "head"),
    [
        (HubAnswer({"verdict": "mended", "says": "taken in"}), "MENDED"),
        (HubAnswer({"verdict": "later", "says": "it is tried again"}), "LATER"),
        (HubAnswer({"verdict": "still_dead", "says": "It is not JSON"}), "AS IT WAS"),
        (HubAnswer(None, "unreachable", "The hub cannot be reached"), "AS IT WAS"),
    ],
)
def test_a_letter_is_judged_anew_by_the_hub_and_what_came_of_it_is_said(
    selling: Kitchen, answer: HubAnswer, head: str
) -> None:
    room, letter = at_letters(selling), named(selling, "payload")
    choose(room, "payload")
    letters(room).do("replay")
    assert room.hub_asked == [("replay", HubQuestion("POST", f"/api/v1/dead-letters/{letter.id}/replay"))]

    hears(room, "replay", answer)
    assert room.said[-1].headline == head
    assert room.said[-1].says


def test_why_a_letter_was_closed_is_read_among_those_that_are(selling: Kitchen) -> None:
    room, letter = at_letters(selling), named(selling, "payload")
    choose(room, "payload")
    letters(room).do("close")
    room.fills(reason="a test of the till's maker")
    assert "cannot be read" not in room.text(110, 27)

    letters(room).do("past")
    text = room.text(110, 27)
    assert "Closed, the newest first" in text
    assert "cannot be read" in text
    assert "a test of the till's maker" in text
    assert room.deeds() == ["past"], "what is closed stays closed"
    letters(room).enter()
    assert "Closed 15:00: a test of the till's maker" in room.text(55, 12) + room.text(157, 40)
    assert letter.id in room.text(157, 40)

    letters(room).back()
    letters(room).do("past")
    assert "letters wait" in room.text(110, 27) or "letter waits" in room.text(110, 27)
    assert "a test of the till's maker" not in room.text(110, 27)
