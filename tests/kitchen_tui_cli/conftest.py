"""A shop set up by the command line itself, copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kitchen_tui.cli import main


@dataclass
class Shop:
    """The command line of one data folder; `run` answers exit code and the JSON objects it printed."""

    folder: Path
    badges: dict[str, str]
    capsys: pytest.CaptureFixture[str]

    def run(self, *args: str) -> tuple[int, list[dict[str, Any]]]:
        self.capsys.readouterr()
        code = main([*args, "--data-dir", str(self.folder), "--json"])
        return code, [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]

    def one(self, *args: str) -> dict[str, Any]:
        code, lines = self.run(*args)
        assert code == 0, lines
        assert len(lines) == 1, lines
        return lines[0]

    def scan(self, code: str, station: str, *more: str, role: str = "STAFF") -> tuple[int, dict[str, Any]]:
        exit_code, lines = self.run("scan", code, "--station", station, "--badge", self.badges[role], *more)
        return exit_code, lines[0]


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("shop")
    setup = ["setup", "--store", "bannos", "--name", "Banno's", "--letter", "B", "--owner", "Olive"]
    badges = {"OWNER": _said(folder, *setup)["badge"]}
    for role in ("STAFF", "SUPERVISOR", "ADMIN"):
        badges[role] = _said(folder, "staff", "add", role.title(), "--role", role)["badge"]
    return folder, badges


def _said(folder: Path, *args: str) -> dict[str, Any]:
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main([*args, "--data-dir", str(folder), "--json"]) == 0
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


@pytest.fixture
def shop(tmp_path: Path, shop_template: tuple[Path, dict[str, str]], capsys: pytest.CaptureFixture[str]) -> Shop:
    folder, badges = shop_template
    copy = tmp_path / "shop"
    shutil.copytree(folder, copy)
    return Shop(copy, badges, capsys)


@pytest.fixture
def sample() -> Callable[[str], str]:
    samples = Path(__file__).parent.parent / "fixtures" / "shopify_orders" / "samples"

    def find(start: str) -> str:
        return str(next(samples.glob(f"{start}*.json")))

    return find
