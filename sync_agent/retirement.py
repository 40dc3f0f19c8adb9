"""What lies beside the rows of a terminal that was taken out of service: keys, tokens, papers, copies, lists."""

from __future__ import annotations

import shutil
import time
from contextlib import closing, suppress
from pathlib import Path

from data.replica.emptying import is_emptied, make_anew
from data.store.errors import NotRecorded, StoreError
from data.store.home import has_store, open_store

RETIRED = "This terminal was taken out of service by its hub: nothing is left on it. `sync-agent enrol` begins anew"
_BESIDE = ("pepper.key", "peppers.key", "secrets.sealed", "crash.log", "scanners.json", "backups.json")
_COPIES = ("*.before-renewal.sqlite3", "*.before-restore*.sqlite3", "*.tmp", ".secrets.sealed.*")
_EXPORTS = "exports"
_TRIES, _PAUSE_S = 40, 0.25


class RetiredError(LookupError):
    """This terminal was taken out of service."""

    def __init__(self) -> None:
        """In words."""
        super().__init__(RETIRED)


def is_retired(folder: Path) -> bool:
    """Whether its rows are gone; what lies beside them may still be there. Raises NotAStore."""
    if not has_store(folder):
        return False
    with closing(open_store(folder)) as database:
        return is_emptied(database)


def finish(folder: Path) -> None:
    """All that may still be there goes; again after an interruption. An app that is open keeps its empty file."""
    forget_secrets(folder)
    for path in (*(folder / name for name in _BESIDE), *(found for copies in _COPIES for found in folder.glob(copies))):
        path.unlink(missing_ok=True)
    shutil.rmtree(folder / _EXPORTS, ignore_errors=True)
    with suppress(StoreError), closing(open_store(folder)) as database:
        for _ in range(_TRIES):
            with suppress(NotRecorded):
                if make_anew(database):
                    return
            time.sleep(_PAUSE_S)


def forget_secrets(folder: Path) -> None:
    """The key of the enrolment, its tokens and papers, and what sealed them."""
    from keyring.errors import KeyringError

    from sync_agent.secrets.key_file import KeyRefused
    from sync_agent.secrets.papers import Wallet
    from sync_agent.secrets.ring import InsecureRing
    from sync_agent.secrets.vault import key_path, open_vault

    # One that cannot be opened tells nobody anything; the files go in any case.
    with suppress(KeyringError, InsecureRing, KeyRefused, OSError):
        Wallet(open_vault(folder), folder).forget_all()
    with suppress(OSError):
        key_path(folder).unlink(missing_ok=True)
