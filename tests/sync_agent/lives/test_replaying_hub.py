"""A day of a hub again: what several terminals did, in the order in which it was settled, to the last cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path
from shutil import copyfile

import pytest

from data.core.actor import Role
from data.core.clock import HOUR, Instant
from data.core.envelope import JournalEntry
from data.core.outcome import Put
from data.exchange.digests import digests_of
from data.exchange.directory import Organization
from data.ledger.log import in_order
from data.ledger.own import rule
from data.ledger.serve import serve
from data.orders.cancelling import CancelOrder
from data.people.renaming import SetRole
from data.replica.asking import request
from data.replica.joining import join
from data.replica.rebase import absorb
from data.store.database import Database
from data.store.execute import apply
from data.store.home import open_store, store_path
from data.store.kinds import kind_of
from data.store.migrate import migrate
from data.store.postgres import PostgresDatabase
from data.store.sqlite import SqliteDatabase
from sync_agent.cli import main
from sync_agent.lives.backups import backup
from sync_agent.lives.replaying_hub import Asked, replay_hub
from sync_agent.lives.seen_again import NotReplayed, Replayed, moments
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, BO, NOW, OLIVE, OTHER_BENCH, SUE
from tests.support.databases import for_alembic, postgres_database
from tests.support.dockets import cake, docket
from tests.support.memory import as_image, in_memory
from tests.support.walk import advance, to_stage
from tests.sync_agent.lives.bakeries import hub_of, names

pytestmark = pytest.mark.long

STORES = ("bannos", "flourlane")
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
WHOSE = "cakes"
JOURNAL = kind_of(JournalEntry)


@dataclass
class House:
    """A hub and two terminals; `evenings` is what the hub held then."""

    url: str
    hub: Bakery
    terminals: list[Bakery]
    backup: Path
    evenings: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    def exchange(self, *who: int) -> None:
        for late, n in enumerate(who):
            below, now = self.terminals[n].database, self.terminals[n].machine.at + 1_000 * late
            fresh = names(f"x{now}{n}")
            for _ in range(2):
                absorb(below, serve(self.hub.database, request(below), fresh, now), fresh)

    def at(self, moment: Instant) -> None:
        for bakery in (self.hub, *self.terminals):
            bakery.machine.at = moment

    def evening(self, name: str) -> None:
        self.evenings[name] = state(self.hub.database)


def state(database: Database) -> dict[str, dict[str, str]]:
    return {store: digests_of(database, store) for store in STORES}


@contextmanager
def a_database(kind: str, template: Path, folder: Path) -> Iterator[tuple[str, Database]]:
    if kind == "sqlite":
        path = folder / "hub.sqlite3"
        copyfile(template, path)
        with closing(SqliteDatabase(path)) as database:
            yield f"sqlite:///{path}", database
        return
    with postgres_database() as url:
        migrate(for_alembic(url))
        with closing(PostgresDatabase(url, WHOSE)) as database:
            yield for_alembic(url), database


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with a_database(request.param, template, folder) as (url, database):
        hub = open_shop(database)
        for n in range(4):
            hub.take_in(docket(f"2000{n + 1}", cake(quantity=1)))
        hub_of(database, *STORES)
        with database.transaction():
            apply(database, Put(Organization(WHOSE, "Cakes", NOW)))
        made = House(url, hub, [], folder / "night.bakeline")
        for n, name in enumerate((BENCH, OTHER_BENCH)):
            bakery = Bakery(in_memory(as_image(template.read_bytes())))
            bakery.machine._made = 10_000 * (n + 1)
            join(bakery.database, f"node-{n}", name, "none", STORES, names(f"chain{n}"))
            made.terminals.append(bakery)
        two_days(made)
        yield made


def two_days(house: House) -> None:
    """Both scan the same cake while they are apart, one is hours late, and what is not allowed any more is not
    taken."""
    one, other = house.terminals
    house.exchange(0, 1)
    house.at(NOW + HOUR)
    advance(one, one.ticket("20001"), "Covering", ANA)
    house.at(NOW + 2 * HOUR)
    advance(other, other.ticket("20001"), "Decorating", BO)
    assert other.do(CancelOrder(other.ticket("20003").order_id, "sold out"), SUE, terminal=OTHER_BENCH).accepted
    stamp = house.hub.machine.stamp()
    rule(house.hub.database, SetRole(SUE.staff_id, Role.STAFF.value), OLIVE, "hub", stamp, names("own"))
    house.at(NOW + 3 * HOUR)
    house.exchange(1)
    house.evening("one o'clock")
    house.at(NOW + 6 * HOUR)
    house.exchange(0, 1)
    house.evening("friday")
    backup(house.url, house.backup, NOW + 7 * HOUR)
    house.at(NOW + 24 * HOUR)
    for bakery, who in ((other, BO), (one, ANA)):
        assert bakery.do(to_stage(bakery, bakery.ticket("20002")), who).accepted
    house.exchange(1, 0)
    house.evening("saturday")
    assert house.hub.notices("rejected") or house.hub.notices("conflict"), "something must not have been taken"


def seen(house: House, out: Path, day: date, to: time | None = None, source: Path | None = None) -> Replayed:
    return replay_hub(house.url, Asked(day, to, "bannos", None), out, source, lambda _: None)


@pytest.mark.parametrize(
    ("day", "to", "evening"),
    [(FRIDAY, time(13, 30), "one o'clock"), (FRIDAY, None, "friday"), (SATURDAY, None, "saturday")],
)
def test_every_row_is_as_it_was(house: House, tmp_path: Path, day: date, to: time | None, evening: str) -> None:
    done = seen(house, tmp_path / "out", day, to)
    assert done.exact, done.apart
    assert done.otherwise == 0
    with closing(open_store(tmp_path / "out")) as shown:
        assert state(shown) == house.evenings[evening]


def test_from_a_backup_of_the_night_before(house: House, tmp_path: Path) -> None:
    done = seen(house, tmp_path / "out", SATURDAY, None, house.backup)
    assert done.exact, done.apart
    assert (done.before, done.rest) == (0, 0)
    assert done.shown > 1
    with pytest.raises(NotReplayed, match="made during or after the day"):
        seen(house, tmp_path / "other", FRIDAY, None, house.backup)
    assert not store_path(tmp_path / "other").exists()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_what_a_founder_brought_lies_before_all_else_in_order(kind: str, template: Path, tmp_path: Path) -> None:
    """It comes sorted by key, and what is done meanwhile comes between."""
    with a_database(kind, template, tmp_path) as (_, database):
        bakery = open_shop(database)
        with database.transaction():
            founded = list(map(JOURNAL.row, database.rows(f"{JOURNAL.select} WHERE seq IS NOT NULL ORDER BY seq")))
            database.run("DELETE FROM journal")
            live = replace(founded[-1], command_id="00", origin="own", seq=1, received_at=NOW - HOUR)
            for entry in (*founded[:2], live, *reversed(founded[2:])):
                apply(database, Put(entry))
        assert len(founded) > 5
        assert [ident for ident, _ in in_order(bakery.database)] == [*(e.command_id for e in founded), "00"]


def test_as_a_command(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["replay", "--database", house.url, "--day", "2026-11-28", "--out", str(tmp_path / "out"), "--json"]
    assert main(argv) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["otherwise"], told["apart"]) == ("exact", 0, [])
    assert main([*argv, "--store", "nowhere"]) == 2, "a folder that holds a store is not written over"


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 4), 23), (date(2026, 4, 5), 25), (date(2026, 11, 28), 24)])
def test_days_are_as_long_as_in_the_store(day: date, hours: int) -> None:
    """Sydney's clocks go forward in October and back in April."""
    from zoneinfo import ZoneInfo

    begin, end = moments(day, None, ZoneInfo("Australia/Sydney"))
    assert end - begin == hours * HOUR
