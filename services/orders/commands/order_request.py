"""One request to order, judged: from what is asked, stored and sold, what to write or to answer. No I/O."""

import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from services.orders.domain.entry import (
    AnswerAgain,
    OrderAsked,
    OrderState,
    PaymentMade,
    Stored,
    Write,
    answered_before,
    check_payments,
    judge,
)
from services.orders.domain.payments import check_offline, refuse_other_orders
from services.orders.domain.pricing import AskedLine, PricedLine, price_lines
from services.orders.domain.tariffs import Tariff, own_cents
from services.orders.storage.catalogues import SaleCatalogue
from services.orders.storage.placement.sent import OrderToWrite
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order as a device sends it.

    Args:
        order_id: Made by the device; sent again, it is the same order.
        household_id: Whose order it is.
        cycle: In which cycle.
        base_version: The version it amends; 0 for a new order.
        lines: What is asked for.
        payments: Money that came along.
        offline: Keyed without network: its money is in the till already.
        ordinary_price: It is to be had at the ordinary price, whatever tariff its household has.
        member_on: A new order is refused to a household whose yearly fee is not paid until then; ``None``: to nobody.
    """

    order_id: UUID
    household_id: UUID
    cycle: str
    base_version: int
    lines: tuple[AskedLine, ...]
    payments: tuple[PaymentMade, ...] = ()
    offline: bool = False
    ordinary_price: bool = False
    member_on: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A request and what is stored about it."""

    request: OrderRequest
    asked: OrderAsked
    stored: Stored

    @property
    def tariff(self) -> Tariff | None:
        """What of the price the order is entered at; ``None``: its household never had a tariff."""
        stored = self.stored.tariff
        return Tariff() if stored is not None and self.request.ordinary_price else stored


def straight(request: OrderRequest, catalogue: SaleCatalogue | None, clock: Clock) -> OrderToWrite | None:
    """The order as it is written if nothing speaks against it; ``None`` if its lines or money do."""
    if catalogue is None:
        return None
    try:
        check_payments(request.payments)
        _check_amounts(request, request.payments)
        lines = price_lines(request.lines, catalogue.terms)
    except Refused:
        return None
    write = Write(OrderState.CONFIRMED, request.base_version, request.payments)
    return _to_write(request, catalogue, lines, write, clock)


def answer_before(case: Case) -> AnswerAgain | Refused | None:
    """What can be said without knowing what is sold; ``None`` if the order is to be judged."""
    request, stored = case.request, case.stored
    try:
        check_payments(request.payments)
        for payment_id, booked in stored.payments.items():
            refuse_other_orders(payment_id, booked, [request.order_id])
        again = answered_before(case.asked, stored)
        _check_amounts(request, again.payments if again else ())
    except Refused as refusal:
        return refusal
    return again


def judge_case(case: Case, catalogue: SaleCatalogue | None, clock: Clock) -> AnswerAgain | OrderToWrite | Refused:
    """What becomes of an order that was not answered before."""
    request = case.request
    if catalogue is None:
        return Refused("unknown_cycle", cycle=request.cycle)
    try:
        _check_member(request, case.stored)
        lines = price_lines(request.lines, catalogue.terms)
        total_cents = sum(line.held_cents for line in lines)
        to_pay_cents = own_cents(total_cents, case.tariff.basis_points) if case.tariff else total_cents
        decision = judge(case.asked, to_pay_cents, case.stored)
        _check_amounts(request, decision.payments)
    except Refused as refusal:
        return refusal
    if isinstance(decision, AnswerAgain):
        return decision
    written = _to_write(request, catalogue, lines, decision, clock)
    return replace(written, tariff=case.tariff)


def _check_amounts(request: OrderRequest, payments: tuple[PaymentMade, ...]) -> None:
    if request.offline:
        for payment in payments:
            check_offline(payment.id, payment.amount_cents)


def _check_member(request: OrderRequest, stored: Stored) -> None:
    if request.member_on is None or stored.order is not None:
        return
    if stored.member_until is None or stored.member_until < request.member_on:
        raise Refused("membership_due")


def asked_of(request: OrderRequest) -> OrderAsked:
    """As the rules of entry take it."""
    return OrderAsked(
        *(request.order_id, request.household_id, request.cycle, request.base_version),
        *(request_hash(request), request.payments, request.offline),
    )


def _to_write(
    request: OrderRequest, catalogue: SaleCatalogue, lines: tuple[PricedLine, ...], write: Write, clock: Clock
) -> OrderToWrite:
    now = clock()
    return OrderToWrite(
        order_id=request.order_id,
        household_id=request.household_id,
        cycle=request.cycle,
        catalogue_version=catalogue.version,
        base_version=request.base_version,
        request_hash=request_hash(request),
        lines=lines,
        write=write,
        version=next_version(write.expected_version, now),
        at=now,
        member_on=request.member_on,
    )


def request_hash(request: OrderRequest) -> bytes:
    """SHA-256 over what is asked for. An order may be sent again with its money, or at the ordinary price.

    Payments have ids of their own, and an order that the solidarity fund could not hold is the same at another price.
    """
    lines = sorted((line.product, line.quantity) for line in request.lines)
    return sha256(json.dumps([request.cycle, str(request.household_id), lines]).encode()).digest()
