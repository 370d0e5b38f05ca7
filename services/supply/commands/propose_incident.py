"""What an incident would lead to: computed and shown, nothing stored (docs/incidents.md)."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.amend_purchase_order import check_amendable
from services.supply.domain.incident import HouseholdPart, IncidentKind, household_parts
from services.supply.domain.replacement import (
    Consequence,
    Missing,
    Replaced,
    consequences,
    costs_more,
    replaced,
    token_of,
    touched,
)
from services.supply.queries.missing import missing_of
from services.supply.queries.snapshot import snapshot
from services.supply.storage.purchase_order_rows import LockedOrder, read_order
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Happened:
    """What the coordinator says happened to a sent order; ``keep_short`` are products not to be bought elsewhere."""

    number: int
    kind: IncidentKind
    reason: str
    keep_short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would follow, and the token that confirms just this."""

    happened: Happened
    missing: Missing
    instead: Replaced
    products: tuple[Consequence, ...]
    costs_more: int
    households: tuple[HouseholdPart, ...]
    token: str

    @property
    def stored(self) -> dict[str, Any]:
        """The consequences as an incident keeps them."""
        figures = {"costs_more_cents": self.costs_more, "products": [asdict(one) for one in self.products]}
        found: dict[str, Any] = json.loads(json.dumps(figures, default=str))
        return found


async def propose_incident(engine: AsyncEngine, happened: Happened, today: date) -> Proposal:
    """Weigh what would follow, from what is stored at this moment and what others can deliver from today.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_not_sent``,
            ``amendment_received``, ``cycle_settled``, ``incident_not_ordered``, ``too_many_cases`` or
            ``figures_too_large``.
    """
    async with snapshot(engine) as connection:
        missing = await read_missing(connection, await read_order(connection, happened.number), happened, today)
    instead = await asyncio.to_thread(replaced, missing)
    found = consequences(missing, instead)
    parts = household_parts(missing.found.cycle, touched(missing, found), missing.wanted)
    more = costs_more(missing, instead)
    return Proposal(happened, missing, instead, found, more, parts, token(happened, missing))


async def read_missing(connection: AsyncConnection, locked: LockedOrder, happened: Happened, today: date) -> Missing:
    """What is missing then, of an order that may still be changed.

    Raises:
        Refused: as ``propose_incident``.
    """
    await check_amendable(connection, locked, locked.order.amendment)
    missing = await missing_of(connection, locked, happened.keep_short, today)
    unknown = set(happened.keep_short) - {line.product for line in missing.lost}
    if unknown:
        raise Refused("incident_not_ordered", number=happened.number, product=min(unknown))
    return missing


def token(happened: Happened, missing: Missing) -> str:
    """What a proposal rests on, digested."""
    return token_of((happened.kind.value, happened.reason, sorted(happened.keep_short)), missing)
