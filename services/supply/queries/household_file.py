"""Everything that supply keeps of a household, for its right of access (GDPR, article 15); orders has the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.distribution_tables import goods_sold, hand_overs, handed_lines
from services.supply.storage.incident_tables import incident_households, incidents
from services.supply.storage.settlement_tables import allocation_exceptions, settled_grants

Rows = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """All rows that are about one household: by cycle, order and product."""

    orders: Rows
    lines: Rows
    decided_by_hand: Rows
    granted: Rows
    incidents: Rows
    hand_overs: Rows
    handed_lines: Rows
    sold: Rows
    taken_for_others: Rows


async def household_file(connection: AsyncConnection, household: str) -> HouseholdFile:
    """Everything of the household with this member number; nothing of a number that never ordered."""

    async def rows(found: Select[Any]) -> Rows:
        return [dict(row) for row in (await connection.execute(found)).mappings()]

    return HouseholdFile(
        orders=await rows(_of(household, household_orders, "order_id", "cycle", "centre", "label", "state", "held")),
        lines=await rows(_of(household, household_order_lines, "order_id", "product", "quantity", "held")),
        decided_by_hand=await rows(_of(household, allocation_exceptions, *_DECIDED)),
        granted=await rows(_of(household, settled_grants, *_GRANTED)),
        incidents=await rows(_incidents(household)),
        hand_overs=await rows(_of(household, hand_overs, *_HANDED)),
        handed_lines=await rows(_of(household, handed_lines, "order_id", "product", "granted", "handed")),
        sold=await rows(_of(household, goods_sold, "order_id", "product", "quantity")),
        taken_for_others=await rows(_taken(household)),
    )


_DECIDED = ("order_id", "product", "quantity", "reason", "decided_at", "taken_back_at")
_GRANTED = ("order_id", "product", "run", "granted", "late", "part", "turn", "by_hand")
_HANDED = ("order_id", "state", "neighbour", "remark", "collected_at")


def _of(household: str, table: Any, *names: str) -> Select[Any]:  # noqa: ANN401 - any table with an order's id
    """These columns of the rows that belong to the household's orders."""
    order = household_orders.c
    found = select(*(table.c[name] for name in names)).select_from(table)
    if table is not household_orders:
        found = found.join(household_orders, order.order_id == table.c.order_id)
    later = [table.c[name] for name in ("product", "run", "decided_at") if name in names]
    return found.where(order.household == household).order_by(order.cycle, order.order_id, *later)


def _incidents(household: str) -> Select[Any]:
    """What went wrong with what it ordered, and what it could be told."""
    order, touched, kept = household_orders.c, incident_households.c, incidents.c
    return (
        select(touched.order_id, touched.product, touched.ordered, touched.expected, kept.kind, kept.reported_at)
        .select_from(incident_households)
        .join(incidents, kept.incident_id == touched.incident_id)
        .join(household_orders, order.order_id == touched.order_id)
        .where(order.household == household)
        .order_by(kept.reported_at, touched.incident_id, touched.product)
    )


def _taken(household: str) -> Select[Any]:
    """When it took a neighbour's goods along; not whose they were."""
    noted = hand_overs.c
    found = select(noted.cycle, noted.centre, noted.collected_at).where(noted.neighbour == household)
    return found.order_by(noted.collected_at, noted.order_id)
