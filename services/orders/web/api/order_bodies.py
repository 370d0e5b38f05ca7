"""Orders and payments as JSON, the same alone and in a batch."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.orders.commands.order_request import OrderRequest
from services.orders.commands.place_order import Placed
from services.orders.commands.record_payment import PaymentRequest, Recorded
from services.orders.domain.entry import OrderState, PaymentMade
from services.orders.domain.late_reasons import LateReason
from services.orders.domain.ledger import Means
from services.orders.domain.membership import Needed
from services.orders.domain.pricing import AskedLine
from services.orders.storage.placement.statement import Written
from services.orders.web.api.fields import Body, Cents, Code, Version
from services.orders.web.confirmations import outcome_sentence, payment_sentence, placed_sentence
from shared.web.local_times import LocalTime
from shared.web.quantities import WholeQuantity
from shared.web.translation import Translator

EXAMPLE_ORDER: dict[str, Any] = {
    "cycle": "2026-12",
    "household_id": "0197f0a0-0000-7000-8000-000000000001",
    "lines": [{"product": "FAR-T65", "quantity": 2500}],
    "payments": [{"id": "0197f0a0-0000-7000-8000-0000000000aa", "means": "cash", "amount_cents": None}],
}
EXAMPLE_PAYMENT: dict[str, Any] = {
    "payer_household_id": "0197f0a0-0000-7000-8000-000000000001",
    "means": "cheque",
    "amount_cents": 2500,
    "orders": ["0197f0a0-0000-7000-8000-0000000000be"],
}

_OFFLINE = "Money taken offline needs its amount."


NotBefore = Annotated[date | None, Field(description="Of a cheque: the day before which it is not to be banked.")]


def only_a_cheque_waits(not_before: date | None, info: ValidationInfo) -> date | None:
    """A day before which it is not banked belongs to a cheque.

    Raises:
        PydanticCustomError: it is given with other means.
    """
    if not_before is not None and info.data.get("means") not in {None, Means.CHEQUE}:
        raise PydanticCustomError("only_a_cheque_waits", "only a cheque has a day before which it is not banked")
    return not_before


class LineBody(Body):
    """One product of an order."""

    product: Code
    quantity: Annotated[WholeQuantity, Field(description="Base units: g, ml or pieces.")]


class OrderPaymentBody(Body):
    """Money that comes along with an order."""

    id: Annotated[UUID, Field(description="Made by the device.")]
    means: Literal["cash", "cheque", "card", "transfer"]
    amount_cents: Annotated[Cents | None, Field(description=f"Null: exactly what the order lacks. {_OFFLINE}")] = None
    not_before: NotBefore = None

    _check_not_before = field_validator("not_before")(only_a_cheque_waits)

    def made(self) -> PaymentMade:
        """As the command takes it."""
        return PaymentMade(self.id, Means(self.means), self.amount_cents, self.not_before)


class OrderBody(Body):
    """A household's order: the whole of it, each time it is sent."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE_ORDER]})

    cycle: Code
    household_id: UUID
    version: Annotated[Version | None, Field(description="The version that is amended; absent for a new order.")] = None
    lines: Annotated[list[LineBody], Field(max_length=1000)]
    payments: list[OrderPaymentBody] = Field(default_factory=list, max_length=20)
    told_cents: Annotated[
        Cents | None,
        Field(
            description="What the household was told that it pays, at most: no more is ever held of its money. Where "
            "its price is higher by then, a new order of a batch waits, every other one is refused. Told the ordinary "
            "price, it gets that where the solidarity fund has too little."
        ),
    ] = None

    def request(self, order_id: UUID, *, offline: bool = False) -> OrderRequest:
        """As the command takes it."""
        return OrderRequest(
            order_id=order_id,
            household_id=self.household_id,
            cycle=self.cycle,
            base_version=self.version or 0,
            lines=tuple(AskedLine(line.product, line.quantity) for line in self.lines),
            payments=tuple(payment.made() for payment in self.payments),
            offline=offline,
            told_cents=self.told_cents,
        )


class FetchAnswer(BaseModel):
    """Where and when to fetch the goods; local time, null where only the day is known."""

    centre: str
    place: str
    day: date | None
    starts: LocalTime | None
    ends: LocalTime | None


class OrderAnswer(BaseModel):
    """An order as it is stored now."""

    order_id: UUID
    version: int
    state: OrderState
    total_cents: Annotated[int, Field(description="Its lines at the ceiling.")]
    due_cents: Annotated[int, Field(description="What the household pays for it, at most.")]
    held_cents: Annotated[int, Field(description="What it holds of the household's money.")]
    missing_cents: int
    paid_cents: int
    credit_cents: int
    fetch: FetchAnswer
    sentence: str
    late_reason: Annotated[
        LateReason | None,
        Field(description="Why it waits in the late tray beside the household's order; none: it does not."),
    ] = None

    @classmethod
    def of(cls, order_id: UUID, order: Written, translator: Translator) -> "OrderAnswer":
        """The answer to whoever placed or paid it."""
        fetch = order.fetch
        confirmed = order.state is OrderState.CONFIRMED
        return cls(
            order_id=order_id,
            version=order.version,
            state=order.state,
            total_cents=order.total_cents,
            due_cents=order.own_cents,
            held_cents=order.own_cents if confirmed else 0,
            missing_cents=order.missing_cents,
            paid_cents=order.paid_cents,
            credit_cents=order.credit_cents,
            fetch=FetchAnswer(
                centre=fetch.centre, place=fetch.place, day=fetch.day, starts=fetch.starts, ends=fetch.ends
            ),
            sentence=outcome_sentence(order, translator),
            late_reason=order.late_reason,
        )

    @classmethod
    def placed(cls, placed: Placed, told_cents: int | None, fee_due: Needed, translator: Translator) -> "OrderAnswer":
        """The answer to whoever placed it, who is told why it waits and what its household is to be asked for."""
        sentence = placed_sentence(placed.order, told_cents, fee_due, translator)
        return cls.of(placed.order_id, placed.order, translator).model_copy(update={"sentence": sentence})


class LineAnswer(BaseModel):
    """A line as it was priced, at the ceiling."""

    product: str
    quantity: int
    ceiling_price_cents: int
    held_cents: int


class OrderWithLines(BaseModel):
    """An order as it is stored now, with its lines."""

    cycle: str
    household_id: UUID
    order: OrderAnswer
    lines: list[LineAnswer]
    charged_cents: Annotated[
        int | None, Field(description="What the household pays in the end; null until the cycle is settled.")
    ]


class PaymentBody(Body):
    """A payment for waiting orders, the payer's own or neighbours'; for none, it is credit."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE_PAYMENT]})

    payer_household_id: UUID
    means: Annotated[Means, Field(description="`credit` uses what the payer has on its account.")]
    amount_cents: Annotated[Cents | None, Field(description=f"Null: exactly what these orders lack. {_OFFLINE}")] = None
    orders: list[UUID] = Field(default_factory=list, max_length=100)
    not_before: NotBefore = None

    _check_not_before = field_validator("not_before")(only_a_cheque_waits)

    def request(self, payment_id: UUID) -> PaymentRequest:
        """As the command takes it."""
        money = (self.payer_household_id, self.means, self.amount_cents)
        return PaymentRequest(payment_id, *money, tuple(self.orders), self.not_before)


class PaymentAnswer(BaseModel):
    """A payment that is booked."""

    payment_id: UUID
    amount_cents: int
    applied: Annotated[list[OrderAnswer], Field(description="The orders that it was for, as they are now.")]
    credit_cents: Annotated[int, Field(description="The payer's credit now.")]
    sentence: str

    @classmethod
    def of(cls, recorded: Recorded, today: date, translator: Translator) -> "PaymentAnswer":
        """The answer to whoever recorded it."""
        waiting = [order.fee_due(today) for order in recorded.orders.values() if order.state is OrderState.WAITING]
        fee_due = Needed.REFUSE if Needed.REFUSE in waiting else Needed.NO
        return cls(
            payment_id=recorded.payment_id,
            amount_cents=recorded.amount_cents,
            applied=[OrderAnswer.of(order_id, order, translator) for order_id, order in recorded.orders.items()],
            credit_cents=recorded.credit_cents,
            sentence=payment_sentence(recorded, fee_due, translator),
        )
