"""Secrets that must be read again, sealed for the database: AES-256-GCM under a key that is not in it."""

import base64
import secrets
from contextlib import suppress
from typing import Self
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_PURPOSE = b"vrac second factor"

log = structlog.get_logger(__name__)


class SealedSecrets:
    """Seals a user's secret, and opens it for that user only.

    Args:
        key: 32 bytes in base64url, as ``vrac keys`` makes them; the sealing key is derived from it (HKDF).
    """

    def __init__(self, key: str) -> None:
        raw = base64.urlsafe_b64decode(key.strip() + "=" * (-len(key.strip()) % 4))
        self._cipher = AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(raw))

    @classmethod
    def fresh(cls) -> Self:
        """Under a new key: what it seals is lost with the process."""
        return cls(secrets.token_urlsafe(32))

    def seal(self, user_id: UUID, secret: str) -> bytes:
        """What may be stored."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), user_id.bytes)

    def open(self, user_id: UUID, sealed: bytes) -> str | None:
        """The secret; ``None`` where it was sealed under another key, or for another user."""
        nonce, hidden = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        with suppress(InvalidTag):
            return self._cipher.decrypt(nonce, hidden, user_id.bytes).decode()
        log.error("a second factor cannot be read: was VRAC_SECOND_FACTOR_KEY changed?")
        return None
