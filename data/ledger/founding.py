"""A hub's store founded from a terminal that worked alone: its rows come in pages, then all of them count at once.

Until the last one is here nobody sees any: the stores are not yet among those that this hub feeds. A page that came
twice is taken once; a founding that was left can go on for ever, or begin again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from data.core.clock import HOUR, Instant
from data.core.outcome import Change, Put
from data.core.packed import pack, unpack
from data.exchange.chain import Link
from data.exchange.digests import digests_of
from data.exchange.directory import Member
from data.exchange.founding import JOURNAL, PAYLOADS, STAGES, Page, Wish, foundings, kind_at
from data.exchange.message import Head
from data.exchange.node import change, node_of, packed_scopes, scopes_of
from data.exchange.travelling import TABLES, Key, scope_of, scopes_of_rows
from data.exchange.values import Below, Founding, Mark, Node, RowVersion
from data.exchange.versions import lock, set_head
from data.ledger.seals import begin_seals
from data.organization.store import Store
from data.store.database import Database, StoredRows
from data.store.errors import Clash
from data.store.execute import apply
from data.store.kinds import kind_of

LEFT_AFTER = 7 * 24 * HOUR
"""A founding that was never finished gives its letters and numbers back when the next one begins."""
_FIRST = 1
"""The version in which all rows of a founded store begin."""


class NotFounded(LookupError):
    """`code` is stable, the text is for people; nothing of the terminal is at the hub, or nobody sees it."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code, self.says = code, says


def begin(database: Database, wish: Wish, now: Instant) -> Founding:
    """Opens a founding, or answers how far it has come. Raises NotFounded for a store that is here already, and for
    letters and numbers that others have."""
    with database.transaction():
        node = _authority(database)
        mine = StoredRows(database).get(Founding, wish.node_id)
        scopes = packed_scopes(wish.scopes)
        if mine is not None and (mine.heads or (mine.scopes, mine.origin) == (scopes, wish.origin)):
            return mine
        made = Founding(wish.node_id, scopes, wish.origin, now, "", None)
        for other in foundings(database):
            if other.heads is None and _in_the_way(other, wish, now):
                _wipe(database, other)
            elif other.heads is not None and (other.scopes, other.origin) == (scopes, wish.origin):
                # The same terminal, or a copy of it, with new papers: it hears everything from here.
                made = replace(other, node_id=wish.node_id, heads="{}")
        if made.heads is None:
            _refuse_what_is_here(database, node, wish)
        apply(database, Put(made))
        return made


def take_page(database: Database, node_id: str, page: Page) -> Founding:
    """Takes a page that continues what is here; any other changes nothing, and the answer tells where to go on (nowhere
    when it has `heads`: it is done). Raises
    NotFounded; rows that others have are the end of the founding."""
    try:
        with database.transaction():
            founding = _under_way(database, node_id)
            if founding.heads is not None or page.after != founding.upto:
                return founding
            _check_order(page)
            _insert(database, founding, page)
            apply(database, Change(Founding, (node_id,), {"upto": page.upto}))
            return _under_way(database, node_id)
    except Clash as trouble:
        give_up(database, node_id)
        says = f"Something of this terminal ({page.table.replace('_', ' ')}) is at the hub already: {trouble}"
        raise NotFounded("collision", says) from trouble


def finish(
    database: Database,
    node_id: str,
    terminal_id: str,
    link: Link,
    sums: Mapping[str, Mapping[str, str]],
    fresh: Callable[[], str],
    now: Instant,
) -> tuple[str, Founding]:
    """The stores are this hub's from now on, when the sums over their tables are the terminal's; again, it answers the
    same. Answers the hub's epoch and the founding, whose `heads` (if any) the terminal holds. Raises NotFounded."""
    with database.transaction():
        node, founding = _authority(database), _under_way(database, node_id)
        _enrol(database, founding, terminal_id)
        if founding.heads is not None:
            return node.epoch, founding
        scopes = tuple(unpack(founding.scopes))
        for scope in scopes:
            _compare(scope, digests_of(database, scope), sums.get(scope, {}))
        lock(database, scopes)
        heads = {scope: _first_head(database, scope, fresh(), now) for scope in scopes}
        change(database, node, scopes=packed_scopes([*scopes_of(node), *scopes]))
        if link[1] is not None:
            apply(database, Put(Below(founding.origin, node_id, link[0], link[1], link[0])))
        begin_seals(database, node.id)
        apply(database, Change(Founding, (node_id,), {"heads": pack(heads)}))
        return node.epoch, _under_way(database, node_id)


def give_up(database: Database, node_id: str) -> None:
    """What came of a founding that will not be finished goes again; a finished one stays."""
    with database.transaction():
        found = StoredRows(database).get(Founding, node_id)
        if found is not None and found.heads is None:
            _wipe(database, found)


def _authority(database: Database) -> Node:
    node = node_of(database)
    if node is None or not node.feeds:
        raise NotFounded("no_hub", "This is no hub")
    if node.upstream:
        raise NotFounded("store_hub", "This store hub has a hub above it: found the store there")
    return node


def _under_way(database: Database, node_id: str) -> Founding:
    found = StoredRows(database).get(Founding, node_id)
    if found is None:
        raise NotFounded("begun_again", "Another founding has taken the place of this one: begin again")
    return found


def _in_the_way(other: Founding, wish: Wish, now: Instant) -> bool:
    same = set(unpack(other.scopes)) & set(wish.scopes)
    return other.node_id == wish.node_id or bool(same) or other.begun_at < now - LEFT_AFTER


def _refuse_what_is_here(database: Database, node: Node, wish: Wish) -> None:
    rows = StoredRows(database)
    here = [s for s in wish.scopes if s in scopes_of(node) or rows.get(Store, s) is not None]
    if here:
        raise NotFounded("store_known", f"The hub has {', '.join(here)} already: this terminal can join it instead")
    if not wish.stores:
        raise NotFounded("no_store", "There is no store to bring")
    taken = _taken(database, "store", "letter", "letter {}", [letter for _, letter in wish.stores])
    taken += _taken(database, "terminal", "number", "terminal number {}", [n for _, n in wish.terminals])
    taken += _taken(database, "staff", "number", "staff number {}", [n for _, n in wish.staff])
    if taken:
        says = f"Others at this hub have {', '.join(taken)}: nothing was sent. Change them there or here first"
        raise NotFounded("taken", says)


def _taken(database: Database, table: str, column: str, words: str, wanted: Iterable[Any]) -> list[str]:
    asked = sorted(set(wanted))
    if not asked:
        return []
    sql = f"SELECT {column} FROM {table} WHERE {column} IN ({', '.join('?' * len(asked))}) ORDER BY {column}"
    return [words.format(row[0]) for row in database.rows(sql, asked)]


def _check_order(page: Page) -> None:
    """Tables in their order, keys in theirs: what is here up to a place is all there is up to it."""
    try:
        table, *_ = unpack(page.upto)
        before = unpack(page.after)[0] if page.after else STAGES[0]
    except (ValueError, TypeError) as trouble:
        raise NotFounded("bad_page", "A page of this founding has no place") from trouble
    if table != page.table or table not in STAGES or STAGES.index(table) < STAGES.index(before):
        raise NotFounded("bad_page", "A page of this founding is out of order")


def _insert(database: Database, founding: Founding, page: Page) -> None:
    kind, scopes = kind_at(page.table), set(unpack(founding.scopes))
    try:
        rows = [kind.row(record) for record in page.records]
    except TypeError as trouble:
        raise NotFounded("bad_page", f"A row of {page.table} has not the columns of this hub's") from trouble
    database.many(kind.insert, [kind.record(row) for row in rows])
    if page.table in (PAYLOADS, JOURNAL):
        return
    keys: list[Key] = [(page.table, pack([getattr(row, name) for name in kind.key])) for row in rows]
    where = scopes_of_rows(database, keys)
    if not set(where.values()) <= scopes:
        raise NotFounded("foreign", f"A row of {page.table} belongs to a store that is not founded")
    stamps = [(where[key], *key, _FIRST, False) for key in keys]
    database.many(kind_of(RowVersion).insert, stamps)


def _enrol(database: Database, founding: Founding, terminal_id: str) -> None:
    """From now on it is a terminal like any other."""
    if StoredRows(database).get(Member, founding.node_id) is not None:
        columns = {"kind": "terminal", "terminal_id": terminal_id, "scopes": founding.scopes}
        apply(database, Change(Member, (founding.node_id,), columns))


def _compare(scope: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    apart = sorted(t for t in ours.keys() | theirs.keys() if ours.get(t) != theirs.get(t))
    if apart:
        raise NotFounded("differs", f"What came of {scope} is not what was sent ({', '.join(apart)}): begin again")


def _first_head(database: Database, scope: str, tag: str, now: Instant) -> Head:
    set_head(database, scope, (_FIRST, tag))
    apply(database, Put(Mark(scope, _FIRST, tag, now)))
    return _FIRST, tag


def _wipe(database: Database, founding: Founding) -> None:
    scopes = tuple(unpack(founding.scopes))
    marks = ", ".join("?" * len(scopes))
    mine = f"terminal_id IN (SELECT id FROM terminal WHERE store_id IN ({marks}))"
    database.run(f"DELETE FROM {JOURNAL} WHERE origin = ? OR {mine}", (founding.origin, *scopes))
    orders = f"SELECT id FROM orders WHERE store_id IN ({marks})"
    database.run(f"DELETE FROM {PAYLOADS} WHERE order_id IN ({orders})", scopes)
    # A printer is known to be a store's by its terminal: it goes first.
    for table in reversed(TABLES):
        database.run(f"DELETE FROM {table} WHERE {scope_of(table)} IN ({marks})", scopes)
    database.run(f"DELETE FROM sync_row WHERE scope IN ({marks})", scopes)
    database.run("DELETE FROM sync_founding WHERE node_id = ?", (founding.node_id,))
