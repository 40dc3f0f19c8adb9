"""A terminal that was revoked brings its hub what it had not sent, and is emptied once the hub has it (SECURITY T8)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from data.exchange.message import Request
from data.replica.asking import MOST_COMMANDS, request
from data.replica.emptying import empty
from data.store.machine import ThisMachine
from sync_agent.link.batch import fitting
from sync_agent.link.client import Client
from sync_agent.link.store import Store
from sync_agent.link.trouble import INCOMPLETE, Trouble

_PAUSE_S = 0.05


async def retire(store: Store, client: Client, machine: ThisMachine) -> None:
    """Back when nothing is left here. Raises Trouble when the hub cannot be reached or does not take it, and
    NotRecorded: then everything is still here, and it is begun anew."""
    emptied = False
    while not emptied:
        upto = await _hand_over(store, client)
        emptied = await store.do(empty, store.database, upto, machine.now())
        # Somebody scans on: that goes to the hub, too.
        await asyncio.sleep(0 if emptied else _PAUSE_S)


async def _hand_over(store: Store, client: Client) -> int:
    """Up to which command the hub has everything."""
    after, more = 0, True
    while more:
        asked = await store.do(_waiting, store, after)
        said = await client.hand_over(asked)
        if said.get("kept") != len(asked.batch) or said.get("done") is asked.more:
            raise Trouble(INCOMPLETE, "The hub has not kept everything that this terminal brought")
        after = asked.batch[-1].seq if asked.batch else after
        more = asked.more
    return after


def _waiting(store: Store, after: int) -> Request:
    whole = request(store.database, MOST_COMMANDS + 1, after=after)
    asked = fitting(replace(whole, batch=whole.batch[:MOST_COMMANDS]))
    return replace(asked, more=len(asked.batch) < len(whole.batch))
