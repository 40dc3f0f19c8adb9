"""Where a machine's secrets lie: the keyring, else a file of our own, sealed by a systemd credential or a key file.

Never in SQLite, in a configuration, in the environment or in a log.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sync_agent.secrets.key_file import machine_key
from sync_agent.secrets.ring import InsecureRing, Ring, secure_backend
from sync_agent.secrets.sealed_file import FILE_NAME, SealedFile

CREDENTIAL = "bakeline-key"


class Vault(Protocol):
    """Names and their secret texts. `kind` is keyring or file."""

    kind: str

    def get(self, name: str) -> str | None:
        """The text, or None."""
        ...

    def put(self, name: str, text: str) -> None:
        """Durable when it returns."""
        ...

    def forget(self, name: str) -> None:
        """It was never there."""
        ...


def open_vault(folder: Path, *, sealed: bool = False, allow_insecure_keyring: bool = False) -> Vault:
    """The vault of a data folder; `sealed` asks for our own file. Once there is one, it is the one: a service without a
    desktop finds what was put there. Raises InsecureRing where the keyring only pretends."""
    file = sealed_file(folder)
    if sealed or (folder / FILE_NAME).exists():
        return file
    try:
        backend = secure_backend()
    except InsecureRing:
        if not allow_insecure_keyring:
            raise
        return file
    ring = None if backend is None else Ring(backend, owner(folder))
    return ring if ring is not None and _answers(ring) else file


def sealed_file(folder: Path) -> SealedFile:
    """The one of a data folder."""
    return SealedFile(folder / FILE_NAME, lambda: machine_key(CREDENTIAL, key_path(folder)))


def key_path(folder: Path) -> Path:
    """Not in the data folder: what is copied with it stays closed."""
    from platformdirs import user_config_path

    return user_config_path("bakeline", appauthor=False) / "keys" / f"{owner(folder)}.key"


def owner(folder: Path) -> str:
    return sha256(str(folder.absolute()).encode()).hexdigest()[:16]


def _answers(ring: Ring) -> bool:
    """A keyring that is installed but locked, or has no desktop around it, is none."""
    from keyring.errors import KeyringError

    try:
        ring.get("papers")
    except (KeyringError, OSError):
        return False
    return True
