"""What a scanner would read: pictures decoded by zxing-cpp, ZPL and bars drawn by others than us."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from barcode import get_barcode_class
from PIL import Image

from hardware.label.profile import Profile

_QUIET = 10


def seen(picture: Image.Image) -> list[str]:
    """The Code 128 barcodes in it."""
    code_128 = zxingcpp.barcode_formats_from_str("Code128")
    # Not downscaled: at a third of their size the bars cannot be told apart, and one in a thousand is read as another.
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=code_128, try_downscale=False)
    return [one.text for one in found]


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def bars_of(code: str, module: int, width: int) -> Image.Image:
    """What a printer draws for the text of a barcode, in the middle of its paper; python-barcode encodes it."""
    pattern = get_barcode_class("code128")(code).build()[0]
    left = (width - len(pattern) * module) // 2
    assert left >= _QUIET * module, "no room for the quiet zones"
    picture = Image.new("L", (width, 60), 255)
    for place, ink in enumerate(pattern):
        if ink == "1":
            picture.paste(0, (left + place * module, 0, left + (place + 1) * module, 60))
    return picture


def drawn_by_others(labels: Iterable[bytes], profile: Profile) -> Iterator[Image.Image]:
    """Pictures of ZPL labels; skips the test where the renderer is not installed."""
    node, packages = shutil.which("node"), _packages()
    if node is None:
        pytest.skip("no node on this machine")
    if packages is None:
        pytest.skip("zpl-renderer-js is not installed (npm install zpl-renderer-js, or NODE_PATH)")
    dpmm = 8 if profile.dots_per_mm == 8 else 12
    asked = "".join(
        json.dumps(
            {
                "zpl": label.decode("ascii"),
                "width": profile.width / dpmm,
                "height": (profile.height or 0) / dpmm,
                "dpmm": dpmm,
            }
        )
        + "\n"
        for label in labels
    )
    script = Path(__file__).parent / "render_zpl.cjs"
    done = subprocess.run(
        [node, str(script)],
        input=asked.encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "NODE_PATH": str(packages)},
    )
    for line in done.stdout.splitlines():
        yield opened(base64.b64decode(line))


def _packages() -> Path | None:
    here = Path(__file__).resolve()
    places = [*os.environ.get("NODE_PATH", "").split(os.pathsep), *(str(p / "node_modules") for p in here.parents)]
    return next((Path(p) for p in places if p and (Path(p) / "zpl-renderer-js").is_dir()), None)
