"""The played shop's doorkeeper: codes, tokens, and refresh tokens that are replaced at every use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sync_agent.demo_shop.faults import ROTATED, Faults

ACCESS_S, REFRESH_S = 3_600, 90 * 86_400


@dataclass(slots=True)
class _Pair:
    access: str
    refresh: str
    ends: int
    refresh_ends: int
    used: bool = False
    successor: _Pair | None = None


@dataclass(slots=True)
class Doorkeeper:
    """Knows one app. `now` is in milliseconds."""

    client_id: str
    client_secret: str
    now: Callable[[], int]
    faults: Faults
    codes: set[str] = field(default_factory=set)
    _pairs: list[_Pair] = field(default_factory=list)
    _given: int = 0

    def code(self) -> str:
        """The owner said yes."""
        code = self._word("code")
        self.codes.add(code)
        return code

    def lets_in(self, access: str) -> bool:
        """Whether a token opens the shop now."""
        pair = next((one for one in self._pairs if one.access == access), None)
        if pair is None or pair.ends <= self.now():
            return False
        pair.used = True
        return True

    def end_access(self) -> None:
        """Every access token is too old from now on."""
        for pair in self._pairs:
            pair.ends = min(pair.ends, self.now())

    def answer(self, asked: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """What `/admin/oauth/access_token` says: status and body."""
        if (asked.get("client_id"), asked.get("client_secret")) != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client"}
        if asked.get("grant_type") == "refresh_token":
            return self._refreshed(str(asked.get("refresh_token")))
        if asked.get("code") not in self.codes:
            return 400, {"error": "invalid_request", "error_description": "The authorization code was not found"}
        self.codes.remove(str(asked["code"]))
        if asked.get("expiring") != "1":
            return 400, {"error": "invalid_request", "error_description": "Only expiring tokens are given out here"}
        return 200, self._told(self._new())

    def _refreshed(self, refresh: str) -> tuple[int, dict[str, Any]]:
        pair = next((one for one in self._pairs if one.refresh == refresh and one.refresh_ends > self.now()), None)
        if pair is None or (pair.successor is not None and pair.successor.used):
            return 400, {"error": "invalid_grant"}
        pair.used = True
        if pair.successor is None:
            new = self._new()
            if self.faults.strikes(ROTATED):
                pair.successor = new
            else:
                new.refresh, pair.refresh = pair.refresh, self._word("old")
            return 200, self._told(new)
        return 200, self._told(pair.successor)

    def _new(self) -> _Pair:
        now = self.now()
        pair = _Pair(self._word("shpat_"), self._word("shprt_"), now + ACCESS_S * 1000, now + REFRESH_S * 1000)
        self._pairs.append(pair)
        return pair

    def _told(self, pair: _Pair) -> dict[str, Any]:
        return {
            "access_token": pair.access,
            "scope": "read_orders",
            "expires_in": (pair.ends - self.now()) // 1000,
            "refresh_token": pair.refresh,
            "refresh_token_expires_in": (pair.refresh_ends - self.now()) // 1000,
        }

    def _word(self, kind: str) -> str:
        """Words that nobody could guess are not needed where everything is played, only different ones."""
        self._given += 1
        return kind + sha256(f"{self.client_secret}{self._given}".encode()).hexdigest()[:32]
