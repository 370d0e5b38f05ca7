"""The treasurer's desk: what waits to be done, each with the form that does it."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.orders.domain.ledger import Means
from services.orders.queries.bank import find_receipt, latest_receipts, waiting_for_bank
from services.orders.queries.cash_transfers import cash_on_its_way
from services.orders.queries.centres import names_of_centres
from services.orders.queries.cycles import names_of_cycles
from services.orders.queries.payable import suppliers_payable
from services.orders.queries.refunds import due_refunds
from services.orders.queries.refused_settlements import refused_runs
from services.orders.queries.supplier_transfers import supplier_transfers
from services.orders.queries.till_sessions import tills_now
from services.orders.queries.treasury import owing_households, what_waits
from services.orders.web.api.desk import Desk, Treasurer
from services.orders.web.api.refused_settlements import RefusedSettlement
from services.orders.web.pages.drawing import draw
from shared.kernel.refusal import Refused
from shared.web.dead_letter_routes import PutAsideHere
from shared.web.paging import MOST, Page
from shared.web.translation import Reader

router = APIRouter(prefix="/treasury", include_in_schema=False)

_ALL_CHEQUES = date(2999, 12, 31)
_RECEIPTS = 50
_SHOWN = 100


@router.get("")
async def show_treasury(
    request: Request, desk: Desk, _actor: Treasurer, put_aside: PutAsideHere, say: Reader
) -> HTMLResponse:
    """What needs doing first."""
    suppliers = await suppliers_payable(desk.engine)
    dues = [invoice.due_on for one in suppliers if one.owed_cents > 0 for invoice in one.invoices if invoice.due_on]
    tills = await tills_now(desk.engine, None)
    async with desk.engine.connect() as connection:
        not_booked = [RefusedSettlement.of(run, say) for run in await refused_runs(connection)]
    return draw(
        request,
        desk,
        "treasury/to_do.html",
        waits=await what_waits(desk.engine, desk.today()),
        owed_to_suppliers=sum(one.owed_cents for one in suppliers if one.owed_cents > 0),
        suppliers=[one for one in suppliers if one.owed_cents > 0],
        first_due=min(dues, default=None),
        left_open=[till for till in tills if till.opened_at and desk.day(till.opened_at) < desk.today()],
        names=await names_of_centres(desk.engine),
        put_aside=put_aside,
        not_booked=not_booked,
    )


@router.get("/bank")
async def show_bank(
    request: Request,
    desk: Desk,
    _actor: Treasurer,
    means: Annotated[Literal["cheque", "card", "transfer"], Query()] = "cheque",
    after: UUID | None = None,
) -> HTMLResponse:
    """Cheques to deposit, or transfers or cards to tick off on the statement; a page of them at a time."""
    found = await waiting_for_bank(desk.engine, Means(means), _ALL_CHEQUES, after, MOST)
    today = desk.today()
    ready = [one for one in found[:MOST] if one.not_before is None or one.not_before <= today]
    return draw(
        request,
        desk,
        "treasury/bank.html",
        means=means,
        ready=ready,
        later=sorted((one for one in found[:MOST] if one not in ready), key=lambda one: one.not_before or today),
        next=found[MOST - 1].payment_id if len(found) > MOST else None,
        names=await names_of_centres(desk.engine),
    )


@router.get("/deposits")
async def show_deposits(request: Request, desk: Desk, _actor: Treasurer, after: UUID | None = None) -> HTMLResponse:
    """What the bank got lately."""
    found = await latest_receipts(desk.engine, after, _RECEIPTS)
    receipts = Page[Any].of(found, _RECEIPTS, lambda one: str(one.receipt_id))
    return draw(request, desk, "treasury/deposits.html", receipts=receipts)


@router.get("/deposits/{receipt_id}")
async def show_deposit(request: Request, receipt_id: UUID, desk: Desk, _actor: Treasurer) -> HTMLResponse:
    """One deposit list, to print and to sign."""
    found = await find_receipt(desk.engine, receipt_id)
    if found is None:
        raise Refused("bank_receipt_unknown")
    names = await names_of_centres(desk.engine)
    return draw(request, desk, "treasury/deposit.html", receipt=found[0], payments=found[1], names=names)


@router.get("/refunds")
async def show_refunds(request: Request, desk: Desk, _actor: Treasurer, after: UUID | None = None) -> HTMLResponse:
    """Transfers to households that are still to be made."""
    refunds = Page[Any].of(await due_refunds(desk.engine, after, _SHOWN), _SHOWN, lambda one: str(one.refund_id))
    return draw(request, desk, "treasury/refunds.html", refunds=refunds, whole=after is None and refunds.next is None)


@router.get("/suppliers")
async def show_suppliers(request: Request, desk: Desk, _actor: Treasurer, after: UUID | None = None) -> HTMLResponse:
    """What is owed to suppliers, what is to be paid first at the top; then what was paid, the latest first."""
    suppliers = await suppliers_payable(desk.engine)
    dues = {one.supplier: min((i.due_on for i in one.invoices if i.due_on), default=date.max) for one in suppliers}
    suppliers.sort(key=lambda one: (one.owed_cents <= 0, dues[one.supplier], one.supplier))
    noted = await supplier_transfers(desk.engine, after, _RECEIPTS)
    transfers = Page[Any].of(noted, _RECEIPTS, lambda one: str(one.transfer_id))
    cycle_names = await names_of_cycles(desk.engine)
    return draw(
        request, desk, "treasury/suppliers.html", suppliers=suppliers, transfers=transfers, cycle_names=cycle_names
    )


@router.get("/cash")
async def show_cash(request: Request, desk: Desk, _actor: Treasurer, after: UUID | None = None) -> HTMLResponse:
    """Cash on its way, and who has it."""
    found = await cash_on_its_way(desk.engine, None, after, _SHOWN)
    transfers = Page[Any].of(found, _SHOWN, lambda one: str(one.transfer_id))
    return draw(request, desk, "treasury/cash.html", transfers=transfers, names=await names_of_centres(desk.engine))


@router.get("/owed")
async def show_owed(request: Request, desk: Desk, _actor: Treasurer) -> HTMLResponse:
    """Households that owe what the bank refused."""
    owing = await owing_households(desk.engine)
    return draw(request, desk, "treasury/owed.html", owing=owing, names=await names_of_centres(desk.engine))
