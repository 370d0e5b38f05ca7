"""A purchase order with all that its supplier must be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.invoice import InvoiceLine, fee_by_rate, vat_of_rates
from services.supply.domain.network_settings import Identity
from services.supply.domain.purchase_order import UNSENT, PurchaseOrderState
from services.supply.queries.network_settings import network_settings, who_orders
from services.supply.storage.buying_tables import purchase_order_lines, purchase_orders
from services.supply.storage.catalogue_tables import products, suppliers
from services.supply.storage.cycle_tables import cycle_products, cycles
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One product asked for; ``price`` in euros per display unit ex VAT."""

    product: str
    name: str
    cases: int
    case_size: Quantity
    quantity: Quantity
    price: Decimal
    goods_cents: int
    vat_basis_points: int


@dataclass(frozen=True, slots=True)
class PurchaseOrderDocument:
    """What an order says to its supplier; ``vat_cents`` by rate in basis points, ``warehouse`` may be empty.

    ``network``: who orders, as it stood when the order was approved; None: no name was entered.
    """

    number: int
    amendment: int
    state: PurchaseOrderState
    supplier: str
    supplier_name: str
    email: str
    delivery: date
    lines: tuple[DocumentLine, ...]
    goods_cents: int
    delivery_cents: int
    vat_cents: Mapping[int, int]
    warehouse: str
    network: Identity | None

    @property
    def total_cents(self) -> int:
        """With VAT."""
        return self.goods_cents + self.delivery_cents + sum(self.vat_cents.values())


async def purchase_order_document(connection: AsyncConnection, number: int) -> PurchaseOrderDocument:
    """An order as it is asked for now.

    Raises:
        Refused: ``purchase_order_unknown``.
    """
    order, seller = purchase_orders.c, suppliers.c
    query = (
        select(purchase_orders, seller.name, seller.email, cycles.c.delivery)
        .join(suppliers, seller.supplier == order.supplier)
        .join(cycles, cycles.c.cycle == order.cycle)
        .where(order.number == number)
    )
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise Refused("purchase_order_unknown", number=number)
    who = await who_orders(connection, found) if found.state in UNSENT else found.network
    lines = await _lines(connection, number)
    on_it = [InvoiceLine(line.product, line.goods_cents, line.vat_basis_points) for line in lines]
    amounts = [(line.vat_basis_points, line.goods) for line in on_it]
    amounts += fee_by_rate(on_it, found.delivery_cents, found.delivery_vat_basis_points)
    return PurchaseOrderDocument(
        number=number,
        amendment=found.amendment,
        state=PurchaseOrderState(found.state),
        supplier=found.supplier,
        supplier_name=found.name,
        email=found.email,
        delivery=found.delivery,
        lines=lines,
        goods_cents=found.goods_cents,
        delivery_cents=found.delivery_cents,
        vat_cents=vat_of_rates(amounts),
        warehouse=(await network_settings(connection)).warehouse,
        network=Identity(**who) if who else None,
    )


async def _lines(connection: AsyncConnection, number: int) -> tuple[DocumentLine, ...]:
    order, line, sold = purchase_orders.c, purchase_order_lines.c, cycle_products.c
    query = (
        select(purchase_order_lines, products.c.name, sold.unit)
        .join(purchase_orders, order.number == line.number)
        .join(products, products.c.product == line.product)
        .join(cycle_products, (sold.cycle == order.cycle) & (sold.product == line.product))
        .where(line.number == number)
        .order_by(line.product)
    )
    return tuple(
        DocumentLine(
            product=row.product,
            name=row.name,
            cases=row.cases,
            case_size=Quantity(row.case_size, Unit(row.unit)),
            quantity=Quantity(row.quantity, Unit(row.unit)),
            price=row.price,
            goods_cents=row.goods_cents,
            vat_basis_points=row.vat_basis_points,
        )
        for row in await connection.execute(query)
    )
