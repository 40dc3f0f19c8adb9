"""Shopify's two signatures: of a webhook over its raw bytes, and of the query that comes back with a permission."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote

_NOBODYS = "no secret is kept for this shop"
_AT_LEAST = 2
"""So many signatures are always reckoned: the time it takes tells neither of a shop nor of a second secret."""


def signed(raw: bytes, given: str, secrets: Sequence[str]) -> bool:
    """Whether `given` is the signature of these bytes by one of the secrets (two live ones after a rotation)."""
    said = given.encode("utf-8", "replace")
    spare = (_NOBODYS,) * max(0, _AT_LEAST - len(secrets))
    same = [hmac.compare_digest(webhook_signature(raw, secret), said) for secret in (*secrets, *spare)]
    return any(same[: len(secrets)])


def webhook_signature(raw: bytes, secret: str) -> bytes:
    """What stands in `X-Shopify-Hmac-Sha256`."""
    return base64.b64encode(hmac.digest(secret.encode(), raw, "sha256"))


def query_signed(query: Sequence[tuple[str, str]], secret: str) -> bool:
    """Whether a query carries, as `hmac`, the signature of the rest of it."""
    given = next((value for name, value in query if name == "hmac"), "")
    rest = [pair for pair in query if pair[0] != "hmac"]
    return hmac.compare_digest(query_signature(rest, secret).encode(), given.encode("utf-8", "replace"))


def query_signature(query: Sequence[tuple[str, str]], secret: str) -> str:
    """The hex signature of a query, sorted by name, spelled as a browser spells it (a space is %20)."""
    spelled = "&".join(f"{_spelled(name)}={_spelled(value)}" for name, value in sorted(query))
    return hmac.new(secret.encode(), spelled.encode(), sha256).hexdigest()


def _spelled(text: str) -> str:
    return quote(text, safe="!*'()", errors="replace")
