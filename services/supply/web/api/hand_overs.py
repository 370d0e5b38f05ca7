"""The day of distribution: what each household was handed, and who is still to come."""

from dataclasses import asdict
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.supply.commands.hand_over import HandOver, hand_over
from services.supply.commands.release_goods import Release, release_goods
from services.supply.domain.allocation import Shortfall
from services.supply.queries.hand_overs import (
    HandedLineView,
    HandOverView,
    Progress,
    Wanted,
    hand_over_of,
    hand_overs_after,
    progress,
)
from services.supply.queries.snapshot import snapshot
from services.supply.web.distribution_parts import AtCentre, author_of, seen_by
from services.supply.web.distribution_sentences import LACKS
from services.supply.web.fields import BaseQuantity, Body, Code, CodePath, ShortText, put_status
from services.supply.web.parts import Parts, SupplyParts
from shared.contracts.distributions import HandOverState
from shared.kernel.refusal import Refused
from shared.web.paging import PRINTABLE, Page, Paging
from shared.web.roles import Actor
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles", tags=["distribution"])

CentreQuery = Annotated[str | None, Query(max_length=64, pattern=PRINTABLE, description="Only this centre.")]


class HandedLineBody(Body):
    """A product that was weighed or counted."""

    product: Code
    handed: BaseQuantity


class HandOverBody(Body):
    """What became of an order's goods; products that are not named were handed over as granted."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"state": "collected", "lines": [{"product": "FAR-T65", "handed": 2_380}], "base_version": 0},
                {"state": "left_with_neighbour", "neighbour": "000012", "remark": "passe ce soir", "base_version": 0},
            ]
        },
    )

    base_version: Annotated[int, Field(strict=True, ge=0, le=2**62, description="The version shown; 0: none.")]
    state: Literal["collected", "left_with_neighbour", "absent"]
    neighbour: Code | None = Field(default=None, description="Member number of whoever took the goods along.")
    remark: ShortText = Field(default="", description="For the other volunteers; it stays in this service.")
    lines: list[HandedLineBody] = Field(default=[], max_length=5_000)

    def asked(self, cycle: str, order_id: UUID) -> HandOver:
        """The hand-over as the command takes it."""
        handed = {line.product: line.handed for line in self.lines}
        if len(handed) < len(self.lines):
            raise Refused("handed_named_twice")
        state = HandOverState(self.state)
        return HandOver(cycle, order_id, self.base_version, state, self.neighbour, self.remark, handed)


class HandedLineAnswer(BaseModel):
    """One product in base units of its display unit."""

    product: str
    name: str
    unit: str
    ordered: int
    granted: int
    grams: int = Field(description="What the granted quantity weighs.")
    final_price_cents: int | None = Field(description="Per display unit; null: nothing of it was granted.")
    lacks: str | None = Field(description="Why it is less than ordered, in a sentence; null: it is not.")
    handed: int | None = Field(description="Null while nothing is noted.")

    @classmethod
    def of(cls, line: HandedLineView, say: Translator) -> Self:
        """A line as it is shown."""
        figures = {name: value for name, value in asdict(line).items() if name in cls.model_fields}
        return cls(**figures, lacks=say(LACKS[Shortfall(line.shortage)]) if line.shortage else None)


class HandOverAnswer(BaseModel):
    """An order on the day of distribution."""

    order_id: UUID
    centre: str
    household: str = Field(description="Member number.")
    label: str
    version: int = Field(description="Send it as `base_version` to correct what is noted; 0: nothing is.")
    state: HandOverState | None = Field(description="Null while nothing is noted.")
    neighbour: str | None
    remark: str
    collected_at: AwareDatetime | None
    lines: list[HandedLineAnswer]

    @classmethod
    def of(cls, order: HandOverView, say: Translator) -> Self:
        """An order as it is shown."""
        about = {name: getattr(order, name) for name in cls.model_fields if name != "lines"}
        return cls(**about, lines=[HandedLineAnswer.of(line, say) for line in order.lines])


class ProgressAnswer(BaseModel):
    """How many of the orders were fetched, how many nobody came for so far, how many there are."""

    model_config = ConfigDict(from_attributes=True)

    fetched: int
    absent: int
    orders: int


class HandOverPage(Page[HandOverAnswer]):
    """One page of the orders, and how far the distribution is."""

    progress: ProgressAnswer

    @classmethod
    def with_progress(cls, found: list[HandOverView], limit: int, done: Progress, say: Translator) -> Self:
        """The page of ``found``, which has one order more than ``limit`` unless it is the last."""
        shown = [HandOverAnswer.of(one, say) for one in found]
        page = Page[HandOverAnswer].of(shown, limit, lambda one: one.household)
        return cls(items=page.items, next=page.next, progress=ProgressAnswer.model_validate(done))


@router.get("/{cycle}/hand-overs")
async def get_hand_overs(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath, parts: Parts, say: Reader, actor: AtCentre, paging: Paging, centre: CentreQuery = None
) -> HandOverPage:
    """The orders of a cycle by member number, and how many were fetched; none before it is settled."""
    wanted = Wanted(cycle, seen_by(actor), centre)
    async with snapshot(parts.engine) as connection:
        found = await hand_overs_after(connection, wanted, paging.after, paging.limit + 1)
        return HandOverPage.with_progress(found, paging.limit, await progress(connection, wanted), say)


@router.get("/{cycle}/hand-overs/{order_id}")
async def get_hand_over(cycle: CodePath, order_id: UUID, parts: Parts, say: Reader, actor: AtCentre) -> HandOverAnswer:
    """One order."""
    return await _shown(parts, say, cycle, order_id, actor)


@router.put("/{cycle}/hand-overs/{order_id}", responses={201: {"model": HandOverAnswer}})
async def put_hand_over(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath,
    order_id: UUID,
    body: HandOverBody,
    response: Response,
    parts: Parts,
    say: Reader,
    actor: AtCentre,
) -> HandOverAnswer:
    """Note what a household was handed. Less than granted is credited to it; more is a sale of its own."""
    asked = body.asked(cycle, order_id)
    put_status(response, created=await hand_over(parts.engine, parts.clock, asked, author_of(actor)))
    return await _shown(parts, say, cycle, order_id, actor)


@router.post("/{cycle}/hand-overs/{order_id}/release")
async def post_release(cycle: CodePath, order_id: UUID, parts: Parts, say: Reader, actor: AtCentre) -> HandOverAnswer:
    """Release goods that nobody fetched before their last date: from now on any member may buy them."""
    asked = Release(cycle, order_id, parts.today())
    await release_goods(parts.engine, parts.clock, asked, author_of(actor))
    return await _shown(parts, say, cycle, order_id, actor)


async def _shown(parts: SupplyParts, say: Translator, cycle: str, order_id: UUID, actor: Actor) -> HandOverAnswer:
    """An order as it is now.

    Raises:
        Refused: ``handed_order_unknown``: there is none, or it is another centre's.
    """
    async with snapshot(parts.engine) as connection:
        found = await hand_over_of(connection, Wanted(cycle, seen_by(actor)), order_id)
    if found is None:
        raise Refused("handed_order_unknown")
    return HandOverAnswer.of(found, say)
