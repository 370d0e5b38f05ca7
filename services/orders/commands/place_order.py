"""Place or amend household orders with the money that comes along.

The usual order is one SQL statement, tried straight away; so are all orders of a batch. What that statement
does not write is read, judged (``domain.entry``) and written as judged, by the same statement; if something
changed in between, it writes nothing again and the order is judged anew, by itself.
Orders of households that ever had a tariff are always judged, and written one by one (``place_at_tariff``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.order_request import (
    Case,
    OrderRequest,
    answer_before,
    asked_of,
    judge_case,
    straight,
)
from services.orders.commands.place_at_tariff import write_at_tariff
from services.orders.commands.record_payment import book_credit
from services.orders.domain.author import Author
from services.orders.domain.entry import AnswerAgain, Stored
from services.orders.storage.catalogues import SaleCatalogue
from services.orders.storage.placement.sent import OrderToWrite
from services.orders.storage.placement.statement import Written, write_orders
from services.orders.storage.stored_orders import read_all_written, read_stored
from shared.database import retry
from shared.kernel.refusal import Refused

_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed, or had been: ``is_new`` if this request made it."""

    order_id: UUID
    order: Written
    is_new: bool


async def place_order(desk: OrderDesk, request: OrderRequest, author: Author) -> Placed:
    """Place one order for someone at a table.

    Raises:
        Refused: a rule of ``domain.pricing`` or ``domain.entry``, ``unknown_cycle`` or
            ``solidarity_fund_low``; nothing is stored.
    """
    outcome = (await place_orders(desk, [request], author))[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


async def place_orders(desk: OrderDesk, requests: Sequence[OrderRequest], author: Author) -> list[Placed | Refused]:
    """Place orders, each judged by itself, all written together; one that something came in between goes alone."""
    every = {index: _to_a_member(desk, request) for index, request in enumerate(requests)}
    outcomes = await _write_straight_away(desk, every, author)
    if len(requests) > 1:
        left = {index: request for index, request in every.items() if index not in outcomes}
        outcomes |= await _judge_and_write(desk, left, author)
    return [outcomes.get(index) or await _judge_alone(desk, request, author) for index, request in every.items()]


def _to_a_member(desk: OrderDesk, request: OrderRequest) -> OrderRequest:
    """The order, as it is refused today to a household whose yearly fee is due, where the network refuses it.

    What was keyed offline and brings money is never refused for that: it is in the box. Nor is what goes to the tray.
    """
    taken = request.late_reason is not None or (request.offline and request.payments)
    return request if taken else replace(request, member_on=desk.today())


async def _judge_alone(desk: OrderDesk, request: OrderRequest, author: Author) -> Placed | Refused:
    for _ in range(_ATTEMPTS):
        outcomes = await _judge_and_write(desk, {0: request}, author)
        if outcomes:
            return outcomes[0]
    return Refused("try_again")


async def _write_straight_away(
    desk: OrderDesk, requests: Mapping[int, OrderRequest], author: Author
) -> dict[int, Placed | Refused]:
    """Those that could be confirmed as they are, by their place among the requests."""
    orders = {}
    for index, request in requests.items():
        order = straight(request, await desk.catalogues.known(request.cycle), desk.clock)
        if order is not None:
            orders[index] = order
    return await _write_together(desk, orders, author)


async def _judge_and_write(
    desk: OrderDesk, requests: Mapping[int, OrderRequest], author: Author
) -> dict[int, Placed | Refused]:
    """What came of them; one that something came in between is not among them and must be judged anew."""
    if not requests:
        return {}
    # The catalogue first: a cycle that opens in between is then unknown, not one in which the centre has no part.
    catalogues = {cycle: await desk.catalogues.fresh(cycle) for cycle in {one.cycle for one in requests.values()}}
    decisions = _decide(desk, await _read(desk, requests, author), catalogues)
    refused = {index: found for index, found in decisions.items() if isinstance(found, Refused)}
    again = {index: found for index, found in decisions.items() if isinstance(found, AnswerAgain)}
    to_write = {index: found for index, found in decisions.items() if isinstance(found, OrderToWrite)}
    answered = await _answer_again(desk, {index: (requests[index], found) for index, found in again.items()}, author)
    tariffed = {index: found for index, found in to_write.items() if found.tariff is not None}
    together = {index: found for index, found in to_write.items() if index not in tariffed}
    written = await _write_together(desk, together, author)
    return refused | answered | written | await _write_tariffed(desk, requests, tariffed, author)


async def _write_tariffed(
    desk: OrderDesk, requests: Mapping[int, OrderRequest], orders: Mapping[int, OrderToWrite], author: Author
) -> dict[int, Placed | Refused]:
    """Each alone. What the fund can't hold is judged anew: at the ordinary price only if its household was told so."""
    outcomes: dict[int, Placed | Refused] = {}
    for index, order in orders.items():
        found = await write_at_tariff(desk, order, author)
        if isinstance(found, Refused):
            low = {index: replace(requests[index], fund_low=True)}
            outcomes |= await _judge_and_write(desk, low, author)
        elif found is not None:
            outcomes[index] = Placed(order.order_id, found, is_new=order.write.expected_version == 0)
    return outcomes


def _decide(
    desk: OrderDesk, cases: Mapping[int, Case], catalogues: Mapping[str, SaleCatalogue | None]
) -> dict[int, AnswerAgain | OrderToWrite | Refused]:
    return {
        index: answer_before(case) or judge_case(case, catalogues[case.request.cycle], desk.clock)
        for index, case in cases.items()
    }


async def _read(desk: OrderDesk, requests: Mapping[int, OrderRequest], author: Author) -> dict[int, Case]:
    asked = [asked_of(request) for request in requests.values()]
    today = desk.day(desk.clock())

    async def work(connection: AsyncConnection) -> list[Stored]:
        return await read_stored(connection, asked, author.centres, today)

    cases = zip(requests.values(), asked, await retry(desk.engine, work), strict=True)
    return {index: Case(*case) for index, case in zip(requests, cases, strict=True)}


async def _write_together(
    desk: OrderDesk, orders: Mapping[int, OrderToWrite], author: Author
) -> dict[int, Placed | Refused]:
    """Those that were written, of those that have nothing in common."""
    apart = _apart(orders)
    written = await _write(desk, list(apart.values()), author)
    return {
        index: Placed(order.order_id, found, is_new=order.write.expected_version == 0)
        for (index, order), found in zip(apart.items(), written, strict=True)
        if found is not None
    }


def _apart(orders: Mapping[int, OrderToWrite]) -> dict[int, OrderToWrite]:
    """Orders no two of which have an id, a household or a payment in common: one statement takes them."""
    apart = {}
    taken: set[UUID] = set()
    for index, order in orders.items():
        ids = {order.order_id, order.household_id, *(payment.id for payment in order.write.payments)}
        if taken.isdisjoint(ids):
            apart[index] = order
            taken |= ids
    return apart


async def _write(desk: OrderDesk, orders: Sequence[OrderToWrite], author: Author) -> list[Written | None]:
    """What was written; nothing of it if an id or a household's order is there already."""

    async def work(connection: AsyncConnection) -> list[Written | None]:
        return await write_orders(connection, orders, author)

    if not orders:
        return []
    try:
        return await retry(desk.single, work)
    except IntegrityError:
        return [None] * len(orders)


async def _answer_again(
    desk: OrderDesk, cases: Mapping[int, tuple[OrderRequest, AnswerAgain]], author: Author
) -> dict[int, Placed | Refused]:
    """What was answered before. Money that came since is the household's credit, whatever became of the order."""
    if not cases:
        return {}
    refused = {index: await _book_since(desk, *case, author) for index, case in cases.items()}
    ids = {index: request.order_id for index, (request, _) in cases.items()}

    async def work(connection: AsyncConnection) -> dict[UUID, Written]:
        return await read_all_written(connection, list(ids.values()))

    written = await retry(desk.engine, work)
    return {index: refused[index] or Placed(id_, written[id_], is_new=False) for index, id_ in ids.items()}


async def _book_since(desk: OrderDesk, request: OrderRequest, again: AnswerAgain, author: Author) -> Refused | None:
    try:
        for payment in again.payments:
            if payment.amount_cents is not None:  # else it was to be what the order lacks: nothing
                await book_credit(desk, request.household_id, payment, (request.order_id,), author)
    except Refused as refusal:
        return refusal
    return None
