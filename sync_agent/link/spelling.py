"""How an exchange is spelled: a request is one JSON object, an answer is lines of JSON that end with a sum over all.

An answer is believed as a whole or not at all. Its lines: `head` (what it answers, and the columns of each table),
`rows` or `gone` (some of a table), `origin` (how far the chain has come), `result` (of a command that was not plainly
applied), `end`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from zlib import crc32

from data.core.packed import pack
from data.exchange.message import Answer, NewsRow, Request, Result
from data.exchange.travelling import kind_named
from data.store.kinds import Kind
from data.store.schema import SCHEMA_VERSION
from sync_agent.link.batch import coded, read_batch
from sync_agent.link.reading import (
    Malformed,
    heads,
    loaded,
    many,
    maybe_text,
    named,
    part,
    refuse_nul,
    text,
    texts,
    truth,
    whole,
)
from sync_agent.link.shape import Shape, known, shape_of

PROTO = 1
OLDEST_SCHEMA = max(6, SCHEMA_VERSION - 2)
"""The oldest peer that we understand; the first schema that could talk at all was 6."""
NEWEST_SCHEMA = SCHEMA_VERSION + 1
"""A neighbour in the middle of a roll-out has at most some columns more."""
_ROWS_A_LINE = 100
_END = re.compile(rb'(\{"end":true,"heads":.*,"rows":[0-9]+),"crc":"([0-9a-f]{8})"\}')


class Incomplete(ValueError):
    """Not the whole of an answer, or not an answer: nothing of it may be used. `code`: cut_off, wrong_sum, not_a_hub or
    malformed."""

    def __init__(self, says: str, code: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.says, self.code = says, code


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came, and whose schema it speaks."""

    request: Request
    schema: int


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it came, and the schemas (oldest, newest) that its sender understands."""

    answer: Answer
    schemas: tuple[int, int]


def write_request(request: Request) -> bytes:
    """A request's JSON; deflate it before it goes."""
    told: dict[str, Any] = {
        "proto": PROTO,
        "schema": SCHEMA_VERSION,
        "node": request.node_id,
        "epoch": request.epoch,
        "cookies": request.cookies,
        "scopes": request.scopes,
        "origin": request.origin,
        "boot": request.boot_id,
        "mono": request.mono_ns,
    }
    if request.batch:
        told["batch"] = coded(request.batch)
    if request.more:
        told["more"] = True
    return _line(told)


def read_request(body: bytes) -> Asked:
    """Raises Malformed with code `malformed`, `batch_too_large` or `other_protocol`."""
    told = named(loaded(body), "the request")
    if b"\\u0000" in body:
        refuse_nul(told)
    if whole(part(told, "proto"), "proto") != PROTO:
        raise Malformed("this hub speaks another protocol", "other_protocol")
    return Asked(
        Request(
            node_id=text(part(told, "node"), "node"),
            epoch=text(part(told, "epoch"), "epoch"),
            cookies=heads(part(told, "cookies"), "cookies"),
            scopes=tuple(texts(part(told, "scopes"), "scopes")),
            origin=text(part(told, "origin"), "origin"),
            batch=read_batch(told["batch"]) if "batch" in told else (),
            boot_id=text(part(told, "boot"), "boot"),
            mono_ns=whole(part(told, "mono"), "mono"),
            more=truth(told.get("more", False), "more"),
        ),
        whole(part(told, "schema"), "schema"),
    )


def write_answer(answer: Answer) -> Iterator[bytes]:
    """An answer, line by line."""
    crc = 0
    for told in _lines(answer):
        line = _line(told)
        crc = crc32(line, crc)
        yield line
    end = _line({"end": True, "heads": answer.heads, "rows": len(answer.rows)})[:-2]
    yield end + b',"crc":"%08x"}\n' % crc32(end, crc)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _lines(answer: Answer) -> Iterator[dict[str, Any]]:
    tables = sorted({row.tbl for row in answer.rows})
    yield {
        "head": {
            "proto": PROTO,
            "schema": [OLDEST_SCHEMA, NEWEST_SCHEMA],
            "to_epoch": answer.to_epoch,
            "to_cookies": answer.to_cookies,
            "to_origin": answer.to_origin,
            "epoch": answer.epoch,
            "reset": answer.reset,
            "server_time": answer.server_time,
            "columns": {table: kind_named(table).columns for table in tables},
        }
    }
    for (table, gone), group in groupby(answer.rows, lambda row: (row.tbl, row.record is None)):
        rows = list(group)
        for n in range(0, len(rows), _ROWS_A_LINE):
            some = rows[n : n + _ROWS_A_LINE]
            what = {"gone": [row.pk for row in some]} if gone else {"rows": [row.record for row in some]}
            yield {"table": table, **what}
    yield {"origin": [answer.seq, answer.command_id, answer.forked, answer.too_old]}
    for result in answer.results:
        if result.status != "applied":
            yield {"result": [result.command_id, result.status, result.code, result.says]}


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
        for record in map(shape, values):
            self.rows.append(NewsRow(table, pack([record[n] for n in key]), record))

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
    many(loaded(packed.encode()), "a key", len(kind.key))
    return packed
