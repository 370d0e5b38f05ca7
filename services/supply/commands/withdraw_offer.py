"""The coordinator takes away an offer that a supplier no longer makes."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.keep_offer import check_both_known
from services.supply.commands.tell_limits import tell_limits
from services.supply.domain.audit import Audited, AuditKind
from services.supply.queries.offer_use import RUNNING, check_offer_unused, running_cycles_selling
from services.supply.storage.audit_rows import lock_catalogue, note
from services.supply.storage.catalogue_tables import offers
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.offers import offer_state
from shared.database import transaction
from shared.kernel.clock import Clock


async def withdraw_offer(
    engine: AsyncEngine, clock: Clock, supplier: str, product: str, by: UUID | None = None
) -> None:
    """Delete an offer with its rungs; one that is not there stays away.

    Plans and purchase orders keep the price and the ladder that they were made with: a settled cycle loses nothing.

    Raises:
        Refused: ``supplier_unknown``, ``product_unknown``; ``offer_ordered``, ``offer_planned`` or ``offer_fixed``:
            a running cycle rests on it.
    """
    async with transaction(engine) as connection:
        await check_both_known(connection, supplier, product)
        selling = await running_cycles_selling(connection, product)
        locked = [await lock_cycle(connection, cycle) for cycle in selling]
        running = [row["cycle"] for row in locked if row["state"] in RUNNING]
        await check_offer_unused(connection, supplier, product, running)
        await lock_catalogue(connection)
        before = await offer_state(connection, supplier, product)
        await note(connection, Audited(AuditKind.OFFER_WITHDRAWN, f"{supplier}/{product}", by, before))
        await connection.execute(delete(offers).where(offers.c.supplier == supplier, offers.c.product == product))
        await tell_limits(connection, clock, cycle_products.c.product == product)
