"""A shop is connected by its owner's yes, once, and by nothing that only looks like it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from data.shops.integration import PosIntegration
from data.shops.kept import OauthState, ShopSecret
from data.stock.link import StockLink
from data.store.machine import ThisMachine
from sync_agent.hub.organizations import DEMO, found
from sync_agent.hub.serving import ready
from sync_agent.shops.keys import CLIENT_ID, CLIENT_SECRET, PUBLIC_URL, app_id
from sync_agent.shops.trouble import Forged, Unavailable
from sync_agent.work import connecting
from sync_agent.work.connecting import NoApp, begin, finish
from sync_agent.work.poller import Poller
from sync_agent.work.repairs import SUBSCRIPTIONS, Repairs
from tests.shops.shopify.bench import ShopifyBench
from tests.sync_agent.work.rig import HubOfPlays, database_in

Query = list[tuple[str, str]]


@pytest.fixture
def plays(tmp_path: Path) -> Iterator[HubOfPlays]:
    bench = ShopifyBench()
    bench.faults.all_off()
    store = ready(database_in(tmp_path))
    with closing(store):
        yield HubOfPlays(store, found(store, "Cakes", ThisMachine(), DEMO).organization.id, bench)


def with_app(plays: HubOfPlays) -> HubOfPlays:
    bench = plays.bench
    assert isinstance(bench, ShopifyBench)
    values = {CLIENT_ID: "played-client", CLIENT_SECRET: bench.played.client_secret}
    values[PUBLIC_URL] = "https://hub.example"
    plays.keep(app_id("shopify"), values)
    return plays


def asked(plays: HubOfPlays) -> Query:
    """The owner is sent to the shop, says yes, and comes back with this."""
    question = begin(plays.opener, plays.organization, "bannos", "shopify", plays.bench.account)
    assert question.shop.status == "PENDING"
    state = parse_qs(urlsplit(question.url).query)["state"][0]
    assert isinstance(plays.bench, ShopifyBench)
    return plays.bench.played.permit(state)


def statuses(plays: HubOfPlays) -> list[str]:
    return [shop.status for shop in plays.all(PosIntegration)]


def test_nobody_is_asked_before_we_have_said_who_asks(plays):
    with pytest.raises(NoApp, match="shop app shopify"):
        begin(plays.opener, plays.organization, "bannos", "shopify", plays.bench.account)


def test_the_owners_yes_connects_it_once_and_it_tells_what_it_sells(plays):
    query = asked(with_app(plays))
    shop = finish(plays.opener, query)

    assert (shop.status, shop.location) == ("CONNECTED", None)
    assert "at which" in (shop.says or ""), "it keeps stock at two places"
    assert plays.all(StockLink)
    with pytest.raises(Forged, match="answered before"):
        finish(plays.opener, query)
    assert statuses(plays) == ["CONNECTED"]


@pytest.mark.parametrize("later", ["first sync", "hourly repair"])
def test_a_shop_that_is_away_just_after_the_yes_is_connected_and_introduced_later(plays, monkeypatch, later):
    def away(*args: object) -> None:
        raise Unavailable("It does not answer")

    query = asked(with_app(plays))
    with monkeypatch.context() as patched:
        patched.setattr(connecting, "introduce", away)
        shop = finish(plays.opener, query)
    assert (shop.status, shop.says, plays.all(StockLink)) == ("CONNECTED", None, [])

    if later == "first sync":
        Poller(plays.opener).poll(plays.organization, shop)
    else:
        repairs = Repairs(plays.opener, (SUBSCRIPTIONS,))
        repairs.look(plays.organization, shop)
        plays.bench.clock.pass_by(3_600)
        repairs.look(plays.organization, shop)
    assert plays.all(StockLink)
    assert "at which" in (plays.all(PosIntegration)[0].says or ""), "it keeps stock at two places"


def test_why_the_yes_does_not_come_is_read_at_the_connection(plays, monkeypatch):
    def away(*args: object) -> None:
        raise Unavailable("Shopify does not answer")

    query = asked(with_app(plays))
    monkeypatch.setattr(plays.bench.vendor, "exchange", away)
    with pytest.raises(Unavailable):
        finish(plays.opener, query)

    (shop,) = plays.all(PosIntegration)
    assert (shop.status, shop.says) == ("PENDING", "Shopify does not answer")


@pytest.mark.parametrize("what", ["state", "code", "hmac", "shop", "timestamp"])
def test_an_answer_that_lacks_or_changes_something_changes_nothing(plays, what):
    query = asked(with_app(plays))
    for forged in ([p for p in query if p[0] != what], [(n, v + "x" if n == what else v) for n, v in query]):
        with pytest.raises(Forged):
            finish(plays.opener, forged)
    assert statuses(plays) == ["PENDING"]

    assert finish(plays.opener, query).status == "CONNECTED", "and the true one still counts"


def test_a_question_lasts_a_quarter_of_an_hour(plays):
    query = asked(with_app(plays))
    plays.bench.clock.pass_by(16 * 60)
    with pytest.raises(Forged):
        finish(plays.opener, query)


def test_neither_tokens_nor_the_state_stand_in_the_database_as_they_are(plays, tmp_path):
    query = asked(with_app(plays))
    finish(plays.opener, query)
    secrets = [value for name, value in query if name in ("state", "code")]
    kept = [one.sealed for one in plays.all(ShopSecret)] + [one.state_hash for one in plays.all(OauthState)]
    opened = plays.secrets()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())

    assert kept
    assert "played-client" in opened
    for secret in {*secrets, *opened} - {"played-client", "https://hub.example"}:
        if len(secret) >= 12 and not secret.startswith("https://"):
            assert secret.encode() not in raw
