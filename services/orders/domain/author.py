"""Who enters orders and money."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Author:
    """A signed-in user at work.

    Args:
        user_id: Kept with what they book.
        centres: Those whose households they may see; ``None`` for all.
    """

    user_id: UUID
    centres: frozenset[str] | None
