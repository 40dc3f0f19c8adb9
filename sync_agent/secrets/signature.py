"""What a node signs with its enrolment key: who it is, each batch it pushes, and that a refresh token is its own.

A signature holds for one access token (whose life the hub's clock measures), so a terminal whose own clock is years off
is understood, and what was overheard is of no use when that token has ended.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.core.clock import Instant

HEADER = "Bakeline-Signature"
HANDOVER = "handover"
"""What a revoked node signs its last words for."""


class BadSignature(Exception):
    """It was not signed by this key, or not this was signed."""


@dataclass(frozen=True, slots=True)
class Push:
    """What a signature of a batch is over; `first` and `last` are seqs (0, 0 for none), `body` the request's bytes."""

    node_id: str
    origin: str
    first: int
    last: int
    body: bytes
    token: str

    def signed(self, at: Instant) -> bytes:
        """The bytes that are signed."""
        parts = (
            self.node_id,
            self.origin,
            str(self.first),
            str(self.last),
            _hash(self.body),
            _hash(self.token.encode()),
        )
        return _bytes("batch", *parts, str(at))


def new_key() -> str:
    """A fresh private key, as hex."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def public_key(private: str) -> str:
    """The public half, as hex."""
    return _private(private).public_key().public_bytes_raw().hex()


def sign_push(private: str, push: Push, at: Instant) -> str:
    """The value of the header: the sender's time and the signature."""
    return f"t={at},s={_sign(private, push.signed(at))}"


def check_push(public: str, push: Push, header: str | None) -> Instant:
    """The sender's time; raises BadSignature."""
    time, _, signature = (header or "").partition(",s=")
    if not time.startswith("t=") or not time[2:].isdecimal() or len(time) > 20:
        raise BadSignature("The push is not signed")
    at = int(time[2:])
    _check(public, push.signed(at), signature)
    return at


def sign_text(private: str, purpose: str, *parts: str) -> str:
    """Proves for one purpose that the signer has the key."""
    return _sign(private, _bytes(purpose, *parts))


def check_text(public: str, signature: str, purpose: str, *parts: str) -> None:
    """Raises BadSignature."""
    _check(public, _bytes(purpose, *parts), signature)


def _bytes(purpose: str, *parts: str) -> bytes:
    # Lengths in front: no two lists of parts are the same bytes.
    return "\n".join((f"bakeline {purpose} 1", *(f"{len(part)} {part}" for part in parts))).encode()


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _private(private: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))


def _sign(private: str, content: bytes) -> str:
    return base64.b64encode(_private(private).sign(content)).decode()


def _check(public: str, content: bytes, signature: str) -> None:
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(raw, content)
    except (InvalidSignature, ValueError) as trouble:
        raise BadSignature("The signature does not fit") from trouble
