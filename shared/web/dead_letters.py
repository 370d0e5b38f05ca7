"""Dead letters as those who run the network may see them: what is concerned, never what was in them.

A key may be hostile. So it is never shown: what is shown is the cycle or the centre of ours that has this key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.event import GroupOrderEvent, Topic
from shared.contracts.stock import StockAdjusted
from shared.messaging.dead_letters import how_many_wait
from shared.messaging.waiting_letters import WaitingLetter, waiting_letters

_OF_A_CYCLE = {Topic.CYCLES, Topic.SEALS}


@dataclass(frozen=True, slots=True)
class PutAside:
    """A message that was put aside, by its number for ``vrac dead-letters``.

    ``kind`` is the name of a type of events, null where nobody knows what it is. Cycle and centre are
    null where they can't be told.
    """

    number: int
    kind: str | None
    cycle: str | None
    cycle_name: str | None
    centre: str | None
    centre_name: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """The dead letters of a service.

    Args:
        engine: Its database.
        cycles: Selects code and name of its cycles.
        centres: Selects code and name of its centres.
        group_orders: Selects id, cycle and centre of its group orders.
    """

    engine: AsyncEngine
    cycles: Select[Any]
    centres: Select[Any]
    group_orders: Select[Any]

    async def count(self) -> int:
        """How many wait."""
        async with self.engine.connect() as connection:
            return await how_many_wait(connection)

    async def waiting(self, after: int, limit: int) -> list[PutAside]:
        """Those that wait, the oldest first."""
        async with self.engine.connect() as connection:
            letters = await waiting_letters(connection, after, limit)
            if not letters:
                return []
            ours = await self._ours(connection, letters)
        return [ours.told(letter) for letter in letters]

    async def _ours(self, connection: AsyncConnection, letters: Sequence[WaitingLetter]) -> "_Ours":
        of = self.group_orders.selected_columns[0]
        found = self.group_orders.where(of.in_(_ids(letter.key for letter in letters)))
        return _Ours(
            {row[0]: row[1] for row in await connection.execute(self.cycles)},
            {row[0]: row[1] for row in await connection.execute(self.centres)},
            {str(row[0]): (row[1], row[2]) for row in await connection.execute(found)},
        )


@dataclass(frozen=True, slots=True)
class _Ours:
    """Names of cycles and centres by code, and the two codes of group orders by id."""

    cycles: Mapping[str, str | None]
    centres: Mapping[str, str | None]
    group_orders: Mapping[str, tuple[str, str]]

    def told(self, letter: WaitingLetter) -> PutAside:
        cycle, centre = self._about(letter)
        return PutAside(
            letter.number,
            None if letter.event is None else letter.event.fact(),
            cycle,
            self.cycles.get(cycle or ""),
            centre,
            self.centres.get(centre or ""),
            letter.since,
        )

    def _about(self, letter: WaitingLetter) -> tuple[str | None, str | None]:
        """Cycle and centre; a key that is none of ours tells nothing."""
        if letter.event is None or issubclass(letter.event, StockAdjusted):  # keyed by product
            return None, None
        if issubclass(letter.event, GroupOrderEvent):
            return self.group_orders.get(letter.key, (None, None))
        if letter.event.topic is Topic.CENTRES:
            return None, letter.key if letter.key in self.centres else None
        of_a_cycle = letter.event.topic in _OF_A_CYCLE and letter.key in self.cycles
        return letter.key if of_a_cycle else None, None


def _ids(keys: Iterable[str]) -> list[UUID]:
    ids = []
    for key in keys:
        try:
            ids.append(UUID(key))
        except ValueError:
            continue
    return ids
