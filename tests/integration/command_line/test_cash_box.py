"""The cash box from the command line alone: an afternoon at a till, then what the treasurer does.

The command runs in the test's own process, through the function that the console script calls, with its own session
file: an ask takes 30 ms so, and 0.8 s as a process of its own, nearly all of it Python starting. What only a process
of its own has, pipes and redirected files, is in test_asking.py. Orders is a process of its own.
"""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from tests.integration.command_line.page import never_typed
from tests.integration.command_line.terminal import Terminal, id_of

AT_TILL = f"/v1/tills/DUC/sessions/{id_of('afternoon')}"
ALI, BEA, CEM, DAN = (f"/v1/households/{id_of(name)}" for name in ("ali", "bea", "cem", "dan"))
FAR_OFF = "9999-12-31"


def count(*pieces: tuple[int, int], reason: str = "") -> dict[str, Any]:
    return {"pieces": [{"denomination_cents": cents, "number": number} for cents, number in pieces], "reason": reason}


def pay(claire: Terminal, payment: str, payer: str, means: str, cents: int, **more: Any) -> Any:
    body = {"payer_household_id": id_of(payer), "means": means, "amount_cents": cents} | more
    return claire.orders.put(f"/v1/payments/{id_of(payment)}", body)


def purse(claire: Terminal, household: str) -> tuple[int, int]:
    """Its credit, and what it owes."""
    found = claire.orders.get(household)
    return found["credit_cents"], found["owed_cents"]


def balances(claire: Terminal, at: str = "") -> dict[str, int]:
    """The trial balance, without what households have."""
    items = claire.orders.get(f"/v1/ledger/accounts{at}")["items"]
    return {one["account"]: one["balance_cents"] for one in items if not one["account"].startswith("household:")}


def test_all_of_the_cash_box(claire_at_orders: Terminal) -> None:
    claire = claire_at_orders
    a_household_is_registered(claire)
    the_till_is_opened(claire)
    households_top_up(claire)
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    money_goes_back(claire)
    containers_and_fees(claire)
    the_solidarity_fund(claire)
    the_till_is_closed(claire)
    the_bank(claire)
    the_books(claire, before)
    a_household_leaves(claire)
    verified = claire.vrac("ledger", "verify")
    assert (verified.code, "every chain and closed session is whole" in verified.out) == (0, True)
    assert never_typed("The cash box", claire) == set()


def a_household_is_registered(claire: Terminal) -> None:
    claire.orders.put("/v1/centres/DUC", {"name": "La Duchère", "place": "salle 2", "active": True})
    for number, (name, path) in enumerate({"Ali": ALI, "Bea": BEA, "Cem": CEM, "Dan": DAN}.items(), 1):
        body = {"number": f"{number:06}", "centre": "DUC", "label": name, "size": 3}
        assert claire.orders.put(path, body)["credit_cents"] == 0
    (found,) = claire.orders.get("/v1/households?number=000002&centre=DUC")["items"]
    assert found["label"] == "Bea"
    other = claire.orders.refused("PUT", BEA, {"number": "000009", "centre": "DUC", "label": "Bea", "size": 3})
    assert other == "This household's number is 000002 and stays: its account is kept under it."


def the_till_is_opened(claire: Terminal) -> None:
    opened = claire.orders.put(AT_TILL, count((2_000, 5), reason="fond de caisse"))
    assert opened["float_cents"] == 10_000
    (till,) = claire.orders.get("/v1/tills")
    assert (till["till"], till["expected_cents"]) == ("DUC", 10_000)


def households_top_up(claire: Terminal) -> None:
    pay(claire, "coins", "ali", "cash", 5_000)
    pay(claire, "cheque", "bea", "cheque", 3_000)
    pay(claire, "later", "bea", "cheque", 1_000, not_before="2999-01-05")
    pay(claire, "transfer", "cem", "transfer", 2_000)
    assert pay(claire, "coins", "ali", "cash", 5_000)["credit_cents"] == 5_000, "sent twice, it counts once"
    coins = {"payer_household_id": id_of("ali"), "means": "cash", "amount_cents": 5_000}
    batch = {"items": [{"kind": "payment", "id": id_of("coins"), "payment": coins}]}
    (answer,) = claire.orders.post("/v1/device-batches", batch)["answers"]
    assert (answer["status"], answer["body"]["credit_cents"]) == (200, 5_000), "a device that was offline sends it too"
    assert claire.orders.get(f"/v1/payments/{id_of('coins')}")["means"] == "cash"
    assert [purse(claire, one)[0] for one in (ALI, BEA, CEM)] == [5_000, 4_000, 2_000]
    now = claire.orders.get(AT_TILL)
    assert (now["expected_cents"], now["closed_at"]) == (15_000, None)
    assert [(one["means"], one["payments"], one["amount_cents"]) for one in now["received"]] == [
        ("cash", 1, 5_000),
        ("cheque", 2, 4_000),
        ("transfer", 1, 2_000),
    ]


def money_goes_back(claire: Terminal) -> None:
    def refund(name: str) -> str:
        return f"/v1/refunds/{id_of(name)}"

    ali = {"household_id": id_of("ali"), "amount_cents": 500}
    claire.orders.put(refund("in coins"), ali | {"means": "cash"})
    claire.orders.put(refund("by transfer"), ali | {"means": "transfer", "amount_cents": 1_000})
    (due,) = claire.orders.get("/v1/refunds")["items"]
    assert (due["refund_id"], due["household_number"], due["amount_cents"]) == (id_of("by transfer"), "000001", 1_000)
    beyond = claire.orders.refused("PUT", refund("too much"), ali | {"means": "cash", "amount_cents": 3_501})
    assert "35.00" in beyond
    assert claire.orders.post(f"{refund('by transfer')}/payment")["paid_at"]
    assert claire.orders.get(refund("by transfer"))["paid_at"]
    claire.orders.put(refund("not wanted"), ali | {"means": "transfer"})
    taken = claire.orders.post(f"{refund('not wanted')}/withdrawal", {"reason": "orders with it"})
    assert taken["withdrawn_because"] == "orders with it"
    assert claire.orders.get("/v1/refunds")["items"] == []
    move = {"from_household": id_of("ali"), "to_household": id_of("cem"), "amount_cents": 400, "reason": "same family"}
    claire.orders.put(f"/v1/credit-moves/{id_of('move')}", move)
    assert [purse(claire, one)[0] for one in (ALI, CEM)] == [3_100, 2_400]


def containers_and_fees(claire: Terminal) -> None:
    claire.orders.put("/v1/containers/JAR", {"name": "Jar", "deposit_cents": 200})
    jars = {"household_id": id_of("ali"), "container": "JAR"}
    claire.orders.put(f"/v1/deposits/{id_of('taken')}", jars | {"number": 3})
    claire.orders.put(f"/v1/deposits/{id_of('back')}", jars | {"number": -2})
    too_many = claire.orders.refused("PUT", f"/v1/deposits/{id_of('more')}", jars | {"number": -2})
    assert too_many.startswith("This household has 1 of these containers")
    (kept,) = claire.orders.get(f"{ALI}/containers")["containers"]
    assert (kept["number"], kept["deposit_cents"]) == (1, 200)
    claire.orders.put(f"/v1/container-losses/{id_of('broken')}", jars | {"number": 1, "reason": "broken"})
    assert claire.orders.get(f"{ALI}/containers")["containers"] == []
    stands = claire.orders.get("/v1/membership")
    claire.orders.put("/v1/membership", stands | {"fees_cents": [100, 300], "needed": "warn"})
    fee = {"household_id": id_of("ali"), "fee_cents": 300}
    claire.orders.put(f"/v1/memberships/{id_of('fee')}", fee)
    assert (purse(claire, ALI)[0], claire.orders.get(ALI)["membership_due"]) == (3_100 - 200 - 300, False)


def the_solidarity_fund(claire: Terminal) -> None:
    grant = {"amount_cents": 50_000, "means": "transfer", "received_from": "VILLE", "centre": None}
    claire.orders.put(f"/v1/solidarity/receipts/{id_of('grant')}", grant)
    assert claire.orders.get("/v1/solidarity") == {"balance_cents": 50_000, "held_cents": 0}
    claire.orders.put("/v1/centres/DUC/tariffs", {"rates": [5_000]})
    tariff = f"{CEM}/tariffs/{id_of('half')}"
    half = {"begins": "2020-01-01", "basis_points": 5_000, "prescribed_by": "CCAS"}
    assert "last day" in claire.orders.refused("PUT", tariff, half | {"ends": None})
    claire.orders.put(tariff, half | {"ends": FAR_OFF})
    due = claire.orders.get(f"{CEM}/due?total_cents=1001")
    assert (due["total_cents"], due["due_cents"]) == (1_001, 501)
    assert claire.orders.get("/v1/solidarity/ending-tariffs?within_days=30")["items"] == []
    claire.orders.post(f"{tariff}/ending", {"ends": "2999-12-31"})
    (listed,) = claire.orders.get(f"{CEM}/tariffs")
    assert (listed["prescribed_by"], listed["ends"]) == ("CCAS", "2999-12-31")


def the_till_is_closed(claire: Terminal) -> None:
    """100.00 were in it, 50.00 came, 5.00 went, 40.00 are taken to the bank."""
    given = f"/v1/cash-transfers/{id_of('to the bank')}"
    claire.orders.put(given, {"from_till": "DUC", "to_till": None, "pieces": count((2_000, 2))["pieces"]})
    alone = claire.orders.refused("POST", f"{given}/receipt", count((2_000, 2)))
    assert alone == "Whoever gave this cash does not receive it. Have somebody else count it."
    claire.vrac("user", "add", "--login", "rose", "--role", "treasurer")
    assert claire.vrac("sign-in", "--login", "rose").code == 0
    claire.orders.post(f"{given}/receipt", count((2_000, 2)))
    assert claire.orders.get("/v1/cash-transfers")["items"] == [], "nothing is on its way"
    assert claire.vrac("sign-in", "--login", "claire").code == 0
    lacking = count((2_000, 5), (200, 2))
    refused = claire.orders.refused("POST", f"{AT_TILL}/closing", lacking)
    assert "105.00" in refused
    assert "104.00" in refused
    closed = claire.orders.post(f"{AT_TILL}/closing", lacking | {"reason": "erreur de rendu"})
    assert (closed["expected_cents"], closed["counted_cents"], closed["difference_cents"]) == (10_500, 10_400, -100)
    assert [one["number"] for one in claire.orders.get("/v1/tills/DUC/sessions")["items"]] == [1]
    assert claire.orders.file(f"{AT_TILL}/papers/closing.pdf").startswith(b"%PDF-")


def the_bank(claire: Terminal) -> None:
    """Of two cheques one is banked, and bounces; the other waits for its date."""
    cheques = claire.orders.get(f"{AT_TILL}/cheques")["items"]
    assert {one["amount_cents"]: one["not_before"] for one in cheques} == {3_000: None, 1_000: "2999-01-05"}
    waiting = claire.orders.get("/v1/bank/waiting?means=cheque")["items"]
    assert [one["payment_id"] for one in waiting] == [id_of("cheque")]
    early = {"payment_ids": [id_of("cheque"), id_of("later")]}
    assert "2999" in claire.orders.refused("PUT", f"/v1/bank/receipts/{id_of('slip')}", early)
    both = {"payment_ids": [id_of("cheque"), id_of("transfer")]}
    banked = claire.orders.put(f"/v1/bank/receipts/{id_of('slip')}", both)
    assert sorted(banked["payment_ids"]) == sorted(both["payment_ids"])
    assert claire.orders.get(f"/v1/bank/receipts/{id_of('slip')}")["receipt"]["amount_cents"] == 5_000
    assert [one["payments"] for one in claire.orders.get("/v1/bank/receipts")["items"]] == [2]
    bounced = claire.orders.post(f"/v1/payments/{id_of('cheque')}/rejection", {"reason": "sans provision"})
    assert bounced["rejected_because"] == "sans provision"
    assert purse(claire, BEA) == (4_000, 3_000)
    owed = {"household_id": id_of("bea"), "amount_cents": 100, "reason": "all that it has"}
    claire.orders.put(f"/v1/debt-write-offs/{id_of('given up')}", owed)
    claire.orders.put(f"/v1/repayments/{id_of('back')}", {"household_id": id_of("bea"), "amount_cents": 2_900})
    assert purse(claire, BEA) == (1_100, 0)


def the_books(claire: Terminal, before: str) -> None:
    """What stands at the end, and what stood when nothing had gone back yet."""
    assert balances(claire, f"?at={before}") == {
        "bank:transfers": 2_000,
        "till:DUC:cash": 15_000,
        "till:DUC:cheques": 4_000,
        "till:DUC:differences": -10_000,
    }
    now = balances(claire)
    assert now == {
        "bank:account": 50_000 + 4_000 + 2_000 - 1_000,
        "debts:written_off": 100,
        "deposits:kept": -200,
        "membership:fees": -300,
        "solidarity:fund": -50_000,
        "till:DUC:cash": 10_400,
        "till:DUC:cheques": 1_000,
        "till:DUC:differences": -9_900,
    }
    credit = claire.orders.get("/v1/ledger/accounts/household:000001:credit")["items"]
    assert [one["amount_cents"] for one in credit] == [-5_000, 500, 1_000, 500, -500, 400, 600, -400, 300]
    assert credit[-1]["balance_cents"] == -2_600
    file = claire.orders.file("/v1/ledger/balances").decode("utf-8-sig")
    assert "till:DUC:cash" in file
    period = "/v1/ledger/journal?from=2020-01-01&until=2999-12-31&format"
    fec = list(csv.DictReader(io.StringIO(claire.orders.file(f"{period}=fec").decode()), delimiter="\t"))
    assert (booked(fec), booked(fec, "531")) == (0, now["till:DUC:cash"])
    plain = list(csv.DictReader(io.StringIO(claire.orders.file(f"{period}=plain").decode("utf-8-sig"))))
    assert len(plain) == len(fec)
    assert {"household:000001:credit", "till:DUC:cash"} <= {row["account"] for row in plain}
    assert any(one["pattern"].startswith("till:") for one in claire.orders.get("/v1/ledger/chart"))


def booked(fec: list[dict[str, str]], number: str = "") -> int:
    """Debit less credit in cents, of an account of the French chart or of all."""
    cells = [(row["Debit"], row["Credit"]) for row in fec if row["CompteNum"].startswith(number)]
    return sum(int(debit.replace(",", "")) - int(credit.replace(",", "")) for debit, credit in cells)


def a_household_leaves(claire: Terminal) -> None:
    pay(claire, "last", "dan", "cash", 100)
    assert "1.00" in claire.orders.refused("POST", f"{DAN}/closing")
    move = {"from_household": id_of("dan"), "to_household": id_of("bea"), "amount_cents": 100, "reason": "moves away"}
    claire.orders.put(f"/v1/credit-moves/{id_of('all')}", move)
    claire.orders.post(f"{DAN}/closing")
    closed = {"payer_household_id": id_of("dan"), "means": "cash", "amount_cents": 100}
    assert "closed" in claire.orders.refused("PUT", f"/v1/payments/{id_of('too late')}", closed)
    assert claire.orders.post(f"{DAN}/reopening")["closed_at"] is None
    claire.orders.post(f"{DAN}/closing")
    assert [one["amount_cents"] for one in claire.orders.get(f"{DAN}/payments")["items"]] == [100]
    kept = claire.orders.get(f"{DAN}/file")
    assert (kept["household"]["label"], [one["amount_cents"] for one in kept["payments"]]) == ("Dan", [100])
    assert claire.orders.post(f"{DAN}/erasure")["label"] == ""
    assert claire.orders.get(f"{DAN}/file")["household"]["label"] == ""
