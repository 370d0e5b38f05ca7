"""Which rows of a cycle's report don't tell their first-time buyers: so few would be known to their neighbours."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from services.supply.domain.report_cells import FEWEST, Cell


def untold_first_times(
    firsts: Mapping[Cell, int], households: Mapping[Cell, int], hidden: AbstractSet[Cell]
) -> set[Cell]:
    """The cells whose number of first-time buyers is not told.

    One to four of them, or one to four others besides them, are not told; nor is what would give these away over
    the centres, where they add up.

    Args:
        firsts: First-time buyers of each cell.
        households: Of each cell, those that got something.
        hidden: The cells that are hidden anyway.
    """
    untold = set(hidden)
    untold |= {cell for cell, first in firsts.items() if _few(first) or _few(households[cell] - first)}
    over_centres: dict[Cell, list[Cell]] = defaultdict(list)
    for cell, first in sorted(firsts.items(), key=lambda item: (item[1], item[0].centre or "")):
        if first and cell.centre is not None:
            over_centres[Cell(None, cell.family, cell.product)].append(cell)
    for whole, parts in over_centres.items():
        if whole not in untold:
            untold |= _besides(whole, parts, firsts, untold)
    return untold


def _few(number: int) -> bool:
    return 1 <= number < FEWEST


def _besides(whole: Cell, parts: Iterable[Cell], firsts: Mapping[Cell, int], untold: AbstractSet[Cell]) -> set[Cell]:
    """What must not be told besides, the fewest first: with no other part left, the whole."""
    waiting = [cell for cell in parts if cell not in untold]
    numbers = [firsts[cell] for cell in parts if cell in untold]
    more: set[Cell] = set()
    while numbers and (len(numbers) < 2 or sum(numbers) < FEWEST or sum(numbers) <= len(numbers)):
        if not waiting:
            return {*more, whole}
        more.add(waiting[0])
        numbers.append(firsts[waiting.pop(0)])
    return more
