"""What a hub writes down: one JSON object a line, of fields that we chose. What people typed, tokens and bodies are not
among them, nor what a library says about them (SECURITY T15)."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_OF_THE_HUB = (
    "node",
    "organization",
    "path",
    "status",
    "code",
    "commands",
    "rows",
    "ms",
    "listen",
    "upstream",
    "schema",
)
_OF_A_CALL = ("route", "t_ms", "ok", "topic", "dedupe", "bytes", "sha256", "wait_s")
_OF_A_SHOP = (
    "shop",
    "delivery",
    "thing",
    "repair",
    "tries",
    "tried",
    "subscribed",
    "missed",
    "corrected",
    "found",
    "failed",
)
ALLOWED = _OF_THE_HUB + _OF_A_CALL + _OF_A_SHOP
"""Fields that may be given with `extra`; any other stays out."""


class Lines(logging.Formatter):
    """The template of a message, not what was put into it."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "what": str(record.msg) if record.name.startswith("sync_agent.") else record.name,
        }
        told |= {name: getattr(record, name) for name in ALLOWED if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            told["trouble"] = record.exc_info[0].__name__
            told["frames"] = [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(record.exc_info[2])][-8:]
        return json.dumps(told, ensure_ascii=False, default=str)


def to_stderr(level: int = logging.INFO) -> None:
    """All loggers of the process; uvicorn's own say nothing that ours do not."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "psycopg.pool", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
