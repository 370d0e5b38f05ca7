"""Session tokens: Ed25519-signed JWTs that orders issues and both services check.

A key's ``kid`` is the thumbprint of its public half, so a verifier given several public keys
knows which one to use while keys are being rotated.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from starlette.responses import Response

from shared.kernel.clock import Clock, next_version, system_clock
from shared.kernel.ids import uuid7
from shared.web.problems import Problem
from shared.web.roles import Actor, Role

ALGORITHM = "EdDSA"
LIFETIME = timedelta(hours=12)
SKEW = timedelta(seconds=30)
COOKIE = "vrac_session"
CHALLENGE_LIFETIME = timedelta(minutes=5)
_CHALLENGE = "/second-factor"
"""What a challenge's audience ends with: no network's name has a slash, so none is taken for a session."""


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """How browsers keep a session's token.

    Args:
        secure: Over HTTPS only.
        domain: Above both services' hosts, if they are not on one.
    """

    secure: bool = True
    domain: str | None = None

    def keep(self, response: Response, token: str) -> None:
        """Give the browser the token, for as long as it is valid."""
        seconds = int(LIFETIME.total_seconds())
        response.set_cookie(
            COOKIE, token, seconds, domain=self.domain, secure=self.secure, httponly=True, samesite="lax"
        )

    def drop(self, response: Response) -> None:
        """Take it from the browser."""
        response.delete_cookie(COOKIE, domain=self.domain, secure=self.secure, httponly=True, samesite="lax")


@dataclass(frozen=True, slots=True)
class Session:
    """What a valid token says: who, and from when to when, in microseconds since 1970.

    The claim ``at`` keeps the microseconds that ``iat`` has no room for: who signs in right after
    a revocation is not taken for who had signed in right before it. ``id`` is the session's own, by
    which it alone is ended; tokens made before sessions had one have none. ``enrolling``: it may do nothing
    but enrol a second factor.
    """

    actor: Actor
    issued_at: int
    expires_at: int
    id: UUID | None = None
    enrolling: bool = False


@dataclass(frozen=True, slots=True)
class Challenge:
    """Whose second factor is asked for, and the version of the user that the password was checked with."""

    user_id: UUID
    version: int


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970."""
    return next_version(0, moment)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a session key is 32 bytes in base64url: make a pair with vrac keys") from None
    if len(raw) != 32:
        raise ValueError(f"a session key is 32 bytes in base64url, not {len(raw)}: make a pair with vrac keys")
    return raw


def thumbprint(public_key: str) -> str:
    """The ``kid`` of a public key: the first 16 characters of its SHA-256, base64url."""
    return _encode(sha256(_decode(public_key)).digest())[:16]


class SessionSigner:
    """Issues the session tokens of one network.

    Args:
        private_key: The Ed25519 seed, 32 bytes in base64url. ``ValueError`` if it isn't.
        network: The audience: a token of one network is nothing in another.
        clock: When tokens are issued.
    """

    def __init__(self, private_key: str, network: str, clock: Clock = system_clock) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(_decode(private_key))
        self.public_key = _encode(self._key.public_key().public_bytes_raw())
        self._kid = thumbprint(self.public_key)
        self._network = network
        self._clock = clock

    @classmethod
    def generate(cls, network: str, clock: Clock = system_clock) -> Self:
        """A signer with a new key pair."""
        return cls(new_private_key(), network, clock)

    def issue(
        self,
        actor: Actor,
        session_id: UUID | None = None,
        *,
        enrolling: bool = False,
        ends: datetime | None = None,
    ) -> tuple[str, datetime]:
        """A token for this actor and the moment it ends.

        Args:
            actor: Whose it is.
            session_id: Of which session; a new one by default.
            enrolling: It may do nothing but enrol a second factor.
            ends: When its session ends, a whole second; by default 12 hours later.
        """
        now = self._clock()
        ends = ends or now.replace(microsecond=0) + LIFETIME
        claims = {
            "sub": str(actor.user_id),
            "sid": str(session_id or uuid7()),
            "aud": self._network,
            "iat": int(now.timestamp()),
            "at": microseconds(now),
            "exp": int(ends.timestamp()),
            "roles": sorted(actor.roles),
            "centres": sorted(actor.centres),
        }
        return self._signed(claims | ({"enrolling": True} if enrolling else {})), ends

    def challenge(self, user_id: UUID, version: int) -> tuple[str, datetime]:
        """What is sent back with the code of a second factor, and until when: no session, nor taken for one."""
        ends = self._clock().replace(microsecond=0) + CHALLENGE_LIFETIME
        claims = {
            "sub": str(user_id),
            "aud": self._network + _CHALLENGE,
            "version": version,
            "exp": int(ends.timestamp()),
        }
        return self._signed(claims), ends

    def answered(self, challenge: str) -> Challenge | None:
        """Whom a challenge was made for; ``None`` if it is none of ours, or over."""
        try:
            claims: dict[str, Any] = jwt.decode(
                challenge,
                self._key.public_key(),
                algorithms=[ALGORITHM],
                audience=self._network + _CHALLENGE,
                options={"require": ["sub", "aud", "exp"], "verify_exp": False},
            )
        except jwt.InvalidTokenError:
            return None
        if self._clock().timestamp() >= claims["exp"]:
            return None
        return Challenge(UUID(claims["sub"]), int(claims["version"]))

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self._kid})


class SessionVerifier:
    """Checks session tokens of one network against the public keys in use."""

    def __init__(self, public_keys: Iterable[str], network: str, clock: Clock = system_clock) -> None:
        self._keys = {thumbprint(key): Ed25519PublicKey.from_public_bytes(_decode(key)) for key in public_keys}
        self._network = network
        self._clock = clock
        # The signature of a token never changes: checking it once spares 0.1 ms a request.
        self._signed = lru_cache(maxsize=10_000)(self._check_signature)

    def verify(self, token: str) -> Session:
        """What the token says, if one of our keys signed it for this network and it has not ended.

        Raises:
            Problem: ``signed_out`` (401).
        """
        try:
            session = self._signed(token)
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError):
            raise Problem("signed_out", headers={"WWW-Authenticate": "Bearer"}) from None
        now, skew = microseconds(self._clock()), SKEW // timedelta(microseconds=1)
        if now >= session.expires_at + skew or now < session.issued_at - skew:
            raise Problem("signed_out", headers={"WWW-Authenticate": "Bearer"})
        return session

    def _check_signature(self, token: str) -> Session:
        kid = jwt.get_unverified_header(token)["kid"]
        claims: dict[str, Any] = jwt.decode(
            token,
            self._keys[kid],
            algorithms=[ALGORITHM],
            audience=self._network,
            options={"require": ["sub", "aud", "iat", "exp", "at"], "verify_exp": False, "verify_iat": False},
        )
        roles = frozenset(Role(role) for role in claims["roles"])
        actor = Actor(UUID(claims["sub"]), roles, frozenset(claims["centres"]))
        session_id = UUID(claims["sid"]) if "sid" in claims else None
        enrolling = bool(claims.get("enrolling"))
        return Session(actor, int(claims["at"]), int(claims["exp"]) * 1_000_000, session_id, enrolling)


def new_private_key() -> str:
    """A fresh Ed25519 seed in base64url."""
    return _encode(Ed25519PrivateKey.generate().private_bytes_raw())
