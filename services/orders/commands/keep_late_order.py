"""Keep an order that waited on a device and can't be taken when it comes: it waits in the late tray.

Its household is gone and its money is in the box: the coordinator decides, with the order in front of them. What is
refused at once is left to the table, where the household still stands.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid5

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.order_request import OrderRequest, request_hash
from services.orders.commands.place_order import Placed, place_orders
from services.orders.domain.author import Author
from services.orders.domain.late_reasons import LateReason
from shared.kernel.refusal import Refused

AT_THE_TABLE = timedelta(minutes=1)
"""What waited less is answered while its household is there."""
_REASONS = {reason.value: reason for reason in LateReason if reason is not LateReason.CHANGE}


async def keep_late_order(desk: OrderDesk, order: OrderRequest, refusal: Refused, author: Author) -> Placed | None:
    """The new order in the late tray, with its money as credit; ``None`` if it can't wait there either."""
    reason = _REASONS.get(refusal.code)
    if order.base_version or reason is None:
        return None
    (outcome,) = await place_orders(desk, [replace(order, late_reason=reason)], author)
    return None if isinstance(outcome, Refused) else outcome


async def keep_late_change(desk: OrderDesk, order: OrderRequest, author: Author) -> None:
    """What a refused change asked for, as an order of its own in the late tray: the one it was to change stands.

    Its id is made of both, so that sent again it is the same. Its money was booked as credit before.
    """
    copy_id = uuid5(order.order_id, request_hash(order).hex())
    copy = replace(order, order_id=copy_id, base_version=0, payments=(), late_reason=LateReason.CHANGE)
    await place_orders(desk, [copy], author)
