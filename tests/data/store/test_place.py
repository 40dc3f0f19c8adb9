"""A store lies on a disk of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store.errors import NotAStore
from data.store.place import ALLOW, refuse_network_disk

MOUNTS = """22 1 0:21 / / rw,relatime - ext4 /dev/root rw
30 22 0:40 / /mnt/shop rw - nfs4 server:/shop rw
31 22 0:41 / /mnt/with\\040space rw - fuse.sshfs host:/ rw
32 30 0:42 / /mnt/shop/local rw - ext4 /dev/sdb rw
33 22 0:43 / /run/containers rw - fuse.fuse-overlayfs overlay rw
"""


@pytest.mark.parametrize("folder", ["/mnt/shop", "/mnt/shop/deep/er", "/mnt/with space/x"])
def test_a_network_file_system_is_refused_by_its_name(folder: str) -> None:
    with pytest.raises(NotAStore, match="network file system"):
        refuse_network_disk(Path(folder), MOUNTS)


@pytest.mark.parametrize("folder", ["/home/kitchen", "/mnt/shop/local/data", "/run/containers/x", "/mnt/shopping"])
def test_a_local_disk_is_taken_also_one_mounted_inside_a_network_one(folder: str) -> None:
    refuse_network_disk(Path(folder), MOUNTS)


def test_who_knows_better_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOW, "1")

    refuse_network_disk(Path("/mnt/shop"), MOUNTS)
