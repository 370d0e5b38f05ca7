"""What went wrong with orders that were sent: guided, its consequences first, then whom to tell what."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.incident import IncidentKind
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.incidents import incident, incidents_of, told_households
from services.supply.queries.invoiced_otherwise import costs_more, invoiced_tariffs
from services.supply.queries.late_goods import distributions_of
from services.supply.queries.names import names_of
from services.supply.queries.purchase_orders import purchase_order, purchase_orders_of
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.purchase_orders import Number
from services.supply.web.fields import CodePath
from services.supply.web.incident_views import ConsequencesView, told_page
from services.supply.web.parts import Coordinator, Parts
from shared.web.pages import page
from shared.web.problems import Problem
from shared.web.translation import Reader

MOST_HOUSEHOLDS = 5_000
_SENT = frozenset({PurchaseOrderState.SENT, PurchaseOrderState.ACKNOWLEDGED, PurchaseOrderState.DELIVERED})

router = APIRouter(prefix="/cycles/{cycle}/incidents", include_in_schema=False)


@router.get("")
async def show_incidents(cycle: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """What went wrong so far; which order is it about now?"""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, kept = await names_of(connection, cycle), await incidents_of(connection, cycle)
        orders = [order for order in await purchase_orders_of(connection, cycle) if order.state in _SENT]
        invoiced = [(one, await costs_more(connection, one)) for one in await invoiced_tariffs(connection, [cycle])]
    return page(
        request, "cycles/incidents.html", code=cycle, names=names, incidents=kept, orders=orders, invoiced=invoiced
    )


@router.get("/{number}")
async def show_new_incident(
    cycle: CodePath, number: Number, request: Request, parts: Parts, _actor: Coordinator
) -> HTMLResponse:
    """What happened to an order, what would follow, then doing it."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, order = await names_of(connection, cycle), await purchase_order(connection, number)
        distributions = await distributions_of(connection, cycle)
    if order.cycle != cycle:
        raise Problem("not_found")
    kinds = {kind.value for kind in IncidentKind}
    products = {code: {"name": one.name, "unit": one.unit} for code, one in names.products.items()}
    return page(
        request,
        "cycles/incident.html",
        code=cycle,
        names=names,
        order=order,
        distributions=distributions,
        kinds=kinds,
        invoiced="invoiced" in request.query_params,
        product_names=products,
    )


@router.get("/{number}/{incident_id}")
async def show_told_households(  # noqa: PLR0913, PLR0917 - what FastAPI hands over
    cycle: CodePath, number: Number, incident_id: UUID, request: Request, parts: Parts, say: Reader, _actor: Coordinator
) -> HTMLResponse:
    """An incident as it was kept, and what each household it touches can be told."""
    async with snapshot(parts.engine) as connection:
        kept = await incident(connection, number, incident_id)
        if kept.cycle != cycle:
            raise Problem("not_found")
        names = await names_of(connection, cycle)
        found = await told_households(connection, incident_id, None, MOST_HOUSEHOLDS)
    told = told_page(found, MOST_HOUSEHOLDS, kept.consequences, say)
    follows = ConsequencesView.of(kept.consequences)
    return page(
        request,
        "cycles/told.html",
        code=cycle,
        names=names,
        incident=kept,
        follows=follows,
        households=told.items,
    )
