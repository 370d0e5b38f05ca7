"""The cells of a cycle's report: on whom each rests, and which are sums of which."""

from typing import NamedTuple

FEWEST = 5
"""Households that a cell must rest on to be shown."""


class Cell(NamedTuple):  # hashed a million times: as a tuple in half the time
    """What a cell is of; None: every centre, family or product. A product's cell names its family too."""

    centre: str | None = None
    family: str | None = None
    product: str | None = None


TOTAL = Cell()


class Count(NamedTuple):
    """On whom a cell rests: households that ordered something in it, households that got something."""

    ordered: int
    got: int

    @property
    def few(self) -> bool:
        """Whether so few stand behind its figures that their neighbours would know whose they are."""
        return 1 <= self.ordered < FEWEST or 1 <= self.got < FEWEST


class Sum(NamedTuple):
    """A cell as the sum of others: over the centres, or over what is sold within its centre.

    Over the centres households add up too, for each orders at one centre in a cycle; over what is sold they don't.
    """

    whole: Cell
    over_centres: bool


def sums_of(cell: Cell) -> tuple[Sum, Sum]:
    """The two sums that a cell stands in, as the whole or as a part: what can be said of its quantity.

    That a family's row is also the sum of its centres' rows follows from these.
    """
    if cell.product is not None:
        over_centres = Sum(Cell(None, cell.family, cell.product), over_centres=True)
        return Sum(Cell(cell.centre, cell.family), over_centres=False), over_centres
    if cell.family is not None:
        return Sum(cell, over_centres=False), Sum(Cell(cell.centre), over_centres=False)
    return Sum(cell, over_centres=False), Sum(TOTAL, over_centres=True)


def part_of(cell: Cell) -> tuple[Sum, ...]:
    """The sums that a cell is a part of: what can be said of its households."""
    found = tuple(one for one in sums_of(cell) if one.whole != cell)
    if cell.centre is not None and cell.family is not None and cell.product is None:
        return (*found, Sum(Cell(None, cell.family), over_centres=True))
    return found
