"""What households got back for goods they did not get, and the corrections that are not booked."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.storage.hand_over_tables import goods_credits, hand_overs
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class GoodsCreditView:
    """An order's credit in cents; ``refused`` says why a correction of it is not booked."""

    order_id: UUID
    household_number: str
    state: str
    credited_cents: int
    refused: str | None


@dataclass(frozen=True, slots=True)
class CreditsWanted:
    """Which orders: of a cycle, of the centres that one may see (``None``: all), only corrections not booked."""

    cycle: str
    centres: frozenset[str] | None
    only_refused: bool = False


@dataclass(frozen=True, slots=True)
class UnbookedCredit:
    """A correction that is not booked, of which cycle and whose; ``refused`` says why."""

    cycle: str
    order_id: UUID
    household_id: UUID
    household_number: str
    label: str
    credited_cents: int
    refused: str


async def unbooked_credits(engine: AsyncEngine, after: tuple[str, str], limit: int) -> list[UnbookedCredit]:
    """Corrections of any cycle that are not booked, after a cycle and member number, one more than the limit."""
    credit, heard, house = goods_credits.c, hand_overs.c, households.c
    found = (
        select(heard.cycle, credit.order_id, house.id, house.number, house.label, credit.credited_cents, credit.refused)
        .select_from(goods_credits)
        .join(hand_overs, heard.order_id == credit.order_id)
        .join(household_orders, household_orders.c.id == credit.order_id)
        .join(households, house.id == household_orders.c.household_id)
        .where(credit.refused.is_not(None), tuple_(heard.cycle, house.number) > after)
        .order_by(heard.cycle, house.number)
        .limit(limit + 1)
    )
    async with engine.connect() as connection:
        return [UnbookedCredit(*row) for row in await connection.execute(found)]


async def goods_credits_after(
    connection: AsyncConnection, wanted: CreditsWanted, after: str, limit: int
) -> list[GoodsCreditView]:
    """At most ``limit`` of those orders whose member number comes after ``after``, by member number."""
    found = _shown(wanted).where(households.c.number > after).order_by(households.c.number).limit(limit)
    return [GoodsCreditView(*row) for row in await connection.execute(found)]


async def goods_credit_of(connection: AsyncConnection, wanted: CreditsWanted, order_id: UUID) -> GoodsCreditView | None:
    """One of those orders."""
    row = (await connection.execute(_shown(wanted).where(goods_credits.c.order_id == order_id))).one_or_none()
    return None if row is None else GoodsCreditView(*row)


def _shown(wanted: CreditsWanted) -> Select[*tuple[Any, ...]]:
    credit, heard, order = goods_credits.c, hand_overs.c, household_orders.c
    found: Select[*tuple[Any, ...]] = (
        select(credit.order_id, households.c.number, heard.state, credit.credited_cents, credit.refused)
        .select_from(goods_credits)
        .join(hand_overs, heard.order_id == credit.order_id)
        .join(household_orders, order.id == credit.order_id)
        .join(households, households.c.id == order.household_id)
        .where(heard.cycle == wanted.cycle, may_see(order.centre, wanted.centres))
    )
    return found.where(credit.refused.is_not(None)) if wanted.only_refused else found
