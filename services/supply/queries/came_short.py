"""What came of an order so far, where less of it is there than was counted, and who waits for it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.came_short import CameLine, CameShort
from services.supply.domain.receiving import Receipt
from services.supply.queries.missing import lost_line, order_lines, wanted_of
from services.supply.queries.ordered_terms import received_lines
from services.supply.queries.receiving import NOTHING_ENTERED, receipts
from services.supply.storage.buying_tables import purchase_order_lines
from services.supply.storage.purchase_order_rows import LockedOrder
from services.supply.storage.settlement_rows import last_run, published
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


async def came_short(connection: AsyncConnection, locked: LockedOrder, less: Mapping[str, int]) -> CameShort:
    """What becomes of an order when there is ``less`` of these products than was counted as received so far.

    Raises:
        Refused: ``incident_receiving_open``: more may still come, or ``incident_more_than_came``.
    """
    order = locked.order
    entered = await receipts(connection, order.cycle)
    if entered.get(order.supplier, NOTHING_ENTERED).state is Receipt.IN_PART:
        raise Refused("incident_receiving_open", number=order.number, supplier=order.supplier)
    rows = {row.product: row for row in await connection.execute(order_lines(order.number))}
    came = [line for line in await received_lines(connection, order.cycle, entered) if line.number == order.number]
    lines = tuple(
        CameLine(
            line.product,
            line.quantity,
            less.get(line.product, 0),
            line.price,
            Unit(rows[line.product].unit).base,
            line.vat_basis_points,
        )
        for line in came
    )
    for line in lines:
        if line.less > line.came:
            raise Refused("incident_more_than_came", number=order.number, product=line.product, came=line.came)
    run = await last_run(connection, order.cycle)
    number = None if run is None else int(run["run"])
    return CameShort(
        order.cycle,
        order.number,
        order.supplier,
        order.amendment,
        number,
        lines,
        tuple(lost_line(rows[product]) for product in sorted(less) if product in rows),
        order.delivery_cents,
        order.delivery_vat_basis_points,
        await published(connection, order.cycle, number),
        await wanted_of(connection, order, sorted(less)),
    )


async def unusable_quantities(
    connection: AsyncConnection, number: int, unusable: Iterable[tuple[str, int]]
) -> dict[str, int]:
    """Base units in so many cases of an order's products; a product that was not ordered has none."""
    cases, line = dict(unusable), purchase_order_lines.c
    query = select(line.product, line.case_size).where(line.number == number, line.product.in_(cases))
    sizes = {row.product: row.case_size for row in await connection.execute(query)}
    return {product: count * sizes.get(product, 0) for product, count in cases.items()}
