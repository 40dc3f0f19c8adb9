"""How this terminal looks and sounds: its themes, and what was chosen on its screen, kept in its data folder."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

THEMES = ("dark", "light", "contrast", "ascii")
FILE_NAME = "appearance.json"
_STYLES = Path(__file__).parent / "styles"
_TOKEN = re.compile(r"^\$([a-z-]+): (.+);$", re.MULTILINE)
_LONGEST = 4_096


def tokens_of(theme: str) -> dict[str, str]:
    """The design tokens of one of THEMES, by name."""
    return dict(_TOKEN.findall((_STYLES / f"{theme}.tcss").read_text(encoding="utf-8")))


def read_theme(folder: Path) -> str | None:
    """The theme that was chosen here; None when none was, or when the file cannot be read."""
    theme = _read(folder).get("theme")
    return theme if theme in THEMES else None


def keep_theme(folder: Path, name: str) -> None:
    """From the next start on it is this one. Raises OSError where it cannot be written."""
    _keep(folder, "theme", name)


def read_quiet(folder: Path) -> bool:
    """Whether the bell is switched off here."""
    return _read(folder).get("quiet") is True


def keep_quiet(folder: Path, quiet: bool) -> None:
    """Switches the bell off, or on again. Raises OSError where it cannot be written."""
    _keep(folder, "quiet", quiet)


def _read(folder: Path) -> dict[str, Any]:
    """A look is never worth a start: what cannot be understood counts as nothing chosen."""
    try:
        with (folder / FILE_NAME).open(encoding="utf-8") as file:
            found = json.loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(folder: Path, name: str, value: str | bool) -> None:
    from kitchen_tui.staged import Staged

    text = json.dumps(_read(folder) | {name: value}, sort_keys=True) + "\n"
    with Staged({folder / FILE_NAME: text.encode()}) as staged:
        staged.publish()
