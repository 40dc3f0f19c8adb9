"""Why there was no answer, in words: nobody was reached, somebody else answered, or the hub refused."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import httpx

from data.core.clock import Instant
from data.core.text import one_line
from sync_agent.link.hearing import Incomplete
from sync_agent.link.trouble import (
    BUSY,
    CERTIFICATE,
    CLOCK,
    COPY,
    FOREIGN,
    HUB_TOO_OLD,
    INCOMPLETE,
    PORTAL,
    REFUSED,
    REVOKED,
    SICK,
    TOKEN,
    TOO_LARGE,
    UNREACHABLE,
    Trouble,
)

_NOT_YET_VALID, _EXPIRED = 9, 10
_SAYS_MOST = 300
_PORTAL_SAYS = "Something else answers in the hub's place: does this network want a login first?"


def portal(wait_s: float | None = None) -> Trouble:
    """Not a hub."""
    return Trouble(PORTAL, _PORTAL_SAYS, wait_s)


def unreadable(trouble: Incomplete) -> Trouble:
    """Of an answer that is not whole, or none."""
    return portal() if trouble.code == "not_a_hub" else Trouble(INCOMPLETE, trouble.says)


def not_reached(trouble: Exception) -> Trouble:
    """Nobody answered, or not to the end. A certificate that is not valid at our time says more of our clock than of
    the hub."""
    found: BaseException | None = trouble
    while found is not None:
        if isinstance(found, ssl.SSLCertVerificationError):
            if found.verify_code in (_NOT_YET_VALID, _EXPIRED):
                return Trouble(CLOCK, "The hub's certificate does not fit this machine's date: is its clock right?")
            return Trouble(CERTIFICATE, "The hub's certificate is not trusted here: is the address right?")
        found = found.__cause__ or found.__context__
    if isinstance(trouble, httpx.DecodingError | httpx.RemoteProtocolError):
        return Trouble(INCOMPLETE, "The hub's answer was cut off")
    if isinstance(trouble, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Trouble(UNREACHABLE, "The hub's address is none")
    return Trouble(UNREACHABLE, "The hub cannot be reached")


_BY_STATUS = {
    401: (TOKEN, "The hub does not know this terminal any more: enrol it again"),
    403: (FOREIGN, "The hub does not let this terminal in"),
    409: (COPY, "This terminal is a copy of another one: enrol it again"),
    413: (TOO_LARGE, "The hub finds this too large"),
    426: (HUB_TOO_OLD, "The hub is too old for this terminal: it has to be updated"),
    429: (BUSY, "The hub asks for patience"),
}


def refusal(status: int, headers: Mapping[str, str], content: bytes, now: Instant) -> Trouble:
    """Of an answer that is not 200; `now` is our wall clock."""
    detail = _detail(content)
    wait_s = _wait(headers.get("retry-after"), now)
    if status < 400 or (detail is None and status < 500 and status not in (413, 429)):
        return portal(wait_s)
    code, says = _BY_STATUS.get(status, (SICK, f"The hub is in trouble ({status})") if status >= 500 else (REFUSED, ""))
    told_code, told = detail or ("", "")
    if status == 403 and told_code == REVOKED:
        code, says = REVOKED, "This terminal was taken out of service: the hub gets what was not sent"
    elif status == 409 and told_code != COPY:
        code, says = REFUSED, told
    elif status in (400, 403, 404, 422, 426) and told:
        says = told
        code = told_code if status == 426 else code
    return Trouble(code, says or f"The hub refuses ({status})", wait_s)


def _detail(content: bytes) -> tuple[str, str] | None:
    """Code and sentence of a refusal; None for what no hub of ours would say."""
    try:
        detail = json.loads(content)["detail"]
    except (ValueError, KeyError, TypeError):
        return None
    if isinstance(detail, dict):
        return str(detail.get("code", "")), one_line(str(detail.get("says", "")))[:_SAYS_MOST]
    return "", one_line(str(detail))[:_SAYS_MOST]


def _wait(header: str | None, now: Instant) -> float | None:
    """Seconds; a date is told by the hub's clock, so at most as long as an hour is believed."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - now / 1000
        except ValueError:
            return None
    return min(max(seconds, 0.0), 3600.0) if seconds == seconds else None
