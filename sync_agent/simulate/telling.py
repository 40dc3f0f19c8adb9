"""A seed that went wrong, played again with somebody who watches what was lost, doubled or different."""

from __future__ import annotations

import re

from sync_agent.simulate.runs import Terms, play
from sync_agent.simulate.story import Story

_NAMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-([57])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
MOST = 3
"""Commands, and tickets, that one story follows."""


def story_of(seed: int, terms: Terms) -> list[str]:
    """Lines for a person: the same shift once more, and where the commands and the
    tickets named in its verdict were in each step."""
    ((verdict, _),) = play([seed], terms)
    commands, others = _named("\n".join(verdict.wrong))
    # Without a name to follow it still tells what happened to whom.
    story = Story(frozenset(commands or ("nothing",)), others)
    list(play([seed], terms, story))
    return [f"seed {seed}: {what}" for what in verdict.wrong] + story.lines


def _named(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What people did has an id of its own time, what follows from something else has one by its name."""
    found: dict[str, list[str]] = {"7": [], "5": []}
    for match in _NAMED.finditer(words):
        if match[0] not in found[match[1]]:
            found[match[1]].append(match[0])
    return tuple(found["7"][:MOST]), tuple(found["5"][:MOST])
