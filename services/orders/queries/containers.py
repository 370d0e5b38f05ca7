"""Returnable containers, and which of them a household has."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.storage.deposit_tables import containers, deposits


@dataclass(frozen=True, slots=True)
class ContainerView:
    """A container and the deposit for one."""

    container: str
    name: str
    deposit_cents: int


@dataclass(frozen=True, slots=True)
class TakenView:
    """How many of a container a household has, and the deposit that it paid for them."""

    container: str
    name: str
    number: int
    deposit_cents: int


async def containers_after(engine: AsyncEngine, after: str, limit: int) -> list[ContainerView]:
    """At most ``limit`` containers whose codes come after ``after``, by code."""
    its = containers.c
    found = select(its.code, its.name, its.deposit_cents).where(its.code > after).order_by(its.code).limit(limit)
    async with engine.connect() as connection:
        return [ContainerView(*row) for row in await connection.execute(found)]


async def containers_of(connection: AsyncConnection, household_id: UUID) -> list[TakenView]:
    """What a household has of each container, by code; nothing of those it brought back."""
    its, number, cents = deposits.c, func.sum(deposits.c.number), func.sum(deposits.c.amount_cents)
    found = (
        select(its.container, containers.c.name, number, cents.cast(BigInteger))
        .join(containers, containers.c.code == its.container)
        .where(its.household_id == household_id)
        .group_by(its.container, containers.c.name)
        .having(number != 0)
        .order_by(its.container)
    )
    return [TakenView(*row) for row in await connection.execute(found)]
