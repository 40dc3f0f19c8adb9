"""What PINs are hashed with is shared by an organization, whoever brought it, and is told to nobody else."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from data.core.packed import pack
from data.exchange.node import become
from data.exchange.values import Node
from data.store.database import Database
from data.store.errors import StoreError
from data.store.peppers import OWN, SHARED, keep_shared, name_of, peppers, peppers_or_new
from kitchen_tui.keys import PinVerifier
from sync_agent.hub.pins import HubKeys, answered
from sync_agent.hub.store import SqliteStore
from sync_agent.secrets.pins import MOST, FolderKeys, Keys, heard, question, share
from tests.sync_agent.hub_auth.gate import MASTER, Gate

PIN, OTHER_PIN = "482913", "918273"


@dataclass
class Above:
    """A hub without a wire; what it was asked is kept."""

    keys: HubKeys
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    async def ask(self, method: str, path: str, value: Any) -> Any:
        self.asked.append(value)
        return answered(self.keys, value["known"], value["brings"])

    def share(self, keys: Keys) -> None:
        asyncio.run(share(keys, self.ask))


@pytest.fixture
def store(sqlite_file: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(sqlite_file)) as opened:
        yield opened


@pytest.fixture
def above(store: SqliteStore) -> Above:
    gate = Gate(store)
    return Above(gate.identity.peppers_of(gate.founded.organization.id))


@pytest.fixture
def relay(tmp_path: Path, template: Path) -> Iterator[Above]:
    """A store hub that has not asked the one above yet."""
    copyfile(template, tmp_path / "relay.sqlite3")
    with closing(SqliteStore(tmp_path / "relay.sqlite3")) as opened:

        def work(database: Database) -> None:
            with database.transaction():
                become(database, Node("relay", "", "chain", 0, "", True, True, "epoch", pack(["bannos"])))

        opened.write("o", work)
        yield Above(HubKeys(opened, "o", b"r" * 32, lambda: 1))


def machine(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


class TestTwoTerminals:
    def test_open_what_was_set_at_the_other(self, above: Above, tmp_path: Path) -> None:
        one, other = machine(tmp_path, "one"), machine(tmp_path, "other")
        above.share(FolderKeys(one))
        above.share(FolderKeys(other))

        kept = PinVerifier(one).hash(PIN)

        assert PinVerifier(other).matches(PIN, kept)
        assert not PinVerifier(other).matches(OTHER_PIN, kept)
        assert not (one / OWN).exists()

    def test_that_worked_alone_keep_their_pins_and_open_each_others(self, above: Above, tmp_path: Path) -> None:
        """Adopted or joined after a year: nobody sets her PIN anew."""
        one, other = machine(tmp_path, "one"), machine(tmp_path, "other")
        kept = {folder: PinVerifier(folder).hash(PIN) for folder in (one, other)}

        for folder in (one, other, one):
            above.share(FolderKeys(folder))

        assert all(PinVerifier(at).matches(PIN, kept[of]) for at in (one, other) for of in (one, other))
        assert peppers(one) == peppers(other)

    def test_send_a_pepper_once(self, above: Above, tmp_path: Path) -> None:
        one = machine(tmp_path, "one")
        mine = peppers_or_new(one)[0]

        for _ in range(3):
            above.share(FolderKeys(one))

        assert [asked["brings"] for asked in above.asked] == [[], [mine], [], []]


class TestTheHub:
    def test_keeps_them_sealed(self, above: Above, store: SqliteStore, tmp_path: Path) -> None:
        one = machine(tmp_path, "one")
        peppers_or_new(one)
        above.share(FolderKeys(one))

        dump = store.read("", lambda database: str(database.rows("SELECT * FROM hub_pepper")))

        assert len(peppers(one)) == 2
        assert not any(pepper in dump for pepper in peppers(one))

    def test_with_another_master_key_learns_them_again(self, above: Above, tmp_path: Path) -> None:
        """Lose the hub, lose nothing a terminal still holds: PINs as well."""
        one, new = machine(tmp_path, "one"), machine(tmp_path, "new")
        kept = PinVerifier(one).hash(PIN)
        above.share(FolderKeys(one))
        replaced = Above(HubKeys(above.keys.doors, above.keys.organization, bytes(reversed(MASTER)), above.keys.now))

        replaced.share(FolderKeys(one))
        replaced.share(FolderKeys(new))

        assert PinVerifier(new).matches(PIN, kept)
        assert set(above.keys.all()) <= set(replaced.keys.all())

    def test_takes_only_so_many(self, above: Above) -> None:
        """Each costs a hash at every sign-in: a terminal that went mad must not make all of them slow."""
        brings = [f"{n:064x}" for n in range(MOST * 2)]

        answered(above.keys, [], brings)

        assert len(above.keys.all()) == MOST
        assert answered(above.keys, [name_of("f" * 64)], [])["wanted"] == []

    def test_takes_nothing_that_is_no_pepper(self, above: Above) -> None:
        answered(above.keys, [], ["short", "Z" * 64])

        assert len(above.keys.all()) == 1

    def test_of_a_store_passes_on_what_it_was_given(self, above: Above, relay: Above, tmp_path: Path) -> None:
        below = machine(tmp_path, "below")
        assert relay.keys.all() == ()
        mine = PinVerifier(below).hash(PIN)
        relay.share(FolderKeys(below))

        above.share(relay.keys)
        relay.share(FolderKeys(below))
        at_the_cloud = machine(tmp_path, "cloud")
        above.share(FolderKeys(at_the_cloud))

        assert peppers(below)[0] == above.keys.all()[0] == relay.keys.all()[0]
        assert PinVerifier(at_the_cloud).matches(PIN, mine)
        assert PinVerifier(below).matches(PIN, PinVerifier(at_the_cloud).hash(PIN))


class TestAFolder:
    def test_alone_has_one_of_its_own_as_ever(self, tmp_path: Path) -> None:
        kept = PinVerifier(tmp_path).hash(PIN)

        assert [path.name for path in tmp_path.iterdir()] == [OWN]
        assert PinVerifier(tmp_path).matches(PIN, kept)

    def test_keeps_the_shared_ones_for_its_owner_alone(self, tmp_path: Path) -> None:
        keep_shared(tmp_path, ["a" * 64, "b" * 64])

        assert stat.S_IMODE((tmp_path / SHARED).stat().st_mode) == 0o600
        assert peppers(tmp_path) == ("a" * 64, "b" * 64)

    def test_says_which_file_is_damaged(self, tmp_path: Path) -> None:
        (tmp_path / SHARED).write_text("nonsense")

        with pytest.raises(StoreError, match=SHARED):
            PinVerifier(tmp_path).matches(PIN, None)


@pytest.mark.parametrize("said", [None, [], {"names": []}, {"names": 1, "peppers": [], "wanted": []}])
def test_what_is_no_answer_changes_nothing(said: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no answer"):
        heard(FolderKeys(tmp_path), said)
    assert question(FolderKeys(tmp_path)) == {"known": [], "brings": []}
    assert not list(tmp_path.iterdir())
