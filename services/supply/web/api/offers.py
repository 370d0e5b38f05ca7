"""Offers: what a supplier asks for a product, by rungs of a price ladder."""

from fastapi import APIRouter, Response, status
from pydantic import Field

from services.supply.commands.keep_offer import ProductOffer, keep_offer
from services.supply.commands.withdraw_offer import withdraw_offer
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer
from services.supply.queries.offers import OfferView, offers_after
from services.supply.web.fields import BaseQuantity, Body, Code, CodePath, DecimalText, Flag, SomeQuantity, put_status
from services.supply.web.parts import Coordinator, Parts
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/offers", tags=["catalogue"])


class RungBody(Body):
    """From this many base units, households or participants on, this price for every unit."""

    starts_at: BaseQuantity = Field(alias="from", examples=[0])
    price: DecimalText = Field(description="Euros per display unit, excluding VAT, at most four decimals.")


class OfferBody(Body):
    """An offer: whole cases, a ladder that starts at 0 and never rises in price."""

    case_size: SomeQuantity = Field(examples=[25_000])
    max_cases: SomeQuantity | None = Field(examples=[None], le=1_000_000, description="Null: as many as wanted.")
    basis: Basis
    rungs: list[RungBody] = Field(
        min_length=1, max_length=50, examples=[[{"from": 0, "price": "1.18"}, {"from": 150_000, "price": "1.05"}]]
    )
    only_in_replacement: Flag = Field(
        default=False, description="A plan buys it only where the coordinator fixes its supplier."
    )


@router.put("/{supplier}/{product}", responses={201: {"model": OfferView}})
async def put_offer(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    supplier: CodePath, product: CodePath, body: OfferBody, response: Response, parts: Parts, actor: Coordinator
) -> OfferView:
    """Enter or correct a supplier's offer of a product."""
    ladder = Ladder(body.basis, tuple(Rung(rung.starts_at, rung.price) for rung in body.rungs))
    offer = Offer(supplier, body.case_size, ladder, body.max_cases, body.only_in_replacement)
    wanted = ProductOffer(product, offer)
    put_status(response, created=await keep_offer(parts.engine, parts.clock, wanted, actor.user_id))
    return OfferView.of(wanted.product, wanted.offer)


@router.delete("/{supplier}/{product}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_offer(supplier: CodePath, product: CodePath, parts: Parts, actor: Coordinator) -> None:
    """Delete an offer that its supplier no longer makes, unless a running cycle rests on it."""
    await withdraw_offer(parts.engine, parts.clock, supplier, product, actor.user_id)


@router.get("")
async def get_offers(product: Code, parts: Parts, paging: Paging, _actor: Coordinator) -> Page[OfferView]:
    """The offers of a product, by supplier."""
    found = await offers_after(parts.engine, product, paging.after, paging.limit + 1)
    return Page[OfferView].of(found, paging.limit, lambda offer: offer.supplier)
