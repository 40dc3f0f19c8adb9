"""Set-up: a shop is founded as a whole or not at all, and its people get keys that the store itself cannot tell."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from data.core.actor import Actor, Role
from data.replica.issue import issue
from data.store.errors import NotAStore, NotRecorded
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from kitchen_tui.founding import (
    FirstKeys,
    Founded,
    SetupRefused,
    found,
    free_letter,
)
from kitchen_tui.keys import PinVerifier
from kitchen_tui.people import add_person, new_badge_for, set_pin_for

OLIVE_TYPES: dict[str, Any] = {
    "store_id": "bannos",
    "title": "Banno's",
    "timezone": "Australia/Sydney",
    "currency": "AUD",
    "locale": "en_AU",
    "sizes": ("Small", "Medium", "Large"),
    "owner_name": "Olive",
    "station": "filling",
}


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A data folder with an empty store: what a first start leaves when it is stopped before its end."""
    copyfile(template, tmp_path / FILE_NAME)
    return tmp_path


@pytest.fixture
def founded(folder: Path) -> Founded:
    return found(folder, **OLIVE_TYPES)


@pytest.fixture
def desk(folder: Path, founded: Founded) -> Desk:
    return Desk.at(folder)


def test_a_shop_begins_with_a_store_its_owner_and_this_terminal(folder: Path, founded: Founded) -> None:
    desk = Desk.at(folder)
    assert (desk.store.id, desk.store.name, desk.store.letter) == ("bannos", "Banno's", "B")
    assert (desk.terminal.number, desk.terminal.station, desk.terminal.here) == (1, "Filling", True)
    assert (founded.owner.name, founded.owner.role, founded.owner.number) == ("Olive", "OWNER", 101)
    assert (founded.store, founded.terminal) == (desk.store, desk.terminal)


def test_a_shop_is_founded_in_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    found(tmp_path / "new" / "shop", **OLIVE_TYPES)
    assert Desk.at(tmp_path / "new" / "shop").store.id == "bannos"


def test_the_owner_signs_in_with_the_badge_she_is_shown(desk: Desk, founded: Founded) -> None:
    actor = desk.door.badge(founded.badge).actor
    assert actor == Actor(founded.owner.id, "Olive", Role.OWNER)


def test_the_store_keeps_no_badge(folder: Path, founded: Founded) -> None:
    for path in folder.glob(f"{FILE_NAME}*"):
        assert founded.badge.encode() not in path.read_bytes()
    assert founded.badge not in repr(founded)


def test_ids_and_secrets_are_drawn_anew_for_every_shop() -> None:
    one, other = FirstKeys(), FirstKeys()
    for name in FirstKeys.__slots__:
        assert getattr(one, name) != getattr(other, name)
    assert re.fullmatch("[0-9a-f]{32}", one.origin)
    assert re.fullmatch("[0-9a-f]{64}", one.secret)
    assert one.secret not in repr(one)


def test_the_owner_gives_the_first_commands_herself(folder: Path, founded: Founded) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        journal = db.execute("SELECT name, actor_id, seq FROM journal ORDER BY seq").fetchall()
    names = ("add_store", "add_terminal", "add_staff", "set_badge")
    assert journal == [(name, founded.owner.id, n) for n, name in enumerate(names, start=1)]


@pytest.mark.parametrize(
    ("title", "taken", "letter"),
    [
        ("Banno's", "", "B"),
        ("Flour Lane", "B", "F"),
        ("Bakery", "B", "A"),
        ("Patisserie", "", "A"),
        ("Émile & fils", "", "E"),
        ("Pp", "", "A"),
        ("松の家", "AB", "C"),
        ("Banno's", "BANOS", "C"),
    ],
)
def test_barcodes_begin_with_a_free_letter_of_the_name_and_never_with_p(title: str, taken: str, letter: str) -> None:
    assert free_letter(title, taken) == letter


def test_there_are_at_most_twenty_five_stores() -> None:
    with pytest.raises(SetupRefused, match="Every letter") as refusal:
        free_letter("Z", "ABCDEFGHIJKLMNOQRSTUVWXYZ")
    assert refusal.value.code == "no_letter"


def test_a_letter_may_be_chosen(folder: Path) -> None:
    assert found(folder, **OLIVE_TYPES, letter="x").store.letter == "X"


def test_a_second_founding_is_refused_and_changes_nothing(folder: Path, founded: Founded) -> None:
    before = _rows(folder)
    with pytest.raises(SetupRefused, match="There is a shop in") as refusal:
        found(folder, **(OLIVE_TYPES | {"store_id": "other", "owner_name": "Mallory"}))
    assert refusal.value.code == "shop_exists"
    assert _rows(folder) == before
    assert Desk.at(folder).door.badge(founded.badge).actor is not None


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("store_id", "Banno's", "bad_store"),
        ("store_id", "b123", "bad_store"),
        ("store_id", "BANNOS", "bad_slug"),
        ("title", " \n", "name_needed"),
        ("letter", "P", "bad_store"),
        ("letter", "BB", "bad_store"),
        ("letter", " ", "bad_store"),
        ("timezone", "Sydney", "bad_timezone"),
        ("timezone", "../etc/passwd", "bad_timezone"),
        ("timezone", "", "bad_timezone"),
        ("currency", "$", "bad_currency"),
        ("owner_name", "  ", "name_needed"),
        ("station", "oven", "bad_station"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_leaves_no_shop(
    folder: Path, field: str, value: str, code: str
) -> None:
    with pytest.raises(SetupRefused) as refusal:
        found(folder, **(OLIVE_TYPES | {field: value}))
    assert refusal.value.code == code
    assert len(refusal.value.says.split()) > 3
    assert _rows(folder) == ([], [], [])
    found(folder, **OLIVE_TYPES)


def test_sizes_are_kept_in_their_order_and_once(folder: Path) -> None:
    shop = found(folder, **(OLIVE_TYPES | {"sizes": ["Large", " small", "LARGE", "", "Small "]}))
    assert shop.store.sizes == '["Large","small"]'


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_founding_that_fails_halfway_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    calls: list[Any] = []

    def failing(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == step:
            raise NotRecorded("The disk is full: free some space")
        return issue(*args)

    monkeypatch.setattr("kitchen_tui.founding.issue", failing)
    with pytest.raises(NotRecorded):
        found(folder, **OLIVE_TYPES)
    assert len(calls) == step
    assert _rows(folder) == ([], [], [])


def test_a_file_that_is_not_ours_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"somebody's letters" * 100)
    with pytest.raises(NotAStore):
        found(tmp_path, **OLIVE_TYPES)
    assert path.read_bytes() == b"somebody's letters" * 100


def _rows(folder: Path) -> tuple[list[Any], ...]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        return tuple(db.execute(f"SELECT * FROM {t} ORDER BY 1").fetchall() for t in ("store", "terminal", "staff"))


# People and their keys


@pytest.fixture
def olive(founded: Founded) -> Actor:
    return founded.owner.actor()


def test_a_new_person_gets_the_next_number_and_a_badge_that_opens(desk: Desk, olive: Actor) -> None:
    ana, badge = add_person(desk, olive, "Ana", "staff", "bannos")
    assert (ana.name, ana.role, ana.number) == ("Ana", "STAFF", 102)
    assert desk.door.badge(badge).actor == ana.actor()
    assert add_person(desk, olive, "Bo", "STAFF", "bannos").person.number == 103


@pytest.mark.parametrize(
    ("by", "role", "store_id", "code"),
    [
        (Role.STAFF, "STAFF", "bannos", "not_allowed"),
        (Role.SUPERVISOR, "STAFF", "bannos", "not_allowed"),
        (Role.ADMIN, "ADMIN", "bannos", "not_allowed"),
        (Role.ADMIN, "OWNER", "bannos", "not_allowed"),
        (Role.OWNER, "SERVICE", "bannos", "no_such_role"),
        (Role.OWNER, "STAFF", "nowhere", "no_such_store"),
    ],
)
def test_who_may_not_add_a_person_is_told_why(desk: Desk, by: Role, role: str, store_id: str, code: str) -> None:
    with pytest.raises(SetupRefused) as refusal:
        add_person(desk, Actor("somebody", "Somebody", by), "Ana", role, store_id)
    assert refusal.value.code == code
    assert not desk.database.rows("SELECT 1 FROM staff WHERE name = 'Ana'")


def test_a_new_badge_ends_the_old_one(desk: Desk, olive: Actor) -> None:
    ana, old = add_person(desk, olive, "Ana", "STAFF", "bannos")
    new = new_badge_for(desk, olive, ana.id)
    assert desk.door.badge(old).actor is None
    assert desk.door.badge(new).actor == ana.actor()


def test_a_pin_opens_with_the_number(desk: Desk, olive: Actor, folder: Path) -> None:
    ana, _ = add_person(desk, olive, "Ana", "STAFF", "bannos")
    set_pin_for(desk, ana.actor(), ana.id, "271828", PinVerifier(folder))
    assert desk.door.pin(ana.number, "271828").actor == ana.actor()


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "123456", "987654", "111111", "12345a", "١٢٣٤٥٧"])
def test_a_pin_that_is_easily_guessed_is_refused(desk: Desk, olive: Actor, folder: Path, pin: str) -> None:
    with pytest.raises(SetupRefused, match="six digits") as refusal:
        set_pin_for(desk, olive, olive.staff_id, pin, PinVerifier(folder))
    assert refusal.value.code == "bad_pin"


@pytest.mark.parametrize(
    "key",
    [
        lambda desk, by, whose, folder: set_pin_for(desk, by, whose, "271828", PinVerifier(folder)),
        lambda desk, by, whose, folder: new_badge_for(desk, by, whose),
    ],
    ids=["pin", "badge"],
)
def test_nobody_but_an_owner_makes_keys_for_an_owner(
    desk: Desk, olive: Actor, folder: Path, key: Callable[[Desk, Actor, str, Path], object]
) -> None:
    adi, _ = add_person(desk, olive, "Adi", "ADMIN", "bannos")
    with pytest.raises(SetupRefused) as refusal:
        key(desk, adi.actor(), olive.staff_id, folder)
    assert refusal.value.code == "not_allowed"


def test_several_commands_are_one_commit_for_whoever_watches(folder: Path) -> None:
    """Another process never sees a shop without its owner."""
    with closing(SqliteDatabase(folder / FILE_NAME)) as watcher:
        before = watcher.data_version()
        found(folder, **OLIVE_TYPES)
        assert watcher.data_version() == before + 1
