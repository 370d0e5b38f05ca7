"""One screen on what a cycle brought: for the person who has just watched it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.play.outcome import Outcome
from services.play.proof import Equality


@dataclass(frozen=True, slots=True)
class SupplierFigures:
    """What was bought from one supplier.

    ``ladders`` counts the bought products whose offer has more than one price, ``reached`` those of
    them that got a lower price than the first rung's.
    """

    supplier: str
    products: int
    cases: int
    reached: int
    ladders: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a played cycle; money in cents."""

    households: int
    lines: int
    rejected: int
    held: int
    charged: int
    rebates: int
    invoices: int
    stock_kept: int
    rounding: int
    uncovered: int
    short_lines: int
    suppliers: tuple[SupplierFigures, ...]
    shifts_filled: int
    shifts: int
    proof: tuple[Equality, ...]


def summarise(outcome: Outcome, proof: Sequence[Equality]) -> Summary:
    """The figures of an outcome."""
    totals, shifts = outcome.settlement, outcome.roster["shifts"]
    return Summary(
        households=len({line["household_number"] for line in outcome.settlements}),
        lines=len(outcome.settlements),
        rejected=len(outcome.rejected),
        held=totals["held_cents"],
        charged=totals["charged_cents"],
        rebates=totals["rebates_cents"],
        invoices=totals["invoices_cents"],
        stock_kept=totals["stock_kept_cents"],
        rounding=totals["rounding_cents"],
        uncovered=totals["uncovered_cents"],
        short_lines=sum(line["granted"] < line["ordered"] for line in outcome.settlements),
        suppliers=tuple(_supplier(outcome, supplier) for supplier in sorted(_bought(outcome))),
        shifts_filled=sum(len(shift["assigned"]) >= shift["needed"] for shift in shifts),
        shifts=len(shifts),
        proof=tuple(proof),
    )


def _bought(outcome: Outcome) -> set[str]:
    return {order["supplier"] for order in outcome.purchase_orders}


def _supplier(outcome: Outcome, supplier: str) -> SupplierFigures:
    orders = [order for order in outcome.purchase_orders if order["supplier"] == supplier]
    lines = [line for order in orders for line in order["lines"]]
    return SupplierFigures(
        supplier=supplier,
        products=len(lines),
        cases=sum(line["cases"] for line in lines),
        reached=sum(line["rung_from"] > 0 for line in lines),
        ladders=sum(len(outcome.offers[supplier, line["product"]]) > 1 for line in lines),
        total_cents=sum(order["total_cents"] for order in orders),
    )
