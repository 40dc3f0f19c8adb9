"""At a place, too: nothing that was typed is lost, nothing secret is seen, nothing is done in another person's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.core.command import Command
from data.people.commands import SetActive
from data.people.renaming import SetRole
from data.store.errors import NotRecorded
from hardware.scan.commands import command_code
from kitchen_tui import texts
from kitchen_tui.desk import Desk
from kitchen_tui.news import SerialHeard
from kitchen_tui.places.form import Ask, Form
from tests.kitchen_tui.at_work import BADGES, BO, PIN, SIZES, AtWork, Kitchen, at_work
from tests.kitchen_tui.test_places import goes_to
from tests.support.cast import BANNOS
from tests.support.dockets import cake, docket

pytestmark = pytest.mark.long

SECRETS = (BADGES["ana"], command_code(bytes.fromhex(BANNOS.secret), "SIGNOUT"))


@pytest.fixture
def one(kitchen: Kitchen) -> Kitchen:
    """One order in the queue."""
    kitchen.bakery.take_in(docket("20001", cake(title="Opera")))
    return kitchen


async def cancels(work: AtWork, why: str) -> None:
    """Scans the order, and fills in why it is cancelled."""
    await goes_to(work, "board", "LOOK UP", "BOARD")
    await work.scan("B20001")
    await work.sees("ORDER", "Opera")
    await work.press("ctrl+x")
    await work.sees("Cancel 20001")
    work.types(why)
    await work.sees(why)


async def test_what_was_typed_stands_there_again_when_the_disk_did_not_take_it(
    one: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(one, badge="sue") as work:
        await cancels(work, "The wedding is off")
        with monkeypatch.context() as broken:

            def full(*_given: object) -> None:
                raise NotRecorded("The disk is full")

            broken.setattr(Desk, "do", full)
            await work.press("ctrl+s")
            await work.sees("NOT RECORDED", "Cancel 20001", "The wedding is off")
        await work.press("ctrl+s")
        await work.sees("OK", "Order cancelled: The wedding is off")
    assert one.ticket("bannos-20001").cancelled_at is not None


async def test_a_form_is_not_done_in_the_name_of_whoever_scans_her_badge_meanwhile(one: Kitchen) -> None:
    async with at_work(one, badge="sue") as work:
        await cancels(work, "The wedding is off")
        work.app.clerk.scan(BADGES["bo"])
        office = work.station.office
        assert office is not None
        office.key("ctrl+s", None)
        await work.sees("SIGN IN FIRST")
        assert work.station.person == BO
    assert one.ticket("bannos-20001").cancelled_at is None


async def test_an_order_that_is_taken_down_waits_for_its_person_and_nobody_else_sees_it(one: Kitchen) -> None:
    async with at_work(one, badge="sue") as work:
        await goes_to(work, "new order", "Product or SKU")
        await work.press("f5")
        await work.sees("For whom, and when")
        for letter in "Mrs Half":
            await work.pilot.pause(0.07)
            work.types(letter)
        await work.press("ctrl+s")
        await work.sees("New Mrs Half")
        work.app.clerk.scan(BADGES["olive"])
        await work.sees("HELLO Olive")
        await goes_to(work, "new order", "no name yet")
        for person in ("sue", "olive", "sue"):
            work.app.clerk.scan(BADGES[person])
            await work.sees(f"HELLO {person.capitalize()}")
        await goes_to(work, "new order", "New Mrs Half")


async def test_an_answer_for_the_one_before_is_nothing_for_the_next_one(one: Kitchen) -> None:
    async with at_work(one, badge="sue") as work:
        await goes_to(work, "queue", "LOOK UP", "Opera")
        office = work.station.office
        assert office is not None
        before = dict(office._asked.turns)
        office.forget()
        assert all(office._asked.turns[asked] > turn for asked, turn in before.items())


async def test_what_was_typed_is_not_lost_by_a_click_on_another_place(one: Kitchen) -> None:
    async with at_work(one, badge="sue") as work:
        await cancels(work, "The wedding is off")
        work.station.clicked("go:queue")
        await work.sees("The wedding is off", "Esc again: throw away what was typed")
        work.station.clicked("back")
        await work.sees_no_more("Cancel 20001")
        await work.sees("ORDER", "Opera")
        await work.press("ctrl+x")
        await work.sees("Cancel 20001")
        work.station.clicked("go:queue")
        await work.sees("QUEUE", "Opera")


@pytest.mark.parametrize("size", SIZES[:2], ids=str)
async def test_no_key_is_offered_that_a_form_would_not_hear(one: Kitchen, size: tuple[int, int]) -> None:
    async with at_work(one, badge="sue", size=size) as work:
        await goes_to(work, "board", "BOARD")
        await work.sees("Ctrl+K menu", "? help")
        await work.scan("B20001")
        await work.sees("ORDER", "Opera")
        await work.press("ctrl+x")
        await work.sees("Cancel 20001")
        assert "Ctrl+K" not in work.text()
        assert "? help" not in work.text()
        await work.press("escape")
        await work.sees("Ctrl+K menu", "? help")


@pytest.mark.parametrize("secret", SECRETS)
async def test_a_badge_or_a_command_in_the_palette_is_dots(one: Kitchen, secret: str) -> None:
    async with at_work(one, badge="sue") as work:
        await work.press("ctrl+k")
        await work.sees("What would you like to do?")
        await work.scan(secret)
        await work.sees("Nothing is called so")
        assert secret not in work.text()


async def test_a_pin_that_is_typed_into_the_palette_is_dots(one: Kitchen) -> None:
    one.give_pin("ana")
    async with at_work(one, badge=None) as work:
        await work.press("ctrl+k")
        await work.sees("What would you like to do?")
        work.types(PIN)
        await work.sees("Nothing is called so", "\u2022" * len(PIN))
        assert PIN not in work.text()


async def test_what_is_looked_for_is_read_while_it_is_typed_and_a_badge_is_not(one: Kitchen) -> None:
    async with at_work(one, badge="sue") as work:
        await goes_to(work, "search", "LOOK UP", "Opera")
        for letter in "strawberry":
            await work.pilot.pause(0.07)
            work.types(letter)
        await work.sees("code strawberry")
        await work.press("escape")
        await work.sees("LOOK UP", "code \u258f")
        work.types(SECRETS[0])
        await work.sees(f"code {SECRETS[0][:8]}\u2022")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("before", ["", "Ana", "The wedding is off "])
async def test_a_badge_or_a_command_in_a_form_is_dots_and_never_saved(one: Kitchen, secret: str, before: str) -> None:
    async with at_work(one, badge="sue") as work:
        await cancels(work, before)
        await work.scan(secret)
        await work.sees("That is a badge, not a text")
        assert secret not in work.text()
        await work.press("down")
        await work.press("enter")
        await work.sees("That is a badge, not a text")
        assert secret not in work.text()
    assert one.ticket("bannos-20001").cancelled_at is None


@pytest.mark.parametrize("secret", SECRETS)
async def test_a_badge_scanned_behind_typed_letters_is_not_looked_for(one: Kitchen, secret: str) -> None:
    async with at_work(one, badge="sue") as work:
        await goes_to(work, "search", "LOOK UP", "Opera")
        for letter in "ana":
            await work.press(letter)
        await work.scan(secret)
        await work.rest()
        assert secret not in work.text()


def test_a_line_that_is_left_hides_its_badge_too() -> None:
    from kitchen_tui.widgets.glyphs import UNICODE

    form = Form("Somebody", [Ask("name", "Name"), Ask("other", "Other")], lambda values: None)
    for letter in SECRETS[0]:
        form.key(letter, letter)
    form.key("down", None)
    drawn = "".join(piece.text for row in form.rows(60, 12, UNICODE) for piece in row)
    assert SECRETS[0] not in drawn


@pytest.mark.parametrize(
    "text", ["Donation2026", "Macdonald 12345678", "Eduardorodriguez88", "ORCHID 2026", "A side of 12 IDs"]
)
def test_words_with_these_letters_within_are_words(text: str) -> None:
    from hardware.scan.secrecy import stands_for_secret

    assert not stands_for_secret(f"For {text}")


async def test_every_place_is_drawn_on_a_few_cells_and_on_many_again(one: Kitchen) -> None:
    from kitchen_tui.places.index import PLACES

    async with at_work(one, badge="sue") as work:
        office = work.station.office
        assert office is not None
        for entrance in PLACES:
            office.go(entrance.name)
            for size in ((20, 5), (4, 3), (110, 32)):
                await work.pilot.resize_terminal(*size)
                await work.pilot.pause()
        await work.sees("Products", "Can sell")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("window", [None, 0, 1439])
@pytest.mark.parametrize("zone", ["Australia/Sydney", "America/Los_Angeles"])
def test_the_first_and_the_last_day_of_all_are_days(day: str, window: int | None, zone: str) -> None:
    from kitchen_tui.widgets.due import LATE, LATER, Clock

    clock = Clock(1_795_700_000_000, zone, 0)
    assert clock.urgency((day, window)) == (LATE if day < "2000" else LATER)
    assert clock.countdown((day, window))


@pytest.mark.parametrize("content", [b"no catalogue", b'msgid "\xff"\n', b'msgid ""\nmsgstr "plural=n!;"\n', b""])
def test_a_broken_catalogue_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    (tmp_path / "zz.po").write_bytes(content)
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    for language in ("zz", "z" * 400):
        texts.use(language)
        assert texts._("Board") == "Board"
    texts.use(texts.ENGLISH)


async def test_a_serial_scanner_fills_the_form_that_is_open_and_takes_nothing_away(one: Kitchen) -> None:
    one.bakery.take_in(docket("20002", cake(title="Marble")))
    async with at_work(one, badge="sue") as work:
        await cancels(work, "instead of ")
        work.station.post_message(SerialHeard("B20002", "door", 0))
        await work.sees("Cancel 20001", "instead of B20002")
        work.station.post_message(SerialHeard(SECRETS[0], "door", 5_000))
        await work.sees("HELLO Ana")
        assert "instead of" not in work.text()
    assert one.ticket("bannos-20001").cancelled_at is None


def test_a_store_is_made_in_a_folder_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kitchen_tui.home import has_store, make_store

    monkeypatch.chdir(tmp_path)
    make_store(Path("shop")).close()
    assert has_store(tmp_path / "shop")


@pytest.mark.parametrize(
    ("change", "says"),
    [(SetRole("sue", "STAFF"), "NOT ALLOWED"), (SetActive("sue", False), "SIGN IN FIRST")],
)
async def test_a_role_that_was_taken_away_counts_for_nothing_at_once(one: Kitchen, change: Command, says: str) -> None:
    async with at_work(one, badge="sue") as work:
        await cancels(work, "The wedding is off")
        one.bakery.must(change)
        await work.press("ctrl+s")
        await work.sees(says)
    assert one.ticket("bannos-20001").cancelled_at is None
