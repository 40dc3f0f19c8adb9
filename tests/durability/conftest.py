"""One small store that every proof copies, and the counts of the proofs at the end of a run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability import bakery

COUNTED = "durability"


@pytest.fixture(scope="session")
def made_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one store; never written to by a test."""
    folder: Path = tmp_path_factory.mktemp("bakery") / "made"
    bakery.make(folder, template)
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(made_once, tmp_path / "bakery"))


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keeps a sentence with figures for the end of the run."""
    return lambda says: record_property(COUNTED, says)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [r for outcome in ("passed", "failed") for r in terminalreporter.stats.get(outcome, ())]
    counted = [says for r in reports for name, says in r.user_properties if name == COUNTED]
    if counted:
        terminalreporter.section("durability")
        for says in counted:
            terminalreporter.write_line(says)
