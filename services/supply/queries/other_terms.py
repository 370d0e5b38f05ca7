"""An order as it was asked, and as its supplier says that it would bring it."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.happened import Happened
from services.supply.domain.other_terms import OtherTerms, said_terms
from services.supply.queries.missing import missing_of
from services.supply.storage.asked_rows import asked_lines, terms_ordered_by
from services.supply.storage.purchase_order_rows import LockedOrder
from shared.kernel.refusal import Refused


async def other_terms(connection: AsyncConnection, locked: LockedOrder, happened: Happened, today: date) -> OtherTerms:
    """What becomes of an order that is brought by other terms, or left for that.

    Raises:
        Refused: ``incident_not_ordered``, or as ``said_terms``.
    """
    order = locked.order
    lines, terms = await asked_lines(connection, order.number), await terms_ordered_by(connection, order.number)
    if unknown := happened.named - lines.keys():
        raise Refused("incident_not_ordered", number=order.number, product=min(unknown))
    missing = await missing_of(connection, locked, happened.keep_short, today)
    after, terms_after = said_terms(happened, lines, terms, {one.product: one.unit for one in missing.lost})
    return OtherTerms(
        missing=missing,
        before=lines,
        terms_before=terms,
        after=after,
        terms=terms_after,
        delivery_vat_basis_points=order.delivery_vat_basis_points,
    )
