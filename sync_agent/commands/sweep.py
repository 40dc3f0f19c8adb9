"""`sync-agent sweep`: every shop is asked for what it sold in three days, however late it heard of it; and the report
of all that had to be repaired."""

from __future__ import annotations

import argparse

from sync_agent.commands import repairing


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which hub's, and once or again and again."""
    repairing.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """0 done, 1 a shop did not answer, 2 asked wrongly."""
    from sync_agent.work.repairs import GAPS, LATE

    return repairing.run(args, (LATE, GAPS))
