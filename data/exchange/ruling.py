"""One command carried out on this node: what it touched is remembered, for the one above and for those below."""

from __future__ import annotations

from data.core.actor import Actor, Role
from data.core.command import Context
from data.core.outcome import Accepted, Outcome, noop
from data.exchange.images import keep_images
from data.exchange.message import Sent
from data.exchange.travelling import Key, touched
from data.store.catalogue import decide, read_command
from data.store.database import Database, StoredRows
from data.store.execute import execute


_HISTORY = """SELECT 1 FROM stage_events WHERE command_id = ? UNION ALL SELECT 1 FROM event_log WHERE command_id = ?
LIMIT 1"""


def context(command: Sent) -> Context:
    """What its rule may know: its own time and person, here as there. A fact at a bench is not argued with."""
    actor = Actor(command.actor_id, command.actor_name, Role(command.actor_role))
    return Context(command.command_id, command.issued_at, actor, command.terminal_id, settling=True)


def has_happened(database: Database, command_id: str) -> bool:
    """Whether the rows themselves hold what a command did, though this node does not remember to have taken it: its
    history names it."""
    return bool(database.rows(_HISTORY, (command_id, command_id)))


def carry_out(database: Database, command: Sent, *, guessing: bool) -> tuple[Outcome, list[Key]]:
    """Decides and writes; nothing is printed. `guessing`: somebody above will have the last word, so what stood here is
    kept. Raises what a rule raises, UnknownCommand for one from a later release."""
    if guessing and has_happened(database, command.command_id):
        return noop("known_above", "Known already"), []
    ctx = context(command)
    outcome = decide(read_command(command.name, command.v, command.args), StoredRows(database), ctx)
    if not isinstance(outcome, Accepted):
        return outcome, []
    keys = touched(outcome, command.command_id)
    if guessing:
        keep_images(database, keys)
    execute(database, outcome, ctx)
    return outcome, keys
