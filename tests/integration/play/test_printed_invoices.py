"""The small cycle again with three suppliers' invoices as they are printed: what is printed wins to the cent."""

import csv
import io
import shutil
from collections import defaultdict
from collections.abc import Callable
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path

Play = Callable[[Path, Path], int]
HERE = Path(__file__).parent
INVOICES = """supplier,delivery_eur_ex_vat,vat_eur,total_eur
MOULIN,6.00,2.68,35.52
SAVON,4.50,3.13,18.80
LENT,0,0,12.00
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_what_is_printed_on_invoices_wins_to_the_cent(play_beside: Play, tmp_path: Path) -> None:
    folder, out, said = tmp_path / "printed", tmp_path / "out", io.StringIO()
    shutil.copytree(HERE / "small", folder)
    (folder / "invoices.csv").write_text(INVOICES, encoding="utf-8")
    with redirect_stdout(said):
        assert play_beside(folder, out) == 0
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for entry in rows(out / "ledger.csv"):
        owed[entry["account"]] -= Decimal(entry["amount_eur"])
    assert (owed["supplier:MOULIN:payable"], owed["supplier:SAVON:payable"]) == (Decimal("35.52"), Decimal("18.80"))
    before = {row["key"]: Decimal(row["value"]) for row in rows(HERE / "expected" / "totals.csv")}
    after = {row["key"]: Decimal(row["value"]) for row in rows(out / "totals.csv")}
    more = {key: after[key] - value for key, value in before.items() if after[key] != value}
    assert more["invoices_eur"] == Decimal("0.68"), "2 cents of the mill's, 66 of the soap's, which is at its ceiling"
    assert more["uncovered_eur"] == Decimal("-0.66")
    assert "No invoice taken of LENT, from whom nothing was ordered." in said.getvalue()
    assert "Accepted of SAVON: The total printed is €18.80" in said.getvalue()
