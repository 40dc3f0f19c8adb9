"""A question to the hub beside the exchanges, as those see it who do not care for the line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Ask = Callable[[str, str, Any], Awaitable[Any]]
"""Method, path and JSON value in, JSON value out; raises Trouble (sync_agent.link.trouble)."""
