"""The clock, as a value that tests can hold still."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The current moment, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class HeldClock:
    """A clock that stands still until it is moved: for tests."""

    moment: datetime

    def __call__(self) -> datetime:
        """The moment it was last set to."""
        return self.moment

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by ``by``."""
        self.moment += by


def next_version(previous: int, now: datetime) -> int:
    """The version of an aggregate's next state: ``max(previous + 1, microseconds now)``.

    Microseconds make a database restored from five minutes ago still speak louder than what
    it had said before it was lost.
    """
    microseconds = int(now.timestamp()) * 1_000_000 + now.microsecond
    return max(previous + 1, microseconds)
