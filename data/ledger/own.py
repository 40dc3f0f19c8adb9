"""What begins at this hub itself: a shop's order, a manager's browser, a script. The same rule, the same feed.

Whoever asks here is still there to hear the answer, so a rule may refuse as it may at a terminal; what was taken is a
fact for every node above.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data.core import hlc
from data.core.actor import Actor
from data.core.command import Command, Context
from data.core.envelope import JournalEntry, Stamp
from data.core.outcome import Accepted, Outcome, Put
from data.core.packed import pack
from data.exchange.chain import last
from data.exchange.marks import WatchedRows
from data.exchange.message import Result, Sent
from data.exchange.node import change, node_of, packed_scopes, scopes_of
from data.exchange.ruling import has_happened, remember
from data.exchange.travelling import Key, touched
from data.exchange.values import Node
from data.exchange.versions import lock, stamp
from data.ledger.bounds import ELSEWHERE, ElsewhereError, keep_within
from data.ledger.journal import Place, write_down
from data.ledger.pushing import put_down
from data.ledger.seals import Log
from data.ledger.serve import NotServed
from data.organization.store import Store
from data.store.catalogue import decide
from data.store.database import Database, StoredRows
from data.store.errors import Clash, NotRecorded
from data.store.execute import execute

_log = logging.getLogger(__name__)

Asked = Command | Callable[[Database], Command]
"""A command, or what makes one once its stores are held: one that takes the next number, say."""


def rule(
    database: Database,
    asked: Asked,
    actor: Actor,
    source: str,
    given: Stamp,
    fresh: Callable[[], str],
    within: Iterable[str] | None = None,
) -> Result:
    """Settles a command that `source` gives, which may touch the stores `within` and no other (None: all of this hub).
    Statuses: applied, noop, merged, refused, confirm (the same once more, confirmed, will do; not recorded), dead. The
    same command id again answers what was recorded. Raises NotServed where this is no hub or does not hold those
    stores, NotRecorded when nothing of it happened."""
    with database.transaction():
        return rule_within(database, asked, actor, source, given, fresh, within)


def rule_within(
    database: Database,
    asked: Asked,
    actor: Actor,
    source: str,
    given: Stamp,
    fresh: Callable[[], str],
    within: Iterable[str] | None = None,
) -> Result:
    """As `rule`, inside the caller's transaction: what else it writes stands or falls with the command."""
    node = _feeding(database)
    stores = _held(node, within)
    # A store hub has one chain for all its stores.
    lock(database, scopes_of(node) if node.upstream else stores)
    known = StoredRows(database).get(JournalEntry, given.command_id)
    if known is not None:
        return Result(known.command_id, known.status, known.code, known.says)
    if has_happened(database, given.command_id):
        return Result(given.command_id, "noop", "known", "Known already")
    command = asked if isinstance(asked, Command) else asked(database)
    chain = node.origin if node.upstream else ":".join((source, *stores, node.origin))
    result, keys = _Birth(database, node, command, actor, source, given, chain, frozenset(stores)).settle()
    if not node.upstream:
        keys += put_down(database, keys, given.at)
    stamp(database, keys, scopes_of(node), fresh, given.at)
    return result


def _feeding(database: Database) -> Node:
    node = node_of(database)
    if node is None or not node.feeds:
        raise NotServed("no_hub", "This is no hub")
    if node.upstream and not node.heard:
        raise NotServed("not_ready", "This store hub has not heard from its own hub yet")
    return node


def _held(node: Node, within: Iterable[str] | None) -> tuple[str, ...]:
    ours = scopes_of(node)
    stores = ours if within is None else tuple(sorted(set(within)))
    if missing := set(stores) - set(ours):
        raise NotServed("unknown_store", f"This hub does not hold {', '.join(sorted(missing))}")
    return stores


@dataclass(frozen=True, slots=True)
class _Birth:
    """One command on its way into the chain in which it begins."""

    database: Database
    node: Node
    command: Command
    actor: Actor
    source: str
    given: Stamp
    chain: str
    stores: frozenset[str]

    def settle(self) -> tuple[Result, list[Key]]:
        """The word on it and the rows it touched."""
        try:
            with self.database.step():
                outcome, keys = self._carry_out()
                return self._write_down(outcome), keys
        except ElsewhereError:
            return self._write_down(ELSEWHERE), []
        except Exception as trouble:
            if isinstance(trouble, NotRecorded) and not isinstance(trouble, Clash):
                raise
            _log.exception("the command %s (%s) broke its rule", self.given.command_id, self.command.name)
            says = f"{self.command.name.replace('_', ' ')} went wrong ({type(trouble).__name__}): it was not done"
            return self._keep(Result(self.given.command_id, "dead", "broken", says), None), []

    def _carry_out(self) -> tuple[Outcome, list[Key]]:
        given, database = self.given, self.database
        ctx = Context(given.command_id, given.at, self.actor, self.source)
        rows = WatchedRows(database)
        outcome = decide(self.command, rows, ctx)
        if not isinstance(outcome, Accepted):
            return outcome, []
        keys = touched(outcome, given.command_id)
        if self.node.upstream and outcome.status != "noop":
            remember(database, self._seq(), rows.asked, keys)
        execute(database, outcome, ctx)
        founded = frozenset() if self.node.upstream else self._founded(outcome)
        keep_within(database, keys, self.stores | founded)
        return outcome, list(keys)

    def _founded(self, outcome: Accepted) -> frozenset[str]:
        """The stores that it adds: the authority holds them from now on."""
        new = frozenset(w.row.id for w in outcome.writes if isinstance(w, Put) and isinstance(w.row, Store))
        if new:
            lock(self.database, scopes_of(self.node))
            node = node_of(self.database) or self.node
            change(self.database, node, scopes=packed_scopes([*scopes_of(node), *new]))
        return new

    def _seq(self) -> int:
        return last(self.database, self.chain)[0] + 1

    def _write_down(self, outcome: Outcome) -> Result:
        command_id = self.given.command_id
        if isinstance(outcome, Accepted):
            return self._keep(Result(command_id, outcome.status, outcome.code, outcome.says), outcome)
        if outcome.confirm:
            return Result(command_id, "confirm", outcome.code, outcome.says)
        return self._keep(Result(command_id, "refused", outcome.code, outcome.says), outcome)

    def _keep(self, result: Result, outcome: Outcome | None) -> Result:
        """What changed nothing is remembered, but stands in no chain."""
        given, who = self.given, self.actor
        end, prev_id = last(self.database, self.chain)
        moved = isinstance(outcome, Accepted) and outcome.status != "noop"
        log = Log.of(self.database, self.chain) if moved and not self.node.upstream else None
        place = Place(
            self.chain,
            end + 1 if moved else None,
            prev_id if moved else None,
            settled=not (moved and self.node.upstream),
            log=log,
        )
        sent = Sent(
            end + 1,
            given.command_id,
            prev_id,
            self.command.name,
            self.command.version,
            pack(self.command.to_args()),
            who.staff_id,
            who.name,
            who.role.value,
            self.source,
            given.at,
            hlc.after(0, given.at),
            given.boot_id,
            given.mono_ns,
        )
        write_down(self.database, place, sent, result, outcome, given.at)
        if log is not None:
            log.end(self.database, self.chain, self.node.id, end + 1, given.command_id)
        return result
