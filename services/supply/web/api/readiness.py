"""Whether everything that was ordered is here, and the choice to close without a centre."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.supply.commands.leave_out_centre import LeftOutCentre, leave_out_centre, take_centre_back
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.readiness import CentreReadiness, Proof, Readiness, readiness
from services.supply.queries.signs_of_life import SignOfLife, signs_of_life
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import Body, Code, CodePath, Reason
from services.supply.web.parts import Coordinator, Parts, SupplyParts

router = APIRouter(prefix="/v1/cycles", tags=["cycles"])


class CentreReadinessView(BaseModel):
    """One centre's group order: what is here against what was sealed (null while it is open)."""

    centre: str
    group_order_id: UUID
    state: Proof
    orders: int
    expected_orders: int | None
    held_cents: int
    expected_held_cents: int | None
    left_out_because: str | None = Field(description="The coordinator's reason; null: the centre counts.")
    last_heard_at: datetime | None = Field(
        description="When supply heard the newest change of its orders; null: nothing, or before that was kept."
    )

    @classmethod
    def of(cls, found: CentreReadiness, sign: SignOfLife | None) -> Self:
        """A centre as it is shown."""
        figures = {name: getattr(found, name) for name in CentreReadiness.__slots__}
        return cls(last_heard_at=sign and sign.heard_at, **figures)


class ReadinessView(BaseModel):
    """Whether buying may begin, and what holds it up."""

    ready: bool
    cycle_sealed: bool
    centres: list[CentreReadinessView]

    @classmethod
    def of(cls, found: Readiness, signs: Mapping[str, SignOfLife]) -> Self:
        """A readiness as it is shown."""
        centres = [CentreReadinessView.of(centre, signs.get(centre.centre)) for centre in found.centres]
        return cls(ready=found.ready, cycle_sealed=found.cycle_sealed, centres=centres)


class LeftOutBody(Body):
    """The centre to close without, and why."""

    centre: Code = Field(examples=["DUC"])
    reason: Reason = Field(examples=["Its tablet was lost before it could send its orders."])


@router.get("/{cycle}/readiness")
async def get_readiness(cycle: CodePath, parts: Parts, _actor: Coordinator) -> ReadinessView:
    """Compare what is here with what orders sealed, centre by centre."""
    return await _shown(parts, cycle)


@router.post("/{cycle}/left-out-centres")
async def post_left_out_centre(cycle: CodePath, body: LeftOutBody, parts: Parts, actor: Coordinator) -> ReadinessView:
    """Close without a centre whose orders can't be proved: its households get their money back."""
    choice = LeftOutCentre(cycle, body.centre, body.reason, actor.user_id)
    await leave_out_centre(parts.engine, choice)
    return await _shown(parts, cycle)


@router.post("/{cycle}/left-out-centres/{centre}/withdrawal")
async def post_left_out_withdrawal(
    cycle: CodePath, centre: CodePath, parts: Parts, _actor: Coordinator
) -> ReadinessView:
    """Count a centre again that was left out, its orders having come after all; until goods are ordered."""
    await take_centre_back(parts.engine, cycle, centre)
    return await _shown(parts, cycle)


async def _shown(parts: SupplyParts, cycle: str) -> ReadinessView:
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        return ReadinessView.of(await readiness(connection, cycle), await signs_of_life(connection, cycle))
