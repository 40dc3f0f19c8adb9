"""Makes the demo bakery, in one commit: it is there as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from data.core.actor import Role
from data.core.clock import Instant
from data.questions.stores import this_terminal
from data.store.at_once import AtOnce
from data.store.database import Database
from data.store.machine import ThisMachine
from hardware.scan.commands import command_code
from kitchen_tui.demo import open_secrets
from kitchen_tui.demo.baking import STORES, Progress, bake
from kitchen_tui.demo.people import BANNOS, Crew
from kitchen_tui.founding import any_store, refuse_second_shop
from kitchen_tui.home import has_store
from kitchen_tui.keys import PinVerifier
from kitchen_tui.verbs import VERBS

_ELSEWHERE = "The demo needs a folder of its own: give one with --data-dir"


@dataclass(frozen=True, slots=True)
class DemoResult:
    """A demo and the ways into it, which are no secrets: of `bannos`, one badge and staff number a role, everybody's
    PIN, and its command barcodes by verb. `new` is False when the demo was there already, perhaps for days."""

    seed: int
    new: bool
    stores: tuple[str, ...]
    badges: dict[str, str]
    numbers: dict[str, int]
    pin: str
    commands: dict[str, str] = field(repr=False)


def make_demo(folder: Path, seed: int = 1, now: Instant | None = None, progress: Progress | None = None) -> DemoResult:
    """The demo of a folder, made around `now` when there is none: two stores, their people, and about 120 open tickets.
    The same seed and moment make the same rows (but the PINs' verifiers). Raises SetupRefused in a folder that holds
    a real shop, which it leaves alone, and NotAStore or NotRecorded as `found` does."""
    tell = progress or (lambda _: None)
    if not has_store(folder):
        tell("Making the store")
    database = any_store(folder)
    try:
        with database.transaction():
            known = _seed_here(database)
            if known is None:
                refuse_second_shop(database, folder, _ELSEWHERE)
                moment = ThisMachine().now() if now is None else now
                bake(AtOnce(database), seed, moment, PinVerifier(folder).hash(open_secrets.PIN), tell)
    finally:
        database.close()
    if known is not None:
        tell("There is a demo bakery in this folder already: it goes on as it was left")
    return _result(seed if known is None else known, new=known is None)


def _seed_here(database: Database) -> int | None:
    terminal = this_terminal(database)
    return None if terminal is None else open_secrets.seed_of(terminal.id)


def _result(seed: int, *, new: bool) -> DemoResult:
    people = {role.value: Crew(BANNOS).first(role) for role in (Role.STAFF, Role.SUPERVISOR, Role.ADMIN, Role.OWNER)}
    secret = bytes.fromhex(open_secrets.store_secret(seed, STORES[0]))
    return DemoResult(
        seed,
        new,
        STORES,
        {role: open_secrets.badge(seed, hand) for role, hand in people.items()},
        {role: hand.number for role, hand in people.items()},
        open_secrets.PIN,
        {verb: command_code(secret, verb) for verb in VERBS},
    )
