"""The control totals of a settlement proved both ways: by product and supplier, and by what orders are told.

A difference is a fault of the program or of its rows. It stops the publication and says where it lies: which
identity, which supplier or product, by how many cents.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.supply.domain.invoice import Invoice
from services.supply.domain.settlement import SettledProduct
from shared.kernel.refusal import Refused


@dataclass(slots=True)
class Said:
    """What a run says to orders, summed as it is said: events, orders, cents held and, by product, charged."""

    events: int = 0
    orders: int = 0
    held: int = 0
    charged: Counter[str] = field(default_factory=Counter)


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


def prove_said(said: Said, products: Iterable[SettledProduct], orders: int, held: int) -> None:
    """What orders are told, order by order, sums up to the totals that go with it.

    Raises:
        Refused: ``orders_said_differ``, ``held_said_differs``, ``charged_said_differs``.
    """
    if said.orders != orders:
        raise Refused("orders_said_differ", said=said.orders, counted=orders)
    if said.held != held:
        raise Refused("held_said_differs", difference_cents=said.held - held)
    for one in products:
        product = one.goods.product
        if more := said.charged[product] - one.charged:
            raise Refused("charged_said_differs", product=product, difference_cents=more)
