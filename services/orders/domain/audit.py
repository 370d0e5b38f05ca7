"""What the audit trail keeps: who may do what, households, what the network goes by, what is sealed; never money.

Nothing that names a household stands in it: that is erased one day, and no line of the trail ever is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

State = Mapping[str, object]
"""What something was or became, in words and numbers that JSON has."""


class AuditKind(StrEnum):
    """What was done."""

    USER_REGISTERED = "user_registered"
    USER_CHANGED = "user_changed"
    ACCESS_REVOKED = "access_revoked"
    SESSIONS_ENDED = "sessions_ended"
    SECOND_FACTOR_ENROLLED = "second_factor_enrolled"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    INVITATION_MADE = "invitation_made"
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105 - the name of a change
    CENTRE_REGISTERED = "centre_registered"
    CENTRE_CHANGED = "centre_changed"
    RATES_OFFERED = "rates_offered"
    HOUSEHOLD_CHANGED = "household_changed"
    HOUSEHOLD_CLOSED = "household_closed"
    HOUSEHOLD_REOPENED = "household_reopened"
    HOUSEHOLD_ERASED = "household_erased"
    TARIFF_GIVEN = "tariff_given"
    TARIFF_ENDED = "tariff_ended"
    CONTAINER_KEPT = "container_kept"
    MEMBERSHIP_RULES_KEPT = "membership_rules_kept"
    LANGUAGES_OFFERED = "languages_offered"
    GROUP_ORDER_SEALED = "group_order_sealed"
    GROUP_ORDER_REOPENED = "group_order_reopened"
    LATE_ORDER_ADMITTED = "late_order_admitted"
    LATE_ORDER_REFUNDED = "late_order_refunded"


ABOUT_A_HOUSEHOLDS_TARIFF = frozenset({AuditKind.TARIFF_GIVEN, AuditKind.TARIFF_ENDED})
ABOUT_A_HOUSEHOLD = ABOUT_A_HOUSEHOLDS_TARIFF | {
    AuditKind.HOUSEHOLD_CHANGED,
    AuditKind.HOUSEHOLD_CLOSED,
    AuditKind.HOUSEHOLD_REOPENED,
    AuditKind.HOUSEHOLD_ERASED,
}
"""Who pays a reduced price is shown to nobody but the treasurer and the coordinator."""


@dataclass(frozen=True, slots=True)
class Audited:
    """One change.

    Args:
        kind: What was done.
        about: To what: the id of a user, a household or an order, a code; a group order has its cycle's and its
            centre's, the rules of membership have ``membership``.
        by: Who did it; ``None``: whoever has the command line.
        before: As it was; ``None``: it was not there.
        after: As it became; ``None``: it is gone.
    """

    kind: AuditKind
    about: str
    by: UUID | None
    before: State | None = None
    after: State | None = None

    @property
    def changes_something(self) -> bool:
        """Whether it became another than it was."""
        return self.before is None or self.before != self.after
