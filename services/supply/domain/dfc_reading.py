"""From a Data Food Consortium catalogue to the offers that it makes; what is wrong is named node by node."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.supply.domain.dfc_graph import Graph, Node
from services.supply.domain.dfc_links import CaseLink, Measure, WrongNode, ends_of, link_of, measure_of
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer
from services.supply.domain.price_list import ListedOffer, PriceList, RoundedPrice, RowFault, UnmappedProduct
from services.supply.domain.price_list_cells import BASE_UNITS, MOST_QUANTITY, ListUnit, WrongCell, per_unit, price_of
from shared.kernel.quantity import Unit

EURO = "Euro"
PRICE = "dfc-b:hasPrice"


@dataclass(frozen=True, slots=True)
class DfcSource:
    """Whose document it is, and which product of ours each of its products is, by its id."""

    supplier: str
    references: Mapping[str, str]


def read_dfc_catalogue(
    graph: Graph, source: DfcSource, units: Mapping[str, Unit], max_cases: Mapping[str, int | None]
) -> PriceList:
    """The offers of a catalogue: a case where a transformation links one, else the single piece.

    Args:
        graph: The document.
        source: Whose it is, and what its products are.
        units: The unit of each product of ours.
        max_cases: The cap that the supplier's offer of a product has now: it stays.
    """
    reading = _Reading(graph, source, units, max_cases)
    for node in graph.typed("SuppliedProduct"):
        if node.id in source.references:
            reading.read(node)
    wrong = sorted(reading.wrong, key=lambda fault: fault.row)
    return PriceList("", reading.offers, wrong, frozenset(reading.named), tuple(reading.unmapped()))


class _Reading:
    def __init__(
        self, graph: Graph, source: DfcSource, units: Mapping[str, Unit], max_cases: Mapping[str, int | None]
    ) -> None:
        self._graph, self._source, self._units, self._max_cases = graph, source, units, max_cases
        self.offers: dict[str, ListedOffer] = {}
        self.wrong: list[RowFault] = []
        self.named: set[str] = set()
        self._links = self._read_links()
        self._by_case: dict[str, list[CaseLink]] = defaultdict(list)
        self._by_single: dict[str, list[CaseLink]] = defaultdict(list)
        for link in self._links:
            self._by_case[link.case.id].append(link)
            self._by_single[link.single.id].append(link)

    def read(self, node: Node) -> None:
        """Note the offer of a product of ours, or what is wrong with it."""
        product = self._source.references[node.id]
        self.named.add(product)
        try:
            listed = self._listed(node, product)
        except WrongNode as wrong:
            self.wrong.append(wrong.fault)
            return
        if self.offers.setdefault(product, listed) != listed:
            self.wrong.append(WrongNode(node, "SuppliedProduct", "dfc_product_twice", product).fault)

    def unmapped(self) -> list[UnmappedProduct]:
        """The products that are nothing of ours, nor the case or the piece of one that is."""
        mapped = self._source.references.keys()
        joined = {
            end
            for link in self._links
            if {link.single.id, link.case.id} & mapped
            for end in (link.single.id, link.case.id)
        }
        return [
            UnmappedProduct(node.row, node.id, node.text("name") or None)
            for node in self._graph.typed("SuppliedProduct")
            if node.id not in mapped and node.id not in joined
        ]

    def _read_links(self) -> list[CaseLink]:
        """The links that are whole; a broken one is noted unless it is of products that are nothing of ours."""
        links = []
        for transformation in self._graph.typed("AsPlannedTransformation"):
            try:
                links.append(link_of(self._graph, transformation))
            except WrongNode as wrong:
                ends = ends_of(self._graph, transformation)
                if len(ends) != 2 or ends & self._source.references.keys():
                    self.wrong.append(wrong.fault)
        return links

    def _listed(self, node: Node, product: str) -> ListedOffer:
        unit, link = self._units[product], self._link(node)
        bought = link.case if link else node
        case_size = self._case_size(node, link, unit)
        price = self._price(bought)
        try:
            found = per_unit(price, case_size, unit)
        except WrongCell as wrong:
            raise WrongNode(bought, "hasPrice", wrong.code, str(price), unit=unit) from None
        ladder = Ladder(Basis.QUANTITY, (Rung(0, found.price),))
        offer = Offer(self._source.supplier, case_size, ladder, self._max_cases.get(product))
        rounded = () if found.exact else (RoundedPrice(bought.row, PRICE, price, found.price, unit),)
        return ListedOffer(offer, bought.text("name") or None, rounded)

    def _link(self, node: Node) -> CaseLink | None:
        """Of a case what it is made of; of a single piece the one case it goes into."""
        found = self._by_case[node.id] or self._by_single[node.id]
        if len(found) > 1:
            raise WrongNode(node, "SuppliedProduct", "dfc_several_cases", node.text("name"))
        return found[0] if found else None

    def _case_size(self, node: Node, link: CaseLink | None, unit: Unit) -> int:
        """What is bought at once, in base units of our product."""
        if link is None:
            size = self._base_units(node, unit)
        elif link.consumed.unit is ListUnit.PIECE:
            times = Fraction(link.consumed.number) / Fraction(link.produced.number)
            size = times * self._base_units(link.single, unit)
        else:
            size = _converted(link.transformation, link.consumed, unit) / Fraction(link.produced.number)
        if size.denominator != 1:
            raise WrongNode(node, "hasQuantity", "dfc_case_not_whole")
        if size > MOST_QUANTITY:
            raise WrongNode(node, "hasQuantity", "quantity_unreadable", str(size))
        return int(size)

    def _base_units(self, single: Node, unit: Unit) -> Fraction:
        """What one single piece holds; a product of ours that is counted counts it as one."""
        measure = measure_of(self._graph, single)
        if unit is Unit.PIECE and measure.unit is not ListUnit.PIECE:
            return Fraction(1)
        return _converted(single, measure, unit)

    def _price(self, bought: Node) -> Decimal:
        """Euros ex VAT, the same in all its offers."""
        items = {
            item.id: item
            for item in (
                *self._graph.named(bought.texts("referencedBy")),
                *self._graph.naming("CatalogItem", "references", bought.id),
            )
        }
        offers = [
            offer
            for item in items.values()
            for offer in (
                *self._graph.named(item.texts("offeredThrough")),
                *self._graph.naming("Offer", "offers", item.id),
            )
        ]
        prices = {self._euros(bought, one) for offer in offers for one in self._graph.named(offer.texts("hasPrice"))}
        if len(prices) != 1:
            raise WrongNode(bought, "hasPrice", "dfc_several_prices" if prices else "dfc_price_missing")
        return prices.pop()

    def _euros(self, bought: Node, price: Node) -> Decimal:
        if self._graph.local(price.text("hasUnit")) != EURO:
            raise WrongNode(bought, "hasPrice", "dfc_not_euros", price.text("hasUnit"))
        try:
            return price_of(price.text("value"))
        except WrongCell as wrong:
            raise WrongNode(bought, "hasPrice", wrong.code, price.text("value")) from None


def _converted(node: Node, measure: Measure, unit: Unit) -> Fraction:
    """A quantity in base units of a product of ours."""
    of, base = BASE_UNITS[measure.unit]
    if of is not unit:
        raise WrongNode(node, "hasQuantity", "dfc_quantity_in_another_unit", measure.unit)
    return Fraction(measure.number) * base
