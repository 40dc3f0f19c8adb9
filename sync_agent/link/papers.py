"""The papers of a data folder, as the line shows them."""

from __future__ import annotations

from pathlib import Path

from data.store.machine import ThisMachine
from sync_agent.secrets.papers import NodePapers, NoPapers, Wallet


class NotShown(Exception):
    """There are no papers, or they cannot be read; the text is for people."""


def node_papers(folder: Path) -> NodePapers:
    """Raises NotShown."""
    from keyring.errors import KeyringError

    from sync_agent.secrets.key_file import KeyRefused
    from sync_agent.secrets.ring import InsecureRing
    from sync_agent.secrets.sealing import NotOpened
    from sync_agent.secrets.vault import open_vault

    try:
        return NodePapers(Wallet(open_vault(folder), folder), ThisMachine().now)
    except (NoPapers, InsecureRing, KeyRefused, NotOpened, KeyringError, OSError) as trouble:
        raise NotShown(str(trouble)) from trouble
