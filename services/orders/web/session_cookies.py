"""The two cookies of a browser: its session's token, and the secret by which its device is known again."""

import secrets
from hashlib import sha256
from typing import Literal

from fastapi import Request, Response

from shared.web.tokens import COOKIE, LIFETIME

DEVICE_COOKIE = "vrac_device"
_SAME_SITE: Literal["lax"] = "lax"
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


def set_session(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser its session."""
    _set(response, COOKIE, token, secure=secure)


def set_device(response: Response, secret: str, *, secure: bool) -> None:
    """Let the device be known again for as long as the session that begins may last."""
    _set(response, DEVICE_COOKIE, secret, secure=secure)


def forget_session(response: Response, *, secure: bool) -> None:
    """Take the session away; the device stays known."""
    response.delete_cookie(COOKIE, httponly=True, samesite=_SAME_SITE, secure=secure)


def _set(response: Response, name: str, value: str, *, secure: bool) -> None:
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite=_SAME_SITE, secure=secure)
