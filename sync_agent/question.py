"""`python -m sync_agent.question --data-dir DIR`: what a screen asks the hub, in the name of who stands there.

One question as JSON on its input, {method, path, value, signed_in}; one answer as JSON on its output, {value}, or what
came in the way as {code, says}. The app itself speaks to no network, and holds nothing that opens the hub.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from data.store.errors import StoreError
from data.store.machine import ThisMachine
from sync_agent.link.client import Client
from sync_agent.link.papers import NotShown, node_papers
from sync_agent.link.trouble import Trouble
from sync_agent.service import AloneError, enrolled

ALONE, NOT_READ = "alone", "not_read"


def main(argv: list[str] | None = None) -> int:
    """The whole process; it always answers."""
    parser = argparse.ArgumentParser(prog="sync_agent.question", description="asks the hub of a data folder")
    parser.add_argument("--data-dir", required=True, type=Path, metavar="DIR")
    folder: Path = parser.parse_args(argv).data_dir
    sys.stdout.write(json.dumps(_answer(folder, json.load(sys.stdin))) + "\n")
    return 0


def _answer(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        with closing(enrolled(folder)):
            papers = node_papers(folder)
        return {"value": asyncio.run(_asked(papers, asked))}
    except Trouble as trouble:
        return {"code": trouble.code, "says": str(trouble)}
    except AloneError as alone:
        return {"code": ALONE, "says": str(alone)}
    except (StoreError, NotShown, OSError) as trouble:
        return {"code": NOT_READ, "says": str(trouble)}


async def _asked(papers: Any, asked: dict[str, Any]) -> Any:
    machine = ThisMachine()
    client = Client(papers, machine.now, machine.mono_ms)
    try:
        headers = {"X-Signed-In": asked["signed_in"]} if asked.get("signed_in") else {}
        return await client.ask(asked["method"], asked["path"], asked.get("value"), headers)
    finally:
        await client.close()


if __name__ == "__main__":
    sys.exit(main())
