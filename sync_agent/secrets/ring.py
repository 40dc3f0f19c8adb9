"""The keyring of the desktop, if it is one: some that pass for it write down in plain what they are given."""

from __future__ import annotations

from typing import Protocol

_SAFE = ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
_NONE = ("fail", "null")
_SERVICE = "bakeline"


class InsecureRing(Exception):
    """This machine's keyring keeps nothing secret; the text says which it is and what to do."""


class _Backend(Protocol):
    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class Ring:
    """Names and their texts, of one data folder among several on this machine."""

    kind = "keyring"

    def __init__(self, backend: _Backend, owner: str) -> None:
        """`owner` tells the folders apart."""
        self._backend, self._owner = backend, owner

    def get(self, name: str) -> str | None:
        """The text, or None; raises what the keyring raises."""
        return self._backend.get_password(_SERVICE, f"{name}@{self._owner}")

    def put(self, name: str, text: str) -> None:
        """Kept when it returns."""
        self._backend.set_password(_SERVICE, f"{name}@{self._owner}", text)

    def forget(self, name: str) -> None:
        """It was never there."""
        if self.get(name) is not None:
            self._backend.delete_password(_SERVICE, f"{name}@{self._owner}")


def secure_backend() -> _Backend | None:
    """This machine's keyring, None when it has none; raises InsecureRing."""
    import keyring

    chosen = keyring.get_keyring()
    members = list(getattr(chosen, "backends", [])) or [chosen]
    names = [type(member).__module__ for member in members]
    kinds = [_kind(name) for name in names]
    if insecure := [name for name, kind in zip(names, kinds, strict=True) if kind not in (*_SAFE, *_NONE)]:
        raise InsecureRing(
            f"The keyring here is {insecure[0]}, which may keep secrets in plain. Uninstall it (pip uninstall "
            "keyrings.alt), or give --allow-insecure-keyring: then it is passed over, and a sealed file is used"
        )
    return next((member for member, kind in zip(members, kinds, strict=True) if kind in _SAFE), None)


def _kind(module: str) -> str:
    """The last part of a backend's module, for those that keyring itself brings."""
    package, _, last = module.rpartition(".")
    return last if package == "keyring.backends" else module
