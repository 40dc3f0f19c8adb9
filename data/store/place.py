"""Where a store may lie: on a disk of this machine. A network file system cannot promise that a scan is durable."""

from __future__ import annotations

import os
import re
from pathlib import Path

from data.store.errors import NotAStore

ALLOW = "BAKELINE_ALLOW_NETWORK_DISK"
_FAR = re.compile(r"nfs\d?|cifs|smb\d?|smbfs|afs|ceph|glusterfs|davfs|fuse\.(?:sshfs|rclone|s3fs|glusterfs|davfs2?)")
_MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")


def refuse_network_disk(folder: Path, mounts: str | None = None) -> None:
    """Raises NotAStore for a folder on a network file system, unless BAKELINE_ALLOW_NETWORK_DISK=1. `mounts` is the
    text of Linux's mountinfo; systems that have none are trusted."""
    if os.environ.get(ALLOW) == "1":
        return
    try:
        text = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape") if mounts is None else mounts
    except OSError:
        return
    kind = _kind_of(folder.resolve(), text)
    if _FAR.fullmatch(kind):
        says = f"{folder} lies on a network file system ({kind}), which cannot promise that a scan is kept"
        raise NotAStore(f"{says}: choose a local folder, or set {ALLOW}=1 and take the risk")


def _kind_of(folder: Path, mounts: str) -> str:
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        point = Path(_OCTAL.sub(lambda m: chr(int(m[1], 8)), fields[4]))
        depth = len(point.parts)
        if depth >= best and folder.is_relative_to(point):
            best, kind = depth, right.split(" ")[0]
    return kind
