"""The cookie beside the session's: a secret by which a device is known again."""

import secrets
from hashlib import sha256

from fastapi import Request, Response

from shared.web.tokens import LIFETIME

DEVICE_COOKIE = "vrac_device"
_LONGEST = 200


def device_secret(request: Request) -> str | None:
    """The secret of the device that asks; ``None`` where nobody signed in yet, or long ago."""
    secret = request.cookies.get(DEVICE_COOKIE, "")
    return secret if 0 < len(secret) <= _LONGEST else None


def device_digest(secret: str) -> bytes:
    """How a device stands beside its sessions."""
    return sha256(secret.encode()).digest()


def new_device_secret() -> str:
    """A secret for a device that has none."""
    return secrets.token_urlsafe(24)


def set_device(response: Response, secret: str, *, secure: bool) -> None:
    """Let the device be known again for as long as the session that begins may last; orders alone is told."""
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(DEVICE_COOKIE, secret, max_age=seconds, httponly=True, samesite="lax", secure=secure)
