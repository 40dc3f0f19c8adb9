"""Beside the exchanges a node shares what PINs are hashed with: when it begins, and now and then."""

from __future__ import annotations

import asyncio
import logging

from data.store.errors import StoreError
from sync_agent.asking import Ask
from sync_agent.link.trouble import Trouble
from sync_agent.secrets.pins import EVERY_S, Keys, share

_log = logging.getLogger(__name__)
_SOON_S = 60


async def shared(keys: Keys, ask: Ask) -> bool:
    """Whether it went well; what came in the way is for a later time, and nobody waits for it."""
    try:
        await share(keys, ask)
    except Trouble as trouble:
        _log.info("what PINs are hashed with was not compared", extra={"code": trouble.code})
        return False
    except (StoreError, ValueError):
        _log.exception("what PINs are hashed with was not compared")
        return False
    return True


async def kept_shared(keys: Keys, ask: Ask) -> None:
    """For ever."""
    while True:
        well = await shared(keys, ask)
        await asyncio.sleep(EVERY_S if well else _SOON_S)
