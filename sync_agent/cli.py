"""`sync-agent`: what happens while nobody looks. Each verb lives in its own file, imported when it is asked for."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from data.store.errors import StoreError
from sync_agent.exits import FAILED, INTERRUPTED, OK, REFUSED, USAGE, code_of, exit_of

VERBS = {
    "adopt": "a terminal that worked alone gives its stores to a hub, and is one of its terminals",
    "alerts": "where messages go when something is wrong: `alerts slack`, `alerts mail`, `alerts test`, `alerts off`",
    "data-health": "whether the sales can be trusted: `data-health show`, `history`, `check`",
    "dead-letters": "at the hub, what could not become work: `list`, `show`, `replay`, `close`",
    "demo-shop": "a hub and two played shops on this machine that sell every few seconds, to try all of it",
    "enrol": "this machine comes to a hub, with a code from there",
    "forecast": "what will sell: `run`, `work`, how near it came (`score`), how good it would have been (`backtest`)",
    "hub": "the hub: where terminals meet; `hub init`, `hub terminal-code`, `hub revoke`, `hub token` are its admin's",
    "inventory": "the store room, at a terminal or the hub: `list`, `find`, `history`, `receive`, `count`, `waste` ...",
    "join": "a terminal comes to a store that a hub has, with what it did there before",
    "ops": "how quickly the hub answers and works, beside its targets",
    "poll": "every shop is asked at once for what has changed",
    "procure": "what to buy and by when: `list`, `why`, `order`, `receive`, `suppliers`, `offer` ...",
    "reconcile": "what the shops show is held against what there is, and corrected",
    "replay": "a day again, exactly, to look at",
    "run": "the agent: what is done here goes to the hub, what is new there comes here",
    "sales": "`sales import FILE`: what was sold before, for the forecasts to learn from",
    "secrets": "`secrets seal`: this machine's secrets as a service finds them",
    "shop": "the shops that sell for a store: `shop add`, `shop list`, `shop test`, `shop disconnect`",
    "simulate": "shifts by dice, with every fault, before an oracle that believes nobody",
    "status": "how this terminal stands to its hub: data age, unsent commands, trouble",
    "sweep": "every shop is asked for what it sold in three days, however late it heard of it",
    "verify": "whether this terminal holds what its hub holds, table by table",
    "work": "what a hub does for its shops, in a process of its own",
}

__all__ = ["FAILED", "INTERRUPTED", "OK", "REFUSED", "USAGE", "complain", "give_up", "tell"]
_CODES = {FAILED: "failed", USAGE: "wrong_use", REFUSED: "refused", INTERRUPTED: "stopped"}


class Misuse(Exception):
    """The command line cannot be read; the sentence says why, `usage` how it is written."""

    def __init__(self, says: str, usage: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    """Takes the words of a list on both sides of an option: `receive PO-1 --delivery 7 MILK=2`."""

    _mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse; a parser of words below which others stand reads them in order, as argparse can do no other."""
        if self._mixing or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False

    def error(self, message: str) -> NoReturn:
        raise Misuse(message, self.format_usage())


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 not done (said why), 2 asked wrongly, 3 refused (said why), 130 interrupted."""
    given = list(sys.argv[1:] if argv is None else argv)
    args = argparse.Namespace(json="--json" in given)
    try:
        args = _parsed(given)
        code: int = _module(args.verb).run(args)
        return code
    except Misuse as trouble:
        sys.stderr.write(trouble.usage)
        return complain(args, str(trouble), USAGE)
    except (StoreError, OSError) as trouble:
        return give_up(args, trouble)
    except KeyboardInterrupt:
        return complain(args, "stopped", INTERRUPTED)
    except Exception as trouble:
        from data.store.crash import keep
        from data.store.home import data_dir

        return complain(args, keep(trouble, data_dir(getattr(args, "data_dir", None))), FAILED)


def _parsed(given: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="sync-agent", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, says in VERBS.items():
        below = verbs.add_parser(verb, help=says, description=says)
        below.add_argument("--json", action="store_true", help="one JSON value on each line, for programs")
        if given[:1] == [verb]:
            _module(verb).arguments(below)
    return parser.parse_args(given)


def _module(verb: str) -> Any:
    return import_module(f"sync_agent.commands.{verb.replace('-', '_')}")


def tell(args: argparse.Namespace, value: dict[str, Any], says: str) -> None:
    """One answer, for a program or for a person."""
    try:
        print(json.dumps(value, ensure_ascii=False) if args.json else says, flush=True)
    except BrokenPipeError:
        # A reader that has enough (head, less) is no trouble; nor shall the interpreter's own last words be one.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(args: argparse.Namespace, says: str, code: int, named: str = "") -> int:
    """What was wrong, for a person always and for the program that asked; answers the exit code. `named` is what
    programs know it by, where it has a name of its own."""
    print(f"sync-agent: {says}", file=sys.stderr)
    if args.json:
        verdict = "refused" if code in (USAGE, REFUSED) else "failed"
        tell(args, {"verdict": verdict, "code": named or _CODES[code], "says": says}, "")
    return code


def give_up(args: argparse.Namespace, trouble: Exception) -> int:
    """A trouble that has words of its own; answers the exit code that it is worth."""
    return complain(args, in_words(trouble), exit_of(trouble), code_of(trouble))


def in_words(trouble: Exception) -> str:
    """What the system says of a file, without its numbers."""
    if isinstance(trouble, OSError) and trouble.strerror:
        return f"{trouble.filename}: {trouble.strerror}" if trouble.filename else trouble.strerror
    return str(trouble)


if __name__ == "__main__":
    sys.exit(main())
