"""What was learned of each scanner of this terminal, kept in a small file beside the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardware.scan.wedge import DEFAULT, WedgeSettings

if TYPE_CHECKING:
    from hardware.scan.learned import ScannerSettings

FILE = "scanners.json"
KEYBOARD = "keyboard"
"""The name of whatever types into the terminal; a serial scanner's is its port or its lasting name."""

_ROOM = 100_000
_AROUND = 16
_SLOWEST_MS = 45
"""A hand pauses longer between two keys (see `kitchen_tui.wedge_input`)."""
_BY_HAND = ("typed", "paste")


@dataclass(frozen=True, slots=True)
class Scanners:
    """The settings by the scanner's name; `trouble` says why some could not be read."""

    known: Mapping[str, ScannerSettings] = field(default_factory=dict)
    trouble: str = ""


def read_scanners(folder: Path) -> Scanners:
    """What is kept in a data folder. A file that is broken costs only what is broken, and says so."""
    path = folder / FILE
    try:
        with path.open(encoding="utf-8") as file:
            told = json.loads(file.read(_ROOM))["scanners"]
        if not isinstance(told, dict):
            raise ValueError("not a list of scanners")
    except FileNotFoundError:
        return Scanners()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Scanners(
            trouble=f"{path} cannot be read: scanners are taken as they come, scan the calibration code again"
        )
    known: dict[str, ScannerSettings] = {}
    broken = []
    for name, one in told.items():
        settings = _settings(one)
        if settings is None:
            broken.append(name)
        else:
            known[name] = settings
    says = f"What was learned of {', '.join(broken)} is broken: scan the calibration code there again" if broken else ""
    return Scanners(known, says)


def keep_scanner(folder: Path, name: str, settings: ScannerSettings) -> None:
    """Keeps what was learned, whole or not at all; OSError when the folder takes no file."""
    from kitchen_tui.staged import Staged

    known = {**read_scanners(folder).known, name: settings}
    text = json.dumps({"scanners": {each: asdict(one) for each, one in known.items()}}, indent=1)
    with Staged({folder / FILE: text.encode()}) as staged:
        staged.publish()


def mend_for(scanners: Scanners, source: str) -> Callable[[str], str]:
    """What makes a scanned text what was printed. `source` is the source of a `Scan` or the name of a serial scanner;
    what hands type or paste stays as it is."""
    settings = None if source in _BY_HAND else scanners.known.get(KEYBOARD if source == "burst" else source)
    return _as_it_is if settings is None else settings.mend


def wedge_settings(scanners: Scanners) -> WedgeSettings:
    """How the scan field must listen to the scanner at the keyboard: for a missing end, and at its pace."""
    settings = scanners.known.get(KEYBOARD)
    if settings is None:
        return DEFAULT
    pace = min(max(DEFAULT.burst_ms, settings.slowest_ms * 3 // 2), _SLOWEST_MS)
    return WedgeSettings(suffix="auto" if settings.terminator else "none", burst_ms=pace)


def _as_it_is(text: str) -> str:
    return text


def _settings(told: Any) -> ScannerSettings | None:
    from hardware.scan.layouts import CASES, NAMES
    from hardware.scan.learned import ScannerSettings

    defaults = asdict(ScannerSettings())
    if not isinstance(told, dict) or any(type(told.get(name)) is not type(value) for name, value in defaults.items()):
        return None
    known = told["typed_on"] in NAMES and told["read_as"] in NAMES and told["case"] in CASES
    around = max(len(told[name]) for name in ("terminator", "prefix", "suffix")) <= _AROUND
    if not known or not around or told["link"] not in ("keyboard", "serial"):
        return None
    return ScannerSettings(**{one.name: told[one.name] for one in fields(ScannerSettings)})
