"""Dead letters as a person at the hub works on them: what came, to the byte, and what becomes of it judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from data.core.command import Command
from data.exchange.message import Result
from data.ledger import inbox
from data.orders.arrival import arrivals
from data.orders.intake import KeepDeadLetter
from data.orders.order import DeadLetter
from data.organization.store import Store
from data.questions.letters import kept_payload
from data.shops.integration import PosIntegration
from data.shops.kept import DEAD, TAKEN, WebhookDelivery
from data.shops.letters import CloseDeadLetter
from data.shops.work import RetryFailedSync, Work
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from sync_agent.hub.organizations import fresh, organizations
from sync_agent.work.inbox import InboxWorker
from sync_agent.work.intake import take_in
from sync_agent.work.opening import Opener

MENDED, STILL_DEAD, LATER, NOTHING_KEPT = "mended", "still_dead", "later", "nothing_kept"


@dataclass(frozen=True, slots=True)
class Letter:
    """One, with whose it is."""

    organization: str
    row: DeadLetter


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a replay, and why, in words."""

    verdict: str
    says: str


class Letters:
    """For one thread; its database and clock are the opener's."""

    def __init__(self, opener: Opener) -> None:
        """Nothing is read yet."""
        self._opener, self._store = opener, opener.store

    def all(self, *, closed: bool = False) -> list[Letter]:
        """Those that are open (or all), the oldest first."""
        kind = kind_of(DeadLetter)

        def read(database: Database) -> list[DeadLetter]:
            return [kind.row(record) for record in database.rows(kind.select)]

        there = [whose.id for whose in organizations(self._store)]
        found = [Letter(whose, row) for whose in there for row in self._store.read(whose, read)]
        return sorted((one for one in found if closed or one.row.closed_at is None), key=lambda one: one.row.at)

    def one(self, ident: str) -> Letter | None:
        """By its id, or by the beginning of it where no other begins like that."""
        found = [one for one in self.all(closed=True) if one.row.id.startswith(ident)] if ident else []
        return found[0] if len(found) == 1 else None

    def payload(self, letter: Letter) -> bytes | None:
        """What came; None where nothing was kept, as of a push that failed."""
        return self._store.read(letter.organization, lambda database: payload_of(database, letter.row))

    def replay(self, letter: Letter) -> Judged:
        """Judges it anew by the rules of today. Raises StoreError."""
        came = self._store.read(letter.organization, lambda database: _delivery(database, letter.row))
        if came is not None:
            return self._delivered_again(letter, came)
        work = self._store.read(letter.organization, lambda database: StoredRows(database).get(Work, letter.row.id))
        if work is not None:
            return Judged(LATER, self._give(letter, RetryFailedSync(work.integration_id, (work.id,))).says)
        raw = self.payload(letter)
        if raw is None:
            return Judged(NOTHING_KEPT, "Nothing is kept here that could be judged anew")
        return self._read_again(letter, raw)

    def close(self, letter: Letter, reason: str) -> Result:
        """Nothing will come of it; the word of the rule."""
        return self._give(letter, CloseDeadLetter(letter.row.id, reason))

    def _delivered_again(self, letter: Letter, came: WebhookDelivery) -> Judged:
        now = self._opener.now()
        again = self._store.write(letter.organization, lambda database: inbox.replay(database, came.id, now))
        if again is None:
            return Judged(LATER, "Somebody else is at it")
        InboxWorker(self._opener).take_up(letter.organization, again)
        after = self._store.read(
            letter.organization, lambda database: StoredRows(database).get(WebhookDelivery, came.id)
        )
        says = (after.says if after else None) or "It was taken in"
        if after is None or after.state == TAKEN:
            self._give(letter, CloseDeadLetter(letter.row.id, f"Judged anew: {says}"))
            return Judged(MENDED, says)
        return Judged(STILL_DEAD if after.state == DEAD else LATER, says)

    def _read_again(self, letter: Letter, raw: bytes) -> Judged:
        row = letter.row
        shop = PosIntegration("", row.store_id, row.source, "", None, "", 0, None, None, None, 0)

        def work(database: Database) -> Judged:
            with database.transaction():
                if _is_no_order(database, row, raw):
                    return Judged(STILL_DEAD, row.says)
                results = take_in(database, shop, raw, f"replay:{row.id}:{fresh()}", fresh, self._opener.now())
            says = "; ".join(one.says for one in results)
            return Judged(MENDED, says)

        judged = self._store.write(letter.organization, work)
        self._opener.changed(letter.organization, (row.store_id,))
        if row.order_id is None:
            if judged.verdict == MENDED:
                self._give(letter, CloseDeadLetter(row.id, f"Judged anew: {judged.says}"))
            return judged
        held = next((one.row for one in self.all() if one.row.order_id == row.order_id), None)
        return judged if held is None else Judged(STILL_DEAD, held.says)

    def _give(self, letter: Letter, command: Command) -> Result:
        shop = PosIntegration("", letter.row.store_id, letter.row.source, "", None, "", 0, None, None, None, 0)
        return self._opener.give(letter.organization, shop, command)


def _is_no_order(database: Database, row: DeadLetter, raw: bytes) -> bool:
    store = StoredRows(database).get(Store, row.store_id)
    return store is None or any(isinstance(one.command, KeepDeadLetter) for one in arrivals(raw, store, row.source))


def _delivery(database: Database, row: DeadLetter) -> WebhookDelivery | None:
    return next((one for one in inbox.dead(database, row.store_id) if _mark(one) == row.payload_sha256), None)


def payload_of(database: Database, row: DeadLetter) -> bytes | None:
    """What came; None where nothing was kept."""
    kept = kept_payload(database, row.id, row.order_id, row.payload_sha256)
    if kept is not None:
        return kept
    came = _delivery(database, row)
    return bytes(came.raw) if came is not None else None


def _mark(came: WebhookDelivery) -> str:
    return sha256(bytes(came.raw)).hexdigest()
