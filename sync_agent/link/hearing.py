"""An answer as it came: believed as a whole or not at all (how it is spelled: sync_agent.link.spelling)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from data.core.packed import pack
from data.exchange.message import Answer, NewsRow, Result
from data.store.kinds import Kind
from sync_agent.link.reading import Malformed, heads, loaded, many, maybe_text, named, part, text, texts, truth, whole
from sync_agent.link.shape import Shape, known, shape_of
from sync_agent.link.spelling import PROTO

_END = re.compile(rb'(\{"end":true,"heads":.*,"rows":[0-9]+),"crc":"([0-9a-f]{8})"\}')


class Incomplete(ValueError):
    """Not the whole of an answer, or not an answer: nothing of it may be used. `code`: cut_off, wrong_sum, not_a_hub or
    malformed."""

    def __init__(self, says: str, code: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.says, self.code = says, code


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it came, and the schemas (oldest, newest) that its sender understands."""

    answer: Answer
    schemas: tuple[int, int]


def read_answer(body: bytes) -> Told:
    """Raises Incomplete; never believes a part."""
    try:
        return _read(body)
    except Malformed as trouble:
        raise Incomplete(f"The hub's answer cannot be read: {trouble.says}", "malformed") from trouble


def _read(body: bytes) -> Told:
    if not body.startswith(b'{"head":'):
        raise Incomplete("What answered is not a Bakeline hub", "cut_off" if not body else "not_a_hub")
    before, end = _ended(body)
    lines = before.split(b"\n")
    reading = _Reading(*_head(named(loaded(lines[0]), "the head")))
    for line in lines[1:-1]:
        reading.take(named(loaded(line), "a line"))
    return reading.told(end)


def _ended(body: bytes) -> tuple[bytes, dict[str, Any]]:
    """All before the end line, and the end line."""
    at = body.rfind(b"\n", 0, -1) + 1
    found = _END.fullmatch(body[at:-1]) if body.endswith(b"\n") else None
    if found is None:
        raise Incomplete("The hub's answer was cut off", "cut_off")
    if f"{crc32(found[1], crc32(body[:at])):08x}".encode() != found[2]:
        raise Incomplete("The hub's answer was changed on its way", "wrong_sum")
    return body[:at], named(loaded(body[at:-1]), "the end")


def _head(line: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    head = named(part(line, "head"), "the head")
    if whole(part(head, "proto"), "proto") != PROTO:
        raise Malformed("it speaks another protocol")
    columns = named(part(head, "columns"), "columns")
    return head, {table: texts(names, "columns") for table, names in columns.items()}


@dataclass
class _Reading:
    """What was read so far."""

    head: dict[str, Any]
    columns: dict[str, list[str]]
    rows: list[NewsRow] = field(default_factory=list)
    count: int = 0
    origin: list[Any] | None = None
    results: list[Result] = field(default_factory=list)
    _shapes: dict[str, tuple[Kind, Shape] | None] = field(default_factory=dict)

    def take(self, line: dict[str, Any]) -> None:
        """One more line; of a kind that only a newer peer knows, nothing."""
        if "table" in line:
            self._rows(text(line["table"], "table"), line)
        elif "origin" in line:
            self.origin = many(line["origin"], "origin", 4)
        elif "result" in line:
            self.results.append(Result(*texts(many(line["result"], "result", 4), "result")))

    def _rows(self, table: str, line: dict[str, Any]) -> None:
        gone = "gone" in line
        values = many(part(line, "gone" if gone else "rows"), "rows")
        self.count += len(values)
        shaped = self._shape(table)
        if shaped is None:
            return
        kind, shape = shaped
        if gone:
            self.rows += [NewsRow(table, _pk(kind, pk), None) for pk in values]
            return
        key = [kind.columns.index(name) for name in kind.key]
        self.rows += [NewsRow(table, pack([record[n] for n in key]), record) for record in shape(values)]

    def _shape(self, table: str) -> tuple[Kind, Shape] | None:
        if table not in self._shapes:
            kind = known(table)
            names = part(self.columns, table)
            self._shapes[table] = None if kind is None else (kind, shape_of(kind, names))
        return self._shapes[table]

    def told(self, end: dict[str, Any]) -> Told:
        """The whole of it."""
        if whole(part(end, "rows"), "rows") != self.count:
            raise Incomplete("Rows are missing in the hub's answer", "wrong_sum")
        if self.origin is None:
            raise Malformed("it does not say how far the chain has come")
        seq, command_id, forked, too_old = self.origin
        head = self.head
        oldest, newest = many(part(head, "schema"), "schema", 2)
        answer = Answer(
            to_epoch=text(part(head, "to_epoch"), "to_epoch"),
            to_cookies=heads(part(head, "to_cookies"), "to_cookies"),
            to_origin=text(part(head, "to_origin"), "to_origin"),
            epoch=text(part(head, "epoch"), "epoch"),
            reset=truth(part(head, "reset"), "reset"),
            rows=tuple(self.rows),
            heads=heads(part(end, "heads"), "heads"),
            seq=whole(seq, "seq"),
            command_id=maybe_text(command_id, "command_id"),
            forked=truth(forked, "forked"),
            too_old=truth(too_old, "too_old"),
            results=tuple(self.results),
            server_time=whole(part(head, "server_time"), "server_time"),
        )
        return Told(answer, (whole(oldest, "schema"), whole(newest, "schema")))


def _pk(kind: Kind, value: Any) -> str:
    packed = text(value, "a key")
    for cell in many(loaded(packed.encode()), "a key", len(kind.key)):
        if type(cell) is int:
            whole(cell, "a key")
    return packed
