"""Which rows of a cycle's report don't tell how many lines came short for a reason: so few would be known.

Lines short are told of the network, its families and products, and of each centre: two sums of one total. Where a
sum is not told neither are its parts, and what a told sum leaves for those rests on five households at least. So
no part is left alone in any sum, and none follows from the others (docs/report.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from services.supply.domain.report_cells import FEWEST, TOTAL, Cell


class Short(NamedTuple):
    """Lines of a cell that came short for one reason, and whose they are."""

    lines: int
    households: int


def untold_short_lines(shorts: Mapping[Cell, Short], hidden: AbstractSet[Cell]) -> set[Cell]:
    """The cells that don't tell them: those of one to four households, and what would give these away.

    Args:
        shorts: Of each cell that tells euros, for one reason.
        hidden: The cells that are hidden anyway.
    """
    some = {cell: short for cell, short in shorts.items() if short.lines}
    untold = {cell for cell, short in some.items() if cell in hidden or short.households < FEWEST}
    sums = _sums(some)
    while more := {cell for (whole, _), parts in sums.items() for cell in _besides(whole, parts, some, untold)}:
        untold |= more
    return untold


def _sums(some: Mapping[Cell, Short]) -> dict[tuple[Cell, bool], list[Cell]]:
    """The parts of each sum, those of the fewest households first; and whether it is over the centres."""
    sums: dict[tuple[Cell, bool], list[Cell]] = defaultdict(list)
    for cell in sorted(some, key=lambda one: (some[one].households, *(part or "" for part in one))):
        if cell.product is not None:
            sums[Cell(None, cell.family), False].append(cell)
        elif cell != TOTAL:
            sums[TOTAL, cell.centre is not None].append(cell)
    return sums


def _besides(
    whole: Cell, parts: Sequence[Cell], some: Mapping[Cell, Short], untold: AbstractSet[Cell]
) -> Iterable[Cell]:
    """What must not be told besides, of one sum; with no other part left, the whole."""
    waiting = [cell for cell in parts if cell not in untold]
    if whole in untold:
        return waiting
    households = [some[cell].households for cell in parts if cell in untold]
    return (waiting or [whole])[:1] if _weak(households, over_centres=parts[0].centre is not None) else ()


def _weak(households: Sequence[int], *, over_centres: bool) -> bool:
    """Whether what is left for these parts tells too much of them; over the centres their households add up."""
    if not households:
        return False
    rest_on = sum(households) if over_centres else max(households)
    return len(households) < 2 or rest_on < FEWEST or rest_on <= len(households)
