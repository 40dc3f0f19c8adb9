"""Commands on the wire: what is the same for many of them is said once, so that one costs some fifty bytes (SYNC 4).

Column by column, for a deflater sees most where like stands by like. `make` holds what commands have in common: name,
version, and the arguments cut at every UUID; a command is then one of those (`use`) and the UUIDs for its holes
(`with`). Times are steps from one command to the next; what a clock should show is left out and only the error told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from data.core import hlc
from data.core.clock import HOUR
from data.exchange.message import Request, Sent
from sync_agent.link.reading import Malformed, many, maybe_text, named, part, text, texts, whole, wholes

MOST_COMMANDS = 200
MOST_BYTES = 256 * 1024
"""Of a batch, arguments written out; one command alone may be larger, or it could never be sent."""
UUIDS = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX = re.compile("(?:[0-9a-f]{32})*")
_TAIL = re.compile("[0-9a-f]{20}|[0-9a-f]{32}")
_AROUND = 160
"""What an envelope is taken for."""
_TIME = (1 << 48) - 1
_NS = 1_000_000
_DAY = 24 * HOUR


class TooMuch(Malformed):
    """More commands, or larger ones, than a hub takes at once."""

    def __init__(self, says: str) -> None:
        """Keeps the sentence."""
        super().__init__(says, "batch_too_large")


def fitting(request: Request) -> Request:
    """The request with as many of its commands as go at once; always one."""
    size, count = 0, 0
    for command in request.batch[:MOST_COMMANDS]:
        size += len(command.args.encode()) + _AROUND
        if count and size > MOST_BYTES:
            break
        count += 1
    return request if count == len(request.batch) else replace(request, batch=request.batch[:count])


def named_in(requests: Iterable[Request]) -> list[str]:
    """The rows that their commands will ask for."""
    return [ident for request in requests for command in request.batch for ident in UUIDS.findall(command.args)]


def coded(batch: Sequence[Sent]) -> dict[str, Any]:
    """A batch as JSON values; `read_batch` is its inverse."""
    makes, people, terminals, boots = _Table(), _Table(), _Table(), _Table()
    columns: dict[str, list[Any]] = {name: [] for name in ("id", "use", "by", "from", "boot", "at", "mono", "hlc")}
    holes: list[str] = []
    at = mono = reading = 0
    for command in batch:
        makes_args = (command.name, command.v, *UUIDS.split(command.args))
        holes += UUIDS.findall(command.args)
        columns["id"].append(_short(command.command_id, command.issued_at))
        columns["use"].append(makes.place(makes_args))
        columns["by"].append(people.place((command.actor_id, command.actor_name, command.actor_role)))
        columns["from"].append(terminals.place(command.terminal_id))
        columns["boot"].append(boots.place(command.boot_id))
        step = command.issued_at - at
        columns["at"].append(step)
        columns["mono"].append(command.mono_ns - mono - _passed(step))
        columns["hlc"].append(command.hlc - hlc.after(reading, command.issued_at))
        at, mono, reading = command.issued_at, command.mono_ns, command.hlc
    sessions = _Table()
    held = [sessions.place(command.session) for command in batch]
    given = {"sessions": sessions.told, "in": held} if sessions.told not in ([], [None]) else {}
    return {
        **given,
        "seq": _steps([command.seq for command in batch]),
        "prev": _breaks(batch),
        "make": makes.told,
        "with": "".join(hole.replace("-", "") for hole in holes),
        "who": people.told,
        "terminals": terminals.told,
        "boots": boots.told,
        **columns,
    }


class _Table:
    """Values in the order in which they were first met."""

    def __init__(self) -> None:
        self._places: dict[Any, int] = {}

    def place(self, value: Any) -> int:
        return self._places.setdefault(value, len(self._places))

    @property
    def told(self) -> list[Any]:
        return list(self._places)


def _short(command_id: str, at: int) -> str:
    """An id without what is known anyway: the dashes of a UUID, and its time when it is the command's."""
    if not UUIDS.fullmatch(command_id):
        return f"={command_id}"
    digits = command_id.replace("-", "")
    return digits[12:] if digits[:12] == f"{at & _TIME:012x}" else digits


def _long(short: str, at: int) -> str:
    if short.startswith("="):
        return short[1:]
    if not _TAIL.fullmatch(short):
        raise Malformed("an id of a command is none")
    return _dashed(short if len(short) == 32 else f"{at & _TIME:012x}{short}")


def _dashed(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _passed(step: int) -> int:
    """What the monotonic clock should have run meanwhile, nanoseconds; a wall clock that was set says nothing of it."""
    return step * _NS if 0 <= step < _DAY else 0


def _steps(seqs: Sequence[int]) -> list[int]:
    """A run is its beginning; anything else is written out."""
    if seqs and list(seqs) == list(range(seqs[0], seqs[0] + len(seqs))):
        return [seqs[0]]
    return list(seqs)


def _breaks(batch: Sequence[Sent]) -> list[list[Any]]:
    """Where a command does not hold on to the one before it in the batch."""
    before = [None, *(command.command_id for command in batch)]
    return [[n, command.prev_id] for n, command in enumerate(batch) if n == 0 or command.prev_id != before[n]]


def read_batch(value: Any) -> tuple[Sent, ...]:
    """The commands of a coded batch; raises Malformed, TooMuch."""
    batch = named(value, "batch")
    ids = texts(part(batch, "id"), "an id of a command")
    if len(ids) > MOST_COMMANDS:
        raise TooMuch(f"{len(ids)} commands at once are more than {MOST_COMMANDS}")
    count = len(ids)
    ats = list(_sums(wholes(part(batch, "at"), "a time", count)))
    ids = [_long(short, at) for short, at in zip(ids, ats, strict=True)]
    made = _made(batch, count)
    who = [_person(each) for each in many(part(batch, "who"), "a person")]
    people = _looked_up(batch, "by", who, count)
    terminals = _looked_up(batch, "from", texts(part(batch, "terminals"), "a terminal"), count)
    boots = _looked_up(batch, "boot", texts(part(batch, "boots"), "a boot"), count)
    places = zip(terminals, ats, boots, _clocks(batch, ats), _sessions(batch, count), strict=True)
    rows = zip(_seqs(batch, count), ids, _prevs(batch, ids), made, people, places, strict=True)
    return tuple(
        Sent(seq, ident, prev, name, v, args, who, called, role, terminal, at, reading, boot, mono, session)
        for seq, ident, prev, (name, v, args), (who, called, role), place in rows
        for terminal, at, boot, (reading, mono), session in (place,)
    )


def _sessions(batch: dict[str, Any], count: int) -> list[str | None]:
    """An older release knows of none."""
    if "in" not in batch:
        return [None] * count
    told = [maybe_text(each, "a session") for each in many(part(batch, "sessions"), "sessions")]
    return _looked_up(batch, "in", told, count)


def _sums(steps: Iterable[int]) -> Iterator[int]:
    total = 0
    for step in steps:
        total = whole(total + step, "a time")
        yield total


def _person(value: Any) -> tuple[str, str, str]:
    ident, name, role = texts(many(value, "a person", 3), "a person")
    return ident, name, role


def _looked_up(batch: dict[str, Any], name: str, table: Sequence[Any], count: int) -> list[Any]:
    places = wholes(part(batch, name), name, count)
    if any(not 0 <= place < len(table) for place in places):
        raise Malformed(f"{name} points beyond its table")
    return [table[place] for place in places]


def _made(batch: dict[str, Any], count: int) -> list[tuple[str, int, str]]:
    """Names, versions and arguments. The sizes first: what is short on the wire can be long written out."""
    makes = [_make(each) for each in many(part(batch, "make"), "a making")]
    used = _looked_up(batch, "use", makes, count)
    size = sum(sum(map(len, parts)) + 36 * (len(parts) - 1) + _AROUND for _, _, parts in used)
    if count > 1 and size > MOST_BYTES:
        raise TooMuch(f"a batch of {size} bytes is more than {MOST_BYTES}")
    digits = text(part(batch, "with"), "with")
    if not _HEX.fullmatch(digits) or len(digits) != 32 * sum(len(parts) - 1 for _, _, parts in used):
        raise Malformed("the holes of the arguments are not filled")
    holes = (_dashed(digits[n : n + 32]) for n in range(0, len(digits), 32))
    return [(name, v, _filled(parts, islice(holes, len(parts) - 1))) for name, v, parts in used]


def _make(value: Any) -> tuple[str, int, list[str]]:
    cells = many(value, "a making")
    if len(cells) < 3:
        raise Malformed("a making is too short")
    return text(cells[0], "a name"), whole(cells[1], "a version"), texts(cells[2:], "arguments")


def _filled(parts: list[str], holes: Iterable[str]) -> str:
    return parts[0] + "".join(hole + after for hole, after in zip(holes, parts[1:], strict=True))


def _clocks(batch: dict[str, Any], ats: list[int]) -> list[tuple[int, int]]:
    """The readings (hlc, mono) of each command."""
    found = []
    errors = zip(
        ats, wholes(part(batch, "hlc"), "hlc", len(ats)), wholes(part(batch, "mono"), "mono", len(ats)), strict=True
    )
    before = mono = reading = 0
    for at, ahead, drift in errors:
        reading = whole(hlc.after(reading, at) + ahead, "hlc")
        mono = whole(mono + _passed(at - before) + drift, "mono")
        before = at
        found.append((reading, mono))
    return found


def _seqs(batch: dict[str, Any], count: int) -> list[int]:
    told = wholes(part(batch, "seq"), "seq")
    if len(told) == 1 and count:
        told = list(range(told[0], told[0] + count))
    return wholes(told, "seq", count)


def _prevs(batch: dict[str, Any], ids: list[str]) -> list[str | None]:
    found: list[str | None] = [None, *ids[:-1]] if ids else []
    for each in many(part(batch, "prev"), "prev"):
        n, prev = many(each, "prev", 2)
        if not 0 <= whole(n, "prev") < len(ids):
            raise Malformed("prev points beyond the batch")
        found[n] = maybe_text(prev, "prev")
    return found
