"""A supplier's other terms are taken: its order is amended to them, and the plan fixed as it comes.

Isolation: in the transaction that reports the incident, the cycle's row locked.
"""

from uuid import uuid5

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.amend_purchase_order import Amended, store_amendment
from services.supply.commands.order_instead import Confirmer
from services.supply.domain.other_terms import OtherTerms
from services.supply.storage.buying_tables import plan_lines, purchase_order_lines
from services.supply.storage.following_plan_rows import Following
from services.supply.storage.other_terms_rows import insert_plan_with_other_terms
from services.supply.storage.purchase_order_rows import LockedOrder


async def take_other_terms(connection: AsyncConnection, locked: LockedOrder, other: OtherTerms, by: Confirmer) -> int:
    """Make the plan of it and amend the order, under an id that follows from the incident's; the plan's number."""
    number = locked.order.number
    following = Following(other.missing, other.weighs, proven=True, reason=by.reason, made_by=by.user_id)
    await insert_plan_with_other_terms(connection, following, other)
    amended = Amended(uuid5(by.incident_id, f"order {number}"), by.reason, other.before, other.changed, other.amounts)
    await store_amendment(connection, locked, amended, {"amended_by": by.user_id, "amended_at": by.now})
    await _say_why(connection, following, number, list(other.changed))
    return following.plan


async def _say_why(connection: AsyncConnection, following: Following, number: int, products: list[str]) -> None:
    """The order's lines have the reason of the plan's."""
    line, planned = purchase_order_lines.c, plan_lines.c
    of_plan = (planned.cycle == following.missing.cycle, planned.plan == following.plan)
    mine = (line.number == number, line.product.in_(products), planned.product == line.product)
    await connection.execute(update(purchase_order_lines).where(*of_plan, *mine).values(reason=planned.reason))
