from dataclasses import replace
from pathlib import Path

import pytest

from services.play.files.shown import supplier_price
from services.play.files.writing import sheets, write_outcome
from services.play.proof import NotProved, equalities, prove
from tests.unit.play.recorded import outcome

EXPECTED = {
    "rejected.csv": """household,product,reason
000002,,"Il manque 1,20 €."
000009,FAR,"Non, merci."
""",
    "purchase_orders.csv": """number,supplier,goods_eur_ex_vat,delivery_eur_ex_vat,vat_eur,total_eur
9,ALMA,157.50,38.00,16.26,211.76
10,BRES,19.00,0.00,3.80,22.80
""",
    "purchase_order_lines.csv": (
        "number,supplier,product,cases,case_size,quantity,rung_from,price_eur_ex_vat,goods_eur_ex_vat,reason\n"
        '9,ALMA,FAR,6,25,150,150,1.0525,157.50,"6 caisses, au plus juste"\n'
        '10,BRES,SAV,10,1,10,0,1.90,19.00,"10 caisses, au plus juste"\n'
    ),
    "suppliers.csv": """supplier,total_eur,households_hold_eur,gap_eur
ALMA,211.76,204.45,7.31
BRES,22.80,22.00,0.80
""",
    "settlements.csv": (
        "household,product,ordered,granted,ceiling_price_eur,final_price_eur,held_eur,charged_eur,rebate_eur,reason\n"
        "000001,FAR,2.5,2.5,1.45,1.41,3.63,3.53,0.10,\n"
        "000002,SAV,2,0,2.40,,0.00,0.00,0.00,Rien n'a été livré.\n"
    ),
    "stock.csv": """product,quantity,value_eur,best_before,lot
FAR,9,12.69,2027-06-30,B
FAR,12.5,17.90,2027-07-30,A
""",
    "shifts.csv": """shift,centre,kind,start,end,needed,assigned
C1-reception,,reception,2026-12-15T08:00,2026-12-15T12:00,3,0
DUC-distribution,DUC,distribution,2026-12-18T14:00,2026-12-18T19:00,2,2
""",
    "roster.csv": """shift,volunteer,substitute
DUC-distribution,V1,0
DUC-distribution,V2,1
""",
    "ledger.csv": """transaction,at,account,amount_eur,what
t2,2026-12-05T10:00:01Z,bank,3.63,order
t2,2026-12-05T10:00:01Z,credit:000001,-3.63,order
t1,2026-12-05T10:00:00Z,credit:000001,3.63,settlement: run 1
t1,2026-12-05T10:00:00Z,held,-3.63,settlement: run 1
""",
    "totals.csv": """key,value
objective_eur,188.42
held_eur,3.63
charged_eur,3.53
rebates_eur,0.10
invoices_eur,4.00
stock_kept_eur,0.40
stock_used_eur,0.00
rounding_eur,-0.07
uncovered_eur,0.00
""",
}


@pytest.mark.parametrize("file", EXPECTED)
def test_each_file_has_its_columns_and_units(file: str) -> None:
    texts = {sheet.file: sheet.text() for sheet in sheets(outcome())}
    assert texts[file] == EXPECTED[file]


def test_all_files_are_written_over_an_earlier_play(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    out.mkdir(parents=True)
    (out / "totals.csv").write_text("old", encoding="utf-8")
    write_outcome(outcome(), out)
    assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == EXPECTED


def test_ledger_lines_do_not_depend_on_the_order_of_events() -> None:
    shuffled = replace(outcome(), ledger=list(reversed(outcome().ledger)))
    assert [sheet.text() for sheet in sheets(shuffled)] == [sheet.text() for sheet in sheets(outcome())]


@pytest.mark.parametrize(
    ("price", "shown"), [("1.05", "1.05"), ("1.1", "1.10"), ("1.0500", "1.05"), ("0.1234", "0.1234"), (None, "")]
)
def test_supplier_prices_have_as_many_decimals_as_they_need(price: str | None, shown: str) -> None:
    assert supplier_price(price) == shown


def test_a_sound_outcome_is_proved() -> None:
    assert all(equality.holds for equality in prove(outcome()))
    assert len(equalities(outcome())) == 8


def test_a_lost_cent_is_named() -> None:
    told = outcome()
    told.settlement["charged_cents"] += 1
    with pytest.raises(NotProved, match=r"held = charged \+ rebates: 3.63 ≠ 3.64"):
        prove(told)


def test_services_that_disagree_are_named() -> None:
    told = outcome()
    told.settlements[0]["held_cents"] += 5
    with pytest.raises(NotProved, match=r"held at orders = held at supply: 3.68 ≠ 3.63"):
        prove(told)


def test_a_transaction_that_does_not_sum_to_zero_is_named() -> None:
    told = outcome()
    told.ledger[0]["amount_cents"] += 1
    with pytest.raises(NotProved, match=r"each of 2 ledger transactions sums to zero: 0.01 ≠ 0.00"):
        prove(told)
