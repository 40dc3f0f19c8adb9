"""A station that scans one ticket after the other: `python -m tests.bench.sync_scans FOLDER COUNT` tells the
seconds of each."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.bench import product
from tests.bench.kit import seconds

PAUSE_S = 0.01


def main(folder: str, count: str) -> None:
    codes = product.scannable(Path(folder), int(count))
    taken = []
    with closing(product.open_line(Path(folder))) as line:
        sys.stdout.write("READY\n")
        sys.stdout.flush()
        for code in codes:
            taken.append(seconds(line.scan, code))
            time.sleep(PAUSE_S)
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
