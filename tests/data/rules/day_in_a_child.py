"""A day in a process of its own: prints the digest of every row that it leaves, a world's clock and locale away."""

from __future__ import annotations

import locale
import os
import random
import sys
import time
from hashlib import sha256
from pathlib import Path

from tests.support.bakery import open_shop
from tests.support.day import a_day
from tests.support.dump import dump
from tests.support.memory import as_image, in_memory


def main(template: Path) -> str:
    """The digest of a day that begins from an empty store."""
    offset, real = float(os.environ["OFFSET"]), time.time
    time.time = lambda: real() + offset
    time.tzset()
    locale.setlocale(locale.LC_ALL, "")
    random.seed(int(os.environ["PYTHONHASHSEED"]))
    bakery = open_shop(in_memory(as_image(template.read_bytes())))
    a_day(bakery)
    return sha256(repr(dump(bakery.database)).encode("utf-8", "surrogatepass")).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1])))
