"""Sealing one centre's group order, and opening it again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.reopen_group_order import Reopening, reopen_group_order
from services.orders.commands.seal_group_order import seal_group_order
from services.orders.queries.group_orders import group_order_by_id
from services.orders.web.api.fields import Version
from services.orders.web.cycle_parts import Coordinator, CycleParts, Parts, Reading, visible
from shared.kernel.refusal import Refused
from shared.web.local_times import LocalTime
from shared.web.roles import Actor

router = APIRouter(prefix="/v1/group-orders", tags=["sealing"])


class GroupOrderShown(BaseModel):
    """One centre in one cycle: its orders in figures, and when it closes and hands out, in local time.

    ``closes``, ``starts`` and ``ends`` are null where only the cycle's days are known.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    cycle: str
    centre: str
    version: int
    state: str
    orders: int
    held_cents: int
    waiting: int
    late: int
    closes: LocalTime | None
    place: str
    starts: LocalTime | None
    ends: LocalTime | None


class ReopeningBody(BaseModel):
    """Why a sealed centre takes orders again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Une famille a été oubliée à la table."}]}
    )

    reason: Annotated[str, Field(max_length=500)]


class SealingBody(BaseModel):
    """Which open group order is sealed; absent: whatever it is now."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"version": 1_796_119_200_000_000}]})

    version: Version | None = None


@router.get("/{group_order_id}")
async def get_group_order(group_order_id: UUID, parts: Parts, actor: Reading) -> GroupOrderShown:
    """One centre in one cycle: what is confirmed, waiting and late."""
    return await _visible_group_order(parts, group_order_id, actor)


@router.post("/{group_order_id}/sealing")
async def post_sealing(
    group_order_id: UUID, parts: Parts, actor: Reading, body: Annotated[SealingBody | None, Body()] = None
) -> GroupOrderShown:
    """Close the table: no order counts after this; unpaid orders lapse. Sealed already, nothing changes.

    With the group order's `version`, a request that is sent again never seals what was opened again meanwhile.
    """
    await _visible_group_order(parts, group_order_id, actor)
    version = body.version if body else None
    await seal_group_order(parts.engine, group_order_id, parts.clock, version, by=actor.user_id)
    return await _visible_group_order(parts, group_order_id, actor)


@router.post("/{group_order_id}/reopening")
async def post_reopening(
    group_order_id: UUID, body: ReopeningBody, parts: Parts, actor: Coordinator
) -> GroupOrderShown:
    """Take orders again, until every centre of the cycle is sealed. Open already, nothing changes."""
    await reopen_group_order(parts.engine, Reopening(group_order_id, body.reason, actor.user_id), parts.clock)
    return await _visible_group_order(parts, group_order_id, actor)


async def _visible_group_order(parts: CycleParts, group_order_id: UUID, actor: Actor) -> GroupOrderShown:
    async with parts.engine.connect() as connection:
        found = await group_order_by_id(connection, group_order_id, visible(actor))
    if found is None:
        raise Refused("not_found")
    return GroupOrderShown.model_validate(found)
