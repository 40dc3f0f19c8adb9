"""The rows the sync keeps for itself. None of them travels: each is one node's own book-keeping."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Node:
    """What this database is to the others; at most one row, and none for a terminal that is its own authority.

    `origin` names the chain of its commands, `final` the last seq that its upstream has taken over (0: none), `heard`
    the upstream's epoch ("" before the first answer). `upstream` False is the authority; `feeds` has others below it,
    to whom it is `epoch`. `scopes` is the packed list of stores that it holds.
    """

    id: str
    terminal_id: str
    origin: str
    final: int
    heard: str
    upstream: bool
    feeds: bool
    epoch: str
    scopes: str


@dataclass(frozen=True, slots=True)
class BaseImage:
    """The upstream's row as it was before the first guess about it; `image` None: there was none."""

    tbl: str
    pk: str
    image: str | None


@dataclass(frozen=True, slots=True)
class Touch:
    """What the pending command with this seq looked at, or `wrote` (see data.exchange.marks)."""

    seq: int
    tbl: str
    shape: str
    value: str
    wrote: bool


@dataclass(frozen=True, slots=True)
class Cookie:
    """How far this node has heard its upstream, scope by scope."""

    scope: str
    ver: int
    tag: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest version of a scope that this node feeds."""

    scope: str
    ver: int
    tag: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A version that once was the newest, with the tag that proves it was ours."""

    scope: str
    ver: int
    tag: str
    at: Instant


@dataclass(frozen=True, slots=True)
class RowVersion:
    """The version in which a row last changed; `deleted` leaves a tombstone."""

    scope: str
    tbl: str
    pk: str
    ver: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class Below:
    """How far a chain has come here: the last command taken from it, and at the authority the `seal` over all of them.
    Its entries carry seals beyond the number `since`, on top of `anchor`, the last seal that was pruned."""

    origin: str
    node_id: str
    seq: int
    command_id: str
    since: int | None = None
    anchor: str | None = None
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """A chain in which a node has pushed: of all the times that it did, the `first` and the `last` in this one."""

    node_id: str
    origin: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Founding:
    """A terminal's stores on their way to a hub, as either side keeps it. `origin` is the terminal's chain, `upto` the
    packed place of the last page that the hub took ("" before the first), `heads` the packed heads of the stores once
    it is done."""

    node_id: str
    scopes: str
    origin: str
    begun_at: Instant
    upto: str
    heads: str | None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A node that has not pushed again since this hub was set back: it may hold what the hub has lost."""

    node_id: str
    since: Instant


@dataclass(frozen=True, slots=True)
class BootClock:
    """The monotonic clock of a machine's boot, as this node has learnt it: it showed nothing at `zero_at` of this
    node's wall clock, when the monotonic clock of this node's boot `by_boot` showed `by_mono` nanoseconds."""

    boot_id: str
    zero_at: Instant
    by_boot: str
    by_mono: int
    learnt_at: Instant


@dataclass(frozen=True, slots=True)
class Archived:
    """A closed order that the authority keeps to itself, since `at`: nobody below has it."""

    order_id: str
    store_id: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Chore:
    """What one process of a hub does for all of them: when it was begun last, when it was done last (or first known
    of), and what came of that, packed."""

    name: str
    begun_at: Instant
    done_at: Instant
    told: str


@dataclass(frozen=True, slots=True)
class Handover:
    """A node that was revoked brings what it had not sent: `done_at` once it has all been taken, and it was told to
    forget everything."""

    node_id: str
    begun_at: Instant
    done_at: Instant | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A command of a revoked node, which nobody has carried out: a person looks at it. `sent` is the command, packed;
    `state` is waiting, settled or dropped, and `says` what became of it."""

    command_id: str
    node_id: str
    seq: int
    sent: str
    taken_at: Instant
    state: str
    says: str


AGENT = "agent"
"""The id of the one row of Standing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the agent beside the app stands; one row (`id` "agent"), none before it ran for the first time.

    `heard_at` is this machine's wall clock at the last answer, `heard_mono` the monotonic one (milliseconds) of boot
    `boot_id`: ages are told by it while the machine runs. `trouble` is a stable code ("" none), `says` its sentence,
    `since` when it began. `offset_ms` is the hub's clock less ours; `oldest` and `newest` the schemas that the hub
    understands. `pid` 0: it has ended; `beat_mono`: it was alive then. `swap_rows` rows are being put in place since
    `swap_since`.
    """

    id: str
    hub: str
    heard_at: Instant | None
    heard_mono: int | None
    boot_id: str
    trouble: str
    says: str
    since: Instant | None
    offset_ms: int | None
    oldest: int | None
    newest: int | None
    version: str
    pid: int
    beat_mono: int
    swap_rows: int
    swap_since: Instant | None
