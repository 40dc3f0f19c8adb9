"""An admin at three in the morning: whatever is asked wrongly or is not there, a sentence, an exit code, no traceback,
and nothing new on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync_agent.cli import FAILED, INTERRUPTED, USAGE, main
from sync_agent.commands import status

DAY = ("--day", "2026-11-28")
NO_HUB = ("--hub", "http://127.0.0.1:9", "--code", "AAAA-BBBB")
HUB = ("hub", "--database", "sqlite:///{}/hub.sqlite3")

WRONG = [
    (["wat"], USAGE),
    ([], USAGE),
    (["hub"], USAGE),
    ([*HUB, "--listen", "nowhere"], USAGE),
    ([*HUB, "--listen", "127.0.0.1:0", "--origin", "*"], USAGE),
    ([*HUB, "token", "--role", "BOSS", "--store", "bannos"], USAGE),
    (["replay", "--day", "yesterday"], USAGE),
    (["replay", *DAY, "--to", "noon"], USAGE),
    (["simulate", "--shifts", "-3"], USAGE),
    (["simulate", "--from", "5", "--to", "5"], USAGE),
    (["simulate", "--keep", __file__], USAGE),
    (["simulate", "--faults", "F999"], USAGE),
    (["enrol", "--code", "AAAA-BBBB"], USAGE),
    (["hub", "--database", "bogus"], USAGE),
    (["hub", "--database", "mysql://x/y", "init"], USAGE),
    (["hub", "--database", "postgresql+psycopg://127.0.0.1:bad/x", "init"], USAGE),
    (["hub", "--database", "bogus", "go-on"], USAGE),
    (["replay", *DAY, "--database", "bogus"], USAGE),
    (["enrol", "--hub", "nonsense", "--code", "AAAA-BBBB"], USAGE),
    (["enrol", "--hub", "http://198.51.100.7", "--code", "AAAA-BBBB"], USAGE),
    ([*HUB, "drill"], USAGE),
    (["hub", "--database", "sqlite:////proc/hub.sqlite3", "init"], FAILED),
    (["hub", "--database", "sqlite:///{}/none/hub.sqlite3", "init"], FAILED),
    (HUB, FAILED),
    ([*HUB, "verify"], FAILED),
    ([*HUB, "housekeeping"], FAILED),
    ([*HUB, "quarantine"], FAILED),
    (["secrets", "seal", "--data-dir", "{}/none"], FAILED),
    ([*HUB, "go-on"], FAILED),
    ([*HUB, "terminal-code", "--store", "bannos"], FAILED),
    ([*HUB, "revoke", "nobody"], FAILED),
    ([*HUB, "backup", "--out", "{}/none/b"], FAILED),
    ([*HUB, "restore", "--from", "{}/none"], FAILED),
    (["replay", *DAY, "--database", "sqlite:///{}/hub.sqlite3"], FAILED),
    (["replay", *DAY, "--data-dir", "{}/none"], FAILED),
    (["run", "--data-dir", "{}/none"], FAILED),
    (["run", "--data-dir", "/dev/null"], FAILED),
    (["verify", "--data-dir", "{}/none"], FAILED),
    (["status", "--data-dir", "{}/none"], FAILED),
    (["adopt", *NO_HUB, "--data-dir", "{}/none"], FAILED),
]


@pytest.mark.parametrize(("argv", "code"), WRONG, ids=lambda v: " ".join(v)[:40] if isinstance(v, list) else "")
def test_it_is_told_in_a_sentence(
    argv: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BAKELINE_HUB_DATABASE", raising=False)
    assert main([word.replace("{}", str(tmp_path)) for word in [*argv, "--json"]]) == code
    out, err = capsys.readouterr()
    told = json.loads(out.splitlines()[-1])
    assert told["verdict"] == ("refused" if code == USAGE else "failed")
    assert told["says"] in err
    assert "Traceback" not in err
    assert "Errno" not in err
    assert ".part" not in err, "a name that the admin never gave"
    assert list(tmp_path.iterdir()) == [], "a name misspelled made something"


def test_what_nobody_foresaw_is_kept_where_it_can_be_sent_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> int:
        raise RuntimeError("canary")

    monkeypatch.setattr(status, "run", broken)
    assert main(["status", "--data-dir", str(tmp_path)]) == FAILED
    assert "crash.log" in capsys.readouterr().err
    assert "canary" in (tmp_path / "crash.log").read_text()


def test_ctrl_c_is_no_failure_of_the_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(status, "run", stopped)
    assert main(["status", "--json"]) == INTERRUPTED
    assert json.loads(capsys.readouterr().out)["code"] == "stopped"
