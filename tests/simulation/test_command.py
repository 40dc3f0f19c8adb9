"""`sync-agent simulate`: what it says, what it keeps, and what it cannot be asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sync_agent.cli import FAILED, OK, USAGE, main
from sync_agent.simulate.faults import ALL, ELSEWHERE
from sync_agent.simulate.without import RULES, UNSEEN
from tests.simulation.pins import terms
from tests.simulation.test_rules import CAUGHT_BY


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = main(["simulate", "--json", *words])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, found


def test_it_tells_what_a_run_did(capsys):
    code, told = asked(capsys, "--shifts", "3", "--seed", "5")

    assert code == OK
    assert told["shifts"] == 3
    assert (told["lost"], told["doubled"], told["diverged"], told["first_failing_seed"]) == (0, 0, 0, None)
    assert set(told["faults"]) == ALL
    assert set(told["rules"]) == set(RULES)
    assert told["acked"] > 50


def test_a_failing_seed_is_told_as_a_story(capsys):
    seed = CAUGHT_BY["rekey_all"][0]
    faults = ",".join(sorted(terms("rekey_all").faults))
    code, told = asked(capsys, "--shifts", "1", "--seed", str(seed), "--faults", faults, "--without", "rekey_all")

    assert code == FAILED
    assert told["first_failing_seed"] == seed
    assert any(line.startswith(f"seed {seed}: ") for line in told["story"])
    assert any(" issues " in line for line in told["story"]), "who gave the command"
    assert any(" answers " in line for line in told["story"]), "and what was said of it"


def test_a_run_goes_on_where_it_was_left(capsys, tmp_path: Path):
    kept = str(tmp_path / "kept.json")
    asked(capsys, "--from", "0", "--to", "2", "--keep", kept)
    _, both = asked(capsys, "--from", "0", "--to", "4", "--keep", kept)
    _, whole = asked(capsys, "--from", "0", "--to", "4")

    for name in ("shifts", "acked", "faults", "rules"):
        assert both[name] == whole[name]


def test_two_processes_see_what_one_sees(capsys):
    _, alone = asked(capsys, "--shifts", "12")
    _, shared = asked(capsys, "--shifts", "12", "--jobs", "2")

    assert (shared["acked"], shared["rules"]) == (alone["acked"], alone["rules"])


def test_the_installed_program_may_use_several_processes():
    """Each helper process reads the program's file again: without a guard it begins a run of its own, without end."""
    program = Path(sys.executable).with_name("sync-agent")
    ended = subprocess.run(
        [program, "simulate", "--json", "--shifts", "2", "--jobs", "2"], capture_output=True, text=True, timeout=180
    )

    assert ended.returncode == OK, ended.stderr
    assert json.loads(ended.stdout)["shifts"] == 2


def test_faults_and_rules_are_listed_with_what_no_shift_can_show(capsys):
    faults, rules = asked(capsys, "--faults", "list")[1], asked(capsys, "--without", "list")[1]

    assert set(faults["faults"]) | set(faults["elsewhere"]) >= {f"F{n}" for n in range(1, 53)}
    assert not set(faults["faults"]) & set(faults["elsewhere"])
    assert set(rules["rules"]) == set(RULES)
    assert rules["unseen"]


@pytest.mark.parametrize(
    "words",
    [("--faults", "F99"), ("--faults", next(iter(ELSEWHERE))), ("--without", "gravity"), ("--without", "forks,x")],
)
def test_what_is_not_there_cannot_be_asked_for(capsys, words):
    code, told = asked(capsys, *words)

    assert code == USAGE
    assert told["says"]


def test_what_no_shift_can_show_is_shown_by_tests_that_are_there():
    root = Path(__file__).parents[2]
    named = [
        path for says in (*ELSEWHERE.values(), *UNSEEN.values()) for path in re.findall(r"tests/[\w/.]+\.py", says)
    ]

    assert len(named) > len(ELSEWHERE) / 2
    assert [path for path in named if not (root / path).exists()] == []
