"""The control totals of a settlement proved both ways: by product and supplier, and by what orders are told.

A difference is a fault of the program or of its rows. It stops the publication and says where it lies: which
identity, which supplier, product or centre, by how many cents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.supply.domain.invoice import Invoice
from services.supply.domain.settlement import SettledProduct
from shared.kernel.refusal import Refused


@dataclass(slots=True)
class Said:
    """What a run says to orders, summed as it is said: by centre, orders and cents held; by product, charged."""

    events: int = 0
    orders: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of a cycle, as it is stored: by centre, orders and the cents that their lines hold.

    ``held_for`` is the same cents by product.
    """

    orders: Mapping[str, int]
    held: Mapping[str, int]
    held_for: Mapping[str, int]


def prove_invoices(products: Iterable[SettledProduct], invoices: Sequence[Invoice]) -> None:
    """Each invoice is borne by its products, and each product bears what its invoice says.

    Raises:
        Refused: ``supplier_costs_differ``, ``product_cost_differs``.
    """
    borne: Counter[str] = Counter()
    for bill in invoices:
        borne.update(bill.costs)
        if missing := bill.total - sum(bill.costs.values()):
            raise Refused("supplier_costs_differ", supplier=bill.supplier, difference_cents=missing)
    for one in products:
        borne[one.goods.product] -= one.goods.invoiced
    for product, missing in sorted(borne.items()):
        if missing:
            raise Refused("product_cost_differs", product=product, difference_cents=missing)


def prove_held(products: Iterable[SettledProduct], held: Mapping[str, int]) -> None:
    """No product is charged more than is held for it.

    Raises:
        Refused: ``charged_beyond_held``.
    """
    for one in products:
        product = one.goods.product
        if (more := one.charged - held.get(product, 0)) > 0:
            raise Refused("charged_beyond_held", product=product, difference_cents=more)


def prove_said(said: Said, products: Iterable[SettledProduct], counted: Counted, held: Mapping[str, int]) -> None:
    """What orders are told, order by order, is what is stored of each centre, and sums up to the totals with it.

    Args:
        said: What they are told.
        products: What each product is charged in all.
        counted: What is stored.
        held: What the totals say is held for each product.

    Raises:
        Refused: ``orders_said_differ``, ``held_said_differs``, ``held_total_differs``, ``charged_said_differs``.
    """
    for centre, _ in _differences(said.orders, counted.orders):
        raise Refused(
            "orders_said_differ", centre=centre, said=said.orders[centre], counted=counted.orders.get(centre, 0)
        )
    for centre, more in _differences(said.held, counted.held):
        raise Refused("held_said_differs", centre=centre, difference_cents=more)
    for product, more in _differences(held, counted.held_for):
        raise Refused("held_total_differs", product=product, difference_cents=more)
    for one in products:
        product = one.goods.product
        if more := said.charged[product] - one.charged:
            raise Refused("charged_said_differs", product=product, difference_cents=more)


def _differences(said: Mapping[str, int], counted: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Where both differ, and by how much more is said."""
    for code in sorted(said.keys() | counted.keys()):
        if more := said.get(code, 0) - counted.get(code, 0):
            yield code, more
