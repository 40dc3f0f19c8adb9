"""A hub that was set back does not know the newest tokens: its terminals come in all the same, thieves do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.ledger.reclaim import set_back
from data.store.database import Database
from sync_agent.hub.auth import Refusal
from sync_agent.hub.store import SqliteStore
from tests.sync_agent.hub_auth.gate import DAY, Gate, Knocking
from tests.sync_agent.lives.bakeries import names


@pytest.fixture
def gate(sqlite_file: Path) -> Iterator[Gate]:
    with closing(SqliteStore(sqlite_file)) as store:
        yield Gate(store)


def set_back_to_the_enrolment(gate: Gate, path: Path, terminal: Knocking) -> str:
    """The terminal has refreshed ten times since; answers its newest token."""
    image = path.with_suffix(".night")
    gate.doors.write("*", lambda database: database.run("VACUUM INTO ?", (str(image),)))
    token = terminal.refresh
    for _ in range(10):
        gate.clock.wait(15 * 60_000)
        token = gate.refresh(terminal, token)[1]
    gate.doors.write("*", lambda database: _put_back(database, gate, image))
    return token


def _put_back(database: Database, gate: Gate, image: Path) -> None:
    database.run("ATTACH ? AS night", (str(image),))
    database.run("DELETE FROM hub_family")
    database.run("INSERT INTO hub_family SELECT * FROM night.hub_family")
    with database.transaction():
        set_back(database, names("epoch"), gate.clock.now() - DAY, gate.clock.now())


def test_a_terminal_goes_on_with_the_token_that_it_has(gate: Gate, sqlite_file: Path) -> None:
    terminal = gate.enrolled()
    token = set_back_to_the_enrolment(gate, sqlite_file, terminal)
    assert gate.refresh(terminal, gate.refresh(terminal, token)[1])


def test_a_token_without_the_key_opens_nothing(gate: Gate, sqlite_file: Path) -> None:
    terminal = gate.enrolled()
    token = set_back_to_the_enrolment(gate, sqlite_file, terminal)
    with pytest.raises(Refusal):
        gate.refresh(Knocking(), token)
    assert gate.refresh(terminal, token), "and the terminal still comes in"


def test_a_token_that_was_never_made_here_opens_nothing(gate: Gate, sqlite_file: Path) -> None:
    terminal = gate.enrolled()
    token = set_back_to_the_enrolment(gate, sqlite_file, terminal)
    family, secret, seal = token.split(".")
    with pytest.raises(Refusal):
        gate.refresh(terminal, f"{family}.{secret[::-1]}.{seal}")


def test_an_ended_family_stays_ended(gate: Gate) -> None:
    terminal, now = gate.enrolled(), gate.clock.now()

    def ended(database: Database) -> None:
        with database.transaction():
            database.run("UPDATE hub_family SET dead_at = ?", (now,))
            set_back(database, names("epoch"), now, now)

    gate.doors.write("*", ended)
    with pytest.raises(Refusal):
        gate.refresh(terminal, terminal.refresh)
