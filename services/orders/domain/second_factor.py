"""The second factor: who needs it, and which codes count (RFC 6238: six digits, a new one every 30 seconds)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

STEP_SECONDS = 30
RECOVERY_CODES = 10
WIDER_ROLES = frozenset({"treasurer", "coordinator", "operator"})
"""Roles that reach beyond one's own centres."""


class Mode(StrEnum):
    """Whether the wider roles need a second factor, or may have one like everybody."""

    NEEDED = "needed"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class SecondFactorRules:
    """What a network asks.

    Args:
        mode: Of whom it is asked.
        issuer: How an app names these codes.
    """

    mode: Mode = Mode.OFFERED
    issuer: str = "VRAC"

    def is_needed(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles needs one."""
        return self.mode is Mode.NEEDED and not WIDER_ROLES.isdisjoint(roles)


def steps_that_count(now: datetime, last_used: int) -> Sequence[int]:
    """The steps whose codes count now: this one and its neighbours, after the last one used. A code counts once.

    >>> from datetime import UTC
    >>> steps_that_count(datetime.fromtimestamp(300, UTC), last_used=9)
    [10, 11]
    """
    step = int(now.timestamp()) // STEP_SECONDS
    return [near for near in (step - 1, step, step + 1) if near > last_used]
