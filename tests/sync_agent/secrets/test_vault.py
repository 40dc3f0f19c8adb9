"""Secrets lie in a keyring that is one, else in a file that tells nothing without a key that lies elsewhere (F03)."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.chainer
import keyring.backends.null
import pytest

from sync_agent.secrets.key_file import KeyRefused, machine_key
from sync_agent.secrets.ring import InsecureRing
from sync_agent.secrets.sealed_file import FILE_NAME
from sync_agent.secrets.sealing import NotOpened, derived, seal, unseal
from sync_agent.secrets.vault import key_path, open_vault

ROOT = Path(__file__).parents[3]
CANARY = "canary-4711-refresh-token"


class MemoryRing(keyring.backend.KeyringBackend):
    """Keeps what it is given; what it passes for is told by its module."""

    priority = -1  # never chosen by keyring itself, in no test beside these

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def ring_of(module: str) -> MemoryRing:
    """A keyring as if it came from this module."""
    cls = type("Keyring", (MemoryRing,), {"__module__": module})
    made: MemoryRing = cls()
    keyring.set_keyring(made)
    return made


def everything_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


class TestTheKeyring:
    @pytest.mark.parametrize("module", ["SecretService", "libsecret", "kwallet", "macOS", "Windows"])
    def test_of_a_desktop_is_used_and_no_file_is_made(self, tmp_path, module):
        ring = ring_of(f"keyring.backends.{module}")
        vault = open_vault(tmp_path)
        vault.put("tokens", CANARY)

        assert (vault.kind, vault.get("tokens")) == ("keyring", CANARY)
        assert list(ring.kept.values()) == [CANARY]
        assert CANARY.encode() not in everything_below(tmp_path)

    def test_tells_two_data_folders_apart(self, tmp_path):
        ring_of("keyring.backends.SecretService")
        open_vault(tmp_path / "a").put("tokens", "a")

        assert open_vault(tmp_path / "b").get("tokens") is None

    @pytest.mark.parametrize(
        "module",
        ["keyrings.alt.file", "keyrings.cryptfile.cryptfile", "somebody.else", "keyring.backends_fake.SecretService"],
    )
    def test_that_may_keep_secrets_in_plain_is_refused_with_what_to_do(self, tmp_path, module):
        ring = ring_of(module)
        with pytest.raises(InsecureRing, match=r"Uninstall it.*--allow-insecure-keyring") as refused:
            open_vault(tmp_path)

        assert module in str(refused.value)
        assert ring.kept == {}

    def test_among_several_is_refused_when_one_of_them_is(self, tmp_path, monkeypatch):
        members = [ring_of("keyring.backends.SecretService"), ring_of("keyrings.alt.file")]
        chain = keyring.backends.chainer.ChainerBackend()
        monkeypatch.setattr(type(chain), "backends", members)
        keyring.set_keyring(chain)
        with pytest.raises(InsecureRing):
            open_vault(tmp_path)

    def test_allowed_though_insecure_is_passed_over(self, tmp_path):
        ring = ring_of("keyrings.alt.file")
        vault = open_vault(tmp_path, allow_insecure_keyring=True)
        vault.put("tokens", CANARY)

        assert (vault.kind, ring.kept) == ("file", {})
        for spelling in (CANARY.encode(), base64.b64encode(CANARY.encode())):
            assert spelling not in everything_below(tmp_path)

    @pytest.mark.parametrize("backend", [keyring.backends.null.Keyring], ids=["null"])
    def test_that_keeps_nothing_is_none(self, tmp_path, backend):
        keyring.set_keyring(backend())

        assert open_vault(tmp_path).kind == "file"

    def test_that_does_not_answer_is_none(self, tmp_path, monkeypatch):
        ring = ring_of("keyring.backends.SecretService")

        def locked(*_: str) -> str | None:
            raise keyring.errors.KeyringLocked("nobody unlocks it here")

        monkeypatch.setattr(ring, "get_password", locked)

        assert open_vault(tmp_path).kind == "file"


class TestTheSealedFile:
    def test_is_found_again_by_a_service_whatever_keyring_there_is(self, tmp_path):
        open_vault(tmp_path).put("tokens", CANARY)
        ring_of("keyrings.alt.file")

        assert open_vault(tmp_path).get("tokens") == CANARY

    def test_tells_nothing_and_is_its_owners_alone(self, tmp_path, machine):
        vault = open_vault(tmp_path)
        vault.put("tokens", CANARY)
        vault.put("papers", "{}")

        assert CANARY.encode() not in everything_below(tmp_path)
        for path in (tmp_path / FILE_NAME, key_path(tmp_path)):
            assert path.stat().st_mode & 0o777 == 0o600
        assert machine in key_path(tmp_path).parents, "what is copied with the data folder stays closed"

    def test_forgets(self, tmp_path):
        vault = open_vault(tmp_path)
        vault.put("tokens", CANARY)
        vault.forget("tokens")
        vault.forget("never there")

        assert vault.get("tokens") is None

    def test_does_not_open_on_another_machine(self, tmp_path):
        open_vault(tmp_path).put("tokens", CANARY)
        key_path(tmp_path).unlink()
        with pytest.raises(NotOpened):
            open_vault(tmp_path).get("tokens")

    def test_is_sealed_by_the_services_credential_where_there_is_one(self, tmp_path, monkeypatch):
        credentials = tmp_path / "credentials"
        credentials.mkdir()
        (credentials / "bakeline-key").write_bytes(bytes(range(32)))
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
        open_vault(tmp_path).put("tokens", CANARY)

        assert open_vault(tmp_path).get("tokens") == CANARY
        assert not key_path(tmp_path).exists()

    def test_keeps_what_it_had_when_a_write_is_cut_off(self, tmp_path, monkeypatch):
        vault = open_vault(tmp_path)
        vault.put("tokens", "before")

        def cut_off(self: Path, target: Path) -> Path:
            raise OSError("power cut")

        monkeypatch.setattr(Path, "replace", cut_off)
        with pytest.raises(OSError, match="power cut"):
            vault.put("tokens", "after")
        monkeypatch.undo()
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

        assert vault.get("tokens") == "before"


class TestTheKeyFile:
    def test_that_others_can_read_is_refused(self, tmp_path):
        file = tmp_path / "k" / "hub.key"
        machine_key("none", file)
        file.chmod(0o640)
        with pytest.raises(KeyRefused, match="Others can read"):
            machine_key("none", file)

    def test_that_is_too_short_is_refused(self, tmp_path):
        file = tmp_path / "hub.key"
        file.touch(mode=0o600)
        with pytest.raises(KeyRefused, match="too short"):
            machine_key("none", file)

    def test_is_made_once_however_many_ask_at_once(self, tmp_path):
        file = tmp_path / "k" / "hub.key"
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: machine_key("none", file), range(32)))

        assert len(keys) == 1
        assert list(file.parent.iterdir()) == [file]


class TestSealing:
    def test_no_changed_byte_goes_unnoticed(self):
        sealed = base64.b64decode(seal(bytes(32), "tokens", CANARY))
        for at in range(len(sealed)):
            changed = bytearray(sealed)
            changed[at] ^= 1
            with pytest.raises(NotOpened):
                unseal(bytes(32), "tokens", base64.b64encode(changed).decode())

    @pytest.mark.parametrize("broken", ["", "x", "AAAA", "no base64!", "é"])
    def test_what_was_never_sealed_does_not_open(self, broken):
        with pytest.raises(NotOpened):
            unseal(bytes(32), "tokens", broken)

    def test_what_was_sealed_for_one_purpose_opens_for_no_other(self):
        sealed = seal(bytes(32), "tokens", CANARY)
        with pytest.raises(NotOpened):
            unseal(bytes(32), "papers", sealed)

    def test_the_same_text_is_sealed_differently_each_time(self):
        assert seal(bytes(32), "tokens", CANARY) != seal(bytes(32), "tokens", CANARY)
        assert derived(bytes(32), "a") != derived(bytes(32), "b")


PROGRAM = """
import sys
from pathlib import Path
from sync_agent.secrets.vault import open_vault
vault = open_vault(Path(sys.argv[1]))
vault.put("tokens", "canary-4711-refresh-token")
print(vault.kind, vault.get("tokens"))
"""


def with_nothing_around(tmp_path: Path, program: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """A process as a service has it: no desktop, no variables."""
    env = {"HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{path}"}
    return subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "data")], env=env, capture_output=True, text=True, timeout=60
    )


def test_a_bare_process_uses_the_sealed_file(tmp_path):
    done = with_nothing_around(tmp_path, PROGRAM)

    assert done.stdout.split() == ["file", CANARY], done.stderr


def test_a_bare_process_beside_which_somebody_installed_a_plaintext_keyring_refuses(tmp_path):
    """keyrings.alt is chosen by itself when it is there: this package stands in for it, under its name."""
    package = tmp_path / "site" / "keyrings" / "alt"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "file.py").write_text(
        "import keyring.backend\n"
        "class PlaintextKeyring(keyring.backend.KeyringBackend):\n"
        "    priority = 0.5\n"
        "    def get_password(self, service, username): return None\n"
        "    def set_password(self, service, username, password): print('in plain:', password)\n"
    )
    metadata = tmp_path / "site" / "keyrings.alt-5.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: keyrings.alt\nVersion: 5.0\n")
    (metadata / "entry_points.txt").write_text("[keyring.backends]\nfile = keyrings.alt.file\n")
    done = with_nothing_around(tmp_path, PROGRAM, str(tmp_path / "site"))

    assert done.returncode != 0
    assert "InsecureRing: The keyring here is keyrings.alt.file" in done.stderr
    assert "in plain" not in done.stdout
