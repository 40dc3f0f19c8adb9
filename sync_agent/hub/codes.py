"""One-time codes that an admin reads out and somebody types at a terminal: short, brief, and hard to guess."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from data.core.clock import MINUTE, Instant
from data.core.outcome import Put
from data.exchange.directory import EnrolmentCode, Guessing
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that looks like something else, and no U: thirty symbols, eight of which are 39 bits."""
LENGTH = 8
LASTS_MS = 15 * MINUTE
MOST_WRONG = 10
MOST_WRONG_ANYWHERE = 1_000
ANYWHERE = "*"
"""The count of all addresses together: who has many addresses still guesses no faster."""
_ONE_MORE = """INSERT INTO hub_guess (subject, since, wrong) VALUES (?, ?, ?)
ON CONFLICT (subject) DO UPDATE SET wrong = hub_guess.wrong + 1"""
_LOCKED = {"sqlite": "", "postgresql": " FOR UPDATE"}


@dataclass(frozen=True, slots=True)
class NewCode:
    """Shown once."""

    code: str
    until: Instant


def make_code(
    database: Database, organization_id: str, store_id: str, kind: str, pepper: bytes, now: Instant
) -> NewCode:
    """A code for one terminal (or `relay`) of a store; inside the caller's transaction. Codes that have ended go."""
    database.run("DELETE FROM hub_code WHERE until < ? AND used_by IS NULL", (now,))
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    made = EnrolmentCode(code_hash(code, pepper), organization_id, store_id, kind, now, now + LASTS_MS, None)
    apply(database, Put(made))
    return NewCode(f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}", made.until)


def code_hash(code: str, pepper: bytes) -> str:
    """What the hub keeps of a code, however it was typed: keyed, for eight symbols are soon tried by whoever has the
    database alone."""
    typed = "".join(c for c in code.upper() if c.isalnum())
    return hmac.new(pepper, f"code {typed}".encode(), sha256).hexdigest()


def usable(database: Database, hashed: str, now: Instant, *, held: bool = False) -> EnrolmentCode | None:
    """The code of a hash while it lasts, `held` until the transaction ends; the caller looks whether it was used."""
    kind = kind_of(EnrolmentCode)
    found = database.rows(f"{kind.select} WHERE code_hash = ?{_LOCKED[database.dialect] if held else ''}", (hashed,))
    code: EnrolmentCode | None = kind.row(found[0]) if found else None
    return code if code is not None and code.made_at - MINUTE <= now < code.until else None


def source_of(address: str) -> str:
    """What wrong codes are counted by: an address, of IPv6 the network that one customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def must_wait(database: Database, source: str, now: Instant) -> int:
    """Milliseconds until this source may try again; 0 when it may now."""
    waits = [_waits(_guessing(database, source), MOST_WRONG, now)]
    waits.append(_waits(_guessing(database, ANYWHERE), MOST_WRONG_ANYWHERE, now))
    return max(waits)


def count_wrong(database: Database, source: str, now: Instant) -> None:
    """One more wrong code; inside the caller's transaction."""
    database.run("DELETE FROM hub_guess WHERE since < ?", (now - LASTS_MS,))
    # In one statement: two that guess at once are counted twice. In one order: they do not wait for each other.
    for subject in (ANYWHERE, source):
        database.run(_ONE_MORE, (subject, now, 1))


def _guessing(database: Database, subject: str) -> Guessing | None:
    return StoredRows(database).get(Guessing, subject)


def _waits(guessing: Guessing | None, most: int, now: Instant) -> int:
    if guessing is None or guessing.wrong < most:
        return 0
    return min(max(guessing.since + LASTS_MS - now, 0), LASTS_MS)
