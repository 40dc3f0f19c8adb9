"""`sync-agent hub` as people start it: it says what is wrong in a sentence, and ends when it is told to."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from data.store.postgres import PostgresDatabase, native_url
from data.store.schema import SCHEMA_VERSION
from sync_agent.hub.serving import bound
from tests.support.databases import postgres_database

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]
SECRET = "hunter2-in-no-log"


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "BAKELINE_HUB_SECRETS": str(folder / "secrets"), "PYTHONPATH": str(ROOT)}


def hub(folder: Path, *words: str) -> tuple[int, list[Any], str]:
    """Exit code, what it told a program, what it told a person."""
    argv = [sys.executable, "-m", "sync_agent.cli", "hub", *words, "--json"]
    done = subprocess.run(argv, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=120)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A hub at work, and its address."""
    argv = [sys.executable, "-m", "sync_agent.cli", "hub", "--listen", "127.0.0.1:0", *words, "--json"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            argv, cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout is not None
        with process:
            try:
                yield process, json.loads(process.stdout.readline())["url"]
            finally:
                process.kill()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address with nothing there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    else:
        with postgres_database() as url:
            yield url


def test_it_is_founded_lets_in_and_shuts_out(tmp_path: Path, database: str) -> None:
    code, (told,), _ = hub(tmp_path, "init", "--database", database, "--demo", "--name", "Cakes")
    assert (code, told["verdict"], told["store"]) == (0, "founded", "bannos")
    assert told["badge"]
    code, (told,), _ = hub(tmp_path, "terminal-code", "--database", database, "--store", "bannos")
    assert (code, told["verdict"], len(told["code"])) == (0, "made", 9)
    code, (told,), _ = hub(tmp_path, "token", "--database", database, "--store", "bannos", "--role", "ADMIN")
    assert (code, told["verdict"]) == (0, "made")
    token, script = told["token"], told["node"]
    asked = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with serving(tmp_path, "--database", database) as (process, url):
        assert httpx.get(f"{url}/readyz", trust_env=False).json()["status"] == "ok"
        answered = httpx.post(f"{url}/api/v1/sync", headers=asked, content=b"{}", trust_env=False)
        assert answered.status_code == 400, "it was let in"
        code, (told,), _ = hub(tmp_path, "revoke", "--database", database, script)
        assert (code, told["verdict"]) == (0, "revoked")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert hub(tmp_path, "revoke", "--database", database, "nobody")[0] == 2
    code, (told,), _ = hub(tmp_path, "members", "--database", database)
    assert (code, told["node"], told["kind"], told["stores"]) == (0, script, "script", ["bannos"])
    assert told["revoked_at"], "where does an admin find it, when the machine is stolen"
    assert hub(tmp_path, "terminal-code", "--database", database, "--store", "nowhere")[0] == 2
    log = (tmp_path / "log").read_text()
    assert [json.loads(line)["what"] for line in log.splitlines()][-1] == "ended"
    assert token not in log


async def test_no_answer_waits_for_the_other_side_s_word() -> None:
    """An answer goes in two parts; Nagle would keep the second one back until the first one's arrival was told: 40 ms
    of every exchange."""
    without_delay: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        without_delay.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with bound("127.0.0.1:0") as listening:
        async with await asyncio.start_server(answer, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            assert await without_delay
            writer.close()


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        where = f"127.0.0.1:{other.getsockname()[1]}"
        code, (told,), says = hub(tmp_path, "--database", f"sqlite:///{tmp_path / 'hub.sqlite3'}", "--listen", where)
    assert code == 1
    assert f"Nobody can listen at {where}" in told["says"]
    assert "Traceback" not in says


@pytest.mark.parametrize("listen", ["8470", "127.0.0.1:http", "127.0.0.1:70000"])
def test_an_address_that_is_none(tmp_path: Path, listen: str) -> None:
    assert hub(tmp_path, "--database", f"sqlite:///{tmp_path / 'hub.sqlite3'}", "--listen", listen)[0] == 2


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://ana:{SECRET}@127.0.0.1:1/hub?connect_timeout=2"
    code, (told,), says = hub(tmp_path, "--database", url, "--listen", "127.0.0.1:0")
    assert code == 1
    assert "could not be brought up to date" in told["says"]
    assert SECRET not in says + told["says"]


def test_a_file_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    code, (told,), _ = hub(tmp_path, "--database", f"sqlite:///{path}", "--listen", "127.0.0.1:0")
    assert code == 1
    assert "belongs to another program" in told["says"]
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]


def test_a_file_of_a_newer_program(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    hub(tmp_path, "init", "--database", url)
    with closing(sqlite3.connect(tmp_path / "hub.sqlite3")) as file:
        file.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        file.execute("UPDATE alembic_version SET version_num = '0099'")
        file.commit()
    code, (told,), _ = hub(tmp_path, "--database", url, "--listen", "127.0.0.1:0")
    assert code == 1
    assert "schema 99" in told["says"]
    assert "update the program" in told["says"]


@pytest.mark.postgres
def test_a_server_s_database_of_another_or_a_newer_program(tmp_path: Path) -> None:
    with postgres_database() as url:
        with psycopg.connect(native_url(url), autocommit=True) as other:
            other.execute("CREATE TABLE notes (text TEXT)")
        code, (told,), _ = hub(tmp_path, "--database", url, "--listen", "127.0.0.1:0")
        assert code == 1
        assert "belongs to another program" in told["says"]
        with psycopg.connect(native_url(url), autocommit=True) as other:
            other.execute("DROP TABLE notes")
        assert hub(tmp_path, "init", "--database", url)[0] == 0
        with closing(PostgresDatabase(url)) as ours:
            ours.run("UPDATE alembic_version SET version_num = '0099'")
        code, (told,), _ = hub(tmp_path, "--database", url, "--listen", "127.0.0.1:0")
        assert code == 1
        assert "schema 99" in told["says"]


def test_no_database_at_all(tmp_path: Path) -> None:
    assert hub(tmp_path)[0] == 2
    assert hub(tmp_path, "--database", "mysql://x/y")[0] == 2


def test_what_is_founded_already_stays_and_what_cannot_be_founded_leaves_nothing(tmp_path: Path, database: str) -> None:
    """Nobody is let in where nobody founded anything, and nobody is told that all is well there."""
    before = set(tmp_path.iterdir())
    named = ("init", "--database", database, "--name", "Cakes")
    code, (told,), _ = hub(tmp_path, *named, "--store", "banno", "--timezone", "Mars/Olympus")
    assert (code, told["verdict"], told["code"]) == (3, "refused", "bad_timezone")
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"secrets"}
    for words in (("--listen", "127.0.0.1:0"), ("verify",), ("housekeeping",), ("quarantine",), ("go-on",)):
        code, (told,), _ = hub(tmp_path, *words, "--database", database)
        assert (code, "hub init" in told["says"]) == (1, True), words
    assert hub(tmp_path, *named)[0] == 0
    code, (told,), _ = hub(tmp_path, *named)
    assert (code, told["code"]) == (3, "founded")
    code, (told,), _ = hub(tmp_path, "founding-code", "--database", database, "--organization", "Pies")
    assert (code, told["code"]) == (2, "no_such_organization")


def test_a_store_hub_that_was_not_enrolled_says_so(tmp_path: Path) -> None:
    url, above = f"sqlite:///{tmp_path / 'hub.sqlite3'}", "http://127.0.0.1:1"
    code, (told,), says = hub(tmp_path, "--database", url, "--listen", "127.0.0.1:0", "--upstream", above)
    assert code == 1
    assert "enrol" in told["says"]
    assert "Traceback" not in says
