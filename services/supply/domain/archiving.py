"""When nothing of a settled cycle is left to be done, so that it may be archived (docs/rules.md, archiving)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CentreDay:
    """A centre's day of distribution: until when it hands goods out, in local time, and whether it is closed."""

    centre: str
    ends: datetime
    is_closed: bool


def check_settled_last(cycle: str, settled_from: str, now: str) -> None:
    """Archive only what the last settlement was made of: what changed since would never be settled.

    Args:
        cycle: Which cycle.
        settled_from: The digest of what its run in force was made from.
        now: The digest of what it would be settled from now.

    Raises:
        Refused: ``archive_settles_otherwise``.
    """
    if settled_from != now:
        raise Refused("archive_settles_otherwise", cycle=cycle)


def check_distributed(cycle: str, days: Iterable[CentreDay], now: datetime) -> None:
    """Archive only when every centre has handed its goods out and said what became of them.

    Args:
        cycle: Which cycle.
        days: Of the centres that goods went to.
        now: Local time.

    Raises:
        Refused: ``archive_distribution_ahead`` with the centre that is done last, or ``archive_days_open`` with the
            centres whose day is not closed.
    """
    every = list(days)
    ahead = [day for day in every if day.ends > now]
    if ahead:
        last = max(ahead, key=lambda day: day.ends)
        raise Refused("archive_distribution_ahead", cycle=cycle, centre=last.centre, day=last.ends.date())
    still_open = [day.centre for day in every if not day.is_closed]
    if still_open:
        raise Refused("archive_days_open", cycle=cycle, centres=still_open)
