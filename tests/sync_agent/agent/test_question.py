"""What a screen asks its hub is always answered, if only by why there is no answer."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from kitchen_tui.cli import main as kitchen
from sync_agent.link.refusal import refusal
from sync_agent.question import main

ASKED = {"method": "GET", "path": "/api/v1/ops", "value": None, "signed_in": "olive"}


def answer(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(ASKED)))
    assert main(["--data-dir", str(folder)]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_where_there_is_no_store_it_says_so(tmp_path, monkeypatch, capsys):
    assert answer(tmp_path, monkeypatch, capsys)["code"] == "not_read"


def test_a_terminal_that_works_alone_has_nobody_to_ask(tmp_path, monkeypatch, capsys):
    given = ["--store", "bannos", "--name", "Banno's", "--owner", "Olive", "--pos", "later", "--json"]
    assert kitchen(["setup", *given, "--data-dir", str(tmp_path)]) == 0
    capsys.readouterr()
    assert answer(tmp_path, monkeypatch, capsys)["code"] == "alone"


@pytest.mark.parametrize(("code", "told"), [("no_app", "As which application?"), ("node_conflict", "copy of another")])
def test_a_refusal_of_the_hub_comes_in_its_words_and_a_copy_is_told_from_it(code, told):
    content = json.dumps({"detail": {"code": code, "says": "As which application?"}}).encode()
    assert told in str(refusal(409, {}, content, 0))
