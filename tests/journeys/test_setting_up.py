"""A first shop is set up at a keyboard, and its second step is a POS by one key (F04)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal

GIVEN = ["--store", "bannos", "--name", "Banno's", "--owner", "Olive", "--timezone", "Australia/Sydney"]
GIVEN += ["--currency", "AUD", "--locale", "en_AU", "--sizes", "Small", "--station", "filling"]


@pytest.mark.parametrize(
    ("key", "says"), [("1", "sync-agent shop app square"), ("2", "sync-agent shop app shopify"), ("\r", "Later")]
)
def test_the_second_step_takes_one_key(tmp_path: Path, key: str, says: str) -> None:
    argv = [sys.executable, "-m", "kitchen_tui.cli", "setup", *GIVEN, "--data-dir", str(tmp_path)]
    with Terminal(argv, 110, 32) as screen:
        screen.wait_for("Step 2: connect a POS", 60)
        screen.type(key)
        screen.wait_for(says, 20)
        assert screen.wait_exit(20) == 0
        assert ("Ctrl+K, Connect a shop" in screen.text()) == (key != "\r")
