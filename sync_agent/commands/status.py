"""`sync-agent status`: how this terminal stands to its hub, whether an agent runs or not."""

from __future__ import annotations

import argparse
from typing import Any

from sync_agent.cli import FAILED, OK, complain, tell


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where."""
    parser.add_argument("--data-dir", metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")


def run(args: argparse.Namespace) -> int:
    """0 also for a terminal that works alone, and for one in trouble: it was told."""
    from data.store.errors import StoreError
    from data.store.home import data_dir, store_path
    from data.store.sqlite import SqliteDatabase

    try:
        database = SqliteDatabase(store_path(data_dir(args.data_dir)), reads_only=True)
    except StoreError as trouble:
        return complain(args, str(trouble), FAILED)
    try:
        told = _told(database)
    finally:
        database.close()
    tell(args, told, "\n".join(_lines(told)))
    return OK


def _told(database: Any) -> dict[str, Any]:
    from data.exchange.node import node_of, scopes_of
    from data.questions.notices import open_notices
    from data.questions.standing import standing
    from data.replica.emptying import is_emptied
    from data.replica.standing import standing_of
    from data.store.machine import ThisMachine

    machine = ThisMachine()
    found, node, agent = standing(database, machine.boot, machine.mono_ms()), node_of(database), standing_of(database)
    if found is None or node is None:
        return {"enrolled": False, "retired": is_emptied(database)}
    return {
        "enrolled": True,
        "store_hub": node.feeds,
        "hub": found.hub,
        "node": node.id,
        "terminal": found.terminal_id,
        "epoch": node.heard,
        "data_age_ms": found.age_ms(machine.now(), machine.mono_ms()),
        "unsent": found.unsent,
        "oldest_unsent_ms": found.oldest_ms(machine.now()),
        "trouble": found.trouble,
        "says": found.says,
        "since": found.since,
        "clock_offset_ms": found.offset_ms,
        "hub_schemas": [agent.oldest, agent.newest],
        "agent_running": found.running,
        "agent_version": agent.version,
        "notices": sum(len(open_notices(database, scope, found.terminal_id)) for scope in scopes_of(node)),
    }


def _lines(told: dict[str, Any]) -> list[str]:
    if not told["enrolled"]:
        return ["This terminal was taken out of service" if told["retired"] else "This terminal works alone"]
    offset = told["clock_offset_ms"]
    if told["store_hub"]:
        return [
            "Store hub    its own process says how it stands to the hub above: GET /readyz",
            f"Unsent       {told['unsent']}{_oldest(told['oldest_unsent_ms'])}",
            f"Notices      {told['notices']}",
        ]
    return [
        f"Hub          {told['hub'] or 'not heard of yet'}",
        f"Agent        {'runs' if told['agent_running'] else 'does not run: start it with `sync-agent run`'}",
        f"Data         {_age(told['data_age_ms'], 'old', 'never heard')}",
        f"Unsent       {told['unsent']}{_oldest(told['oldest_unsent_ms'])}",
        f"Clock        {'not compared yet' if offset is None else f'{abs(offset) / 1000:.1f} s off'}",
        f"Notices      {told['notices']}",
        f"Epoch        {told['epoch'] or 'none yet'}",
        *([f"Trouble      {told['says']}"] if told["trouble"] else []),
    ]


def _oldest(ms: int | None) -> str:
    return "" if ms is None else f", the first {_age(ms, 'old', '')}"


def _age(ms: int | None, word: str, never: str) -> str:
    if ms is None:
        return never
    seconds = ms // 1000
    for size, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name} {word}"
    return f"{seconds} s {word}"
