"""Whoever takes a list along must not cost a person with a cake her place at the processor."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kitchen_tui.giving_way import NICENESS

SAYS = "import os; from kitchen_tui.giving_way import give_way; give_way(); print(os.getpriority(os.PRIO_PROCESS, 0))"


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system has no priorities to tell")
def test_work_that_nobody_waits_for_stands_behind_the_scans():
    ours = os.getpriority(os.PRIO_PROCESS, 0)

    theirs = int(subprocess.run([sys.executable, "-c", SAYS], check=True, capture_output=True, text=True).stdout)

    assert theirs == max(NICENESS, ours)
