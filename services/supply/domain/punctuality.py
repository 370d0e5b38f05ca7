"""On which day a supplier was awaited: the one it promised before it was due (docs/incidents.md)."""

from collections.abc import Iterable
from datetime import date


def awaited(agreed: date, sent_on: date, answers: Iterable[tuple[date, date]]) -> date:
    """The day that goods were due on.

    An answer counts when it is entered before the day that was due until then: who says on that day, or later, that it
    comes on another is late. The first counts too where the order was sent so late that it could not come before.

    Args:
        agreed: The cycle's delivery day, which the order asks for.
        sent_on: When the order was sent.
        answers: The supplier's, the first one first: when each was entered, and the day that it names.
    """
    due = agreed
    for place, (entered_on, named) in enumerate(answers):
        if entered_on < due or (place == 0 and sent_on >= agreed):
            due = named
    return due
