"""One exchange as the upper side of it: commands in, news out, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from data.core.clock import Instant
from data.exchange.message import Answer, NewsRow, Request
from data.exchange.node import change, node_of, scopes_of
from data.exchange.values import Node
from data.exchange.versions import is_forgotten, lock, stamp, was_head
from data.ledger.feed import everything, heads, since
from data.ledger.receive import receive
from data.store.database import Database


class NotServed(LookupError):
    """The request cannot be answered here: `code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code = code


def serve(database: Database, request: Request, fresh: Callable[[], str], now: Instant) -> Answer:
    """Raises NotServed for a scope that this node does not hold, NotRecorded when nothing of it happened. `fresh` names
    versions and epochs."""
    with database.transaction():
        node = _feeding(database, request)
        lock(database, request.scopes)
        node = _after_a_rollback(database, node, request, fresh)
        received = receive(database, node, request, now)
        stamp(database, received.keys, scopes_of(node), fresh, now)
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
    return node


def _after_a_rollback(database: Database, node: Node, request: Request, fresh: Callable[[], str]) -> Node:
    """A cookie of this epoch that this node never gave out: it has been set back without being told. A new epoch says
    so to all who heard of a future that is no more."""
    if request.epoch != node.epoch:
        return node
    held = request.cookies.items()
    if all(was_head(database, scope, cookie) or is_forgotten(database, scope, cookie) for scope, cookie in held):
        return node
    return change(database, node, epoch=fresh())


def _slept_too_long(database: Database, request: Request) -> bool:
    return any(is_forgotten(database, scope, cookie) for scope, cookie in request.cookies.items())


def _news(database: Database, request: Request, *, reset: bool) -> list[NewsRow]:
    found: list[NewsRow] = []
    for scope in request.scopes:
        cookie = request.cookies.get(scope)
        found += everything(database, scope) if reset or cookie is None else since(database, scope, cookie)
    return found
