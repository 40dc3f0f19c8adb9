"""The disk under the data: how long a safe write takes, whether it is told the truth, how much room, who may look."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from data.store.errors import NotAStore
from data.store.place import refuse_network_disk
from kitchen_tui.doctor.finding import Finding, bad, ok, warn

WRITES = 20
_SLOW_MS, _TOO_SLOW_MS = 30.0, 250.0
_INSTANT_MS = 0.03
"""No disk is so quick: somebody only says that it was written."""
_SCARCE, _LITTLE = 200_000_000, 1_000_000_000
_BLOCKS = Path("/sys/dev/block")


def flush_times(folder: Path, writes: int = WRITES) -> list[float]:
    """Milliseconds of each of `writes` small safe writes in the folder; OSError when it takes none."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(writes):
            began = time.perf_counter()
            file.write(os.urandom(4096))
            file.flush()
            _flush(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return times


def flushing(times: Sequence[float]) -> Finding:
    """What every scan has to wait for."""
    name, middle = "disk writes", median(times)
    worst = sorted(times)[int(len(times) * 0.95) - 1]
    says = f"A safe write takes {middle:.2f} ms, one in twenty {worst:.2f} ms"
    if middle < _INSTANT_MS:
        do = "No disk is so quick, so a power cut may lose scans: use a real disk, and turn off its unsafe write cache"
        return warn(name, f"{says}: suspiciously instant", do)
    if worst > _TOO_SLOW_MS:
        return bad(name, says, "Every scan waits for that: use another disk (an SSD), or see what else writes to it")
    if middle > _SLOW_MS:
        return warn(name, says, "Every scan waits for that: an SSD is quicker than a card or a turning disk")
    return ok(name, says)


def space(free: int) -> Finding:
    """Room for the days to come; `free` in bytes."""
    name, says = "free space", f"{free / 1e9:.1f} GB"
    if free < _SCARCE:
        return bad(name, says, "Make room: a full disk records no scans")
    return warn(name, says, "Make room soon") if free < _LITTLE else ok(name, says)


def permissions(folder: Path) -> list[Finding]:
    """Whether others of this machine may read badges' hashes and customers' names."""
    if os.name == "nt":
        return []
    name = "permissions"
    if folder.stat().st_uid != os.geteuid():
        return [bad(name, f"{folder} belongs to somebody else", f"Run as its owner, or: chown -R $USER {folder}")]
    open_ones = [path for path in (folder, *folder.glob("*")) if path.stat().st_mode & 0o077]
    if not open_ones:
        return [ok(name, "Only this user can read the data")]
    says = f"Others may look into {', '.join(path.name for path in open_ones[:3])}"
    return [bad(name, says, f"chmod -R go= {folder}")]


def encryption(folder: Path, blocks: Path = _BLOCKS) -> list[Finding]:
    """Whether a stolen disk can be read, as far as Linux tells."""
    if not blocks.is_dir():
        return []
    name, device = "encryption", folder.stat().st_dev
    place = blocks / f"{os.major(device)}:{os.minor(device)}"
    try:
        layers = [place, *(place / "slaves").glob("*")]
        crypt = any(_kind(layer).startswith("CRYPT") for layer in layers)
    except OSError:
        crypt = False
    if crypt:
        return [ok(name, "The disk is encrypted")]
    seen = "The disk is not encrypted" if place.exists() else "Whether the disk is encrypted cannot be seen here"
    return [warn(name, f"{seen}: who steals it can read names and try PINs", "Encrypt it when you install the system")]


def place(folder: Path) -> list[Finding]:
    """Whether the disk is one of this machine."""
    try:
        refuse_network_disk(folder)
    except NotAStore as trouble:
        return [bad("disk", str(trouble), "Move the data folder to a disk of this machine")]
    return []


def look_at_disk(folder: Path) -> list[Finding]:
    """All of it; a folder that is not there yet is looked at where it would be."""
    if not folder.is_dir():
        return [warn("data folder", f"{folder} is not there yet", "Run kitchen-tui setup, or kitchen-tui demo")]
    try:
        written = [flushing(flush_times(folder))]
    except OSError as trouble:
        says = f"Nothing can be written in {folder}: {trouble.strerror or trouble}"
        written = [bad("disk writes", says, "Mend that before anybody scans: nothing would be recorded")]
    try:
        free = [space(shutil.disk_usage(folder).free)]
        return [*place(folder), *written, *free, *permissions(folder), *encryption(folder)]
    except OSError as trouble:
        says = f"{folder} cannot be looked into: {trouble.strerror or trouble}"
        return [*written, bad("data folder", says, "Run as the user that owns it")]


def _kind(device: Path) -> str:
    uuid = device / "dm" / "uuid"
    return uuid.read_text(encoding="ascii", errors="replace") if uuid.exists() else ""


def _flush(fd: int) -> None:
    """As the store does it: on macOS a plain sync leaves the drive's own cache as it is."""
    try:
        from fcntl import F_FULLFSYNC, fcntl  # type: ignore[attr-defined, unused-ignore]
    except ImportError:
        os.fsync(fd)
    else:
        fcntl(fd, F_FULLFSYNC)
