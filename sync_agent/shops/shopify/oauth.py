"""How a shop's owner says yes, and the tokens that follow: each refresh token is replaced when it is used."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from data.core.clock import Instant
from sync_agent.shops.line import Heard, Line, retry_after
from sync_agent.shops.shopify.app import App
from sync_agent.shops.shopify.signature import query_signed
from sync_agent.shops.trouble import Disconnected, Forged, Rejected, ShopTrouble, Throttled, Unavailable
from sync_agent.shops.vendor import Token

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", re.ASCII)
_WINDOW_MS = 90_000
_BUSY = 429
_LONGEST_S = 10**10


def checked_shop(account: str) -> str:
    """The domain itself; raises Rejected for what is no shop of Shopify, before any secret goes there."""
    if not _SHOP.fullmatch(account):
        raise Rejected("A Shopify shop is named like `cakes.myshopify.com`", "account")
    return account


def authorize_url(app: App, account: str, state: str, redirect: str) -> str:
    """Where the owner says yes."""
    asked = {
        "client_id": app.client_id,
        "scope": ",".join(app.scopes),
        "redirect_uri": redirect,
        "state": state,
    }
    return app.url(checked_shop(account), "/admin/oauth/authorize") + "?" + urlencode(asked)


def read_callback(app: App, query: Sequence[tuple[str, str]], now: Instant) -> tuple[str, str, str]:
    """(state, code, shop); raises Forged for a callback that is not Shopify's, is of another time, or says two things
    at once."""
    holds = query_signed(query, app.client_secret)
    said = dict(query)
    if not holds or len(said) != len(query):
        raise Forged("The signature of the callback does not hold")
    if not _SHOP.fullmatch(said.get("shop", "")):
        raise Forged("The callback names no shop of Shopify")
    if abs(now - _milliseconds(said.get("timestamp", ""))) > _WINDOW_MS:
        raise Forged("The callback is not of this minute")
    if not said.get("code") or not said.get("state"):
        raise Forged("The callback carries no permission")
    return said["state"], said["code"], said["shop"]


def _milliseconds(seconds: str) -> Instant:
    return int(seconds) * 1000 if re.fullmatch(r"\d{1,12}", seconds, re.ASCII) else 0


def exchange(line: Line, app: App, account: str, code: str, now: Instant) -> Token:
    """The first token; raises Rejected for a code that is worth nothing."""
    heard = _ask(line, app, account, {"code": code, "expiring": "1"})
    if heard.status != 200:
        raise _refused(heard, Rejected("Shopify did not take the permission: start again", "code"))
    return _token(heard, now)


def refresh(line: Line, app: App, account: str, token: Token, now: Instant) -> Token:
    """The next token; raises Disconnected when there will be none. A lost answer is asked for again with the same
    refresh token, which holds until the new one is used."""
    if token.refresh is None:
        raise Disconnected("This token cannot be renewed: connect the shop again", "no_refresh_token")
    heard = _ask(line, app, account, {"grant_type": "refresh_token", "refresh_token": token.refresh})
    if heard.status != 200:
        raise _refused(heard, Disconnected("The permission has ended: connect the shop again", "invalid_grant"))
    return _token(heard, now)


def _ask(line: Line, app: App, account: str, asked: Mapping[str, str]) -> Heard:
    body = json.dumps({"client_id": app.client_id, "client_secret": app.client_secret, **asked}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    return line.post(app.url(checked_shop(account), "/admin/oauth/access_token"), headers, body)


def _refused(heard: Heard, otherwise: ShopTrouble) -> ShopTrouble:
    wait = retry_after(heard.headers)
    if heard.status == _BUSY or (heard.status >= 500 and wait is not None):
        return Throttled("Shopify gives no token just now", wait or 1.0)
    if heard.status >= 500 or heard.status < 400:
        return Unavailable(f"Shopify gave no token (HTTP {heard.status})", f"http_{heard.status}")
    return otherwise


def _token(heard: Heard, now: Instant) -> Token:
    try:
        said: Any = json.loads(heard.body)
    except (ValueError, RecursionError):
        said = None
    access = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(access, str) or not access:
        raise Unavailable("Shopify's answer holds no token", "no_token")
    refresh = said.get("refresh_token")
    return Token(
        access=access,
        refresh=refresh if isinstance(refresh, str) and refresh else None,
        expires_at=_ends(said.get("expires_in"), now),
        refresh_until=_ends(said.get("refresh_token_expires_in"), now),
    )


def _ends(seconds: object, now: Instant) -> Instant | None:
    """None for what is no time: a token that could not be kept for the sake of its end would be lost with it."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= _LONGEST_S:
        return None
    return now + seconds * 1000
