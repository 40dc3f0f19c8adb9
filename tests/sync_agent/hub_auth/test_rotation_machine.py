"""Rotation under everything at once: answers lost, two processes of one terminal, a thief with a copied disk.

The model is a list of the tokens that were ever made. Whatever happens, an honest terminal that keeps the newest token
it heard of is never logged out unless somebody else has used its tokens; and when two use them, both are.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync_agent.hub.auth import Refusal
from sync_agent.hub.store import SqliteStore
from tests.sync_agent.hub_auth.gate import DAY, SECOND, Gate, Knocking


class Rotation(RuleBasedStateMachine):
    """One family: `made` are its tokens in their order; `dead` once somebody used an old one."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "hub.sqlite3"
        copyfile(self.template, path)
        self._store = SqliteStore(path)
        self.gate = Gate(self._store)

    @initialize()
    def enrolled(self) -> None:
        self.terminal: Knocking = self.gate.enrolled()
        self.made = [self.terminal.refresh]
        self.dead = False
        self.until = self.gate.clock.now() + 7 * DAY
        self.stolen: int | None = None

    def answer(self, at: int) -> tuple[str, str | None]:
        """The code of a refusal, or the successor."""
        try:
            return "", self.gate.refresh(self.terminal, self.made[at])[1]
        except Refusal as refusal:
            return refusal.code, None

    def ask(self, at: int) -> str | None:
        """Token number `at` is presented; the answer is held against the model."""
        now = self.gate.clock.now()
        code, told = self.answer(at)
        if told is None:
            if not self.dead and now < self.until:
                # Only a token whose successor was used ends a family.
                assert code == "token_reused"
                assert at < len(self.made) - 2
                self.dead = True
            return None
        assert not self.dead
        assert now < self.until
        if at == len(self.made) - 1:
            assert told not in self.made
            self.made.append(told)
            self.until = now + 7 * DAY
        else:
            assert at == len(self.made) - 2
            assert told == self.made[-1]
        return told

    @rule()
    def refreshes(self) -> None:
        """The honest terminal, with the newest token that it has heard of."""
        told = self.ask(self.made.index(self.terminal.refresh))
        self.terminal.refresh = told or self.terminal.refresh

    @rule()
    def loses_the_answer(self) -> None:
        self.ask(self.made.index(self.terminal.refresh))

    @rule()
    def two_processes_refresh_at_once(self) -> None:
        """Both read the token before either has an answer."""
        at = self.made.index(self.terminal.refresh)
        first, second = self.ask(at), self.ask(at)
        if first is not None:
            assert first == second
            self.terminal.refresh = first

    @precondition(lambda self: self.stolen is None)
    @rule()
    def disk_is_copied(self) -> None:
        self.stolen = self.made.index(self.terminal.refresh)

    @precondition(lambda self: self.stolen is not None)
    @rule()
    def the_copy_refreshes(self) -> None:
        assert self.stolen is not None
        if self.ask(self.stolen) is not None:
            self.stolen = min(self.stolen + 1, len(self.made) - 1)

    @rule(ms=st.sampled_from((1, 29 * SECOND, 31 * SECOND, DAY, 6 * DAY, 8 * DAY)))
    def time_passes(self, ms: int) -> None:
        self.gate.clock.wait(ms)

    @invariant()
    def an_honest_terminal_alone_is_never_logged_out(self) -> None:
        if self.stolen is None:
            assert not self.dead

    def teardown(self) -> None:
        self._store.close()
        self._folder.cleanup()


def test_rotation(template):
    machine = type("RotationHere", (Rotation,), {"template": template})
    from hypothesis.stateful import run_state_machine_as_test

    checked = settings(max_examples=60, stateful_step_count=30, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=checked)


def test_when_two_use_the_tokens_of_one_enrolment_both_are_out(gate):
    """What the copy of a disk ends in: the second of the two to refresh twice ends the family, scanning goes on."""
    terminal = gate.enrolled()
    stolen = terminal.refresh
    _, mine = gate.refresh(terminal, terminal.refresh)
    _, mine = gate.refresh(terminal, mine)
    gate.clock.wait(31 * SECOND)
    for token in (stolen, mine):
        with pytest.raises(Refusal, match="enrolled again"):
            gate.refresh(terminal, token)
