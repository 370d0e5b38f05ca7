"""Put goods that nobody fetched before their last date into what may be sold to any member.

Isolation: READ COMMITTED with the order's row locked, so that nobody is handed meanwhile what is released.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.hand_over import Author, granted_of, note
from services.supply.domain.centre_goods import last_day_to_fetch
from services.supply.domain.handing_over import handed_of
from services.supply.queries.centre_goods import distribution_ends
from services.supply.queries.network_settings import network_settings
from services.supply.storage.hand_over_rows import lock_order, share_settled_cycle, stored_hand_over
from shared.contracts.distributions import HandOverState
from shared.database import retry
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Release:
    """Whose goods are released, which day it is in the network."""

    cycle: str
    order_id: UUID
    today: date


async def release_goods(engine: AsyncEngine, clock: Clock, asked: Release, who: Author) -> None:
    """Release an order's goods; released already, nothing changes.

    Raises:
        Refused: ``cycle_unknown``, ``not_settled``, ``cycle_archived``, ``handed_order_unknown``, ``goods_fetched``,
            ``order_not_in_run`` or ``goods_awaited``: the last date to fetch them is not over.
    """

    async def work(connection: AsyncConnection) -> None:
        await share_settled_cycle(connection, asked.cycle)
        order = await lock_order(connection, asked.cycle, asked.order_id, who.centres)
        before = await stored_hand_over(connection, asked.order_id)
        if before is not None and before["state"] == HandOverState.RELEASED:
            return
        if before is not None and before["collected_at"] is not None:
            raise Refused("goods_fetched")
        await _check_last_day(connection, asked, order)
        granted = await granted_of(connection, asked.cycle, asked.order_id)
        version = before["version"] if before is not None else 0
        row = {
            "order_id": asked.order_id,
            "version": next_version(version, clock()),
            "base_version": version,
            "request_hash": b"",
            "cycle": asked.cycle,
            "centre": order["centre"],
            "state": HandOverState.RELEASED.value,
            "neighbour": None,
            "remark": before["remark"] if before is not None else "",
            "collected_at": None,
            "noted_by": who.user_id,
        }
        await note(connection, row, granted, handed_of(granted, {}, {}, fetched=False))

    await retry(engine, work)


async def _check_last_day(connection: AsyncConnection, asked: Release, order: RowMapping) -> None:
    ends = await distribution_ends(connection, asked.cycle, order["centre"])
    if ends is None:
        raise Refused("handed_order_unknown")
    last_day = last_day_to_fetch(ends, (await network_settings(connection)).uncollected_days)
    if asked.today <= last_day:
        raise Refused("goods_awaited", last_day=last_day)
