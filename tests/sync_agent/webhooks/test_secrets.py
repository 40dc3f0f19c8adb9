"""Secrets come and go while deliveries do: a rotation loses none, a shop that nobody knows costs the same work, and
what a full inbox could not take comes again."""

from __future__ import annotations

import hmac
import time
from pathlib import Path
from typing import Any, Never, cast

import pytest

from data.shops.integration import CONNECTED
from data.store.errors import StoreError
from sync_agent.cli import main
from sync_agent.hub.addressees import Addressees
from sync_agent.hub.keys import FOLDER
from sync_agent.hub.quota import MOST_ROWS
from sync_agent.hub.webhooks_endpoint import _Post, mailroom
from sync_agent.shops.keys import OWN_TOKEN, ShopKeys, app_id
from sync_agent.shops.registry import Vendors, vendor_of
from sync_agent.shops.trouble import Forged
from sync_agent.work.opening import Opener
from tests.support.patience import until
from tests.sync_agent.webhooks.rig import SECRET, Door

pytestmark = pytest.mark.long
LOOKED_AGAIN_S = 5.2


@pytest.fixture
def agent(there: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(FOLDER, str(there.folder / "secrets"))

    def run(*words: str, **files: str) -> int:
        for name, text in files.items():
            (tmp_path / name).write_text(text)
            words += (f"--{name.replace('_', '-')}", str(tmp_path / name))
        return main([*words, "--database", there.database, "--json"])

    return run


def add(there: Door, agent, secret: str) -> int:
    named = ("--domain",) if there.vendor == "shopify" else ("--notification-url", there.bench.hooks, "--merchant")
    words = ("shop", "add", there.vendor, "--store", "bannos", *named, there.bench.account)
    return agent(*words, webhook_secret_file=secret)


def answers(there: Door, *secrets: str) -> list[int]:
    raw = there.plain()
    return [there.post(raw, there.sign(raw, secret)).status_code for secret in secrets]


def test_a_shop_that_nobody_knows_costs_the_same_reckoning(there: Door, monkeypatch: pytest.MonkeyPatch):
    """Whoever measures the answer must not learn which stores sell here (SECURITY 4.1)."""
    room = mailroom(there.hub.store, there.master)
    raw, reckoned = there.plain(), list[int]()
    real = hmac.digest

    def digest(key: bytes, message: bytes, name: str) -> bytes:
        reckoned.append(len(message))
        return real(key, message, name)

    monkeypatch.setattr(hmac, "digest", digest)
    counts = []
    for store in ("bannos", "nowhere", "flourlane"):
        reckoned.clear()
        headers = {name.lower(): value for name, value in there.sign(raw, "wrong").items()}
        reckoned.clear()
        post = _Post(room.vendors[there.vendor], headers, raw)
        meant = room.addressees.of(there.vendor, store, post.account)
        with pytest.raises(Forged):
            post.verified(meant)
        counts.append(len(reckoned))
        assert all(size >= len(raw) for size in reckoned), "over less than the whole body"
    assert counts == [counts[0]] * 3
    assert counts[0] > 0


def test_a_shop_whose_secrets_do_not_open_is_asked_to_send_again_and_shuts_no_other_out(there: Door):
    """Somebody has altered what is sealed: that is our failure, and what comes meanwhile must not be lost by a 401."""

    def seals(value: str) -> str:
        with there.hub.store.door(there.hub.organization) as database, database.transaction():
            (before,) = database.rows("SELECT sealed FROM shop_secret WHERE name = 'webhook'")[0]
            database.run("UPDATE shop_secret SET sealed = ? WHERE name = 'webhook'", (value,))
        time.sleep(LOOKED_AGAIN_S)
        return str(before)

    raw = there.plain()
    headers = there.sign(raw)
    sealed = seals("AAAA")
    answered = there.post(raw, headers)
    assert (answered.status_code, answered.json()["detail"]["code"]) == (503, "not_recorded")
    assert there.post(raw, headers, f"/webhooks/{there.vendor}/nowhere").status_code == 401
    seals(sealed)
    assert there.post(raw, headers).json() == {"ok": True, "dedupe": False}


def test_the_shops_are_read_ahead_so_that_a_storm_never_waits_for_them(there: Door, monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    known = Addressees(there.hub.store, ShopKeys(there.master), lambda: now[0])
    assert known.remembered(there.vendor, "bannos") is None
    (first,) = known.of(there.vendor, "bannos")

    now[0] += 4
    assert known.remembered(there.vendor, "bannos") == [first]
    until(lambda: not known._turn.locked())
    now[0] += 4
    assert known.remembered(there.vendor, "bannos") == [first], "read ahead a moment ago"
    until(lambda: not known._turn.locked())

    def away() -> Never:
        raise StoreError("The database is away")

    monkeypatch.setattr(known, "_read", away)
    now[0] += 4
    assert known.remembered(there.vendor, "bannos") == [first]
    until(lambda: not known._turn.locked())
    now[0] += 4
    assert known.remembered(there.vendor, "bannos") is None, "older than it may be"
    with pytest.raises(StoreError):
        known.of(there.vendor, "bannos")


_MANY = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
INSERT INTO webhook_inbox (id, integration_id, store_id, provider, delivery_id, event_id, topic, received_at, headers,
raw, state, tries, next_at, says) SELECT 'many-' || i, '{shop}', 'bannos', '{vendor}', 'many-' || i, 'many-' || i, 'x',
1, '{{}}', {raw}, 'new', 0, 9000000000000, NULL FROM n"""


def test_what_a_full_inbox_could_not_take_comes_again_and_is_taken(there: Door):
    raw, before = there.plain(), len(there.kept())
    headers = there.sign(raw)
    bytes_ = "'\\x7b7d'::bytea" if "postgresql" in there.database else "x'7b7d'"
    many = _MANY.format(many=MOST_ROWS, shop=there.hub.ident, vendor=there.vendor, raw=bytes_)
    with there.hub.store.door(there.hub.organization) as database, database.transaction():
        database.run(many)
    time.sleep(2.2)
    answered = there.post(raw, headers)
    assert (answered.status_code, answered.json()["detail"]["code"]) == (503, "inbox_full")
    assert int(answered.headers["Retry-After"]) > 0

    with there.hub.store.door(there.hub.organization) as database, database.transaction():
        database.run("DELETE FROM webhook_inbox WHERE id LIKE 'many-%'")
    time.sleep(2.2)
    again = there.post(raw, headers)
    assert (again.status_code, again.json()["dedupe"]) == (200, False)
    assert len(there.kept()) == before + 1


def test_squares_webhooks_are_subscribed_to_by_the_applications_own_token(there, agent):
    """A seller's token may not: the application has one of its own, which an admin hands over in a file."""
    if there.vendor != "square":
        pytest.skip("Shopify knows no such token")
    words = ("shop", "app", "square", "--client-id", "sq0idp-1", "--public-url", "https://hub.example")
    assert agent(*words, own_token_file="two\nlines") == 2
    assert agent(*words, client_secret_file="sq0csp-1", own_token_file="EAAA-own") == 0

    hub = there.hub
    kept = hub.store.read(hub.organization, lambda db: ShopKeys(there.master).of(db, app_id("square")))
    assert kept[OWN_TOKEN] == "EAAA-own"
    asked: list[tuple[str, ...]] = []

    def vendors(name: str, base_url: str | None = None, id_: str = "", secret: str = "", own: str = "") -> Any:
        asked.append((id_, secret, own))
        return vendor_of(name, base_url, id_, secret, own)

    opener = Opener(hub.store, ShopKeys(there.master), lambda *_: None, vendors=cast("Vendors", vendors))
    speaks = opener.speaker(hub.organization, hub.shop, {})
    assert asked == [("sq0idp-1", "sq0csp-1", "EAAA-own")]
    shop: Any = speaks.open("M1", "sellers", "https://hub.example/hooks")
    assert (shop._client._token, shop._own._token) == ("sellers", "EAAA-own")
    assert "EAAA-own" not in (there.folder / "log").read_text()


def test_after_shop_add_with_another_secret_the_one_before_holds_and_the_one_before_that_no_more(there: Door, agent):
    if "postgresql" in there.database:
        pytest.skip("the database has no part in this, and each look takes five seconds")
    assert answers(there, SECRET, "second", "third") == [200, 401, 401]
    assert add(there, agent, "second") == 0
    time.sleep(LOOKED_AGAIN_S)
    assert answers(there, SECRET, "second", "third") == [200, 200, 401]

    assert add(there, agent, "second") == 0, "the same once more is no rotation"
    assert add(there, agent, "third") == 0
    time.sleep(LOOKED_AGAIN_S)
    assert answers(there, SECRET, "second", "third") == [401, 200, 200]
    assert there.hub.shop.status == CONNECTED, "its secret alone was given, and it goes on selling"
