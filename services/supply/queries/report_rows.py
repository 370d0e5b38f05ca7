"""The rows of a report, made from its facts: what rests on few households is hidden from all of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from services.supply.domain.allocation import Shortfall
from services.supply.domain.report_cells import HELD, Cell, Count
from services.supply.domain.report_hiding import untold_figures
from services.supply.domain.report_people import (
    Newcomers,
    give_away_newcomers,
    hidden_cells,
    untold_first_times,
    untold_households,
)
from services.supply.domain.report_short_lines import Short, untold_short_lines
from services.supply.queries.report_facts import LEVELS, QUANTITIES, By, whose_short
from services.supply.queries.report_solidarity import Solidarity, Told, solidarity_of
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class Goods:
    """Who got something, and how much; None: not told. Households are counted once in each row."""

    households: int | None
    first_time_buyers: int | None
    baskets: int | None
    grams: int | None
    millilitres: int | None
    pieces: int | None


@dataclass(frozen=True, slots=True)
class Money:
    """What was charged, in cents: of organic and of local products, of those a shop's price is known of.

    ``saving_cents`` is what a shop would have asked more for the latter. ``short_lines``, by reason: of how many
    order lines less was granted than ordered. None: not told.
    """

    charged_cents: int | None
    organic_cents: int | None
    local_cents: int | None
    compared_cents: int | None
    saving_cents: int | None
    short_lines: Mapping[Shortfall, int | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One row; hidden, it has no figures. Of products and families at one centre euros are not told.

    Volunteers' minutes and what the solidarity fund paid are of a centre or the network, not of what is sold.
    """

    code: str
    name: str
    hidden: bool
    goods: Goods | None
    money: Money | None
    volunteer_minutes: int | None
    solidarity: Solidarity | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Beside the facts of a scope: its cycles, what the centres are called, the network's money.

    ``minutes`` are volunteers', by cycle and centre; ``solidarity`` is what orders told, by cycle; ``before`` are the
    centres where somebody got something before the first of the cycles.
    """

    cycles: Mapping[str, str]
    centres: Mapping[str, str]
    minutes: Mapping[tuple[str, str | None], int]
    solidarity: Told
    money: Mapping[str, int]
    before: AbstractSet[str]


NOTHING = Goods(0, 0, 0, 0, 0, 0)
NO_MONEY = Money(0, 0, 0, 0, 0, dict.fromkeys(Shortfall, 0))
_ALL = {"cycle": None, "centre": None, "family": None, "product": None}
Key = tuple[str | None, ...]
"""Of which cycle, centre, family and product a row is; None: of every one."""


def _key(row: RowMapping) -> Key:
    bits = reversed(range(len(LEVELS)))
    return tuple(None if row["level"] >> bit & 1 else row[name] for bit, name in zip(bits, LEVELS, strict=True))


@dataclass(frozen=True, slots=True)
class _Secrets:
    """The keys of rows that are hidden, and what others don't tell: figures, by name; short lines, by reason.

    A row over several cycles tells only what each of them tells: so it says nothing that they don't.
    """

    rows: set[Key]
    figures: set[tuple[Key, str]]

    def keep(self, key: Key, figure: str) -> bool:
        """Whether a row doesn't tell a figure."""
        return key in self.rows or (key, figure) in self.figures


def _secrets(about: Surroundings, found: Mapping[Key, RowMapping]) -> _Secrets:
    by_cycle: dict[str, dict[Cell, RowMapping]] = defaultdict(dict)
    for (cycle, *place), row in found.items():
        if cycle is not None:
            by_cycle[cycle][Cell(*place)] = row
    secrets = _Secrets(set(), set())
    for cycle, rows in by_cycle.items():
        counts = {cell: Count(row["ordered"], row["households"], row["short_households"]) for cell, row in rows.items()}
        hidden = hidden_cells(counts)
        secrets.rows.update(key for cell in hidden for key in _keys(cycle, cell))
        if len(hidden) < len(rows):
            for cell, figure in _untold(rows, counts, hidden):
                secrets.figures.update((key, figure) for key in _keys(cycle, cell))
    in_order = [(cycle, by_cycle[cycle]) for cycle in about.cycles]
    secrets.figures.update((key, "households") for key in _giving_away(in_order, secrets, about.before))
    return secrets


def _giving_away(
    cycles: Iterable[tuple[str, Mapping[Cell, RowMapping]]], secrets: _Secrets, before: AbstractSet[str]
) -> Iterator[Key]:
    """Rows over several cycles from the beginning on whose households would give first-time buyers away.

    But for the network's total each cycle must tell them: what centres tell would also be taken from each other.
    """
    over_time: dict[Key, list[Newcomers]] = defaultdict(list)
    for cycle, rows in cycles:
        for cell, row in rows.items():
            in_cycle, over = _keys(cycle, cell)
            first, told = row["first_time_buyers"], not secrets.keep(in_cycle, "first_time_buyers")
            if row["households"]:
                over_time[over].append(Newcomers(first, row["households"] - first, told))
    for key, found in over_time.items():
        of_total = key == tuple(_ALL.values())
        untold = give_away_newcomers(found) if of_total else not all(one.told for one in found)
        if untold and len(found) > 1 and (key[1] not in before if key[1] else not before):
            yield key


def _untold(
    rows: Mapping[Cell, RowMapping], counts: Mapping[Cell, Count], hidden: AbstractSet[Cell]
) -> Iterator[tuple[Cell, str]]:
    """The figures that rows don't tell though they are not hidden."""
    weights = {cell.product: _weights(row) for cell, row in rows.items() if cell.product is not None}
    yield from untold_figures(counts, weights)
    households = untold_households(counts, hidden)
    firsts = {cell: row["first_time_buyers"] for cell, row in rows.items()}
    for figure, untold in (
        ("households", households),
        ("baskets", households),
        ("first_time_buyers", untold_first_times(firsts, {cell: of.got for cell, of in counts.items()}, households)),
        *((why.value, untold_short_lines(_shorts(rows, why), hidden)) for why in Shortfall),
    ):
        yield from ((cell, figure) for cell in untold)


def _shorts(rows: Mapping[Cell, RowMapping], why: Shortfall) -> dict[Cell, Short]:
    """Of the cells that tell them: not of what is sold at one centre."""
    told = {cell: row for cell, row in rows.items() if cell.centre is None or cell == Cell(cell.centre)}
    return {cell: Short(int(row[why.value]), int(row[whose_short(why)])) for cell, row in told.items()}


def _weights(sold: RowMapping) -> dict[str, int]:
    """What a display unit of a product adds to each figure."""
    unit, price, in_a_shop = Unit(sold["unit"]), sold["price"] or 0, sold["in_a_shop"]
    return {
        QUANTITIES[unit]: unit.base,
        "charged_cents": price,
        HELD: sold["ceiling"],
        "organic_cents": price * sold["organic"],
        "local_cents": price * sold["local"],
        "compared_cents": 0 if in_a_shop is None else price,
        "saving_cents": 0 if in_a_shop is None else in_a_shop - price,
    }


def _keys(cycle: str, cell: Cell) -> tuple[Key, Key]:
    """Of a cell's row in its cycle, and over cycles."""
    family = None if cell.product else cell.family
    return (cycle, cell.centre, family, cell.product), (None, cell.centre, family, cell.product)


class Rows:
    """The rows of a report as they are shown."""

    def __init__(self, about: Surroundings, read: Sequence[RowMapping], centre: str | None) -> None:
        self._about = about
        self._found = {_key(row): row for row in read}
        self._secrets = _secrets(about, self._found)
        self._centre = centre

    def total(self) -> Row:
        """Everything of the scope."""
        return self._row((None, self._centre, None, None), "", "")

    def tell_held(self) -> bool:
        """Whether the network may say what was held: in none of its cycles what few ordered would follow."""
        return (tuple(_ALL.values()), HELD) not in self._secrets.figures

    def of(self, by: By) -> Iterator[Row]:
        """The rows of a breakdown, by code; cycles in their order."""
        if by is By.CYCLE:
            for cycle, name in self._about.cycles.items():
                yield self._row((cycle, self._centre, None, None), cycle, name)
            return
        for code in sorted(self._codes(by)):
            key = tuple((_ALL | {"centre": self._centre} | {by.value: code}).values())
            yield self._row(key, code, self._name(by, key, code))

    def _row(self, key: Key, code: str, name: str) -> Row:
        """One row; of what nobody ordered it says 0."""
        if key in self._secrets.rows:
            return Row(code, name, hidden=True, goods=None, money=None, volunteer_minutes=None, solidarity=None)
        figures = self._found.get(key)
        _, centre, family, product = key
        of_what_is_sold = family is not None or product is not None
        return Row(
            code,
            name,
            hidden=False,
            goods=NOTHING if figures is None else Goods(**self._told(key, figures, Goods.__slots__)),
            money=None if of_what_is_sold and centre is not None else self._money(key),
            volunteer_minutes=None if of_what_is_sold else self._minutes(key),
            solidarity=None if of_what_is_sold else self._solidarity(key),
        )

    def _money(self, key: Key) -> Money:
        figures = self._found.get(key)
        if figures is None:
            return NO_MONEY
        cents = [name for name in Money.__slots__ if name.endswith("_cents")]
        short = {Shortfall(why): lines for why, lines in self._told(key, figures, Shortfall).items()}
        return Money(**self._told(key, figures, cents), short_lines=short)

    def _told(self, key: Key, figures: RowMapping, names: Iterable[str]) -> dict[str, Any]:
        """Figures by name; None: not told."""
        return {name: None if (key, name) in self._secrets.figures else int(figures[name]) for name in names}

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

    def _solidarity(self, key: Key) -> Solidarity:
        """Of each cycle in which anything was ordered there."""
        of_cycle, centre, *_ = key
        asked = self._about.cycles if of_cycle is None else [of_cycle]
        ordered = [cycle for cycle in asked if (cycle, centre, None, None) in self._found]
        return solidarity_of(self._about.solidarity, ordered, centre)
