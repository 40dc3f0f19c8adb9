"""Exchanges as the upper side of them: commands in, news out; those that come at once in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.core.clock import Instant
from data.exchange.message import Answer, NewsRow, Request
from data.exchange.node import node_of, scopes_of
from data.exchange.timing import NO_CLOCK, Reading
from data.exchange.values import Below, Node
from data.exchange.versions import Stamped, is_forgotten, lock, stamp, was_head
from data.ledger.bearings import look
from data.ledger.copies import is_copy, lives
from data.ledger.feed import Feed, everything, heads
from data.ledger.pushing import put_down
from data.ledger.receive import Received, chain_end, receive
from data.ledger.reclaim import begin_anew, came_back, is_back
from data.store.database import Database, StoredRows

BUSY = "busy"
"""The code of a request whose store is held by somebody else."""


class NotServed(LookupError):
    """The request cannot be answered here: `code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code = code


Word = Answer | NotServed


def serve(
    database: Database,
    request: Request,
    fresh: Callable[[], str],
    now: Instant,
    here: Reading = NO_CLOCK,
    *,
    copies: bool = True,
) -> Answer:
    """Raises NotServed for a scope that this node does not hold, and for a copied machine unless `copies` are served,
    NotRecorded when nothing of it happened. `fresh` names versions and epochs; `here` is this machine's monotonic
    clock, by which a store hub tells the one above how those below stand."""
    (word,) = serve_all(database, [request], fresh, now, here, copies=copies)
    if isinstance(word, NotServed):
        raise word
    return word


def serve_all(
    database: Database,
    requests: Sequence[Request],
    fresh: Callable[[], str],
    now: Instant,
    here: Reading = NO_CLOCK,
    *,
    copies: bool = True,
    waits: bool = True,
) -> list[Word]:
    """A word on each, in one transaction: one version for each of their stores, and every answer reads it. As `serve`;
    one who is not served is told so and keeps nobody else from it. Unless it `waits`, BUSY for those whose stores are
    held by others. Raises NotRecorded when nothing of all this happened."""
    with database.transaction():
        try:
            node = _feeding(database)
        except NotServed as trouble:
            return [trouble] * len(requests)
        asked = {scope for request in requests for scope in request.scopes}
        # A relay has one chain of its own for all of its stores.
        held = lock(database, scopes_of(node) if node.upstream else asked & set(scopes_of(node)), waits=waits)
        look(database, requests, held)
        words = [_unserved(database, node, request, held, copies=copies) for request in requests]
        served = [request for request, word in zip(requests, words, strict=True) if word is None]
        answers = iter(_served(database, node, served, fresh, now, here if node.upstream else NO_CLOCK))
        return [next(answers) if word is None else word for word in words]


def glance(database: Database, request: Request, now: Instant, *, copies: bool = True) -> Answer | None:
    """As `serve`, for a request without commands: only reads, within the caller's snapshot, and locks nobody out. None
    when something would have to be written."""
    node = _feeding(database)
    trouble = _unserved(database, node, request, set(scopes_of(node)), copies=copies)
    if trouble is not None:
        raise trouble
    if request.batch or request.sessions or not _is_ours(database, node, request) or is_back(database, node, request):
        return None
    answers = _Answers(database, node, Feed(database, [request.cookies]), {}, now)
    return answers.to(request, Received(chain_end(database, request.origin)))


def _served(
    database: Database,
    node: Node,
    requests: Sequence[Request],
    fresh: Callable[[], str],
    now: Instant,
    here: Reading,
) -> list[Answer]:
    if not all(_is_ours(database, node, request) for request in requests):
        node = begin_anew(database, node, fresh, now, now)
    for request in requests:
        if is_back(database, node, request):
            came_back(database, request.node_id)
    feed = Feed(database, [request.cookies for request in requests])
    received = [receive(database, node, request, now, here) for request in requests]
    keys = [key for each in received for key in each.keys]
    if not node.upstream:
        keys += put_down(database, keys, now)
    answers = _Answers(database, node, feed, stamp(database, keys, scopes_of(node), fresh, now), now)
    for request, each in zip(requests, received, strict=True):
        if each.results:
            lives(database, request)
    return [answers.to(request, each) for request, each in zip(requests, received, strict=True)]


@dataclass(frozen=True, slots=True)
class _Answers:
    """All that answers are made of, once the commands are ruled on and `stamped`."""

    database: Database
    node: Node
    feed: Feed
    stamped: Stamped
    now: Instant

    def to(self, request: Request, received: Received) -> Answer:
        """To one who asked."""
        reset = request.epoch != self.node.epoch or _slept_too_long(self.database, request)
        later = request.more and not reset
        return Answer(
            to_epoch=request.epoch,
            to_cookies=request.cookies,
            to_origin=request.origin,
            epoch=self.node.epoch,
            reset=reset,
            rows=() if later else tuple(self._news(request, reset=reset)),
            heads=request.cookies if later else heads(self.database, request.scopes),
            seq=received.link[0],
            command_id=received.link[1],
            forked=received.forked,
            too_old=received.too_old,
            results=tuple(received.results),
            server_time=self.now,
        )

    def _news(self, request: Request, *, reset: bool) -> list[NewsRow]:
        found: list[NewsRow] = []
        for scope in request.scopes:
            if reset or scope not in request.cookies:
                found += everything(self.database, scope)
            else:
                found += self.feed.since(scope, request.cookies[scope], self.stamped)
        return found


def _feeding(database: Database) -> Node:
    node = node_of(database)
    if node is None or not node.feeds:
        raise NotServed("no_hub", "This is no hub")
    if node.upstream and not node.heard:
        # What it would answer is an empty shop, and those below would believe it.
        raise NotServed("not_ready", "This store hub has not heard from its own hub yet")
    return node


def _unserved(database: Database, node: Node, request: Request, held: set[str], *, copies: bool) -> NotServed | None:
    """Why a request cannot be answered, None where it can."""
    foreign = set(request.scopes) - set(scopes_of(node))
    if foreign or not request.scopes:
        return NotServed("unknown_store", f"This hub does not hold {', '.join(sorted(foreign)) or 'no store at all'}")
    if not held.issuperset(scopes_of(node) if node.upstream else request.scopes):
        return NotServed(BUSY, "Somebody else is at work in this store")
    chain = StoredRows(database).get(Below, request.origin)
    if chain is not None and chain.node_id != request.node_id:
        return NotServed("foreign_chain", "This chain of commands is another node's")
    if not copies and is_copy(database, request):
        return NotServed("node_conflict", "This terminal is a copy of another one: enrol it again")
    return None


def _is_ours(database: Database, node: Node, request: Request) -> bool:
    """False for a cookie of this epoch that this node never gave out: it has been set back without being told. A new
    epoch says so to all who heard of a future that is no more."""
    if request.epoch != node.epoch:
        return True
    held = request.cookies.items()
    return all(was_head(database, scope, cookie) or is_forgotten(database, scope, cookie) for scope, cookie in held)


def _slept_too_long(database: Database, request: Request) -> bool:
    return any(is_forgotten(database, scope, cookie) for scope, cookie in request.cookies.items())
