"""Commands from below: each once, in the order of its chain, and each with a final word, whatever its rule does."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace

from data.core.clock import Instant
from data.core.envelope import JournalEntry
from data.core.outcome import Accepted, Outcome
from data.exchange.chain import Link
from data.exchange.message import Request, Result, Sent
from data.exchange.ruling import carry_out, has_happened
from data.exchange.sessions import learn
from data.exchange.standing import with_standing
from data.exchange.timing import NO_CLOCK, Clocks, Reading, Timing
from data.exchange.travelling import Key
from data.exchange.values import Below, Node
from data.ledger.bounds import ELSEWHERE, ElsewhereError, keep_within
from data.ledger.clock_alert import alert
from data.ledger.journal import Place, place_of, write_down
from data.ledger.rejection import reject
from data.ledger.seals import Log
from data.store.catalogue import UnknownCommand, read_command
from data.store.database import Database, StoredRows
from data.store.doings import doing_of
from data.store.errors import Clash, NotRecorded

_log = logging.getLogger(__name__)

Stores = tuple[str, ...] | None

KNOWN, NEXT, GAP, FORK = "known", "next", "gap", "fork"


@dataclass(slots=True)
class Received:
    """How far the chain came, what became of its commands, which rows they touched. `too_old`: the next command is from
    a later release than this node's."""

    link: Link
    forked: bool = False
    too_old: bool = False
    results: list[Result] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)


def receive(database: Database, node: Node, request: Request, now: Instant, here: Reading = NO_CLOCK) -> Received:
    """Takes the longest beginning of the batch that continues the chain; inside the caller's transaction. Whether all
    stayed within the sender's stores is looked at once; only where it did not, command by command. `here` is this
    machine's monotonic clock."""
    clocks = Clocks(database, request, now)
    clocks.learn(request.batch, here)
    learn(database, request.sessions)
    try:
        with database.step():
            found = _take(database, node, request, clocks, None)
            keep_within(database, found.keys, request.scopes)
            return found
    except ElsewhereError:
        return _take(database, node, request, clocks, request.scopes)


def _take(database: Database, node: Node, request: Request, clocks: Clocks, bounds: Stores) -> Received:
    log = Log.of(database, request.origin)
    found = Received((log.below.seq, log.below.command_id) if log.below else (0, None))
    for command in request.batch:
        verdict = follows(database, found.link, command)
        if verdict == KNOWN:
            found.results.append(recorded(database, command))
            continue
        found.forked, found.too_old = verdict == FORK, not readable(command)
        if verdict != NEXT or found.too_old:
            break
        timing = clocks.timing(command)
        known = command if node.upstream else _as_it_was(database, command, timing)
        place = place_of(database, node, known, request.origin, log, timing)
        result, keys = settle(database, node, known, place, timing.received_at, bounds)
        found.results.append(result)
        found.keys += keys + ([] if node.upstream else alert(database, node, command, timing, timing.received_at))
        found.link = (command.seq, command.command_id)
    if found.link[1] is not None:
        log.end(database, request.origin, request.node_id, found.link[0], found.link[1])
    return found


def _as_it_was(database: Database, command: Sent, timing: Timing) -> Sent:
    """What the authority believes of a command: its person's role as it was then, and where its machine's clock is far
    off, the time that it truly was."""
    known = with_standing(database, command, timing.occurred_at)
    return replace(known, issued_at=timing.occurred_at) if timing.far_off else known


def follows(database: Database, link: Link, command: Sent) -> str:
    """How a command stands to the end of its chain here."""
    seq, command_id = link
    if command.seq <= seq:
        # Of a command whose entry was pruned the rows may still tell.
        known = is_known(database, command.command_id) or has_happened(database, command.command_id)
        return KNOWN if known else FORK
    if command.seq > seq + 1:
        return GAP
    return NEXT if command.prev_id == command_id else FORK


def readable(command: Sent) -> bool:
    """Whether this release knows the command in its version; arguments that make no sense are its rule's affair."""
    try:
        read_command(command.name, command.v, command.args)
    except UnknownCommand:
        return False
    except Exception:  # whatever they are: a list, half a docket, nested a thousand times
        return True
    return True


def chain_end(database: Database, origin: str) -> Link:
    """The last command of a chain that was taken here; (0, None) for an unknown one."""
    found = StoredRows(database).get(Below, origin)
    return (found.seq, found.command_id) if found else (0, None)


def is_known(database: Database, command_id: str) -> bool:
    """Whether a command was taken here before, by whatever way it came."""
    return StoredRows(database).get(JournalEntry, command_id) is not None


def recorded(database: Database, command: Sent) -> Result:
    """What became of a command that was taken before."""
    entry = StoredRows(database).get(JournalEntry, command.command_id)
    if entry is None:
        return _known_already(command)
    return Result(entry.command_id, entry.status, entry.code, entry.says)


def settle(
    database: Database, node: Node, command: Sent, place: Place, now: Instant, bounds: Stores
) -> tuple[Result, list[Key]]:
    """The word of this node on a command: its rule's, or `dead` when the rule broke; never an exception. `bounds` are
    the stores that it must not leave, None where that is looked at later."""
    if is_known(database, command.command_id) or (not node.upstream and has_happened(database, command.command_id)):
        return _known_already(command), []
    try:
        with database.step():
            outcome, keys = carry_out(database, command, guessing=node.upstream, seq=place.seq)
            if bounds is not None:
                keep_within(database, keys, bounds)
            result = _word(command, outcome)
            write_down(database, place, command, result, outcome, now)
    except ElsewhereError:
        result, keys = _word(command, ELSEWHERE), []
        write_down(database, place, command, result, None, now)
    except Exception as trouble:
        if isinstance(trouble, NotRecorded) and not isinstance(trouble, Clash):
            # The disk, not the rule: nothing of this exchange has happened, and it comes again.
            raise
        _log.exception("the command %s (%s) broke its rule", command.command_id, command.name)
        doing, kind = doing_of(command.name), type(trouble).__name__
        says = f"{doing} went wrong ({kind}): it was kept, and waits for whoever mends the program"
        result, keys = Result(command.command_id, "dead", "broken", says), []
        write_down(database, place, command, result, None, now)
    return result, keys + ([] if node.upstream else reject(database, node, command, result, now))


def _known_already(command: Sent) -> Result:
    return Result(command.command_id, "noop", "rekeyed", "Known already")


def _word(command: Sent, outcome: Outcome) -> Result:
    if isinstance(outcome, Accepted):
        return Result(command.command_id, outcome.status, outcome.code, outcome.says)
    status = "conflict" if outcome.code == "conflict" else "rejected"
    return Result(command.command_id, status, outcome.code, outcome.says)
