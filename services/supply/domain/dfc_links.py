"""How a Data Food Consortium catalogue says what a case holds: so many single pieces are made into so many cases."""

from dataclasses import dataclass
from decimal import Decimal

from services.supply.domain.dfc_graph import Graph, Node
from services.supply.domain.price_list import RowFault
from services.supply.domain.price_list_cells import ListUnit, number_of

_UNITS = {
    "kilogram": ListUnit.KG,
    "gram": ListUnit.G,
    "litre": ListUnit.L,
    "liter": ListUnit.L,
    "centilitre": ListUnit.CL,
    "centiliter": ListUnit.CL,
    "millilitre": ListUnit.ML,
    "milliliter": ListUnit.ML,
    "piece": ListUnit.PIECE,
    "unit": ListUnit.PIECE,
}
_SHOWN = 60
_LONGEST_ID = 200


class WrongNode(Exception):  # noqa: N818 - a slip in somebody's document, not an error of the program
    """A node that can't be used as it is; ``fault`` says why."""

    def __init__(self, node: Node, about: str, code: str, text: str = "", **figures: object) -> None:
        super().__init__(code)
        shown = {"text": text[:_SHOWN], "node": node.text("name")[:_SHOWN] or node.id[:_LONGEST_ID], **figures}
        self.fault = RowFault(node.row, f"dfc-b:{about}", code, shown)


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity as the document has it."""

    number: Decimal
    unit: ListUnit


@dataclass(frozen=True, slots=True)
class CaseLink:
    """``consumed`` of a single piece makes ``produced`` cases."""

    transformation: Node
    single: Node
    case: Node
    consumed: Measure
    produced: Measure


def measure_of(graph: Graph, node: Node) -> Measure:
    """The quantity of a product or a flow.

    Raises:
        WrongNode: ``dfc_quantity_missing``, ``quantity_unreadable`` or ``dfc_unit_unknown``.
    """
    found = graph.named(node.texts("hasQuantity"))
    if len(found) != 1:
        raise WrongNode(node, "hasQuantity", "dfc_quantity_missing")
    number = number_of(found[0].text("value"))
    if number is None or number == 0:
        raise WrongNode(node, "hasQuantity", "quantity_unreadable", found[0].text("value"))
    unit = _UNITS.get((graph.local(found[0].text("hasUnit")) or "").lower())
    if unit is None:
        raise WrongNode(node, "hasQuantity", "dfc_unit_unknown", found[0].text("hasUnit"))
    return Measure(number, unit)


def ends_of(graph: Graph, transformation: Node) -> set[str]:
    """The ids of the products that a transformation names, whether or not they are in the document."""
    incomes, outcomes = _flows(graph, transformation)
    return {one for flow in incomes + outcomes for one in flow.texts("consumes", "produces")}


def link_of(graph: Graph, transformation: Node) -> CaseLink:
    """The link between a single piece and its case.

    Raises:
        WrongNode: ``dfc_link_broken``: not one flow on each side, or a flow without its product, or a product that
            is not in the document; what ``measure_of`` raises; ``dfc_cases_not_counted``.
    """
    incomes, outcomes = _flows(graph, transformation)
    consumption = _only(transformation, "hasIncome", incomes)
    production = _only(transformation, "hasOutcome", outcomes)
    single = _only(consumption, "consumes", graph.named(consumption.texts("consumes")))
    case = _only(production, "produces", graph.named(production.texts("produces")))
    produced = measure_of(graph, production)
    if produced.unit is not ListUnit.PIECE:
        raise WrongNode(production, "hasQuantity", "dfc_cases_not_counted", produced.unit)
    return CaseLink(transformation, single, case, measure_of(graph, consumption), produced)


def _flows(graph: Graph, transformation: Node) -> tuple[list[Node], list[Node]]:
    """Said by the transformation, or by its flows."""
    incomes = graph.named(transformation.texts("hasIncome"))
    outcomes = graph.named(transformation.texts("hasOutcome"))
    return (
        incomes or graph.naming("AsPlannedConsumptionFlow", "incomeOf", transformation.id),
        outcomes or graph.naming("AsPlannedProductionFlow", "outcomeOf", transformation.id),
    )


def _only(node: Node, about: str, found: list[Node]) -> Node:
    if len(found) != 1:
        raise WrongNode(node, about, "dfc_link_broken")
    return found[0]
