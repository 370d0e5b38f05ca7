"""What a service does with the events it hears."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.event import Event

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Subscription(Generic[E]):
    """These event types are applied by this handler, many at a time.

    ``apply`` gets the transaction's connection and the events of one poll in arrival order. It
    never commits: the guard does, once for the whole poll. It must leave the same rows when events
    come twice, shuffled, or before the one they build on.
    """

    types: tuple[type[E], ...]
    apply: Callable[[AsyncConnection, Sequence[E]], Awaitable[None]]
