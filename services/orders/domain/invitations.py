"""Invitations: how somebody new, or somebody who forgot, comes to a password of their own."""

from datetime import datetime, timedelta
from enum import StrEnum

LIFE = timedelta(days=7)
RESET_LIFE = timedelta(days=2)


class Means(StrEnum):
    """How its code reaches whom it is for."""

    MAIL = "mail"
    SLIP = "slip"


class InvitationState(StrEnum):
    """Whether its code still counts."""

    OPEN = "open"
    USED = "used"
    OVER = "over"
    """Too old, or another took its place."""


def life_of(*, has_password: bool) -> timedelta:
    """How long a code counts: shorter where a password is there to be replaced."""
    return RESET_LIFE if has_password else LIFE


def state_of(now: datetime, ends_at: datetime, ended_at: datetime | None, *, used: bool) -> InvitationState:
    """What became of an invitation by now."""
    if used:
        return InvitationState.USED
    return InvitationState.OPEN if ended_at is None and now < ends_at else InvitationState.OVER
