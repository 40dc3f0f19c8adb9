"""What commands of the shell about shops have in common: the shops of a hub, and secrets that stand in files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync_agent.work.opening import Opener

_MOST_SECRET = 8_192


@contextmanager
def opener_of(database: str) -> Iterator[Opener]:
    """The shops of a hub, for a command of the shell."""
    from sync_agent.hub.keys import hub_master
    from sync_agent.hub.serving import founded
    from sync_agent.shops.keys import ShopKeys
    from sync_agent.work.opening import Opener

    with closing(founded(database)) as store:
        yield Opener(store, ShopKeys(hub_master()), lambda organization, stores, but="": None)


def secret_in(path: Path) -> str:
    """One line of a file; raises ValueError for anything else, OSError."""
    raw = path.read_bytes()
    if len(raw) > _MOST_SECRET:
        raise ValueError(f"{path} is too large for a secret")
    text = raw.decode("utf-8", "replace").strip()
    if not text or not text.isprintable() or not text.isascii():
        raise ValueError(f"{path} does not hold a secret: one line of letters and digits")
    return text
