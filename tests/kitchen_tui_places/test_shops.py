"""Whoever runs the store sees whether its shops sell, without a shell and without the hub (C26, O33, O54)."""

from __future__ import annotations

import pytest

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.clock import HOUR, MINUTE
from data.shops.connecting import INITIAL_SYNC, ConnectShop, DisconnectShop, NoteSyncJob, SetShopState
from data.shops.integration import (
    BROKEN,
    CONNECTED,
    DISCONNECTED,
    SHOPIFY,
    SQUARE,
    UNNAMED,
    PosIntegration,
    integration_id,
)
from data.shops.work import PENDING, Work
from kitchen_tui.places.shops import Shops
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, ANA, OLIVE, SUE
from tests.support.selling import DOMAIN, MERCHANT, TILL, WEB, of_web


def at_shops(kitchen: Kitchen, person: Actor | None = OLIVE) -> StillRoom:
    room = StillRoom(kitchen, person)
    room.enter(Shops)
    return room


def line_of(room: StillRoom, account: str) -> str:
    return next(line for line in room.text(157, 40).splitlines() if account in line)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_shops_are_drawn_at_every_size(selling: Kitchen, size: tuple[int, int]) -> None:
    room = at_shops(selling)
    room.press(f"look:{TILL}")

    same(f"shops-{size[0]}x{size[1]}", room.text(*size))


def test_each_says_how_it_stands_how_old_it_is_and_what_waits(selling: Kitchen) -> None:
    room = at_shops(selling)

    assert "CONNECTED" in line_of(room, DOMAIN)
    assert "9 min" in line_of(room, DOMAIN)
    assert line_of(room, DOMAIN).split()[-2:] == ["1", "2"]
    assert "BROKEN" in line_of(room, MERCHANT)
    assert "4 h 00" in line_of(room, MERCHANT)
    assert "1 must be connected again" in room.text(157, 40)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_chosen_one_tells_its_trouble_and_its_first_sync(selling: Kitchen, size: tuple[int, int]) -> None:
    room = at_shops(selling)
    room.press(f"look:{TILL}")
    text = " ".join(room.text(*size).split())

    assert "Its owner took the permission back" in text
    assert "52 %, 520 of 1,000" in text


@pytest.mark.parametrize(
    ("done", "total", "status", "told"),
    [
        (0, 400, "running", "0 %, 0 of 400"),
        (3, None, "running", "3 so far"),
        (900, 400, "running", "100 %, 900 of 400"),
        (400, 400, "done", ""),
    ],
)
def test_the_first_sync_is_told_as_far_as_anybody_knows(
    selling: Kitchen, done: int, total: int | None, status: str, told: str
) -> None:
    selling.bakery.must(NoteSyncJob(TILL, INITIAL_SYNC, status, done, total), SERVICE_ACTOR)
    room = at_shops(selling)
    room.press(f"look:{TILL}")

    assert told in room.text(110, 27)
    assert ("First sync" in room.text(110, 27)) == bool(told)


def test_what_has_not_been_asked_for_long_stands_out(selling: Kitchen) -> None:
    selling.machine.at += 50 * MINUTE
    room = at_shops(selling)
    assert room.place is not None
    styles = {piece.text.strip(): piece.style for row in room.place.rows(157, 40) for piece in row}
    assert styles["59 min"] == "soon"

    selling.machine.at += 2 * HOUR
    room = at_shops(selling)
    assert room.place is not None
    assert {p.text.strip(): p.style for row in room.place.rows(157, 40) for p in row}["2 h 59"] == "late"


def test_what_failed_is_tried_again_from_here(selling: Kitchen) -> None:
    room = at_shops(selling, ADI)
    room.press(f"look:{WEB}")
    room.press("retry")

    work = selling.bakery.rows.get(Work, of_web("803"))
    assert work is not None
    assert (work.status, work.retry_count) == (PENDING, 0)
    assert line_of(room, DOMAIN).split()[-2:] == ["3", "0"]
    assert "retry" not in room.deeds()


def test_a_shop_is_disconnected_only_with_a_reason(selling: Kitchen) -> None:
    room = at_shops(selling)
    room.press(f"look:{TILL}")
    room.press("let_go")
    room.fills(reason="")
    assert room.verdicts == []

    room.fills(reason="we sell there no more")
    shop = selling.bakery.rows.get(PosIntegration, TILL)
    assert shop is not None
    assert (shop.status, shop.says) == (DISCONNECTED, "we sell there no more")
    assert "LET GO" in line_of(room, MERCHANT)
    assert "let_go" not in room.deeds()


@pytest.mark.parametrize(
    ("person", "able"),
    [(OLIVE, ["work", "connect", "retry", "let_go"]), (ADI, ["work", "retry"]), (SUE, ["work"]), (ANA, ["work"])],
)
def test_everybody_sees_only_what_she_may_do(selling: Kitchen, person: Actor, able: list[str]) -> None:
    room = at_shops(selling, person)
    room.press(f"look:{WEB}")

    assert room.deeds() == able


def test_enter_shows_what_it_waits_for(selling: Kitchen) -> None:
    room = at_shops(selling)
    room.press(f"look:{WEB}")
    assert room.place is not None
    room.place.enter()

    assert room.went == [("work", WEB)]


def test_no_shop_is_said_in_words(kitchen: Kitchen) -> None:
    room = at_shops(kitchen)
    assert "No shop sells for this store" in room.text(55, 12)
    assert room.deeds() == ["connect"]
    assert room.place is not None
    room.place.enter()
    room.press("retry")
    room.press("let_go")
    assert (room.went, room.form, room.verdicts) == ([], None, [])


def test_the_sheet_has_all_of_them(selling: Kitchen) -> None:
    room = at_shops(selling)
    assert room.place is not None
    sheet = room.place.sheet()
    assert sheet is not None
    rows = sheet.rows(room.sight)

    assert [(row[0], row[1], row[2]) for row in rows] == [
        (MERCHANT, "Square", "BROKEN"),
        (DOMAIN, "Shopify", "CONNECTED"),
    ]
    assert all(len(row) == len(sheet.columns) for row in rows)
    assert rows[0][-1] == "Its owner took the permission back"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_harms_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    for n, text in enumerate(RECORDED):
        account = f"shop-{n}"
        kitchen.bakery.must(ConnectShop("bannos", SHOPIFY, account, connected=True), OLIVE)
        ident = integration_id("bannos", SHOPIFY, account)
        kitchen.bakery.must(SetShopState(ident, BROKEN, text or "?"), SERVICE_ACTOR)
        kitchen.bakery.must(NoteSyncJob(ident, INITIAL_SYNC, "running", n, None, None, text or None), SERVICE_ACTOR)
    room = at_shops(kitchen)
    for _n in RECORDED:
        room.text(*size)
        assert room.place is not None
        room.place.step(1)


def test_a_shop_that_is_connected_again_is_as_before(selling: Kitchen) -> None:
    from data.shops.integration import SQUARE

    selling.bakery.must(ConnectShop("bannos", SQUARE, MERCHANT, connected=True), OLIVE)
    room = at_shops(selling)

    assert "must be connected again" not in room.text(157, 40)
    shop = selling.bakery.rows.get(PosIntegration, TILL)
    assert shop is not None
    assert shop.status == CONNECTED


def test_a_seller_who_was_asked_is_no_shop_of_its_own(kitchen: Kitchen) -> None:
    kitchen.bakery.must(ConnectShop("bannos", SQUARE, UNNAMED), SERVICE_ACTOR)
    assert UNNAMED in at_shops(kitchen).text(110, 27)
    kitchen.bakery.must(DisconnectShop(integration_id("bannos", SQUARE, UNNAMED), "named"), SERVICE_ACTOR)
    assert UNNAMED not in at_shops(kitchen).text(110, 27)


def test_the_chosen_shop_is_connected_again_from_here(selling: Kitchen) -> None:
    room = at_shops(selling)
    room.press(f"look:{TILL}")
    room.press("connect")
    assert room.went == [("connect", TILL)]
