from collections.abc import Callable
from pathlib import Path

import pytest

SOUND = {
    "cycle.csv": """key,value
cycle,C1
name,Premier cycle
opens,2026-11-30
closes,2026-12-04
delivery,2026-12-15
distribution,2026-12-18
shortage_penalty,3
max_surplus_percent,20
max_stock_eur,600
delivery_vat_percent,20
""",
    "centres.csv": """centre,name,active,closes,distribution_start,distribution_end,place
DUC,Centre social de la Duchère,1,,2026-12-18T14:00,2026-12-18T19:00,salle
MIN,"Centre social, les Minguettes",0,2026-12-03T18:00,,,
""",
    "suppliers.csv": """supplier,name,email,minimum_eur,delivery_fee_eur,free_delivery_from_eur,lead_days
ALMA,Moulins de l'Alma,commandes@alma.example,150,38,600,7
BRES,Rizerie,commandes@bres.example,0,30.50,,7
""",
    "products.csv": """product,name,category,unit,step,vat_percent,organic,local,shelf_days,surplus_loss_percent,\
reference_price_eur,shortage_policy,ceiling_price_eur
FAR,Farine,épicerie,kg,0.5,5.5,1,1,270,60,1.95,pro_rata,1.45
SAV,Savon,hygiène,piece,1,20,0,0,900,30,3.10,lottery,2.40
""",
    "offers.csv": """supplier,product,case_size,max_cases,basis,from,price_eur_ex_vat
ALMA,FAR,25,,quantity,0,1.18
ALMA,FAR,25,,quantity,150,1.05
BRES,SAV,12,4,households,0,1.9025
""",
    "households.csv": """household,centre,label,size,tariff_percent
000001,DUC,Foyer 1,3,
000002,MIN,Foyer 2,1,
""",
    "orders.csv": """household,product,quantity
000001,FAR,2.5
000001,SAV,1
000009,FAR,-1
""",
    "payments.csv": """household,means,amount_eur
000001,cheque,
000002,cash,12.50
""",
    "volunteers.csv": """volunteer,centre,name,skills,max_hours,hours_done,available
V1,DUC,Bénévole 1,till+distribution,8,0.33,2026-12-15T08:00/13:00+2026-12-18T08:00/20:00
V2,MIN,Bénévole 2,,4,4,
""",
    "stock.csv": """product,quantity,value_eur,best_before,lot
FAR,12.5,17.90,2027-06-30,FA1
""",
    "deliveries.csv": """supplier,product,received,invoiced_price_eur_ex_vat,best_before,lot
ALMA,FAR,125.5,1.10,2027-09-01,L1
BRES,SAV,0,,,
""",
    "invoices.csv": """supplier,delivery_eur_ex_vat,vat_eur,total_eur
ALMA,38,15.20,191.26
""",
}

Edit = tuple[str, str, str]
MakeFolder = Callable[..., Path]


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """A sound small folder with some texts replaced: (file, old, new)."""

    def make(*edits: Edit, without: tuple[str, ...] = ()) -> Path:
        texts = dict(SOUND)
        for file, old, new in edits:
            assert old in texts[file]
            texts[file] = texts[file].replace(old, new, 1)
        for file, text in texts.items():
            if file not in without:
                (tmp_path / file).write_text(text, encoding="utf-8")
        return tmp_path

    return make
