"""Questions to the owners of shops: each is answered once at most, within its time, and only its hash is kept."""

from __future__ import annotations

from data.core.clock import MINUTE, Instant
from data.core.ids import digest
from data.core.outcome import Put
from data.shops.kept import OauthState
from data.store.database import Database
from data.store.execute import apply

LASTS = 15 * MINUTE
_OPEN = "SELECT integration_id FROM shop_oauth_state WHERE state_hash = ? AND used_at IS NULL AND until > ?"
_TAKE = """UPDATE shop_oauth_state SET used_at = ? WHERE state_hash = ? AND used_at IS NULL AND until > ?
RETURNING integration_id"""
_OLD = "DELETE FROM shop_oauth_state WHERE until < ?"


def ask(database: Database, state: str, integration_id: str, now: Instant) -> None:
    """The owner of this shop is asked; inside the caller's transaction. Questions of yesterday go."""
    database.run(_OLD, (now - 24 * 60 * MINUTE,))
    apply(database, Put(OauthState(digest(state), integration_id, now, now + LASTS, None)))


def asked_about(database: Database, state: str, now: Instant) -> str | None:
    """The shop that an open question is about; it stays open."""
    found = database.rows(_OPEN, (digest(state), now))
    return found[0][0] if found else None


def answered(database: Database, state: str, now: Instant) -> str | None:
    """The shop that a question was about, once; None for one that nobody asked, that is too old, or that was answered.
    Inside the caller's transaction."""
    found = database.rows(_TAKE, (now, digest(state), now))
    return found[0][0] if found else None
