"""Which figures a cycle's report doesn't tell, so that nobody's shopping can be read from it (docs/report.md).

A row that rests on one to four households is hidden. Of the other rows figures are told one after the other, the
network's total first, each unless what is hidden would follow from it and what was told before. So no more is kept
back than it takes, what matters most is told first, and what is kept back doesn't follow: else it would be told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from services.supply.domain.report_cells import CHARGED, FEWEST, HELD, QUANTITIES, SHARES, TOTAL, Cell, Count
from services.supply.domain.report_reader import Form, Reader

Weights = Mapping[str, Mapping[str, int]]
"""By product: what a display unit of it adds to each figure, by the figure's name; to the others it adds nothing."""
Kept = set[tuple[Cell, str]]
"""Figures that are not told, each by its row and its name."""


def untold_figures(counts: Mapping[Cell, Count], weights: Weights) -> Kept:
    """The figures that the rows which are not hidden don't tell, of one cycle.

    Args:
        counts: On whom each cell rests, of every level: products and families by centre and in the network,
            centres, the total.
        weights: What the figures are sums of.
    """
    goods = _Goods(counts, weights)
    reader = Reader(goods.relations(), goods.few)
    kept, before = list(goods.in_turn()), 0
    while len(kept) != before:  # asked again: what is told since may tell it too
        before = len(kept)
        kept = [(cell, figures) for cell, figures in kept if not reader.tell(goods.form(cell, figures[0]))]
    return {(cell, figure) for cell, figures in kept for figure in figures}


class _Goods:
    """What was handed out of each product at each centre: what the reader doesn't know.

    Of what nobody got it is known. In the network a product is an unknown too where many bought it, else the sum of
    its centres. What somebody ordered of it at a centre and did not get is an unknown of its own: that was held too.
    """

    def __init__(self, counts: Mapping[Cell, Count], weights: Weights) -> None:
        self._counts = {cell: counts[cell] for cell in sorted(counts, key=_place) if counts[cell].got}
        self._weights = weights
        self._at: dict[str | None, list[Cell]] = defaultdict(list)
        self._of: dict[Cell, list[Cell]] = defaultdict(list)
        for cell in self._counts:
            if cell.product is not None:
                self._at[cell.centre].append(cell)
                if cell.centre is not None:
                    self._of[Cell(None, cell.family, cell.product)].append(cell)
        leaves = [cell for cell in sorted(counts, key=_place) if cell.product and cell.centre]
        lacked = {_lacked(cell): counts[cell].short for cell in leaves if counts[cell].short}
        self._lacked = list(lacked)
        self.few = {cell: of.got for cell, of in self._counts.items() if of.few and cell.product and cell.centre}
        self.few |= {unknown: short for unknown, short in lacked.items() if short < FEWEST}

    def relations(self) -> list[Form]:
        """A product's quantity in the network is that of its centres together."""
        many = ((whole, parts) for whole, parts in self._of.items() if not self._counts[whole].few)
        return [{whole: -1, **dict.fromkeys(parts, 1)} for whole, parts in many]

    def in_turn(self) -> Iterator[tuple[Cell, tuple[str, ...]]]:
        """What is asked to be told, in the order in which it is, rows of many households first.

        Of a product all its figures are told or none: each is its quantity times what is known.
        """
        amounts = (CHARGED, *QUANTITIES)
        centres = [cell for cell in self._rows(product=False, family=False) if cell != TOTAL]
        families = self._rows(product=False, family=True)
        products = [(cell, self._of_product(cell)) for cell in self._rows(product=True, family=True)]
        in_network = [cell for cell in families if cell.centre is None]
        yield from self._figures([TOTAL], (*amounts, *SHARES))
        yield from self._figures(centres, amounts)
        yield from self._figures(in_network, amounts)
        yield from ((cell, figures) for cell, figures in products if cell.centre is None)
        yield from self._figures(in_network, SHARES)
        yield from self._figures(centres, SHARES)
        yield from self._figures([cell for cell in families if cell.centre is not None], QUANTITIES)
        yield from ((cell, figures) for cell, figures in products if cell.centre is not None)
        yield TOTAL, (HELD,)

    def form(self, cell: Cell, figure: str) -> Form:
        """What a figure of a row is the sum of."""
        form = {}
        for part in self._at[cell.centre]:
            weight = self._weights[part.product or ""].get(figure, 0)
            if weight and cell.holds(part):
                unknown = self._of[part] if part.centre is None and self._counts[part].few else [part]
                form.update(dict.fromkeys(unknown, weight))
        if figure == HELD:
            form.update({unknown: self._weights[unknown.product or ""].get(HELD, 0) for unknown in self._lacked})
        return form

    def _figures(self, cells: Iterable[Cell], figures: Iterable[str]) -> Iterator[tuple[Cell, tuple[str, ...]]]:
        cells = list(cells)
        for figure in figures:
            for cell in cells:
                yield cell, (figure,)

    def _of_product(self, cell: Cell) -> tuple[str, ...]:
        weights = self._weights[cell.product or ""]
        return tuple(figure for figure in (*QUANTITIES, CHARGED, *SHARES) if weights.get(figure))

    def _rows(self, *, product: bool, family: bool) -> list[Cell]:
        """Rows of one kind that are not hidden, those of many households first."""
        kind = (product, family)
        alike = [cell for cell in self._counts if (cell.product is not None, cell.family is not None) == kind]
        return sorted((cell for cell in alike if not self._counts[cell].few), key=lambda cell: -self._counts[cell].got)


def _lacked(cell: Cell) -> Cell:
    """The unknown that stands for what was ordered of a product at a centre and not granted: it names no family."""
    return Cell(cell.centre, None, cell.product)


def _place(cell: Cell) -> tuple[str, ...]:
    return tuple(part or "" for part in cell)
