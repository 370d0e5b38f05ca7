"""Lines that came short for few households don't follow from what a report tells of all the others."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.report_cells import FEWEST, TOTAL, Cell
from services.supply.domain.report_short_lines import Short, untold_short_lines
from tests.fixtures.report_markets import Leaf, Market, Span, cells_with, hidden_of, households_of, markets


def tells_short(cell: Cell) -> bool:
    """Whether a row of this cell tells lines short: not of what is sold at one centre."""
    return cell.centre is None or cell == Cell(cell.centre)


def short_of(market: Market, short: set[int]) -> dict[Leaf, frozenset[int]]:
    """Which households came short of a product at a centre: every third line of those that are named."""
    return {
        leaf: frozenset(one for one in whose & short if (one + int(leaf[1][1])) % 3) for leaf, whose in market.items()
    }


@given(markets(), st.sets(st.integers(1, 60)))
def test_no_few_lines_short_follow_from_what_is_told(market: Market, short: set[int]) -> None:
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


@given(markets(), st.sets(st.integers(1, 60)))
def test_what_a_told_sum_leaves_of_lines_short_rests_on_five(market: Market, short: set[int]) -> None:
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
