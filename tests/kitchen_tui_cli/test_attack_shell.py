"""What a shell does to a command: closed streams, readers that leave, no letters, bytes that are no text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.kitchen_tui_cli.conftest import Shop

PROGRAM = [sys.executable, "-m", "kitchen_tui.cli"]
NEW = ("order", "new", "--customer", "Zoë", "--item", "Crème brûlée")
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run(shop: Shop) -> Run:
    """The command in a process of its own; keywords are subprocess's, `shell` what a shell puts around it."""

    def start(*args: str | bytes, shell: str = "", **more: Any) -> subprocess.CompletedProcess[bytes]:
        command = [*PROGRAM, *args, "--data-dir", str(shop.folder)]
        if shell:
            command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
        environment = {**os.environ, **more.pop("env", {})}
        return subprocess.run(command, env=environment, capture_output=True, timeout=60, **more)

    return start


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_without_letters_in_the_locale_an_order_is_kept_as_typed_and_its_letters_are_spelled_out(
    shop: Shop, run: Run
) -> None:
    assert run(*NEW, env=ASCII).returncode == 0
    shown = run("queue", env=ASCII)

    assert shown.returncode == 0
    assert b"Cr\\xe8me br\\xfbl\\xe9e" in shown.stdout
    assert [(t["customer"], t["product"]) for t in shop.run("queue")[1]] == [("Zoë", "Crème brûlée")]


@pytest.mark.parametrize("shell", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_neither_the_work_nor_its_exit_code(shop: Shop, run: Run, shell: str) -> None:
    assert run(*NEW, shell=shell).returncode == 0
    assert run("order", "show", "bannos-P01001", shell=shell).returncode == 0
    assert run("order", "show", "bannos-P01009", shell=shell).returncode == 2
    assert len(shop.run("queue")[1]) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_answer_that_could_not_be_written_is_told_though_the_work_is_done(shop: Shop, run: Run) -> None:
    ended = run(*NEW, shell="> /dev/full")

    assert ended.returncode == 1
    assert b"it is done, but the answer could not be written" in ended.stderr
    assert len(shop.run("queue")[1]) == 1


def test_a_reader_that_leaves_does_not_stop_the_taking_in(shop: Shop, run: Run, sample: Callable[[str], str]) -> None:
    files = [sample(n) for n in ("01", "03", "04", "11", "16", "18")]

    run("ingest", *files, "--store", "bannos", shell="| true")

    assert len(shop.run("queue")[1]) == len(files)


@pytest.mark.parametrize(
    "args",
    [
        ("ticket", b"\xff"),
        ("order", "show", b"\xff"),
        ("scan", "B1", "--station", "filling", "--badge", b"\xff"),
        ("notices", "--ack", b"\xff"),
        ("queue", "--search", b"\xff"),
        ("staff", "badge", b"\xff"),
        ("ingest", b"\xff.json", "--store", "bannos"),
    ],
)
def test_bytes_that_are_no_text_are_never_a_crash(shop: Shop, run: Run, args: tuple[str | bytes, ...]) -> None:
    in_words, in_json = run(*args), run(*args, "--json")

    assert in_words.returncode in (0, 2, 3)
    assert in_json.returncode == in_words.returncode
    assert all(json.loads(line) for line in in_json.stdout.splitlines())
    assert not (shop.folder / "crash.log").exists()


@pytest.mark.parametrize(
    "args",
    [("nonsense",), ("scan",), ("order",), ("order", "nope"), ("queue", "--limit", "x"), ("queue", "--store", "no")],
)
def test_wrong_use_is_one_object_for_programs_and_a_sentence_for_people(run: Run, args: tuple[str, ...]) -> None:
    ended = run(*args, "--json")

    assert ended.returncode == 2
    assert json.loads(ended.stdout)["verdict"] == "refused"
    assert b"kitchen-tui: " in ended.stderr


def test_data_dir_and_json_may_stand_anywhere(shop: Shop) -> None:
    from kitchen_tui.cli import main

    there = ["--data-dir", str(shop.folder), "--json"]
    for args in ([*there, "order", "held"], ["order", *there, "held"], ["order", "held", *there]):
        assert main(args) == 0
    for args in ([*there, "staff", "list"], ["staff", *there, "list"], ["staff", "list", *there]):
        shop.capsys.readouterr()
        assert main(args) == 0
        assert json.loads(shop.capsys.readouterr().out.splitlines()[0])["name"] == "Olive"
