"""Credit given back: in cash, or by a transfer that stands on a list until it is made."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict

from services.orders.commands.refund_credit import RefundAsked, pay_refund, refund_credit
from services.orders.commands.withdraw_refund import withdraw_refund
from services.orders.domain.ledger import Means
from services.orders.queries.refunds import RefundView, due_refunds, find_refund
from services.orders.web.api.batch_items import WaitedSeconds
from services.orders.web.api.desk import AtTable, Desk, Treasurer, author_of, seen_by
from services.orders.web.api.fields import Body, Cents, WithdrawalBody
from services.orders.web.api.order_pages import id_after
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging
from shared.web.roles import Actor

router = APIRouter(prefix="/v1/refunds", tags=["payments"])


class RefundBody(Body):
    """Whose credit, how, how much; of cash that was handed out without a network, how long ago.

    Cash that was handed out is booked whatever credit and till have by now: what credit lacks, the household owes.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"household_id": "0197f0a0-0000-7000-8000-000000000007", "means": "cash", "amount_cents": 1_450}
            ]
        },
    )

    household_id: UUID
    means: Literal["cash", "transfer"]
    amount_cents: Cents
    waited_seconds: WaitedSeconds | None = None

    @property
    def waited(self) -> timedelta | None:
        """How long ago it was handed out; none: it is to be handed out now."""
        return None if self.waited_seconds is None else timedelta(seconds=self.waited_seconds)


@router.get("")
async def get_refunds(desk: Desk, _actor: Treasurer, paging: Paging) -> Page[RefundView]:
    """The transfers that are due, those asked for first."""
    found = await due_refunds(desk.engine, id_after(paging.after), paging.limit)
    return Page.of(found, paging.limit, lambda refund: str(refund.refund_id))


@router.get("/{refund_id}")
async def get_refund(refund_id: UUID, desk: Desk, actor: AtTable) -> RefundView:
    """One refund."""
    return await _shown(desk, refund_id, actor)


@router.put("/{refund_id}", responses={200: {"model": RefundView}, 201: {"model": RefundView}})
async def put_refund(refund_id: UUID, body: RefundBody, desk: Desk, actor: AtTable, response: Response) -> RefundView:
    """Give a household's credit back: cash from its centre's till now, or by transfer. Sent again, it is one."""
    asked = RefundAsked(refund_id, body.household_id, Means(body.means), body.amount_cents, body.waited)
    is_new = await refund_credit(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return await _shown(desk, refund_id, actor)


@router.post("/{refund_id}/payment")
async def post_payment(refund_id: UUID, desk: Desk, actor: Treasurer) -> RefundView:
    """Note that the transfer is made."""
    await pay_refund(desk, refund_id, author_of(actor))
    return await _shown(desk, refund_id, actor)


@router.post("/{refund_id}/withdrawal")
async def post_withdrawal(refund_id: UUID, body: WithdrawalBody, desk: Desk, actor: AtTable) -> RefundView:
    """Take back a refund whose transfer is not made yet: it is the household's credit again."""
    await withdraw_refund(desk, refund_id, body.reason.strip(), author_of(actor))
    return await _shown(desk, refund_id, actor)


async def _shown(desk: Desk, refund_id: UUID, actor: Actor) -> RefundView:
    found = await find_refund(desk.engine, refund_id, seen_by(actor))
    if found is None:
        raise Refused("refund_unknown")
    return found
