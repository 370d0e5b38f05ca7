"""The summary as one screen."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.demo.summary import Summary
from services.play.system import System
from shared.kernel.money import Money


def screen(summary: Summary) -> RenderableType:
    """Figures beside the suppliers, the proof below."""
    columns = Table.grid(padding=(0, 4))
    columns.add_row(_figures(summary), _suppliers(summary))
    return Padding(Group(columns, Text(), _proof(summary)), (1, 0))


def places(system: System) -> RenderableType:
    """Where to look while the demo stays up, in lines that no terminal breaks."""
    table = Table.grid(padding=(0, 2))
    table.add_row("start", Text(f"{system.addresses.orders}/"))
    table.add_row("", Text(f"as {system.login}, password {system.password}"))
    for name, address in (("orders", system.addresses.orders), ("supply", system.addresses.supply)):
        table.add_row(name, Text(f"{address}/v1/openapi.json"))
        table.add_row("", Text(f"{address}/metrics"))
        table.add_row("", Text(f"{address}/health/ready"))
    return Group(table, Text("Ctrl-C stops everything."))


def _figures(summary: Summary) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, figure in (
        ("households", str(summary.households)),
        ("order lines", str(summary.lines)),
        ("orders refused or lapsed", str(summary.rejected)),
        ("held, paid in advance", _euros(summary.held)),
        ("charged in the end", _euros(summary.charged)),
        ("rebates", _euros(summary.rebates)),
        ("supplier invoices", _euros(summary.invoices)),
        ("stock kept", _euros(summary.stock_kept)),
        ("adjustment, rounding", _euros(summary.rounding)),
        ("adjustment, uncovered", _euros(summary.uncovered)),
        ("lines short", str(summary.short_lines)),
        ("rungs reached", f"{_sum(summary, 'reached')} of {_sum(summary, 'ladders')}"),
        ("shifts filled", f"{summary.shifts_filled} of {summary.shifts}"),
    ):
        table.add_row(name, figure)
    return table


def _suppliers(summary: Summary) -> Table:
    table = Table("supplier", box=None, padding=(0, 1), header_style="bold")
    for name in ("cases", "rungs", "total"):
        table.add_column(name, justify="right")
    for supplier in summary.suppliers:
        rungs = f"{supplier.reached}/{supplier.ladders}"
        table.add_row(supplier.supplier, str(supplier.cases), rungs, _euros(supplier.total_cents))
    return table


def _proof(summary: Summary) -> Table:
    table = Table.grid(padding=(0, 2))
    for equality in summary.proof:
        table.add_row(Text("✓" if equality.holds else "✗"), Text(str(equality)))
    return table


def _euros(cents: int) -> str:
    return f"{Money(cents)} €"


def _sum(summary: Summary, figure: str) -> int:
    return sum(getattr(supplier, figure) for supplier in summary.suppliers)
