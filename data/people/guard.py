"""Guessing a PIN takes ever longer and ends at ten: counted in the database, timed by a clock nobody can set (T7)."""

from __future__ import annotations

from dataclasses import replace

from data.people.staff import PinGuard

DEVICE = "device"
LOCK_AFTER = 10
_LONGEST_MS = 300_000


def person(number: int) -> str:
    """The subject that counts one person's wrong PINs."""
    return f"staff:{number}"


def fresh(subject: str) -> PinGuard:
    """Nothing wrong so far."""
    return PinGuard(subject, 0, 0, "", 0, False)


def wait_left(guard: PinGuard, boot: str, mono_ms: int) -> int:
    """Milliseconds until the next try counts; after a restart the whole wait begins again."""
    if guard.boot_id != boot:
        return guard.wait_ms
    return max(0, guard.until_mono_ms - mono_ms)


def observed(guard: PinGuard, boot: str, mono_ms: int) -> PinGuard:
    """The guard as this boot counts it."""
    if guard.boot_id == boot:
        return guard
    return replace(guard, boot_id=boot, until_mono_ms=mono_ms + guard.wait_ms)


def after_failure(guard: PinGuard, boot: str, mono_ms: int) -> PinGuard:
    """One more wrong PIN: 1, 2, 4 ... 300 seconds, locked at the tenth."""
    failures = guard.failures + 1
    wait = min(1_000 << max(0, failures - 1), _LONGEST_MS)
    return replace(
        guard,
        failures=failures,
        wait_ms=wait,
        boot_id=boot,
        until_mono_ms=mono_ms + wait,
        locked=guard.locked or failures >= LOCK_AFTER,
    )
