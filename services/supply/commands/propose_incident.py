"""What an incident would lead to: computed and shown, nothing stored (docs/incidents.md)."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.amend_purchase_order import check_amendable, check_not_lowered
from services.supply.domain.came_short import CameShort
from services.supply.domain.consequence import Consequence, token_of
from services.supply.domain.happened import Happened
from services.supply.domain.incident import HouseholdPart, IncidentKind, household_parts
from services.supply.domain.invoiced_otherwise import InvoicedOtherwise
from services.supply.domain.late_goods import LateGoods
from services.supply.domain.other_terms import OtherTerms
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.domain.rebates import Held, with_rebates
from services.supply.domain.receiving import Receipt
from services.supply.domain.replacement import (
    Missing,
    Replaced,
    consequences,
    costs_more,
    gaps,
    replaced,
    touched,
    weighs,
)
from services.supply.domain.settlement_run import Published
from services.supply.queries.came_short import came_short, unusable_quantities
from services.supply.queries.invoiced_otherwise import invoiced_otherwise
from services.supply.queries.late_goods import late_goods
from services.supply.queries.missing import missing_of
from services.supply.queries.network_settings import network_settings
from services.supply.queries.other_terms import other_terms
from services.supply.queries.receiving import NOTHING_ENTERED, receipts
from services.supply.queries.snapshot import snapshot
from services.supply.storage.asked_rows import asked_lines
from services.supply.storage.purchase_order_rows import LockedOrder, check_sent, read_order
from shared.kernel.refusal import Refused

Ground = Missing | CameShort | LateGoods | OtherTerms | InvoicedOtherwise
"""What a proposal rests on, by the kind of incident."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What the other answer to a supplier's other terms would lead to."""

    costs_more: int
    products: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would follow, and the token that confirms just this.

    ``instead`` is what is bought in the place of an order that does not come. ``gaps`` are, by supplier whose order
    stands but becomes another, the cents that it would cost more than its households hold; ``gap_limit`` is the
    network's. ``leaving_saves``, of other terms, is by how many cents less a plan without this supplier would weigh.
    """

    ground: Ground
    token: str
    instead: Replaced | None = None
    products: tuple[Consequence, ...] = ()
    costs_more: int = 0
    households: tuple[HouseholdPart, ...] = ()
    gaps: Mapping[str, int] = field(default_factory=dict)
    gap_limit: int = 0
    leaving_saves: int | None = None
    otherwise: Otherwise | None = None

    @property
    def stored(self) -> dict[str, Any]:
        """The consequences as an incident keeps them."""
        figures = {
            "costs_more_cents": self.costs_more,
            "corrects_settlement": isinstance(self.ground, CameShort | InvoicedOtherwise) and self.ground.corrects,
            "products": [asdict(one) for one in self.products],
            "rebates_cents": self._sum("rebate_cents"),
            "rebates_before_cents": self._sum("rebate_before_cents"),
            "distributions": self._moved,
            "gaps": [
                {"supplier": supplier, "gap_cents": gap, "above_limit": gap > self.gap_limit}
                for supplier, gap in self.gaps.items()
            ],
            "leaving_saves_cents": self.leaving_saves,
            "otherwise": self._other_answer,
        }
        found: dict[str, Any] = json.loads(json.dumps(figures, default=str))
        return found

    def _sum(self, figure: str) -> int | None:
        """Of all products that it touches; None where it touches none."""
        return sum(getattr(one, figure) for one in self.products) if self.products else None

    @property
    def _moved(self) -> list[dict[str, str]]:
        """The centres that hand goods out at another time, in local time as text."""
        found = self.ground.moved if isinstance(self.ground, LateGoods) else ()
        times = ("starts", "ends", "new_starts", "new_ends")
        return [{"centre": one.centre} | {name: getattr(one, name).isoformat() for name in times} for one in found]

    @property
    def _other_answer(self) -> dict[str, Any] | None:
        if self.otherwise is None:
            return None
        products = [asdict(one) for one in self.otherwise.products]
        return {"costs_more_cents": self.otherwise.costs_more, "products": products}


async def propose_incident(engine: AsyncEngine, happened: Happened, today: date) -> Proposal:
    """Weigh what would follow, from what is stored at this moment and what others can deliver from today.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_not_sent``,
            ``incident_unclear``, ``incident_named_twice`` or ``incident_not_ordered``. Of a cancelled order:
            ``amendment_received``, ``amendment_lowered``, ``cycle_settled``, ``too_many_cases`` or
            ``figures_too_large``; of another tariff or other packs these and what ``said_terms`` refuses. Of another
            date: ``incident_all_here``, ``cycle_settled``, ``incident_date_too_far``, ``incident_centre_unknown``,
            ``distribution_hours_invalid`` or ``incident_before_goods``. Of goods short, damaged or unusable:
            ``cycle_archived``, ``incident_receiving_open``, ``incident_more_than_came`` or ``incident_not_entered``. Of
            a tariff that is invoiced: ``cycle_archived`` or what ``invoiced_otherwise`` refuses.
    """
    happened.check_clear()
    async with snapshot(engine) as connection:
        ground = await read_ground(connection, await read_order(connection, happened.number), happened, today)
        limit = (await network_settings(connection)).gap_limit_cents
    return replace(await asyncio.to_thread(_proposal, happened, ground), gap_limit=limit)


async def read_ground(connection: AsyncConnection, locked: LockedOrder, happened: Happened, today: date) -> Ground:
    """What a proposal rests on, of an order that may have such an incident.

    Raises:
        Refused: as ``propose_incident``.
    """
    if happened.lines or happened.unusable:
        return await _came_short(connection, locked, happened)
    if happened.invoiced:
        _check_not_archived(locked)
        return await invoiced_otherwise(connection, locked)
    if happened.new_date is not None and not happened.leave:
        await _check_more_comes(connection, locked)
        return await late_goods(connection, locked, happened.new_date, happened.distributions)
    cancels = happened.kind is IncidentKind.CANCELLED and not happened.only
    await check_amendable(connection, locked, locked.order.amendment, cancels=cancels, lost=happened.only)
    if happened.other_terms:
        await check_not_lowered(connection, locked.order, await asked_lines(connection, happened.number))
        return await other_terms(connection, locked, happened, today)
    missing = await missing_of(connection, locked, happened.keep_short, today, happened.only)
    _check_ordered(happened, {line.product for line in missing.lost})
    return missing


async def _check_more_comes(connection: AsyncConnection, locked: LockedOrder) -> None:
    """Do nothing for an order that was sent, of which something is still to come: perhaps its second lorry."""
    order = locked.order
    check_sent(order)
    if locked.cycle["state"] in {"settled", "archived"}:
        raise Refused("cycle_settled", cycle=order.cycle)
    receipt = (await receipts(connection, order.cycle)).get(order.supplier, NOTHING_ENTERED)
    if receipt.state is Receipt.COMPLETE or order.state == PurchaseOrderState.DELIVERED:
        raise Refused("incident_all_here", number=order.number, supplier=order.supplier)


async def _came_short(connection: AsyncConnection, locked: LockedOrder, happened: Happened) -> CameShort:
    _check_not_archived(locked)
    unusable = await unusable_quantities(connection, locked.order.number, happened.unusable)
    entered_as = happened.kind if happened.entered else None
    short = await came_short(connection, locked, dict(happened.lines) | unusable, entered_as)
    _check_ordered(happened, {line.product for line in short.lines})
    return short


def _check_not_archived(locked: LockedOrder) -> None:
    """Do nothing for an order that its supplier has, of a cycle of which figures may still change."""
    check_sent(locked.order)
    if locked.cycle["state"] == "archived":
        raise Refused("cycle_archived", cycle=locked.order.cycle)


def token(happened: Happened, ground: Ground) -> str:
    """What a proposal rests on, digested."""
    return token_of((happened.kind.value, happened.reason, sorted(happened.details.items())), *ground.rests_on)


def _proposal(happened: Happened, ground: Ground) -> Proposal:
    """It may take seconds: call it off the event loop."""
    nothing = Proposal(ground, token(happened, ground))
    match ground:
        case LateGoods():
            return replace(nothing, households=ground.households())
        case CameShort() | InvoicedOtherwise():
            found = _with_rebates(ground, ground.consequences())
            parts = household_parts(ground.cycle, ground.touched(found), ground.wanted)
            return replace(nothing, products=found, costs_more=ground.costs_more, households=parts)
        case Missing():
            return _left(nothing, ground, replaced(ground))
        case OtherTerms():
            return _taken_or_left(nothing, ground, leave=happened.leave)


def _left(nothing: Proposal, missing: Missing, instead: Replaced) -> Proposal:
    """The order does not come."""
    found = _with_rebates(missing, consequences(missing, instead))
    parts = household_parts(missing.cycle, touched(missing, found), missing.wanted)
    more = costs_more(missing, instead)
    shown = gaps(missing, instead)
    return replace(nothing, instead=instead, products=found, costs_more=more, households=parts, gaps=shown)


def _taken_or_left(nothing: Proposal, ground: OtherTerms, *, leave: bool) -> Proposal:
    """The order is brought by other terms, or left for that; beside it what the other answer leads to."""
    missing = ground.missing
    found = _with_rebates(missing, ground.consequences())
    parts = household_parts(missing.cycle, ground.touched(found), missing.wanted)
    gap = {missing.supplier: ground.gap}
    taken = replace(nothing, products=found, costs_more=ground.costs_more, households=parts, gaps=gap)
    left = _left(nothing, missing, instead := replaced(missing))
    chosen, other = (left, taken) if leave else (taken, left)
    return replace(
        chosen,
        leaving_saves=ground.weighs - weighs(missing, instead),
        otherwise=Otherwise(other.costs_more, other.products),
    )


def _with_rebates(
    ground: Missing | CameShort | InvoicedOtherwise, found: tuple[Consequence, ...]
) -> tuple[Consequence, ...]:
    published = Published() if isinstance(ground, Missing) else ground.published
    return with_rebates(found, ground.concerned, ground.before(), Held(ground.cycle, ground.wanted, published))


def _check_ordered(happened: Happened, ordered: set[str]) -> None:
    if unknown := happened.named - ordered:
        raise Refused("incident_not_ordered", number=happened.number, product=min(unknown))
