"""The coordinator decides by hand what an order gets of a product: an exception that stays visible.

The others share the rest by the product's policy. Each decision is kept, also once another took its place or it was
taken back. It counts in the next settlement run; once a run is published it may only lower what was published, as
every correction.
"""

from dataclasses import asdict, dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.settle_cycle import inputs_to_settle
from services.supply.domain.settlement_inputs import SettlementInputs
from services.supply.queries.allocation_exceptions import counts
from services.supply.queries.settlement_inputs import claims_of
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.hand_over_rows import kept_remark, lock_order
from services.supply.storage.settlement_rows import last_run, published
from services.supply.storage.settlement_tables import allocation_exceptions
from shared.database import transaction
from shared.kernel.quantity import Quantity
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class DecidedPart:
    """What an order gets of a product, in base units, and why."""

    cycle: str
    order_id: UUID
    product: str
    quantity: int
    reason: str
    decided_by: UUID


async def decide_part(engine: AsyncEngine, part: DecidedPart) -> bool:
    """Keep a decision, which takes back the one there is; whether there was none. The same again is one.

    Of an erased household no reason is kept.

    Raises:
        Refused: as ``settle_cycle``: there must be something to settle; ``order_line_unknown``,
            ``hand_part_not_in_steps``, ``hand_part_beyond_order``, ``hand_part_beyond_available``, or
            ``hand_part_raises``: a run published gives it less.
    """
    async with transaction(engine) as connection:
        row = await lock_cycle(connection, part.cycle)
        inputs = await inputs_to_settle(connection, row)
        await _check(connection, inputs, part)
        order = await lock_order(connection, part.cycle, part.order_id, None)
        reason = await kept_remark(connection, order["household"], part.reason)
        return await _keep(connection, replace(part, reason=reason))


async def leave_part_to_policy(engine: AsyncEngine, cycle: str, order_id: UUID, product: str, by: UUID) -> None:
    """Take a decision back, if there is one.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_archived``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, cycle)
        await _take_back(connection, counts(cycle) & _of(order_id, product), by)


async def _keep(connection: AsyncConnection, part: DecidedPart) -> bool:
    before = counts(part.cycle) & _of(part.order_id, part.product)
    decided = select(allocation_exceptions.c.quantity, allocation_exceptions.c.reason).where(before)
    standing = (await connection.execute(decided)).one_or_none()
    if standing is None or tuple(standing) != (part.quantity, part.reason):
        await _take_back(connection, before, part.decided_by)
        await connection.execute(insert(allocation_exceptions), asdict(part))
    return standing is None


async def _take_back(connection: AsyncConnection, which: ColumnElement[bool], by: UUID) -> None:
    ended = {"taken_back_by": by, "taken_back_at": func.now()}
    await connection.execute(update(allocation_exceptions).where(which).values(ended))


def _of(order_id: UUID, product: str) -> ColumnElement[bool]:
    return (allocation_exceptions.c.order_id == order_id) & (allocation_exceptions.c.product == product)


async def _check(connection: AsyncConnection, inputs: SettlementInputs, part: DecidedPart) -> None:
    planned = next((one for one in inputs.planned if one.product == part.product), None)
    ordered = await _ordered(connection, inputs, part)
    if planned is None or ordered is None:
        raise Refused("order_line_unknown", cycle=part.cycle, product=part.product)
    if part.quantity % planned.step:
        raise Refused("hand_part_not_in_steps", product=part.product, step=Quantity(planned.step, planned.shown_in))
    if part.quantity > ordered:
        raise Refused("hand_part_beyond_order", product=part.product, ordered=Quantity(ordered, planned.shown_in))
    received = sum(one.quantity for one in inputs.received if one.product == part.product)
    others = (one for one in inputs.by_hand if one.product == part.product and one.order_id != part.order_id)
    left = planned.stock_used + received - sum(one.quantity for one in others)
    if part.quantity > left:
        raise Refused("hand_part_beyond_available", product=part.product, left=Quantity(max(left, 0), planned.shown_in))
    await _check_published(connection, part, Quantity(ordered, planned.shown_in))


async def _ordered(connection: AsyncConnection, inputs: SettlementInputs, part: DecidedPart) -> int | None:
    """Base units that the order asks for; None when it has no such line that counts."""
    claims = {line.order_id: line.claim for line in inputs.late if line.product == part.product}
    claims |= (await claims_of(connection, inputs, [part.product]))[part.product]
    return claims[part.order_id].quantity if part.order_id in claims else None


async def _check_published(connection: AsyncConnection, part: DecidedPart, ordered: Quantity) -> None:
    run = await last_run(connection, part.cycle)
    if run is None:
        return
    said = await published(connection, part.cycle, run["run"])
    grants = {**said.grants.get(part.product, {}), **said.late.get(part.product, {})}
    before = grants.get(part.order_id, 0 if said.nothing(part.product) else ordered.base)
    if part.quantity > before:
        raise Refused("hand_part_raises", product=part.product, published=Quantity(before, ordered.unit))
