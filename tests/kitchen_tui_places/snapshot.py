"""Pictures of places as text, kept beside the tests; BAKELINE_DRAW=1 draws them anew."""

from __future__ import annotations

import os
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"


def same(name: str, text: str) -> None:
    """Whether a place is drawn as its stored picture shows it."""
    path = PICTURES / f"{name}.txt"
    if os.environ.get("BAKELINE_DRAW") == "1":
        PICTURES.mkdir(exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    assert f"{text}\n" == path.read_text(encoding="utf-8"), f"{name} is drawn otherwise; BAKELINE_DRAW=1 keeps it"
