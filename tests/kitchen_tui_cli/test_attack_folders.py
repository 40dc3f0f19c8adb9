"""Data folders that are none, that are cut off half made, or that nobody may write to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kitchen_tui.cli import main
from kitchen_tui.home import store_path
from tests.kitchen_tui_cli.conftest import Shop

SETUP = ("setup", "--store", "bannos", "--name", "Banno's", "--owner", "Olive")


def run(capsys: pytest.CaptureFixture[str], folder: Path, *args: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main([*args, "--data-dir", str(folder), "--json"])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, said


@pytest.mark.parametrize("args", [("queue",), SETUP, ("demo", "--init-only")])
@pytest.mark.parametrize("inside", ["", "deeper"])
def test_a_file_in_the_place_of_the_folder_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], args: tuple[str, ...], inside: str
) -> None:
    (tmp_path / "file").write_text("mine")

    code, said = run(capsys, tmp_path / "file" / inside, *args)

    assert (code, said["code"]) == (2, "no_store")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("args", [("queue",), SETUP, ("demo", "--init-only")])
def test_a_folder_that_nobody_may_look_into_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    def denied(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", denied)

    code, said = run(capsys, tmp_path, *args)

    assert (code, said["code"]) == (2, "no_store")
    assert said["says"] == f"{tmp_path} cannot be looked into: Permission denied"


def test_a_store_whose_making_was_cut_off_before_its_first_byte_is_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store_path(tmp_path).touch()

    assert run(capsys, tmp_path, "queue")[1]["code"] == "no_store"
    assert run(capsys, tmp_path, *SETUP)[0] == 0


def test_a_store_of_a_later_program_is_left_alone(shop: Shop) -> None:
    path = store_path(shop.folder)
    before = bytearray(path.read_bytes())
    before[60:64] = (99).to_bytes(4, "big")
    path.write_bytes(before)

    for args in (("queue",), SETUP, ("demo", "--init-only")):
        code, lines = shop.run(*args)
        assert (code, lines[0]["code"]) == (2, "no_store")
    assert path.read_bytes() == before
