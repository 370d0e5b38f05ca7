"""Goods as they arrive, line by line, and what the supplier invoices for them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.deliveries import deliveries_of
from services.supply.queries.invoices import invoices_of
from services.supply.queries.names import names_of
from services.supply.queries.purchase_orders import purchase_orders_of
from services.supply.queries.receiving import order_receipts
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.invoices import EnteredInvoiceView
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.web.pages import page
from shared.web.translation import Reader

router = APIRouter(prefix="/cycles", include_in_schema=False)


@router.get("/{cycle}/deliveries")
async def show_deliveries(
    cycle: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator
) -> HTMLResponse:
    """Of each order that was sent: what came, what lacks, and its invoice."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, receipts = await names_of(connection, cycle), await order_receipts(connection, cycle)
        entered, orders = await deliveries_of(connection, cycle), await purchase_orders_of(connection, cycle)
        invoices = {found.supplier: found for found in await invoices_of(connection, cycle)}
    return page(
        request,
        "cycles/deliveries.html",
        code=cycle,
        names=names,
        receipts=receipts,
        deliveries=entered,
        orders={order.number: order for order in orders},
        invoices={supplier: EnteredInvoiceView.of(found, say) for supplier, found in invoices.items()},
        today=parts.today(),
    )
