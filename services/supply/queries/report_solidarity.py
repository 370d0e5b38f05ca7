"""What the solidarity fund paid and got, as far as orders told it: of five orders at least, on both sides.

Orders decides what is told (docs/adr, 25); here it is only added up. Where a part of a row isn't told, none of it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.solidarity_tables import cycle_solidarity
from shared.contracts.solidarity import SolidarityFigure


class FundPart(NamedTuple):
    """Household orders, and what the fund paid of them or got from them, in cents; None: not told."""

    orders: int | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Solidarity:
    """What the fund paid of reduced prices, and what it got of surcharges."""

    paid: FundPart
    received: FundPart


Told = Mapping[str, tuple[SolidarityFigure | None, SolidarityFigure | None]]
"""By cycle: what was told of reduced prices and of surcharges."""


async def told_solidarity(connection: AsyncConnection, of_cycles: Sequence[str]) -> Told:
    """What orders told of these cycles; of one that it told nothing of yet there is nothing."""
    row = cycle_solidarity.c
    found = select(row.cycle, row.reduced, row.surcharges).where(row.cycle.in_(of_cycles))
    return {each.cycle: (_figure(each.reduced), _figure(each.surcharges)) for each in await connection.execute(found)}


def solidarity_of(told: Told, of_cycles: Iterable[str], centre: str | None) -> Solidarity:
    """Of the cycles in which a centre (None: the network) has orders, all together."""
    figures = [told.get(cycle, (None, None)) for cycle in of_cycles]
    return Solidarity(
        _together([_at(paid, centre) for paid, _ in figures]), _together([_at(got, centre) for _, got in figures])
    )


def _figure(stored: object) -> SolidarityFigure | None:
    return None if stored is None else SolidarityFigure.model_validate(stored)


def _at(figure: SolidarityFigure | None, centre: str | None) -> FundPart:
    if figure is None:
        return FundPart()
    if centre is None:
        return FundPart(figure.orders, figure.cents)
    for one in figure.centres:
        if one.centre == centre:
            return FundPart(one.orders, one.cents)
    return FundPart() if figure.rest else FundPart(0, 0)


def _together(parts: Sequence[FundPart]) -> FundPart:
    orders = [part.orders for part in parts if part.orders is not None]
    cents = [part.cents for part in parts if part.cents is not None]
    return FundPart(sum(orders), sum(cents)) if len(cents) == len(parts) else FundPart()
