"""Orders that are invoiced at another tariff than was ordered, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, column, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import IncidentKind
from services.supply.domain.invoiced_otherwise import TARIFF, AtBoth, InvoicedOtherwise
from services.supply.domain.printed_invoice import Billed, Difference
from services.supply.domain.receiving import Receipt
from services.supply.queries.invoices import EnteredInvoice, invoices_of
from services.supply.queries.missing import lost_line, order_lines, wanted_of
from services.supply.queries.ordered_terms import expected_invoices
from services.supply.queries.receiving import NOTHING_ENTERED, receipts
from services.supply.storage.buying_tables import purchase_order_lines, purchase_orders
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.delivery_rows import RECEIVED
from services.supply.storage.incident_tables import incidents
from services.supply.storage.invoice_tables import supplier_invoices
from services.supply.storage.purchase_order_rows import LockedOrder, at_supplier
from services.supply.storage.receiving_tables import deliveries, delivery_lines
from services.supply.storage.settlement_rows import last_run, published
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class InvoicedTariff:
    """An order whose supplier invoices another tariff, of which no incident tells."""

    cycle: str
    supplier: str
    name: str
    number: int


async def invoiced_tariffs(
    connection: AsyncConnection, cycles: Sequence[str], supplier: str | None = None
) -> tuple[InvoicedTariff, ...]:
    """Of these cycles, by order: each once, whatever was decided of its invoice; of one supplier where it is named."""
    order, line, invoice = purchase_orders.c, purchase_order_lines.c, supplier_invoices.c
    standing = (
        (invoice.cycle == order.cycle) & (invoice.supplier == order.supplier) & invoice.withdrawn_because.is_(None)
    )
    columns = (order.cycle, order.supplier, suppliers.c.name, order.number)
    other_price = func.coalesce(_printed(), _recorded(), line.price) != line.price
    other_fee = (invoice.total_cents > 0) & (invoice.delivery_cents != order.delivery_cents)
    query = (
        select(*columns)
        .distinct()
        .join(suppliers, suppliers.c.supplier == order.supplier)
        .join(purchase_order_lines, line.number == order.number)
        .outerjoin(supplier_invoices, standing)
        .where(order.cycle.in_(cycles), at_supplier(), or_(other_price, other_fee), ~_told())
        .order_by(order.number)
    )
    if supplier is not None:
        query = query.where(order.supplier == supplier)
    return tuple(InvoicedTariff(*row) for row in await connection.execute(query))


def _printed() -> ColumnElement[Any]:
    """The price of an order's product that its invoice names."""
    each = func.jsonb_array_elements(supplier_invoices.c.lines).table_valued(column("value", JSONB), name="printed")
    price = each.c.value["price"].astext.cast(purchase_order_lines.c.price.type)
    its = each.c.value["product"].astext == purchase_order_lines.c.product
    return (
        select(func.min(price))
        .select_from(each)
        .where(its)
        .correlate(supplier_invoices, purchase_order_lines)
        .scalar_subquery()
    )


def _recorded() -> ColumnElement[Any]:
    """The price that the cycle's record of deliveries names."""
    entered, order = deliveries.c, purchase_orders.c
    return (
        select(func.min(delivery_lines.c.invoiced_price))
        .join(deliveries, entered.delivery_id == delivery_lines.c.delivery_id)
        .where(entered.cycle == order.cycle, entered.supplier == order.supplier, entered.state == RECEIVED)
        .where(delivery_lines.c.product == purchase_order_lines.c.product)
        .correlate(purchase_orders, purchase_order_lines)
        .scalar_subquery()
    )


def _told() -> ColumnElement[bool]:
    """Whether an incident told of what an order is invoiced at."""
    kept = incidents.c
    return exists().where(
        kept.number == purchase_orders.c.number,
        kept.kind == IncidentKind.TARIFF.value,
        kept.asked.has_key("entered"),
    )


async def costs_more(connection: AsyncConnection, found: InvoicedTariff) -> int:
    """Cents with VAT that an order is invoiced more for its tariff, disputes and credit notes taken off."""
    entered = await _invoice(connection, found.cycle, found.supplier)
    return (await _at_both(connection, found.cycle, found.supplier, found.number, entered)).costs_more


async def invoiced_otherwise(connection: AsyncConnection, locked: LockedOrder) -> InvoicedOtherwise:
    """What follows from the tariff that an order is invoiced at.

    Raises:
        Refused: ``incident_receiving_open``: more may still come, or ``incident_tariff_not_entered``: it is invoiced
            as ordered, what differs is disputed, or an incident told of it.
    """
    order = locked.order
    if (await receipts(connection, order.cycle)).get(order.supplier, NOTHING_ENTERED).state is Receipt.IN_PART:
        raise Refused("incident_receiving_open", number=order.number, supplier=order.supplier)
    entered = await _invoice(connection, order.cycle, order.supplier)
    invoices = await _at_both(connection, order.cycle, order.supplier, order.number, entered)
    said = await connection.scalar(select(_told()).where(purchase_orders.c.number == order.number))
    if said or invoices.as_ordered.costs == invoices.as_invoiced.costs:
        raise Refused("incident_tariff_not_entered", number=order.number, supplier=order.supplier)
    rows = (await connection.execute(order_lines(order.number))).all()
    expected = (await expected_invoices(connection, order.cycle))[order.supplier]
    run = await last_run(connection, order.cycle)
    number = None if run is None else int(run["run"])
    return InvoicedOtherwise(
        order.cycle,
        order.number,
        order.supplier,
        order.amendment,
        number,
        invoices,
        _waiting(entered),
        {line.product: line.quantity for line in expected.lines},
        tuple(lost_line(row) for row in rows),
        await published(connection, order.cycle, number),
        await wanted_of(connection, order, [row.product for row in rows]),
    )


async def _invoice(connection: AsyncConnection, cycle: str, supplier: str) -> EnteredInvoice | None:
    """The invoice of a supplier that counts."""
    return next((one for one in await invoices_of(connection, cycle) if one.supplier == supplier and one.counts), None)


async def _at_both(
    connection: AsyncConnection, cycle: str, supplier: str, number: int, entered: EnteredInvoice | None
) -> AtBoth:
    line = purchase_order_lines.c
    lines = await connection.execute(select(line.product, line.price).where(line.number == number))
    prices = {row.product: row.price for row in lines}
    expected = (await expected_invoices(connection, cycle))[supplier]
    return AtBoth.of(expected, prices, None if entered is None else _bill(entered))


def _bill(entered: EnteredInvoice) -> Billed:
    """What counts of an invoice; what a credit note gave back is as if it had been invoiced as ordered."""
    credited = [one.difference for one in entered.differences if one.credited]
    notes = [stored.note for stored in entered.credit_notes]
    return Billed(
        entered.printed,
        tuple(one.difference.name for one in entered.differences if one.disputed or one.credited),
        tuple(note for note in notes if not any(note.answers(one) for one in credited)),
    )


def _waiting(entered: EnteredInvoice | None) -> tuple[Difference, ...]:
    found = entered.differences if entered else ()
    return tuple(one.difference for one in found if one.disputed is None and one.difference.kind in TARIFF)
