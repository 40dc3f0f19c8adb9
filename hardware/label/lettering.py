"""The face of all that is drawn here: one that is installed with us, so that every machine draws the same."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont


@lru_cache(maxsize=64)
def face(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans Mono, which comes with python-barcode; `size` in dots."""
    package = find_spec("barcode")
    folder = Path(package.origin).parent if package is not None and package.origin else Path()
    return ImageFont.truetype(str(folder / "fonts" / "DejaVuSansMono.ttf"), size)
