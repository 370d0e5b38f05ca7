from dataclasses import replace

from rich.console import Console

from services.demo.screen import places, screen
from services.demo.summary import SupplierFigures, summarise
from services.play.api import Addresses
from services.play.proof import prove
from services.play.system import System
from tests.unit.play.recorded import outcome


def test_the_summary_counts_rungs_only_where_there_was_one_to_reach() -> None:
    summary = summarise(outcome(), prove(outcome()))
    assert summary.suppliers == (
        SupplierFigures("ALMA", products=1, cases=6, reached=1, ladders=1, total_cents=21176),
        SupplierFigures("BRES", products=1, cases=10, reached=0, ladders=0, total_cents=2280),
    )
    assert (summary.households, summary.lines, summary.short_lines, summary.rejected) == (2, 2, 1, 2)
    assert (summary.shifts_filled, summary.shifts) == (1, 2)


def test_the_screen_fits_one_screen_and_shows_the_proof() -> None:
    console = Console(width=80, record=True)
    console.print(screen(summarise(outcome(), prove(outcome()))))
    lines = console.export_text().splitlines()
    assert len(lines) <= 40
    assert any("ALMA" in line and "1/1" in line and "211.76 €" in line for line in lines)
    assert any("✓" in line and "held = charged + rebates: 3.63 = 3.63" in line for line in lines)


def test_a_cycle_without_any_order_has_a_summary() -> None:
    nothing = replace(outcome(), purchase_orders=[], settlements=[], roster={"shifts": []})
    summary = summarise(nothing, [])
    assert (summary.households, summary.suppliers, summary.shifts) == (0, (), 0)


def test_where_to_look_fits_a_narrow_terminal() -> None:
    addresses = Addresses("http://127.0.0.1:54321", "http://127.0.0.1:54322")
    console = Console(width=80, record=True)
    console.print(places(System(addresses, "coordinator", "x" * 16, ())))
    lines = [line.strip() for line in console.export_text().splitlines()]
    assert f"as coordinator, password {'x' * 16}" in lines
    assert sum(line.endswith(("/v1/openapi.json", "/metrics", "/health/ready")) for line in lines) == 6
    assert lines[-1] == "Ctrl-C stops everything."
