"""Returnable containers, and which of them a household has."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.storage.deposit_tables import containers, deposits
from services.orders.storage.household_tables import households


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


@dataclass(frozen=True, slots=True)
class CountView:
    """How many of a container."""

    container: str
    number: int


@dataclass(frozen=True, slots=True)
class OutView:
    """The containers that a household has, by code."""

    household_id: UUID
    containers: tuple[CountView, ...]


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


async def containers_out(engine: AsyncEngine, centre: str, after: UUID | None, limit: int) -> list[OutView]:
    """The households of a centre that have containers, by id, one more than the limit."""
    its, house, number = deposits.c, households.c, func.sum(deposits.c.number)
    some = (
        select(its.household_id, its.container, number.label("number"))
        .join(households, house.id == its.household_id)
        .where(house.centre == centre)
        .group_by(its.household_id, its.container)
        .having(number != 0)
    )
    if after is not None:
        some = some.where(its.household_id > after)
    one = some.subquery().c
    codes, numbers = (func.array_agg(aggregate_order_by(what, one.container)) for what in (one.container, one.number))
    found = select(one.household_id, codes, numbers).group_by(one.household_id).order_by(one.household_id)
    async with engine.connect() as connection:
        rows = (await connection.execute(found.limit(limit + 1))).all()
    return [OutView(row[0], tuple(map(CountView, row[1], row[2]))) for row in rows]
