"""Hidden cells that prices give away: who knows these has, besides the kilos of a sum, its euros.

Of a centre its whole row tells euros, of the network each family's does. Each figure in euros weighs products
otherwise (what is charged by price, what is organic by price where it is, …), and each is one more equation.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from services.supply.domain.report_cells import Cell, Count

PRIME = 2**61 - 1
"""Equations are solved modulo a prime: no fractions, and what follows from them does so here too."""

Equation = dict[Cell, int]


def given_away(
    counts: Mapping[Cell, Count],
    hidden: AbstractSet[Cell],
    units: Mapping[str, str],
    euros: Mapping[str, Sequence[int]],
) -> Iterator[Cell]:
    """For each centre and for the network, a cell that must be hidden besides; none where nothing is given away.

    Args:
        counts: On whom each cell rests.
        hidden: What is hidden so far.
        units: What each product is counted in.
        euros: What a base unit of each product weighs in each figure in euros.
    """
    places: dict[str | None, list[Cell]] = defaultdict(list)
    for cell, count in counts.items():
        if cell.product is not None and count.got and Cell(cell.centre) not in hidden:
            places[cell.centre].append(cell)
    for place, products in places.items():
        secret = [cell for cell in products if cell in hidden]
        found = determined(_equations(place, secret, hidden, units, euros))
        if found:
            yield _besides(min(found), products, counts, hidden)


def determined(equations: Iterable[Equation]) -> set[Cell]:
    """The unknowns that these equations leave one value: alone in a row of the reduced echelon form."""
    rows: dict[Cell, Equation] = {}
    for equation in equations:
        row = equation
        for pivot in [cell for cell in equation if cell in rows]:
            row = _less(row, rows[pivot], row.get(pivot, 0))
        if row:
            pivot = next(iter(row))
            inverse = pow(row[pivot], -1, PRIME)
            row = {cell: weight * inverse % PRIME for cell, weight in row.items()}
            for other, known in rows.items():
                if pivot in known:
                    rows[other] = _less(known, row, known[pivot])
            rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _less(row: Equation, other: Equation, times: int) -> Equation:
    found = dict(row)
    for cell, weight in other.items():
        found[cell] = (found.get(cell, 0) - times * weight) % PRIME
    return {cell: weight for cell, weight in found.items() if weight}


def _equations(
    place: str | None,
    secret: Iterable[Cell],
    hidden: AbstractSet[Cell],
    units: Mapping[str, str],
    euros: Mapping[str, Sequence[int]],
) -> list[Equation]:
    """What the shown rows leave for the hidden products: by family, or together where their families are hidden."""
    found: dict[tuple[str | None, str | int], Equation] = defaultdict(dict)
    for cell in secret:
        family = None if Cell(place, cell.family) in hidden else cell.family
        product = cell.product or ""
        found[family, units[product]][cell] = 1
        for figure, weight in enumerate(euros[product]):
            if weight % PRIME:
                found[None if place is not None else family, figure][cell] = weight % PRIME
    return list(found.values())


def _besides(cell: Cell, products: Iterable[Cell], counts: Mapping[Cell, Count], hidden: AbstractSet[Cell]) -> Cell:
    """The smallest shown cell that its sums have besides: a product, then a family, in the end the whole row."""
    beside = [other for other in products if other not in hidden]
    in_family = [other for other in beside if other.family == cell.family]
    families = {Cell(other.centre, other.family) for other in products} - hidden
    its_family = families & {Cell(cell.centre, cell.family)}
    others = beside if cell.centre is not None else families
    for choice in (in_family, its_family, others) if cell.centre is None else (in_family, others):
        if choice:
            return min(choice, key=lambda other: (counts[other].got, other.family or "", other.product or ""))
    return Cell(cell.centre)
