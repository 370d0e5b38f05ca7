"""The products of another cycle beside what is offered of them now, and what a draft has of them already."""

from datetime import date

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.catalogue_copy import EarlierProduct
from services.supply.domain.opening import PricedProduct
from services.supply.domain.options import Offer
from services.supply.queries.cycles import check_cycle_known
from services.supply.storage.catalogue_tables import products, suppliers
from services.supply.storage.cycle_tables import cycle_products, cycles
from services.supply.storage.offers import offers_of
from services.supply.storage.supplier_vats import supplier_vats
from shared.kernel.refusal import Refused


async def earlier_products(connection: AsyncConnection, cycle: str, source: str) -> list[EarlierProduct]:
    """The products of cycle ``source``, by code, for the draft of ``cycle``.

    Raises:
        Refused: ``cycle_unknown`` or ``cycle_not_draft``.
    """
    draft = await _draft(connection, cycle)
    await check_cycle_known(connection, source)
    offered = {
        product: tuple(offer for offer in offers if not offer.only_in_replacement)
        for product, offers in (await offers_of(connection, source)).items()
    }
    in_time = await _in_time(connection, draft["closes"], draft["delivery"])
    without_vat = frozenset(code for code, vat in (await supplier_vats(connection)).items() if not vat.liable)
    drafted = await _drafted(connection, cycle)
    earlier = []
    for row in await _sold(connection, source):
        offers: tuple[Offer, ...] = offered.get(row["product"], ())
        usable = tuple(offer for offer in offers if offer.supplier in in_time)
        priced = PricedProduct(
            row["product"], row["ceiling_price_cents"], row["vat_basis_points"], row["step"], usable, without_vat
        )
        ceiling = drafted.get(row["product"])
        earlier.append(EarlierProduct(priced, row["name"], row["on_sale"], bool(offers), ceiling))
    return earlier


async def _draft(connection: AsyncConnection, cycle: str) -> RowMapping:
    row = (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one_or_none()
    if row is None:
        raise Refused("cycle_unknown", cycle=cycle)
    if row["state"] != "draft":
        raise Refused("cycle_not_draft", cycle=cycle)
    return row


async def _in_time(connection: AsyncConnection, closes: date, delivery: date) -> frozenset[str]:
    """The suppliers that can deliver what is ordered when the cycle closes (as ``Terms.in_time``)."""
    enough = suppliers.c.lead_days <= (delivery - closes).days
    return frozenset(await connection.scalars(select(suppliers.c.supplier).where(enough)))


async def _drafted(connection: AsyncConnection, cycle: str) -> dict[str, int]:
    rows = await connection.execute(select(cycle_products).where(cycle_products.c.cycle == cycle))
    return {row.product: row.ceiling_price_cents for row in rows}


async def _sold(connection: AsyncConnection, cycle: str) -> list[RowMapping]:
    """Steps and VAT as the products have them now: so they will be sold."""
    columns = (products.c.product, products.c.name, products.c.step, products.c.vat_basis_points)
    query = (
        select(*columns, cycle_products.c.ceiling_price_cents, cycle_products.c.on_sale)
        .join(cycle_products, cycle_products.c.product == products.c.product)
        .where(cycle_products.c.cycle == cycle)
        .order_by(products.c.product)
    )
    return list((await connection.execute(query)).mappings())
