"""No hidden cell of a report can be worked out from what it shows: judged by linear algebra, not by the rule itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.supply.domain.report_cells import FEWEST, TOTAL, Cell, Count
from services.supply.domain.report_first_times import untold_first_times
from services.supply.domain.report_hiding import hidden_cells
from services.supply.domain.report_short_lines import Short, untold_short_lines

FAMILY_OF = {"P0": "F0", "P1": "F0", "P2": "F0", "P3": "F1", "P4": "F1", "P5": "F2"}
UNITS = {"P0": "kg", "P1": "kg", "P2": "piece", "P3": "kg", "P4": "kg", "P5": "kg"}
EUROS = {  # charged, organic, local, compared with a shop, saving
    "P0": (141, 141, 141, 141, 54),
    "P1": (97, 97, 0, 0, 0),
    "P2": (320, 0, 0, 320, 80),
    "P3": (455, 0, 455, 455, 45),
    "P4": (229, 229, 229, 0, 0),
    "P5": (1155, 0, 0, 1155, 20),
}
Leaf = tuple[str, str]
"""A centre and a product."""


@st.composite
def markets(draw: st.DrawFn) -> dict[Leaf, frozenset[int]]:
    """Which households got a product at a centre; each household is of one centre."""
    centres = draw(st.integers(1, 4))
    found: dict[Leaf, set[int]] = defaultdict(set)
    household = 0
    for centre in range(centres):
        baskets = draw(
            st.lists(
                st.tuples(st.frozensets(st.sampled_from(sorted(UNITS)), min_size=1), st.integers(1, 7)), max_size=5
            )
        )
        for products, alike in baskets:
            for _ in range(alike):
                household += 1
                for product in products:
                    found[f"C{centre}", product].add(household)
    return {leaf: frozenset(households) for leaf, households in found.items()}


def cells_with(leaf: Leaf) -> Iterable[Cell]:
    """Every cell that counts this one."""
    centre, product = leaf
    for place in (centre, None):
        yield from (Cell(place, FAMILY_OF[product], product), Cell(place, FAMILY_OF[product]), Cell(place))


def households_of(market: Mapping[Leaf, frozenset[int]]) -> dict[Cell, set[int]]:
    found: dict[Cell, set[int]] = defaultdict(set)
    for leaf, households in market.items():
        for cell in cells_with(leaf):
            found[cell] |= households
    return found


def hidden_of(market: Mapping[Leaf, frozenset[int]]) -> tuple[dict[Cell, Count], frozenset[Cell]]:
    counts = {cell: Count(len(found), len(found)) for cell, found in households_of(market).items()}
    return counts, hidden_cells(counts, UNITS, EUROS)


class Span:
    """What can be worked out by adding and subtracting known rows."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Fraction]] = {}

    def _rest(self, row: list[Fraction]) -> list[Fraction]:
        for pivot, known in self._rows.items():
            if row[pivot]:
                row = [value - row[pivot] * other for value, other in zip(row, known, strict=True)]
        return row

    def learn(self, row: list[Fraction]) -> None:
        rest = self._rest(row)
        pivot = next((place for place, value in enumerate(rest) if value), None)
        if pivot is not None:
            new = [value / rest[pivot] for value in rest]
            for at, known in self._rows.items():
                self._rows[at] = [value - known[pivot] * other for value, other in zip(known, new, strict=True)]
            self._rows[pivot] = new

    def knows(self, row: list[Fraction]) -> bool:
        return not any(self._rest(row))


@settings(deadline=None)
@given(markets())
def test_no_hidden_quantity_follows_from_what_is_shown(market: dict[Leaf, frozenset[int]]) -> None:
    """Every hidden leaf is more than nothing: what does not follow can be a little more and a little less."""
    counts, hidden = hidden_of(market)
    for unit in sorted(set(UNITS.values())):
        leaves = sorted(leaf for leaf in market if UNITS[leaf[1]] == unit)
        rows = {
            cell: [Fraction(cell in set(cells_with(leaf))) for leaf in leaves]
            for cell in counts
            if any(cell in set(cells_with(leaf)) for leaf in leaves)
        }
        shown = Span()
        for cell, row in rows.items():
            if cell not in hidden:
                shown.learn(row)
        assert [cell for cell, row in rows.items() if cell in hidden and shown.knows(row)] == []


@settings(deadline=None)
@given(markets())
def test_at_one_place_prices_give_no_hidden_quantity_away(market: dict[Leaf, frozenset[int]]) -> None:
    """Who knows prices reads the euros of a centre, or of the network's families, as sums of kilos too."""
    counts, hidden = hidden_of(market)
    for place in {cell.centre for cell in counts}:
        products = sorted({cell for cell in counts if cell.centre == place and cell.product})
        known = Span()
        for row in (cell for cell in counts if cell.centre == place and cell not in hidden):
            parts = [row.family in {None, cell.family} and row.product in {None, cell.product} for cell in products]
            for unit in set(UNITS.values()):
                of_unit = [UNITS[cell.product or ""] == unit for cell in products]
                known.learn([Fraction(part and same) for part, same in zip(parts, of_unit, strict=True)])
            if place is None or row == Cell(place):
                for weights in zip(*(EUROS[cell.product or ""] for cell in products), strict=True):
                    known.learn([Fraction(part * weight) for part, weight in zip(parts, weights, strict=True)])
        each = [[Fraction(cell == other) for other in products] for cell in products]
        assert [c for c, alone in zip(products, each, strict=True) if c in hidden and known.knows(alone)] == []


@settings(deadline=None)
@given(markets())
def test_no_number_of_hidden_households_follows_from_what_is_shown(market: dict[Leaf, frozenset[int]]) -> None:
    """Over centres they add up: what is left for the hidden ones is five at least, and more than one each."""
    counts, hidden = hidden_of(market)
    for whole in counts:
        if whole.centre is None and whole not in hidden:
            parts = [cell for cell in counts if cell.centre and cell == Cell(cell.centre, whole.family, whole.product)]
            assert sum(counts[cell].got for cell in parts) == counts[whole].got
            left = [counts[cell].got for cell in parts if cell in hidden]
            assert not left or (len(left) >= 2 and sum(left) >= FEWEST and sum(left) > len(left))


@settings(deadline=None)
@given(markets())
def test_what_is_left_of_a_shown_sum_rests_on_five_households(market: dict[Leaf, frozenset[int]]) -> None:
    counts, hidden = hidden_of(market)
    whose = households_of(market)
    for centre in {cell.centre for cell in counts}:
        for family in {cell.family for cell in counts if cell.centre == centre and cell.family}:
            parts = [cell for cell in counts if (cell.centre, cell.family) == (centre, family) and cell.product]
            left = [cell for cell in parts if cell in hidden]
            if left and Cell(centre, family) not in hidden:
                assert len(set().union(*(whose[cell] for cell in left))) >= FEWEST


@given(markets())
def test_few_are_hidden_many_are_not_without_need(market: dict[Leaf, frozenset[int]]) -> None:
    counts, hidden = hidden_of(market)
    assert {cell for cell, count in counts.items() if count.few} <= hidden
    if not any(count.few for count in counts.values()):
        assert hidden == frozenset()
    if TOTAL in hidden:
        assert hidden == frozenset(counts)


@settings(deadline=None)
@given(markets(), st.sets(st.integers(1, 40)))
def test_no_few_first_time_buyers_follow_from_what_is_told(market: dict[Leaf, frozenset[int]], new: set[int]) -> None:
    counts, hidden = hidden_of(market)
    whose = households_of(market)
    firsts = {cell: len(found & new) for cell, found in whose.items()}
    untold = untold_first_times(firsts, {cell: len(found) for cell, found in whose.items()}, hidden)
    few = {cell for cell in counts if 1 <= len(whose[cell] & new) < FEWEST or 1 <= len(whose[cell] - new) < FEWEST}
    assert few | hidden <= untold
    for whole in counts:
        if whole.centre is None and whole not in untold:
            parts = [cell for cell in counts if cell.centre and cell == Cell(cell.centre, whole.family, whole.product)]
            left = [firsts[cell] for cell in parts if cell in untold and firsts[cell]]
            assert not left or (len(left) >= 2 and sum(left) >= FEWEST and sum(left) > len(left))


def tells_short(cell: Cell) -> bool:
    """Whether a row of this cell tells lines short: not of what is sold at one centre."""
    return cell.centre is None or cell == Cell(cell.centre)


def short_of(market: Mapping[Leaf, frozenset[int]], short: set[int]) -> dict[Leaf, frozenset[int]]:
    """Which households came short of a product at a centre: every third line of those that are named."""
    return {
        leaf: frozenset(one for one in whose & short if (one + int(leaf[1][1])) % 3) for leaf, whose in market.items()
    }


@settings(deadline=None)
@given(markets(), st.sets(st.integers(1, 60)))
def test_no_few_lines_short_follow_from_what_is_told(market: dict[Leaf, frozenset[int]], short: set[int]) -> None:
    counts, hidden = hidden_of(market)
    lines = short_of(market, short)
    whose = households_of(lines)
    number = {cell: sum(len(lines[leaf]) for leaf in lines if cell in set(cells_with(leaf))) for cell in counts}
    cells = [cell for cell in counts if tells_short(cell)]
    untold = untold_short_lines({cell: Short(number[cell], len(whose[cell])) for cell in cells}, hidden)
    some = [cell for cell in cells if number[cell]]
    assert {cell for cell in some if len(whose[cell]) < FEWEST or cell in hidden} <= untold <= set(some)
    leaves = sorted(leaf for leaf in lines if lines[leaf])
    rows = {cell: [Fraction(cell in set(cells_with(leaf))) for leaf in leaves] for cell in some}
    told = Span()
    for cell in set(some) - untold:
        told.learn(rows[cell])
    assert [cell for cell in untold if told.knows(rows[cell])] == []


@settings(deadline=None)
@given(markets(), st.sets(st.integers(1, 60)))
def test_what_a_told_sum_leaves_of_lines_short_rests_on_five(
    market: dict[Leaf, frozenset[int]], short: set[int]
) -> None:
    counts, hidden = hidden_of(market)
    lines = short_of(market, short)
    whose = households_of(lines)
    number = {cell: sum(len(lines[leaf]) for leaf in lines if cell in set(cells_with(leaf))) for cell in counts}
    shorts = {cell: Short(number[cell], len(whose[cell])) for cell in counts if tells_short(cell)}
    untold = untold_short_lines(shorts, hidden)
    families = {cell.family for cell in shorts if cell.family}
    sums = [(TOTAL, [cell for cell in shorts if cell.centre]), (TOTAL, [Cell(None, one) for one in families])]
    sums += [
        (Cell(None, one), [cell for cell in shorts if cell.family == one and cell.product]) for one in sorted(families)
    ]
    for whole, parts in sums:
        left = [cell for cell in parts if cell in untold]
        if left and whole not in untold:
            assert len(left) >= 2
            assert len(set().union(*(whose[cell] for cell in left))) >= FEWEST


def test_few_lines_short_of_a_product_that_many_bought_are_not_told() -> None:
    """Of thirty households one drew nothing: neither its product, nor the rest of its sums say so."""
    flour, rice, wheat = Cell(None, "F", "FLOUR"), Cell(None, "F", "RICE"), Cell(None, "F", "WHEAT")
    one, many = Short(1, 1), Short(12, 12)
    shorts = {flour: one, rice: many, wheat: Short(0, 0), Cell(None, "F"): Short(13, 13), TOTAL: Short(13, 13)}
    shorts |= {Cell("DUC"): Short(13, 13)}
    assert untold_short_lines(shorts, set()) == {flour, rice}
    assert untold_short_lines(shorts | {flour: Short(5, 5)}, set()) == set()
