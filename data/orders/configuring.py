"""What a store is and by which words its orders are read: its name and country, its sizes, the rules of its docket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.clock import known_zone
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Refused, noop
from data.core.packed import pack, unpack
from data.core.rows import Rows
from data.core.text import clean, one_line
from data.kitchen.ticket import Ticket
from data.orders.order import Order
from data.orders.reading import DocketRules, docket_rules
from data.organization.policies import MOST_CHOICES, NO_SIZE, UNKNOWN_SIZE, sizes_of, tidied
from data.organization.store import Store

_CURRENCY, _LOCALE = re.compile("[A-Z]{3}"), re.compile("[a-z]{2,3}_[A-Z]{2}")
NOT_DOCKET = frozenset(("split_up_to", "zone"))
"""A policy, and where the store is: the docket is read with them, and both are set elsewhere."""
DOCKET_LISTS = frozenset(f.name for f in fields(DocketRules) if str(f.type).startswith("tuple"))
"""The rules of the docket that hold several texts."""


@dataclass(frozen=True, slots=True)
class EditStore(Command):
    """What a store is called, and where it is; amounts that are written down fix its currency."""

    name: ClassVar[str] = "edit_store"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    store_id: str
    title: str
    timezone: str
    currency: str
    locale: str


@dataclass(frozen=True, slots=True)
class SetSizes(Command):
    """The sizes that a store sells, in the order in which they are made."""

    name: ClassVar[str] = "set_sizes"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    store_id: str
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetDocket(Command):
    """New values for some of the words by which a store's orders are read, packed."""

    name: ClassVar[str] = "set_docket"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    store_id: str
    values: str


def edit_store(command: EditStore, rows: Rows, ctx: Context) -> Outcome:
    """The currency only while there is no order: amounts do not change with it."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {one_line(command.store_id)}")
    title, currency = clean(one_line(command.title), 120).strip(), command.currency.strip().upper()
    if not title:
        return Refused("name_needed", "A store needs a name")
    if not known_zone(command.timezone):
        return Refused("bad_timezone", f"{command.timezone!r} is no time zone: write it like Australia/Sydney")
    if not _CURRENCY.fullmatch(currency):
        return Refused("bad_currency", f"{command.currency!r} is not a currency: write three letters like AUD")
    if not _LOCALE.fullmatch(command.locale):
        return Refused("bad_locale", f"{command.locale!r} is not a locale: write it like en_AU")
    # All of a store's orders are read for this: an admin asks it once in a shop's life.
    if currency != store.currency and rows.where(Order, store_id=store.id):
        return Refused("currency_fixed", f"There are orders in {store.currency}: the currency stays")
    columns = {"name": title, "timezone": command.timezone, "currency": currency, "locale": command.locale}
    return _changed(store, "store_edited", f"{title}: saved", columns)


def set_sizes(command: SetSizes, rows: Rows, ctx: Context) -> Outcome:
    """The tickets that wait take their places in the new order."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {one_line(command.store_id)}")
    sizes = tidied(command.sizes)
    if not 1 <= len(sizes) <= MOST_CHOICES:
        return Refused("bad_sizes", f"A store has 1 to {MOST_CHOICES} sizes")
    packed = pack(list(sizes))
    ranked = tuple(_ranked_anew(packed, rows.where(Ticket, store_id=store.id, in_queue=True)))
    return _changed(store, "sizes_set", f"Sizes: {', '.join(sizes)}", {"sizes": packed}, *ranked)


def _ranked_anew(packed_sizes: str, tickets: tuple[Ticket, ...]) -> Iterator[Change]:
    ranks = sizes_of(packed_sizes)
    for ticket in tickets:
        rank = ranks.get(ticket.size.casefold(), UNKNOWN_SIZE) if ticket.size else NO_SIZE
        if rank != ticket.size_rank:
            yield Change(Ticket, (ticket.id,), {"size_rank": rank})


def set_docket(command: SetDocket, rows: Rows, ctx: Context) -> Outcome:
    """Orders that are here stay as they were read; the next ones are read so."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {one_line(command.store_id)}")
    values = unpack(command.values)
    trouble = _trouble(values)
    if trouble is not None:
        return Refused("bad_docket", trouble)
    named = {**unpack(store.docket or "{}"), **{name: _tidy(value) for name, value in values.items()}}
    return _changed(store, "docket_set", "Saved: the next orders are read so", {"docket": pack(named)})


def rules_of(store: Store) -> dict[str, Any]:
    """A store's docket rules by name, the policy among them left out."""
    return {name: value for name, value in asdict(docket_rules(store.docket, 1)).items() if name not in NOT_DOCKET}


def _trouble(values: dict[str, Any]) -> str | None:
    known = asdict(DocketRules())
    for name, value in values.items():
        if name not in known or name in NOT_DOCKET or type(value) is not (list if name in DOCKET_LISTS else str):
            return f"{name} = {value!r} is not a rule of the docket"
        if isinstance(value, list) and not (all(isinstance(t, str) for t in value) and len(value) <= MOST_CHOICES):
            return f"{name} holds up to {MOST_CHOICES} texts"
    if not tidied(values.get("due_names", ["x"])):
        return "Without a name for the due date no order has one"
    empty = next((name for name, value in values.items() if isinstance(value, str) and not value.strip()), None)
    return f"{empty} cannot be empty" if empty else None


def _tidy(value: Any) -> Any:
    return list(tidied(value, 120)) if isinstance(value, list) else clean(one_line(value), 120).strip()


def _changed(store: Store, event: str, says: str, columns: dict[str, Any], *more: Change) -> Outcome:
    if all(getattr(store, name) == value for name, value in columns.items()) and not more:
        return noop("unchanged", "It is so already")
    change = Change(Store, (store.id,), columns)
    return Accepted(says, writes=(change, *more), events=(Event(event, store_id=store.id),))
