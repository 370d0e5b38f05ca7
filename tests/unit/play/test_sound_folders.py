from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from services.play.folder.reader import read_folder
from services.play.folder.values import Means, Window

MakeFolder = Callable[..., Path]
DEMO = Path(__file__).parents[3] / "deploy/demo/2026-12"


def test_the_demo_folder_is_sound() -> None:
    folder = read_folder(DEMO)
    assert (len(folder.households), len(folder.orders), len(folder.products)) == (301, 1975, 58)
    assert (len(folder.suppliers), len(folder.volunteers), len(folder.centres)) == (17, 44, 8)
    assert (folder.deliveries, folder.invoices) == ([], [])
    assert all((folder.cycle.network_name, folder.cycle.network_address, folder.cycle.warehouse))


def test_values_come_in_the_systems_units(make_folder: MakeFolder) -> None:
    folder = read_folder(make_folder())
    assert (folder.cycle.max_surplus_percent, folder.cycle.max_stock_eur) == (2000, 60000)
    assert (folder.cycle.opens, folder.cycle.shortage_penalty) == (date(2026, 11, 30), Decimal(3))
    assert folder.suppliers[1].delivery_fee_eur == 3050
    assert folder.suppliers[1].free_delivery_from_eur is None
    assert folder.products[0].vat_percent == 550
    (invoice,) = folder.invoices
    assert (invoice.delivery_eur_ex_vat, invoice.vat_eur, invoice.total_eur) == (3_800, 1_520, 19_126)
    assert folder.volunteers[0].hours_done == 20
    assert folder.volunteers[0].skills == ("distribution", "till")
    assert folder.volunteers[0].available[0] == Window(datetime(2026, 12, 15, 8), datetime(2026, 12, 15, 13))  # noqa: DTZ001 - local times have no zone
    assert [(payment.means, payment.amount_eur) for payment in folder.payments] == [
        (Means.CHEQUE, None),
        (Means.CASH, 1250),
    ]


def test_rungs_stand_in_rising_order_whatever_the_order_of_the_lines(make_folder: MakeFolder) -> None:
    lower, higher = "ALMA,FAR,25,,quantity,0,1.18\n", "ALMA,FAR,25,,quantity,150,1.05\n"
    folder = read_folder(make_folder(("offers.csv", lower + higher, higher + lower)))
    assert [[rung.start for rung in offer] for offer in folder.offers] == [[0, 150], [0]]


def test_an_order_that_only_breaks_a_rule_is_left_to_the_system(make_folder: MakeFolder) -> None:
    folder = read_folder(make_folder(("orders.csv", "000001,SAV,1", "000001,NIX,1.5\n000001,SAV,0")))
    assert [(order.household, order.product, order.quantity) for order in folder.orders] == [
        ("000001", "FAR", Decimal("2.5")),
        ("000001", "NIX", Decimal("1.5")),
        ("000001", "SAV", Decimal(0)),
        ("000009", "FAR", Decimal(-1)),
    ]


def test_the_payment_of_an_unknown_household_goes_with_its_order(make_folder: MakeFolder) -> None:
    folder = read_folder(make_folder(("payments.csv", "000002,cash", "000009,cash")))
    assert folder.payments[1].household == "000009"


def test_optional_files_and_columns_may_be_missing(make_folder: MakeFolder) -> None:
    edits = [
        ("cycle.csv", "max_stock_eur,600\n", ""),
        ("payments.csv", "household,means,amount_eur\n000001,cheque,\n000002,cash,12.50", "household,means"),
        ("centres.csv", "centre,name,active,closes,distribution_start,distribution_end,place", "centre,name,active"),
        ("centres.csv", ",1,,2026-12-18T14:00,2026-12-18T19:00,salle", ",1"),
        ("centres.csv", ",0,2026-12-03T18:00,,,", ",0"),
    ]
    folder = read_folder(make_folder(*edits, without=("stock.csv", "deliveries.csv", "invoices.csv")))
    assert (folder.stock, folder.deliveries, folder.invoices, folder.payments) == ([], [], [], [])
    assert folder.cycle.max_stock_eur is None
    assert (folder.cycle.network_name, folder.cycle.network_address, folder.cycle.warehouse) == ("", "", "")
    assert (folder.centres[0].place, folder.centres[0].closes) == ("", None)


def test_what_spreadsheets_write_is_tolerated(make_folder: MakeFolder) -> None:
    path = make_folder()
    orders = path / "orders.csv"
    text = orders.read_text(encoding="utf-8").replace("\n", "\r\n").replace("000001,SAV", " 000001 , SAV")
    orders.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n,,\r\n")
    assert len(read_folder(path).orders) == 3


def test_no_orders_at_all_is_a_cycle_too(make_folder: MakeFolder) -> None:
    path = make_folder()
    (path / "orders.csv").write_text("household,product,quantity\n", encoding="utf-8")
    (path / "payments.csv").write_text("household,means\n", encoding="utf-8")
    assert read_folder(path).orders == []


def test_stock_that_keeps_has_no_best_before_date(make_folder: MakeFolder) -> None:
    folder = read_folder(make_folder(("stock.csv", "2027-06-30", "")))
    assert folder.stock[0].best_before is None
