"""What came and what it cost: received, damaged, invoiced, shared out, settled, corrected, reported."""

import csv
import io

from python_calamine import CalamineWorkbook

from tests.integration.command_line.cycle_bought import ORDER
from tests.integration.command_line.cycle_ordered import ALI, CYCLE, EVE
from tests.integration.command_line.running import wait_for
from tests.integration.command_line.terminal import Terminal, id_of

PHOTO = b"\xff\xd8\xff\xe0 the bytes of a bag torn open"
DELIVERY = f"{CYCLE}/deliveries/{id_of('delivery')}"
INVOICE = f"{CYCLE}/invoices/ALMA"
ALIS_LINE = f"{CYCLE}/orders/{id_of(ALI + ' orders')}/lines/FLOUR/quantity-reason"


def goods_are_received(claire: Terminal) -> None:
    """125 kg in two lots, of which a bag is torn; then another turns out to be wet."""
    torn = {"lot": "A2", "damaged": 5_000, "note": "torn", "photo": id_of("photo")}
    lines = [
        {"product": "FLOUR", "received": 100_000, "lot": "A1", "best_before": "3000-06-30"},
        {"product": "FLOUR", "received": 20_000, "best_before": "3000-06-30"} | torn,
    ]
    body = {"supplier": "ALMA", "received_on": "2999-12-15", "note_number": "BL-1", "lines": lines}
    assert claire.supply.put(DELIVERY, body)["version"] == 1
    photo = claire.folder / "bag.jpeg"
    photo.write_bytes(PHOTO)
    claire.supply.put(f"{DELIVERY}/photos/{id_of('photo')}", photo)
    assert claire.supply.file(f"{DELIVERY}/photos/{id_of('photo')}") == PHOTO
    more = claire.supply.refused("POST", f"{CYCLE}/settlement")
    assert more.startswith("Cycle 2999-12 can't be settled while more may come from: ALMA.")
    claire.supply.post(f"{ORDER}/complete")
    (order,) = claire.supply.get(f"{CYCLE}/receiving")
    (flour,) = order["products"]
    assert (order["state"], flour["received"], flour["damaged"], flour["missing"]) == (
        "complete",
        120_000,
        5_000,
        5_000,
    )
    wet = {"kind": "damaged", "reason": "a bag was wet", "lines": [{"product": "FLOUR", "quantity": 20_000}]}
    proposal = claire.supply.post(f"{ORDER}/incidents/proposal", wet)
    (short,) = proposal["products"]
    assert (short["available"], short["short"], proposal["costs_more_cents"]) == (100_000, 41_000, -2_490)
    incident = f"{ORDER}/incidents/{id_of('wet')}"
    assert "Nothing was done." in claire.supply.refused("PUT", incident, wet | {"token": "0"})
    claire.supply.put(incident, wet | {"token": proposal["token"]})
    assert claire.supply.get(incident)["kind"] == "damaged"
    assert claire.supply.get(f"{CYCLE}/incidents")["by_kind"] == {"damaged": 1}
    assert len(claire.supply.get(f"{incident}/households")["items"]) == 5


def the_invoice_is_entered(claire: Terminal) -> None:
    printed = {
        "number": "F-1",
        "invoiced_on": "2999-12-16",
        "due_on": "3000-01-15",
        "lines": [{"product": "FLOUR", "quantity": 100_000, "price": "1.28"}],
        "delivery_cents": 3_800,
        "vat": [{"vat_basis_points": 550, "vat_cents": 704}, {"vat_basis_points": 2_000, "vat_cents": 760}],
        "total_cents": 12_800 + 3_800 + 704 + 760,
    }
    entered = claire.supply.put(INVOICE, printed)
    (dearer,) = entered["differences"]
    assert dearer["sentence"] == "FLOUR is invoiced at 1.28 euros excluding VAT, but was ordered at 1.18."
    undecided = claire.supply.refused("POST", f"{CYCLE}/settlement")
    assert undecided.startswith("Cycle 2999-12 can't be settled while differences on invoices wait, of: ALMA.")
    claire.supply.post(f"{INVOICE}/withdrawal", {"reason": "of another cycle"})
    assert "of another cycle" in claire.supply.refused("PUT", INVOICE, printed)
    claire.supply.put(INVOICE, printed | {"again": True})
    decision = {"kind": "price", "product": "FLOUR", "disputed": True, "reason": "as ordered"}
    claire.supply.post(f"{INVOICE}/decisions", decision)
    note = {"noted_on": "2999-12-20", "amount_cents": 1_000, "vat_cents": 55, "products": ["FLOUR"], "reason": "price"}
    credited = claire.supply.put(f"{INVOICE}/credit-notes/A-1", note)
    assert (credited["total_cents"], credited["counted"]["total_cents"]) == (18_064, 18_064 - 1_055)
    other = claire.supply.refused("PUT", INVOICE, printed | {"number": "F-2"})
    assert other.startswith("ALMA has invoice F-1 in cycle 2999-12 already: F-2 would take its place.")
    assert [one["number"] for one in claire.supply.get(f"{CYCLE}/invoices")] == ["F-1"]


def all_is_settled(claire: Terminal) -> None:
    by_hand = {"quantity": 2_500, "reason": "the torn bag suits this household"}
    exception = f"{CYCLE}/allocation-exceptions/{id_of(ALI + ' orders')}/FLOUR"
    claire.supply.put(exception, by_hand | {"quantity": 500})
    claire.supply.delete(exception)
    claire.supply.put(exception, by_hand)
    decided = claire.supply.get(f"{CYCLE}/allocation-exceptions")
    assert [(one["quantity"], one["taken_back_at"] is None) for one in decided] == [(500, False), (2_500, True)]
    preview = claire.supply.get(f"{CYCLE}/settlement/preview")
    assert (preview["invoices_cents"], preview["charged_cents"], preview["uncovered_cents"]) == (17_009, 14_502, -2_507)
    why = claire.supply.get(f"{CYCLE}/settlement/preview/products/FLOUR/price-reason")["sentence"]
    part = claire.supply.get(ALIS_LINE.replace("/orders/", "/settlement/preview/orders/"))["sentence"]
    stale = claire.supply.refused("POST", f"{CYCLE}/settlement", {"figures": "0" * 64})
    assert "Nothing is published." in stale
    published = claire.supply.post(f"{CYCLE}/settlement", {"figures": preview["figures"]})
    assert published["rebates_cents"] == preview["rebates_cents"] == 20_446 - 14_502
    assert claire.supply.get(f"{CYCLE}/products/FLOUR/price-reason")["sentence"] == why
    assert "Nobody pays more than the ceiling of €1.45 for 1 kg." in why
    mine = claire.supply.get(ALIS_LINE)
    assert mine["sentence"] == part
    assert part.startswith("The coordinator decided this part by hand")
    wait_for(lambda: claire.orders.get(CYCLE)["settled_run"] == published["run"])
    lines = claire.orders.get(f"{CYCLE}/settlements")["items"]
    assert (lines[0]["household_number"], lines[0]["granted"], lines[0]["rebate_cents"]) == ("000001", 2_500, 0)
    assert sum(line["charged_cents"] for line in lines) == 14_502


def it_is_corrected(claire: Terminal) -> None:
    """The mill gives 52.75 back: 117.34 for 100 kg."""
    note = {"noted_on": "2999-12-22", "amount_cents": 5_000, "vat_cents": 275, "reason": "goodwill"}
    claire.supply.put(f"{INVOICE}/credit-notes/A-2", note)
    claire.supply.put(f"{INVOICE}/credit-notes/B-7", note)
    taken = claire.supply.post(f"{INVOICE}/credit-notes/B-7/withdrawal", {"reason": "another supplier's"})
    assert [one["withdrawn_because"] for one in taken["credit_notes"]][-1] == "another supplier's"
    corrected = claire.supply.post(f"{CYCLE}/settlement")
    (flour,) = corrected["products"]
    assert (corrected["times_settled"], flour["final_price_cents"], corrected["invoices_cents"]) == (2, 117, 11_734)
    assert claire.supply.get(f"{CYCLE}/settlement")["run"] == corrected["run"]
    wait_for(lambda: claire.orders.get(CYCLE)["settled_run"] == corrected["run"])


def money_comes_back(claire: Terminal) -> None:
    """Ali had 6.37 left of 10.00 and pays 2.93 for 2.5 kg; Eve pays half of what 2 kg cost, the fund the rest."""
    left = [claire.orders.get(f"/v1/households/{id_of(one)}")["credit_cents"] for one in (ALI, EVE)]
    assert left == [1_000 - 293, 182 - 117]
    assert claire.orders.get("/v1/solidarity") == {"balance_cents": 1_000 - 117, "held_cents": 0}
    (mill,) = claire.orders.get("/v1/suppliers/payable")
    assert (mill["supplier"], mill["owed_cents"]) == ("ALMA", 11_734)
    payment = {"supplier": "ALMA", "amount_cents": 5_000, "paid_on": "2020-01-05"}
    claire.orders.put(f"/v1/supplier-payments/{id_of('to the mill')}", payment)
    beyond = claire.orders.refused("PUT", f"/v1/supplier-payments/{id_of('more')}", payment | {"amount_cents": 6_735})
    assert beyond == "€67.34 are owed to supplier ALMA. Check the amount and the supplier."
    back = claire.orders.refused("PUT", f"/v1/supplier-repayments/{id_of('from the mill')}", payment)
    assert back.startswith("Supplier ALMA owes the network €0.00. Note that much at most as paid back:")
    accounts = {one["account"]: one["balance_cents"] for one in claire.orders.get("/v1/ledger/accounts")["items"]}
    assert {name: cents for name, cents in accounts.items() if not name.startswith("household:")} == {
        "adjustment:rounding": 32,
        "bank:account": 1_000 - 5_000,
        "bank:card": 145,
        "bank:transfers": 10_150,
        "solidarity:fund": -883,
        "supplier:ALMA:payable": -6_734,
        "till:DUC:cash": 1_000 + 145 + 182,
        "till:DUC:cheques": 9_425,
    }
    assert sum(accounts.values()) == 0
    entries = claire.orders.get("/v1/ledger/entries?cycle=2999-12&limit=500")["items"]
    assert sum(one["amount_cents"] for one in entries) == 0
    verified = claire.vrac("ledger", "verify")
    assert (verified.code, "every chain and closed session is whole" in verified.out) == (0, True)


def what_was_too_much_is_paid_back(claire: Terminal) -> None:
    """All is paid when another credit note comes."""
    payment = {"supplier": "ALMA", "amount_cents": 6_734, "paid_on": "2020-01-06"}
    wrong = f"/v1/supplier-payments/{id_of('mistyped')}"
    claire.orders.put(wrong, payment | {"amount_cents": 6_374})
    assert claire.orders.post(f"{wrong}/withdrawal", {"reason": "mistyped"})["withdrawn_because"] == "mistyped"
    listed = claire.orders.get("/v1/supplier-payments")["items"]
    assert [(one["amount_cents"], bool(one["withdrawn_at"])) for one in listed] == [(6_374, True), (5_000, False)]
    claire.orders.put(f"/v1/supplier-payments/{id_of('the rest')}", payment)
    note = {"noted_on": "2999-12-23", "amount_cents": 1_000, "vat_cents": 55, "reason": "goodwill"}
    claire.supply.put(f"{INVOICE}/credit-notes/A-3", note)
    run = claire.supply.post(f"{CYCLE}/settlement")["run"]
    wait_for(lambda: claire.orders.get(CYCLE)["settled_run"] == run)
    wait_for(lambda: claire.orders.get("/v1/suppliers/payable")[0]["owed_cents"] == -1_055)
    for mistyped, cents in ((True, 1_005), (False, 1_055)):
        back = f"/v1/supplier-repayments/{id_of(f'too much, {cents}')}"
        for _ in range(2):
            claire.orders.put(back, payment | {"amount_cents": cents})
        if mistyped:
            assert claire.orders.post(f"{back}/withdrawal", {"reason": "mistyped"})["withdrawn_at"]
    assert claire.orders.get("/v1/suppliers/payable") == []


def it_is_reported(claire: Terminal) -> None:
    """Of the network's five households the whole is told; of a centre with fewer nothing is."""
    file = claire.supply.get("/v1/households/000001/file")
    assert [one["granted"] for one in file["granted"]] == [2_500, 2_500]
    (cycle,) = claire.supply.get("/v1/suppliers/ALMA/record")["items"]
    assert (cycle["incidents"], cycle["on_time"], cycle["late"]) == ({"damaged": 1, "tariff": 1}, 1, 0)
    assert cycle["tariffs_cost_more_cents"] == 0, "it was disputed, and credited"
    period = "from=2999-01-01&until=2999-12-31"
    report = claire.supply.get(f"/v1/report?{period}")
    assert (report["total"]["households"], report["total"]["charged_cents"]) == (5, 11_702)
    assert [(row["code"], row["hidden"]) for row in report["rows"]] == [("DUC", True), ("MIN", True)]
    text = claire.supply.file(f"/v1/report.csv?{period}").decode("utf-8-sig")
    head, *_, total = csv.reader(io.StringIO(text))
    assert (total[head.index("Households")], total[head.index("Charged (€)")]) == ("5", "117.02")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(claire.supply.file(f"/v1/report.xlsx?{period}")))
    assert sheet.get_sheet_by_index(0).to_python()[-1][head.index("Charged (€)")] == 117.02
    assert claire.supply.get(f"/v1/report/impact?{period}")["total"]["figures"] == report["total"]
    assert claire.supply.file(f"/v1/report/impact.pdf?{period}").startswith(b"%PDF")
    assert b"Held" in claire.supply.file(f"/v1/report/network.csv?{period}")
    incidents = claire.supply.file(f"/v1/report/incidents.csv?{period}").decode("utf-8-sig")
    assert "ALMA,Moulins de l'Alma,Goods damaged,1" in incidents
    assert "ALMA,Moulins de l'Alma,Another price than announced,1" in incidents
