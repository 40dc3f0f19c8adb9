"""Signing in: by badge at once, by number and PIN with a guard that remembers over restarts (T7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from data.core.actor import Actor, Role, at_least
from data.core.outcome import Change, Put
from data.people import guard as rules
from data.people.session import Session
from data.people.staff import PinGuard, Staff
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.machine import ThisMachine
from kitchen_tui.keys import PinVerifier, badge_hash


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who it is, or why not; `wait_ms` is how long the next try is not heard."""

    actor: Actor | None
    code: str
    says: str
    wait_ms: int = 0


class Door:
    """Lets people in."""

    def __init__(self, database: Database, machine: ThisMachine, verifier: PinVerifier) -> None:
        """The store, the clocks and the pepper."""
        self._database, self._machine, self.verifier = database, machine, verifier

    def badge(self, code: str) -> SignIn:
        """By badge; a badge of nobody, or of somebody who left, says the same."""
        found = StoredRows(self._database).where(Staff, badge_hash=badge_hash(code))
        if not found or not found[0].active:
            return SignIn(None, "unknown_badge", "This badge is not known here")
        return _welcome(found[0])

    def pin(self, number: int, pin: str) -> SignIn:
        """By number and PIN: every answer that is not yes reads the same for numbers that do not exist."""
        subjects = (rules.DEVICE, rules.person(number))
        boot = self._machine.boot
        # Counted before it is looked at: of tries made at once, every one would else be the first.
        with self._database.transaction():
            mono_ms = self._machine.mono_ms()
            guards = [rules.observed(self._kept(subject), boot, mono_ms) for subject in subjects]
            refusal = _not_now(guards, max(rules.wait_left(g, boot, mono_ms) for g in guards))
            if refusal is None:
                guards = [rules.after_failure(g, boot, mono_ms) for g in guards]
            self._keep(guards)
        if refusal is not None:
            return refusal
        found = StoredRows(self._database).where(Staff, number=number)
        person = found[0] if found and found[0].active else None
        if self.verifier.matches(pin, person.pin_hash if person else None) and person is not None:
            with self._database.transaction():
                self._keep([rules.fresh(s) for s in subjects])
            return _welcome(person)
        wait = max(g.wait_ms for g in guards)
        return _not_now(guards, 0) or SignIn(None, "wrong_pin", "Number or PIN is wrong", wait)

    def unlock(self, by: Actor, number: int | None = None) -> SignIn:
        """A supervisor lets this device and a person (or everybody) try again."""
        if not at_least(by.role, Role.SUPERVISOR):
            return SignIn(None, "not_allowed", "A supervisor unlocks PINs")
        with self._database.transaction():
            if number is None:
                self._database.run("DELETE FROM pin_guard")
            else:
                self._database.run(
                    "DELETE FROM pin_guard WHERE subject IN (?, ?)", (rules.DEVICE, rules.person(number))
                )
        return SignIn(by, "unlocked", "PINs can be tried again")

    def still(self, actor: Actor) -> Actor | None:
        """Who signed in, with the role that she has by now; None when she has left."""
        person = StoredRows(self._database).get(Staff, actor.staff_id)
        known = person.actor() if person is not None and person.active else None
        return None if known is None else replace(known, session=actor.session)

    def begin(self, actor: Actor, means: str, terminal_id: str) -> Actor:
        """She signs in here: what she does from now on is done in this session. Raises NotRecorded."""
        now = self._machine.stamp()
        session = Session(
            now.command_id, actor.staff_id, terminal_id, means, now.boot_id, now.at, now.mono_ns, None, told=False
        )
        with self._database.transaction():
            apply(self._database, Put(session))
        return replace(actor, session=session.id)

    def end(self, actor: Actor) -> None:
        """She leaves, or somebody else takes her place. Raises NotRecorded."""
        if actor.session is not None:
            ended: dict[str, Any] = {"ended_mono": self._machine.stamp().mono_ns, "told": False}
            with self._database.transaction():
                apply(self._database, Change(Session, (actor.session,), ended))

    def locked(self) -> bool:
        """Whether anybody is locked out here."""
        return bool(self._database.rows("SELECT 1 FROM pin_guard WHERE locked LIMIT 1"))

    def _kept(self, subject: str) -> PinGuard:
        return StoredRows(self._database).get(PinGuard, subject) or rules.fresh(subject)

    def _keep(self, guards: list[PinGuard]) -> None:
        for guard in guards:
            self._database.run("DELETE FROM pin_guard WHERE subject = ?", (guard.subject,))
            if guard.failures:
                apply(self._database, Put(guard))


def _not_now(guards: list[PinGuard], wait: int) -> SignIn | None:
    if any(g.locked for g in guards):
        return SignIn(None, "locked", "Too many wrong PINs: a supervisor unlocks it with her badge")
    return SignIn(None, "wait", f"Wrong PIN: wait {-(-wait // 1000)} s", wait) if wait else None


def _welcome(person: Staff) -> SignIn:
    return SignIn(person.actor(), "signed_in", f"Hello {person.name}")
