"""What came of an order so far, where less of it is there than was counted, and who waits for it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.came_short import CameLine, CameShort
from services.supply.domain.incident import IncidentKind
from services.supply.domain.receiving import Receipt
from services.supply.domain.settlement_run import Published
from services.supply.queries.missing import lost_line, order_lines, wanted_of
from services.supply.queries.ordered_terms import received_lines
from services.supply.queries.receiving import NOTHING_ENTERED, SupplierReceipt, receipts
from services.supply.storage.buying_tables import purchase_order_lines
from services.supply.storage.incident_tables import incidents
from services.supply.storage.purchase_order_rows import LockedOrder
from services.supply.storage.settlement_rows import last_run, published
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused


async def came_short(
    connection: AsyncConnection, locked: LockedOrder, less: Mapping[str, int], entered_as: IncidentKind | None = None
) -> CameShort:
    """What becomes of an order when there is ``less`` of these products than was counted as received so far.

    Where it was ``entered_as`` missing or damaged, it was not counted: beside it stands what would be if it were there.

    Raises:
        Refused: ``incident_receiving_open``: more may still come, ``incident_more_than_came``, or
            ``incident_not_entered``: less is entered so, or an incident said it before.
    """
    order = locked.order
    entered = await receipts(connection, order.cycle)
    if entered.get(order.supplier, NOTHING_ENTERED).state is Receipt.IN_PART:
        raise Refused("incident_receiving_open", number=order.number, supplier=order.supplier)
    rows = {row.product: row for row in await connection.execute(order_lines(order.number))}
    if entered_as is not None:
        await _check_entered(connection, order, rows, entered.get(order.supplier, NOTHING_ENTERED), less, entered_as)
    came = [line for line in await received_lines(connection, order.cycle, entered) if line.number == order.number]
    lines = tuple(
        CameLine(
            line.product,
            line.quantity + (less.get(line.product, 0) if entered_as else 0),
            less.get(line.product, 0),
            line.price,
            Unit(rows[line.product].unit).base,
            line.vat_basis_points,
        )
        for line in came
    )
    for line in lines:
        if line.less > line.came:
            came_in_all = Quantity(line.came, Unit(rows[line.product].unit))
            raise Refused("incident_more_than_came", number=order.number, product=line.product, came=came_in_all)
    run = None if entered_as else await last_run(connection, order.cycle)
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
        Published() if entered_as else await published(connection, order.cycle, number),
        await wanted_of(connection, order, sorted(rows)),
        tuple(lost_line(row) for product, row in rows.items() if product not in less),
    )


async def _check_entered(  # noqa: PLR0913, PLR0917 - what was read and what is said
    connection: AsyncConnection,
    order: Row[Any],
    rows: Mapping[str, Row[Any]],
    receipt: SupplierReceipt,
    less: Mapping[str, int],
    kind: IncidentKind,
) -> None:
    """Do nothing when so much is entered as missing or as damaged and no incident said it yet."""
    said = await _said_before(connection, order.number, kind)
    for product in sorted(less.keys() & rows.keys()):
        came = receipt.of(product, rows[product].ordered)
        entered = came.damaged if kind is IncidentKind.DAMAGED else max(0, came.missing - came.damaged)
        left = max(0, entered - said[product])
        if less[product] > left:
            unit = Unit(rows[product].unit)
            raise Refused("incident_not_entered", number=order.number, product=product, entered=Quantity(left, unit))


async def _said_before(connection: AsyncConnection, number: int, kind: IncidentKind) -> Counter[str]:
    """By product, how much of an order's goods incidents of this kind named."""
    query = select(incidents.c.asked).where(incidents.c.number == number, incidents.c.kind == kind.value)
    said: Counter[str] = Counter()
    for asked in await connection.scalars(query):
        said.update(dict(asked["lines"]))
    return said


async def unusable_quantities(
    connection: AsyncConnection, number: int, unusable: Iterable[tuple[str, int]]
) -> dict[str, int]:
    """Base units in so many cases of an order's products; a product that was not ordered has none."""
    cases, line = dict(unusable), purchase_order_lines.c
    query = select(line.product, line.case_size).where(line.number == number, line.product.in_(cases))
    sizes = {row.product: row.case_size for row in await connection.execute(query)}
    return {product: count * sizes.get(product, 0) for product, count in cases.items()}
