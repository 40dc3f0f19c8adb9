"""The keys that the hub signs tokens with: in its database, sealed with the machine's key; found by their id alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.core.clock import Instant
from data.core.outcome import Put
from data.exchange.directory import HubKey
from data.store.database import Database
from data.store.execute import apply
from data.store.kinds import kind_of
from sync_agent.hub.organizations import ANY, Doors
from sync_agent.secrets.key_file import KeyRefused, machine_key
from sync_agent.secrets.sealing import NotOpened, derived, seal, unseal

FOLDER = "BAKELINE_HUB_SECRETS"
_CREDENTIAL = "bakeline-hub-key"
_LOCK = {"sqlite": "", "postgresql": "LOCK TABLE hub_key IN SHARE ROW EXCLUSIVE MODE"}
_LOOK_AGAIN_MS = 5_000
"""How often an id that is not known here may make a hub look for the keys of its siblings."""


def hub_master(folder: Path | None = None) -> bytes:
    """What seals the hub's secrets: the systemd credential bakeline-hub-key, else hub.key in `folder` (by default
    BAKELINE_HUB_SECRETS, else the platform's configuration folder). All hubs of one database need the same. Raises
    KeyRefused."""
    return machine_key(_CREDENTIAL, (folder or _folder()) / "hub.key")


def opening_key(doors: Doors, now: Callable[[], Instant]) -> bytes:
    """`hub_master`, held against what was sealed in this database before. Raises KeyRefused where that was another:
    what would be sealed with it now no hub of this database could ever open."""
    master = hub_master()
    try:
        SigningKeys(doors, master, now).current()
    except NotOpened as trouble:
        raise KeyRefused(
            f"The secrets of this hub were sealed with another key than {_folder() / 'hub.key'}: work as the user that"
            f" the hub runs as, or name the folder of its key with {FOLDER}"
        ) from trouble
    return master


def _folder() -> Path:
    import os

    from platformdirs import user_config_path

    given = os.environ.get(FOLDER)
    return Path(given).expanduser() if given else user_config_path("bakeline", appauthor=False) / "hub"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The one that signs now."""

    kid: str
    issuer: str
    private: Ed25519PrivateKey


class SigningKeys:
    """All keys of a hub's database; safe for many threads and many hubs."""

    def __init__(self, doors: Doors, master: bytes, now: Callable[[], Instant]) -> None:
        """Reads nothing yet; the first use makes a first key."""
        self._doors, self._master, self._now = doors, master, now
        self.pepper = derived(master, "hashes")
        self._public: dict[str, Ed25519PublicKey] = {}
        self._current: SigningKey | None = None
        self._looked: Instant | None = None

    def current(self) -> SigningKey:
        """The newest; raises NotOpened when it was sealed on a machine with another key."""
        return self._current or self._load()

    def public(self, kid: str) -> Ed25519PublicKey | None:
        """The key of this id, of those we know; None for any other."""
        if kid not in self._public and self._may_look():
            self._load()
        return self._public.get(kid)

    @property
    def issuer(self) -> str:
        """Who signs here: one name for all keys of this database."""
        return self.current().issuer

    def rotate(self) -> str:
        """A new key signs from now on, those before it only verify; answers its id. Other hubs of this database learn
        of it with the first token that it has signed."""
        made = self._new(self.issuer)

        def work(database: Database) -> None:
            with database.transaction():
                self._lock(database)
                database.run("UPDATE hub_key SET retired_at = coalesce(retired_at, ?)", (self._now(),))
                apply(database, Put(made))

        self._doors.write(ANY, work)
        self._load()
        return made.kid

    def _may_look(self) -> bool:
        now = self._now()
        if self._looked is not None and 0 <= now - self._looked < _LOOK_AGAIN_MS:
            return False
        self._looked = now
        return True

    def _load(self) -> SigningKey:
        stored = self._doors.read(ANY, self._stored) or self._doors.write(ANY, self._first)
        newest = stored[-1]
        private = Ed25519PrivateKey.from_private_bytes(
            bytes.fromhex(unseal(self._master, f"hub key {newest.kid}", newest.sealed))
        )
        self._public = {k.kid: Ed25519PublicKey.from_public_bytes(bytes.fromhex(k.public_key)) for k in stored}
        self._current = SigningKey(newest.kid, newest.issuer, private)
        return self._current

    def _first(self, database: Database) -> list[HubKey]:
        with database.transaction():
            self._lock(database)
            if not (stored := self._stored(database)):
                stored = [self._new(secrets.token_hex(16))]
                apply(database, Put(stored[0]))
            return stored

    def _lock(self, database: Database) -> None:
        if _LOCK[database.dialect]:
            database.run(_LOCK[database.dialect])

    def _stored(self, database: Database) -> list[HubKey]:
        kind = kind_of(HubKey)
        return [kind.row(r) for r in database.rows(f"{kind.select} ORDER BY retired_at IS NULL, made_at, kid")]

    def _new(self, issuer: str) -> HubKey:
        private, kid = Ed25519PrivateKey.generate(), secrets.token_hex(8)
        sealed = seal(self._master, f"hub key {kid}", private.private_bytes_raw().hex())
        return HubKey(kid, issuer, private.public_key().public_bytes_raw().hex(), sealed, self._now(), None)
