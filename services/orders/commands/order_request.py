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
    keep,
)
from services.orders.domain.late_reasons import LateReason
from services.orders.domain.membership import is_over
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
        told_cents: What its household was told that it pays, at most: no more is held of it; ``None``: not known.
        fund_low: The solidarity fund was found to have too little for its part.
        member_on: Until when its household's yearly fee is to be paid where the network refuses a new order without
            it; ``None``: it is taken all the same.
        late_reason: Why it was refused, if it is to wait in the late tray for it: nothing is held then.
    """

    order_id: UUID
    household_id: UUID
    cycle: str
    base_version: int
    lines: tuple[AskedLine, ...]
    payments: tuple[PaymentMade, ...] = ()
    offline: bool = False
    told_cents: int | None = None
    fund_low: bool = False
    member_on: date | None = None
    late_reason: LateReason | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A request and what is stored about it."""

    request: OrderRequest
    asked: OrderAsked
    stored: Stored


def straight(request: OrderRequest, catalogue: SaleCatalogue | None, clock: Clock) -> OrderToWrite | None:
    """The order as it is written if nothing speaks against it; ``None`` if its lines or money do."""
    if catalogue is None or request.late_reason is not None:
        return None
    try:
        check_payments(request.payments)
        _check_amounts(request, request.payments)
        lines = price_lines(request.lines, catalogue.terms)
    except Refused:
        return None
    if request.told_cents is not None and sum(line.held_cents for line in lines) > request.told_cents:
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
        lines = price_lines(request.lines, catalogue.terms, also_stopped=request.late_reason is not None)
        total_cents = sum(line.held_cents for line in lines)
        tariff, against = _price(request, case.stored.tariff, total_cents)
        if request.late_reason is not None:
            decision = keep(case.asked, case.stored, request.late_reason)
        else:
            decision = judge(case.asked, _own(total_cents, tariff), case.stored, against)
        _check_amounts(request, decision.payments)
    except Refused as refusal:
        return refusal
    if isinstance(decision, AnswerAgain):
        return decision
    written = _to_write(request, catalogue, lines, decision, clock)
    return replace(written, tariff=tariff)


def _price(request: OrderRequest, tariff: Tariff | None, total_cents: int) -> tuple[Tariff | None, Refused | None]:
    """What of the price it is entered at (``None``: its household never had a tariff), and why not to hold that.

    At its household's tariff. At the ordinary price if that is what the household was told, and its tariff is more,
    or the solidarity fund has too little.
    """
    told_cents, own = request.told_cents, _own(total_cents, tariff)
    is_more = told_cents is not None and own > told_cents
    if not is_more and not request.fund_low:
        return tariff, None
    if tariff is not None and told_cents is not None and total_cents <= told_cents:
        return Tariff(), None
    if is_more:
        return tariff, Refused("more_than_told", due_cents=own, told_cents=told_cents)
    return tariff, Refused("solidarity_fund_low", total_cents=total_cents)


def _own(total_cents: int, tariff: Tariff | None) -> int:
    return total_cents if tariff is None else own_cents(total_cents, tariff.basis_points)


def _check_amounts(request: OrderRequest, payments: tuple[PaymentMade, ...]) -> None:
    if request.offline:
        for payment in payments:
            check_offline(payment.id, payment.amount_cents)


def _check_member(request: OrderRequest, stored: Stored) -> None:
    if not stored.members_only or request.member_on is None or stored.order is not None:
        return
    if is_over(stored.member_until, request.member_on):
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
    """SHA-256 over what is asked for. An order may be sent again with its money, or with what was told since.

    Payments have ids of their own, and an order that the solidarity fund could not hold is the same at another price.
    """
    lines = sorted((line.product, line.quantity) for line in request.lines)
    return sha256(json.dumps([request.cycle, str(request.household_id), lines]).encode()).digest()
