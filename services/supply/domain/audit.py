"""What supply's audit trail keeps: changes of what is sold, by whom it is sold and when; never money, never orders."""

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


@dataclass(frozen=True, slots=True)
class Audited:
    """One change.

    Args:
        kind: What was done.
        about: To what: the code of a product, a supplier or a cycle; an offer has its supplier's and its product's,
            what the network decides has ``network``.
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
