"""How a seller says yes, the tokens that follow, and how the permission is given back."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from data.core.clock import HOUR, Instant
from data.core.text import clean
from data.orders.dates import read_instant
from sync_agent.shops.line import Line
from sync_agent.shops.square.answers import NOT_FOUND, body_of
from sync_agent.shops.square.app import App
from sync_agent.shops.square.client import headers_of
from sync_agent.shops.trouble import Disconnected, Forged, Rejected, Stale, TokenExpired, Unavailable
from sync_agent.shops.vendor import Token

RENEWED_EVERY = 7 * 24 * HOUR
"""A token lives 30 days, and Square wants it renewed every 7: past 8 something is wrong here."""
_NO = (Rejected, Disconnected, TokenExpired, Stale)


def authorize_url(app: App, state: str, redirect: str, verifier: str) -> str:
    """Where the seller says yes. Square asks them which account; `session=false` makes it always ask."""
    asked = {
        "client_id": app.client_id,
        "scope": " ".join(app.scopes),
        "session": "false",
        "state": state,
        "redirect_uri": redirect,
    }
    if app.client_secret is None:
        asked["code_challenge"] = challenge(verifier)
    return f"{app.base.rstrip('/')}/oauth2/authorize?{urlencode(asked)}"


def challenge(verifier: str) -> str:
    """The SHA-256 of a PKCE verifier as RFC 7636 spells it."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def read_callback(query: Sequence[tuple[str, str]]) -> tuple[str, str, str]:
    """(state, code, ''): Square names the seller with the token. The callback is not signed, so that all that vouches
    for it is the state, which whoever made it must find again. Raises Forged when it says two things at once or
    nothing, Rejected when the seller said no."""
    said = dict(query)
    if len(said) != len(query) or not said.get("state"):
        raise Forged("The callback does not come from Square")
    if said.get("error"):
        raise Rejected(f"The seller did not agree: {clean(said['error'], 80)}", "denied")
    if not said.get("code"):
        raise Forged("The callback carries no permission")
    return said["state"], said["code"], ""


def exchange(line: Line, app: App, code: str, redirect: str, verifier: str, now: Instant) -> Token:
    """The first token; raises Rejected for a code that is worth nothing."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
    asked |= {"code_verifier": verifier} if app.client_secret is None else {}
    try:
        return _token(_ask(line, app, "/oauth2/token", asked), None, now)
    except _NO as trouble:
        raise Rejected("Square did not take the permission: start again", trouble.code) from trouble


def refresh(line: Line, app: App, account: str, token: Token, now: Instant) -> Token:
    """The next token; raises Disconnected when there will be none, or when it opens another seller's shop. By PKCE
    the one that was used is worth nothing from now on: the pair is kept before anything is asked with it."""
    if token.refresh is None:
        raise Disconnected("This token cannot be renewed: connect the shop again", "no_refresh_token")
    try:
        asked = {"grant_type": "refresh_token", "refresh_token": token.refresh}
        fresh = _token(_ask(line, app, "/oauth2/token", asked), token, now)
    except _NO as trouble:
        raise Disconnected("The permission has ended: connect the shop again", trouble.code) from trouble
    if account and fresh.account and fresh.account != account:
        raise Disconnected("Square gave the token of another seller: connect the shop again", "other_account")
    return fresh


def revoke(line: Line, app: App, account: str, access: str | None = None) -> None:
    """Gives the permission of a seller back: all tokens of this application for it, or `access` only. What is given
    back already is no trouble."""
    if app.client_secret is None:
        raise Rejected("Without the application's secret only the seller can take the permission back", "no_secret")
    whose: dict[str, Any] = {"merchant_id": account}
    if access is not None:
        whose = {"access_token": access, "revoke_only_access_token": True}
    try:
        _post(line, app, "/oauth2/revoke", {"client_id": app.client_id, **whose}, f"Client {app.client_secret}")
    except Rejected as trouble:
        if trouble.code != NOT_FOUND:
            raise


def _ask(line: Line, app: App, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
    secret = {"client_secret": app.client_secret} if app.client_secret is not None else {}
    return _post(line, app, path, {"client_id": app.client_id, **secret, **asked}, None)


def _post(line: Line, app: App, path: str, body: Mapping[str, Any], authorization: str | None) -> dict[str, Any]:
    headers = headers_of(authorization) | {"Content-Type": "application/json"}
    return body_of(line.post(app.base.rstrip("/") + path, headers, json.dumps(body).encode()))


def _token(said: Mapping[str, Any], before: Token | None, now: Instant) -> Token:
    access, again = said.get("access_token"), said.get("refresh_token")
    if not isinstance(access, str) or not access:
        raise Unavailable("Square's answer holds no token", "no_token")
    account = said.get("merchant_id")
    return Token(
        access=access,
        refresh=again if isinstance(again, str) and again else before.refresh if before else None,
        expires_at=read_instant(said.get("expires_at")),
        refresh_until=read_instant(said.get("refresh_token_expires_at")),
        account=account if isinstance(account, str) and account else None,
        renew_at=now + RENEWED_EVERY,
    )
