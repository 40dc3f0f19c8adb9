"""A shop is connected from the app: one key a vendor, the address whole and to photograph, its owner's answer seen
(F04, F05, F06)."""

from __future__ import annotations

import pytest

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.clock import MINUTE
from data.shops.connecting import ConnectShop, DisconnectShop, SetShopState
from data.shops.integration import SHOPIFY, SQUARE, UNNAMED, integration_id
from kitchen_tui.hub_question import HubAnswer
from kitchen_tui.places.connect import ConnectShop as Connect
from kitchen_tui.widgets.glyphs import ASCII
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.support.cast import ADI, OLIVE
from tests.support.photograph import photographed
from tests.sync_agent.hub.rig import node

DOMAIN = "bannos-cakes.myshopify.com"
URL = (
    f"https://{DOMAIN}/admin/oauth/authorize?client_id={'a' * 32}&scope=read_orders%2Cread_products%2Cread_inventory"
    f"%2Cwrite_inventory&redirect_uri=https%3A%2F%2Fhub.example.com%2Fintegrations%2Fcallback&state={'Zq9-' * 10}abc"
)
SHORT = f"https://hub.example.com/integrations/ask/{'Zq9-' * 10}abc"


@pytest.fixture
def enrolled(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> Kitchen:
    """A terminal that has a hub; what it asks there is answered by the test."""
    monkeypatch.setattr("data.exchange.node.node_of", lambda database: node("t1", "t1"))
    return kitchen


def at_connect(kitchen: Kitchen, person: Actor | None = OLIVE) -> StillRoom:
    room = StillRoom(kitchen, person)
    room.enter(Connect)
    return room


def hears(room: StillRoom, answer: HubAnswer) -> None:
    assert room.place is not None
    room.place.told("asked", answer)


def asked(kitchen: Kitchen, vendor: str, account: str, url: str = URL) -> StillRoom:
    """The hub has answered, and its row has come here."""
    room = at_connect(kitchen)
    room.press(vendor)
    if vendor == SHOPIFY:
        room.fills(domain=account)
    kitchen.bakery.must(ConnectShop("bannos", vendor, account or UNNAMED), SERVICE_ACTOR)
    ident = integration_id("bannos", vendor, account or UNNAMED)
    hears(room, HubAnswer({"integration_id": ident, "auth_url": url, "short_url": SHORT}))
    room.ask()
    return room


def address(room: StillRoom, size: tuple[int, int]) -> str:
    """As it stands on its lines."""
    assert room.place is not None
    return "".join(piece.text.strip() for row in room.place.rows(*size) for piece in row if piece.style == "accent")


def picture(text: str) -> list[str]:
    return photographed(text.splitlines())


def test_one_key_a_vendor_and_what_is_asked_of_the_hub(enrolled: Kitchen) -> None:
    room = at_connect(enrolled)
    assert room.deeds() == ["square", "shopify"]
    room.press("square")
    assert room.hub_asked[-1][1] == ("POST", "/api/v1/pos/connections", {"storeId": "bannos", "provider": "square"})
    assert room.deeds() == [], "it is being asked"

    room = at_connect(enrolled)
    room.press("shopify")
    room.fills(domain=f" HTTPS://{DOMAIN.title()}/admin")
    assert room.hub_asked[-1][1].value == {"storeId": "bannos", "provider": "shopify", "account": DOMAIN}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_address_stands_there_whole_and_whatever_is_drawn_leads_to_it(
    enrolled: Kitchen, size: tuple[int, int]
) -> None:
    room = asked(enrolled, SHOPIFY, DOMAIN)
    text = room.text(*size)

    assert address(room, size) == URL
    there = {(55, 12): [], (110, 27): [SHORT], (157, 40): [URL]}
    assert picture(text) == there[size]
    assert ("too small for a code" in text) == (size[0] == 55)
    assert ("by way of the hub" in text) == (size[0] == 110)


def test_without_half_cells_there_is_no_picture_and_that_is_said(enrolled: Kitchen) -> None:
    room = asked(enrolled, SHOPIFY, DOMAIN)
    room.glyphs = ASCII

    assert address(room, (157, 40)) == URL
    assert "cannot draw a code" in room.text(157, 40)


def test_an_address_longer_than_any_code_or_screen_is_still_there_as_text(enrolled: Kitchen) -> None:
    long = f"{URL}&more={'x' * 4_000}end"
    room = asked(enrolled, SHOPIFY, DOMAIN, long)
    assert picture(room.text(157, 40)) == [SHORT]

    assert room.place is not None
    seen = address(room, (55, 12))
    room.place.step(10_000)
    assert address(room, (55, 12)).endswith("end")
    assert long.startswith(seen)


def test_the_yes_of_a_shop_is_seen_by_its_row(enrolled: Kitchen) -> None:
    room = asked(enrolled, SHOPIFY, DOMAIN)
    assert "Waiting for the yes, until" in room.text(110, 27)
    enrolled.bakery.must(ConnectShop("bannos", SHOPIFY, DOMAIN, connected=True), SERVICE_ACTOR)
    room.ask()

    assert f"{DOMAIN} is connected." in room.text(110, 27)
    assert room.deeds() == ["square", "shopify"]


def test_squares_seller_has_a_name_only_after_the_yes(enrolled: Kitchen) -> None:
    room = asked(enrolled, SQUARE, "")
    enrolled.bakery.must(ConnectShop("bannos", SQUARE, "ML7", connected=True), SERVICE_ACTOR)
    enrolled.bakery.must(DisconnectShop(integration_id("bannos", SQUARE, UNNAMED), "named"), SERVICE_ACTOR)
    room.ask()

    assert "ML7 is connected." in room.text(110, 27)


def test_a_no_is_told_and_the_end_of_its_time(enrolled: Kitchen) -> None:
    room = asked(enrolled, SQUARE, "")
    ident = integration_id("bannos", SQUARE, UNNAMED)
    enrolled.bakery.must(SetShopState(ident, says="The seller did not agree: access_denied"), SERVICE_ACTOR)
    room.ask()
    assert "The seller did not agree" in room.text(110, 27)

    room.clock = room.clock._replace(now=room.clock.now + 15 * MINUTE)
    assert "Its time is over: ask again." in room.text(110, 27)
    assert "Waiting for the yes" not in room.text(110, 27)


def test_a_refusal_of_the_hub_stands_there_in_words_and_one_can_ask_again(enrolled: Kitchen) -> None:
    room = at_connect(enrolled)
    room.press("square")
    hears(room, HubAnswer(None, "unreachable", "The hub cannot be reached"))

    assert "The hub cannot be reached" in room.text(110, 27)
    assert room.deeds() == ["square", "shopify"]


def test_a_shop_that_sells_is_not_asked_once_more(enrolled: Kitchen) -> None:
    enrolled.bakery.must(ConnectShop("bannos", SHOPIFY, DOMAIN, connected=True), SERVICE_ACTOR)
    room = at_connect(enrolled)
    room.press("shopify")
    room.fills(domain=DOMAIN)

    assert room.form is not None
    assert room.form.asks[0].wrong == "It is connected already"
    assert room.hub_asked == []


def test_a_terminal_that_works_alone_is_told_what_is_needed(kitchen: Kitchen) -> None:
    room = at_connect(kitchen)
    assert room.deeds() == []
    for words in ("works alone", "sync-agent hub init", "sync-agent adopt", "sync-agent shop app"):
        assert words in " ".join(room.text(110, 27).split())
    assert "sync-agent hub init" in " ".join(room.text(55, 12).split())


def test_only_an_owner_connects(enrolled: Kitchen) -> None:
    room = at_connect(enrolled, ADI)
    assert room.deeds() == []
    assert "Its owner connects a shop." in room.text(110, 27)


def test_the_address_goes_into_the_clipboard(enrolled: Kitchen) -> None:
    room = asked(enrolled, SHOPIFY, DOMAIN)
    room.press("copy")
    assert room.copied == URL
