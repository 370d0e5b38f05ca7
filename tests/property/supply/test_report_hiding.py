"""What a report keeps back doesn't follow from what it tells: judged by linear algebra, not by the rule itself."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.report_cells import FEWEST, HELD, TOTAL, Cell
from services.supply.domain.report_hiding import untold_figures
from services.supply.domain.report_people import untold_first_times, untold_households
from tests.fixtures.report_markets import (
    FAMILY_OF,
    UNITS,
    Leaf,
    Market,
    Span,
    cells_with,
    hidden_of,
    households_of,
    markets,
)

FIGURES = ("grams", "pieces", "charged_cents", "organic_cents", "local_cents", "compared_cents", "saving_cents", HELD)
WEIGHTS = {  # of each figure, what a kilo or a piece adds to it; held is the ceiling
    "P0": (1000, 0, 141, 141, 141, 141, 54, 160),
    "P1": (1000, 0, 97, 97, 0, 0, 0, 130),
    "P2": (0, 1, 320, 0, 0, 320, 80, 320),
    "P3": (1000, 0, 455, 0, 455, 455, 45, 480),
    "P4": (1000, 0, 229, 229, 229, 0, 0, 300),
    "P5": (1000, 0, 1155, 0, 0, 1155, 20, 1290),
}


class Told:
    """A cycle's report of a market, and what follows from all that it tells of every place at once.

    ``lacked`` is who of a leaf got less than they ordered: how much less is an unknown too, for that was held.
    """

    def __init__(self, market: Market, lacked: Market | None = None) -> None:
        lacked = lacked or {}
        self.market = market
        self.whose = households_of(market)
        self.counts, self.hidden = hidden_of(market)
        for (centre, product), short in lacked.items():
            cell = Cell(centre, FAMILY_OF[product], product)
            self.counts[cell] = self.counts[cell]._replace(short=len(short))
        self.untold = {} if TOTAL in self.hidden else self._untold()
        self._leaves = sorted(market)
        self._lacked = sorted(lacked)
        self._whose = [*(market[leaf] for leaf in self._leaves), *(lacked[leaf] for leaf in self._lacked)]
        self.span = Span()
        for cell in self.counts:
            for figure in FIGURES:
                if cell not in self.hidden and figure not in self.untold.get(cell, ()) and tells(cell, figure):
                    self.span.learn(self.row(cell, figure))

    def _untold(self) -> dict[Cell, set[str]]:
        found: dict[Cell, set[str]] = defaultdict(set)
        weights = {product: dict(zip(FIGURES, of, strict=True)) for product, of in WEIGHTS.items()}
        for cell, figure in untold_figures(self.counts, weights):
            found[cell].add(figure)
        return found

    def row(self, cell: Cell, figure: str) -> list[Fraction]:
        """What a figure of a cell is the sum of."""
        at = FIGURES.index(figure)
        got = [Fraction(WEIGHTS[leaf[1]][at] * (cell in set(cells_with(leaf)))) for leaf in self._leaves]
        return got + [Fraction(WEIGHTS[leaf[1]][at] * (figure == HELD)) for leaf in self._lacked]

    def found_out(self) -> list[tuple[Cell, str]]:
        """The figures that follow though they are not told."""
        kept = [
            (cell, figure, self.row(cell, figure))
            for cell in self.counts
            for figure in FIGURES
            if cell in self.hidden or (figure in self.untold.get(cell, ()) and tells(cell, figure))
        ]
        return [(cell, figure) for cell, figure, row in kept if any(row) and self.span.knows(row)]

    def of_fewer_than_five(self) -> list[set[int]]:
        """Households, fewer than five, of whose shopping a sum follows, however its products are weighed.

        A sum of some unknowns alone is known exactly where less is known once they are left out.
        """
        groups: set[frozenset[int]] = set()
        for bought in {of for of in self._whose if len(of) < FEWEST}:
            groups |= {bought} | {bought | group for group in groups if len(bought | group) < FEWEST}
        found = []
        for group in groups:
            theirs = [at for at, whose in enumerate(self._whose) if whose <= group]
            if self.span.without(theirs).rank < self.span.rank:
                found.append(set(group))
        return found


def tells(cell: Cell, figure: str) -> bool:
    """Whether a row of this cell tells it at all: no euros of what is sold at one centre, held of the total alone."""
    if figure == HELD:
        return cell == TOTAL
    return not figure.endswith("_cents") or cell.centre is None or cell.family is None


@given(markets(), st.data())
def test_nothing_that_is_kept_back_follows_from_what_is_told(market: Market, data: st.DataObject) -> None:
    """Who knows all prices solves the kilos and euros of the network and of all centres at once."""
    leaves = data.draw(st.sets(st.sampled_from(sorted(market)))) if market else set()
    lacked = {leaf: data.draw(st.frozensets(st.sampled_from(sorted(market[leaf])), min_size=1)) for leaf in leaves}
    told = Told(market, lacked)
    assert told.found_out() == []
    assert told.of_fewer_than_five() == []


def test_what_was_held_is_another_equation() -> None:
    """Flour and rice at known prices: what was charged and what was held would solve both."""
    market = {("C0", "P0"): frozenset(range(20)), ("C0", "P3"): frozenset(range(3))}
    told = Told(market)
    assert told.untold[TOTAL] >= {"grams", HELD}
    assert "charged_cents" not in told.untold[TOTAL]


def test_what_was_held_is_told_where_many_lacked_something() -> None:
    """And not where it would say how much two of them lacked."""
    market = {("C0", "P0"): frozenset(range(20))}
    assert HELD not in Told(market).untold.get(TOTAL, set())
    assert HELD not in Told(market, {("C0", "P0"): frozenset(range(5))}).untold.get(TOTAL, set())
    assert HELD in Told(market, {("C0", "P0"): frozenset(range(2))}).untold[TOTAL]


def network(rng: random.Random, households: int, centres: int, liked: Mapping[str, float]) -> Market:
    """Households spread over centres, each with its products; ``liked``: which part of them buys a product."""
    found: dict[Leaf, set[int]] = defaultdict(set)
    for household in range(households):
        for product, part in liked.items():
            if rng.random() < part:
                found[f"C{household % centres}", product].add(household)
    return {leaf: frozenset(of) for leaf, of in found.items()}


def with_rare(market: Market, products: Iterable[str], households: Iterable[int]) -> Market:
    """The same with these products bought by these households alone."""
    households = list(households)
    centre_of = {one: centre for (centre, _), of in market.items() for one in of}
    kept = {leaf: of for leaf, of in market.items() if leaf[1] not in products}
    for product in products:
        for centre in {centre_of[one] for one in households}:
            kept[centre, product] = frozenset(one for one in households if centre_of[one] == centre)
    return kept


RARE = {
    "none": ((), ()),
    "one": (("P3",), (0, 1, 2)),
    "two, of the same": (("P3", "P4"), (0, 1, 2)),
    "of a family of its own": (("P5",), (0, 5)),
    "in pieces": (("P2",), (0, 1, 2, 3)),
    "at one centre": (("P0",), (0, 10, 20)),
}


@pytest.mark.parametrize("rare", RARE)
@pytest.mark.parametrize("centres", [2, 5])
def test_an_ordinary_network_reads_its_total_whatever_few_bought(rare: str, centres: int) -> None:
    """Households, baskets, what was charged and kilos; and still nothing follows."""
    for seed in range(6):
        rng = random.Random(seed)  # noqa: S311 - no secret is made of it
        liked = {product: rng.uniform(0.3, 1) for product in UNITS}
        told = Told(with_rare(network(rng, 120, centres, liked), *RARE[rare]))
        assert TOTAL not in untold_households(told.counts, told.hidden)
        assert told.hidden.isdisjoint({TOTAL, *(Cell(f"C{number}") for number in range(centres))})
        assert not {"grams", "charged_cents", "saving_cents"} & told.untold.get(TOTAL, set())
        assert told.found_out() == []
        assert told.of_fewer_than_five() == []


@given(markets())
def test_few_are_hidden_many_are_not(market: Market) -> None:
    counts, hidden = hidden_of(market)
    few = {cell for cell, count in counts.items() if count.few}
    assert hidden in (few, set(counts))
    assert TOTAL in hidden or hidden == few


@given(markets())
def test_what_many_bought_is_told_where_nobody_needs_to_be_hidden(market: Market) -> None:
    told = Told(market)
    assert told.hidden or not any(told.untold.values())


@given(markets())
def test_no_number_of_hidden_households_follows_from_what_is_shown(market: Market) -> None:
    """Over centres they add up: what is left for the hidden ones is five at least, and more than one each."""
    counts, hidden = hidden_of(market)
    untold = untold_households(counts, hidden)
    assert hidden <= untold
    for whole in counts:
        if whole.centre is None and whole not in untold:
            parts = [cell for cell in counts if cell.centre and cell == Cell(cell.centre, whole.family, whole.product)]
            assert sum(counts[cell].got for cell in parts) == counts[whole].got
            left = [counts[cell].got for cell in parts if cell in untold]
            assert not left or (len(left) >= 2 and sum(left) >= FEWEST and sum(left) > len(left))


@given(markets(), st.sets(st.integers(1, 40)))
def test_no_few_first_time_buyers_follow_from_what_is_told(market: Market, new: set[int]) -> None:
    counts, hidden = hidden_of(market)
    kept = untold_households(counts, hidden)
    whose = households_of(market)
    firsts = {cell: len(found & new) for cell, found in whose.items()}
    untold = untold_first_times(firsts, {cell: len(found) for cell, found in whose.items()}, kept)
    few = {cell for cell in counts if 1 <= len(whose[cell] & new) < FEWEST or 1 <= len(whose[cell] - new) < FEWEST}
    assert few | kept <= untold
    for whole in counts:
        if whole.centre is None and whole not in untold:
            parts = [cell for cell in counts if cell.centre and cell == Cell(cell.centre, whole.family, whole.product)]
            left = [firsts[cell] for cell in parts if cell in untold and firsts[cell]]
            assert not left or (len(left) >= 2 and sum(left) >= FEWEST and sum(left) > len(left))
