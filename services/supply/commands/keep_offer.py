"""The coordinator enters or corrects a supplier's offer of a product, with its price ladder."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.tell_limits import tell_limits
from services.supply.domain.audit import Audited, AuditKind
from services.supply.domain.options import Offer
from services.supply.storage.audit_rows import lock_catalogue, note
from services.supply.storage.catalogue_tables import offers, products, rungs, suppliers
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.offers import offer_state, said
from services.supply.storage.upsert import put
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
    async with transaction(engine) as connection:
        await lock_catalogue(connection)
        new = await put_offer(connection, wanted, by)
        await tell_limits(connection, clock, cycle_products.c.product == wanted.product)
        return new


async def put_offer(connection: AsyncConnection, wanted: ProductOffer, by: UUID | None) -> bool:
    """The same in a transaction that does more, and has locked the catalogue.

    Raises:
        Refused: ``supplier_unknown`` or ``product_unknown``.
    """
    await check_both_known(connection, wanted.offer.supplier, wanted.product)
    key = {"supplier": wanted.offer.supplier, "product": wanted.product}
    before, about = await offer_state(connection, **key), f"{wanted.offer.supplier}/{wanted.product}"
    await note(connection, Audited(AuditKind.OFFER_KEPT, about, by, before, said(wanted.offer)))
    terms = {
        "case_size": wanted.offer.case_size,
        "max_cases": wanted.offer.max_cases,
        "basis": wanted.offer.ladder.basis.value,
        "only_in_replacement": wanted.offer.only_in_replacement,
    }
    new = await put(connection, offers, key | terms)
    of_offer = (rungs.c.supplier == wanted.offer.supplier) & (rungs.c.product == wanted.product)
    await connection.execute(delete(rungs).where(of_offer))
    ladder = [{**key, "starts_at": rung.starts_at, "price": rung.price} for rung in wanted.offer.ladder.rungs]
    await connection.execute(insert(rungs), ladder)
    return new


async def check_both_known(connection: AsyncConnection, supplier: str, product: str) -> None:
    """No offer without its supplier and its product.

    Raises:
        Refused: ``supplier_unknown`` or ``product_unknown``.
    """
    if not await connection.scalar(select(suppliers.c.supplier).where(suppliers.c.supplier == supplier)):
        raise Refused("supplier_unknown", supplier=supplier)
    if not await connection.scalar(select(products.c.product).where(products.c.product == product)):
        raise Refused("product_unknown", product=product)
