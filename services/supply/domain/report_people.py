"""Which rows of a cycle's report rest on so few households that they are hidden, and which don't tell how many.

Over the centres numbers of households add up, for each orders at one of them in a cycle; over what is sold they don't.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from services.supply.domain.report_cells import FEWEST, TOTAL, Cell, Count


def hidden_cells(counts: Mapping[Cell, Count]) -> set[Cell]:
    """The rows that are hidden: of few households each, or all of them where not even the total tells how many."""
    few = {cell for cell, count in counts.items() if count.few}
    return set(counts) if TOTAL in untold_households(counts, few) else few


def untold_households(counts: Mapping[Cell, Count], hidden: AbstractSet[Cell]) -> set[Cell]:
    """The cells that don't tell their households: those that are hidden, and what would give these away."""
    return _with_what_tells_of({cell: count.got for cell, count in counts.items()}, hidden)


def untold_first_times(
    firsts: Mapping[Cell, int], households: Mapping[Cell, int], kept: AbstractSet[Cell]
) -> set[Cell]:
    """The cells whose number of first-time buyers is not told.

    One to four of them, or one to four others besides them, are not told; nor is what would give these away.

    Args:
        firsts: First-time buyers of each cell.
        households: Of each cell, those that got something.
        kept: The cells that don't tell their households.
    """
    few = {cell for cell, first in firsts.items() if _few(first) or _few(households[cell] - first)}
    return _with_what_tells_of(firsts, few | kept)


class Newcomers(NamedTuple):
    """Of a row in one cycle: its first-time buyers, its other households, and whether it tells how many."""

    first: int
    others: int
    told: bool


def give_away_newcomers(cycles: Iterable[Newcomers]) -> bool:
    """Whether the network's households from its first cycle to the last of these would give away whom a cycle hides.

    With each cycle they grow by its first-time buyers. So they are told where those of the cycles that don't tell
    theirs, since it was last told, add up from two cycles at least, to five at least and more than one each.
    """
    untold: list[Newcomers] = []
    for cycle in cycles:
        untold += [] if cycle.told else [cycle]
        sides = [sum(one.first for one in untold), sum(one.others for one in untold)]
        if len(untold) > 1 and min(sides) >= FEWEST and min(sides) > len(untold):
            untold = []
    return bool(untold)


def _few(number: int) -> bool:
    return 1 <= number < FEWEST


def _with_what_tells_of(numbers: Mapping[Cell, int], untold: AbstractSet[Cell]) -> set[Cell]:
    """Also what would give these numbers away over the centres."""
    untold = set(untold)
    over_centres: dict[Cell, list[Cell]] = defaultdict(list)
    for cell, number in sorted(numbers.items(), key=lambda item: (item[1], item[0].centre or "")):
        if number and cell.centre is not None:
            over_centres[Cell(None, cell.family, cell.product)].append(cell)
    for whole, parts in over_centres.items():
        if whole not in untold:
            untold |= _besides(whole, parts, numbers, untold)
    return untold


def _besides(whole: Cell, parts: Iterable[Cell], numbers: Mapping[Cell, int], untold: AbstractSet[Cell]) -> set[Cell]:
    """What must not be told besides, the fewest first: with no other part left, the whole."""
    waiting = [cell for cell in parts if cell not in untold]
    left = [numbers[cell] for cell in parts if cell in untold]
    more: set[Cell] = set()
    while left and (len(left) < 2 or sum(left) < FEWEST or sum(left) <= len(left)):
        if not waiting:
            return {*more, whole}
        more.add(waiting[0])
        left.append(numbers[waiting.pop(0)])
    return more
