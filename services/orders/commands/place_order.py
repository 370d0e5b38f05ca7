"""Place or amend household orders with the money that comes along.

The usual order is one SQL statement, tried straight away. What that statement does not write is read,
judged (``domain.entry``) and written as judged, by the same statement; if something changed in between,
it writes nothing again and the order is judged anew.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.record_payment import book_credit
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
from services.orders.storage.catalogues import SaleCatalogue
from services.orders.storage.placement.sent import OrderToWrite
from services.orders.storage.placement.statement import Written, write_orders
from services.orders.storage.stored_orders import read_stored, read_written
from shared.database import retry
from shared.kernel.clock import next_version
from shared.kernel.refusal import Refused

_ATTEMPTS = 8


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
    """

    order_id: UUID
    household_id: UUID
    cycle: str
    base_version: int
    lines: tuple[AskedLine, ...]
    payments: tuple[PaymentMade, ...] = ()
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed, or had been: ``is_new`` if this request made it."""

    order_id: UUID
    order: Written
    is_new: bool


async def place_order(desk: OrderDesk, request: OrderRequest, centres: frozenset[str] | None) -> Placed:
    """Place one order for someone who may see these centres (``None``: all).

    Raises:
        Refused: a rule of ``domain.pricing`` or ``domain.entry``, or ``unknown_cycle``; nothing is stored.
    """
    outcome = (await place_orders(desk, [request], centres))[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


async def place_orders(
    desk: OrderDesk, requests: Sequence[OrderRequest], centres: frozenset[str] | None
) -> list[Placed | Refused]:
    """Place orders, each judged alone: those that need no judgement together in one statement."""
    placed = await _write_straight_away(desk, requests, centres)
    return [placed.get(index) or await _outcome(desk, request, centres) for index, request in enumerate(requests)]


async def _outcome(desk: OrderDesk, request: OrderRequest, centres: frozenset[str] | None) -> Placed | Refused:
    try:
        return await _judge_and_write(desk, request, centres)
    except Refused as refusal:
        return refusal


async def _write_straight_away(
    desk: OrderDesk, requests: Sequence[OrderRequest], centres: frozenset[str] | None
) -> dict[int, Placed]:
    """Those that could be confirmed as they are, by their place among the requests."""
    to_write = {}
    households: set[UUID] = set()
    for index, request in enumerate(requests):
        order = await _straight(desk, request)
        if order is not None and request.household_id not in households:
            to_write[index] = order
            households.add(request.household_id)
    written = await _write(desk, list(to_write.values()), centres)
    return {
        index: Placed(order.order_id, found, is_new=order.write.expected_version == 0)
        for (index, order), found in zip(to_write.items(), written, strict=True)
        if found is not None
    }


async def _straight(desk: OrderDesk, request: OrderRequest) -> OrderToWrite | None:
    """The order as it is written if nothing speaks against it; ``None`` if its lines or money do."""
    catalogue = await desk.catalogues.known(request.cycle)
    try:
        check_payments(request.payments)
        _check_amounts(request, request.payments)
        lines = price_lines(request.lines, catalogue.terms if catalogue else {})
    except Refused:
        return None
    write = Write(OrderState.CONFIRMED, request.base_version, request.payments)
    return None if catalogue is None else _to_write(desk, request, catalogue, lines, write)


async def _judge_and_write(desk: OrderDesk, request: OrderRequest, centres: frozenset[str] | None) -> Placed:
    check_payments(request.payments)
    asked = OrderAsked(
        *(request.order_id, request.household_id, request.cycle, request.base_version),
        *(request_hash(request), request.payments, request.offline),
    )
    for _ in range(_ATTEMPTS):
        stored = await _read(desk, asked, centres)
        for payment_id, booked in stored.payments.items():
            refuse_other_orders(payment_id, booked, [request.order_id])
        decision, order = await _decide(desk, request, asked, stored)
        _check_amounts(request, decision.payments)
        if order is None:
            return await _answer_again(desk, request, decision.payments, centres)
        written = (await _write(desk, [order], centres))[0]
        if written is not None:
            return Placed(request.order_id, written, is_new=order.write.expected_version == 0)
    raise Refused("try_again")


def _check_amounts(request: OrderRequest, payments: tuple[PaymentMade, ...]) -> None:
    if request.offline:
        for payment in payments:
            check_offline(payment.id, payment.amount_cents)


async def _decide(
    desk: OrderDesk, request: OrderRequest, asked: OrderAsked, stored: Stored
) -> tuple[Write | AnswerAgain, OrderToWrite | None]:
    again = answered_before(asked, stored)
    if again is not None:
        return again, None
    catalogue = await desk.catalogues.fresh(request.cycle)
    if catalogue is None:
        raise Refused("unknown_cycle", cycle=request.cycle)
    lines = price_lines(request.lines, catalogue.terms)
    decision = judge(asked, sum(line.held_cents for line in lines), stored)
    if isinstance(decision, AnswerAgain):
        return decision, None
    return decision, _to_write(desk, request, catalogue, lines, decision)


def _to_write(
    desk: OrderDesk, request: OrderRequest, catalogue: SaleCatalogue, lines: tuple[PricedLine, ...], write: Write
) -> OrderToWrite:
    now = desk.clock()
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
    )


def request_hash(request: OrderRequest) -> bytes:
    """SHA-256 over what is asked for. Payments have ids of their own: an order may be sent again with its money."""
    lines = sorted((line.product, line.quantity) for line in request.lines)
    return sha256(json.dumps([request.cycle, str(request.household_id), lines]).encode()).digest()


async def _read(desk: OrderDesk, asked: OrderAsked, centres: frozenset[str] | None) -> Stored:
    async def work(connection: AsyncConnection) -> Stored:
        return await read_stored(connection, asked, centres)

    return await retry(desk.engine, work)


async def _write(
    desk: OrderDesk, orders: Sequence[OrderToWrite], centres: frozenset[str] | None
) -> list[Written | None]:
    """What was written; nothing of it if an id or a household's order is there already."""

    async def work(connection: AsyncConnection) -> list[Written | None]:
        return await write_orders(connection, orders, centres)

    if not orders:
        return []
    try:
        return await retry(desk.single, work)
    except IntegrityError:
        return [None] * len(orders)


async def _answer_again(
    desk: OrderDesk, request: OrderRequest, payments: tuple[PaymentMade, ...], centres: frozenset[str] | None
) -> Placed:
    """What was answered before. Money that came since is the household's credit, whatever became of the order."""
    for payment in payments:
        if payment.amount_cents is not None:  # else it was to be what the order lacks: nothing
            await book_credit(desk, request.household_id, payment, (request.order_id,), centres)

    async def work(connection: AsyncConnection) -> Written:
        written = await read_written(connection, request.order_id)
        if written is None:
            raise Refused("order_unknown")
        return written

    return Placed(request.order_id, await retry(desk.engine, work), is_new=False)
