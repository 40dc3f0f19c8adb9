"""How somebody comes to belong to a hub: a terminal by a code and its public key, a script by an admin's word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.core.actor import SERVICE_ACTOR
from data.core.clock import Instant
from data.core.outcome import Change, Put
from data.core.packed import unpack
from data.core.text import clean, one_line
from data.exchange.directory import EnrolmentCode, Member, Organization
from data.exchange.node import node_of, packed_scopes
from data.kitchen.stages import FILLING
from data.ledger.own import rule
from data.organization.commands import AddTerminal
from data.organization.store import Terminal
from data.store.at_once import AtOnce
from data.store.database import Database, StoredRows
from data.store.execute import apply
from sync_agent.hub.auth import Refusal
from sync_agent.hub.codes import NewCode, code_hash, count_wrong, make_code, must_wait, source_of, usable
from sync_agent.hub.families import Renewed, begin, is_ours, not_ours, renew
from sync_agent.hub.identity import Identity
from sync_agent.hub.organizations import (
    ANY,
    HUB,
    SOURCE,
    NotFounded,
    fresh,
    next_terminal_number,
    no_such_organization,
    organization_with,
    organizations,
    stores_of,
)
from sync_agent.hub.tokens import mint
from sync_agent.secrets.signature import BadSignature, check_text

ENROL = "enrol"
"""What a terminal signs its public key for."""
TERMINAL, RELAY, SCRIPT = "terminal", "relay", "script"
FOUNDER = "founder"
"""A terminal that worked alone and brings its stores; it is a terminal once they are here."""


class Wait(Refusal):
    """Too many wrong codes; `ms` until the next may be tried."""

    def __init__(self, ms: int) -> None:
        """Says it in minutes."""
        super().__init__(429, "wait", f"Too many wrong codes: try again in {-(-ms // 60_000)} minutes")
        self.ms = ms


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks to be enrolled: `proof` is the signature of the public key and the code with the private one. A terminal
    that worked alone brings its own `terminal_id`."""

    code: str
    public_key: str
    proof: str
    name: str
    terminal_id: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a new node is told; the tokens are the only secrets. `number` is None for a store hub."""

    member: Member
    organization: Organization
    number: int | None
    refresh_token: str
    access_token: str = ""


def new_code(
    identity: Identity, store_id: str, *, relay: bool = False, organization: str | None = None
) -> tuple[Organization, NewCode]:
    """A code for one terminal (or store hub) of a store; raises NotFounded."""
    whose = organization_with(identity.doors, store_id, organization)
    kind, now = RELAY if relay else TERMINAL, identity.machine.now()

    def work(database: Database) -> NewCode:
        with database.transaction():
            return make_code(database, whose.id, store_id, kind, identity.keys.pepper, now)

    return whose, identity.doors.write(whose.id, work)


def founding_code(identity: Identity, organization: str | None = None) -> tuple[Organization, NewCode]:
    """A code for a terminal that brings its stores to an organization; raises NotFounded."""
    asked = [o for o in organizations(identity.doors) if organization in (None, o.id, o.name)]
    if not asked:
        raise no_such_organization(organization)
    if len(asked) > 1:
        raise NotFounded("which_one", "Which organization? --organization says it")
    whose, now = asked[0], identity.machine.now()

    def work(database: Database) -> NewCode:
        with database.transaction():
            return make_code(database, whose.id, "", FOUNDER, identity.keys.pepper, now)

    return whose, identity.doors.write(whose.id, work)


def enrol(identity: Identity, who: Applicant) -> Enrolled:
    """The same key with the same code is answered again (the first answer may have been lost); raises Refusal."""
    hashed = code_hash(who.code, identity.keys.pepper)
    source = source_of(who.address)
    code = _offered(identity, hashed, source)
    if code is None or not _proven(who):
        _wrong(identity, source)
        raise _no_code()

    def work(database: Database) -> Enrolled | None:
        with database.transaction():
            again = usable(database, hashed, identity.machine.now(), held=True)
            member = None if again is None else _member(identity, database, again, who)
            return None if member is None else _told(identity, database, member)

    enrolled = identity.doors.write(code.organization_id, work)
    if enrolled is None:
        _wrong(identity, source)
        raise _no_code()
    return replace(enrolled, access_token=mint(identity.keys, enrolled.member, identity.machine.now()))


def _no_code() -> Refusal:
    return Refusal(403, "bad_code", "This code is not (or no longer) good: ask for a new one")


def _offered(identity: Identity, hashed: str, source: str) -> EnrolmentCode | None:
    now = identity.machine.now()

    # Only reads: however many knock, whoever works at this hub is not kept waiting.
    def work(database: Database) -> EnrolmentCode | None:
        wait = must_wait(database, source, now)
        if wait:
            raise Wait(wait)
        return usable(database, hashed, now)

    return identity.doors.read(ANY, work)


def _wrong(identity: Identity, source: str) -> None:
    def work(database: Database) -> None:
        with database.transaction():
            count_wrong(database, source, identity.machine.now())

    identity.doors.write(ANY, work)


def _proven(who: Applicant) -> bool:
    try:
        check_text(who.public_key, who.proof, ENROL, who.public_key, who.code)
    except BadSignature:
        return False
    return True


def _member(identity: Identity, database: Database, code: EnrolmentCode, who: Applicant) -> Member | None:
    """The member that this key is (or becomes); None when somebody else has used the code."""
    rows = StoredRows(database)
    known = next(iter(rows.where(Member, public_key=who.public_key, revoked_at=None)), None)
    if code.used_by is not None:
        return known if known is not None and known.id == code.used_by else None
    if known is not None:
        # The same terminal once more, its tokens had ended: it stays who it is, and learns of its store anew.
        scopes = packed_scopes([*unpack(known.scopes), *_stores(code)])
        member = replace(known, scopes=scopes)
        apply(database, Change(Member, (known.id,), {"scopes": scopes}))
    else:
        member = _new_member(identity, database, code, who)
    apply(database, Change(EnrolmentCode, (code.code_hash,), {"used_by": member.id}))
    return member


def _stores(code: EnrolmentCode) -> tuple[str, ...]:
    """A founder has none here yet."""
    return (code.store_id,) if code.store_id else ()


def _new_member(identity: Identity, database: Database, code: EnrolmentCode, who: Applicant) -> Member:
    now = identity.machine.now()
    name = " ".join(clean(one_line(who.name), 80).split())
    terminal_id = None
    if code.kind == TERMINAL:
        terminal_id = _terminal(identity, database, code.store_id, who, name)
    member = Member(
        id=fresh(),
        organization_id=code.organization_id,
        kind=code.kind,
        name=name or code.kind,
        terminal_id=terminal_id,
        public_key=who.public_key,
        scopes=packed_scopes(_stores(code)),
        role=None,
        enrolled_at=now,
        seen_at=now,
        revoked_at=None,
    )
    apply(database, Put(member))
    return member


def _terminal(identity: Identity, database: Database, store_id: str, who: Applicant, name: str) -> str:
    rows = StoredRows(database)
    wanted = who.terminal_id
    ident = wanted if wanted and rows.get(Terminal, wanted) is None else fresh()

    def added(held: Database) -> AddTerminal:
        number = next_terminal_number(held)
        return AddTerminal(ident, store_id, number, name or f"Terminal {number}", FILLING, fresh(), here=False)

    # The number is taken while all stores are held: two that come at once get two.
    # A store hub only asks for it: above it nobody knows its admin.
    node = node_of(database)
    who_adds = SERVICE_ACTOR if node is not None and node.upstream else HUB
    result = rule(AtOnce(database), added, who_adds, SOURCE, identity.machine.stamp(), fresh)
    if result.status != "applied":
        raise Refusal(409, result.code, result.says)
    return ident


def _told(identity: Identity, database: Database, member: Member) -> Enrolled:
    rows = StoredRows(database)
    organization = rows.get(Organization, member.organization_id)
    terminal = rows.get(Terminal, member.terminal_id) if member.terminal_id else None
    if organization is None:
        raise Refusal(403, "foreign", "This organization is gone")
    first = begin(database, member, identity.keys.pepper, identity.machine.now())
    return Enrolled(member, organization, terminal.number if terminal else None, first)


def refresh(identity: Identity, token: str, proof: str | None) -> tuple[str, str, Instant]:
    """The next access and refresh token, and the hub's time; raises Refusal."""
    if not is_ours(token, identity.keys.pepper):
        raise not_ours()
    now = identity.machine.now()

    def work(database: Database) -> Renewed | Refusal:
        with database.transaction():
            renewed = renew(database, token, proof, identity.keys.pepper, now)
            if not isinstance(renewed, Refusal):
                apply(database, Change(Member, (renewed.member.id,), {"seen_at": now}))
            return renewed

    renewed = identity.doors.write(ANY, work)
    if isinstance(renewed, Refusal):
        raise renewed
    return mint(identity.keys, renewed.member, now), renewed.refresh_token, now


def script_token(
    identity: Identity, name: str, role: str, stores: tuple[str, ...], lasts_ms: int, organization: str | None = None
) -> tuple[Member, str]:
    """A token for a script, and the member that `hub revoke` takes it back by; raises NotFounded."""
    whose = organization_with(identity.doors, stores[0], organization)
    now, called = identity.machine.now(), clean(one_line(name), 80)
    member = Member(fresh(), whose.id, SCRIPT, called, None, None, packed_scopes(stores), role, now, None, None)

    def work(database: Database) -> None:
        with database.transaction():
            missing = set(stores) - set(stores_of(database))
            if missing:
                raise NotFounded("no_such_store", f"There is no store {', '.join(sorted(missing))} here")
            apply(database, Put(member))

    identity.doors.write(whose.id, work)
    return member, mint(identity.keys, member, now, lasts_ms)
