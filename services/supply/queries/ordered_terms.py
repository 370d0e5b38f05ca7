"""What suppliers should invoice: what came of each purchase order that was sent, at its prices and fee."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.printed_invoice import Expected, ExpectedLine
from services.supply.domain.receiving import ReceivedLot
from services.supply.domain.settlement_inputs import Received
from services.supply.queries.receiving import NOTHING_ENTERED, SupplierReceipt, receipts
from services.supply.storage.buying_tables import purchase_order_lines, purchase_orders
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.purchase_order_rows import at_supplier
from shared.kernel.quantity import Unit


async def received_lines(
    connection: AsyncConnection, cycle: str, entered: Mapping[str, SupplierReceipt]
) -> tuple[Received, ...]:
    """Every line of the purchase orders that were sent as it came, by product; unless entered it came as ordered."""
    order, line = purchase_orders.c, purchase_order_lines.c
    query = (
        select(order.number, order.supplier, line.product, line.quantity, line.price, line.vat_basis_points)
        .join(purchase_order_lines, line.number == order.number)
        .where(order.cycle == cycle, at_supplier())
    )
    rows = sorted(await connection.execute(query), key=lambda row: row.product)
    return tuple(_as_it_came(row, entered.get(row.supplier, NOTHING_ENTERED)) for row in rows)


async def expected_invoices(connection: AsyncConnection, cycle: str) -> dict[str, Expected]:
    """By supplier, what its invoice should be, from what came so far."""
    lines: dict[str, list[ExpectedLine]] = defaultdict(list)
    units = await _units(connection, cycle)
    for came in await received_lines(connection, cycle, await receipts(connection, cycle)):
        unit = units[came.product]
        lines[came.supplier].append(ExpectedLine(came.product, came.quantity, came.price, unit, came.vat_basis_points))
    order = purchase_orders.c
    query = select(order.supplier, order.delivery_cents, order.delivery_vat_basis_points)
    sent = await connection.execute(query.where(order.cycle == cycle, at_supplier()))
    return {row.supplier: Expected(row.supplier, tuple(lines[row.supplier]), *row[1:]) for row in sent}


async def _units(connection: AsyncConnection, cycle: str) -> dict[str, Unit]:
    query = select(cycle_products.c.product, cycle_products.c.unit).where(cycle_products.c.cycle == cycle)
    return {row.product: Unit(row.unit) for row in await connection.execute(query) if row.unit}


def _as_it_came(row: Any, receipt: SupplierReceipt) -> Received:  # noqa: ANN401 - a row
    came = receipt.of(row.product, row.quantity)
    price = row.price if came.invoiced_price is None else came.invoiced_price
    only = came.lots[0] if len(came.lots) == 1 else ReceivedLot(None, came.received, None)
    return Received(
        row.number,
        row.supplier,
        row.product,
        came.received,
        price,
        row.vat_basis_points,
        only.lot,
        only.best_before,
        came.lots if len(came.lots) > 1 else (),
    )
