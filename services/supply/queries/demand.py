"""What a cycle's proved orders ask for, and all else that its plan is made from: read in one snapshot."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, RowMapping, Select, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.demand import Demanded, Sold, Sources
from services.supply.domain.options import Need, Offer, Terms
from services.supply.domain.plan import SupplierTerms
from services.supply.domain.stock import StockUse, use_stock
from services.supply.queries.distribution_days import last_distribution_day
from services.supply.queries.free_stock import free_lots
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders, left_out_centres
from services.supply.storage.offers import offers_of
from services.supply.storage.supplier_vats import supplier_vats
from shared.contracts.manifest import ManifestState
from shared.kernel.quantity import Unit


async def sources(connection: AsyncConnection, cycle: RowMapping) -> Sources:
    """Read what a cycle's plan is made from; what left-out centres ordered is not demand.

    Args:
        connection: In a REPEATABLE READ transaction, so that all figures belong together.
        cycle: The cycle's row.
    """
    code = cycle["cycle"]
    by_product = sorted(await connection.execute(_demand(code)), key=lambda row: row.product)
    demand = tuple(Demanded(*row) for row in by_product)
    sold = await _sold(connection, code)
    stock = await _stock(connection, code, demand, await last_distribution_day(connection, code))
    offered = await offers_of(connection, code)
    participants = int(await connection.scalar(confirmed_orders(code)) or 0)
    needs = [_need(sold[one.product], one, participants, stock, offered.get(one.product, ())) for one in demand]
    selling, vats = await _suppliers(connection, offered), await supplier_vats(connection)
    return Sources(
        code,
        demand,
        {product: use for product, use in stock.items() if use.quantity},
        {one.product: Sold(Unit(sold[one.product]["unit"]), sold[one.product]["vat_basis_points"]) for one in demand},
        cycle["delivery_vat_basis_points"],
        tuple(needs),
        selling,
        _terms(cycle),
        {terms.supplier: vats[terms.supplier] for terms in selling if terms.supplier in vats},
    )


def confirmed_orders(cycle: str) -> Select[Any]:
    """How many orders of a cycle count: confirmed, of centres that are not left out."""
    orders = household_orders.c
    confirmed = orders.state == ManifestState.CONFIRMED.value
    return select(func.count()).where(orders.cycle == cycle, confirmed, counted(orders.centre, cycle))


def line_counts(cycle: str) -> Select[Any]:
    """Of each product and quantity, how many lines count and the cents held for them."""
    lines = household_order_lines.c
    return (
        select(lines.product, lines.quantity, func.count(), _whole(func.sum(lines.held)))
        .where(lines.cycle == cycle, counted(lines.centre, cycle))
        .group_by(lines.product, lines.quantity)
    )


def counted(centre: Any, cycle: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column of any table
    """Whether a centre's orders count: it is not left out of the cycle."""
    left_out = select(left_out_centres.c.centre).where(left_out_centres.c.cycle == cycle)
    condition: ColumnElement[bool] = centre.not_in(left_out)
    return condition


def _demand(cycle: str) -> Select[Any]:
    """One pass over the cycle's lines. An order names a product once, and a household has one order a cycle."""
    lines = household_order_lines.c
    return (
        select(lines.product, _whole(func.sum(lines.quantity)), func.count(), _whole(func.sum(lines.held)))
        .where(lines.cycle == cycle, counted(lines.centre, cycle))
        .group_by(lines.product)
    )


def _whole(total: Any) -> ColumnElement[int]:  # noqa: ANN401 - any sum
    """PostgreSQL sums bigints into numeric; these sums are whole and fit."""
    return cast(total, BigInteger)


async def _sold(connection: AsyncConnection, cycle: str) -> dict[str, RowMapping]:
    query = select(cycle_products).where(cycle_products.c.cycle == cycle)
    return {row["product"]: row for row in (await connection.execute(query)).mappings()}


async def _stock(
    connection: AsyncConnection, cycle: str, demand: Sequence[Demanded], last_day: date
) -> dict[str, StockUse]:
    lots = await free_lots(connection, cycle, [one.product for one in demand])
    return {one.product: use_stock(lots.get(one.product, ()), one.quantity, last_day) for one in demand}


async def _suppliers(
    connection: AsyncConnection, offered: Mapping[str, tuple[Offer, ...]]
) -> tuple[SupplierTerms, ...]:
    selling = {offer.supplier for offers in offered.values() for offer in offers}
    query = select(suppliers).where(suppliers.c.supplier.in_(selling))
    found = [
        SupplierTerms(
            row.supplier, row.minimum_cents, row.delivery_fee_cents, row.free_delivery_from_cents, row.lead_days
        )
        for row in await connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda terms: terms.supplier))


def _terms(cycle: RowMapping) -> Terms:
    return Terms(
        cycle["closes"],
        cycle["delivery"],
        Fraction(cycle["shortage_penalty"]),
        cycle["max_surplus_basis_points"],
        cycle["max_stock_cents"],
    )


def _need(
    sold: RowMapping, demanded: Demanded, participants: int, stock: Mapping[str, StockUse], offers: tuple[Offer, ...]
) -> Need:
    return Need(
        product=demanded.product,
        quantity=demanded.quantity - stock[demanded.product].quantity,
        unit=Unit(sold["unit"]).base,
        ceiling=sold["ceiling_price_cents"],
        shelf_days=sold["shelf_days"],
        surplus_loss_basis_points=sold["surplus_loss_basis_points"],
        households=demanded.households,
        participants=participants,
        offers=offers,
    )
