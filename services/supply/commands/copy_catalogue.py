"""The coordinator fills a draft with another cycle's catalogue: what it would add, then exactly that."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import AuditKind
from services.supply.domain.catalogue_copy import TAKEN, CopiedProduct, copy_catalogue
from services.supply.queries.catalogue_copy import earlier_products
from services.supply.queries.snapshot import snapshot
from services.supply.storage.audit_rows import cycle_audited
from services.supply.storage.cycle_tables import cycle_products
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CatalogueCopy:
    """What becomes of each product of ``source`` in the draft of ``cycle``; ``token`` names exactly this."""

    cycle: str
    source: str
    products: list[CopiedProduct]
    token: str


async def show_copy(engine: AsyncEngine, cycle: str, source: str) -> CatalogueCopy:
    """What the copy would do; nothing is stored.

    Raises:
        Refused: ``cycle_unknown`` or ``cycle_not_draft``.
    """
    async with snapshot(engine) as connection:
        return await _copy(connection, cycle, source)


async def copy_into_draft(
    engine: AsyncEngine, cycle: str, source: str, token: str, by: UUID | None = None
) -> CatalogueCopy:
    """Add what was shown to the draft, all of it or nothing; the audit locks it first.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_not_draft``, or ``catalogue_copy_changed``: offers, suppliers or one of
            the catalogues are others than were shown.
    """
    async with transaction(engine) as connection, cycle_audited(connection, AuditKind.CATALOGUE_COPIED, cycle, by):
        found = await _copy(connection, cycle, source)
        if found.token != token:
            raise Refused("catalogue_copy_changed", cycle=cycle, source=source)
        rows = [
            {"cycle": cycle, "product": one.product, "ceiling_price_cents": one.ceiling, "on_sale": True}
            for one in found.products
            if one.copied in TAKEN
        ]
        if rows:
            await connection.execute(insert(cycle_products), rows)
        return found


async def _copy(connection: AsyncConnection, cycle: str, source: str) -> CatalogueCopy:
    copied = copy_catalogue(await earlier_products(connection, cycle, source))
    token = hashlib.sha256(repr((cycle, source, copied)).encode()).hexdigest()
    return CatalogueCopy(cycle, source, copied, token)
