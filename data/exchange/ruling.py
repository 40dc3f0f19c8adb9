"""One command carried out on this node: what it touched is remembered, for the one above and for those below."""

from __future__ import annotations

from data.core.actor import Actor, Role
from data.core.command import Context
from data.core.outcome import Accepted, Outcome
from data.exchange.images import keep_images
from data.exchange.message import Sent
from data.exchange.travelling import Key, touched
from data.store.catalogue import decide, read_command
from data.store.database import Database, StoredRows
from data.store.execute import execute


def context(command: Sent) -> Context:
    """What its rule may know: its own time and person, here as there. A fact at a bench is not argued with."""
    actor = Actor(command.actor_id, command.actor_name, Role(command.actor_role))
    return Context(command.command_id, command.issued_at, actor, command.terminal_id, settling=True)


def carry_out(database: Database, command: Sent, *, guessing: bool) -> tuple[Outcome, list[Key]]:
    """Decides and writes; nothing is printed. `guessing`: somebody above will have the last word, so what stood here is
    kept. Raises what a rule raises, UnknownCommand for one from a later release."""
    ctx = context(command)
    outcome = decide(read_command(command.name, command.v, command.args), StoredRows(database), ctx)
    if not isinstance(outcome, Accepted):
        return outcome, []
    keys = touched(outcome, command.command_id)
    if guessing:
        keep_images(database, keys)
    execute(database, outcome, ctx)
    return outcome, keys
