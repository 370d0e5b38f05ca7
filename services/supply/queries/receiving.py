"""What came of each purchase order: the deliveries in force against what was ordered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.domain.receiving import Came, DeliveryLine, ExtraGoods, Promise, Receipt, came
from services.supply.queries.distribution_days import last_distribution_day
from services.supply.storage.buying_tables import purchase_order_lines, purchase_orders
from services.supply.storage.catalogue_tables import products
from services.supply.storage.delivery_rows import FORETOLD, RECEIVED
from services.supply.storage.purchase_order_rows import at_supplier
from services.supply.storage.receiving_tables import complete_orders, deliveries, delivery_lines, delivery_versions

LINE = tuple(DeliveryLine.__slots__)


@dataclass(frozen=True, slots=True)
class SupplierReceipt:
    """What was entered of one supplier in a cycle: its lines, and how far its order is received."""

    state: Receipt
    rest_as_ordered: bool
    lines: dict[str, list[DeliveryLine]]

    def of(self, product: str, ordered: int) -> Came:
        """What came of one ordered product."""
        as_ordered = self.rest_as_ordered or self.state is Receipt.AS_ORDERED
        return came(ordered, self.lines.get(product, ()), unnamed_as_ordered=as_ordered)

    def beyond(self, ordered: Iterable[str]) -> dict[str, Came]:
        """What came of products that were not ordered, by code."""
        others = sorted(self.lines.keys() - set(ordered))
        return {product: came(0, self.lines[product], unnamed_as_ordered=False) for product in others}


NOTHING_ENTERED = SupplierReceipt(Receipt.AS_ORDERED, rest_as_ordered=False, lines={})


async def receipts(connection: AsyncConnection, cycle: str) -> dict[str, SupplierReceipt]:
    """By supplier, what was entered in a cycle, or what incidents wrote; one of whom nothing was came as ordered."""
    lines = await _lines(connection, cycle)
    delivery, version = deliveries.c, delivery_versions.c
    in_force = (version.delivery_id == delivery.delivery_id) & (version.version == delivery.version)
    query = (
        select(delivery.supplier, delivery.rest_as_ordered, version.said.has_key(FORETOLD).label("foretold"))
        .join(delivery_versions, in_force)
        .where(delivery.cycle == cycle, delivery.state == RECEIVED)
        .distinct()
    )
    awaited = await _awaited(connection, cycle)
    return {
        row.supplier: SupplierReceipt(
            _state(row) if row.supplier in awaited else Receipt.COMPLETE, row.rest_as_ordered, lines[row.supplier]
        )
        for row in await connection.execute(query)
    }


def _state(row: Row[Any]) -> Receipt:
    """Of an order that nobody said to be complete."""
    if row.foretold:
        return Receipt.AS_ORDERED
    return Receipt.COMPLETE if row.rest_as_ordered else Receipt.IN_PART


async def sent_lines(connection: AsyncConnection, cycle: str) -> set[tuple[str, str]]:
    """Supplier and product of every line of the purchase orders that were sent."""
    order, line = purchase_orders.c, purchase_order_lines.c
    query = select(order.supplier, line.product).join(purchase_order_lines, line.number == order.number)
    found = await connection.execute(query.where(order.cycle == cycle, at_supplier()))
    return {(row.supplier, row.product) for row in found}


async def extra_goods(
    connection: AsyncConnection, cycle: str, entered: Mapping[str, SupplierReceipt]
) -> tuple[ExtraGoods, ...]:
    """What suppliers with an order brought that is in no order of theirs, by order and product."""
    order, line = purchase_orders.c, purchase_order_lines.c
    query = select(order.supplier, func.max(order.number), func.array_agg(line.product))
    query = query.join(purchase_order_lines, line.number == order.number).where(order.cycle == cycle, at_supplier())
    rows = await connection.execute(query.group_by(order.supplier))
    found = [
        ExtraGoods(number, product, one.damaged, one.lots)
        for supplier, number, ordered in rows
        for product, one in entered.get(supplier, NOTHING_ENTERED).beyond(ordered).items()
    ]
    return tuple(sorted(found, key=lambda extra: (extra.number, extra.product)))


async def _lines(connection: AsyncConnection, cycle: str) -> dict[str, dict[str, list[DeliveryLine]]]:
    delivery, line = deliveries.c, delivery_lines.c
    query = (
        select(delivery.supplier, *(line[name] for name in LINE))
        .join(deliveries, delivery.delivery_id == line.delivery_id)
        .where(delivery.cycle == cycle, delivery.state == RECEIVED)
        .order_by(delivery.received_on, delivery.delivery_id, line.line)
    )
    found: dict[str, dict[str, list[DeliveryLine]]] = defaultdict(lambda: defaultdict(list))
    for row in await connection.execute(query):
        found[row.supplier][row.product].append(line_of(row))
    return found


def line_of(row: Row[Any]) -> DeliveryLine:
    """A line from the columns of its table."""
    return DeliveryLine(**{name: getattr(row, name) for name in LINE})


async def _awaited(connection: AsyncConnection, cycle: str) -> set[str]:
    """Suppliers of whose order more may come: of one that was cancelled nothing more does."""
    order = purchase_orders.c
    complete = exists().where(complete_orders.c.number == order.number)
    query = select(order.supplier).where(order.cycle == cycle, order.state != PurchaseOrderState.CANCELLED, ~complete)
    return set(await connection.scalars(query))


@dataclass(frozen=True, slots=True)
class ReceivedProduct:
    """One product, in base units. ``missing`` counts as not received once the order is complete.

    ``ordered`` is 0 of one that came though it was not ordered: all of it is ``extra``.
    """

    product: str
    ordered: int
    received: int
    damaged: int
    missing: int
    extra: int


@dataclass(frozen=True, slots=True)
class OrderReceipt:
    """A purchase order that was sent, what came of it, and who said when that nothing more will."""

    number: int
    supplier: str
    state: Receipt
    complete_by: UUID | None
    complete_at: datetime | None
    products: tuple[ReceivedProduct, ...]


async def order_receipts(connection: AsyncConnection, cycle: str) -> list[OrderReceipt]:
    """Every purchase order of a cycle that was sent, by number."""
    found = await receipts(connection, cycle)
    order, line, complete = purchase_orders.c, purchase_order_lines.c, complete_orders.c
    query = (
        select(order.number, order.supplier, line.product, line.quantity, complete.said_by, complete.said_at)
        .join(purchase_order_lines, line.number == order.number)
        .outerjoin(complete_orders, complete.number == order.number)
        .where(order.cycle == cycle, at_supplier())
        .order_by(order.number)
    )
    rows: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in await connection.execute(query):
        rows[row.number, row.supplier].append(row)
    extra = await extra_goods(connection, cycle, found)
    return [
        _order(number, supplier, found.get(supplier, NOTHING_ENTERED), of_order, extra)
        for (number, supplier), of_order in rows.items()
    ]


def _order(
    number: int, supplier: str, receipt: SupplierReceipt, lines: Sequence[Any], extra: Iterable[ExtraGoods]
) -> OrderReceipt:
    products = []
    for line in sorted(lines, key=lambda line: line.product):
        one = receipt.of(line.product, line.quantity)
        products.append(ReceivedProduct(line.product, one.ordered, one.received, one.damaged, one.missing, one.extra))
    mine = (one for one in extra if one.number == number)
    products += [ReceivedProduct(one.product, 0, one.received, one.damaged, 0, one.received) for one in mine]
    return OrderReceipt(number, supplier, receipt.state, lines[0].said_by, lines[0].said_at, tuple(products))


async def promise_of(connection: AsyncConnection, cycle: str, named: Iterable[str]) -> Promise:
    """How long a cycle's goods must keep, of these products as far as they are known."""
    product = products.c
    query = select(product.product, product.min_remaining_days).where(product.product.in_(set(named)))
    days = {row.product: row.min_remaining_days for row in await connection.execute(query)}
    return Promise(await last_distribution_day(connection, cycle), days)
