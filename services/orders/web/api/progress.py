"""How far the whole network is from each product's next price, asked for once or followed as it changes."""

import asyncio
from collections.abc import AsyncIterable, Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from services.orders.domain.progress import NextRung
from services.orders.queries.progress import ProductProgress
from services.orders.web.api.cycles import known_cycle
from services.orders.web.cycle_parts import CycleParts, CyclePath, Parts, Reading
from shared.contracts.cycles import Basis
from shared.web.access import Access
from shared.web.problems import Problem

router = APIRouter(prefix="/v1/cycles", tags=["progress"])


class NextRungShown(BaseModel):
    """The next price step. `missing` counts in the basis; prices are per display unit, VAT and delivery included."""

    starts_at: int
    missing: int
    about_price_cents: int
    saves_cents: Annotated[int, Field(description="How much less per display unit.")]
    saves_together_cents: Annotated[int, Field(description="The same over everything ordered so far.")]


class ProductProgressShown(BaseModel):
    """One product over all centres. Every price is indicative until settlement."""

    product: str
    basis: Basis
    so_far: Annotated[int, Field(description="Base units in paid orders.")]
    stock_first: Annotated[int, Field(description="Base units of stock used before anything is bought.")]
    households: int
    participants: int
    counted: Annotated[int, Field(description="What the price ladder counts, in its basis.")]
    about_price_cents: int | None
    next_rung: NextRungShown | None
    at_most: Annotated[
        int | None,
        Field(
            description="Base units there are at most, as suppliers say; null: as many as wanted. No order is refused."
        ),
    ]


class ProgressShown(BaseModel):
    """The progress of a whole cycle."""

    cycle: str
    products: list[ProductProgressShown]


@router.get("/{cycle}/progress")
async def get_progress(cycle: CyclePath, parts: Parts, _: Reading) -> ProgressShown:
    """Where every product stands now; at most about a second old."""
    async with parts.engine.connect() as connection:
        await known_cycle(connection, cycle)
    return _shown(cycle, await parts.board.of(cycle))


async def _followed(cycle: CyclePath, parts: Parts, _: Reading) -> str:
    """The cycle, known to exist before the stream begins: afterwards nothing can be refused."""
    async with parts.engine.connect() as connection:
        return (await known_cycle(connection, cycle)).cycle


@router.get("/{cycle}/progress/stream", response_class=EventSourceResponse)
async def stream_progress(
    cycle: Annotated[str, Depends(_followed)], parts: Parts, request: Request
) -> AsyncIterable[ServerSentEvent]:
    """Server-sent events: `progress` with the same JSON at the start and at each change, a comment while nothing does.

    It ends when the service stops, and with the session; the browser then connects again by itself.
    """
    last: ProgressShown | None = None
    stopping: asyncio.Event = request.app.state.stopping
    while not stopping.is_set() and _is_signed_in(request):
        now = _shown(cycle, await parts.board.of(cycle))
        if now != last:
            yield ServerSentEvent(data=now, event="progress")
            last = now
        await _pause(parts, stopping)


def _is_signed_in(request: Request) -> bool:
    access: Access = request.app.state.access
    try:
        access.session(request)
    except Problem:
        return False
    return True


async def _pause(parts: CycleParts, stopping: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(parts.board.seconds):
            await stopping.wait()


def _shown(cycle: str, found: Sequence[ProductProgress]) -> ProgressShown:
    return ProgressShown(cycle=cycle, products=[_product(product) for product in found])


def _product(found: ProductProgress) -> ProductProgressShown:
    return ProductProgressShown(
        product=found.product.product,
        basis=Basis(found.product.basis),
        so_far=found.ordered.quantity,
        stock_first=found.product.stock_first,
        households=found.ordered.households,
        participants=found.ordered.participants,
        counted=found.progress.counted,
        about_price_cents=found.progress.about_price_cents,
        next_rung=_next_rung(found.progress.next_rung),
        at_most=found.at_most,
    )


def _next_rung(rung: NextRung | None) -> NextRungShown | None:
    if rung is None:
        return None
    return NextRungShown(
        starts_at=rung.starts_at,
        missing=rung.missing,
        about_price_cents=rung.about_price_cents,
        saves_cents=rung.saves_cents,
        saves_together_cents=rung.saves_together_cents,
    )
