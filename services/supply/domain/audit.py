"""What supply's audit trail keeps: who changed what is sold, by whom and when, and who bought, received and settled.

Never what a household ordered; sums are those of a supplier or of a whole cycle, in cents. Why something was decided
stands beside the decision itself: those words are people's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

State = Mapping[str, object]
"""What something was or became, in words and numbers that JSON has."""


class AuditKind(StrEnum):
    """What was done."""

    PRODUCT_KEPT = "product_kept"
    OFFER_KEPT = "offer_kept"
    OFFER_WITHDRAWN = "offer_withdrawn"
    SUPPLIER_KEPT = "supplier_kept"
    CYCLE_DRAFTED = "cycle_drafted"
    CATALOGUE_COPIED = "catalogue_copied"
    CYCLE_OPENED = "cycle_opened"
    PRODUCT_ADDED = "product_added"
    SALE_STOPPED = "sale_stopped"
    CYCLE_CLOSED = "cycle_closed"
    DATES_MOVED = "dates_moved"
    CYCLE_ARCHIVED = "cycle_archived"
    NETWORK_SETTINGS_KEPT = "network_settings_kept"
    PLAN_MADE = "plan_made"
    ORDERS_DRAFTED = "orders_drafted"
    ORDER_APPROVED = "order_approved"
    ORDER_SENT = "order_sent"
    ORDER_ACKNOWLEDGED = "order_acknowledged"
    ORDER_AMENDED = "order_amended"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_COMPLETED = "order_completed"
    INCIDENT_REPORTED = "incident_reported"
    DELIVERY_RECORDED = "delivery_recorded"
    DELIVERY_WITHDRAWN = "delivery_withdrawn"
    INVOICE_KEPT = "invoice_kept"
    INVOICE_WITHDRAWN = "invoice_withdrawn"
    DIFFERENCE_DECIDED = "difference_decided"
    CREDIT_NOTE_KEPT = "credit_note_kept"
    CREDIT_NOTE_WITHDRAWN = "credit_note_withdrawn"
    SETTLEMENT_PUBLISHED = "settlement_published"
    CYCLE_ABANDONED = "cycle_abandoned"


@dataclass(frozen=True, slots=True)
class Audited:
    """One change.

    Args:
        kind: What was done.
        about: To what: the code of a product, a supplier or a cycle, the number of a purchase order; an offer has its
            supplier's and its product's, a delivery and an invoice their cycle's and their supplier's, what the network
            decides has ``network``.
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
        return self.before != self.after


def what_differs(before: State, after: State) -> tuple[State, State]:
    """Of two states of a large thing, what only one has or what is not the same in both.

    >>> what_differs({"name": "May", "opens": 1}, {"name": "May", "opens": 2, "closes": 9})
    ({'opens': 1}, {'opens': 2, 'closes': 9})
    """
    return (
        {name: value for name, value in before.items() if name not in after or after[name] != value},
        {name: value for name, value in after.items() if name not in before or before[name] != value},
    )
