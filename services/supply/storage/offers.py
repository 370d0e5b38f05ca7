"""Offers and stock as the domain computes with them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer
from services.supply.domain.stock import Lot
from services.supply.storage.catalogue_tables import offers, rungs, stock_lots
from services.supply.storage.cycle_tables import cycle_products

_WITH_RUNGS = (
    select(offers, rungs.c.starts_at, rungs.c.price)
    .join(rungs, (rungs.c.supplier == offers.c.supplier) & (rungs.c.product == offers.c.product))
    .order_by(offers.c.product, offers.c.supplier, rungs.c.starts_at)
)


async def offers_of(connection: AsyncConnection, cycle: str) -> dict[str, tuple[Offer, ...]]:
    """The offers of each product of a cycle, by supplier; a product nobody offers is absent."""
    sold = select(cycle_products.c.product).where(cycle_products.c.cycle == cycle)
    return await _offers(connection, _WITH_RUNGS.where(offers.c.product.in_(sold)))


async def offers_of_products(connection: AsyncConnection, products: Iterable[str]) -> dict[str, tuple[Offer, ...]]:
    """The offers of each of these products, by supplier; a product nobody offers is absent."""
    return await _offers(connection, _WITH_RUNGS.where(offers.c.product.in_(list(products))))


async def offers_of_supplier(connection: AsyncConnection, supplier: str) -> dict[str, Offer]:
    """The offers of a supplier, by product."""
    found = await _offers(connection, _WITH_RUNGS.where(offers.c.supplier == supplier))
    return {product: offer for product, (offer,) in found.items()}


async def offer_state(connection: AsyncConnection, supplier: str, product: str) -> dict[str, object] | None:
    """One offer as the audit trail says it; ``None``: there is none."""
    found = await _offers(connection, _WITH_RUNGS.where(offers.c.supplier == supplier, offers.c.product == product))
    return said(found[product][0]) if product in found else None


def said(offer: Offer) -> dict[str, object]:
    """An offer in words and numbers that JSON has: each rung from where, at what price."""
    return {
        "case_size": offer.case_size,
        "max_cases": offer.max_cases,
        "basis": offer.ladder.basis.value,
        "only_in_replacement": offer.only_in_replacement,
        "rungs": [f"{rung.starts_at}: {rung.price.normalize():f}" for rung in offer.ladder.rungs],
    }


async def lots_of(connection: AsyncConnection, products: Iterable[str]) -> dict[str, list[Lot]]:
    """The stock lots of these products; one without stock is absent."""
    query = select(stock_lots).where(stock_lots.c.product.in_(list(products))).order_by(stock_lots.c.lot)
    found: dict[str, list[Lot]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.product].append(Lot(row.lot, row.quantity, row.value_cents, row.best_before))
    return dict(found)


async def _offers(connection: AsyncConnection, query: Select[Any]) -> dict[str, tuple[Offer, ...]]:
    by_offer: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in await connection.execute(query):
        by_offer[row.product, row.supplier].append(row)
    found: dict[str, tuple[Offer, ...]] = defaultdict(tuple)
    for (product, _), rows in by_offer.items():
        found[product] += (_offer(rows),)
    return dict(found)


def _offer(rows: list[Any]) -> Offer:
    first = rows[0]
    ladder = Ladder(Basis(first.basis), tuple(Rung(row.starts_at, row.price) for row in rows))
    return Offer(first.supplier, first.case_size, ladder, first.max_cases, first.only_in_replacement)
