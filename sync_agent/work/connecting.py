"""A shop is connected by its owner's yes: the question, and what follows from the answer (F04 to F08)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.core.clock import Instant
from data.ledger import permission
from data.shops.connecting import ConnectShop, DisconnectShop, SetShopState
from data.shops.integration import PENDING, SHOPIFY, UNNAMED, PosIntegration, integration_id
from data.store.database import Database
from sync_agent.hub.addressees import shop_of
from sync_agent.hub.organizations import organizations
from sync_agent.shops.keys import BASE_URL, CLIENT_ID, CLIENT_SECRET, HOOKS_URL, PUBLIC_URL, VERIFIER, WEBHOOK
from sync_agent.shops.trouble import Forged, Rejected, ShopTrouble, Throttled, Unavailable
from sync_agent.shops.vendor import Token
from sync_agent.work.introducing import introduce
from sync_agent.work.listening import listen
from sync_agent.work.opening import Opener

_log = logging.getLogger(__name__)


class NoApp(Exception):
    """Nobody has said as which application we come to this vendor."""


@dataclass(frozen=True, slots=True)
class Question:
    """Where the owner says yes, and the connection that waits for it; `short_url` leads there by way of the hub."""

    shop: PosIntegration
    url: str
    short_url: str


def redirect_of(public_url: str) -> str:
    """Where the vendor sends the owner back to."""
    return f"{public_url.rstrip('/')}/integrations/callback"


def begin(opener: Opener, organization: str, store_id: str, vendor: str, account: str | None) -> Question:
    """A PENDING connection and the URL at which its owner agrees. Raises NoApp, Rejected for what is no account."""
    app = opener.app_of(organization, vendor)
    if not app.get(CLIENT_ID) or not app.get(PUBLIC_URL):
        raise NoApp(f"As which application? `sync-agent shop app {vendor}` says it first")
    named = account or UNNAMED
    state, verifier, now = secrets.token_urlsafe(32), secrets.token_urlsafe(48), opener.now()
    url = _url(opener, app, vendor, account or "", state, verifier)
    ident = integration_id(store_id, vendor, named)
    row = PosIntegration(ident, store_id, vendor, named, None, PENDING, now, None, None, None, now)
    result = opener.give(organization, row, ConnectShop(store_id, vendor, named))
    if result.status == "refused":
        raise Rejected(result.says, result.code)

    def work(database: Database) -> None:
        with database.transaction():
            opener.keys.keep(database, ident, {VERIFIER: verifier}, now)
            permission.ask(database, state, ident, now)

    opener.store.write(organization, work)
    return Question(row, url, f"{app[PUBLIC_URL].rstrip('/')}/integrations/ask/{state}")


def way_to(opener: Opener, state: str) -> str:
    """The URL at which the owner of an open question agrees; raises Forged where there is none."""
    organization, shop, _ = _asked(opener, [("state", state)])
    app = opener.app_of(organization, shop.vendor)
    if not app.get(CLIENT_ID) or not app.get(PUBLIC_URL):
        raise Forged("Nobody asks this any more")
    verifier = opener.store.read(organization, lambda database: opener.keys.of(database, shop.id)).get(VERIFIER, "")
    account = "" if shop.account == UNNAMED else shop.account
    return _url(opener, app, shop.vendor, account, state, verifier)


def _url(opener: Opener, app: Mapping[str, str], vendor: str, account: str, state: str, verifier: str) -> str:
    speaks = opener.vendors(vendor, app.get(BASE_URL), app[CLIENT_ID], app.get(CLIENT_SECRET, ""))
    return speaks.authorize_url(account, state, redirect_of(app[PUBLIC_URL]), verifier)


def finish(opener: Opener, query: Sequence[tuple[str, str]]) -> PosIntegration:
    """The owner has said yes: the state is used up, the code becomes a token, the shop is CONNECTED. Raises Forged for
    an answer that nobody asked for, that is not the vendor's or comes twice: the connection stays as it was. Raises
    Rejected when the owner said no, or another ShopTrouble."""
    organization, shop, state = _asked(opener, query)
    app = opener.app_of(organization, shop.vendor)
    speaks = opener.vendors(shop.vendor, app.get(BASE_URL), app.get(CLIENT_ID, ""), app.get(CLIENT_SECRET, ""))
    try:
        _, code, account = speaks.callback(query, opener.now())
    except Rejected as no:
        _noted(opener, organization, shop, no)
        raise
    if account and account != shop.account:
        raise Forged("The answer is of another shop than the question")
    if not opener.store.write(organization, lambda database: _used_up(database, state, opener.now())):
        raise Forged("This was answered before")
    verifier = opener.store.read(organization, lambda database: opener.keys.of(database, shop.id)).get(VERIFIER, "")
    try:
        token = speaks.exchange(shop.account, code, redirect_of(app[PUBLIC_URL]), verifier, opener.now())
    except ShopTrouble as trouble:
        _noted(opener, organization, shop, trouble)
        raise
    connected = _connected(opener, organization, shop, token, app)
    try:
        listen(opener, organization, connected)
        introduce(opener, organization, connected)
    except (Throttled, Unavailable) as trouble:
        # It is connected: what it does not tell just now, its first sync and the hourly repair ask for.
        _log.info("a shop that was just connected is introduced later", extra={"code": trouble.code})
    return opener.store.read(organization, lambda database: shop_of(database, connected.id)) or connected


def _noted(opener: Opener, organization: str, shop: PosIntegration, trouble: ShopTrouble) -> None:
    """Whoever waits for the yes at a screen reads there why it does not come."""
    opener.give(organization, shop, SetShopState(shop.id, says=str(trouble)))


def _connected(
    opener: Opener, organization: str, shop: PosIntegration, token: Token, app: Mapping[str, str]
) -> PosIntegration:
    """Its secrets first: whoever sees it CONNECTED can open it."""
    named = token.account or shop.account
    connected = replace(shop, id=integration_id(shop.store_id, shop.vendor, named), account=named)
    hooks = f"{app[PUBLIC_URL].rstrip('/')}/webhooks/{shop.vendor}/{shop.store_id}"
    values = {HOOKS_URL: hooks} | ({BASE_URL: app[BASE_URL]} if app.get(BASE_URL) else {})
    values |= {WEBHOOK: app[CLIENT_SECRET]} if shop.vendor == SHOPIFY else {}
    opener.keep_values(organization, connected, values)
    opener.keep(organization, connected, token)
    opener.give(organization, connected, ConnectShop(shop.store_id, shop.vendor, named, connected=True))
    if connected.id != shop.id:
        opener.give(organization, shop, DisconnectShop(shop.id, "it is known by its name now"))
    return connected


def _asked(opener: Opener, query: Sequence[tuple[str, str]]) -> tuple[str, PosIntegration, str]:
    """Whose open question this answers."""
    states = [value for name, value in query if name == "state"]
    for whose in organizations(opener.store) if len(states) == 1 else ():
        shop = opener.store.read(whose.id, lambda database: _about(database, states[0], opener.now()))
        if shop is not None:
            return whose.id, shop, states[0]
    raise Forged("Nobody asked this, or it was answered before")


def _about(database: Database, state: str, now: Instant) -> PosIntegration | None:
    ident = permission.asked_about(database, state, now)
    return shop_of(database, ident) if ident is not None else None


def _used_up(database: Database, state: str, now: Instant) -> bool:
    with database.transaction():
        return permission.answered(database, state, now) is not None
