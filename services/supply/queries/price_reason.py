"""Why a product of a settled cycle costs what it costs: the stored figures of the run in force."""

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.settlement import Goods
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.settlement_rows import last_run
from services.supply.storage.settlement_tables import settled_products
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class PriceReason:
    """Cents, and base units.

    Args:
        run: The run in force.
        product: Its code.
        unit: The prices are for one of it.
        supplier: Who invoiced it; None when nothing was ordered.
        goods_cents: Of the invoice, ex VAT; this and the two below are None in runs that did not keep them apart.
        vat_cents: On the goods.
        delivery_cents: Its share of the delivery, with VAT.
        otherwise_cents: Printed on the invoice beyond that, less credit notes; negative: less.
        ceiling_price_cents: As in the catalogue.
        published_price_cents: The lower price that a run before published, when that is the most it may cost.
        goods: What the price is computed from.
        final_price_cents: What everyone pays; None when there was nothing to hand out.
        kept: Base units that went into stock.
        kept_value_cents: What these are worth.
        adjustment_cents: What rounding leaves to the network, or the ceiling does not cover (negative).
        shortage: Why whoever gets less than ordered does so.
        demand: Base units that households ordered.
        granted: Base units that they get.
        charged_cents: What they are charged for these, each line rounded.
    """

    run: int
    product: str
    unit: Unit
    supplier: str | None
    goods_cents: int | None
    vat_cents: int | None
    delivery_cents: int | None
    otherwise_cents: int | None
    ceiling_price_cents: int
    published_price_cents: int | None
    goods: Goods
    final_price_cents: int | None
    kept: int
    kept_value_cents: int
    adjustment_cents: int
    shortage: str | None
    demand: int
    granted: int
    charged_cents: int


async def price_reason(connection: AsyncConnection, cycle: str, product: str) -> PriceReason:
    """The figures of one product in the run in force.

    Raises:
        Refused: ``not_settled``, ``product_not_settled``.
    """
    header = await last_run(connection, cycle)
    if header is None:
        raise Refused("not_settled", cycle=cycle)
    settled, sold = settled_products.c, cycle_products.c
    query = (
        select(settled_products, sold.unit, sold.ceiling_price_cents.label("catalogue_cents"))
        .join(cycle_products, and_(sold.cycle == settled.cycle, sold.product == settled.product))
        .where(settled.cycle == cycle, settled.run == header["run"], settled.product == product)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("product_not_settled", cycle=cycle, product=product)
    goods = Goods(
        row.product,
        row.unit_base,
        row.ceiling_price_cents,
        row.invoiced_cents,
        row.received,
        row.stock_used,
        row.stock_value_cents,
    )
    return PriceReason(
        run=row.run,
        product=row.product,
        unit=Unit(row.unit),
        supplier=row.supplier,
        goods_cents=row.goods_cents,
        vat_cents=row.vat_cents,
        delivery_cents=row.delivery_cents,
        otherwise_cents=row.otherwise_cents,
        ceiling_price_cents=row.catalogue_cents,
        published_price_cents=row.ceiling_price_cents if row.ceiling_price_cents < row.catalogue_cents else None,
        goods=goods,
        final_price_cents=row.final_price_cents,
        kept=row.kept,
        kept_value_cents=row.kept_value_cents,
        adjustment_cents=row.adjustment_cents,
        shortage=row.shortage,
        demand=row.demand,
        granted=row.granted,
        charged_cents=row.charged_cents,
    )
