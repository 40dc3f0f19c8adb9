"""`sync-agent verify`: whether this terminal holds what its hub holds, and which rows differ."""

from __future__ import annotations

import argparse
from typing import Any

from sync_agent.cli import FAILED, OK, REFUSED, complain, tell

_SHOWN = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and what to do about it."""
    parser.add_argument("--data-dir", metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument(
        "--repair", action="store_true", help="where something differs, hear everything anew; what is unsent is kept"
    )


def run(args: argparse.Namespace) -> int:
    """0 the same (or repaired), 1 something differs or there was no moment to compare, 3 there is no hub."""
    import asyncio

    from data.store.errors import StoreError
    from data.store.home import data_dir
    from sync_agent.link.comparing import Moving
    from sync_agent.link.papers import NotShown, node_papers
    from sync_agent.link.trouble import Trouble
    from sync_agent.service import AloneError
    from sync_agent.verification import verify

    try:
        verdict = asyncio.run(verify(data_dir(args.data_dir), node_papers, repair=args.repair))
    except AloneError as alone:
        return complain(args, str(alone), REFUSED)
    except Moving as moving:
        tell(args, {"verdict": "unsent" if moving.unsent else "moving", "unsent": moving.unsent}, str(moving))
        return FAILED
    except (Trouble, StoreError, NotShown) as trouble:
        return complain(args, str(trouble), FAILED)
    told = {
        "verdict": "repaired" if verdict.repaired else "different" if verdict.differences else "same",
        "tables": verdict.tables,
        "differences": [_told(difference) for difference in verdict.differences],
    }
    tell(args, told, "\n".join(_lines(told)))
    return OK if verdict.repaired or not verdict.differences else FAILED


def _told(difference: Any) -> dict[str, Any]:
    return {
        "scope": difference.scope,
        "table": difference.table,
        "here": list(difference.here),
        "there": list(difference.there),
        "unlike": list(difference.unlike),
    }


def _lines(told: dict[str, Any]) -> list[str]:
    if told["verdict"] == "same":
        return [f"The same as the hub: {told['tables']} tables"]
    lines = []
    for found in told["differences"]:
        for word, keys in (("only here", found["here"]), ("only there", found["there"]), ("unlike", found["unlike"])):
            shown = ", ".join(keys[:_SHOWN]) + (f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else "")
            lines += [f"{found['scope']} {found['table']}: {len(keys)} {word}: {shown}"] if keys else []
    done = "Everything was heard anew: it is the same now" if told["verdict"] == "repaired" else ""
    return [*lines, done or "`sync-agent verify --repair` hears everything anew"]
