"""Goods sold at a centre on the day of distribution, or after it."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from services.orders.commands.sell_goods import DaySale, sell_goods
from services.orders.commands.withdraw_sale import withdraw_sale
from services.orders.domain.entry import PaymentMade
from services.orders.domain.ledger import Means
from services.orders.queries.day_sales import DaySaleView, day_sales_after, find_day_sale
from services.orders.web.api.batch_items import WaitedSeconds
from services.orders.web.api.desk import AtTable, Desk, author_of, seen_by
from services.orders.web.api.fields import Body, Cents, Code, WithdrawalBody
from services.orders.web.api.order_bodies import NotBefore, only_a_cheque_waits
from services.orders.web.api.order_pages import id_after
from services.orders.web.cycle_parts import CyclePath
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging
from shared.web.quantities import WholeQuantity
from shared.web.roles import Actor

router = APIRouter(prefix="/v1", tags=["distribution"])


class SalePaymentBody(Body):
    """Money that comes along with a sale."""

    id: Annotated[UUID, Field(description="Made by the device.")]
    means: Literal["cash", "cheque", "card", "transfer"]
    amount_cents: Annotated[Cents | None, Field(description="Null: exactly what the credit lacks.")] = None
    not_before: NotBefore = None

    _check_not_before = field_validator("not_before")(only_a_cheque_waits)

    def made(self) -> PaymentMade:
        """As the command takes it."""
        return PaymentMade(self.id, Means(self.means), self.amount_cents, self.not_before)


class DaySaleBody(Body):
    """Who buys what, and how it is paid: from credit first, the rest as money.

    What was sold without a network says how long ago: it is booked whatever is left of goods and credit by now. What
    credit lacks, the household owes.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "household_id": "0197f0a0-0000-7000-8000-000000000007",
                    "cycle": "2026-12",
                    "centre": "DUC",
                    "product": "FAR-T65",
                    "quantity": 620,
                    "accepted": True,
                    "payment": {"id": "0197f0a0-0000-7000-8000-0000000000ab", "means": "cash"},
                }
            ]
        },
    )

    household_id: Annotated[UUID | None, Field(description="Null: the household is named by its number.")] = None
    household_number: Annotated[
        Code | None,
        Field(description="In the place of its id: of whichever centre. A member of another one pays all of it."),
    ] = None
    cycle: Code
    centre: Code
    product: Code
    quantity: Annotated[WholeQuantity, Field(description="Base units: g, ml or pieces; weighed goods by any.")]
    accepted: Annotated[bool, Field(strict=True, description="The household accepts quantity and price: true.")]
    order_id: Annotated[UUID | None, Field(description="Whose uncollected goods they are; null: surplus.")] = None
    payment: SalePaymentBody | None = None
    waited_seconds: WaitedSeconds | None = None

    @model_validator(mode="after")
    def _check_one_buyer(self) -> Self:
        if (self.household_id is None) == (self.household_number is None):
            raise ValueError("Name who buys by id or by number, not by both.")
        return self

    def asked(self, sale_id: UUID) -> DaySale:
        """The sale as the command takes it.

        Raises:
            Refused: ``sale_not_accepted``.
        """
        if not self.accepted:
            raise Refused("sale_not_accepted")
        paid = self.payment.made() if self.payment else None
        waited = None if self.waited_seconds is None else timedelta(seconds=self.waited_seconds)
        about = self.model_dump(exclude={"accepted", "payment", "waited_seconds"})
        return DaySale(id=sale_id, payment=paid, waited=waited, **about)


class DaySaleAnswer(BaseModel):
    """A sale that is booked."""

    model_config = ConfigDict(from_attributes=True)

    sale_id: UUID
    cycle: str
    centre: str
    household_id: UUID
    household_number: str
    product: str
    quantity: int
    final_price_cents: Annotated[int, Field(description="Per display unit.")]
    amount_cents: int
    paid_cents: Annotated[int, Field(description="Money that came along: what is beyond the price is credit.")]
    order_id: UUID | None
    at: datetime
    withdrawn_at: Annotated[datetime | None, Field(description="When it was taken back; null: it stands.")]
    withdrawn_because: str | None


@router.get("/cycles/{cycle}/day-sales")
async def get_day_sales(cycle: CyclePath, desk: Desk, actor: AtTable, paging: Paging) -> Page[DaySaleAnswer]:
    """What was sold at the centres in a cycle."""
    found = await day_sales_after(desk.engine, cycle, seen_by(actor), id_after(paging.after), paging.limit)
    shown = [DaySaleAnswer.model_validate(one) for one in found]
    return Page[DaySaleAnswer].of(shown, paging.limit, lambda one: str(one.sale_id))


@router.get("/day-sales/{sale_id}")
async def get_day_sale(sale_id: UUID, desk: Desk, actor: AtTable) -> DaySaleAnswer:
    """One sale."""
    return DaySaleAnswer.model_validate(await _found(desk, sale_id, actor))


@router.put("/day-sales/{sale_id}", responses={200: {"model": DaySaleAnswer}, 201: {"model": DaySaleAnswer}})
async def put_day_sale(
    sale_id: UUID, body: DaySaleBody, desk: Desk, actor: AtTable, response: Response
) -> DaySaleAnswer:
    """Sell surplus, or uncollected goods, at the cycle's final price. Sent again, it is one sale."""
    is_new = await sell_goods(desk, body.asked(sale_id), author_of(actor))
    response.status_code = 201 if is_new else 200
    return DaySaleAnswer.model_validate(await _found(desk, sale_id, actor))


@router.post("/day-sales/{sale_id}/withdrawal")
async def post_sale_withdrawal(sale_id: UUID, body: WithdrawalBody, desk: Desk, actor: AtTable) -> DaySaleAnswer:
    """Take a sale back that was a mistake: what it cost is the household's credit again, the goods lie there again."""
    await withdraw_sale(desk, sale_id, body.reason.strip(), author_of(actor))
    return DaySaleAnswer.model_validate(await _found(desk, sale_id, actor))


async def _found(desk: Desk, sale_id: UUID, actor: Actor) -> DaySaleView:
    found = await find_day_sale(desk.engine, sale_id, seen_by(actor))
    if found is None:
        raise Refused("sale_unknown")
    return found
