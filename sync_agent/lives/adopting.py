"""The terminal's side of a founding, over whatever line: set out, send what the hub has not, arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.core.clock import Instant
from data.core.packed import unpack
from data.exchange.digests import digests
from data.exchange.founding import base_rows, next_page
from data.exchange.node import node_of
from data.exchange.values import Founding
from data.replica.founding import NotAlone, arrived, end_of_chain, set_out, turn_back
from data.store.database import Database
from sync_agent.asking import Ask
from sync_agent.link.trouble import REFUSED, Trouble
from sync_agent.lives.page import write_page

_AT = "/api/v1/founding"


@dataclass(frozen=True, slots=True)
class Brought:
    """How many rows went, of which stores."""

    stores: tuple[str, ...]
    rows: int


async def bring(
    database: Database, ask: Ask, node_id: str, now: Instant, fresh: Callable[[], str], says: Callable[[str, int], None]
) -> Brought:
    """From wherever it was left. `says` hears each page's table and the rows so far. Raises NotAlone; Trouble: refused
    in words, and then the terminal is alone as before, or unreachable, and then the same again goes on."""
    founding, wish = set_out(database, node_id, now)
    asked = {
        "terminal_id": wish.terminal_id,
        "origin": wish.origin,
        "stores": wish.stores,
        "terminals": wish.terminals,
        "staff": wish.staff,
    }
    try:
        there = await ask("POST", f"{_AT}/begin", asked)
        rows = await _send(database, ask, founding, there, says)
        await _arrive(database, ask, founding, wish.terminal_id, fresh)
    except Trouble as trouble:
        if trouble.code == REFUSED:
            turn_back(database)
        raise
    return Brought(wish.scopes, rows)


async def _send(
    database: Database, ask: Ask, founding: Founding, there: dict[str, Any], says: Callable[[str, int], None]
) -> int:
    rows, final = 0, _final(database)[0]
    while not there["done"] and (page := next_page(database, founding, final, there["upto"])) is not None:
        there = await ask("POST", f"{_AT}/page", write_page(page))
        rows += len(page.records)
        says(page.table, rows)
    return rows


async def _arrive(database: Database, ask: Ask, founding: Founding, terminal_id: str, fresh: Callable[[], str]) -> None:
    seq, command_id = _final(database)
    sums = {scope: digests(base_rows(database, founding, scope)) for scope in unpack(founding.scopes)}
    told = await ask(
        "POST",
        f"{_AT}/finish",
        {"terminal_id": terminal_id, "seq": seq, "command_id": command_id, "sums": sums},
    )
    heads = {scope: (ver, tag) for scope, (ver, tag) in told["heads"].items()}
    arrived(database, founding, told["epoch"], heads, fresh)


def _final(database: Database) -> tuple[int, str | None]:
    node = node_of(database)
    if node is None:
        raise NotAlone("This terminal has no papers any more")
    return end_of_chain(database, node)
