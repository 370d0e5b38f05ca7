"""What a cycle's proved orders ask for, and all else that its plan is made from: read in one snapshot."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, RowMapping, Select, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.control_totals import Counted
from services.supply.domain.demand import Demanded, Figures, SoldProduct, Sources
from services.supply.domain.options import Offer, Terms
from services.supply.domain.plan import SupplierTerms
from services.supply.queries.distribution_days import last_distribution_day
from services.supply.queries.free_stock import free_lots
from services.supply.queries.overrides import overrides_of
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders, left_out_centres
from services.supply.storage.offers import offers_of
from services.supply.storage.supplier_vats import supplier_vats
from shared.contracts.manifest import ManifestState
from shared.kernel.quantity import Unit


async def sources(connection: AsyncConnection, cycle: RowMapping) -> Sources:
    """What a cycle's plan is made from; what left-out centres ordered is not demand.

    Args:
        connection: In a REPEATABLE READ transaction, so that all figures belong together.
        cycle: The cycle's row.
    """
    return (await figures(connection, cycle)).sources()


async def figures(connection: AsyncConnection, cycle: RowMapping) -> Figures:
    """The same before stock is taken from what is ordered."""
    code = cycle["cycle"]
    by_product = sorted(await connection.execute(_demand(code)), key=lambda row: row.product)
    demand = tuple(Demanded(*row) for row in by_product)
    offered = await offers_of(connection, code)
    selling, vats = await _suppliers(connection, offered), await supplier_vats(connection)
    sold = await _sold(connection, code)
    return Figures(
        cycle=code,
        demand=demand,
        participants=int(await connection.scalar(confirmed_orders(code)) or 0),
        sold=sold,
        lots=await free_lots(connection, code, sorted(sold)),
        last_day=await last_distribution_day(connection, code),
        offered=offered,
        suppliers=selling,
        delivery_vat_basis_points=cycle["delivery_vat_basis_points"],
        terms=terms_of(cycle),
        vats={terms.supplier: vats[terms.supplier] for terms in selling if terms.supplier in vats},
        overrides=await overrides_of(connection, code),
    )


def confirmed_orders(cycle: str) -> Select[Any]:
    """How many orders of a cycle count: confirmed, of centres that are not left out."""
    orders = household_orders.c
    confirmed = orders.state == ManifestState.CONFIRMED.value
    return select(func.count()).where(orders.cycle == cycle, confirmed, counted(orders.centre, cycle))


async def counted_orders(connection: AsyncConnection, cycle: str) -> Counted:
    """The orders of a cycle that count and what their lines hold, by where a difference can lie."""
    orders, lines = household_orders.c, household_order_lines.c
    by_centre = confirmed_orders(cycle).add_columns(orders.centre).group_by(orders.centre)
    of_lines = (
        select(lines.centre, lines.product, _whole(func.sum(lines.held)))
        .where(lines.cycle == cycle, counted(lines.centre, cycle))
        .group_by(lines.centre, lines.product)
    )
    held, held_for = Counter[str](), Counter[str]()
    for centre, product, cents in await connection.execute(of_lines):
        held[centre] += cents
        held_for[product] += cents
    return Counted({centre: found for found, centre in await connection.execute(by_centre)}, held, held_for)


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


async def _sold(connection: AsyncConnection, cycle: str) -> dict[str, SoldProduct]:
    query = select(cycle_products).where(cycle_products.c.cycle == cycle, cycle_products.c.unit.is_not(None))
    return {
        row.product: SoldProduct(
            Unit(row.unit),
            row.ceiling_price_cents,
            row.vat_basis_points,
            row.shelf_days,
            row.surplus_loss_basis_points,
        )
        for row in await connection.execute(query)
    }


async def _suppliers(
    connection: AsyncConnection, offered: Mapping[str, tuple[Offer, ...]]
) -> tuple[SupplierTerms, ...]:
    return await supplier_terms(connection, {offer.supplier for offers in offered.values() for offer in offers})


async def supplier_terms(connection: AsyncConnection, codes: AbstractSet[str]) -> tuple[SupplierTerms, ...]:
    """What these suppliers ask, by code."""
    query = select(suppliers).where(suppliers.c.supplier.in_(codes))
    found = [
        SupplierTerms(
            row.supplier, row.minimum_cents, row.delivery_fee_cents, row.free_delivery_from_cents, row.lead_days
        )
        for row in await connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda terms: terms.supplier))


def terms_of(cycle: RowMapping) -> Terms:
    """What a cycle sets for its plan."""
    return Terms(
        cycle["closes"],
        cycle["delivery"],
        Fraction(cycle["shortage_penalty"]),
        cycle["max_surplus_basis_points"],
        cycle["max_stock_cents"],
    )
