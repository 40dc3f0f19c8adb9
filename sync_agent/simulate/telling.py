"""A seed that went wrong, played again with somebody who watches what was lost, doubled or different."""

from __future__ import annotations

import re

from sync_agent.simulate.runs import Terms, play
from sync_agent.simulate.story import Story

_COMMAND = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[57][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
MOST = 3
"""Commands that one story follows."""


def story_of(seed: int, terms: Terms) -> list[str]:
    """Lines for a person: the same shift once more, and where the commands named in its verdict were in each step."""
    ((verdict, _),) = play([seed], terms)
    named = list(dict.fromkeys(_COMMAND.findall("\n".join(verdict.wrong))))[:MOST]
    # Without a name to follow it still tells what happened to whom.
    story = Story(commands=frozenset(named or ("nothing",)))
    list(play([seed], terms, story))
    return [f"seed {seed}: {what}" for what in verdict.wrong] + story.lines
