"""What a purchase order asks for, with the ladders and terms it was ordered by."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.amendment import AskedLine
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Need, Offer
from services.supply.domain.plan import SupplierTerms
from services.supply.storage.buying_tables import plan_lines, plan_suppliers, purchase_order_lines, purchase_orders
from services.supply.storage.cycle_tables import cycle_products
from shared.kernel.quantity import Unit


def ladder_row(need: Need, offer: Offer) -> dict[str, Any]:
    """The ladder of an offer as a plan keeps it, with the households or participants it counts."""
    ladder = offer.ladder
    return {
        "basis": ladder.basis.value,
        "counted": None if ladder.basis is Basis.QUANTITY else need.counted(ladder.basis, 0),
        "rungs": [[rung.starts_at, str(rung.price)] for rung in ladder.rungs],
    }


def asked_ladder_row(line: AskedLine) -> dict[str, Any]:
    """The same of a line that is asked for."""
    ladder = line.ladder
    rungs = [[rung.starts_at, str(rung.price)] for rung in ladder.rungs]
    return {"basis": ladder.basis.value, "counted": line.counted, "rungs": rungs}


async def asked_lines(connection: AsyncConnection, number: int) -> dict[str, AskedLine]:
    """The lines of an order, by product."""
    order, line, planned, sold = purchase_orders.c, purchase_order_lines.c, plan_lines.c, cycle_products.c
    query = (
        select(purchase_order_lines, planned.ladder, sold.unit)
        .join(purchase_orders, order.number == line.number)
        .join(
            plan_lines,
            (planned.cycle == order.cycle) & (planned.plan == order.plan) & (planned.product == line.product),
        )
        .join(cycle_products, (sold.cycle == order.cycle) & (sold.product == line.product))
        .where(line.number == number)
        .order_by(line.product)
    )
    return {row.product: _line(row) for row in await connection.execute(query)}


async def terms_ordered_by(connection: AsyncConnection, number: int) -> SupplierTerms:
    """The supplier's terms as they were when the order's plan was made."""
    order, planned = purchase_orders.c, plan_suppliers.c
    query = select(planned.terms).join(
        purchase_orders,
        (planned.cycle == order.cycle) & (planned.plan == order.plan) & (planned.supplier == order.supplier),
    )
    return SupplierTerms(**(await connection.execute(query.where(order.number == number))).scalar_one())


def _line(row: Any) -> AskedLine:  # noqa: ANN401 - a row has the columns its query names
    rungs = tuple(Rung(starts_at, Decimal(price)) for starts_at, price in row.ladder["rungs"])
    return AskedLine(
        product=row.product,
        cases=row.cases,
        case_size=row.case_size,
        unit=Unit(row.unit).base,
        vat_basis_points=row.vat_basis_points,
        ladder=Ladder(Basis(row.ladder["basis"]), rungs),
        counted=row.ladder["counted"],
        rung_from=row.rung_from,
        price=row.price,
        goods=row.goods_cents,
    )
