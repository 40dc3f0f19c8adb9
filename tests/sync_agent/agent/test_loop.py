"""What a terminal does reaches the hub and the other terminals, whatever the line does meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from data.exchange.digests import digests_of
from data.replica.rebase import absorb
from data.replica.standing import standing_of
from sync_agent.hub.auth import Refusal
from sync_agent.link.trouble import Trouble
from tests.support.proxy import PASS, Proxy, Rule, http
from tests.sync_agent.agent import rig
from tests.sync_agent.agent.conftest import Terminal


def at_the_hub(hub: rig.RunningHub) -> set[str]:
    return hub.hub.store.read(rig.ORGANIZATION, rig.known)


def same(hub: rig.RunningHub, *terminals: Terminal) -> bool:
    above = hub.hub.store.read(rig.ORGANIZATION, lambda database: digests_of(database, rig.STORE))
    return all(digests_of(terminal.app, rig.STORE) == above for terminal in terminals)


async def test_an_empty_terminal_becomes_what_the_hub_is(hub, first):
    await first.agent.once()
    assert same(hub, first)
    assert len(rig.to_fill(first.app)) == 30


async def test_a_scan_at_one_terminal_stands_at_the_other(hub, first, second):
    await first.agent.once()
    await second.agent.once()
    ticket = rig.to_fill(first.app)[0]
    rig.fill(first.app, ticket)
    await first.agent.once()
    await second.agent.once()
    assert ticket not in rig.to_fill(second.app)
    assert same(hub, first, second)


async def test_a_long_queue_goes_up_whole_and_its_news_comes_once(hub, first, monkeypatch):
    await first.agent.once()
    monkeypatch.setattr(first.agent.loop, "_most", 4)
    done = [rig.fill(first.app, ticket).command_id for ticket in rig.to_fill(first.app)]
    absorbed: list[int] = []
    monkeypatch.setattr("sync_agent.link.loop.absorb", _counting(absorbed))
    await first.agent.once()
    assert set(done) <= at_the_hub(hub)
    assert len(absorbed) == 1
    assert rig.final(first.app) == len(done)
    assert same(hub, first)


def _counting(absorbed):
    def counted(database, answer, *rest):
        absorbed.append(len(answer.rows))
        return absorb(database, answer, *rest)

    return counted


BROKEN = {
    "nobody there": (Rule(open=False), "incomplete unreachable"),
    "what is sent gets lost": (Rule(up=False, down=0), "incomplete unreachable"),
    "the answer is cut in its head": (Rule(down=40), "incomplete"),
    "the answer is cut in its rows": (Rule(down=700), "incomplete"),
    "a login page": (Rule(says=http("200 OK", b"<html>Welcome to Airport WiFi</html>")), "not_a_hub"),
    "a redirect to a login page": (Rule(says=http("302 Found", Location="http://login.example/")), "not_a_hub"),
}


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_broken_line_changes_nothing_and_loses_nothing(broken, hub, line: Proxy, first):
    await first.agent.once()
    done = rig.fill(first.app, rig.to_fill(first.app)[0]).command_id
    before = digests_of(first.app, rig.STORE)
    rule, codes = BROKEN[broken]
    line.be(rule)
    with pytest.raises(Trouble) as trouble:
        await first.agent.once()
    assert trouble.value.code in codes.split()
    assert digests_of(first.app, rig.STORE) == before
    assert standing_of(first.app).trouble == trouble.value.code
    line.be(PASS)
    await first.agent.once()
    assert done in at_the_hub(hub)
    assert same(hub, first)
    assert standing_of(first.app).trouble == ""


async def test_a_lost_answer_is_made_good_by_the_next_one(hub, line: Proxy, first):
    """The hub has ruled, the terminal does not know it: the command comes again and is not done again."""
    await first.agent.once()
    done = rig.fill(first.app, rig.to_fill(first.app)[0]).command_id
    line.be(Rule(down=0))
    with pytest.raises(Trouble):
        await first.agent.once()
    assert done in at_the_hub(hub)
    line.be(PASS)
    await first.agent.once()
    assert rig.final(first.app) == 1
    assert same(hub, first)


async def test_a_token_that_has_ended_is_renewed_once(hub, first):
    await first.agent.once()
    hub.door.shut["t1"] = Refusal(401, "expired", "This token has ended")
    with pytest.raises(Trouble) as trouble:
        await first.agent.once()
    assert trouble.value.code == "token_refused"
    assert first.agent.client.papers.renewed == ["t1"]


async def test_a_terminal_that_was_shut_out_says_so_and_keeps_what_it_does(hub, first):
    await first.agent.once()
    hub.door.shut["t1"] = Refusal(403, "revoked", "This terminal was shut out: ask an admin")
    done = rig.fill(first.app, rig.to_fill(first.app)[0]).command_id
    with pytest.raises(Trouble) as trouble:
        await first.agent.once()
    assert trouble.value.code == "revoked"
    assert done not in at_the_hub(hub)
    assert done in rig.known(first.app)


async def test_a_batch_that_is_too_large_is_halved_until_it_goes(line: Proxy, first, monkeypatch):
    await first.agent.once()
    for ticket in rig.to_fill(first.app)[:8]:
        rig.fill(first.app, ticket)
    line.be(Rule(says=http("413 Content Too Large", b'{"detail":{"code":"body_too_large","says":"too large"}}')))
    sizes = []
    exchange = first.agent.client.exchange

    async def watched(request):
        sizes.append(len(request.batch))
        if len(request.batch) <= 2:
            line.be(PASS)
        return await exchange(request)

    monkeypatch.setattr(first.agent.loop, "_most", 8)
    monkeypatch.setattr(first.agent.client, "exchange", watched)
    await first.agent.once()
    assert sizes[:3] == [8, 4, 2]
    assert rig.final(first.app) == 8


async def test_a_clock_that_is_far_off_is_told_though_all_goes_well(hub, first, monkeypatch):
    monkeypatch.setattr(hub.hub, "now", lambda: first.agent.machine.now() + 4 * 60_000)
    await first.agent.once()
    standing = standing_of(first.app)
    assert (standing.trouble, standing.says) == ("clock_off", "This terminal's clock is 4 min slow")
    assert standing.heard_at is not None


async def test_a_mistake_of_ours_is_told_on_the_screen_and_over_when_it_is(hub, first, monkeypatch):
    """It is in the log, which nobody reads while cakes are made: that nothing is sent must be seen."""

    def mistaken(*_: object) -> None:
        raise KeyError("ticket")

    monkeypatch.setattr("sync_agent.link.loop.absorb", mistaken)
    running = asyncio.create_task(first.agent.run())
    try:
        await stands(first, "broken")
        monkeypatch.undo()
        await stands(first, "")
        assert same(hub, first)
    finally:
        running.cancel()
        await asyncio.wait([running])


async def stands(terminal: Terminal, trouble: str) -> None:
    async with asyncio.timeout(30):
        while standing_of(terminal.app).trouble != trouble:  # noqa: ASYNC110 -- another connection writes it
            await asyncio.sleep(0.02)
