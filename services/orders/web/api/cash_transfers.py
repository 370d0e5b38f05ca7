"""Cash that is carried to the bank or to another till: given by one person, received and counted by another."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.orders.commands.carry_cash import CashGiven, give_cash, receive_cash
from services.orders.queries.cash_transfers import CashTransfer, cash_on_its_way, cash_received, find_cash_transfer
from services.orders.web.api.desk import AtTable, Desk, author_of, seen_by
from services.orders.web.api.fields import Code
from services.orders.web.api.order_pages import id_after
from services.orders.web.api.till_sessions import CountBody, PiecesOnce
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging
from shared.web.roles import Actor

router = APIRouter(prefix="/v1/cash-transfers", tags=["tills"])

Received = Annotated[bool, Query(description="What arrived, the latest first, and not what is on its way.")]


class CashTransferBody(PiecesOnce):
    """Cash that leaves: from which till to which; null is the bank."""

    from_till: Code | None = Field(examples=["DUC"])
    to_till: Code | None = Field(examples=[None])


@router.get("")
async def get_cash_transfers(
    desk: Desk, actor: AtTable, paging: Paging, *, received: Received = False
) -> Page[CashTransfer]:
    """Cash on its way: given and not yet received, what was given first first; or what was received."""
    listed = cash_received if received else cash_on_its_way
    found = await listed(desk.engine, seen_by(actor), id_after(paging.after), paging.limit)
    return Page.of(found, paging.limit, lambda transfer: str(transfer.transfer_id))


@router.get("/{transfer_id}")
async def get_cash_transfer(transfer_id: UUID, desk: Desk, actor: AtTable) -> CashTransfer:
    """One transfer."""
    return await _shown(desk, transfer_id, actor)


@router.put("/{transfer_id}", responses={200: {"model": CashTransfer}, 201: {"model": CashTransfer}})
async def put_cash_transfer(
    transfer_id: UUID, body: CashTransferBody, desk: Desk, actor: AtTable, response: Response
) -> CashTransfer:
    """Give cash to whoever carries it: it leaves its till now. Sent again, it is one transfer."""
    asked = CashGiven(transfer_id, body.from_till, body.to_till, body.counted)
    is_new = await give_cash(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return await _shown(desk, transfer_id, actor)


@router.post("/{transfer_id}/receipt")
async def post_receipt(transfer_id: UUID, body: CountBody, desk: Desk, actor: AtTable) -> CashTransfer:
    """Count what arrived, another person than who gave it. What differs is booked with its reason."""
    await receive_cash(desk, transfer_id, body.counted, body.reason.strip(), author_of(actor))
    return await _shown(desk, transfer_id, actor)


async def _shown(desk: Desk, transfer_id: UUID, actor: Actor) -> CashTransfer:
    found = await find_cash_transfer(desk.engine, transfer_id, seen_by(actor))
    if found is None:
        raise Refused("cash_transfer_unknown")
    return found
