"""First-time buyers that a report keeps back don't follow from its periods: judged by linear algebra."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.report_cells import FEWEST, TOTAL, Cell, Count
from services.supply.domain.report_people import (
    Newcomers,
    give_away_newcomers,
    hidden_cells,
    untold_first_times,
    untold_households,
)
from tests.fixtures.report_markets import Span

CENTRES = (Cell("C0"), Cell("C1"), Cell("C2"))
Cycle = dict[Cell, Newcomers]
"""Of the network and of each centre."""


@st.composite
def cycles(draw: st.DrawFn) -> list[Cycle]:
    """Up to five cycles, the first of newcomers alone; few and many of both."""
    some = st.one_of(st.integers(0, 6), st.integers(5, 30))
    return [
        cycle({centre: (draw(some), draw(some) if at else 0) for centre in CENTRES})
        for at in range(draw(st.integers(2, 5)))
    ]


def cycle(at_centres: dict[Cell, tuple[int, int]]) -> Cycle:
    whole = {TOTAL: (sum(first for first, _ in at_centres.values()), sum(others for _, others in at_centres.values()))}
    people = {cell: of for cell, of in (whole | at_centres).items() if sum(of)}
    households = {cell: sum(of) for cell, of in people.items()}
    counts = {cell: Count(got, got) for cell, got in households.items()}
    kept = untold_households(counts, hidden_cells(counts)) | hidden_cells(counts)
    untold = untold_first_times({cell: first for cell, (first, _) in people.items()}, households, kept)
    return {cell: Newcomers(*of, told=cell not in untold) for cell, of in people.items()}


def rows_of(cell: Cell) -> tuple[Cell, ...]:
    return CENTRES if cell == TOTAL else (cell,)


@given(cycles())
def test_no_periods_give_first_time_buyers_away(story: list[Cycle]) -> None:
    """Also where it is known that nobody changed centre, so that households of a centre grow by its newcomers alone."""
    unknowns = [(at, centre) for at, centre in product(range(len(story)), CENTRES) if centre in story[at]]

    def form(of: range, cell: Cell) -> list[Fraction]:
        return [Fraction(at in of and centre in rows_of(cell)) for at, centre in unknowns]

    span = Span()
    for cell, last in product((TOTAL, *CENTRES), range(len(story))):
        before = [one[cell] for one in story[: last + 1] if cell in one]
        if cell in story[last] and story[last][cell].told:
            span.learn(form(range(last, last + 1), cell))
        if before and not (give_away_newcomers(before) if cell == TOTAL else not all(one.told for one in before)):
            span.learn(form(range(last + 1), cell))
    for at, cell in product(range(len(story)), (TOTAL, *CENTRES)):
        if cell in story[at] and not story[at][cell].told:
            assert not span.knows(form(range(at, at + 1), cell))


def test_the_total_is_told_once_enough_newcomers_came_since() -> None:
    """Three in one cycle are not, nor are they once as many came whom another cycle tells."""
    many, three, four = Newcomers(40, 0, told=True), Newcomers(3, 40, told=False), Newcomers(4, 40, told=False)
    assert FEWEST == 5
    assert not give_away_newcomers([many])
    assert give_away_newcomers([many, three])
    assert give_away_newcomers([many, three, Newcomers(6, 40, told=True)])
    assert not give_away_newcomers([many, three, four])
    assert give_away_newcomers([many, three, four, three])
