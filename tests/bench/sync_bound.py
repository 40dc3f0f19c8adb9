"""The least that any sync could do: gzipped JSON over HTTP, one set-based statement a batch into PostgreSQL, a durable
SQLite at the other end. A server in a process of its own: `python -m tests.bench.sync_bound URL`."""

from __future__ import annotations

import gzip
import http.client
import json
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.hub import ROOT
from tests.bench.kit import now

UP, DOWN, WHOLE = 500, 1_000, 5_000
"""Rows in one exchange: commands, changes, and of a replica that begins."""
_TABLES = """
CREATE TABLE cake (id int PRIMARY KEY, stage text, version bigint DEFAULT 0, doc jsonb);
CREATE TABLE taken (command_id uuid PRIMARY KEY);
CREATE SEQUENCE change;
CREATE TABLE told (seq bigint PRIMARY KEY, command_id uuid, cake int, stage text, at text, staff text);
"""
_BAKE = """
INSERT INTO cake SELECT n, 'Filling', 0, jsonb_build_object('number', n, 'product', 'Cake ' || n %% 40,
 'code', lpad(n::text, 13, '0'), 'customer', 'Customer ' || n, 'writing', 'Happy birthday ' || n, 'due', '2026-01-20')
FROM generate_series(1, %s) n
"""
_TAKE = """
WITH batch AS (SELECT * FROM jsonb_to_recordset(%s::jsonb)
  AS b(command_id uuid, cake int, stage text, at text, staff text)),
 fresh AS (INSERT INTO taken SELECT command_id FROM batch ON CONFLICT DO NOTHING RETURNING command_id),
 numbered AS (SELECT nextval('change') AS seq, batch.* FROM batch JOIN fresh USING (command_id)),
 moved AS (UPDATE cake SET stage = n.stage, version = n.seq FROM numbered n WHERE cake.id = n.cake)
INSERT INTO told SELECT * FROM numbered
"""
_TELL = """SELECT coalesce(json_agg(json_build_array(seq, command_id, cake, stage, at, staff) ORDER BY seq), '[]')::text
FROM (SELECT * FROM told WHERE seq > %s ORDER BY seq LIMIT %s) AS part"""
_SHOW = """SELECT coalesce(json_agg(json_build_array(id, stage, doc) ORDER BY id), '[]')::text
FROM (SELECT * FROM cake WHERE id > %s ORDER BY id LIMIT %s) AS part"""
_REPLICA = """
CREATE TABLE queue (seq INTEGER PRIMARY KEY, body TEXT, sent INTEGER DEFAULT 0);
CREATE TABLE told (seq INTEGER PRIMARY KEY, command_id TEXT UNIQUE, cake INTEGER, stage TEXT, at TEXT, staff TEXT);
CREATE TABLE cake (id INTEGER PRIMARY KEY, stage TEXT, doc TEXT);
CREATE INDEX at_work ON cake (stage) WHERE stage <> 'Complete';
"""


@contextmanager
def bound(url: str, cakes: int) -> Iterator[Bound]:
    """Over an empty database of its own."""
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(_TABLES)
        database.execute(
            _BAKE,
            (cakes,),
        )
        database.execute("ANALYZE")
    argv = [sys.executable, "-m", "tests.bench.sync_bound", url]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
                yield Bound(line)
        finally:
            process.terminate()


class Bound:
    """What the peers do, by as little as it takes; each answers its seconds."""

    def __init__(self, line: http.client.HTTPConnection) -> None:
        self._line = line

    def drain(self, file: Path, count: int) -> float:
        """So many queued commands go up."""
        with closing(_replica(file)) as database:
            rows = [(json.dumps(_command(n)),) for n in range(1, count + 1)]
            database.execute("BEGIN")
            database.executemany("INSERT INTO queue (body) VALUES (?)", rows)
            database.execute("COMMIT")
            began = now()
            while batch := database.execute(
                "SELECT seq, body FROM queue WHERE NOT sent ORDER BY seq LIMIT ?", (UP,)
            ).fetchall():
                self._asked("POST", "/", f"[{','.join(body for _, body in batch)}]")
                database.execute("UPDATE queue SET sent = 1 WHERE seq <= ? AND NOT sent", (batch[-1][0],))
            return now() - began

    def pull(self, file: Path, count: int) -> float:
        """So many changes come down."""

        def lay(database: sqlite3.Connection, rows: list[Any]) -> None:
            database.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?, ?)", rows)
            moved = [(row[2], row[3]) for row in rows]
            sql = "INSERT INTO cake (id, stage) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET stage = excluded.stage"
            database.executemany(sql, moved)

        return self._down(file, "told", DOWN, count, lay)

    def begin(self, file: Path, count: int) -> float:
        """So many rows of a new replica come down."""

        def lay(database: sqlite3.Connection, rows: list[Any]) -> None:
            whole = [(ident, stage, json.dumps(doc)) for ident, stage, doc in rows]
            database.executemany("INSERT INTO cake VALUES (?, ?, ?)", whole)

        return self._down(file, "cake", WHOLE, count, lay)

    def _down(self, file: Path, what: str, most: int, count: int, lay: Any) -> float:
        with closing(_replica(file)) as database:
            began, after, got = now(), 0, 0
            while rows := json.loads(self._asked("GET", f"/{what}/{after}/{most}")):
                database.execute("BEGIN")
                lay(database, rows)
                database.execute("COMMIT")
                after, got = rows[-1][0], got + len(rows)
            took = now() - began
        if got != count:
            raise RuntimeError(f"{got} of {count} {what} came")
        return took

    def _asked(self, method: str, path: str, body: str = "") -> bytes:
        self._line.request(method, path, gzip.compress(body.encode(), 1) if body else None)
        return gzip.decompress(self._line.getresponse().read())


def _command(n: int) -> dict[str, Any]:
    ident = str(uuid.uuid4())
    return {"command_id": ident, "cake": n, "stage": "Covering", "at": "2026-01-15T09:00:00.123Z", "staff": "staff-7"}


def _replica(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.executescript(_REPLICA)
    return database


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    database: psycopg.Connection[Any]

    def do_POST(self) -> None:
        body = gzip.decompress(self.rfile.read(int(self.headers["content-length"])))
        self.database.execute(_TAKE, (body.decode(),))
        self._tell(b"{}")

    def do_GET(self) -> None:
        _, what, after, most = self.path.split("/")
        found = self.database.execute(_TELL if what == "told" else _SHOW, (int(after), int(most))).fetchall()
        self._tell(found[0][0].encode())

    def _tell(self, content: bytes) -> None:
        small = gzip.compress(content, 1)
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(small) + small)


def main(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as _Desk.database, HTTPServer(("127.0.0.1", 0), _Desk) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
