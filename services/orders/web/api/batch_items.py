"""The items of a device's batch, each read by itself: one that can't be read takes no other along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, core_schema

from services.orders.commands.apply_device_batch import BroughtMoney, UnreadRequest
from services.orders.commands.order_request import OrderRequest
from services.orders.commands.record_payment import PaymentRequest
from services.orders.web.api.fields import Body
from services.orders.web.api.order_bodies import OrderBody, OrderPaymentBody, PaymentBody

T = TypeVar("T")
Kind = Literal["order", "payment"]

WaitedSeconds = Annotated[
    int,
    Field(
        ge=0,
        le=366 * 86_400,
        description="How long ago it was keyed, by the device's own clock: money taken before its till was closed "
        "is then in a session linked to that one.",
    ),
]

_KIND: TypeAdapter[Kind] = TypeAdapter(Kind)
_ID = TypeAdapter(UUID)
_WAITED: TypeAdapter[int] = TypeAdapter(WaitedSeconds)
_PAYMENT = TypeAdapter(OrderPaymentBody)


class TakenItem(Body):
    """What every item says."""

    waited_seconds: WaitedSeconds = 0

    @property
    def waited(self) -> timedelta:
        """How long it lay on the device."""
        return timedelta(seconds=self.waited_seconds)


class OrderItem(TakenItem):
    """An order keyed offline."""

    kind: Literal["order"]
    id: UUID
    order: OrderBody

    def request(self) -> OrderRequest:
        """As the command takes it."""
        return self.order.request(self.id, offline=True)


class PaymentItem(TakenItem):
    """A payment taken offline."""

    kind: Literal["payment"]
    id: UUID
    payment: PaymentBody

    def request(self) -> PaymentRequest:
        """As the command takes it."""
        return self.payment.request(self.id)


@dataclass(frozen=True, slots=True)
class UnreadItem:
    """An item that can't be read.

    Args:
        sent: What came.
        errors: What is wrong with it, as pydantic says it; each ``loc`` begins in the item.
    """

    sent: object
    errors: Sequence[Mapping[str, Any]]

    @property
    def kind(self) -> Kind | None:
        """What it is, if it says so."""
        return _read(_KIND, _at(self.sent, "kind"))

    @property
    def id(self) -> UUID | None:
        """Its id, if that is one."""
        return _read(_ID, _at(self.sent, "id"))

    @property
    def waited(self) -> timedelta:
        """How long it lay on the device, if it says so."""
        seconds = _read(_WAITED, _at(self.sent, "waited_seconds"))
        return timedelta(seconds=seconds or 0)

    def request(self) -> UnreadRequest:
        """What the command can still book: an order that can't be read keeps what was paid for it."""
        if self.kind != "order":
            return UnreadRequest(None, _known(self.id if self.kind else None))
        payer = _read(_ID, _at(self.sent, "order", "household_id"))
        brought = _at(self.sent, "order", "payments")
        read = [(sent, _read(_PAYMENT, sent)) for sent in (brought if isinstance(brought, list) else ())]
        kept = tuple(payment.made() for _, payment in read if payer and payment)
        lost = [_read(_ID, _at(sent, "id")) for sent, payment in read if not (payer and payment)]
        return UnreadRequest(BroughtMoney(payer, _known(self.id), kept) if payer else None, _known(*lost))


def _known(*ids: UUID | None) -> tuple[UUID, ...]:
    return tuple(found for found in ids if found is not None)


def _at(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _read(kind: TypeAdapter[T], value: object) -> T | None:
    try:
        return kind.validate_python(value)
    except ValidationError:
        return None


_Item = Annotated[OrderItem | PaymentItem, Field(discriminator="kind")]


def _alone(item: object, read: ValidatorFunctionWrapHandler) -> OrderItem | PaymentItem | UnreadItem:
    try:
        found: OrderItem | PaymentItem = read(item)
    except ValidationError as error:
        return UnreadItem(item, [_as_sent(fault) for fault in error.errors(include_url=False, include_input=False)])
    return found


def _as_sent(fault: Mapping[str, Any]) -> Mapping[str, Any]:
    """Located without the kind that pydantic took the item for, which comes first there and not in what was sent."""
    return {**fault, "loc": fault["loc"][1:]}


def _described(_: object, described: GetCoreSchemaHandler) -> CoreSchema:
    """The API describes what an item must be, and takes whatever comes."""
    return core_schema.no_info_wrap_validator_function(_alone, described.generate_schema(_Item))


SentItem = Annotated[OrderItem | PaymentItem | UnreadItem, GetPydanticSchema(_described)]
