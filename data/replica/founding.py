"""A terminal that worked alone gives its stores to a hub, and is one of the hub's terminals from then on.

It sets out in one commit: whatever is done after it is a guess that waits for the hub, so nobody has to stop working.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from data.core.clock import Instant
from data.core.outcome import Change, Put
from data.core.packed import pack
from data.exchange.chain import Link, last
from data.exchange.founding import Wish, foundings
from data.exchange.message import Head
from data.exchange.node import become, change, node_of, packed_scopes
from data.exchange.values import Cookie, Founding, Node
from data.organization.store import Store, Terminal
from data.people.staff import Staff
from data.replica.chaining import new_chain
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of

T = TypeVar("T")

_AT = "SELECT seq, command_id FROM journal WHERE origin = ? AND seq = ?"

_HANDED_OVER = "DELETE FROM order_payload WHERE received_at <= ? AND order_id IN (SELECT id FROM orders)"


class NotAlone(LookupError):
    """The terminal has a hub already; the text is for people."""


def set_out(database: Database, node_id: str, now: Instant) -> tuple[Founding, Wish]:
    """Enrolled as `node_id`, with all its stores on their way; once more after an interruption, under the same papers
    or new ones. Raises NotAlone, LookupError where there is no terminal."""
    with database.transaction():
        node, founding = node_of(database), under_way(database)
        if node is not None and founding is None:
            raise NotAlone("This terminal is enrolled at a hub already")
        terminal = _this_terminal(database)
        if node is None or founding is None:
            founding = Founding(node_id, _scopes(database), terminal.origin, now, "", None)
            become(database, _node(founding, terminal, last(database, terminal.origin)[0]))
            apply(database, Put(founding))
        elif founding.node_id != node_id:
            database.run("UPDATE sync_node SET id = ?", (node_id,))
            database.run("UPDATE sync_founding SET node_id = ?", (node_id,))
            founding = Founding(node_id, founding.scopes, founding.origin, founding.begun_at, "", None)
        return founding, _wish(database, founding, terminal)


def under_way(database: Database) -> Founding | None:
    """The founding that this terminal has not finished."""
    return next((found for found in foundings(database) if found.heads is None), None)


def end_of_chain(database: Database, node: Node) -> Link:
    """The last command of those that are on their way as rows."""
    found = database.rows(_AT, (node.origin, node.final))
    return (found[0][0], found[0][1]) if found else (0, None)


def arrived(
    database: Database, founding: Founding, epoch: str, heads: Mapping[str, Head], fresh: Callable[[], str]
) -> None:
    """The hub has everything: this terminal holds what it holds, and raw payloads are the hub's alone. Without `heads`
    it is a copy of the one that founded the store: it hears everything, and sends what it did in a chain of its own.
    Harmless when exchanges have begun meanwhile."""
    with database.transaction():
        node = node_of(database)
        if node is not None and not node.heard and heads:
            change(database, node, heard=epoch)
            for scope, (ver, tag) in sorted(heads.items()):
                apply(database, Put(Cookie(scope, ver, tag)))
        elif node is not None and not heads:
            new_chain(database, node, fresh)
        database.run(_HANDED_OVER, (founding.begun_at,))
        apply(database, Change(Founding, (founding.node_id,), {"heads": pack(dict(heads))}))


def turn_back(database: Database) -> None:
    """The hub did not want it: the terminal is its own authority again, with all that was done meanwhile."""
    with database.transaction():
        founding, node = under_way(database), node_of(database)
        if founding is None or node is None or node.heard:
            raise NotAlone("This terminal is enrolled at a hub already")
        database.run("UPDATE journal SET settled = ? WHERE NOT settled", (True,))
        for table in ("sync_base", "sync_touch", "sync_node", "sync_founding"):
            database.run(f"DELETE FROM {table}")  # noqa: S608


def _this_terminal(database: Database) -> Terminal:
    found = StoredRows(database).where(Terminal, here=True)
    if not found:
        raise LookupError("There is no terminal here: run `kitchen-tui setup`")
    return found[0]


def _scopes(database: Database) -> str:
    return packed_scopes(store.id for store in _all(database, Store))


def _node(founding: Founding, terminal: Terminal, final: int) -> Node:
    return Node(
        founding.node_id, terminal.id, founding.origin, final, "", True, feeds=False, epoch="", scopes=founding.scopes
    )


def _wish(database: Database, founding: Founding, terminal: Terminal) -> Wish:
    return Wish(
        founding.node_id,
        terminal.id,
        founding.origin,
        tuple((store.id, store.letter) for store in _all(database, Store)),
        tuple((found.id, found.number) for found in _all(database, Terminal)),
        tuple((found.id, found.number) for found in _all(database, Staff)),
    )


def _all(database: Database, cls: type[T]) -> list[T]:
    kind = kind_of(cls)
    return [kind.row(record) for record in database.rows(f"{kind.select} ORDER BY id")]
