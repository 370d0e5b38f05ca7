"""Give a household a tariff from a day on, or end it. Orders keep what they were entered at.

Isolation: READ COMMITTED with the household's row locked, which its orders lock too: never two on one day.
"""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.author import Author
from services.orders.domain.tariff_dates import DatedTariff, check_ending, check_tariff
from services.orders.storage.audit_rows import note
from services.orders.storage.household_tables import households
from services.orders.storage.locked import lock_household_of
from services.orders.storage.tariff_tables import centre_tariffs, household_tariffs
from shared.database import retry, retry_if_taken
from shared.kernel.refusal import Refused

_table = household_tariffs.c


async def set_tariff(desk: OrderDesk, household_id: UUID, tariff: DatedTariff, author: Author) -> bool:
    """Add it to what the household has; whether this request did it.

    Raises:
        Refused: ``household_unknown``, ``household_closed``, ``tariff_differs``, ``tariff_dates``,
            ``eligibility_needs_end``, ``tariff_not_offered`` or ``tariff_overlaps``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> bool:
        purse = await lock_household_of(connection, household_id, author.centres)
        stored = await _find(connection, tariff.id)
        if stored is not None:
            _check_same(stored, household_id, tariff)
            return False
        if purse.is_closed:
            raise Refused("household_closed")
        check_tariff(tariff, await _offered(connection, purse.centre), await _others(connection, household_id))
        await _store(connection, desk, household_id, tariff, author)
        given = Audited(AuditKind.TARIFF_GIVEN, str(household_id), author.user_id, after=_audited(tariff))
        await note(connection, given, desk.clock())
        return True

    return await retry_if_taken(desk.engine, work)


async def end_tariff(desk: OrderDesk, household_id: UUID, tariff_id: UUID, ends: date, author: Author) -> None:
    """Make it end on that day; ended then already, nothing changes.

    Raises:
        Refused: ``household_unknown``, ``tariff_unknown``, ``tariff_ended`` or ``tariff_ends_in_past``.
    """

    async def work(connection: AsyncConnection) -> None:
        await lock_household_of(connection, household_id, author.centres)
        stored = await _find(connection, tariff_id)
        if stored is None or stored.household_id != household_id:
            raise Refused("tariff_unknown")
        if stored.ends != ends:
            check_ending(_dated(stored), ends, desk.today())
            ended = update(household_tariffs).where(_table.id == tariff_id)
            await connection.execute(ended.values(ends=ends))
            before, after = _audited(_dated(stored)), _audited(replace(_dated(stored), ends=ends))
            told = Audited(AuditKind.TARIFF_ENDED, str(household_id), author.user_id, before, after)
            await note(connection, told, desk.clock())

    await retry(desk.engine, work)


async def _find(connection: AsyncConnection, tariff_id: UUID) -> Row[Any] | None:
    return (await connection.execute(select(household_tariffs).where(_table.id == tariff_id))).one_or_none()


def _check_same(stored: Row[Any], household_id: UUID, tariff: DatedTariff) -> None:
    """Sent again it may have been ended since."""
    told = (household_id, tariff.begins, tariff.basis_points, tariff.prescribed_by)
    same = (stored.household_id, stored.begins, stored.basis_points, stored.prescribed_by) == told
    longer = tariff.ends is None or (stored.ends is not None and stored.ends <= tariff.ends)
    if not (same and longer):
        raise Refused("tariff_differs")


async def _offered(connection: AsyncConnection, centre: str) -> list[int]:
    found = select(centre_tariffs.c.basis_points).where(centre_tariffs.c.centre == centre)
    return list(await connection.scalars(found))


async def _others(connection: AsyncConnection, household_id: UUID) -> list[DatedTariff]:
    found = select(household_tariffs).where(_table.household_id == household_id)
    return [_dated(row) for row in await connection.execute(found)]


def _audited(tariff: DatedTariff) -> dict[str, object]:
    """Not by whom it was prescribed: that is erased with its household."""
    ends = tariff.ends and tariff.ends.isoformat()
    return {"begins": tariff.begins.isoformat(), "ends": ends, "basis_points": tariff.basis_points}


def _dated(row: Row[Any]) -> DatedTariff:
    return DatedTariff(row.id, row.begins, row.ends, row.basis_points, row.prescribed_by)


async def _store(
    connection: AsyncConnection, desk: OrderDesk, household_id: UUID, tariff: DatedTariff, author: Author
) -> None:
    row = {
        "id": tariff.id,
        "household_id": household_id,
        "begins": tariff.begins,
        "ends": tariff.ends,
        "basis_points": tariff.basis_points,
        "prescribed_by": tariff.prescribed_by,
        "set_by": author.user_id,
        "set_at": desk.clock(),
    }
    await connection.execute(insert(household_tariffs), row)
    await connection.execute(update(households).where(households.c.id == household_id).values(has_tariffs=True))
