"""`sync-agent simulate`: shifts by dice, with every fault, before an oracle that believes nobody.

A shift is 120 steps (forty minutes) of five terminals, a store hub and a cloud hub, some 50 scans with a green beep,
and then as long as it takes until all have heard all.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from data.store.errors import NotAStore
from sync_agent.cli import FAILED, OK, USAGE, complain, tell
from sync_agent.simulate import faults, without
from sync_agent.simulate.authority import KINDS, MEMORY
from sync_agent.simulate.runs import Terms, Totals, play_all
from sync_agent.simulate.telling import story_of

ENOUGH = 1_000
"""From so many shifts on a fault or a rule that was never met is a failure."""


class _NotKept(Exception):
    """The file of --keep is something else."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument("--shifts", type=_some, default=100, help="how many (100)")
    parser.add_argument("--seed", type=int, default=0, help="the first one's seed (0); the next ones count on")
    parser.add_argument("--from", type=int, dest="first", help="with --to: these seeds, the last one not included")
    parser.add_argument("--to", type=int, dest="last")
    parser.add_argument(
        "--keep", type=Path, help="a file in which the run keeps how far it came, and goes on from there"
    )
    parser.add_argument("--jobs", type=_some, default=1, help="processes (1)")
    parser.add_argument("--faults", default="all", help="all, none, list, or F1,F12")
    parser.add_argument("--without", default="", metavar="RULE", help="take rules of the protocol away, or list them")
    parser.add_argument("--authority", choices=KINDS, default=MEMORY, help="what the cloud hub stands on")
    parser.add_argument("--database", default="postgresql://127.0.0.1:5432/postgres", help="the PostgreSQL server")


def _some(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """0: all clean; 1: something was lost, doubled or different, or never met; 2: asked wrongly."""
    if "list" in (args.faults, args.without):
        return _list(args)
    try:
        terms = Terms(faults.chosen(args.faults), args.without, args.authority, args.database)
        without.without(args.without) if args.without else None
    except (faults.UnknownFault, without.UnknownRule) as trouble:
        return complain(args, str(trouble), USAGE)
    first = args.seed if args.first is None else args.first
    last = first + args.shifts if args.last is None else args.last
    if last <= first:
        return complain(args, f"There is no seed from {first} up to {last}: nothing would be played", USAGE)
    try:
        totals = _played(args, first, last, terms)
    except NotAStore as trouble:
        return complain(args, trouble.says, FAILED)
    except _NotKept:
        return complain(args, f"{args.keep} is no run that was kept: choose another file", USAGE)
    return _judged(args, totals, terms)


def _played(args: argparse.Namespace, first: int, last: int, terms: Terms) -> Totals:
    totals, begin = _kept(args.keep, first)
    for verdicts, seconds in play_all(begin, last, terms, args.jobs):
        for verdict in verdicts:
            totals.add(verdict)
        totals.seconds += seconds
        done = verdicts[-1].seed + 1
        if args.keep:
            args.keep.write_text(json.dumps({"from": first, "next": done, "so_far": totals.told(terms)}))
        if not args.json and done % 100 < len(verdicts):
            tell(args, {}, f"seeds {first} to {done - 1}: {len(totals.failing_seeds)} bad, {totals.acked} scans")
    return totals


def _kept(file: Path | None, first: int) -> tuple[Totals, int]:
    if file is None or not file.exists():
        return Totals(), first
    try:
        kept: dict[str, Any] = json.loads(file.read_text())
        return Totals.read(kept["so_far"]), kept["next"]
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise _NotKept from trouble


def _judged(args: argparse.Namespace, totals: Totals, terms: Terms) -> int:
    told = totals.told(terms)
    unmet = totals.unmet(terms) if totals.shifts >= ENOUGH else []
    says = (
        f"{totals.shifts} shifts, {totals.acked} scans acknowledged, {totals.excused} of them excused (every disk that "
        f"held them is gone): {totals.lost} lost, {totals.doubled} doubled, {totals.diverged} differences; "
        f"{told['shifts_per_second']} shifts a second of one processor"
    )
    if not args.json:
        says += "".join(f"\n{name:>22} {n}" for name, n in {**told["faults"], **told["rules"]}.items())
    if unmet:
        says += f"\nnever met, so nothing is proven of: {', '.join(unmet)}"
    failing = totals.first_failing_seed
    if failing is not None:
        told["story"] = story_of(failing, terms)
        says += "\n" + "\n".join(told["story"])
    tell(args, told, says)
    return FAILED if failing is not None or unmet else OK


def _list(args: argparse.Namespace) -> int:
    if args.faults == "list":
        told: dict[str, Any] = {"faults": faults.FAULTS, "elsewhere": faults.ELSEWHERE}
        lines = [f"{name:>4} {says}" for name, says in faults.FAULTS.items()]
        lines += ["not in a shift:", *(f"{name:>4} {says}" for name, says in faults.ELSEWHERE.items())]
    else:
        told = {"rules": {n: r.says for n, r in without.RULES.items()}, "unseen": without.UNSEEN}
        lines = [f"{name:>22} {rule.says}" for name, rule in without.RULES.items()]
        lines += ["no shift misses:", *(f"{name:>22} {says}" for name, says in without.UNSEEN.items())]
    tell(args, told, "\n".join(lines))
    return OK
