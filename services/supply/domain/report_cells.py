"""The cells of a cycle's report, on whom each rests, and the figures that a row tells."""

from typing import NamedTuple

FEWEST = 5
"""Households that a cell must rest on to be shown."""
QUANTITIES = ("grams", "millilitres", "pieces")
CHARGED = "charged_cents"
HELD = "held_cents"
"""Of the network alone: the ceiling of what was ordered, granted or not."""
SHARES = ("saving_cents", "organic_cents", "local_cents", "compared_cents")


class Cell(NamedTuple):  # hashed a million times: as a tuple in half the time
    """What a cell is of; None: every centre, family or product. A product's cell names its family too."""

    centre: str | None = None
    family: str | None = None
    product: str | None = None

    def holds(self, other: "Cell") -> bool:
        """Whether what is counted in the other one is counted in this one too."""
        return all(mine in {None, its} for mine, its in zip(self, other, strict=True))


TOTAL = Cell()


class Count(NamedTuple):
    """On whom a cell rests: households that ordered something in it, that got something, that got less than ordered."""

    ordered: int
    got: int
    short: int = 0

    @property
    def few(self) -> bool:
        """Whether so few stand behind its figures that their neighbours would know whose they are."""
        return 1 <= self.ordered < FEWEST or 1 <= self.got < FEWEST
