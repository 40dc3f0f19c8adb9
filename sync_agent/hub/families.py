"""Refresh tokens: each is used once and makes the next; one that was used before ends them all (SECURITY T12).

An answer may be lost. So the predecessor of a token that nobody has used yet is given the same token again: for half a
minute, and without that limit where every request is signed with the enrolment key, for there a token alone opens
nothing. A terminal that was cut off while it refreshed comes back on Monday.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

from data.core.clock import MINUTE, Instant
from data.core.ids import digest
from data.core.outcome import Change, Put
from data.exchange.directory import SET_BACK, Member, TokenFamily
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of
from sync_agent.hub.auth import Refusal
from sync_agent.hub.tokens import standing
from sync_agent.secrets.sealing import seal, unseal
from sync_agent.secrets.signature import BadSignature, check_text

REFRESH_MS = 7 * 24 * 60 * MINUTE
GRACE_MS = 30_000
REFRESH = "refresh"
"""What a terminal signs a refresh token for."""
_SHAPE = re.compile("([0-9a-f]{32})\\.([0-9a-f]{64})\\.([0-9a-f]{64})", re.ASCII)
_LOCKED = {"sqlite": "", "postgresql": " FOR UPDATE"}
_ENROL_AGAIN = "It must be enrolled again"


@dataclass(frozen=True, slots=True)
class Renewed:
    """Whose token it was, and the next one."""

    member: Member
    refresh_token: str


def begin(database: Database, member: Member, pepper: bytes, now: Instant) -> str:
    """The first token of a new family; inside the caller's transaction."""
    family_id = secrets.token_hex(16)
    token = _new(family_id, pepper)
    row = TokenFamily(
        family_id, member.organization_id, member.id, digest(token), None, None, now, now + REFRESH_MS, None
    )
    apply(database, Put(row))
    return token


def renew(database: Database, token: str, proof: str | None, pepper: bytes, now: Instant) -> Renewed | Refusal:
    """The successor of a token, or why there is none: a value, for the end of a family has to be committed. Inside the
    caller's transaction."""
    family = _locked(database, token.partition(".")[0]) if is_ours(token, pepper) else None
    if family is None:
        return not_ours()
    try:
        member = standing(StoredRows(database).get(Member, family.member_id))
        _check_proof(member, token, proof)
    except Refusal as refusal:
        return refusal
    if family.dead_at is not None:
        return Refusal(401, "family_ended", f"These tokens were ended. {_ENROL_AGAIN}")
    if now >= family.until:
        return Refusal(401, "refresh_expired", f"Seven days without the hub: the token has ended. {_ENROL_AGAIN}")
    return _next(database, family, member, token, pepper, now)


def _next(
    database: Database, family: TokenFamily, member: Member, token: str, pepper: bytes, now: Instant
) -> Renewed | Refusal:
    given = digest(token)
    if family.token_hash == SET_BACK and member.public_key:
        # Made here once, and signed with the key: whoever comes first since the hub was set back goes on.
        return Renewed(member, _rotate(database, family, token, pepper, now))
    if hmac.compare_digest(given, family.token_hash):
        return Renewed(member, _rotate(database, family, token, pepper, now))
    lost_answer = family.before_hash is not None and hmac.compare_digest(given, family.before_hash)
    if lost_answer and family.successor and (member.public_key or now - family.rotated_at <= GRACE_MS):
        return Renewed(member, unseal(token.encode(), family.id, family.successor))
    apply(database, Change(TokenFamily, (family.id,), {"dead_at": now}))
    return Refusal(401, "token_reused", f"This token was used before: somebody may have copied it. {_ENROL_AGAIN}")


def _rotate(database: Database, family: TokenFamily, token: str, pepper: bytes, now: Instant) -> str:
    successor = _new(family.id, pepper)
    columns = {
        "token_hash": digest(successor),
        "before_hash": digest(token),
        "successor": seal(token.encode(), family.id, successor),
        "rotated_at": now,
        "until": now + REFRESH_MS,
    }
    apply(database, Change(TokenFamily, (family.id,), columns))
    return successor


def _locked(database: Database, family_id: str) -> TokenFamily | None:
    kind = kind_of(TokenFamily)
    found = database.rows(f"{kind.select} WHERE id = ?{_LOCKED[database.dialect]}", (family_id,))
    row: TokenFamily | None = kind.row(found[0]) if found else None
    return row


def _new(family_id: str, pepper: bytes) -> str:
    chance = secrets.token_hex(32)
    return f"{family_id}.{chance}.{_tag(family_id, chance, pepper)}"


def is_ours(token: str, pepper: bytes) -> bool:
    """Whether this hub ever gave it out, told without its database: a stranger who has heard of a family cannot end it,
    and one who sends many tokens keeps nobody waiting."""
    parts = _SHAPE.fullmatch(token)
    return parts is not None and hmac.compare_digest(_tag(parts[1], parts[2], pepper), parts[3])


def not_ours() -> Refusal:
    """What is said of any other."""
    return Refusal(401, "bad_token", f"This token is not one of ours. {_ENROL_AGAIN}")


def _tag(family_id: str, chance: str, pepper: bytes) -> str:
    return hmac.new(pepper, f"refresh {family_id} {chance}".encode(), sha256).hexdigest()


def _check_proof(member: Member, token: str, proof: str | None) -> None:
    if member.public_key is None:
        return
    try:
        check_text(member.public_key, proof or "", REFRESH, token)
    except BadSignature as trouble:
        raise Refusal(401, "not_your_token", "A refresh is signed with the key of the enrolment") from trouble
