"""Purchase orders on their way to suppliers by mail: each goes once, and who ordered is told when it cannot."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from data.core.clock import Instant
from data.core.ids import derived_id
from data.core.outcome import Put
from data.core.packed import pack, unpack
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import key_of
from data.exchange.versions import lock, stamp
from data.ledger import alerts
from data.notices.notice import ATTENTION, Notice
from data.organization.store import Store
from data.procurement.purchase import CANCELLED, PurchaseOrder
from data.questions.procurement import order_called
from data.shops.kept import Alert
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of
from sync_agent.buying import paper
from sync_agent.buying.reading import numbers_of
from sync_agent.watch.channels import Mail

SUPPLIER = "supplier"
"""Beside the channels on which we are told something: on this one a supplier is."""
_ORDER = kind_of(PurchaseOrder)
_NEW = f"{_ORDER.select} WHERE mail_to IS NOT NULL AND sent_at > ? AND status <> ? ORDER BY sent_at, id"
_OFF = f"{_ORDER.select} WHERE mail_to IS NOT NULL AND changed_at > ? AND status = ? ORDER BY id"
_STOP = "UPDATE alert SET next_at = NULL, says = ? WHERE id = ? AND next_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class SupplierMail:
    """See Channel: `body` is a packed letter with its table, as `put_down` leaves it."""

    mail: Mail

    def send(self, subject: str, body: str, ident: str = "") -> None:
        """Raises NotSent."""
        letter = unpack(body)
        message = EmailMessage()
        message["Subject"] = " ".join(subject.split())[:200]
        message["From"], message["To"] = self.mail.sender, letter["to"]
        if ident:
            message["Message-ID"] = f"<{ident}@bakeline>"
        message.set_content(letter["text"])
        table = b64decode(letter["table"])
        message.add_attachment(table, maintype="text", subtype="csv", filename=f"{letter['code']}.csv")
        self.mail.post(message)


def put_down(database: Database, now: Instant) -> int:
    """The letters of orders that somebody has sent by mail, and none of what was called off meanwhile; answers how many
    are new. In transactions of its own where there are any."""
    since = now - alerts.OUTDATED
    with database.snapshot():
        found = [_ORDER.row(tuple(record)) for record in database.rows(_NEW, (since, CANCELLED))]
        off = [_ORDER.row(tuple(record)) for record in database.rows(_OFF, (since, CANCELLED))]
        new = [
            (order, *_letter(database, order)) for order in found if not alerts.is_told(database, order.id, (SUPPLIER,))
        ]
    if off:
        with database.transaction():
            for order in off:
                database.run(_STOP, ("It was called off", derived_id(order.id, f"alert:{SUPPLIER}")))
    words = ((order, (order.store_id, subject, body)) for order, subject, body in new)
    return sum(alerts.put_down_word(database, order.id, word, (SUPPLIER,), now) for order, word in words)


def _letter(database: Database, order: PurchaseOrder) -> tuple[str, str]:
    """Its subject and body, as the order is now."""
    found, store = order_called(database, order.store_id, order.id), StoredRows(database).get(Store, order.store_id)
    if found is None or store is None:
        raise LookupError(order.id)
    numbers = numbers_of(database, found)
    letter = {"to": order.mail_to, "code": order.code, "text": paper.as_text(found, store, numbers)}
    letter["table"] = b64encode(paper.as_csv(found, store, numbers)).decode()
    return paper.subject(found, store), pack(letter)


def tell_failed(database: Database, alert: Alert, says: str, fresh: Callable[[], str], now: Instant) -> None:
    """It will not go: somebody has to ring up. In a transaction of its own."""
    text = f"{alert.subject} could not be mailed: {says}. Send it another way"
    ident = derived_id(alert.id, "failed")
    notice = Notice(ident, alert.store_id, ATTENTION, "order_not_mailed", text, None, None, None, now, None, None)
    with database.transaction():
        node = node_of(database)
        if node is None or StoredRows(database).get(Notice, ident) is not None:
            return
        lock(database, (alert.store_id,))
        apply(database, Put(notice))
        stamp(database, [key_of(kind_of(Notice), notice)], scopes_of(node), fresh, now)
