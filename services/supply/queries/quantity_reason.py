"""Why an order got what it got of a product, from the stored rows of the run in force."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.allocation import ShortagePolicy, Shortfall
from services.supply.queries.buying import left_out
from services.supply.queries.granted import lines_heard_since
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.settlement_rows import last_run
from services.supply.storage.settlement_tables import settled_grants, settled_products
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order, in base units."""

    cycle: str
    order_id: UUID
    centre: str
    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a part was found, in base units; ``turn`` and ``turns`` are the place in the draw and how many draw.

    ``left`` is what was left at that turn of a lottery; the centre's figures are there where centres share first.
    """

    policy: ShortagePolicy
    turn: int | None
    turns: int
    left: int
    centre_demand: int
    centre_part: int | None


@dataclass(frozen=True, slots=True)
class QuantityReason:
    """Base units. ``run`` is the one in force.

    Args:
        run: Its number.
        line: What was ordered.
        unit: The product's.
        step: It is handed out in whole multiples of it.
        granted: What the order gets.
        part: What it would get if no run before had published less.
        late: The order was admitted after the goods were bought: it shares what is left over.
        demand: What those ordered whom it shares with.
        available: What they share.
        nothing: Why there was nothing to share.
        left_out: Its centre is left out of the cycle.
        sharing: How what does not suffice was shared; None when there was enough, or nothing.
        by_hand: Why the coordinator decided this part; None where the policy did.
        others_by_hand: What others got by hand before the rest was shared: it is not in ``available``.
    """

    run: int
    line: Line
    unit: Unit
    step: int
    granted: int
    part: int
    late: bool
    demand: int
    available: int
    nothing: Shortfall | None = None
    left_out: bool = False
    sharing: Sharing | None = None
    by_hand: str | None = None
    others_by_hand: int = 0


async def order_line(connection: AsyncConnection, cycle: str, order_id: UUID, product: str) -> Line | None:
    """A line of a confirmed order; None when there is none."""
    order, line = household_orders.c, household_order_lines.c
    query = (
        select(line.cycle, order.order_id, order.centre, line.product, line.quantity)
        .join(household_order_lines, and_(line.order_id == order.order_id, line.cycle == order.cycle))
        .where(line.cycle == cycle, line.order_id == order_id, line.product == product)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Line(*row)


async def quantity_reason(connection: AsyncConnection, line: Line) -> QuantityReason:
    """Why the line got what it got.

    Raises:
        Refused: ``not_settled``; ``order_not_in_run``: it was admitted since the cycle was settled.
    """
    header = await last_run(connection, line.cycle)
    if header is None:
        raise Refused("not_settled", cycle=line.cycle)
    row, grant = await _product(connection, line, header["run"]), await _grant(connection, line, header["run"])
    if line.centre in await left_out(connection, line.cycle):
        return await _left_out(connection, line, header["run"])
    if row is None or await _heard_since(connection, line):
        raise Refused("order_not_in_run", cycle=line.cycle, product=line.product)
    if row.final_price_cents is None:
        return _told(row, line, granted=0, nothing=Shortfall(row.shortage))
    if grant is None:
        return _told(row, line, granted=line.quantity)
    return await _shared(connection, line, row, grant)


def _told(row: Any, line: Line, granted: int, nothing: Shortfall | None = None) -> QuantityReason:  # noqa: ANN401 - a row
    """Of a product that sufficed, or of which there was nothing."""
    demand, available = row.demand - row.late_demand, row.stock_used + row.received
    unit = Unit(row.unit)
    return QuantityReason(
        row.run, line, unit, row.step, granted, granted, late=False, demand=demand, available=available, nothing=nothing
    )


async def _left_out(connection: AsyncConnection, line: Line, run: int) -> QuantityReason:
    sold = cycle_products.c
    query = select(sold.unit, sold.step).where(sold.cycle == line.cycle, sold.product == line.product)
    unit, step = (await connection.execute(query)).one()
    return QuantityReason(run, line, Unit(unit), step, 0, 0, late=False, demand=0, available=0, left_out=True)


async def _shared(connection: AsyncConnection, line: Line, row: Any, grant: Any) -> QuantityReason:  # noqa: ANN401 - rows
    part = grant.granted if grant.part is None else grant.part
    short = grant.by_hand is None and (grant.turn is not None or part < line.quantity)
    among = await _among(connection, line, grant)
    granted = await _granted(connection, row)
    available = row.stock_used + row.received - granted.by_hand
    if grant.late:
        available -= row.granted - granted.late - granted.by_hand
    steps = available // row.step * row.step
    sharing = Sharing(
        ShortagePolicy(row.shortage_policy),
        grant.turn,
        among.turns,
        steps - int(among.taken),
        int(among.centre_demand),
        grant.centre_part,
    )
    return QuantityReason(
        row.run,
        line,
        Unit(row.unit),
        row.step,
        grant.granted,
        part,
        late=grant.late,
        demand=int(among.demand),
        available=available,
        sharing=sharing if short else None,
        by_hand=grant.by_hand,
        others_by_hand=granted.by_hand if grant.by_hand is None else 0,
    )


async def _product(connection: AsyncConnection, line: Line, run: int) -> Row[Any] | None:
    settled, sold = settled_products.c, cycle_products.c
    query = (
        select(settled_products, sold.unit, sold.step, sold.shortage_policy)
        .join(cycle_products, and_(sold.cycle == settled.cycle, sold.product == settled.product))
        .where(settled.cycle == line.cycle, settled.run == run, settled.product == line.product)
    )
    return (await connection.execute(query)).one_or_none()


async def _grant(connection: AsyncConnection, line: Line, run: int) -> Row[Any] | None:
    grant = settled_grants.c
    mine = (grant.cycle == line.cycle) & (grant.run == run) & (grant.product == line.product)
    return (await connection.execute(select(settled_grants).where(mine, grant.order_id == line.order_id))).one_or_none()


async def _heard_since(connection: AsyncConnection, line: Line) -> bool:
    ordered = household_order_lines.c
    mine = ordered.order_id == line.order_id, ordered.product == line.product
    return (await connection.execute(lines_heard_since(line.cycle).where(*mine))).first() is not None


async def _among(connection: AsyncConnection, line: Line, mine: Any) -> Row[Any]:  # noqa: ANN401 - a row
    """Of those it shares with: how many draw, what those before it took, what its centre ordered, and all of them."""
    grant, order, ordered = settled_grants.c, household_orders.c, household_order_lines.c
    of_centre = order.centre == line.centre
    turns = func.count().filter(of_centre) if mine.centre_part is not None else func.count()
    query = (
        select(
            turns.label("turns"),
            func.coalesce(func.sum(grant.part).filter(grant.turn < (mine.turn or 0)), 0).label("taken"),
            func.coalesce(func.sum(ordered.quantity).filter(of_centre), 0).label("centre_demand"),
            func.coalesce(func.sum(ordered.quantity), 0).label("demand"),
        )
        .join(household_orders, order.order_id == grant.order_id)
        .join(
            household_order_lines,
            and_(ordered.cycle == grant.cycle, ordered.order_id == grant.order_id, ordered.product == grant.product),
        )
        .where(grant.cycle == mine.cycle, grant.run == mine.run, grant.product == mine.product)
        .where(grant.late.is_(mine.late), grant.by_hand.is_(None))
    )
    return (await connection.execute(query)).one()


@dataclass(frozen=True, slots=True)
class _Granted:
    """What was granted of a product, in base units: to late orders by the policy, and by hand."""

    late: int
    by_hand: int


async def _granted(connection: AsyncConnection, row: Any) -> _Granted:  # noqa: ANN401 - a row
    grant = settled_grants.c
    decided, total = grant.by_hand.is_not(None), func.sum(grant.granted)
    mine = (grant.cycle == row.cycle) & (grant.run == row.run) & (grant.product == row.product)
    query = select(total.filter(grant.late & ~decided), total.filter(decided)).where(mine)
    return _Granted(*(int(one or 0) for one in (await connection.execute(query)).one()))
