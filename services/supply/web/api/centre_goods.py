"""A centre's goods on its day of distribution: sent, handed over, sold, sent back, lost, and the day's closing."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.supply.commands.hand_over import Author
from services.supply.commands.record_centre_goods import close_day, record_back, record_sent, reopen_day
from services.supply.domain.centre_goods import Day
from services.supply.queries.centre_goods import DayView, day_view
from services.supply.queries.snapshot import snapshot
from services.supply.web.distribution_parts import AtCentre, author_of
from services.supply.web.fields import BaseQuantity, Body, CodePath, Reason, put_status
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.kernel.refusal import Refused
from shared.web.local_times import LocalTime

router = APIRouter(prefix="/v1/cycles", tags=["distribution"])


class SentBody(Body):
    """All that a centre was sent of a product."""

    sent: Annotated[BaseQuantity, Field(examples=[27_500])]


class BackBody(Body):
    """What of a product goes back to the warehouse, and what is lost."""

    returned: Annotated[BaseQuantity, Field(examples=[1_500])]
    lost: Annotated[BaseQuantity, Field(examples=[250])] = 0


class ClosingBody(Body):
    """Why the day does not balance; not needed when it does."""

    reason: Reason | None = Field(default=None, examples=["2 paniers attendent leur foyer"])


class CentreGoodsAnswer(BaseModel):
    """One product at the centre, in base units of its display unit."""

    model_config = ConfigDict(from_attributes=True)

    product: str
    unit: str
    granted: int
    sent: int
    handed_over: int
    sold: int
    returned: int
    lost: int
    difference: int = Field(description="sent − handed over − sold − returned − lost: what should still be there.")
    awaited: int = Field(description="Of it, for households that may still come.")
    for_sale: int = Field(description="Of it, what waits for nobody: it may be sold to any member.")
    beyond: int = Field(
        description="What is noted or still awaited beyond what was sent: perhaps two tables sold the same goods, "
        "one of them without a network."
    )


class DayAnswer(BaseModel):
    """A centre's day of distribution."""

    model_config = ConfigDict(from_attributes=True)

    cycle: str
    centre: str
    ends: LocalTime = Field(description="Of the distribution, in local time.")
    last_day: date = Field(description="The last day to fetch goods: later they may be released for sale.")
    closed_at: AwareDatetime | None
    reason: str | None = Field(description="Why it does not balance.")
    goods: list[CentreGoodsAnswer]


@router.get("/{cycle}/centres/{centre}/distribution")
async def get_distribution(cycle: CodePath, centre: CodePath, parts: Parts, actor: AtCentre) -> DayAnswer:
    """What a centre was sent of each product and what became of it."""
    return await _shown(parts, Day(cycle, centre), author_of(actor))


@router.put("/{cycle}/centres/{centre}/distribution/sent/{product}", responses={201: {"model": DayAnswer}})
async def put_sent(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath,
    centre: CodePath,
    product: CodePath,
    body: SentBody,
    response: Response,
    parts: Parts,
    actor: Coordinator,
) -> DayAnswer:
    """Note what a centre was sent of a product where it is not what its orders were granted.

    What goes beyond that leaves the lots of the warehouse for the centre, the one that expires first first.
    """
    day = Day(cycle, centre)
    created = await record_sent(parts.engine, parts.clock, day, product, body.sent, author_of(actor))
    put_status(response, created=created)
    return await _shown(parts, day, author_of(actor))


@router.put("/{cycle}/centres/{centre}/distribution/back/{product}", responses={201: {"model": DayAnswer}})
async def put_back(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath,
    centre: CodePath,
    product: CodePath,
    body: BackBody,
    response: Response,
    parts: Parts,
    actor: AtCentre,
) -> DayAnswer:
    """Note what of a product goes back into the lots of the warehouse, and what is lost."""
    day, who = Day(cycle, centre), author_of(actor)
    created = await record_back(parts.engine, parts.clock, day, product, body.returned, body.lost, who)
    put_status(response, created=created)
    return await _shown(parts, day, who)


@router.post("/{cycle}/centres/{centre}/distribution/closing")
async def post_closing(
    cycle: CodePath, centre: CodePath, body: ClosingBody, parts: Parts, actor: AtCentre
) -> DayAnswer:
    """Close a centre's day: it balances, or its reason is kept. Goods may still be fetched and sold after it."""
    day, who = Day(cycle, centre), author_of(actor)
    await close_day(parts.engine, parts.clock, day, body.reason, who)
    return await _shown(parts, day, who)


@router.post("/{cycle}/centres/{centre}/distribution/reopening")
async def post_reopening(cycle: CodePath, centre: CodePath, parts: Parts, actor: Coordinator) -> DayAnswer:
    """Open a centre's day again, for what comes back later."""
    day, who = Day(cycle, centre), author_of(actor)
    await reopen_day(parts.engine, day, who)
    return await _shown(parts, day, who)


async def _shown(parts: SupplyParts, day: Day, who: Author) -> DayAnswer:
    found: DayView | None = None
    if who.centres is None or day.centre in who.centres:
        async with snapshot(parts.engine) as connection:
            found = await day_view(connection, day.cycle, day.centre)
    if found is None:
        raise Refused("distribution_unknown", cycle=day.cycle)
    return DayAnswer.model_validate(found)
