"""A service's key as a systemd credential: sealed to this machine by its TPM or its host key, opened for the service
alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from sync_agent.secrets.key_file import machine_key
from sync_agent.secrets.papers import ALL
from sync_agent.secrets.ring import Ring, secure_backend
from sync_agent.secrets.sealed_file import FILE_NAME, SealedFile
from sync_agent.secrets.vault import CREDENTIAL, key_path, owner, sealed_file

_PATIENCE_S = 60


class NotSealed(Exception):
    """It could not be done; the text says why."""


def into_the_sealed_file(folder: Path) -> int:
    """A service has no desktop: what the keyring holds of this folder goes into the sealed file, and out of the
    keyring once it is there. Answers how many secrets moved; raises what either raises, NotSealed where there are none:
    a folder misspelled must not be told that it is sealed."""
    backend, file = secure_backend(), sealed_file(folder)
    moved = 0 if backend is None else _moved(Ring(backend, owner(folder)), file)
    if not moved and not (folder / FILE_NAME).exists():
        raise NotSealed(f"There are no secrets of {folder}: `sync-agent enrol` makes them")
    return moved


def _moved(ring: Ring, file: SealedFile) -> int:
    moved = 0
    for name in ALL:
        text = ring.get(name)
        if text is not None:
            file.put(name, text)
            ring.forget(name)
            moved += 1
    return moved


def sealer() -> str | None:
    """The program that seals credentials; None where there is none."""
    return shutil.which("systemd-creds")


def seal_key(folder: Path, out: Path, program: str) -> None:
    """The key of a folder's sealed file as an encrypted credential; the key itself stands in no argument and no
    environment. Raises NotSealed, KeyRefused."""
    key = machine_key(CREDENTIAL, key_path(folder))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [program, "encrypt", f"--name={CREDENTIAL}", "-", str(out)],
            input=key,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as trouble:
        raise NotSealed(
            f"{program} could not seal the key: {getattr(trouble, 'strerror', None) or trouble}"
        ) from trouble
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotSealed(f"{program} could not seal the key: {said[-1] if said else f'exit {done.returncode}'}")
