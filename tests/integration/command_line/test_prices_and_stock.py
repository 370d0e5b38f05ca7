"""What suppliers ask for their goods, and what is in stock, from the command line alone (how: test_cash_box.py)."""

import json

from tests.fixtures.dfc_catalogue import FLOUR_BAG, OIL_CASE, SOAP_BAR, document, nodes
from tests.fixtures.spreadsheets import xlsx
from tests.fixtures.supply_cycle import OFFER, PRODUCT, SUPPLIER, TERMS
from tests.integration.command_line.page import never_typed
from tests.integration.command_line.running import wait_for
from tests.integration.command_line.terminal import Terminal, id_of
from tests.integration.supply.test_price_lists import COLUMNS, DEARER, HEADERS

LISTS = "/v1/suppliers/ALMA/price-lists"
CATALOGUES = "/v1/suppliers/MILL/dfc-catalogues"
NEXT = "/v1/cycles/2999-01"


def prices(claire: Terminal, product: str) -> dict[str, list[str]]:
    """By supplier, the price on each rung."""
    found = claire.supply.get(f"/v1/offers?product={product}")["items"]
    return {one["supplier"]: [rung["price"] for rung in one["rungs"]] for one in found}


def stock(claire: Terminal, where: str = "") -> list[tuple[str, int, int]]:
    """Lot, quantity and value."""
    return [
        (lot["lot"], lot["quantity"], lot["value_cents"]) for lot in claire.supply.get(f"/v1/stock{where}")["items"]
    ]


def test_all_of_prices_and_stock(claire_at_both: Terminal) -> None:
    claire = claire_at_both
    claire.orders.put("/v1/centres/DUC", {"name": "La Duchère", "place": "salle 2", "active": True})
    suppliers_and_products(claire)
    a_price_list(claire)
    a_catalogue_of_the_data_food_consortium(claire)
    drafts_of_cycles(claire)
    goods_in_stock(claire)
    assert never_typed("Prices and stock", claire) == set()


def suppliers_and_products(claire: Terminal) -> None:
    for supplier in ("ALMA", "MILL"):
        claire.supply.put(f"/v1/suppliers/{supplier}", SUPPLIER)
    for product, unit in (("FLOUR", "kg"), ("RYE", "kg"), ("SPELT", "kg"), ("OIL", "l"), ("SOAP", "piece")):
        step = 1 if unit == "piece" else 500
        claire.supply.put(f"/v1/products/{product}", PRODUCT | {"unit": unit, "step": step})
    for product in ("FLOUR", "SPELT"):
        claire.supply.put(f"/v1/offers/ALMA/{product}", OFFER)
    assert [one["supplier"] for one in claire.supply.get("/v1/suppliers")["items"]] == ["ALMA", "MILL"]
    assert len(claire.supply.get("/v1/products")["items"]) == 5
    assert prices(claire, "FLOUR") == {"ALMA": ["1.18", "1.05"]}
    claire.supply.delete("/v1/offers/ALMA/SPELT")
    assert prices(claire, "SPELT") == {}
    shop = {"price_cents": 195, "source": "supermarket"}
    claire.supply.put("/v1/products/FLOUR/reference-prices/2999-01-01", shop)
    noted = claire.supply.get("/v1/products/FLOUR/reference-prices")["prices"]
    assert [(one["from_date"], one["price_cents"]) for one in noted][-1] == ("2999-01-01", 195)


def a_price_list(claire: Terminal) -> None:
    """Looked at and applied: as text, then as a spreadsheet."""
    claire.supply.put("/v1/suppliers/ALMA/price-list-columns", COLUMNS)
    text, sheet = claire.folder / "prices.csv", claire.folder / "prices.xlsx"
    text.write_text(DEARER)
    sheet.write_bytes(xlsx([HEADERS, ["T65", "Farine", "25", None, "1,20"]]))
    shown = claire.supply.post(LISTS, text)
    assert (shown["applied"], prices(claire, "FLOUR")) == (False, {"ALMA": ["1.18", "1.05"]})
    assert claire.supply.post(f"{LISTS}?apply={shown['token']}", text)["applied"] is True
    assert (prices(claire, "FLOUR"), prices(claire, "RYE")) == ({"ALMA": ["1.25", "1.05"]}, {"ALMA": ["2"]})
    again = claire.supply.post(LISTS, sheet)
    (change,) = again["changed"]
    assert (change["name"], change["after"]["rungs"]) == ("Farine", [{"starts_at": 0, "price": "1.2"}])
    stale = claire.supply.refused("POST", f"{LISTS}?apply={shown['token']}", sheet)
    assert "again" in stale
    claire.supply.post(f"{LISTS}?apply={again['token']}", sheet)
    assert prices(claire, "FLOUR") == {"ALMA": ["1.2"]}


def a_catalogue_of_the_data_food_consortium(claire: Terminal) -> None:
    ours = {FLOUR_BAG: "FLOUR", OIL_CASE: "OIL", SOAP_BAR: "SOAP"}
    claire.supply.put("/v1/suppliers/MILL/dfc-references", {"references": ours})
    catalogue = claire.folder / "catalogue.jsonld"
    catalogue.write_text(json.dumps(document(nodes())))
    shown = claire.supply.post(CATALOGUES, catalogue)
    assert len(shown["new"]) == 3
    claire.supply.post(f"{CATALOGUES}?apply={shown['token']}", catalogue)
    assert (prices(claire, "OIL"), prices(claire, "SOAP")) == ({"MILL": ["5"]}, {"MILL": ["1.35"]})
    assert prices(claire, "FLOUR") == {"ALMA": ["1.2"], "MILL": ["1.18"]}


def drafts_of_cycles(claire: Terminal) -> None:
    for path, sold in (("/v1/cycles/2998-12", {"FLOUR": 145, "OIL": 900}), (NEXT, {"SOAP": 200})):
        ceilings = [{"product": product, "ceiling_price_cents": cents} for product, cents in sold.items()]
        claire.supply.put(path, TERMS | {"centres": [], "products": ceilings})
    copy = claire.supply.get(f"{NEXT}/catalogue-copy?from=2998-12")
    assert (copy["applied"], {one["product"]: one["copied"] for one in copy["products"]}["OIL"]) == (False, "kept")
    claire.supply.post(f"{NEXT}/catalogue-copy", {"from": "2998-12", "token": copy["token"]})
    assert {one["product"]: one["ceiling_price_cents"] for one in claire.supply.get(NEXT)["products"]} == {
        "FLOUR": 145,
        "OIL": 900,
        "SOAP": 200,
    }


def goods_in_stock(claire: Terminal) -> None:
    """100 kg worth 100.01, in which three kilos lack, of which two are damaged and forty stand at a centre."""
    claire.supply.put("/v1/stock/FLOUR/A1", {"quantity": 100_000, "value_cents": 10_001, "best_before": None})
    counted = {"lots": [{"product": "FLOUR", "lot": "A1", "counted": 97_000}], "reason": "inventory"}
    (change,) = claire.supply.put(f"/v1/stock/counts/{id_of('count')}", counted)["changes"]
    assert (change["quantity"], change["value_cents"]) == (-3_000, -300)
    lot = {"product": "FLOUR", "lot": "A1"}
    claire.supply.put(f"/v1/stock/losses/{id_of('loss')}", lot | {"quantity": 2_000, "reason": "damaged"})
    wait_for(lambda: [one["centre"] for one in claire.supply.get("/v1/centres")["items"]] == ["DUC"])
    claire.supply.put(f"/v1/stock/transfers/{id_of('transfer')}", lot | {"quantity": 40_000, "centre": "DUC"})
    beyond = lot | {"quantity": 55_001, "reason": "expired"}
    assert "55" in claire.supply.refused("PUT", f"/v1/stock/losses/{id_of('more')}", beyond)
    assert (stock(claire), stock(claire, "?centre=DUC")) == ([("A1", 55_000, 5_501)], [("A1", 40_000, 4_000)])
    assert stock(claire, "?at=2020-12-31") == []
    for where, kinds in (
        ("", ["transferred", "transferred", "lost", "counted", "entered"]),
        ("?product=FLOUR&lot=A1", ["transferred", "transferred", "lost", "counted", "entered"]),
        ("?centre=DUC", ["transferred"]),
    ):
        assert [one["kind"] for one in claire.supply.get(f"/v1/stock/movements{where}")["items"]] == kinds
