"""A report: one total, and rows that add up to it; what rests on few households is hidden from both."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.allocation import Shortfall
from services.supply.domain.report_cells import Cell, Count
from services.supply.domain.report_hiding import hidden_cells
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.report_facts import LEVELS, By, Scope, facts, settled
from services.supply.queries.snapshot import snapshot
from services.supply.storage.cycle_tables import cycles as cycle_rows
from services.supply.storage.demand_tables import centres
from services.supply.storage.roster_tables import assignments, shifts
from services.supply.storage.settlement_tables import settlements
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Goods:
    """Who got something, and how much. Households and first-time buyers are counted once in each row."""

    households: int
    first_time_buyers: int
    baskets: int
    grams: int
    millilitres: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Money:
    """What was charged, in cents: of organic and of local products, of those a shop's price is known of.

    ``saving_cents`` is what a shop would have asked more for the latter. ``short_lines``, by reason: of how many
    order lines less was granted than ordered.
    """

    charged_cents: int
    organic_cents: int
    local_cents: int
    compared_cents: int
    saving_cents: int
    short_lines: Mapping[Shortfall, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row; hidden, it has no figures. Of products and families at one centre euros are not told."""

    code: str
    name: str
    hidden: bool
    goods: Goods | None
    money: Money | None
    volunteer_minutes: int | None


@dataclass(frozen=True, slots=True)
class NetworkMoney:
    """What belongs to the network alone, in cents; ``warehouse_minutes`` of volunteers are of no centre."""

    held_cents: int
    rebates_cents: int
    invoices_cents: int
    stock_kept_cents: int
    stock_used_cents: int
    rounding_cents: int
    uncovered_cents: int
    warehouse_minutes: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of the settled cycles of a scope, by distribution day."""

    cycles: tuple[str, ...]
    total: Row
    network: NetworkMoney | None
    rows: tuple[Row, ...]


NOTHING = Goods(0, 0, 0, 0, 0, 0)
NO_MONEY = Money(0, 0, 0, 0, 0, dict.fromkeys(Shortfall, 0))
_ALL = {"cycle": None, "centre": None, "family": None, "product": None}
Key = tuple[str | None, ...]
"""Of which cycle, centre, family and product a row is; None: of every one."""


async def report(engine: AsyncEngine, scope: Scope, *breakdowns: By, centre: str | None = None) -> list[Report]:
    """The report of a scope in each of these breakdowns, of one moment.

    Raises:
        Refused: ``period_backwards``, ``cycle_unknown``, ``not_settled`` or ``report_centre_unknown``.
    """
    if scope.begins and scope.until and scope.until < scope.begins:
        raise Refused("period_backwards", begins=scope.begins, until=scope.until)
    async with snapshot(engine) as connection:
        await _check(connection, scope, centre)
        about = await _surroundings(connection, scope)
        read = await facts(connection, scope, breakdowns, at_centres=centre is not None)
    return await asyncio.to_thread(_reports, about, read, breakdowns, centre)


async def _check(connection: AsyncConnection, scope: Scope, centre: str | None) -> None:
    if scope.cycle is not None:
        await check_cycle_known(connection, scope.cycle)
        if not await connection.scalar(select(exists().where(settlements.c.cycle == scope.cycle))):
            raise Refused("not_settled", cycle=scope.cycle)
    if centre is not None and not await connection.scalar(select(exists().where(centres.c.centre == centre))):
        raise Refused("report_centre_unknown", centre=centre)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """The scope's cycles, what the centres are called, volunteers' minutes by cycle and centre, the network's money."""

    cycles: Mapping[str, str]
    centres: Mapping[str, str]
    minutes: Mapping[tuple[str, str | None], int]
    money: Mapping[str, int]


async def _surroundings(connection: AsyncConnection, scope: Scope) -> _Surroundings:
    of = settled(scope)
    sums = [name for name in NetworkMoney.__slots__ if name.endswith("_cents")]
    runs = (
        select(of.c.cycle, cycle_rows.c.name, *(settlements.c[name] for name in sums))
        .join(settlements, (settlements.c.cycle == of.c.cycle) & (settlements.c.run == of.c.run))
        .join(cycle_rows, cycle_rows.c.cycle == of.c.cycle)
        .where(of.c.wanted)
        .order_by(of.c.day, of.c.cycle)
    )
    found = (await connection.execute(runs)).mappings().all()
    named = await connection.execute(select(centres.c.centre, centres.c.name))
    return _Surroundings(
        {row["cycle"]: row["name"] for row in found},
        {row.centre: row.name for row in named},
        await _minutes(connection, [row["cycle"] for row in found]),
        {name: sum(row[name] for row in found) for name in sums},
    )


async def _minutes(connection: AsyncConnection, of_cycles: Sequence[str]) -> dict[tuple[str, str | None], int]:
    """What the rosters have volunteers do: at their own centre, helping at another, at the warehouse (None)."""
    shift = shifts.c
    length = func.extract("epoch", shift.ends - shift.starts) / 60
    query = (
        select(shift.cycle, shift.centre, func.sum(length).label("minutes"))
        .join(assignments, (assignments.c.cycle == shift.cycle) & (assignments.c.shift == shift.shift))
        .where(shift.cycle.in_(of_cycles))
        .group_by(shift.cycle, shift.centre)
    )
    return {(row.cycle, row.centre): int(row.minutes) for row in await connection.execute(query)}


def _reports(
    about: _Surroundings, read: Sequence[RowMapping], breakdowns: Sequence[By], centre: str | None
) -> list[Report]:
    """Away from the event loop: a large network has tens of thousands of cells."""
    found = {_key(row): row for row in read}
    shown = _Shown(about, found, _hidden(found), centre)
    total = shown.row((None, centre, None, None), "", "")
    network = None
    if centre is None and not total.hidden:
        warehouse = sum(minutes for (_, place), minutes in about.minutes.items() if place is None)
        network = NetworkMoney(**about.money, warehouse_minutes=warehouse)
    return [Report(tuple(about.cycles), total, network, tuple(shown.rows(by))) for by in breakdowns]


def _key(row: RowMapping) -> Key:
    bits = reversed(range(len(LEVELS)))
    return tuple(None if row["level"] >> bit & 1 else row[name] for bit, name in zip(bits, LEVELS, strict=True))


def _hidden(found: Mapping[Key, RowMapping]) -> set[Key]:
    """What is hidden in a cycle, and what is a sum of such over cycles.

    A row over several cycles is shown only where it is shown in each of them: so it says nothing that they don't.
    """
    counts: dict[str, dict[Cell, Count]] = defaultdict(dict)
    units: dict[str, str] = {}
    for (cycle, *place), row in found.items():
        if cycle is not None:
            cell = Cell(*place)
            counts[cycle][cell] = Count(row["ordered"], row["households"])
            if cell.product is not None:
                units[cell.product] = row["unit"]
    hidden: set[Key] = set()
    for cycle, of_cycle in counts.items():
        for cell in hidden_cells(of_cycle, units):
            family = None if cell.product else cell.family
            hidden |= {(cycle, cell.centre, family, cell.product), (None, cell.centre, family, cell.product)}
    return hidden


class _Shown:
    """The rows of a report as they are shown."""

    def __init__(
        self, about: _Surroundings, found: Mapping[Key, RowMapping], hidden: set[Key], centre: str | None
    ) -> None:
        self._about = about
        self._found = found
        self._hidden = hidden
        self._centre = centre

    def rows(self, by: By) -> Iterator[Row]:
        """The rows of a breakdown, by code; cycles in their order."""
        if by is By.CYCLE:
            for cycle, name in self._about.cycles.items():
                yield self.row((cycle, self._centre, None, None), cycle, name)
            return
        for code in sorted(self._codes(by)):
            key = tuple((_ALL | {"centre": self._centre} | {by.value: code}).values())
            yield self.row(key, code, self._name(by, key, code))

    def row(self, key: Key, code: str, name: str) -> Row:
        """One row; of what nobody ordered it says 0."""
        if key in self._hidden:
            return Row(code, name, hidden=True, goods=None, money=None, volunteer_minutes=None)
        figures = self._found.get(key)
        _, centre, family, product = key
        of_what_is_sold = family is not None or product is not None
        return Row(
            code,
            name,
            hidden=False,
            goods=NOTHING if figures is None else _goods(figures),
            money=None if of_what_is_sold and centre is not None else _money(figures),
            volunteer_minutes=None if of_what_is_sold else self._minutes(key),
        )

    def _codes(self, by: By) -> set[str]:
        level = LEVELS.index(by.value)
        others = [at for at, name in enumerate(LEVELS) if name not in {by.value, "centre"}]
        codes = {
            code
            for key in self._found
            for code in [key[level]]
            if code is not None and all(key[at] is None for at in others) and self._centre in {None, key[1]}
        }
        if by is By.CENTRE:
            codes |= {place for _, place in self._about.minutes if place and self._centre in {None, place}}
        return codes

    def _name(self, by: By, key: Key, code: str) -> str:
        if by is By.CENTRE:
            return self._about.centres.get(code, code)
        return str(self._found[key]["name"]) if by is By.PRODUCT else code

    def _minutes(self, key: Key) -> int:
        """Of the network: those at the warehouse too."""
        of_cycle, centre, *_ = key
        spent: Counter[bool] = Counter()
        for (cycle, place), minutes in self._about.minutes.items():
            spent[of_cycle in {None, cycle} and centre in {None, place}] += minutes
        return spent[True]


def _goods(figures: RowMapping) -> Goods:
    return Goods(**{name: int(figures[name]) for name in Goods.__slots__})


def _money(figures: RowMapping | None) -> Money:
    if figures is None:
        return NO_MONEY
    cents: dict[str, Any] = {name: int(figures[name]) for name in Money.__slots__ if name.endswith("_cents")}
    return Money(**cents, short_lines={why: int(figures[why.value]) for why in Shortfall})
