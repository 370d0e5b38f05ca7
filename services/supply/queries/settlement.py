"""A settlement run as the coordinator reads it."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.buying_tables import plans
from services.supply.storage.plan_rows import plan_in_force
from services.supply.storage.settlement_rows import last_run
from services.supply.storage.settlement_tables import settled_invoices, settled_products, settlements
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class ProductOutcome:
    """One product: base units and cents; ``shortage`` is the reason code of whoever gets less than ordered."""

    product: str
    demand: int
    late_demand: int
    received: int
    stock_used: int
    granted: int
    kept: int
    kept_value_cents: int
    ceiling_price_cents: int
    final_price_cents: int | None
    invoiced_cents: int
    stock_value_cents: int
    charged_cents: int
    adjustment_cents: int
    uncovered: bool
    shortage: str | None


@dataclass(frozen=True, slots=True)
class InvoiceOutcome:
    """What one supplier invoices, in cents; goods and delivery exclude VAT."""

    supplier: str
    goods_cents: int
    delivery_cents: int
    vat_cents: int

    @property
    def total_cents(self) -> int:
        """Goods, delivery and VAT."""
        return self.goods_cents + self.delivery_cents + self.vat_cents


@dataclass(frozen=True, slots=True)
class SettlementView:
    """The run in force with its control totals, in cents; ``objective_cents`` is the plan's.

    ``run`` is the number that orders knows it by; ``times_settled`` counts from 1.
    """

    run: int
    times_settled: int
    orders: int
    abandoned_because: str | None
    objective_cents: int
    held_cents: int
    charged_cents: int
    rebates_cents: int
    invoices_cents: int
    stock_kept_cents: int
    stock_used_cents: int
    rounding_cents: int
    uncovered_cents: int
    products: tuple[ProductOutcome, ...]
    invoices: tuple[InvoiceOutcome, ...]


_SUMS = ("held", "charged", "rebates", "invoices", "stock_kept", "stock_used", "rounding", "uncovered")


async def settlement_view(connection: AsyncConnection, cycle: str) -> SettlementView:
    """The run in force of a cycle.

    Raises:
        Refused: ``not_settled``.
    """
    header = await last_run(connection, cycle)
    if header is None:
        raise Refused("not_settled", cycle=cycle)
    return SettlementView(
        run=header["run"],
        times_settled=await _times_settled(connection, cycle),
        orders=header["orders"],
        abandoned_because=header["abandoned_because"],
        objective_cents=await _objective(connection, cycle),
        products=await _products(connection, cycle, header["run"]),
        invoices=await _invoices(connection, cycle, header["run"]),
        **{f"{name}_cents": header[f"{name}_cents"] for name in _SUMS},
    )


async def _times_settled(connection: AsyncConnection, cycle: str) -> int:
    query = select(func.count()).select_from(settlements).where(settlements.c.cycle == cycle)
    return int(await connection.scalar(query) or 0)


async def _objective(connection: AsyncConnection, cycle: str) -> int:
    key = await plan_in_force(connection, cycle)
    query = select(plans.c.objective_cents).where(plans.c.cycle == cycle, plans.c.plan == (key.plan if key else 0))
    return int(await connection.scalar(query) or 0)


async def _products(connection: AsyncConnection, cycle: str, run: int) -> tuple[ProductOutcome, ...]:
    product = settled_products.c
    query = select(*(product[name] for name in ProductOutcome.__slots__)).where(
        product.cycle == cycle, product.run == run
    )
    rows = (await connection.execute(query.order_by(product.product))).mappings()
    return tuple(ProductOutcome(**row) for row in rows)


async def _invoices(connection: AsyncConnection, cycle: str, run: int) -> tuple[InvoiceOutcome, ...]:
    invoice = settled_invoices.c
    query = select(*(invoice[name] for name in InvoiceOutcome.__slots__)).where(
        invoice.cycle == cycle, invoice.run == run
    )
    rows = (await connection.execute(query.order_by(invoice.supplier))).mappings()
    return tuple(InvoiceOutcome(**row) for row in rows)
