"""What a reader works out of a cycle's report by adding and subtracting what it tells, knowing every price.

What was handed out of a product at a centre is an unknown; what is told is an equation over them. Equations are kept
as a reduced echelon form in which unknowns of few households come last. So a sum of such unknowns alone follows
exactly when rows of such unknowns alone add up to it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from services.supply.domain.report_cells import FEWEST, Cell

PRIME = 2**61 - 1
"""Equations are solved modulo a prime: no fractions, and what follows from them does so here too."""

Form = Mapping[Cell, int]
"""A sum of unknowns, each with its weight."""


class Reader:
    """Who is told one figure after the other.

    Args:
        relations: Of each product that many bought: that the network's less its centres' is nothing.
        few: How many households an unknown rests on, of those that rest on few, at one centre each.
    """

    def __init__(self, relations: Sequence[Form], few: Mapping[Cell, int]) -> None:
        self._few = few
        self._rows: dict[Cell, dict[Cell, int]] = {}
        self._within: dict[Cell, set[Cell]] = defaultdict(set)
        self._summed: set[Cell] = set()  # those of few whose sum with others of few is told
        self._whole: set[Cell] = set()  # those of them that are told with all centres of their product alone
        self._centres = Counter(_product(cell) for cell in {cell for one in relations for cell in one if cell.centre})
        for relation in relations:
            self.tell(relation)

    def tell(self, form: Form) -> bool:
        """Tell what a sum is, unless something of few would follow: whether it is told.

        What follows already is told. What it leaves of unknowns of few alone must rest on five households, and two such
        sums have none in common, for they might leave less; but where they are of whole products they leave such.
        """
        row = self._rest(form)
        if not row:
            return True
        if row.keys() <= self._few.keys():
            whole = self._of_whole_products(row)
            taken = self._summed - self._whole if whole else self._summed
            if not taken.isdisjoint(row) or self._rests_on(row.keys()) < FEWEST:
                return False
            self._summed.update(row)
            self._whole.update(row if whole else ())
        pivot = min(row, key=lambda unknown: (unknown in self._few, len(self._within[unknown])))
        inverse = pow(row[pivot], -1, PRIME)
        row = {unknown: weight * inverse % PRIME for unknown, weight in row.items()}
        for other in list(self._within[pivot]):
            self._keep(other, _less(self._rows[other], row, self._rows[other][pivot]))
        self._keep(pivot, row)
        return True

    def _of_whole_products(self, row: Mapping[Cell, int]) -> bool:
        """Whether it is a sum of products that many bought, each with the same weight at all its centres."""
        weights: dict[Cell, set[int]] = defaultdict(set)
        for unknown, weight in row.items():
            weights[_product(unknown)].add(weight)
        found = Counter(map(_product, row))
        return all(len(weights[one]) == 1 and centres == self._centres[one] for one, centres in found.items())

    def _rests_on(self, unknowns: AbstractSet[Cell]) -> int:
        """Households at the least: those of one centre may have bought several of its products."""
        at: Counter[str | None] = Counter()
        for unknown in unknowns:
            at[unknown.centre] = max(at[unknown.centre], self._few[unknown])
        return at.total()

    def _rest(self, form: Form) -> dict[Cell, int]:
        """The form in unknowns of which nothing is known."""
        row = {unknown: weight % PRIME for unknown, weight in form.items()}
        for unknown in [one for one in row if one in self._rows]:
            row = _less(row, self._rows[unknown], row[unknown])
        return {unknown: weight for unknown, weight in row.items() if weight}

    def _keep(self, pivot: Cell, row: dict[Cell, int]) -> None:
        before = self._rows.get(pivot, {})
        for unknown in before.keys() - row.keys():
            self._within[unknown].discard(pivot)
        for unknown in row.keys() - before.keys() - {pivot}:
            self._within[unknown].add(pivot)
        self._rows[pivot] = row


def _product(unknown: Cell) -> Cell:
    return Cell(None, unknown.family, unknown.product)


def _less(row: Mapping[Cell, int], other: Mapping[Cell, int], times: int) -> dict[Cell, int]:
    found = dict(row)
    for unknown, weight in other.items():
        left = (found.get(unknown, 0) - times * weight) % PRIME
        if left:
            found[unknown] = left
        else:
            found.pop(unknown, None)
    return found
