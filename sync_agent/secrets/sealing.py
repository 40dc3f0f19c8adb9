"""Texts sealed with a key: whoever finds them without it learns nothing, and can change nothing unnoticed."""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SALT, _NONCE = 16, 12


class NotOpened(Exception):
    """The text was sealed with another key, for another purpose, or was tampered with."""


def seal(key: bytes, purpose: str, text: str) -> str:
    """Base64 of salt, nonce and AES-256-GCM under a key that HKDF derives for this text alone."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    closed = AESGCM(derived(key, purpose, salt)).encrypt(nonce, text.encode(), purpose.encode())
    return base64.b64encode(salt + nonce + closed).decode()


def unseal(key: bytes, purpose: str, sealed: str) -> str:
    """The text; raises NotOpened."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        salt, nonce, closed = raw[:_SALT], raw[_SALT : _SALT + _NONCE], raw[_SALT + _NONCE :]
        return AESGCM(derived(key, purpose, salt)).decrypt(nonce, closed, purpose.encode()).decode()
    except (InvalidTag, ValueError) as trouble:
        raise NotOpened(f"What was sealed for {purpose} does not open with this key") from trouble


def derived(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """32 bytes that tell nothing of the key they come from."""
    return HKDF(SHA256(), 32, salt or None, f"bakeline {purpose}".encode()).derive(key)
