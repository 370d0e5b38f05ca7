"""What an incident would lead to: computed and shown, nothing stored (docs/incidents.md)."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.amend_purchase_order import check_amendable
from services.supply.domain.came_short import CameShort
from services.supply.domain.consequence import Consequence, token_of
from services.supply.domain.incident import HouseholdPart, IncidentKind, household_parts
from services.supply.domain.late_goods import Dates, LateGoods
from services.supply.domain.replacement import Missing, Replaced, consequences, costs_more, replaced, touched
from services.supply.queries.came_short import came_short
from services.supply.queries.late_goods import late_goods
from services.supply.queries.missing import missing_of
from services.supply.queries.snapshot import snapshot
from services.supply.storage.purchase_order_rows import LockedOrder, check_sent, read_order
from shared.kernel.refusal import Refused

Ground = Missing | CameShort | LateGoods
"""What a proposal rests on, by the kind of incident."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What the coordinator says happened to a sent order.

    ``keep_short`` are products of a cancelled order not to be bought elsewhere; ``lines`` the products that came short
    or damaged, with how many base units of them; ``new_date`` the day on which goods come that were to come on another,
    ``distributions`` the dates wanted for centres instead of what would be proposed.
    """

    number: int
    kind: IncidentKind
    reason: str
    keep_short: tuple[str, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    new_date: date | None = None
    distributions: tuple[Dates, ...] = ()

    @property
    def details(self) -> dict[str, Any]:
        """What it is, beside kind and reason."""
        return {
            "keep_short": sorted(self.keep_short),
            "lines": [list(line) for line in sorted(self.lines)],
            "new_date": None if self.new_date is None else self.new_date.isoformat(),
            "distributions": [
                [one.centre, one.starts.isoformat(), one.ends.isoformat()]
                for one in sorted(self.distributions, key=lambda one: one.centre)
            ],
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would follow, and the token that confirms just this. ``instead``: of a cancelled order."""

    ground: Ground
    instead: Replaced | None
    products: tuple[Consequence, ...]
    costs_more: int
    households: tuple[HouseholdPart, ...]
    token: str

    @property
    def stored(self) -> dict[str, Any]:
        """The consequences as an incident keeps them."""
        figures = {
            "costs_more_cents": self.costs_more,
            "corrects_settlement": isinstance(self.ground, CameShort) and self.ground.run is not None,
            "products": [asdict(one) for one in self.products],
            "distributions": self._moved,
        }
        found: dict[str, Any] = json.loads(json.dumps(figures, default=str))
        return found

    @property
    def _moved(self) -> list[dict[str, str]]:
        """The centres that hand goods out at another time, in local time as text."""
        found = self.ground.moved if isinstance(self.ground, LateGoods) else ()
        times = ("starts", "ends", "new_starts", "new_ends")
        return [{"centre": one.centre} | {name: getattr(one, name).isoformat() for name in times} for one in found]


async def propose_incident(engine: AsyncEngine, happened: Happened, today: date) -> Proposal:
    """Weigh what would follow, from what is stored at this moment and what others can deliver from today.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_not_sent``,
            ``incident_unclear``, ``incident_named_twice`` or ``incident_not_ordered``. Of a cancelled order:
            ``amendment_received``, ``cycle_settled``, ``too_many_cases`` or ``figures_too_large``. Of another date:
            ``amendment_received``, ``cycle_settled``, ``incident_date_too_far``, ``incident_centre_unknown``,
            ``distribution_hours_invalid`` or ``incident_before_goods``. Of goods short or
            damaged: ``cycle_archived``, ``incident_receiving_open`` or ``incident_more_than_came``.
    """
    _check_clear(happened)
    async with snapshot(engine) as connection:
        ground = await read_ground(connection, await read_order(connection, happened.number), happened, today)
    return await asyncio.to_thread(_proposal, happened, ground)


def _proposal(happened: Happened, ground: Ground) -> Proposal:
    """It may take seconds: call it off the event loop."""
    if isinstance(ground, LateGoods):
        return Proposal(ground, None, (), 0, ground.households(), token(happened, ground))
    if isinstance(ground, CameShort):
        found = ground.consequences()
        parts = household_parts(ground.cycle, ground.touched(found), ground.wanted)
        return Proposal(ground, None, found, ground.costs_more, parts, token(happened, ground))
    instead = replaced(ground)
    found = consequences(ground, instead)
    parts = household_parts(ground.cycle, touched(ground, found), ground.wanted)
    return Proposal(ground, instead, found, costs_more(ground, instead), parts, token(happened, ground))


async def read_ground(connection: AsyncConnection, locked: LockedOrder, happened: Happened, today: date) -> Ground:
    """What a proposal rests on, of an order that may have such an incident.

    Raises:
        Refused: as ``propose_incident``.
    """
    if happened.kind is IncidentKind.CANCELLED:
        await check_amendable(connection, locked, locked.order.amendment, cancels=True)
        missing = await missing_of(connection, locked, happened.keep_short, today)
        _check_ordered(happened, {line.product for line in missing.lost})
        return missing
    if happened.new_date is not None:
        await check_amendable(connection, locked, locked.order.amendment)
        return await late_goods(connection, locked, happened.new_date, happened.distributions)
    check_sent(locked.order)
    if locked.cycle["state"] == "archived":
        raise Refused("cycle_archived", cycle=locked.order.cycle)
    short = await came_short(connection, locked, dict(happened.lines))
    _check_ordered(happened, {line.product for line in short.lines})
    return short


def token(happened: Happened, ground: Ground) -> str:
    """What a proposal rests on, digested."""
    return token_of((happened.kind.value, happened.reason, sorted(happened.details.items())), *ground.rests_on)


def _check_clear(happened: Happened) -> None:
    said = bool(happened.lines), happened.new_date is not None
    wanted = {IncidentKind.CANCELLED: (False, False), IncidentKind.WRONG_DATE: (False, True)}
    of_another = (happened.keep_short and happened.kind is not IncidentKind.CANCELLED) or (
        happened.distributions and happened.kind is not IncidentKind.WRONG_DATE
    )
    if said != wanted.get(happened.kind, (True, False)) or of_another:
        raise Refused("incident_unclear", number=happened.number)
    centres = [one.centre for one in happened.distributions]
    if len(set(centres)) < len(centres):
        raise Refused("incident_unclear", number=happened.number)
    named = [product for product, _ in happened.lines]
    for product in named:
        if named.count(product) > 1:
            raise Refused("incident_named_twice", number=happened.number, product=product)


def _check_ordered(happened: Happened, ordered: set[str]) -> None:
    named = {*happened.keep_short, *(product for product, _ in happened.lines)}
    if unknown := named - ordered:
        raise Refused("incident_not_ordered", number=happened.number, product=min(unknown))
