"""Stores, terminals, products: the configuration a shop begins with."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.clock import known_zone
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, noop
from data.core.packed import pack, unpack
from data.core.rows import Rows
from data.core.text import clean
from data.organization.policies import (
    BOUNDS,
    LISTS,
    MOST_CHOICES,
    SCAN_AHEAD,
    WEEKDAYS,
    Policies,
    policies_of,
    qc_trouble,
    tidied,
)
from data.organization.store import Store, Terminal

RESERVED_LETTERS = frozenset("P")
"""P begins the numbers of orders taken by hand."""
_CHOICES = ("storage_places", "flavours")
_LANGUAGE = re.compile("(?:[a-z]{2,3}(?:_[A-Z]{2})?)?")
_COUNTRY, _REGION = re.compile("(?:[A-Z]{2})?"), re.compile("[A-Z0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class AddStore(Command):
    """A store with its barcode letter, zone and currency."""

    name: ClassVar[str] = "add_store"
    least: ClassVar[Role] = Role.OWNER
    relied_on: ClassVar[bool] = True

    store_id: str
    title: str
    letter: str
    timezone: str
    currency: str
    locale: str
    sizes: tuple[str, ...]
    secret: str


@dataclass(frozen=True, slots=True)
class AddTerminal(Command):
    """A machine that scans; `here` marks the one this database belongs to."""

    name: ClassVar[str] = "add_terminal"
    least: ClassVar[Role] = Role.ADMIN
    for_service: ClassVar[bool] = True
    relied_on: ClassVar[bool] = True

    terminal_id: str
    store_id: str
    number: int
    title: str
    station: str
    origin: str
    here: bool = True


@dataclass(frozen=True, slots=True)
class SetPolicies(Command):
    """New values for some of a store's policies, packed."""

    name: ClassVar[str] = "set_policies"
    least: ClassVar[Role] = Role.ADMIN
    relied_on: ClassVar[bool] = True

    store_id: str
    values: str


@dataclass(frozen=True, slots=True)
class SetStation(Command):
    """Where a terminal stands."""

    name: ClassVar[str] = "set_station"
    least: ClassVar[Role] = Role.ADMIN

    terminal_id: str
    store_id: str
    station: str


def add_store(command: AddStore, rows: Rows, ctx: Context) -> Outcome:
    """The letter is unique: a barcode decodes to exactly one ticket."""
    slug, letter = command.store_id, command.letter.upper()
    if not slug.isalnum() or not slug.isascii() or not slug.islower():
        return Refused("bad_slug", f"{slug!r}: a store's short name is lower case letters and digits")
    if len(letter) != 1 or not ("A" <= letter <= "Z") or letter in RESERVED_LETTERS:
        return Refused("bad_letter", f"{letter!r} cannot begin barcodes: choose one letter, not P")
    if not known_zone(command.timezone):
        return Refused("bad_timezone", f"{command.timezone!r} is no time zone: write it like Australia/Sydney")
    if rows.get(Store, slug) is not None:
        return noop("known", f"{slug} is known")
    if rows.where(Store, letter=letter):
        return Refused("letter_taken", f"Barcodes of another store begin with {letter} already")
    row = Store(
        slug,
        clean(command.title, 120),
        letter,
        command.timezone,
        command.currency.upper(),
        command.locale,
        pack(list(command.sizes)),
        Policies().packed(),
        "{}",
        command.secret,
        ctx.now,
    )
    return Accepted(f"Store {slug}", writes=(Put(row),), events=(_event("store_added", slug),))


def add_terminal(command: AddTerminal, rows: Rows, ctx: Context) -> Outcome:
    """One row a machine."""
    if rows.get(Store, command.store_id) is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    if rows.get(Terminal, command.terminal_id) is not None:
        return noop("known", "This terminal is known")
    number = command.number
    if ctx.settling:
        # A store hub and its cloud have both let one in while no line was between them: both are machines that work.
        while rows.where(Terminal, number=number):
            number += 1
    elif rows.where(Terminal, number=number):
        return Refused("number_taken", f"Another terminal has number {number}: orders taken there begin with it")
    row = Terminal(
        command.terminal_id,
        command.store_id,
        number,
        clean(command.title, 80),
        command.station,
        command.origin,
        command.here,
    )
    return Accepted(f"Terminal {number}", writes=(Put(row),), events=(_event("terminal_added", row.store_id),))


def set_policies(command: SetPolicies, rows: Rows, ctx: Context) -> Outcome:
    """Unknown names and values of a wrong kind are refused."""
    store = rows.get(Store, command.store_id)
    if store is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    before = policies_of(store)
    values = unpack(command.values)
    trouble = _trouble(values, asdict(before))
    if trouble is not None:
        return Refused("bad_policy", trouble)
    values |= {name: _tidy(name, values[name]) for name in LISTS & values.keys()}
    after = replace(before, **values)
    if after == before:
        return noop("unchanged", "Policies are so already")
    change = Change(Store, (store.id,), {"policies": after.packed()})
    return Accepted("Policies set", writes=(change,), events=(_event("policies_set", store.id, **values),))


def _trouble(values: dict[str, Any], known: dict[str, Any]) -> str | None:
    for name, value in values.items():
        if name not in known or type(value) is not (list if name in LISTS else type(known[name])):
            return f"{name} = {value!r} is not a policy"
        if name in LISTS and not all(isinstance(text, str) for text in value):
            return f"{name} holds texts, not {value!r}"
    if values.get("scan_ahead", "one") not in SCAN_AHEAD:
        return f"scan_ahead is one of {', '.join(SCAN_AHEAD)}"
    for name, value in values.items():
        least, most = BOUNDS.get(name, (0, 0))
        if name in BOUNDS and not least <= value <= most:
            return f"{name} is {least} to {most}"
    if not set(values.get("closed_weekdays", ())) < set(WEEKDAYS):
        return f"closed_weekdays are some of {', '.join(WEEKDAYS)}, not all of them"
    if any(len(values.get(name, ())) > MOST_CHOICES for name in _CHOICES):
        return f"A list holds {MOST_CHOICES} texts at most"
    wrong = _misspelled(values)
    if wrong is not None:
        return wrong
    return qc_trouble(_tidy("qc_reasons", values["qc_reasons"])) if "qc_reasons" in values else None


def _misspelled(values: dict[str, Any]) -> str | None:
    if not _LANGUAGE.fullmatch(values.get("language", "")):
        return "language is short, like en or de_AT, or nothing"
    if not _COUNTRY.fullmatch(values.get("country", "")):
        return "country is two letters, like DE or AU, or nothing"
    if not _REGION.fullmatch(values.get("region", "")):
        return "region is a few letters or digits, like BW or NSW, or nothing"
    return None


def _tidy(name: str, texts: list[str]) -> tuple[str, ...]:
    if name in _CHOICES:
        return tidied(texts)
    return tuple(" ".join(clean(text, 120).split()) if name == "qc_reasons" else text for text in texts)


def set_station(command: SetStation, rows: Rows, ctx: Context) -> Outcome:
    """Moves a terminal to another bench or store."""
    terminal = rows.get(Terminal, command.terminal_id)
    if terminal is None or rows.get(Store, command.store_id) is None:
        return Refused("no_such_terminal", "No such terminal or store")
    columns = {"station": command.station, "store_id": command.store_id}
    if (terminal.station, terminal.store_id) == (command.station, command.store_id):
        return noop("unchanged", f"{terminal.name} stands there already")
    change = Change(Terminal, (terminal.id,), columns)
    return Accepted(
        f"{terminal.name}: {command.station}", writes=(change,), events=(_event("station_set", command.store_id),)
    )


def _event(name: str, store_id: str, **detail: object) -> Event:
    return Event(name, store_id=store_id, detail=detail)
