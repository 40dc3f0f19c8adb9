"""`sync-agent secrets seal`: a service finds what was kept in a desktop's keyring, and its key in no readable file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from shutil import copyfile

import pytest

from data.store.schema import FILE_NAME
from sync_agent.cli import FAILED, OK, REFUSED, main
from sync_agent.lock import only_one
from sync_agent.secrets.vault import CREDENTIAL, key_path, open_vault
from tests.sync_agent.secrets.test_vault import CANARY, everything_below, ring_of

FAKE = """#!/bin/sh
[ "$1" = encrypt ] && [ "$2" = --name=bakeline-key ] && [ "$3" = - ] || exit 2
cat > "$4"
"""
BROKEN = "#!/bin/sh\necho 'no TPM here' >&2\nexit 1\n"


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    made = tmp_path / "terminal"
    made.mkdir()
    copyfile(template, made / FILE_NAME)
    return made


def with_systemd(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str | None) -> None:
    place = folder / "programs"
    place.mkdir()
    if script is not None:
        (place / "systemd-creds").write_text(script)
        (place / "systemd-creds").chmod(0o755)
    rest = "" if script is None else os.environ["PATH"]
    monkeypatch.setenv("PATH", f"{place}:{rest}")


def sealed(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    code = main(["secrets", "seal", "--data-dir", str(folder), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_where_there_are_no_secrets_none_are_sealed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_systemd(monkeypatch, tmp_path, FAKE)
    ring_of("keyring.backends.SecretService")
    code, told = sealed(folder, capsys)
    assert (code, told["verdict"]) == (FAILED, "failed")
    assert "enrol" in str(told["says"])


def test_the_credential_opens_what_lay_in_the_keyring(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_systemd(monkeypatch, tmp_path, FAKE)
    ring = ring_of("keyring.backends.SecretService")
    open_vault(folder).put("tokens", CANARY)
    code, told = sealed(folder, capsys)
    assert (code, told["moved"]) == (OK, 1)
    assert ring.kept == {}
    credential = Path(str(told["credential"]))
    given = tmp_path / "given"
    given.mkdir()
    credential.replace(given / CREDENTIAL)  # as systemd gives it, opened
    key_path(folder).unlink()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    assert open_vault(folder).get("tokens") == CANARY
    assert CANARY.encode() not in everything_below(folder)


def test_without_systemd_it_is_our_own_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_systemd(monkeypatch, tmp_path, None)
    ring_of("keyring.backends.SecretService")
    open_vault(folder).put("tokens", CANARY)
    assert sealed(folder, capsys) == (OK, {"verdict": "sealed", "moved": 1, "credential": None})
    assert open_vault(folder).kind == "file"
    assert open_vault(folder).get("tokens") == CANARY
    assert sealed(folder, capsys)[1]["moved"] == 0, "once more is harmless"


def test_what_cannot_be_sealed_says_why_and_loses_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_systemd(monkeypatch, tmp_path, BROKEN)
    ring_of("keyring.backends.SecretService")
    open_vault(folder).put("tokens", CANARY)
    code, told = sealed(folder, capsys)
    assert code == FAILED
    assert "no TPM here" in str(told["says"])
    assert open_vault(folder).get("tokens") == CANARY
    with only_one(folder):
        assert sealed(folder, capsys)[0] == REFUSED
