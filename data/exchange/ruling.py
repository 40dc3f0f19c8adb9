"""One command carried out on this node: what it touched is remembered, for the one above and for those below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.core.actor import Actor, Role
from data.core.command import Context
from data.core.outcome import Accepted, Outcome, noop
from data.core.packed import pack
from data.exchange.images import keep_images
from data.exchange.marks import Mark, WatchedRows, note
from data.exchange.message import Sent
from data.exchange.travelling import Key, touched
from data.kitchen.history import LoggedEvent, StageEvent
from data.store.catalogue import decide, read_command
from data.store.database import Database, StoredRows
from data.store.execute import execute

_HISTORIES = ("stage_events", "event_log")


def context(command: Sent) -> Context:
    """What its rule may know: its own time and person, here as there. A fact at a bench is not argued with."""
    actor = Actor(command.actor_id, command.actor_name, Role(command.actor_role))
    return Context(command.command_id, command.issued_at, actor, command.terminal_id, settling=True)


def remember(database: Database, seq: int, asked: Iterable[Mark], wrote: Mapping[Key, bool]) -> None:
    """Before a guess is written: what stands there, and what it depends on. `wrote` is what `touched` told."""
    keep_images(database, wrote)
    note(database, seq, asked, wrote)


def has_happened(database: Database, command_id: str) -> bool:
    """Whether the rows themselves hold what a command did, though this node does not remember to have taken it: its
    history names it."""
    rows = StoredRows(database)
    return bool(rows.where(StageEvent, command_id=command_id) or rows.where(LoggedEvent, command_id=command_id))


def carry_out(
    database: Database, command: Sent, *, guessing: bool, seq: int | None = None
) -> tuple[Outcome, list[Key]]:
    """Decides and writes; nothing is printed. `guessing`: somebody above will have the last word, so what stood here is
    kept, and under `seq`, its place in this node's chain, what it looked at. Raises what a rule raises, UnknownCommand
    for one from a later release."""
    place = command.seq if seq is None else seq
    if guessing and has_happened(database, command.command_id):
        remember(database, place, {(table, "", pack([command.command_id, 0])) for table in _HISTORIES}, {})
        return noop("known_above", "Known already"), []
    ctx = context(command)
    rows = WatchedRows(database) if guessing else StoredRows(database)
    outcome = decide(read_command(command.name, command.v, command.args), rows, ctx)
    keys = touched(outcome, command.command_id) if isinstance(outcome, Accepted) else {}
    if isinstance(rows, WatchedRows):
        remember(database, place, rows.asked, keys)
    if isinstance(outcome, Accepted):
        execute(database, outcome, ctx)
    return outcome, list(keys)
