"""What a household is handed of its order: never more than it was granted, for more is a sale of its own."""

from collections.abc import Mapping

from shared.kernel.quantity import Quantity
from shared.kernel.refusal import Refused


def handed_of(
    granted: Mapping[str, Quantity], named: Mapping[str, int], sold: Mapping[str, int], *, fetched: bool
) -> dict[str, int]:
    """The base units handed over of each product: what was named, else all that there is for the order.

    Args:
        granted: Each product of the order.
        named: What was weighed or counted.
        sold: What of the order's goods was sold to others, after their last date.
        fetched: Whether somebody came: nobody is handed anything otherwise.

    Raises:
        Refused: ``handed_not_ordered``, ``handed_to_nobody`` or ``handed_beyond_granted``.
    """
    left = {
        product: Quantity(max(0, whole.base - sold.get(product, 0)), whole.unit) for product, whole in granted.items()
    }
    for product, handed in named.items():
        if product not in granted:
            raise Refused("handed_not_ordered", product=product)
        if handed and not fetched:
            raise Refused("handed_to_nobody", product=product)
        most = left[product]
        if handed > most.base:
            raise Refused("handed_beyond_granted", product=product, handed=Quantity(handed, most.unit), granted=most)
    return {product: named.get(product, most.base) if fetched else 0 for product, most in left.items()}


def check_neighbour(neighbour: str | None, *, took_goods: bool) -> None:
    """A neighbour is named when it took the goods along, and only then.

    Raises:
        Refused: ``neighbour_needed`` or ``neighbour_without_goods``.
    """
    if took_goods and neighbour is None:
        raise Refused("neighbour_needed")
    if neighbour is not None and not took_goods:
        raise Refused("neighbour_without_goods")
