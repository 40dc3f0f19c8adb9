"""One exchange as the upper side of it: commands in, news out, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from data.core.clock import Instant
from data.exchange.message import Answer, NewsRow, Request
from data.exchange.node import node_of, scopes_of
from data.exchange.values import Below, Node
from data.exchange.versions import is_forgotten, lock, stamp, was_head
from data.ledger.copies import is_copy, lives
from data.ledger.feed import everything, heads, since
from data.ledger.receive import Received, chain_end, receive
from data.ledger.reclaim import begin_anew, came_back, is_back
from data.store.database import Database, StoredRows


class NotServed(LookupError):
    """The request cannot be answered here: `code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code = code


def serve(
    database: Database, request: Request, fresh: Callable[[], str], now: Instant, *, copies: bool = True
) -> Answer:
    """Raises NotServed for a scope that this node does not hold, and for a copied machine unless `copies` are served,
    NotRecorded when nothing of it happened. `fresh` names versions and epochs."""
    with database.transaction():
        node = _feeding(database, request)
        _look_for_copies(database, request, copies=copies)
        # A relay has one chain of its own for all of its stores.
        lock(database, scopes_of(node) if node.upstream else request.scopes)
        if not _is_ours(database, node, request):
            node = begin_anew(database, node, fresh, now, now)
        elif is_back(database, node, request):
            came_back(database, request.node_id)
        received = receive(database, node, request, now)
        stamp(database, received.keys, scopes_of(node), fresh, now)
        if received.results:
            lives(database, request)
        return _answer(database, node, request, received, now)


def glance(database: Database, request: Request, now: Instant, *, copies: bool = True) -> Answer | None:
    """As `serve`, for a request without commands: only reads, within the caller's snapshot, and locks nobody out. None
    when something would have to be written."""
    node = _feeding(database, request)
    _look_for_copies(database, request, copies=copies)
    if request.batch or not _is_ours(database, node, request) or is_back(database, node, request):
        return None
    return _answer(database, node, request, Received(chain_end(database, request.origin)), now)


def _answer(database: Database, node: Node, request: Request, received: Received, now: Instant) -> Answer:
    reset = request.epoch != node.epoch or _slept_too_long(database, request)
    later = request.more and not reset
    return Answer(
        to_epoch=request.epoch,
        to_cookies=request.cookies,
        to_origin=request.origin,
        epoch=node.epoch,
        reset=reset,
        rows=() if later else tuple(_news(database, request, reset=reset)),
        heads=request.cookies if later else heads(database, request.scopes),
        seq=received.link[0],
        command_id=received.link[1],
        forked=received.forked,
        too_old=received.too_old,
        results=tuple(received.results),
        server_time=now,
    )


def _feeding(database: Database, request: Request) -> Node:
    node = node_of(database)
    if node is None or not node.feeds:
        raise NotServed("no_hub", "This is no hub")
    if node.upstream and not node.heard:
        # What it would answer is an empty shop, and those below would believe it.
        raise NotServed("not_ready", "This store hub has not heard from its own hub yet")
    foreign = set(request.scopes) - set(scopes_of(node))
    if foreign or not request.scopes:
        raise NotServed("unknown_store", f"This hub does not hold {', '.join(sorted(foreign)) or 'no store at all'}")
    chain = StoredRows(database).get(Below, request.origin)
    if chain is not None and chain.node_id != request.node_id:
        raise NotServed("foreign_chain", "This chain of commands is another node's")
    return node


def _look_for_copies(database: Database, request: Request, *, copies: bool) -> None:
    if not copies and is_copy(database, request):
        raise NotServed("node_conflict", "This terminal is a copy of another one: enrol it again")


def _is_ours(database: Database, node: Node, request: Request) -> bool:
    """False for a cookie of this epoch that this node never gave out: it has been set back without being told. A new
    epoch says so to all who heard of a future that is no more."""
    if request.epoch != node.epoch:
        return True
    held = request.cookies.items()
    return all(was_head(database, scope, cookie) or is_forgotten(database, scope, cookie) for scope, cookie in held)


def _slept_too_long(database: Database, request: Request) -> bool:
    return any(is_forgotten(database, scope, cookie) for scope, cookie in request.cookies.items())


def _news(database: Database, request: Request, *, reset: bool) -> list[NewsRow]:
    found: list[NewsRow] = []
    for scope in request.scopes:
        cookie = request.cookies.get(scope)
        found += everything(database, scope) if reset or cookie is None else since(database, scope, cookie)
    return found
