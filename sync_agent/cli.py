"""`sync-agent`: what happens while nobody looks. Each verb lives in its own file, imported when it is asked for."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

VERBS = {
    "adopt": "a terminal that worked alone gives its stores to a hub, and is one of its terminals",
    "enrol": "this machine comes to a hub, with a code from there",
    "hub": "the hub: where terminals meet; `hub init`, `hub terminal-code`, `hub revoke`, `hub token` are its admin's",
    "join": "a terminal comes to a store that a hub has, with what it did there before",
    "replay": "a day again, exactly, to look at",
    "run": "the agent: what is done here goes to the hub, what is new there comes here",
    "simulate": "shifts by dice, with every fault, before an oracle that believes nobody",
    "status": "how this terminal stands to its hub: data age, unsent commands, trouble",
    "verify": "whether this terminal holds what its hub holds, table by table",
}
OK, FAILED, USAGE, REFUSED = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 not done (said why), 2 asked wrongly, 3 refused (said why), 130 interrupted."""
    parser = argparse.ArgumentParser(prog="sync-agent", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    given = list(sys.argv[1:] if argv is None else argv)
    for verb, says in VERBS.items():
        below = verbs.add_parser(verb, help=says, description=says)
        below.add_argument("--json", action="store_true", help="one JSON value on each line, for programs")
        if given[:1] == [verb]:
            _module(verb).arguments(below)
    args = parser.parse_args(given)
    try:
        code: int = _module(args.verb).run(args)
        return code
    except KeyboardInterrupt:
        return 130


def _module(verb: str) -> Any:
    return import_module(f"sync_agent.commands.{verb.replace('-', '_')}")


def tell(args: argparse.Namespace, value: dict[str, Any], says: str) -> None:
    """One answer, for a program or for a person."""
    print(json.dumps(value, ensure_ascii=False) if args.json else says, flush=True)


def complain(args: argparse.Namespace, says: str, code: int) -> int:
    """What was wrong, for a person always and for the program that asked; answers the exit code."""
    print(f"sync-agent: {says}", file=sys.stderr)
    if args.json:
        tell(args, {"verdict": "failed", "says": says}, "")
    return code


if __name__ == "__main__":
    sys.exit(main())
