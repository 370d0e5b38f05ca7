"""The coordinator adds a product to an open cycle, or stops its sale. Nothing else of a catalogue ever changes."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.catalogue_entries import cautions_of, freeze_entries
from services.supply.commands.draft_cycle import SoldProduct
from services.supply.commands.tell_limits import tell_limits
from services.supply.domain.audit import AuditKind
from services.supply.domain.opening import Caution
from services.supply.queries.distribution_days import last_distribution_day
from services.supply.queries.published_cycle import catalogue_revised
from services.supply.storage.audit_rows import cycle_audited, lock_catalogue
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_rows import change_cycle, lock_cycle
from services.supply.storage.cycle_tables import cycle_products
from shared.database import transaction
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused
from shared.messaging import outbox


async def add_product(
    engine: AsyncEngine, clock: Clock, cycle: str, sold: SoldProduct, by: UUID | None = None
) -> list[Caution]:
    """Sell one more product, or again one whose sale was stopped; the same twice changes nothing.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_not_open``, ``product_unknown``, ``ceiling_frozen`` or ``ceiling_too_low``.
    """
    async with transaction(engine) as connection, cycle_audited(connection, AuditKind.PRODUCT_ADDED, cycle, by):
        row = await _lock_open(connection, cycle)
        stored = await _stored(connection, cycle, sold.product)
        if stored is None:
            await _insert(connection, cycle, sold)
        elif stored["ceiling_price_cents"] != sold.ceiling_price_cents:
            ceiling = stored["ceiling_price_cents"]
            raise Refused("ceiling_frozen", product=sold.product, cycle=cycle, ceiling_cents=ceiling)
        elif stored["on_sale"]:
            return await cautions_of(connection, row, [sold.product])
        else:
            await _sell(connection, cycle, sold.product, on_sale=True)
            await _publish(connection, clock, row)
            return await cautions_of(connection, row, [sold.product])
        await lock_catalogue(connection)
        day = await last_distribution_day(connection, cycle)
        cautions = await freeze_entries(connection, row, [sold.product], day)
        await _publish(connection, clock, row)
        added = (cycle_products.c.cycle == cycle) & (cycle_products.c.product == sold.product)
        await tell_limits(connection, clock, added)
        return cautions


async def stop_sale(engine: AsyncEngine, clock: Clock, cycle: str, product: str, by: UUID | None = None) -> None:
    """Take no more orders for a product; what was ordered stays ordered.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_not_open`` or ``product_unknown``.
    """
    async with transaction(engine) as connection, cycle_audited(connection, AuditKind.SALE_STOPPED, cycle, by):
        row = await _lock_open(connection, cycle)
        stored = await _stored(connection, cycle, product)
        if stored is None:
            raise Refused("product_unknown", product=product)
        if stored["on_sale"]:
            await _sell(connection, cycle, product, on_sale=False)
            await _publish(connection, clock, row)


async def _lock_open(connection: AsyncConnection, cycle: str) -> RowMapping:
    row = await lock_cycle(connection, cycle)
    if row["state"] != "open":
        raise Refused("cycle_not_open", cycle=cycle)
    return row


async def _stored(connection: AsyncConnection, cycle: str, product: str) -> RowMapping | None:
    query = select(cycle_products).where(cycle_products.c.cycle == cycle, cycle_products.c.product == product)
    return (await connection.execute(query)).mappings().one_or_none()


async def _insert(connection: AsyncConnection, cycle: str, sold: SoldProduct) -> None:
    if not await connection.scalar(select(products.c.product).where(products.c.product == sold.product)):
        raise Refused("product_unknown", product=sold.product)
    row: dict[str, Any] = {"cycle": cycle, "product": sold.product, "on_sale": True}
    await connection.execute(insert(cycle_products).values(row | {"ceiling_price_cents": sold.ceiling_price_cents}))


async def _sell(connection: AsyncConnection, cycle: str, product: str, *, on_sale: bool) -> None:
    of_product = (cycle_products.c.cycle == cycle) & (cycle_products.c.product == product)
    await connection.execute(update(cycle_products).where(of_product).values(on_sale=on_sale))


async def _publish(connection: AsyncConnection, clock: Clock, cycle: RowMapping) -> None:
    version = next_version(cycle["version"], clock())
    await change_cycle(connection, cycle["cycle"], version=version, revised_version=version)
    await outbox.append(connection, [await catalogue_revised(connection, cycle["cycle"])])
