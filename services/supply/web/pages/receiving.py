"""Goods as they arrive, line by line, and what the supplier invoices for them."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.deliveries import deliveries_of, delivery, photos_kept
from services.supply.queries.invoices import invoices_of
from services.supply.queries.names import names_of
from services.supply.queries.purchase_orders import purchase_orders_of
from services.supply.queries.receiving import order_receipts
from services.supply.queries.snapshot import snapshot
from services.supply.storage.delivery_rows import RECEIVED
from services.supply.web.api.deliveries import DeliveryBody
from services.supply.web.api.invoices import EnteredInvoiceView
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.web.pages import page
from shared.web.problems import Problem
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
    standing = [one for one in entered if one.state == RECEIVED]
    by_line = {one.supplier for one in standing if not one.rest_as_ordered}
    return page(
        request,
        "cycles/deliveries.html",
        code=cycle,
        names=names,
        receipts=receipts,
        deliveries=entered,
        recordable=[one for one in receipts if one.supplier not in by_line],
        recorded={one.supplier: one for one in standing if one.rest_as_ordered},
        orders={order.number: order for order in orders},
        invoices={supplier: EnteredInvoiceView.of(found, say) for supplier, found in invoices.items()},
        today=parts.today(),
    )


@router.get("/{cycle}/deliveries/{delivery_id}/photos")
async def show_photos(
    cycle: CodePath, delivery_id: UUID, request: Request, parts: Parts, _actor: Coordinator
) -> HTMLResponse:
    """The photos of a delivery's lines; a tablet's camera adds one."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        found = await delivery(connection, cycle, delivery_id)
        names, kept = await names_of(connection, cycle), await photos_kept(connection, delivery_id)
    if found.rest_as_ordered:  # the cycle's record names no photos
        raise Problem("not_found")
    body = DeliveryBody.model_validate(found, from_attributes=True)
    return page(
        request,
        "cycles/photos.html",
        code=cycle,
        names=names,
        delivery=found,
        kept=kept,
        changes=found.state == RECEIVED,
        body=body.model_dump(mode="json") | {"base_version": found.version},
    )
