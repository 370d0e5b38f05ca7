"""Cycles: drafted, opened, revised, closed and archived by the coordinator."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ConfigDict, Field

from services.supply.commands.archive_cycle import archive_cycle
from services.supply.commands.close_cycle import close_cycle
from services.supply.commands.draft_cycle import CycleTerms, Draft, SoldProduct, draft_cycle
from services.supply.commands.open_cycle import open_cycle
from services.supply.commands.revise_catalogue import add_product, stop_sale
from services.supply.domain.centre_dates import CentreDates
from services.supply.queries.cycles import CycleInList, SoldView, cycle_view, cycles_after
from services.supply.web.cautions import Warnings
from services.supply.web.fields import (
    BasisPoints,
    Body,
    Cents,
    Code,
    CodePath,
    DecimalText,
    Name,
    ShortText,
    put_status,
)
from services.supply.web.parts import Coordinator, Parts
from shared.web.local_times import LocalTime
from shared.web.only_new import OnlyNew
from shared.web.paging import Page, Paging
from shared.web.translation import Reader

router = APIRouter(prefix="/v1/cycles", tags=["cycles"])


class CentreDatesBody(Body):
    """One centre's own dates, in local time; null: the cycle's day at the usual hours."""

    centre: Code
    closes: LocalTime | None = None
    distribution_starts: LocalTime | None = Field(default=None, examples=["2026-12-18T14:00:00"])
    distribution_ends: LocalTime | None = Field(default=None, examples=["2026-12-18T19:00:00"])
    place: ShortText = ""


class CeilingBody(Body):
    """The most a household pays per display unit, VAT and delivery included."""

    ceiling_price_cents: Annotated[Cents, Field(examples=[145])]


class SoldProductBody(CeilingBody):
    """A product of the cycle."""

    product: Code


class CycleBody(Body):
    """A whole cycle before it opens."""

    name: Name = Field(examples=["Cycle de décembre 2026"])
    opens: date
    closes: date
    delivery: date
    distribution: date
    shortage_penalty: DecimalText = Field(description="What leaving a product short weighs, times its ceiling.")
    max_surplus_basis_points: BasisPoints = Field(examples=[2_000])
    max_stock_cents: Cents | None = None
    delivery_vat_basis_points: BasisPoints = Field(examples=[2_000])
    centres: list[CentreDatesBody] = Field(max_length=2_000)
    products: list[SoldProductBody] = Field(max_length=5_000)

    def draft(self, cycle: str) -> Draft:
        """The cycle as the command takes it."""
        terms = self.model_dump(exclude={"centres", "products"})
        return Draft(
            CycleTerms(cycle=cycle, **terms),
            tuple(CentreDates(**centre.model_dump()) for centre in self.centres),
            tuple(SoldProduct(**product.model_dump()) for product in self.products),
        )


class CycleState(BaseModel):
    """A cycle's state after a command."""

    cycle: str
    state: str


class CentreDatesShown(BaseModel):
    """A centre's dates in a cycle, in local time; once the cycle is open, those that were announced."""

    model_config = ConfigDict(from_attributes=True)

    centre: str
    closes: LocalTime | None
    distribution_starts: LocalTime | None
    distribution_ends: LocalTime | None
    place: str


class CycleShown(BaseModel):
    """A cycle. ``state`` is draft, open, closing, sealed (orders sealed every centre), settled or archived."""

    model_config = ConfigDict(from_attributes=True)

    cycle: str
    state: str
    name: str
    opens: date
    closes: date
    delivery: date
    distribution: date
    shortage_penalty: str
    max_surplus_basis_points: int
    max_stock_cents: int | None
    delivery_vat_basis_points: int
    centres: list[CentreDatesShown]
    products: list[SoldView]


@router.put("/{cycle}", responses={201: {"model": CycleShown}})
async def put_cycle(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath, body: CycleBody, response: Response, parts: Parts, actor: Coordinator, only_new: OnlyNew
) -> CycleShown:
    """Draft a cycle, as often as wanted until it opens."""
    put_status(response, created=await draft_cycle(parts.engine, body.draft(cycle), actor.user_id, only_new=only_new))
    return CycleShown.model_validate(await cycle_view(parts.engine, cycle))


@router.get("")
async def get_cycles(parts: Parts, paging: Paging, _actor: Coordinator) -> Page[CycleInList]:
    """The cycles, by code."""
    found = await cycles_after(parts.engine, paging.after, paging.limit + 1)
    return Page[CycleInList].of(found, paging.limit, lambda cycle: cycle.cycle)


@router.get("/{cycle}")
async def get_cycle(cycle: CodePath, parts: Parts, _actor: Coordinator) -> CycleShown:
    """A cycle with its dates, centres, products and state."""
    return CycleShown.model_validate(await cycle_view(parts.engine, cycle))


@router.post("/{cycle}/opening")
async def post_opening(cycle: CodePath, parts: Parts, say: Reader, actor: Coordinator) -> Warnings:
    """Open a cycle: households advance money on its ceilings from now on."""
    return Warnings.of(await open_cycle(parts.engine, parts.clock, cycle, actor.user_id), say)


@router.post("/{cycle}/closing", status_code=status.HTTP_202_ACCEPTED)
async def post_closing(cycle: CodePath, parts: Parts, actor: Coordinator) -> CycleState:
    """Close a cycle: every group order still open is sealed."""
    await close_cycle(parts.engine, parts.clock, cycle, actor.user_id)
    return CycleState(cycle=cycle, state=(await cycle_view(parts.engine, cycle)).state)


@router.post("/{cycle}/archive")
async def post_archive(cycle: CodePath, parts: Parts, actor: Coordinator) -> CycleState:
    """Archive a settled cycle of which nothing is left to be done: nothing of it changes any more."""
    await archive_cycle(parts.engine, parts.clock, parts.zone, cycle, actor.user_id)
    return CycleState(cycle=cycle, state=(await cycle_view(parts.engine, cycle)).state)


@router.put("/{cycle}/products/{product}")
async def put_cycle_product(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath, product: CodePath, body: CeilingBody, parts: Parts, say: Reader, actor: Coordinator
) -> Warnings:
    """Sell one more product in an open cycle, or again one whose sale was stopped."""
    sold = SoldProduct(product, body.ceiling_price_cents)
    return Warnings.of(await add_product(parts.engine, parts.clock, cycle, sold, actor.user_id), say)


@router.post("/{cycle}/products/{product}/withdrawal", status_code=status.HTTP_204_NO_CONTENT)
async def post_withdrawal(cycle: CodePath, product: CodePath, parts: Parts, actor: Coordinator) -> None:
    """Take no more orders for a product; what was ordered stays ordered."""
    await stop_sale(parts.engine, parts.clock, cycle, product, actor.user_id)
