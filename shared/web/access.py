"""Who may call a route: every route names the roles it needs, or says that it is open to anyone.

``actor: Annotated[Actor, Depends(require(Role.COORDINATOR))]`` — a token comes in the header
``Authorization: Bearer`` or in the session cookie; with the cookie, whatever changes something
must come from our own pages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from fastapi import Request

from shared.web.devices import HEADER
from shared.web.edge import SAFE_METHODS
from shared.web.problems import Problem
from shared.web.roles import Actor, Role
from shared.web.tokens import COOKIE, Session, SessionVerifier


class Revocations(Protocol):
    """Knows the sessions that were ended before their time."""

    def covers(self, session: Session) -> bool:
        """Whether this session's access was revoked.

        Raises:
            Problem: ``try_again`` (503): it is not known yet.
        """
        ...


class NoRevocations:
    """Nobody's access was revoked: for an app that is tried alone."""

    def covers(self, session: Session) -> bool:  # noqa: ARG002 - the protocol's signature
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class Access:
    """How an app knows its actors.

    ``seen`` is told of each session that asks for something, ``met`` of each session on a device that says of itself.
    """

    verifier: SessionVerifier
    revocations: Revocations
    seen: Callable[[Session], None] = field(default=lambda _: None)
    met: Callable[[Session, str], None] = field(default=lambda _, __: None)

    def session(self, request: Request) -> Session:
        """The session of a request.

        Raises:
            Problem: ``signed_out`` or ``access_revoked`` (401), ``other_site`` (403), ``try_again`` (503).
        """
        session = self.verifier.verify(_token(request))
        if self.revocations.covers(session):
            raise Problem("access_revoked", headers={"WWW-Authenticate": "Bearer"})
        self.seen(session)
        if (said := request.headers.get(HEADER)) is not None:
            self.met(session, said)
        return session


@dataclass(frozen=True, slots=True)
class Requirement:
    """The dependency of a route that needs one of these roles; none named: any signed-in user.

    ``enrolling``: also whoever may do nothing but enrol a second factor.
    """

    roles: frozenset[Role]
    enrolling: bool = False

    async def __call__(self, request: Request) -> Actor:
        """The actor, who has one of the roles.

        Raises:
            Problem: as ``Access.session``, ``second_factor_needed`` or ``role_needed`` (403).
        """
        access: Access = request.app.state.access
        session = access.session(request)
        if session.enrolling and not self.enrolling:
            raise Problem("second_factor_needed")
        actor = session.actor
        if self.roles and not actor.has(*self.roles):
            raise Problem("role_needed", roles=sorted(self.roles))
        request.state.actor = actor
        return actor


def require(*roles: Role) -> Requirement:
    """What a route needs: ``Depends(require(Role.VOLUNTEER, Role.COORDINATOR))``."""
    return Requirement(frozenset(roles))


def require_enrolling() -> Requirement:
    """What a route needs on which a second factor is enrolled: any signed-in user, whatever they lack yet."""
    return Requirement(frozenset(), enrolling=True)


async def session_of(request: Request) -> Session:
    """The session of a request, for what is done to it: beside ``require``.

    Raises:
        Problem: as ``Access.session``.
    """
    access: Access = request.app.state.access
    return access.session(request)


async def session_if_any(request: Request) -> Session | None:
    """The session of a request to a route that is open: ``None`` without one that still counts.

    Raises:
        Problem: ``try_again`` (503): whether it counts is not known yet.
    """
    try:
        return await session_of(request)
    except Problem as problem:
        if problem.code == "try_again":
            raise
        return None


async def anyone(request: Request) -> None:
    """What a route that needs no session says: ``dependencies=[Depends(anyone)]``.

    Raises:
        Problem: ``other_site``: another site's page sent a request that changes something.
    """
    if request.method not in SAFE_METHODS and _other_site(request, unknown=False):
        raise Problem("other_site")


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise Problem("signed_out", headers={"WWW-Authenticate": "Bearer"})
    if request.method not in SAFE_METHODS and _other_site(request, unknown=True):
        raise Problem("other_site")
    return cookie


def _other_site(request: Request, *, unknown: bool) -> bool:
    """Whether another site sent this; ``unknown`` when the browser says nothing about it."""
    fetched_from = request.headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return unknown
    return urlsplit(origin).netloc != request.headers.get("host")
