"""A fresh key pair for the session tokens of a run, in the form that the settings take."""

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """An Ed25519 pair: each half 32 bytes in base64url without padding."""

    private: str
    public: str


def new_session_keys() -> SessionKeys:
    """A pair that nobody has had before."""
    key = Ed25519PrivateKey.generate()
    return SessionKeys(_encode(key.private_bytes_raw()), _encode(key.public_key().public_bytes_raw()))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
