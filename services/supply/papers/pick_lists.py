"""Pick lists of a centre: who gets what, by household to hand over and by product to prepare.

They name a household by its member number and short label, and nothing else.
"""

from collections.abc import Sequence
from functools import lru_cache

from services.supply.papers.heads import running, stop_facts
from services.supply.queries.hand_overs import HandOverView
from services.supply.queries.stops import CycleHead, Stop
from shared.kernel.quantity import Quantity
from shared.papers.alphabet import alphabetical
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet
from shared.web.translation import Translator


def by_household(head: CycleHead, stop: Stop, orders: Sequence[HandOverView], say: Translator) -> Sheet:
    """A box to tick for each line, and a line to sign on for each household."""
    columns = [
        Column("", Kind.TICK),
        Column(say("Product"), wide=True),
        Column(say("Quantity"), Kind.QUANTITY),
        Column(say("Weighed, if otherwise"), Kind.WRITE),
    ]
    return Sheet(
        title=say("Pick list by household"),
        running=running(head, stop),
        dated=stop.starts.date(),
        facts=stop_facts(stop, say),
        sections=[
            Section(
                columns,
                _lines(order),
                heading=_named(order),
                note=None if _gets(order) else say("Gets nothing this time: tell why, its money is on its account."),
                signature=say("Signature") if _gets(order) else None,
            )
            for order in orders
        ],
        sectioned_by=say("Household"),
    )


def by_product(head: CycleHead, stop: Stop, orders: Sequence[HandOverView], say: Translator) -> Sheet:
    """Of each product, what goes into which basket."""
    columns = [
        Column("", Kind.TICK),
        Column(say("Household")),
        Column(say("Label"), wide=True),
        Column(say("Quantity"), Kind.QUANTITY),
    ]
    wanted: dict[tuple[str, str], list[tuple[HandOverView, Quantity]]] = {}
    for order in orders:
        for line in order.lines:
            if line.granted:
                wanted.setdefault((line.name, line.product), []).append((order, Quantity(line.granted, line.unit)))
    return Sheet(
        title=say("Pick list by product"),
        running=running(head, stop),
        dated=stop.starts.date(),
        facts=stop_facts(stop, say),
        sections=[
            _of_product(name, baskets, columns, say)
            for (name, _), baskets in sorted(wanted.items(), key=lambda one: _place(*one[0]))
        ],
        signatures=[say("Prepared by")],
        sectioned_by=say("Product"),
    )


def _of_product(
    name: str, baskets: Sequence[tuple[HandOverView, Quantity]], columns: Sequence[Column], say: Translator
) -> Section:
    total = Quantity(sum(quantity.base for _, quantity in baskets), baskets[0][1].unit)
    rows: list[list[Cell]] = [[order.household, order.label, quantity] for order, quantity in baskets]
    baskets_in_words = say.number("{number} basket", "{number} baskets", len(rows))
    return Section(columns, rows, heading=name, total=[say("Total"), baskets_in_words, total])


def _lines(order: HandOverView) -> list[list[Cell]]:
    got = sorted((line for line in order.lines if line.granted), key=lambda line: _place(line.name, line.product))
    return [[line.name, Quantity(line.granted, line.unit)] for line in got]


@lru_cache(maxsize=4096)  # a product is on many lines
def _place(name: str, product: str) -> tuple[str, str, str]:
    return (*alphabetical(name), product)


def _gets(order: HandOverView) -> bool:
    return any(line.granted for line in order.lines)


def _named(order: HandOverView) -> str:
    return f"{order.household} · {order.label}" if order.label else order.household
