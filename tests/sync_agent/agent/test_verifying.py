"""A replica that is not what its hub is, is found out row by row, and mended without losing what is unsent."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from data.exchange.digests import digests_of
from sync_agent.cli import main
from sync_agent.link.comparing import Moving
from sync_agent.service import AloneError, work
from sync_agent.verification import verify
from tests.support.patience import until
from tests.sync_agent.agent import rig
from tests.sync_agent.agent.test_process import agent


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return rig.enrol(template, tmp_path / "t1", "t1")


@pytest.fixture
def papers(hub: rig.RunningHub):
    return lambda _: rig.Papers(hub.url, "t1")


async def test_a_replica_that_is_the_same_says_so(folder, papers):
    verdict = await verify(folder, papers, repair=False)
    assert verdict.tables > 5
    assert not verdict.differences


def spoil(folder: Path) -> tuple[str, str]:
    """What a broken disk might do: one row changed, one gone."""
    with closing(rig.opened(folder)) as app, app.transaction():
        first, second = rig.to_fill(app)[:2]
        app.run("UPDATE ticket SET storage = 'nowhere' WHERE id = ?", (first,))
        app.run("DELETE FROM ticket WHERE id = ?", (second,))
    return first, second


async def test_rows_that_differ_are_named(folder, papers):
    await verify(folder, papers, repair=False)
    changed, gone = spoil(folder)
    (found,) = (await verify(folder, papers, repair=False)).differences
    assert (found.scope, found.table) == (rig.STORE, "ticket")
    assert [json.loads(key) for key in found.unlike] == [[changed]]
    assert [json.loads(key) for key in found.there] == [[gone]]
    assert found.here == ()


async def test_a_repair_brings_everything_anew(folder, papers):
    await verify(folder, papers, repair=False)
    spoil(folder)
    verdict = await verify(folder, papers, repair=True)
    assert verdict.repaired
    assert not (await verify(folder, papers, repair=False)).differences


async def test_what_is_unsent_is_said_and_nothing_is_compared(folder, papers, hub):
    """The hub does not take it: too old, say. Nobody may then call the difference a fault."""
    await verify(folder, papers, repair=False)
    with closing(rig.opened(folder)) as app:
        rig.fill(app, rig.to_fill(app)[0])
        app.run("UPDATE journal SET v = 99 WHERE NOT settled")
    with pytest.raises(Moving) as moving:
        await verify(folder, papers, repair=False)
    assert moving.value.unsent == 1


def test_beside_an_agent_that_runs_the_agent_does_the_exchanges(folder, papers, hub):
    import asyncio

    with agent(folder, "t1", hub.url), closing(rig.opened(folder)) as app:
        until(lambda: bool(rig.to_fill(app)))
        spoil(folder)
        verdict = asyncio.run(verify(folder, papers, repair=True))
        assert verdict.repaired


async def test_a_terminal_that_works_alone_has_nobody_to_compare_with(template, tmp_path, papers):
    rig.found_hub(template, tmp_path / "alone", 1)
    with closing(rig.opened(tmp_path / "alone")) as database:
        database.run("DELETE FROM sync_node")
    with pytest.raises(AloneError):
        await verify(tmp_path / "alone", papers, repair=False)


def status(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict:
    capsys.readouterr()
    assert main(["status", "--data-dir", str(folder), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_status_tells_how_a_terminal_stands(folder, papers, hub, capsys):
    before = status(folder, capsys)
    assert (before["enrolled"], before["data_age_ms"], before["agent_running"]) == (True, None, False)
    work(folder, papers, once=True)
    with closing(rig.opened(folder)) as app:
        rig.fill(app, rig.to_fill(app)[0])
    told = status(folder, capsys)
    assert (told["unsent"], told["trouble"], told["hub"]) == (1, "", hub.url)
    assert told["data_age_ms"] >= 0
    assert told["epoch"]


def test_the_status_of_a_terminal_that_works_alone_is_no_complaint(template, tmp_path, capsys):
    rig.found_hub(template, tmp_path / "alone", 1)
    with closing(rig.opened(tmp_path / "alone")) as database:
        database.run("DELETE FROM sync_node")
    assert status(tmp_path / "alone", capsys) == {"enrolled": False, "retired": False}
    assert main(["status", "--data-dir", str(tmp_path / "alone")]) == 0
    assert capsys.readouterr().out == "This terminal works alone\n"


def test_an_agent_without_papers_says_what_to_do(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("sync_agent.secrets.vault.key_path", lambda _: tmp_path / "key")
    assert main(["run", "--once", "--data-dir", str(folder)]) == 1
    assert "enrol" in capsys.readouterr().err


def test_the_same_after_everything(folder, papers, hub):
    work(folder, papers, once=True)
    with closing(rig.opened(folder)) as app:
        above = hub.hub.store.read(rig.ORGANIZATION, lambda database: digests_of(database, rig.STORE))
        assert digests_of(app, rig.STORE) == above
