"""Register a returnable container, or change its name; its deposit stays while any household has one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind
from services.orders.storage.audit_rows import note
from services.orders.storage.deposit_tables import containers, deposits
from shared.database import retry_if_taken
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Container:
    """A returnable container: its code, its name, the deposit for one in cents."""

    code: str
    name: str
    deposit_cents: int


async def keep_container(desk: OrderDesk, container: Container, by: UUID, *, only_new: bool = False) -> bool:
    """Store a container; whether it is new.

    Raises:
        Refused: ``container_in_use``: its deposit would change while households have some;
            ``code_taken`` if there is one and it was to be ``only_new``.
    """

    async def work(connection: AsyncConnection) -> bool:
        its = containers.c
        found = select(its.name, its.deposit_cents).where(its.code == container.code).with_for_update()
        stored = (await connection.execute(found)).one_or_none()
        if only_new and stored is not None:
            raise Refused("code_taken", taken=container.code)
        values = {"name": container.name, "deposit_cents": container.deposit_cents}
        before = None if stored is None else stored._asdict()
        kept = Audited(AuditKind.CONTAINER_KEPT, container.code, by, before, values)
        await note(connection, kept, desk.clock())
        if stored is None:
            await connection.execute(insert(containers).values(code=container.code, **values))
            return True
        if stored.deposit_cents != container.deposit_cents:
            await _check_none_taken(connection, container)
        await connection.execute(update(containers).where(its.code == container.code).values(values))
        return False

    return await retry_if_taken(desk.engine, work)


async def _check_none_taken(connection: AsyncConnection, container: Container) -> None:
    of_it = select(func.sum(deposits.c.number)).where(deposits.c.container == container.code)
    if taken := int(await connection.scalar(of_it) or 0):
        raise Refused("container_in_use", name=container.name, taken=taken)
