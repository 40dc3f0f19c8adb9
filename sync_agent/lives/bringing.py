"""A terminal's way to the hub that it founds stores at: its papers first, or again, then everything that it has."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace

import httpx

from data.exchange.node import node_of, scopes_of
from data.questions.stores import this_terminal
from data.replica.founding import under_way
from data.store.database import Database
from data.store.machine import ThisMachine
from sync_agent.enrolling import NotEnrolled, enrol
from sync_agent.link.client import Client
from sync_agent.lives.adopting import Brought, bring
from sync_agent.secrets.papers import NodePapers, NoPapers, Papers, Wallet

_TIMEOUT = httpx.Timeout(600, connect=5)
"""Seconds: at the end the hub reads all of it once more."""


def brought(
    database: Database, wallet: Wallet, hub: str, code: str | None, name: str, says: Callable[[str, int], None]
) -> Brought:
    """Raises NotEnrolled, NotAlone, Trouble, and what a wallet raises."""
    papers = _papers(database, wallet, hub, code, name)
    done = asyncio.run(_bring(database, wallet, papers, says))
    node = node_of(database)
    if node is not None:
        known = replace(papers, kind="terminal", terminal_id=node.terminal_id, scopes=scopes_of(node))
        wallet.keep(wallet.tokens(), known)
    return done


async def _bring(database: Database, wallet: Wallet, papers: Papers, says: Callable[[str, int], None]) -> Brought:
    machine = ThisMachine()
    client = Client(NodePapers(wallet, machine.now), machine.now, machine.mono_ms, timeout=_TIMEOUT)
    try:
        return await bring(database, client.ask, papers.node_id, machine.now(), lambda: secrets.token_hex(16), says)
    finally:
        await client.close()


def _papers(database: Database, wallet: Wallet, hub: str, code: str | None, name: str) -> Papers:
    """Those of a founding that was left, else new ones for a code."""
    founding = under_way(database)
    try:
        held = wallet.papers()
    except NoPapers:
        held = None
    if founding is not None and held is not None and (held.hub, held.node_id) == (hub, founding.node_id):
        return held
    if not code:
        raise NotEnrolled("no_code", "An admin of the hub makes a code for this: `sync-agent hub founding-code`")
    terminal = this_terminal(database)
    papers = enrol(wallet, hub, code, name, None if terminal is None else terminal.id).papers
    if papers.kind not in ("founder", "terminal"):
        raise NotEnrolled("wrong_code", "This code is for a store hub")
    return papers
