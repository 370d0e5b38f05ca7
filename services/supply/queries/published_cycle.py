"""What supply says of a cycle, told from its stored state: when it happens, and whenever it is published again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.received_invoices import invoices_received
from services.supply.storage.cycle_tables import cycle_centres, cycle_products, cycles
from shared.contracts.cycles import (
    CatalogueEntry,
    CatalogueRevised,
    CentreDates,
    CycleArchived,
    CycleClosing,
    CycleOpened,
    ProductLimited,
)
from shared.contracts.distributions import DistributionScheduled
from shared.contracts.event import Event
from shared.kernel.ids import group_order_id


async def cycle_opened(connection: AsyncConnection, cycle: str) -> CycleOpened:
    """The opening of an opened cycle, with its catalogue as it now stands."""
    row = await _cycle(connection, cycle)
    return CycleOpened(
        version=row["opened_version"],
        cycle=cycle,
        name=row["name"],
        opens=row["opens"],
        closes=row["closes"],
        delivery=row["delivery"],
        distribution=row["distribution"],
        centres=[_dates(centre) for centre in await _centres(connection, cycle)],
        catalogue=await catalogue(connection, cycle),
    )


async def catalogue_revised(connection: AsyncConnection, cycle: str) -> CatalogueRevised:
    """The last revision of a revised cycle's catalogue."""
    row = await _cycle(connection, cycle)
    return CatalogueRevised(version=row["revised_version"], cycle=cycle, catalogue=await catalogue(connection, cycle))


async def products_limited(connection: AsyncConnection, cycle: str) -> list[ProductLimited]:
    """What there is at most of each product of which there was a limit once."""
    sold = cycle_products.c
    found = select(sold.limited_version, sold.product, sold.at_most).order_by(sold.product)
    rows = await connection.execute(found.where(sold.cycle == cycle, sold.limited_version.is_not(None)))
    return [
        ProductLimited(version=row.limited_version, cycle=cycle, product=row.product, at_most=row.at_most)
        for row in rows
    ]


async def distributions_scheduled(connection: AsyncConnection, cycle: str) -> list[DistributionScheduled]:
    """When and where each centre that takes part hands goods out."""
    return [
        DistributionScheduled(
            version=centre["scheduled_version"],
            group_order_id=group_order_id(cycle, centre["centre"]),
            cycle=cycle,
            centre=centre["centre"],
            starts=centre["distribution_starts"],
            ends=centre["distribution_ends"],
            place=centre["place"],
        )
        for centre in await _centres(connection, cycle)
    ]


async def everything_published(connection: AsyncConnection, cycle: str) -> list[Event]:
    """All that was said of a cycle before its settlement, with the versions it was said with; none for a draft."""
    row = await _cycle(connection, cycle)
    if row["opened_version"] is None:
        return []
    events: list[Event] = [await cycle_opened(connection, cycle), *await distributions_scheduled(connection, cycle)]
    if row["revised_version"] is not None:
        events.append(await catalogue_revised(connection, cycle))
    events += await products_limited(connection, cycle)
    if row["closing_version"] is not None:
        events.append(CycleClosing(version=row["closing_version"], cycle=cycle))
    events += await invoices_received(connection, cycle)
    return events


async def cycle_archived(connection: AsyncConnection, cycle: str) -> list[CycleArchived]:
    """The end of an archived cycle, the last that is said of it; nothing of one that is not archived."""
    row = await _cycle(connection, cycle)
    return [CycleArchived(version=row["version"], cycle=cycle)] if row["state"] == "archived" else []


async def catalogue(connection: AsyncConnection, cycle: str) -> list[CatalogueEntry]:
    """The catalogue of an opened cycle, by product code."""
    query = (
        select(cycle_products.c.entry, cycle_products.c.on_sale)
        .where(cycle_products.c.cycle == cycle)
        .order_by(cycle_products.c.product)
    )
    return [
        CatalogueEntry.model_validate(row.entry | {"on_sale": row.on_sale}) for row in await connection.execute(query)
    ]


async def _cycle(connection: AsyncConnection, cycle: str) -> RowMapping:
    return (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one()


async def _centres(connection: AsyncConnection, cycle: str) -> Sequence[RowMapping]:
    query = (
        select(cycle_centres)
        .where(cycle_centres.c.cycle == cycle, cycle_centres.c.scheduled_version.is_not(None))
        .order_by(cycle_centres.c.centre)
    )
    return (await connection.execute(query)).mappings().all()


def _dates(centre: Any) -> CentreDates:  # noqa: ANN401 - a row
    return CentreDates(
        centre=centre["centre"],
        closes=centre["closes"],
        distribution_starts=centre["distribution_starts"],
        distribution_ends=centre["distribution_ends"],
        place=centre["place"],
    )
