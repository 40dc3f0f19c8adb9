"""What a look at one thing tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is how it is, `do` what to do about it; "bad" may lose work or people, "warn" costs something."""

    name: str
    verdict: Verdict
    says: str
    do: str = ""


def ok(name: str, says: str) -> Finding:
    """All is well."""
    return Finding(name, "ok", says)


def warn(name: str, says: str, do: str) -> Finding:
    """It works, at a price."""
    return Finding(name, "warn", says, do)


def bad(name: str, says: str, do: str) -> Finding:
    """This must change."""
    return Finding(name, "bad", says, do)
