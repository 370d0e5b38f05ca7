"""The offers of a product as the coordinator compares them."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.ladder import Basis, Rung
from services.supply.domain.options import Offer
from services.supply.storage.offers import offers_of_products


@dataclass(frozen=True, slots=True)
class RungView:
    """From ``starts_at`` on, ``price`` euros per display unit, excluding VAT, as text."""

    starts_at: int
    price: str

    @classmethod
    def of(cls, rung: Rung) -> Self:
        """A rung as it is shown."""
        return cls(rung.starts_at, f"{rung.price.normalize():f}")


@dataclass(frozen=True, slots=True)
class OfferView:
    """A supplier's offer of a product."""

    supplier: str
    product: str
    case_size: int
    max_cases: int | None
    basis: Basis
    rungs: tuple[RungView, ...]
    only_in_replacement: bool

    @classmethod
    def of(cls, product: str, offer: Offer) -> Self:
        """An offer as it is shown."""
        rungs = tuple(RungView.of(rung) for rung in offer.ladder.rungs)
        return cls(
            offer.supplier,
            product,
            offer.case_size,
            offer.max_cases,
            offer.ladder.basis,
            rungs,
            offer.only_in_replacement,
        )


async def offers_after(engine: AsyncEngine, product: str, after: str | None, limit: int) -> list[OfferView]:
    """At most ``limit`` offers of ``product``, by supplier, of those whose codes come after ``after``."""
    async with engine.connect() as connection:
        found = (await offers_of_products(connection, [product])).get(product, ())
    following = sorted((offer for offer in found if offer.supplier > (after or "")), key=lambda offer: offer.supplier)
    return [OfferView.of(product, offer) for offer in following[:limit]]
