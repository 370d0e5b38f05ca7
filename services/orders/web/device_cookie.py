"""Cookies beside the session's: a secret by which a device is known again, and who is signed in on it."""

import secrets
from hashlib import sha256
from urllib.parse import quote

from fastapi import Request, Response

from shared.web.tokens import LIFETIME

DEVICE_COOKIE = "vrac_device"
NAME_COOKIE = "vrac_name"
_TABLE = "/table"
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


def tell_name(response: Response, name: str, *, secure: bool) -> None:
    """Let the order table say whose session its device has, without a network too; nobody is known by it."""
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(NAME_COOKIE, quote(name), max_age=seconds, path=_TABLE, samesite="strict", secure=secure)


def take_name(response: Response, *, secure: bool) -> None:
    """The session's cookie goes, and the name with it."""
    response.delete_cookie(NAME_COOKIE, path=_TABLE, samesite="strict", secure=secure)
