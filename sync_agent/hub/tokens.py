"""Access tokens: made for fifteen minutes, and read with suspicion (SECURITY T11)."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

import jwt

from data.core.actor import Role
from data.core.clock import MINUTE, Instant
from data.core.packed import unpack
from data.exchange.directory import Member
from data.store.database import StoredRows
from sync_agent.hub.auth import PERSON, SCRIPT, TERMINAL, Principal, Refusal
from sync_agent.hub.keys import SigningKeys
from sync_agent.hub.organizations import ANY, Doors

K = TypeVar("K")
V = TypeVar("V")

ACCESS_MS = 15 * MINUTE
LONGEST_MS = 31 * 24 * 60 * MINUTE
"""What a script's token may live at most."""
LEEWAY_MS = MINUTE
"""How far the clocks of two hubs may differ where a token is not valid yet; none where it has ended."""
AUDIENCE = "bakeline-hub"
_ALGORITHMS = ["EdDSA"]
_CLAIMS = ["exp", "iat", "nbf", "iss", "aud", "sub", "jti"]
_LONGEST_TOKEN = 4_096
_BASE64 = re.compile("[A-Za-z0-9_-]+", re.ASCII)
_FRESH_MS = 1_000
"""How long a hub believes what it has read of a member: a revoked terminal is out after a second."""
_STANDING = "SELECT id FROM hub_member WHERE revoked_at IS NULL"
_MOST_KNOWN = 10_000
"""Tokens, and members, that a hub has in mind."""
_KINDS = {"terminal": TERMINAL, "relay": TERMINAL, "founder": TERMINAL, "person": PERSON, "script": SCRIPT}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says once it is believed; instants in milliseconds."""

    member_id: str
    organization_id: str
    issued_at: Instant
    expires_at: Instant


def mint(keys: SigningKeys, member: Member, now: Instant, lasts_ms: int = ACCESS_MS) -> str:
    """A token for a member."""
    key, at = keys.current(), now // 1000
    claims = {
        "iss": key.issuer,
        "aud": AUDIENCE,
        "sub": member.id,
        "org": member.organization_id,
        "jti": secrets.token_hex(16),
        "iat": at,
        "nbf": at,
        "exp": at + min(lasts_ms, LONGEST_MS) // 1000,
    }
    return jwt.encode(claims, key.private, algorithm=_ALGORITHMS[0], headers={"kid": key.kid})


def read(keys: SigningKeys, token: str, now: Instant) -> Claims:
    """Raises Refusal, always 401: who asks has not said who it is."""
    key = keys.public(_key_id(token))
    if key is None:
        raise _bad()
    # Times are ours to judge, by a clock that tests can hold.
    options: Any = {"require": _CLAIMS, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
    try:
        said = jwt.decode(token, key, algorithms=_ALGORITHMS, audience=AUDIENCE, issuer=keys.issuer, options=options)
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as trouble:
        raise _bad() from trouble
    return _in_time(_claims(said), now)


def _bad() -> Refusal:
    return Refusal(401, "bad_token", "This token is not one of ours")


def _key_id(token: str) -> str:
    """The `kid` of a token whose header says nothing that ours would not; raises Refusal."""
    if len(token) > _LONGEST_TOKEN or not all(_as_we_spell(part) for part in token.split(".")):
        raise _bad()
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError) as trouble:
        raise _bad() from trouble
    kid = header.get("kid")
    if header.keys() != {"alg", "kid", "typ"} or header["alg"] not in _ALGORITHMS or not isinstance(kid, str):
        raise _bad()
    return kid


def _as_we_spell(part: str) -> bool:
    """Base64 in the one spelling that its bytes have: a token is good in one form, and no other."""
    if not _BASE64.fullmatch(part):
        return False
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        return False
    return base64.urlsafe_b64encode(raw).rstrip(b"=") == part.encode()


def _claims(said: dict[str, Any]) -> Claims:
    texts, times = [said.get(n) for n in ("sub", "org", "jti", "aud")], [said.get(n) for n in ("iat", "nbf", "exp")]
    if not all(type(text) is str and text for text in texts) or not all(type(time) is int for time in times):
        raise _bad()
    issued, valid_from, ends = (int(time) * 1000 for time in times if time is not None)
    if valid_from < issued or not 0 < ends - issued <= LONGEST_MS:
        raise _bad()
    return Claims(str(said["sub"]), str(said["org"]), valid_from, ends)


def _in_time(claims: Claims, now: Instant) -> Claims:
    if now >= claims.expires_at:
        raise Refusal(401, "token_expired", "This token has ended: refresh it")
    if now < claims.issued_at - LEEWAY_MS:
        raise Refusal(401, "token_not_yet", "This token is not valid yet")
    return claims


class Door:
    """Lets in whoever has a good token and still belongs here (`app.state.door`)."""

    def __init__(self, doors: Doors, keys: SigningKeys, now: Callable[[], Instant]) -> None:
        """Shared by all requests of a process."""
        self._doors, self._keys, self._now = doors, keys, now
        self._seen: dict[str, tuple[Instant, Member | None]] = {}
        self._believed: dict[bytes, Claims] = {}

    def admit(self, token: str) -> Principal:
        """Whom an access token stands for now; raises Refusal."""
        claims = self._claims_of(token)
        return _who(claims, self.member(claims.member_id))

    def knows(self, token: str) -> Principal | None:
        """See Doorkeeper: of a token that was read before, and of a member that was read just now."""
        claims = self._believed.get(_hash(token))
        seen = None if claims is None else self._fresh(claims.member_id)
        if claims is None or seen is None:
            return None
        return _who(_in_time(claims, self._now()), standing(seen[1]))

    def member(self, member_id: str) -> Member:
        """A member as it is now, give or take a second; raises Refusal for one that is none (any more)."""
        seen = self._fresh(member_id)
        if seen is None:
            seen = (self._now(), self._read(member_id))
            _keep(self._seen, member_id, seen)
        return standing(seen[1])

    def _fresh(self, member_id: str) -> tuple[Instant, Member | None] | None:
        seen = self._seen.get(member_id)
        return seen if seen is not None and 0 <= self._now() - seen[0] < _FRESH_MS else None

    def _claims_of(self, token: str) -> Claims:
        """A signature is looked at once in a token's life, its times whenever it comes."""
        ident, now = _hash(token), self._now()
        believed = self._believed.get(ident)
        if believed is not None:
            return _in_time(believed, now)
        claims = read(self._keys, token, now)
        _keep(self._believed, ident, claims)
        return claims

    def shut_out(self, members: Collection[str]) -> frozenset[str]:
        """Those of these who were revoked, or are not known any more; one question for all of them."""
        asked = frozenset(members)
        return asked - {row[0] for row in self._doors.read(ANY, lambda database: database.rows(_STANDING))}

    def _read(self, member_id: str) -> Member | None:
        return self._doors.read(ANY, lambda database: StoredRows(database).get(Member, member_id))


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _keep(known: dict[K, V], key: K, value: V) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[key] = value


def _who(claims: Claims, member: Member) -> Principal:
    if member.organization_id != claims.organization_id:
        raise Refusal(403, "foreign", "This token is for another organization")
    return principal_of(member, claims.expires_at)


def standing(member: Member | None) -> Member:
    """The member, if it may come in; raises Refusal."""
    if member is None:
        raise Refusal(403, "unknown_node", "This hub does not know you (any more): enrol again")
    if member.revoked_at is not None:
        raise Refusal(403, "revoked", "This terminal was shut out: ask an admin")
    return member


def principal_of(member: Member, expires_at: Instant) -> Principal:
    """As endpoints see it."""
    kind = _KINDS[member.kind]
    return Principal(
        kind=kind,  # type: ignore[arg-type]
        id=member.id,
        organization_id=member.organization_id,
        scopes=tuple(unpack(member.scopes)),
        role=None if member.role is None else Role(member.role),
        node_id=member.id if kind == TERMINAL else None,
        staff_id=None,
        expires_at=expires_at,
    )
