"""The coordinator enters or corrects a supplier's offer of a product, with its price ladder."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.tell_limits import tell_limits
from services.supply.domain.audit import Audited, AuditKind, State
from services.supply.domain.options import Offer
from services.supply.storage.audit_rows import lock_catalogue, note
from services.supply.storage.catalogue_tables import offers, products, rungs, suppliers
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.offers import offer_state, said
from services.supply.storage.upsert import put_all
from shared.database import transaction
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class ProductOffer:
    """An offer and what it is of."""

    product: str
    offer: Offer


async def keep_offer(engine: AsyncEngine, clock: Clock, wanted: ProductOffer, by: UUID | None = None) -> bool:
    """Store an offer, its rungs replaced whole, and who did; whether it is new.

    Raises:
        Refused: ``supplier_unknown`` or ``product_unknown``.
    """
    supplier, product = wanted.offer.supplier, wanted.product
    async with transaction(engine) as connection:
        await lock_catalogue(connection)
        await check_both_known(connection, supplier, product)
        before = await offer_state(connection, supplier, product)
        await put_offers(connection, supplier, {product: wanted.offer}, {product: before}, by)
        await tell_limits(connection, clock, cycle_products.c.product == product)
        return before is None


async def put_offers(
    connection: AsyncConnection,
    supplier: str,
    wanted: Mapping[str, Offer],
    before: Mapping[str, State | None],
    by: UUID | None,
) -> None:
    """Store offers of a supplier by product, one at least, with the catalogue locked; what each was before is noted."""
    kept = [
        Audited(AuditKind.OFFER_KEPT, f"{supplier}/{product}", by, before.get(product), said(offer))
        for product, offer in wanted.items()
    ]
    await note(connection, *kept)
    await put_all(connection, offers, [_row(product, offer) for product, offer in wanted.items()])
    await connection.execute(delete(rungs).where(rungs.c.supplier == supplier, rungs.c.product.in_(list(wanted))))
    ladders = [
        {"supplier": supplier, "product": product, "starts_at": rung.starts_at, "price": rung.price}
        for product, offer in wanted.items()
        for rung in offer.ladder.rungs
    ]
    await connection.execute(insert(rungs), ladders)


def _row(product: str, offer: Offer) -> dict[str, object]:
    return {
        "supplier": offer.supplier,
        "product": product,
        "case_size": offer.case_size,
        "max_cases": offer.max_cases,
        "basis": offer.ladder.basis.value,
        "only_in_replacement": offer.only_in_replacement,
    }


async def check_both_known(connection: AsyncConnection, supplier: str, product: str) -> None:
    """No offer without its supplier and its product.

    Raises:
        Refused: ``supplier_unknown`` or ``product_unknown``.
    """
    if not await connection.scalar(select(suppliers.c.supplier).where(suppliers.c.supplier == supplier)):
        raise Refused("supplier_unknown", supplier=supplier)
    if not await connection.scalar(select(products.c.product).where(products.c.product == product)):
        raise Refused("product_unknown", product=product)
