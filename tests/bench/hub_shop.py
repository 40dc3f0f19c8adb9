"""Stores on one PostgreSQL, with cakes to fill: eight with a terminal each, and one with eight terminals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.command import Command
from data.exchange.message import Result
from data.kitchen.ticket import Ticket
from data.ledger.own import rule
from data.people.commands import AddStaff, SetBadge
from data.stock.commands import ReceiveStock
from data.stock.setting_up import AddItem, AddProduct
from data.store.at_once import AtOnce
from data.store.database import Database, StoredRows
from data.store.machine import ThisMachine
from hardware.scan.badges import badge_code
from kitchen_tui.keys import badge_hash
from sync_agent.hub.enrolment import ENROL, Applicant, enrol, new_code
from sync_agent.hub.identity import Identity
from sync_agent.hub.organizations import HUB, FirstStore, add_store, found
from sync_agent.hub.running import fresh
from sync_agent.secrets.signature import new_key, public_key, sign_text
from tests.support.dockets import cake, docket, ingest

TERMINALS = 8
STORES = tuple(f"store{n}" for n in range(TERMINALS))
CROWDED = "crowded"
TICKETS_AN_ORDER = 10
FIRST_BADGE = 7_000


@dataclass(frozen=True, slots=True)
class Papers:
    """What a client needs to speak for the terminal of a store, and what it is to fill."""

    store: str
    node_id: str
    terminal_id: str
    key: str
    token: str
    tickets: tuple[str, ...]


def furnished(identity: Identity, tickets: int, crowd: int) -> tuple[list[Papers], list[Papers]]:
    """So many tickets at Filling for the terminal of each store, and for each terminal of the crowded one."""
    whose = stocked(identity, STORES, tickets)
    _furnish(identity, whose, CROWDED, len(STORES), TERMINALS * crowd)
    alone = [_enrolled(identity, whose, store, slice(tickets)) for store in STORES]
    shares = [slice(n * crowd, (n + 1) * crowd) for n in range(TERMINALS)]
    return alone, [_enrolled(identity, whose, CROWDED, share) for share in shares]


def stocked(identity: Identity, stores: Sequence[str], tickets: int) -> str:
    """An organization with these stores, so many tickets at Filling in each; answers its id."""
    whose = found(identity.doors, "Bench", ThisMachine()).organization.id
    for n, store in enumerate(stores):
        _furnish(identity, whose, store, n, tickets)
    return whose


def _furnish(identity: Identity, whose: str, store: str, n: int, tickets: int) -> None:
    machine = ThisMachine()
    first = FirstStore(store, store.title(), "ABCDEFGHI"[n], "UTC", "AUD", "en_AU", "Olive")
    _stored(identity, whose, first, machine)
    for command, who in _goods(store, n, tickets):
        _ruled(identity, whose, store, command, who, machine)


def _stored(identity: Identity, whose: str, first: FirstStore, machine: ThisMachine) -> None:
    def work(database: Database) -> None:
        with database.transaction():
            add_store(AtOnce(database), first, machine)

    identity.doors.write(whose, work)


def _ruled(identity: Identity, whose: str, store: str, command: Command, who: Actor, machine: ThisMachine) -> None:
    def work(database: Database) -> Result:
        return rule(database, command, who, "bench", machine.stamp(), fresh, [store])

    done = identity.doors.write(whose, work)
    if done.status != "applied":
        raise RuntimeError(f"the bench's shop could not be furnished: {done.says}")


def _goods(store: str, n: int, tickets: int) -> Iterator[tuple[Command, Actor]]:
    milk, box = f"milk-{store}", f"box-{store}"
    yield AddStaff(f"ana-{store}", store, 900 - n, "Ana", "STAFF"), HUB
    yield SetBadge(f"ana-{store}", badge_hash(badge_code(FIRST_BADGE + n))), HUB
    yield AddItem(milk, store, "Milk", "g"), HUB
    yield AddItem(box, store, "Box", "pc", limits_sale=False), HUB
    yield AddProduct(f"cake-{store}", store, "Gelato Cake", bom=(("", milk, 5), ("", box, 1))), HUB
    yield ReceiveStock(milk, 10_000_000), HUB
    yield ReceiveStock(box, 100_000), HUB
    for order in range(-(-tickets // TICKETS_AN_ORDER)):
        number = str(100_000 * (n + 1) + order)
        yield ingest(docket(number, cake(quantity=TICKETS_AN_ORDER)), store), SERVICE_ACTOR


def _enrolled(identity: Identity, whose: str, store: str, share: slice) -> Papers:
    key, (_, code) = new_key(), new_code(identity, store)
    proof = sign_text(key, ENROL, public_key(key), code.code)
    papers = enrol(identity, Applicant(code.code, public_key(key), proof, "Bench", None, "127.0.0.1"))
    rows = identity.doors.read(whose, lambda database: StoredRows(database).where(Ticket, store_id=store))
    member = papers.member
    ids = tuple(ticket.id for ticket in rows[share])
    return Papers(store, member.id, str(member.terminal_id), key, papers.access_token, ids)
