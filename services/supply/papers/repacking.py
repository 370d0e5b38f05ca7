"""The repacking sheet: of each product, how many bags of which size for which centre."""

from collections.abc import Sequence

from services.supply.papers.heads import by_product, loose, running
from services.supply.queries.bags import Bags
from services.supply.queries.stops import CycleHead
from shared.kernel.quantity import Quantity
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet
from shared.web.translation import Translator

_UPRIGHT_CENTRES = 8
"""As many columns as an upright page has room for."""


def repacking_sheet(head: CycleHead, bags: Sequence[Bags], say: Translator) -> Sheet:
    """A section for each product that comes in bulk: a row a size, a column a centre, a box for each."""
    weighed = loose(bags)
    centres = sorted({one.centre for one in weighed})
    columns = [
        Column(say("Bag of"), Kind.QUANTITY),
        *(Column(centre, Kind.COUNT) for centre in centres),
        Column(say("Bags"), Kind.FIGURE),
        Column(say("In all"), Kind.QUANTITY),
    ]
    return Sheet(
        title=say("Repacking sheet"),
        running=running(head),
        dated=head.delivery,
        lead=say("Weigh, close, label, tick. A bag is what one household gets."),
        facts=[(say("Bags"), sum(one.number for one in weighed))],
        sections=[_of_product(same, centres, columns) for same in by_product(weighed)],
        sectioned_by=say("Product"),
        signatures=[say("Repacked by: names, date")],
        flipped=len(centres) > _UPRIGHT_CENTRES,
    )


def _of_product(bags: Sequence[Bags], centres: Sequence[str], columns: Sequence[Column]) -> Section:
    by_size: dict[Quantity, dict[str, int]] = {}
    for one in sorted(bags, key=lambda one: -one.size.base):
        by_size.setdefault(one.size, {})[one.centre] = one.number
    rows = [_row(size, number, centres) for size, number in by_size.items()]
    at = {centre: sum(one.number for one in bags if one.centre == centre) for centre in centres}
    total = Quantity(sum(one.quantity.base for one in bags), bags[0].size.unit)
    return Section(
        columns, rows, heading=bags[0].name, total=["", *(at[one] or "" for one in centres), sum(at.values()), total]
    )


def _row(size: Quantity, number: dict[str, int], centres: Sequence[str]) -> list[Cell]:
    bags = sum(number.values())
    return [size, *(number.get(centre, "") for centre in centres), bags, Quantity(size.base * bags, size.unit)]
