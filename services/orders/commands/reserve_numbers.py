"""Give a device a block of member numbers: with it, households are registered without a network.

Isolation: READ COMMITTED under an advisory lock, so that no two blocks have a number in common.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, cast, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.storage.centre_tables import centres
from services.orders.storage.household_tables import households
from services.orders.storage.number_tables import number_blocks
from shared.database import retry
from shared.database.locks import transaction_lock
from shared.kernel.refusal import Refused

_A_NUMBER = "^[0-9]{1,9}$"
FIGURES = 6
"""How many figures a member number has at least."""


@dataclass(frozen=True, slots=True)
class BlockAsked:
    """A block that a device asks for: its own id, for which centre, how many numbers."""

    id: UUID
    centre: str
    size: int


async def reserve_numbers(desk: OrderDesk, asked: BlockAsked, author: Author) -> tuple[list[str], bool]:
    """The numbers of the block, and whether this request made it. Asked for again, they are the same.

    They begin after the highest number that a household has or a device holds.

    Raises:
        Refused: ``centre_unknown`` or ``number_block_differs``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> tuple[list[str], bool]:
        await transaction_lock(connection, "member_numbers")
        known = (await connection.execute(select(number_blocks).where(number_blocks.c.id == asked.id))).one_or_none()
        if known is not None:
            _check_same(asked, known)
            return _written(known.first, known.size), False
        if not await connection.scalar(select(exists().where(centres.c.code == asked.centre))):
            raise Refused("centre_unknown", centre=asked.centre)
        first = await _next_number(connection)
        row = {"id": asked.id, "centre": asked.centre, "first": first, "size": asked.size}
        await connection.execute(insert(number_blocks).values(**row, user_id=author.user_id, at=desk.clock()))
        return _written(first, asked.size), True

    return await retry(desk.engine, work)


def _check_same(asked: BlockAsked, known: Row[Any]) -> None:
    if (known.centre, known.size) != (asked.centre, asked.size):
        raise Refused("number_block_differs")


async def _next_number(connection: AsyncConnection) -> int:
    held = select(func.max(number_blocks.c.first + number_blocks.c.size - 1)).scalar_subquery()
    number = households.c.number
    had = select(func.max(cast(number, BigInteger))).where(number.regexp_match(_A_NUMBER)).scalar_subquery()
    return int(await connection.scalar(select(func.greatest(held, had, 0))) or 0) + 1


def _written(first: int, size: int) -> list[str]:
    return [f"{number:0{FIGURES}}" for number in range(first, first + size)]
