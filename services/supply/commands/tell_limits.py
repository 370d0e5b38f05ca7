"""Tells what there is at most of products that are on sale: when their cycle opens, and when an offer changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.limits import at_most
from services.supply.domain.options import Offer
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.cycle_tables import cycle_products, cycles
from services.supply.storage.offers import offers_of_products
from shared.contracts.cycles import ProductLimited
from shared.kernel.clock import Clock, next_version
from shared.messaging import outbox

_sold = cycle_products.c


async def tell_limits(connection: AsyncConnection, clock: Clock, of: ColumnElement[bool]) -> None:
    """Publish what changed of these products of open cycles; the catalogue is locked, so that no offer changes.

    Orders are never refused for it: who gets how much is decided once the goods are bought (docs/rules.md, shortage).
    """
    rows = await _on_sale(connection, of)
    offers = await offers_of_products(connection, {row["product"] for row in rows})
    lead_days = {row.supplier: row.lead_days for row in await connection.execute(select(suppliers))}
    told = []
    for row in rows:
        usual = _usual(offers.get(row["product"], ()), lead_days, row)
        most = at_most(row["entry"]["stock_first"], usual)
        if most != row["at_most"]:
            version = next_version(row["limited_version"] or 0, clock())
            told.append(ProductLimited(version=version, cycle=row["cycle"], product=row["product"], at_most=most))
    await _keep(connection, told)
    await outbox.append(connection, told)


async def _on_sale(connection: AsyncConnection, of: ColumnElement[bool]) -> Sequence[RowMapping]:
    columns = (_sold.cycle, _sold.product, _sold.entry, _sold.at_most, _sold.limited_version)
    found = select(*columns, cycles.c.closes, cycles.c.delivery).join(cycles, cycles.c.cycle == _sold.cycle)
    found = found.where(of, cycles.c.state == "open", _sold.entry.is_not(None))
    found = found.order_by(_sold.cycle, _sold.product).with_for_update(of=cycle_products)
    return (await connection.execute(found)).mappings().all()


def _usual(offers: Sequence[Offer], lead_days: Mapping[str, int], cycle: RowMapping) -> list[Offer]:
    """As households are told prices by: not what would replace another, nor what would come too late."""
    days = (cycle["delivery"] - cycle["closes"]).days
    return [offer for offer in offers if not offer.only_in_replacement and lead_days[offer.supplier] <= days]


async def _keep(connection: AsyncConnection, told: Sequence[ProductLimited]) -> None:
    if not told:
        return
    mine = (_sold.cycle == bindparam("of_cycle")) & (_sold.product == bindparam("of_product"))
    values: dict[str, Any] = {"at_most": bindparam("most"), "limited_version": bindparam("new_version")}
    rows = [{"of_cycle": e.cycle, "of_product": e.product, "most": e.at_most, "new_version": e.version} for e in told]
    await connection.execute(update(cycle_products).where(mine).values(values), rows)
