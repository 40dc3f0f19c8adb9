"""How an exchange is spelled: a request is one JSON object, an answer is lines of JSON that end with a sum over all.

The lines of an answer: `head` (what it answers, and the columns of each table),
`rows` or `gone` (some of a table), `origin` (how far the chain has come), `result` (of a command that was not plainly
applied), `end`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zlib import crc32

from data.exchange.message import Answer, Request
from data.exchange.travelling import kind_named
from data.store.schema import SCHEMA_VERSION
from sync_agent.link.batch import coded, read_batch
from sync_agent.link.reading import (
    Malformed,
    heads,
    loaded,
    named,
    part,
    refuse_nul,
    text,
    texts,
    truth,
    whole,
)
from sync_agent.link.senders import read_clocks, read_sessions, told_sessions

PROTO = 1
OLDEST_SCHEMA = max(6, SCHEMA_VERSION - 2)
"""The oldest peer that we understand; the first schema that could talk at all was 6."""
NEWEST_SCHEMA = SCHEMA_VERSION + 1
"""A neighbour in the middle of a roll-out has at most some columns more."""
_ROWS_A_LINE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came, and whose schema it speaks."""

    request: Request
    schema: int


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
    if request.sessions:
        told["sessions"] = told_sessions(request.sessions)
    if request.clocks:
        told["clocks"] = request.clocks
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
            clocks=read_clocks(told.get("clocks", {})),
            sessions=read_sessions(told.get("sessions", [])),
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
