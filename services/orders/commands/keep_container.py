"""Register a returnable container, or change its name; its deposit stays while any household has one."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.storage.deposit_tables import containers, deposits
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Container:
    """A returnable container: its code, its name, the deposit for one in cents."""

    code: str
    name: str
    deposit_cents: int


async def keep_container(desk: OrderDesk, container: Container) -> bool:
    """Store a container; whether it is new.

    Raises:
        Refused: ``container_in_use``: its deposit would change while households have some.
    """

    async def work(connection: AsyncConnection) -> bool:
        its = containers.c
        found = select(its.deposit_cents).where(its.code == container.code).with_for_update()
        deposit_cents = await connection.scalar(found)
        values = {"name": container.name, "deposit_cents": container.deposit_cents}
        if deposit_cents is None:
            await connection.execute(insert(containers).values(code=container.code, **values))
            return True
        if deposit_cents != container.deposit_cents:
            await _check_none_taken(connection, container)
        await connection.execute(update(containers).where(its.code == container.code).values(values))
        return False

    try:
        return await retry(desk.engine, work)
    except IntegrityError:  # another coordinator has just registered it
        return await retry(desk.engine, work)


async def _check_none_taken(connection: AsyncConnection, container: Container) -> None:
    of_it = select(func.sum(deposits.c.number)).where(deposits.c.container == container.code)
    if taken := int(await connection.scalar(of_it) or 0):
        raise Refused("container_in_use", name=container.name, taken=taken)
