"""An admin reads figures, not powers of ten: a backlog of twelve thousand is no `1.2e+04`."""

from __future__ import annotations

import pytest

from sync_agent.commands.ops import _said
from sync_agent.work.figures import Target


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (Target("oldest waits", 4_888, 900_000, "ms", True), "oldest waits: 4,888 ms (target 900,000 ms): met"),
        (Target("backlog", 12_345, 500, "", False), "backlog: 12,345 (target 500): MISSED"),
        (Target("taken in", 0.9949, 0.995, "", False), "taken in: 99.49% (target 99.50%): MISSED"),
        (Target("webhook p95", None, 500, "ms", True), "webhook p95: nothing yet (target 500 ms): met"),
    ],
)
def test_a_target_is_told_in_its_own_measure(target: Target, says: str):
    assert _said(target) == says
