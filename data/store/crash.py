"""An unexpected failure: a sentence for the person, the traceback (without any values) in a file."""

from __future__ import annotations

import traceback
from pathlib import Path

LOG = "crash.log"
_LARGEST = 1_000_000


def keep(trouble: BaseException, folder: Path) -> str:
    """Writes where it happened, never what was in the variables (T9); answers the sentence to show."""
    lines = traceback.format_exception(type(trouble), trouble, trouble.__traceback__)
    path = folder / LOG
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.exists() and path.stat().st_size > _LARGEST
        with path.open("w" if fresh else "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write("".join(lines) + "\n")
    except OSError:
        return f"something went wrong: {type(trouble).__name__}: {trouble}"
    return f"something went wrong ({type(trouble).__name__}): nothing half done was recorded; details are in {path}"
