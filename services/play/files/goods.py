"""stock.csv, shifts.csv, roster.csv, totals.csv: what stays on the shelf, who works when, the sums."""

from services.play.files.sheet import OutSheet
from services.play.files.shown import euros, minute, quantity
from services.play.outcome import Outcome

TOTALS = ("held", "charged", "rebates", "invoices", "stock_kept", "stock_used", "rounding", "uncovered")


def stock(outcome: Outcome) -> OutSheet:
    """The lots on the shelf after the cycle: kept from it, or never used."""
    rows = [
        (
            lot["product"],
            quantity(lot["quantity"], outcome.units[lot["product"]]),
            euros(lot["value_cents"]),
            lot["best_before"] or "",
            lot["lot"],
        )
        for lot in outcome.stock
        if lot["quantity"]
    ]
    columns = ("product", "quantity", "value_eur", "best_before", "lot")
    return OutSheet("stock.csv", columns, sorted(rows, key=lambda row: (row[0], row[3], row[4])))


def shifts(outcome: Outcome) -> OutSheet:
    """Every shift, with how many volunteers it needs and has."""
    rows = [
        (
            shift["shift"],
            shift["centre"] or "",
            shift["kind"],
            minute(shift["starts"]),
            minute(shift["ends"]),
            str(shift["needed"]),
            str(len(shift["assigned"])),
        )
        for shift in outcome.roster["shifts"]
    ]
    return OutSheet("shifts.csv", ("shift", "centre", "kind", "start", "end", "needed", "assigned"), sorted(rows))


def roster(outcome: Outcome) -> OutSheet:
    """Who comes to which shift; substitutes come from another centre."""
    rows = [
        (shift["shift"], assigned["volunteer"], "1" if assigned["substitute"] else "0")
        for shift in outcome.roster["shifts"]
        for assigned in shift["assigned"]
    ]
    return OutSheet("roster.csv", ("shift", "volunteer", "substitute"), sorted(rows))


def totals(outcome: Outcome) -> OutSheet:
    """The cycle's totals."""
    rows = [("objective_eur", euros(outcome.plan["objective_cents"]))]
    rows += [(f"{name}_eur", euros(outcome.settlement[f"{name}_cents"])) for name in TOTALS]
    return OutSheet("totals.csv", ("key", "value"), rows)
