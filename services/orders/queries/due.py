"""What a household itself pays of an order, before it is placed: told at the table, without its rate."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.entry import OrderState
from services.orders.domain.tariffs import Tariff, fund_holds_cents, own_cents
from services.orders.storage.order_tables import household_orders
from services.orders.storage.solidarity_fund import balance
from services.orders.storage.tariff_rows import read_tariff


@dataclass(frozen=True, slots=True)
class Due:
    """The household's part, whether the solidarity fund has the rest now, from when on it pays all of it again."""

    own_cents: int
    fund_suffices: bool
    ordinary_from: date | None


async def due_of(engine: AsyncEngine, household_id: UUID, total_cents: int, amended: UUID | None, day: date) -> Due:
    """Of lines that come to this at the ceiling, if it orders on that day, in place of the order ``amended``."""
    async with engine.connect() as connection:
        tariff = await read_tariff(connection, household_id, day) or Tariff()
        more_cents = fund_holds_cents(total_cents, tariff.basis_points)
        if more_cents and amended is not None:
            more_cents -= await _held_of(connection, household_id, amended)
        fund_suffices = more_cents <= 0 or more_cents <= await balance(connection)
    return Due(own_cents(total_cents, tariff.basis_points), fund_suffices, tariff.ordinary_from)


async def _held_of(connection: AsyncConnection, household_id: UUID, order_id: UUID) -> int:
    """What the fund holds of an order of this household."""
    order = household_orders.c
    held = select(order.total_cents, order.rate_basis_points).where(
        order.id == order_id, order.household_id == household_id, order.state == OrderState.CONFIRMED
    )
    row = (await connection.execute(held)).one_or_none()
    return 0 if row is None else fund_holds_cents(row.total_cents, row.rate_basis_points)
