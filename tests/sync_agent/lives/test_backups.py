"""A hub's backup comes back whole or is refused; and what happened after it comes back from the terminals' journals."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest

from data.core.outcome import Put
from data.exchange.digests import digests_of
from data.exchange.directory import Member, Organization
from data.exchange.node import node_of
from data.kitchen.fact import StageFact
from data.ledger import reclaim
from data.replica.founding import NotAlone, set_out
from data.replica.joining import join
from data.store import fence
from data.store.database import Database
from data.store.errors import NotAStore
from data.store.execute import apply
from data.store.migrate import migrate
from data.store.postgres import PostgresConnection, connected
from data.store.sqlite import SqliteDatabase
from sync_agent.cli import FAILED, main
from sync_agent.lives.backups import backup, drill, restore
from sync_agent.lives.chest import BadBackup
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, OTHER_BENCH
from tests.support.databases import for_alembic, postgres_database
from tests.support.dockets import docket
from tests.support.memory import Shop
from tests.support.walk import advance
from tests.sync_agent.lives.bakeries import NOW, adopt, hub_of, names, same, talk

pytestmark = pytest.mark.long

STORES = ("bannos", "flourlane")
DAY = 24 * 3_600_000


@dataclass
class Place:
    """A hub's database by its URL, wherever it is."""

    url: str
    opened: Callable[[], Database]

    @contextmanager
    def hub(self) -> Iterator[Database]:
        """The hub at work."""
        database = self.opened()
        try:
            yield database
        finally:
            database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> Iterator[Place]:
    """Where a hub without a store stands."""
    if request.param == "sqlite":
        path = tmp_path / "hub" / "hub.sqlite3"
        path.parent.mkdir()
        copyfile(template, path)
        found = Place(f"sqlite:///{path}", lambda: SqliteDatabase(path))
        _founded(found)
        yield found
        return
    with postgres_database() as url:
        migrate(for_alembic(url))
        found = Place(url, lambda: _bound(url))
        _founded(found)
        yield found


def _bound(url: str) -> PostgresConnection:
    raw = connected(url)
    fence.enter(raw)
    return PostgresConnection(raw, "org-1")


def _founded(place: Place) -> None:
    with place.hub() as hub:
        with hub.transaction():
            apply(hub, Put(Organization("org-1", "Banno's", NOW)))
        hub_of(hub)


def member(hub: Database, node_id: str, seen: int = NOW) -> None:
    with hub.transaction():
        apply(hub, Put(Member(node_id, "org-1", "terminal", node_id, BENCH, None, "[]", None, seen, seen, None)))


@pytest.fixture
def first(shop: Shop, place: Place) -> Bakery:
    """The terminal that founded the store, with work done."""
    bakery = shop.open()
    for number in ("20001", "20002", "20003"):
        bakery.take_in(docket(number))
    advance(bakery, bakery.ticket("20001"), "Covering", ANA)
    with place.hub() as hub:
        member(hub, "node-1")
        adopt(bakery.database, hub)
        talk(bakery.database, hub, names("night"))
    return bakery


@pytest.fixture
def second(shop: Shop, place: Place, first: Bakery) -> Bakery:
    """Another terminal of the store."""
    bakery = Bakery(shop.open().database)
    bakery.machine.wait(60_000_000)
    bakery.database.run("DELETE FROM journal")
    join(bakery.database, "node-2", OTHER_BENCH, "none", STORES, names("second"))
    with place.hub() as hub:
        member(hub, "node-2")
        talk(bakery.database, hub, names("b"))
    return bakery


def a_day_passes(place: Place, first: Bakery, second: Bakery) -> set[str]:
    """Both work, and the hub hears it; answers the ids of what was done."""
    advance(first, first.ticket("20001"), "Packing", ANA)
    advance(second, second.ticket("20002"), "Decorating", ANA)
    with place.hub() as hub:
        for bakery in (first, second, first):
            talk(bakery.database, hub, names("day"))
        return {f.command_id for f in _facts(hub)}


def _facts(database: Database) -> list[StageFact]:
    from data.store.kinds import kind_of

    kind = kind_of(StageFact)
    with database.transaction():
        return [kind.row(r) for r in database.rows(f"{kind.select} ORDER BY command_id, kind")]


def everybody_talks(place: Place, first: Bakery, second: Bakery) -> None:
    with place.hub() as hub:
        for bakery in (first, second, first, second):
            talk(bakery.database, hub, names("again"))
        with hub.transaction():
            same(first.database, hub)
            same(second.database, hub)


def test_last_nights_hub_gets_the_day_back_from_the_terminals(
    place: Place, first: Bakery, second: Bakery, tmp_path: Path
) -> None:
    """Lose the hub, lose nothing a terminal still holds."""
    backup(place.url, tmp_path / "night", NOW)
    done = a_day_passes(place, first, second)
    restore(place.url, tmp_path / "night", NOW + DAY)
    with place.hub() as hub:
        assert {f.command_id for f in _facts(hub)} < done, "the day is gone"
    everybody_talks(place, first, second)
    with place.hub() as hub:
        facts = [f.command_id for f in _facts(hub)]
        assert set(facts) == done
        assert len(facts) == len({(f.ticket_id, f.stage) for f in _facts(hub)}), "and counts once"


def test_nothing_goes_out_until_everybody_who_was_seen_has_come_back(
    place: Place, first: Bakery, second: Bakery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with place.hub() as hub:
        member(hub, "node-gone", NOW - 8 * DAY)
    backup(place.url, tmp_path / "night", NOW)
    a_day_passes(place, first, second)
    restore(place.url, tmp_path / "night", NOW + DAY)
    assert main(["hub", "--database", place.url, "go-on"]) == FAILED
    assert "node-1, node-2" in capsys.readouterr().err
    with place.hub() as hub:
        assert waited(hub) == ["node-1", "node-2"]
        talk(first.database, hub, names("r"), rounds=1)
        assert waited(hub) == ["node-1", "node-2"], "it has heard of the new epoch, and not yet pushed again"
        talk(first.database, hub, names("r"))
        assert waited(hub) == ["node-2"]
        with hub.transaction():
            assert not reclaim.may_push(hub)
        assert [a.node_id for a in reclaim.wait_no_more(hub)] == ["node-2"]
        with hub.transaction():
            assert reclaim.may_push(hub)
    everybody_talks(place, first, second)


def waited(hub: Database) -> list[str]:
    with hub.transaction():
        return [found.node_id for found in reclaim.awaited(hub)]


def test_a_file_that_was_put_back_without_a_word_is_found_out(
    shop: Shop, template: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A virtual machine's snapshot, a copied file: the first cookie from the lost future makes the new epoch."""
    path = tmp_path / "hub.sqlite3"
    copyfile(template, path)
    place = Place(f"sqlite:///{path}", lambda: SqliteDatabase(path))
    _founded(place)
    bakery = shop.open()
    bakery.take_in(docket("20001"))
    with place.hub() as hub:
        member(hub, "node-1")
        adopt(bakery.database, hub)
        talk(bakery.database, hub, names("night"))
    night = path.read_bytes()
    advance(bakery, bakery.ticket("20001"), "Covering", ANA)
    with place.hub() as hub:
        talk(bakery.database, hub, names("day"))
        epoch, facts = _epoch(hub), _facts(hub)
    assert facts
    path.write_bytes(night)
    with place.hub() as hub:
        assert not _facts(hub)
        talk(bakery.database, hub, names("after"), rounds=1)
        assert waited(hub) == ["node-1"]
        talk(bakery.database, hub, names("after2"))
        assert _epoch(hub) != epoch
        assert _facts(hub) == facts
        assert waited(hub) == []


def _epoch(hub: Database) -> str:
    node = node_of(hub)
    assert node is not None
    return node.epoch


def test_a_hub_that_is_lost_for_good_is_founded_again_from_a_terminal(
    place: Place, first: Bakery, template: Path, tmp_path: Path
) -> None:
    """Without any backup: the terminal leaves the hub that is no more, and founds the next."""
    from data.replica.leaving import leave

    advance(first, first.ticket("20001"), "Decorating", ANA)
    before = {store: digests_of(first.database, store) for store in STORES}
    with pytest.raises(NotAlone):
        set_out(first.database, "node-8", NOW)
    leave(first.database)
    path = tmp_path / "next.sqlite3"
    copyfile(template, path)
    with closing(SqliteDatabase(path)) as hub:
        hub_of(hub)
        adopt(first.database, hub, "node-8")
        talk(first.database, hub, names("n"))
        assert {store: digests_of(hub, store) for store in STORES} == before
        same(first.database, hub)


def test_a_damaged_backup_is_refused_and_nothing_is_touched(place: Place, first: Bakery, tmp_path: Path) -> None:
    path = tmp_path / "night"
    backup(place.url, path, NOW)
    whole = path.read_bytes()
    with place.hub() as hub:
        before = _facts(hub)
    with zipfile.ZipFile(path) as packed:
        parts = sorted(packed.infolist(), key=lambda part: -part.compress_size)[:2]
    for part in parts:
        at = part.header_offset + 60 + len(part.filename) + part.compress_size // 2
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(BadBackup):
            restore(place.url, path, NOW)
    for short in (b"", whole[: len(whole) // 2], b"no backup"):
        path.write_bytes(short)
        with pytest.raises(BadBackup):
            restore(place.url, path, NOW)
    with place.hub() as hub:
        assert _facts(hub) == before


def test_a_drill_restores_it_beside_everything_else(place: Place, first: Bakery, tmp_path: Path) -> None:
    backup(place.url, tmp_path / "night", NOW)
    found = drill(tmp_path / "night", place.url if place.url.startswith("postgres") else None, NOW + DAY)
    with place.hub() as hub, hub.transaction():
        assert found.sums == {store: digests_of(hub, store) for store in STORES}
    assert found.age_ms == DAY
    assert found.stores["bannos"] > 20
    assert not list(tmp_path.glob("**/drill*"))


def test_a_hub_at_work_is_not_replaced_under_its_feet(place: Place, first: Bakery, tmp_path: Path) -> None:
    from sync_agent.hub.store import opened

    backup(place.url, tmp_path / "night", NOW)
    with closing(opened(place.url)), pytest.raises(NotAStore, match="stop"):
        restore(place.url, tmp_path / "night", NOW)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_wrong_file_restored_first_does_not_cost_what_stood_there(
    place: Place, first: Bakery, tmp_path: Path
) -> None:
    for night in ("monday", "tuesday"):
        backup(place.url, tmp_path / night, NOW)
    with place.hub() as hub, hub.transaction():
        before = digests_of(hub, "bannos")
        apply(hub, Put(Organization("org-2", "Only here", NOW)))
    for night in ("monday", "tuesday"):
        restore(place.url, tmp_path / night, NOW + DAY)
    kept = tmp_path / "hub" / "hub.before-restore.sqlite3"
    with closing(SqliteDatabase(kept, reads_only=True)) as there:
        assert there.rows("SELECT name FROM organization WHERE id = 'org-2'") == [("Only here",)]
        assert digests_of(there, "bannos") == before
    assert kept.with_name("hub.before-restore-2.sqlite3").exists()


def test_a_backup_of_one_kind_does_not_go_into_the_other(place: Place, tmp_path: Path) -> None:
    backup(place.url, tmp_path / "night", NOW)
    other = "postgresql://127.0.0.1/x" if place.url.startswith("sqlite") else f"sqlite:///{tmp_path / 'x.sqlite3'}"
    with pytest.raises(BadBackup, match="kind"):
        restore(other, tmp_path / "night", NOW)


def test_a_backup_is_its_owners_alone(place: Place, tmp_path: Path) -> None:
    backup(place.url, tmp_path / "night", NOW)
    assert (tmp_path / "night").stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.part"))
