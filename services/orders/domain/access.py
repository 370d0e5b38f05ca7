"""Who may have which access, and how often one may try to sign in."""

import json
import re
from collections.abc import Collection
from datetime import timedelta

from shared.kernel.refusal import Refused

VOLUNTEER = "volunteer"
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LONGEST_CENTRES = 2500
"""Characters of a user's centre codes as JSON: with them a session still fits into a cookie, 4096 bytes in all."""
FREE_ATTEMPTS = 5
LONGEST_PAUSE = timedelta(minutes=15)

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


def normal_login(login: str) -> str:
    """The login as it is stored and compared: case and spaces around it don't count."""
    return login.strip().lower()


def check_login(login: str) -> str:
    """The normal form of a login that may be registered.

    Raises:
        Refused: ``login_malformed``.
    """
    normal = normal_login(login)
    if not _LOGIN.fullmatch(normal):
        raise Refused("login_malformed")
    return normal


def check_password(password: str, login: str) -> None:
    """A password is long enough to resist guessing, and is not the login.

    Raises:
        Refused: ``password_too_short``, ``password_too_long`` or ``password_is_login``.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password_too_short", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refused("password_too_long", most=LONGEST_PASSWORD)
    if normal_login(password) == login:
        raise Refused("password_is_login")


def check_roles(roles: Collection[str], centres: Collection[str]) -> None:
    """A user has at least one role, a volunteer at least one centre to act for, and none more than a session holds.

    Raises:
        Refused: ``role_missing``, ``volunteer_without_centre`` or ``too_many_centres``.
    """
    if not roles:
        raise Refused("role_missing")
    if VOLUNTEER in roles and not centres:
        raise Refused("volunteer_without_centre")
    if len(json.dumps(sorted(centres), separators=(",", ":"))) > LONGEST_CENTRES:
        raise Refused("too_many_centres", count=len(centres))


def pause_after(failures: int) -> timedelta:
    """How long a login must wait after so many failures in a row: nothing at first, then doubling.

    >>> [int(pause_after(failures).total_seconds()) for failures in (4, 5, 6, 8, 60)]
    [0, 1, 2, 8, 900]
    """
    if failures < FREE_ATTEMPTS:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_ATTEMPTS, 20)), LONGEST_PAUSE)
