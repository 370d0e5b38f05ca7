"""Which cells of a cycle's report are hidden, so that nobody's shopping can be read from it (docs/report.md).

A cell that rests on one to four households is hidden, and as many more as it takes that no hidden cell can be
worked out from what is shown. Every cell stands in two sums, so the hidden cells are the edges of a graph whose
points are the sums. The quantity of a hidden cell is determined by what is shown exactly when its edge is on no
cycle: around a cycle, what is added to one cell can be taken from the next, and every sum stays what it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.supply.domain.report_cells import FEWEST, TOTAL, Cell, Count, Sum, part_of, sums_of
from services.supply.domain.report_prices import given_away


def hidden_cells(
    counts: Mapping[Cell, Count], units: Mapping[str, str], euros: Mapping[str, Sequence[int]]
) -> frozenset[Cell]:
    """The cells to hide of one cycle.

    Args:
        counts: On whom each cell rests, of every level: products and families by centre and in the network,
            centres, the total.
        units: What each product is counted in: quantities of one unit are summed apart from the others.
        euros: What a base unit of each product weighs in each figure in euros.
    """
    hidden = {cell for cell, count in counts.items() if count.few}
    tables = [_Table(counts, of_unit) for of_unit in _by_unit(counts, units)]
    while TOTAL not in hidden:
        more = {cell for table in tables for cell in table.to_hide(hidden)}
        more = more or set(given_away(counts, hidden, units, euros))
        if not more:
            return frozenset(hidden)
        hidden |= more
    return frozenset(counts)


def _by_unit(counts: Mapping[Cell, Count], units: Mapping[str, str]) -> list[set[Cell]]:
    """The cells with a quantity in each unit; of which nobody got any, the quantity is known."""
    found: dict[str, set[Cell]] = defaultdict(set)
    for cell, count in counts.items():
        if cell.product is not None and count.got:
            alike = found[units[cell.product]]
            alike.update((cell, Cell(cell.centre, cell.family), Cell(cell.centre)))
    return [alike for alike in found.values() if alike]


class _Table:
    """The cells of one unit with the sums that they stand in."""

    def __init__(self, counts: Mapping[Cell, Count], cells: Iterable[Cell]) -> None:
        self._counts = counts
        self._ends = {cell: sums_of(cell) for cell in sorted(cells, key=self._first)}
        self._parts: dict[Sum, list[Cell]] = defaultdict(list)
        self._around: dict[Sum, list[Cell]] = defaultdict(list)
        for cell, ends in self._ends.items():
            for one in part_of(cell):
                self._parts[one].append(cell)
            for one in ends:
                self._around[one].append(cell)

    def to_hide(self, hidden: set[Cell]) -> Iterator[Cell]:
        """What must be hidden besides; nothing when the table gives nothing away."""
        for one, parts in self._parts.items():
            if one.whole not in hidden and self._weak(one, [cell for cell in parts if cell in hidden]):
                yield next((cell for cell in parts if cell not in hidden), one.whole)
        forest = Forest({cell: ends for cell, ends in self._ends.items() if cell in hidden})
        for bridge in forest.bridges():
            yield self._way_round(forest, bridge)

    def _weak(self, one: Sum, hidden: list[Cell]) -> bool:
        """Whether what a sum has left for its hidden parts tells too much of them.

        Where households add up there must be more of them than parts: each part has one at least.
        """
        got = [self._counts[cell].got for cell in hidden]
        if one.over_centres:
            return len(got) > 0 and (len(got) < 2 or sum(got) < FEWEST or sum(got) <= len(got))
        return len(got) > 0 and (len(got) < 2 or max(got) < FEWEST)

    def _way_round(self, forest: "Forest", bridge: Cell) -> Cell:
        """A shown cell beyond the bridge whose hiding leads back over it, or at least further."""
        side = forest.beyond(bridge)
        leaving = {
            cell: far
            for one in side
            for cell in self._around[one]
            for far in [next((end for end in self._ends[cell] if end not in side), None)]
            if far is not None and cell != bridge
        }
        return min(leaving, key=lambda cell: (not forest.joins(leaving[cell], bridge), *self._first(cell)))

    def _first(self, cell: Cell) -> tuple[bool, int, str, str, str]:
        """What is hidden first: rather a product than a sum of them, rather few households than many."""
        place = (cell.centre or "", cell.family or "", cell.product or "")
        return cell.product is None, self._counts[cell].got, *place


class Forest:
    """Hidden cells as edges between sums, with a spanning tree of each part that hangs together."""

    def __init__(self, edges: Mapping[Cell, tuple[Sum, Sum]]) -> None:
        self._edges = edges
        self._beside: dict[Sum, list[tuple[Cell, Sum]]] = defaultdict(list)
        for cell, (one, other) in edges.items():
            self._beside[one].append((cell, other))
            self._beside[other].append((cell, one))
        self._up: dict[Sum, tuple[Cell, Sum] | None] = {}
        self._depth: dict[Sum, int] = {}
        self._root: dict[Sum, Sum] = {}
        for start in self._beside:
            if start not in self._up:
                self._grow(start)

    def bridges(self) -> list[Cell]:
        """The edges that are on no cycle."""
        tree = {step[0]: None for step in self._up.values() if step}
        on_a_cycle = {
            climbed for cell, ends in self._edges.items() if cell not in tree for climbed in self._between(*ends)
        }
        return [cell for cell in tree if cell not in on_a_cycle]

    def beyond(self, bridge: Cell) -> set[Sum]:
        """The sums on the far side of a bridge, as seen from the root."""
        start = max(self._edges[bridge], key=self._depth.__getitem__)
        found, waiting = {start}, [start]
        while waiting:
            for cell, other in self._beside[waiting.pop()]:
                if cell != bridge and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def joins(self, one: Sum, bridge: Cell) -> bool:
        """Whether a sum hangs together with a bridge."""
        return self._root.get(one) == self._root[self._edges[bridge][0]]

    def _grow(self, start: Sum) -> None:
        self._up[start], self._depth[start], self._root[start] = None, 0, start
        waiting = [start]
        for one in waiting:
            for cell, other in self._beside[one]:
                if other not in self._up:
                    self._up[other], self._depth[other], self._root[other] = (cell, one), self._depth[one] + 1, start
                    waiting.append(other)

    def _between(self, one: Sum, other: Sum) -> Iterator[Cell]:
        """The edges of the tree on the way from one sum to another of the same tree."""
        while one != other:
            if self._depth[one] < self._depth[other]:
                one, other = other, one
            step = self._up[one]
            if step is None:
                return
            cell, one = step
            yield cell
