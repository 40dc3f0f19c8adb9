"""Permission at the played Square: codes, access tokens that end, refresh tokens that by PKCE work once."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from data.core.clock import HOUR, Instant, iso
from sync_agent.demo_shop.faults import ROTATED, Faults
from sync_agent.demo_shop.square.names import Names
from sync_agent.demo_shop.square.refusals import Refusal

_DAY = 24 * HOUR
ACCESS_LIVES, SHORT_LIVES, REFRESH_LIVES = 30 * _DAY, _DAY, 90 * _DAY


@dataclass(slots=True)
class _Code:
    redirect: str | None
    challenge: str | None


@dataclass(slots=True)
class _Refresh:
    pkce: bool
    until: Instant | None


class Grants:
    """One application and one seller."""

    def __init__(
        self, names: Names, faults: Faults, clock: Callable[[], Instant], merchant_id: str, client: tuple[str, str]
    ) -> None:
        """`client` is the application's id and secret."""
        self._names, self._faults, self._clock, self._merchant_id = names, faults, clock, merchant_id
        self.client_id, self.client_secret = client
        self.own_token = f"EAAA-{names.fresh('own')}"
        """The application's, which may subscribe."""
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, Instant] = {}
        self._refresh: dict[str, _Refresh] = {}
        self._revoked: set[str] = set()

    def agree(self, redirect: str | None, challenge: str | None) -> str:
        """The seller says yes; the code that goes back with the callback."""
        code = f"sq0cgp-{self._names.fresh('code')}"
        self._codes[code] = _Code(redirect, challenge)
        return code

    def check(self, authorization: str) -> str:
        """The token of a question; raises a Refusal for one that does not open anything."""
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or token not in self._access:
            gone = token in self._revoked
            code = "ACCESS_TOKEN_REVOKED" if gone else "UNAUTHORIZED"
            raise Refusal(401, code, "This request could not be authorized.")
        if self._access[token] <= self._clock():
            raise Refusal(401, "ACCESS_TOKEN_EXPIRED", "The access token has expired.")
        return token

    def check_own(self, authorization: str) -> None:
        """Only the application itself may subscribe; raises a Refusal for anybody else."""
        if authorization != f"Bearer {self.own_token}":
            raise Refusal(403, "FORBIDDEN", "Webhook subscriptions belong to the application.")

    def end_all(self) -> None:
        """Every access token given out so far is too old now."""
        self._access = dict.fromkeys(self._access, self._clock())

    def revoke_all(self) -> None:
        """The seller, or the application, takes the permission back."""
        self._revoked |= set(self._access)
        self._access, self._refresh = {}, {}

    def token(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """ObtainToken."""
        secret = asked.get("client_secret")
        if asked["client_id"] != self.client_id or secret not in {None, self.client_secret}:
            raise Refusal(401, "UNAUTHORIZED", "Not an application of ours.")
        if asked["grant_type"] == "authorization_code":
            return self._given(pkce=self._redeem(asked, secret), asked=asked)
        if asked["grant_type"] == "refresh_token":
            return self._renew(asked, secret)
        raise Refusal(400, "BAD_REQUEST", "Unknown grant_type.")

    def revoke(self, authorization: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """RevokeToken."""
        if authorization != f"Client {self.client_secret}":
            raise Refusal(401, "UNAUTHORIZED", "The application's secret is needed.")
        if asked.get("merchant_id") != self._merchant_id and asked.get("access_token") not in self._access:
            raise Refusal(404, "NOT_FOUND", "Nobody to revoke.")
        if asked.get("revoke_only_access_token"):
            self._revoked.add(str(asked["access_token"]))
            del self._access[str(asked["access_token"])]
        else:
            self.revoke_all()
        return {"success": True}

    def _redeem(self, asked: Mapping[str, Any], secret: str | None) -> bool:
        """Whether this is the PKCE flow. A code works once, and only for whoever began."""
        code = self._codes.pop(str(asked.get("code")), None)
        if code is None or code.redirect != asked.get("redirect_uri"):
            raise Refusal(401, "UNAUTHORIZED", "The authorization code is not known, or was used.")
        if code.challenge is not None:
            digest = sha256(str(asked.get("code_verifier")).encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != code.challenge:
                raise Refusal(401, "UNAUTHORIZED", "The code verifier does not fit.")
            return True
        if secret is None:
            raise Refusal(401, "UNAUTHORIZED", "The application's secret is needed.")
        return False

    def _renew(self, asked: Mapping[str, Any], secret: str | None) -> dict[str, Any]:
        given = str(asked.get("refresh_token"))
        kept = self._refresh.get(given)
        over = kept is not None and kept.until is not None and kept.until <= self._clock()
        if kept is None or over or (secret is None and not kept.pkce):
            raise Refusal(401, "UNAUTHORIZED", "The refresh token is not known, or was used.")
        if not kept.pkce or not self._faults.strikes(ROTATED):
            return self._given(pkce=kept.pkce, asked=asked, same=given)
        del self._refresh[given]
        return self._given(pkce=True, asked=asked)

    def _given(self, *, pkce: bool, asked: Mapping[str, Any], same: str | None = None) -> dict[str, Any]:
        now, short = self._clock(), bool(asked.get("short_lived"))
        access, refresh = f"EAAA-{self._names.fresh('access')}", same or f"EQAA-{self._names.fresh('refresh')}"
        self._access[access] = now + (SHORT_LIVES if short else ACCESS_LIVES)
        kept = self._refresh.setdefault(refresh, _Refresh(pkce, now + REFRESH_LIVES if pkce else None))
        ends = {"refresh_token_expires_at": iso(kept.until)} if kept.until is not None else {}
        return {
            "access_token": access,
            "token_type": "bearer",
            "expires_at": iso(self._access[access]),
            "merchant_id": self._merchant_id,
            "refresh_token": refresh,
            "short_lived": short,
            **ends,
        }
