"""Set-up: a first store, its owner and this terminal, all in one commit or not at all."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import TypeVar

from data.core.actor import Actor, Role
from data.core.clock import known_zone
from data.core.command import Command
from data.core.text import clean
from data.exchange.node import node_of
from data.kitchen.stages import station_of
from data.organization.commands import RESERVED_LETTERS, AddStore, AddTerminal
from data.organization.store import Store, Terminal
from data.people.commands import AddStaff, SetBadge
from data.people.staff import Staff
from data.questions.stores import stores, this_terminal
from data.replica.issue import Receipt, Seat, issue
from data.store.at_once import AtOnce
from data.store.database import Database, StoredRows
from data.store.errors import StoreError
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from hardware.scan.tickets import check_stores
from kitchen_tui.home import has_store, make_store, open_store
from kitchen_tui.keys import badge_hash, new_badge

FIRST_STAFF_NUMBER = 101

T = TypeVar("T")


class SetupRefused(StoreError):
    """Set-up does not go on: `code` is stable, `says` is for the person at the screen; nothing was changed."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code = code


@dataclass(frozen=True, slots=True)
class FirstKeys:
    """The ids and secrets of a new shop: 128 random bits each, 256 for the store's, a badge for its owner."""

    terminal_id: str = field(default_factory=lambda: secrets.token_hex(16))
    origin: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    owner_id: str = field(default_factory=lambda: secrets.token_hex(16))
    secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    badge: str = field(default_factory=new_badge, repr=False)


@dataclass(frozen=True, slots=True)
class FirstShop:
    """What a shop begins with, as the commands that make it; `seat` and `owner` are theirs."""

    seat: Seat
    owner: Actor
    badge: str = field(repr=False)
    commands: tuple[Command, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Founded:
    """A new shop. The badge is shown to its owner once: the store keeps only its hash."""

    store: Store
    owner: Staff
    badge: str = field(repr=False)
    terminal: Terminal


def found(
    folder: Path,
    *,
    store_id: str,
    title: str,
    timezone: str,
    currency: str,
    locale: str,
    sizes: Sequence[str],
    owner_name: str,
    station: str,
    letter: str | None = None,
    keys: FirstKeys | None = None,
) -> Founded:
    """A first shop in a folder. Raises SetupRefused when there is one already, or for a value that cannot be used,
    NotAStore for a file that is not ours, NotRecorded when the disk did not take it."""
    shop = first_shop(
        store_id=store_id,
        title=title,
        timezone=timezone,
        currency=currency,
        locale=locale,
        sizes=sizes,
        owner_name=owner_name,
        station=station,
        letter=letter,
        keys=keys or FirstKeys(),
    )
    database, machine = any_store(folder), ThisMachine()
    try:
        with database.transaction():
            refuse_second_shop(database, folder)
            for command in shop.commands:
                must(issue(AtOnce(database), shop.seat, shop.owner, command, machine.stamp()))
        return _founded(database, shop, store_id)
    finally:
        database.close()


def first_shop(
    *,
    store_id: str,
    title: str,
    timezone: str,
    currency: str,
    locale: str,
    sizes: Sequence[str],
    owner_name: str,
    station: str,
    letter: str | None,
    keys: FirstKeys,
) -> FirstShop:
    """The commands of a first shop, in their order; the owner herself gives them. Raises SetupRefused."""
    if not clean(title, 120).strip():
        raise SetupRefused("name_needed", "A store needs a name")
    chosen = (letter or free_letter(title)).strip().upper()
    _check_names(store_id, chosen, timezone, currency)
    try:
        stands_at = station_of(station)
    except ValueError as trouble:
        raise SetupRefused("bad_station", str(trouble)) from trouble
    owner = Actor(keys.owner_id, clean(owner_name, 80).strip(), Role.OWNER)
    commands = (
        AddStore(store_id, title, chosen, timezone, currency, locale, _distinct(sizes), keys.secret),
        AddTerminal(keys.terminal_id, store_id, 1, "Terminal 1", stands_at, keys.origin),
        AddStaff(keys.owner_id, store_id, FIRST_STAFF_NUMBER, owner_name, Role.OWNER.value),
        SetBadge(keys.owner_id, badge_hash(keys.badge)),
    )
    return FirstShop(Seat(keys.terminal_id, keys.origin), owner, keys.badge, commands)


def _check_names(store_id: str, letter: str, timezone: str, currency: str) -> None:
    # The scanner's grammar is made of these at every start: what it cannot take must never get into the store.
    try:
        check_stores(((store_id, letter),))
    except ValueError as trouble:
        raise SetupRefused("bad_store", f"{str(trouble)[0].upper()}{str(trouble)[1:]}") from trouble
    if not known_zone(timezone):
        raise SetupRefused("bad_timezone", f"No time zone {timezone!r}: write one like Australia/Sydney")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise SetupRefused("bad_currency", f"{currency!r} is not a currency: write three letters like AUD")


def _distinct(sizes: Iterable[str]) -> tuple[str, ...]:
    first_spelling: dict[str, str] = {}
    for size in (clean(s, 120).strip() for s in sizes):
        if size:
            first_spelling.setdefault(size.casefold(), size)
    return tuple(first_spelling.values())


def free_letter(title: str, taken: Iterable[str] = ()) -> str:
    """The letter that begins a store's barcodes: of its name if possible, never P; raises SetupRefused when all are
    taken."""
    plain = unicodedata.normalize("NFKD", title).upper()
    used = {letter.upper() for letter in taken} | RESERVED_LETTERS
    free = next((c for c in plain + ascii_uppercase if c in ascii_uppercase and c not in used), None)
    if free is None:
        raise SetupRefused("no_letter", "Every letter begins the barcodes of a store already")
    return free


def any_store(folder: Path) -> SqliteDatabase:
    """The store of a folder, an empty one when there was none; raises NotAStore for a file that is not ours."""
    return open_store(folder) if has_store(folder) else make_store(folder)


def refuse_second_shop(database: Database, folder: Path, instead: str = "Nothing was changed") -> None:
    """Raises SetupRefused when somebody has set this folder up; `instead` says what to do."""
    names = ", ".join(s.id for s in stores(database))
    if node_of(database) is not None:
        raise SetupRefused("enrolled", f"{folder} belongs to a hub already. {instead}")
    if names or this_terminal(database) is not None:
        raise SetupRefused("shop_exists", f"There is a shop in {folder} already: {names}. {instead}")


def must(receipt: Receipt) -> Receipt:
    """The receipt of a command that holds; raises SetupRefused with the reason of one that does not."""
    if not receipt.accepted:
        raise SetupRefused(receipt.code, receipt.says)
    return receipt


def _founded(database: Database, shop: FirstShop, store_id: str) -> Founded:
    rows = StoredRows(database)
    store, terminal = _written(rows, Store, store_id), _written(rows, Terminal, shop.seat.terminal_id)
    return Founded(store, _written(rows, Staff, shop.owner.staff_id), shop.badge, terminal)


def _written(rows: StoredRows, kind: type[T], key: str) -> T:
    row = rows.get(kind, key)
    if row is None:
        raise LookupError(f"{kind.__name__} {key} was written and is not there")
    return row
