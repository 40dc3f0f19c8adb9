"""What PINs are hashed with, shared by all nodes of an organization, so that a PIN set at one opens at all of them.

Two nodes tell each other which peppers they hold, by name; each secret travels once, under a token, to who lacks it.
Nobody throws one away: a PIN that was set alone, or below a hub that is lost, opens as long as anybody has its pepper.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from data.store.peppers import is_pepper, keep_shared, name_of, peppers
from sync_agent.asking import Ask

PATH = "/api/v1/pins"
MOST = 64
"""Of one organization: each costs a hash at every sign-in."""
EVERY_S = 15 * 60


class Keys(Protocol):
    """The peppers of a node."""

    def all(self) -> tuple[str, ...]:
        """The one for new PINs first."""
        ...

    def keep(self, found: Sequence[str]) -> None:
        """These from now on."""
        ...


@dataclass(frozen=True, slots=True)
class FolderKeys:
    """Those of a data folder; raises StoreError."""

    folder: Path

    def all(self) -> tuple[str, ...]:
        """See Keys."""
        return peppers(self.folder)

    def keep(self, found: Sequence[str]) -> None:
        """See Keys."""
        keep_shared(self.folder, found)


def question(keys: Keys, brings: Sequence[str] = ()) -> dict[str, list[str]]:
    """What a node asks the one above."""
    return {"known": [name_of(pepper) for pepper in keys.all()], "brings": list(brings)}


def heard(keys: Keys, said: Any) -> dict[str, list[str]] | None:
    """Keeps what is new in an answer, in its order; answers what to say next when the other one lacks some. Raises
    ValueError for what is no answer."""
    try:
        names, given, wanted = (list(said[part]) for part in ("names", "peppers", "wanted"))
    except (KeyError, TypeError) as trouble:
        raise ValueError("That is no answer about PINs") from trouble
    held = keys.all()
    named = {name_of(pepper): pepper for pepper in (*held, *filter(is_pepper, given))}
    order = [named[name] for name in names if name in named]
    found = tuple(dict.fromkeys([*order, *held]))[:MOST]
    if found != held:
        keys.keep(found)
    brings = [named[name] for name in wanted if name in named]
    return question(keys, brings) if brings else None


async def share(keys: Keys, ask: Ask) -> None:
    """With the node above; raises what `ask` raises, ValueError, and what the keys raise."""
    asked: dict[str, list[str]] | None = await asyncio.to_thread(question, keys)
    for _ in range(2):
        if asked is not None:
            asked = await asyncio.to_thread(heard, keys, await ask("POST", PATH, asked))
