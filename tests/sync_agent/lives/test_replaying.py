"""A day again, exactly: the same rows by the same commands, into a store that nobody can change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

import pytest

from data.core.actor import Actor
from data.core.clock import Instant
from data.core.command import Command
from data.core.outcome import Put
from data.exchange.digests import digests_of
from data.forecasts.forecast import Forecast
from data.health.metric import DataHealthAlert
from data.kitchen.ticket import Ticket
from data.line.tend import SetStorage
from data.replica.issue import Receipt, Seat, issue
from data.store.home import make_store, open_store, store_path
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from sync_agent.cli import main
from sync_agent.lives.replaying import replay
from sync_agent.lives.seen_again import NotReplayed, Replayed
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, NOW, opening
from tests.support.day import a_day
from tests.support.dockets import docket
from tests.support.walk import advance

DAY_MS = 86_400_000
SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)


class OneSeat(Bakery):
    """A machine has one chain, whoever sits at it."""

    def do(
        self,
        command: Command,
        by: Actor = ANA,
        *,
        at: Instant | None = None,
        terminal: str = BENCH,
        command_id: str | None = None,
        beside: Iterable[Put] = (),
    ) -> Receipt:
        stamp = self.machine.stamp()
        stamp = replace(stamp, at=stamp.at if at is None else at, command_id=command_id or stamp.command_id)
        return issue(self.database, Seat(terminal, "origin-1"), by, command, stamp, beside)


@dataclass
class House:
    folder: Path
    bakery: Bakery
    evenings: dict[str, dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Friday and Saturday: everything there is. Monday: more of it, after a Sunday on which the file was copied."""
    folder = tmp_path_factory.mktemp("house") / "terminal"
    with closing(make_store(folder)) as database:
        bakery = OneSeat(database)
        for command in opening():
            bakery.must(command)
        a_day(bakery)
        evenings = {"saturday": state(database)}
        database.run("VACUUM INTO ?", (str(folder.parent / "night.sqlite3"),))
        bakery.machine.at = NOW + 3 * DAY_MS
        bakery.take_in(docket("30001"))
        advance(bakery, bakery.ticket("30001"), "Covering", ANA)
        evenings["noon"] = state(database)
        bakery.machine.at = NOW + 3 * DAY_MS + 5 * 3_600_000
        advance(bakery, bakery.ticket("30001"), "Packing", ANA)
        evenings["monday"] = state(database)
        yield House(folder, bakery, evenings)


def state(database: SqliteDatabase) -> dict[str, dict[str, str]]:
    return {store: digests_of(database, store) for store in ("bannos", "flourlane")}


def seen(house: House, tmp_path: Path, day: date, to: time | None = None, source: Path | None = None) -> Replayed:
    return replay(house.folder, day, to, tmp_path / "out", source, lambda _: None)


@pytest.mark.parametrize(
    ("day", "to", "evening"),
    [(SATURDAY, None, "saturday"), (MONDAY, time(12), "noon"), (MONDAY, None, "monday")],
)
def test_every_row_is_as_it_was(house: House, tmp_path: Path, day: date, to: time | None, evening: str) -> None:
    done = seen(house, tmp_path, day, to)
    assert done.exact, done.apart
    assert done.otherwise == 0
    with closing(open_store(tmp_path / "out")) as shown:
        assert state(shown) == house.evenings[evening]
    assert not (tmp_path / "out" / "rest").exists()


def test_what_was_said_to_what_a_machine_reckoned_is_done_again(house: House, tmp_path: Path) -> None:
    """No command makes a forecast: without it the baker's plan would be refused, and the day another one."""
    seen(house, tmp_path, SATURDAY)
    with closing(open_store(tmp_path / "out")) as shown:
        assert [(row.planned, row.reason) for row in Bakery(shown).all(Forecast)] == [(20_000, "the fair")]
        assert [row.acknowledged_by is not None for row in Bakery(shown).all(DataHealthAlert)] == [True]


def test_from_a_copy_of_the_night_before(house: House, tmp_path: Path) -> None:
    """When the journal is not kept to its beginning any more."""
    done = seen(house, tmp_path, MONDAY, None, house.folder.parent / "night.sqlite3")
    assert done.exact
    assert done.before == 0
    assert done.shown > 3


def test_nothing_can_be_done_in_it(house: House, tmp_path: Path) -> None:
    seen(house, tmp_path, SATURDAY)
    with closing(open_store(tmp_path / "out")) as shown:
        before = state(shown)
        ticket = Bakery(shown).all(Ticket)[0]
        receipt = issue(shown, Seat(BENCH, "x"), ANA, SetStorage(ticket.id, "x"), house.bakery.machine.stamp())
        assert receipt.status == "refused"
        assert state(shown) == before


def test_a_row_that_no_command_made_is_found_out(house: House, tmp_path: Path) -> None:
    """Somebody changed the file by hand: the replay says that it is not what is there."""
    copy = tmp_path / "terminal"
    copy.mkdir()
    house.bakery.database.run("VACUUM INTO ?", (str(copy / FILE_NAME),))
    with closing(SqliteDatabase(copy / FILE_NAME)) as database:
        database.run("UPDATE ticket SET storage = 'elsewhere' WHERE id = (SELECT min(id) FROM ticket)")
    done = replay(copy, SATURDAY, None, tmp_path / "out", None, lambda _: None)
    assert done.apart == ("ticket",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("DELETE FROM journal WHERE seq < 20", "not_kept"),
        ("UPDATE journal SET origin = 'other' WHERE seq = 1", "several_chains"),
        ("DELETE FROM journal", "no_journal"),
        ("INSERT INTO sync_node VALUES ('n', '1', 'o', 0, '', 1, 0, '', '[]')", "enrolled"),
    ],
)
def test_what_cannot_be_exact_is_refused(house: House, tmp_path: Path, change: str, code: str) -> None:
    copy = tmp_path / "terminal"
    copy.mkdir()
    house.bakery.database.run("VACUUM INTO ?", (str(copy / FILE_NAME),))
    with closing(SqliteDatabase(copy / FILE_NAME)) as database:
        database.run(change)
    with pytest.raises(NotReplayed) as refused:
        replay(copy, MONDAY, None, tmp_path / "out", None, lambda _: None)
    assert refused.value.code == code
    assert not store_path(tmp_path / "out").exists()


@pytest.mark.parametrize(("day", "code"), [(date(2020, 1, 1), "nothing_done"), (date(2030, 1, 1), "nothing_done")])
def test_a_day_on_which_nothing_was_done(house: House, tmp_path: Path, day: date, code: str) -> None:
    with pytest.raises(NotReplayed) as refused:
        seen(house, tmp_path, day)
    assert refused.value.code == code


def test_what_did_not_come_to_its_end_leaves_no_folder(house: House, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(RuntimeError):
        replay(house.folder, MONDAY, None, out, None, _broken)
    assert not out.exists()
    out.mkdir()
    (out / "note").write_text("mine")
    with pytest.raises(RuntimeError):
        replay(house.folder, MONDAY, None, out, None, _broken)
    assert [path.name for path in out.iterdir()] == ["note"]


def _broken(_: int) -> None:
    raise RuntimeError("cut off")


def test_a_copy_from_after_that_day_is_no_beginning(house: House, tmp_path: Path) -> None:
    with pytest.raises(NotReplayed) as refused:
        seen(house, tmp_path, SATURDAY, None, house.folder.parent / "night.sqlite3")
    assert refused.value.code == "too_late"


def test_as_a_command(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--data-dir", str(house.folder), "--out", str(tmp_path / "out"), "--json"]
    assert main(["replay", "--day", "2026-11-30", "--to", "12:00", *out]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["otherwise"], told["apart"]) == ("exact", 0, [])
    assert main(["replay", "--day", "2026-11-30", *out]) == 2, "a folder that holds a store is not written over"
