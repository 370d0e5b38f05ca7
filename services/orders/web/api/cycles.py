"""Cycles as the tables see them: state, dates, each centre's group order, orders that lapsed."""

from dataclasses import asdict
from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.sealing import CycleState
from services.orders.queries.cycles import Cycle, cycle_by_code, latest_cycles
from services.orders.queries.group_orders import group_orders_of_cycle
from services.orders.queries.lapsed import LapsedOrder, lapsed_orders
from services.orders.web.api.group_orders import GroupOrderShown
from services.orders.web.api.order_pages import OrderPaging
from services.orders.web.cycle_parts import CyclePath, Parts, Reading, visible
from services.orders.web.reasons import LAPSED
from shared.kernel.refusal import Refused
from shared.web.paging import Page
from shared.web.translation import Reader

router = APIRouter(prefix="/v1/cycles", tags=["cycles"])

_MOST_CYCLES = 24


class CycleShown(BaseModel):
    """A cycle and the group orders that the reader may see, by centre."""

    cycle: str
    name: str | None
    state: CycleState
    opens: date | None
    closes: date | None
    delivery: date | None
    distribution: date | None
    settled_run: int | None
    group_orders: list[GroupOrderShown]


class LapsedShown(BaseModel):
    """An order that lapsed unpaid, with the sentence for its household."""

    order_id: str
    household_number: str
    centre: str
    total_cents: int
    missing_cents: int
    sentence: str


@router.get("")
async def get_cycles(parts: Parts, _: Reading) -> list[Cycle]:
    """The latest cycles, the one that closes last first: a device finds here which one takes orders."""
    async with parts.engine.connect() as connection:
        return list(await latest_cycles(connection, _MOST_CYCLES))


@router.get("/{cycle}")
async def get_cycle(cycle: CyclePath, parts: Parts, actor: Reading) -> CycleShown:
    """A cycle with its group orders: a volunteer sees those of their centres."""
    async with parts.engine.connect() as connection:
        found = await known_cycle(connection, cycle)
        groups = await group_orders_of_cycle(connection, cycle, visible(actor))
    return CycleShown(**asdict(found), group_orders=[GroupOrderShown.model_validate(group) for group in groups])


@router.get("/{cycle}/lapsed")
async def get_lapsed(
    cycle: CyclePath, parts: Parts, actor: Reading, page: OrderPaging, say: Reader
) -> Page[LapsedShown]:
    """Orders that were still unpaid when their centre was sealed: they were not counted."""
    async with parts.engine.connect() as connection:
        await known_cycle(connection, cycle)
        found = await lapsed_orders(connection, cycle, visible(actor), page)
    lapsed = [_shown(order, say(LAPSED, missing_cents=order.missing_cents)) for order in found]
    return Page[LapsedShown].of(lapsed, page.limit, lambda order: order.order_id)


async def known_cycle(connection: AsyncConnection, cycle: str) -> Cycle:
    """The cycle.

    Raises:
        Refused: ``unknown_cycle``.
    """
    found = await cycle_by_code(connection, cycle)
    if found is None:
        raise Refused("unknown_cycle", cycle=cycle)
    return found


def _shown(order: LapsedOrder, sentence: str) -> LapsedShown:
    return LapsedShown(
        order_id=str(order.order_id),
        household_number=order.household_number,
        centre=order.centre,
        total_cents=order.total_cents,
        missing_cents=order.missing_cents,
        sentence=sentence,
    )
