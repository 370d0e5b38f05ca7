"""What supply says of a settlement run, told from its stored rows: when it happens, and whenever it is said again."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.settlement import charge
from services.supply.domain.settlement_run import Grants
from services.supply.queries.demand import counted
from services.supply.queries.granted import lines_heard_since
from services.supply.storage.demand_tables import (
    household_order_lines,
    household_orders,
    left_out_centres,
    sealed_group_orders,
)
from services.supply.storage.settlement_rows import grants_of
from services.supply.storage.settlement_tables import settled_invoices, settled_products, settlements
from shared.contracts.cycles import CycleSettledV2, SupplierInvoice
from shared.contracts.settlements import HouseholdOrderSettled, Reason, ReasonCode, SettledLine

EVENTS_AT_ONCE = 1_000


async def settled_orders(connection: AsyncConnection, run: RowMapping) -> AsyncIterator[list[HouseholdOrderSettled]]:
    """Every order of the run in force, a thousand at a time, in group order and id order."""
    outcome = await _outcome(connection, run)
    others = await _heard_since(connection, run["cycle"])
    group_orders = await connection.execute(
        select(sealed_group_orders.c.group_order_id, sealed_group_orders.c.centre)
        .where(sealed_group_orders.c.cycle == run["cycle"], counted(sealed_group_orders.c.centre, run["cycle"]))
        .order_by(sealed_group_orders.c.group_order_id)
    )
    for group_order_id, centre in group_orders.all():
        events: list[HouseholdOrderSettled] = []
        lines = await _lines(connection, run["cycle"], group_order_id, others)
        for order_id, of_order in groupby(lines, key=lambda line: line.order_id):
            events.append(outcome.event(group_order_id, centre, order_id, of_order))
            if len(events) == EVENTS_AT_ONCE:
                yield events
                events = []
        yield events


async def cycle_settled(connection: AsyncConnection, run: RowMapping) -> CycleSettledV2:
    """The run's control totals, and who published it."""
    invoice = settled_invoices.c
    invoices = await connection.execute(
        select(settled_invoices).where(invoice.cycle == run["cycle"], invoice.run == run["run"])
    )
    group_order = sealed_group_orders.c
    left_out = select(left_out_centres.c.centre).where(left_out_centres.c.cycle == run["cycle"])
    without = select(group_order.group_order_id).where(
        group_order.cycle == run["cycle"], group_order.centre.in_(left_out)
    )
    return CycleSettledV2(
        version=run["version"],
        cycle=run["cycle"],
        run=run["run"],
        orders=run["orders"],
        held=run["held_cents"],
        charged=run["charged_cents"],
        rebates=run["rebates_cents"],
        rounding=run["rounding_cents"],
        uncovered=run["uncovered_cents"],
        stock_kept=run["stock_kept_cents"],
        stock_used=run["stock_used_cents"],
        invoices=sorted((_invoice(row) for row in invoices), key=lambda invoice: invoice.supplier),
        left_out=sorted(await connection.scalars(without)),
        by=run["settled_by"],
    )


async def stored_run(connection: AsyncConnection, cycle: str, run: int) -> RowMapping:
    """The header of one run."""
    query = select(settlements).where(settlements.c.cycle == cycle, settlements.c.run == run)
    return (await connection.execute(query)).mappings().one()


class _Outcome:
    """A run by product; lines that ask for and get the same share one value."""

    def __init__(
        self,
        run: RowMapping,
        products: Mapping[str, RowMapping],
        grants: Mapping[str, Grants],
        late: Mapping[str, Grants],
    ) -> None:
        self._run = run
        self._products = products
        self._grants = grants
        self._late = late
        self._known: dict[tuple[str, int, int, bool], SettledLine] = {}

    def event(self, group_order_id: UUID, centre: str, order_id: UUID, lines: Iterator[Any]) -> HouseholdOrderSettled:
        """One order's outcome; ``lines`` have product, quantity and cents held."""
        settled, held = [], 0
        for line in lines:
            settled.append(self._line(order_id, line.product, line.quantity))
            held += line.held
        return HouseholdOrderSettled(
            version=self._run["version"],
            group_order_id=group_order_id,
            cycle=self._run["cycle"],
            centre=centre,
            order_id=order_id,
            run=self._run["run"],
            lines=settled,
            held=held,
            charged=sum(line.charged for line in settled),
        )

    def _line(self, order_id: UUID, product: str, quantity: int) -> SettledLine:
        late = order_id in self._late.get(product, {})
        grants = (self._late if late else self._grants).get(product, {})
        without_grant = 0 if self._products[product]["final_price_cents"] is None else quantity
        granted = grants.get(order_id, without_grant)
        key = product, quantity, granted, late
        if key not in self._known:
            self._known[key] = self._settled(self._products[product], quantity, granted, late=late)
        return self._known[key]

    def _settled(self, product: RowMapping, quantity: int, granted: int, *, late: bool) -> SettledLine:
        final = product["final_price_cents"]
        return SettledLine(
            product=product["product"],
            granted=granted,
            final_price=final,
            charged=charge(final, granted, product["unit_base"]),
            reason=None if granted == quantity else _reason(product, late=late),
        )


async def _outcome(connection: AsyncConnection, run: RowMapping) -> _Outcome:
    product = settled_products.c
    query = select(settled_products).where(product.cycle == run["cycle"], product.run == run["run"])
    products = {row["product"]: row for row in (await connection.execute(query)).mappings()}
    grants = [await grants_of(connection, run["cycle"], run["run"], late=late) for late in (False, True)]
    return _Outcome(run, products, *grants)


async def _heard_since(connection: AsyncConnection, cycle: str) -> list[UUID]:
    """The orders that are not in the run: of what it had not heard it says nothing."""
    found = await connection.execute(lines_heard_since(cycle))
    return sorted({row.order_id for row in found})


async def _lines(connection: AsyncConnection, cycle: str, group_order_id: UUID, others: Sequence[UUID]) -> Any:  # noqa: ANN401 - rows
    order, line = household_orders.c, household_order_lines.c
    query = (
        select(order.order_id, line.product, line.quantity, line.held)
        .join(household_order_lines, (line.order_id == order.order_id) & (line.cycle == order.cycle))
        .where(order.cycle == cycle, order.group_order_id == group_order_id, order.order_id.not_in(others))
        .order_by(order.order_id, line.product)
    )
    return await connection.execute(query)


def _reason(product: RowMapping, *, late: bool) -> Reason:
    """Those planned for shared among themselves; those admitted late know that they came after them."""
    available = product["stock_used"] + product["received"]
    code = ReasonCode.ADMITTED_LATE if late and available else ReasonCode(product["shortage"])
    demand = product["demand"] if late else product["demand"] - product["late_demand"]
    return Reason(code=code, demand=demand, available=available)


def _invoice(row: Any) -> SupplierInvoice:  # noqa: ANN401 - a row has the columns its query names
    total = row.goods_cents + row.delivery_cents + row.vat_cents
    return SupplierInvoice(
        supplier=row.supplier, goods=row.goods_cents, delivery=row.delivery_cents, vat=row.vat_cents, total=total
    )
