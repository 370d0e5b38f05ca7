"""A cycle from its draft to its seal: opened, ordered at two centres, paid by every means, sealed."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.fixtures.supply_cycle import OFFER, PRODUCT, SUPPLIER, TERMS
from tests.integration.command_line.running import command, wait_for
from tests.integration.command_line.terminal import Terminal, id_of

CYCLE = "/v1/cycles/2999-12"
DATES = {"opens": "2999-11-30", "closes": "2999-12-04", "delivery": "2999-12-15", "distribution": "2999-12-18"}
CENTRES = [
    {"centre": code, "distribution_starts": "2999-12-18T09:30:00", "distribution_ends": "2999-12-18T12:30:00"}
    for code in ("DUC", "MIN")
]
FREE = {"minimum_cents": 0, "delivery_fee_cents": 0, "free_delivery_from_cents": None}
ALI, BEA, CEM, DAN, EVE, FAY = ("ali", "bea", "cem", "dan", "eve", "fay")
AT = {ALI: "DUC", BEA: "DUC", CEM: "MIN", DAN: "DUC", EVE: "DUC", FAY: "DUC"}


def a_cycle_is_opened(claire: Terminal) -> None:
    """Two mills offer flour; nobody has the rye that is added later, so its sale is stopped again."""
    for centre in ("DUC", "MIN"):
        claire.orders.put(f"/v1/centres/{centre}", {"name": centre, "place": "salle 2", "active": True})
    claire.supply.put("/v1/suppliers/ALMA", SUPPLIER)
    claire.supply.put("/v1/suppliers/DOMB", SUPPLIER | FREE)
    for product in ("FLOUR", "RYE"):
        claire.supply.put(f"/v1/products/{product}", PRODUCT)
    claire.supply.put("/v1/offers/ALMA/FLOUR", OFFER)
    dearer = OFFER | {"case_size": 10_000, "rungs": [{"from": 0, "price": "1.3375"}]}
    claire.supply.put("/v1/offers/DOMB/FLOUR", dearer)
    terms = TERMS | DATES | {"centres": CENTRES}
    claire.supply.put(CYCLE, terms)
    wait_for(lambda: len(claire.supply.get("/v1/centres")["items"]) == 2)
    claire.supply.post(f"{CYCLE}/opening")
    (warning,) = claire.supply.put(f"{CYCLE}/products/RYE", {"ceiling_price_cents": 200})["warnings"]
    assert warning.startswith("No supplier offers Farine de blé T65 (RYE) in time")
    claire.supply.post(f"{CYCLE}/products/RYE/withdrawal")
    wait_for(lambda: on_sale(claire) == {"FLOUR": True, "RYE": False})


def on_sale(claire: Terminal) -> dict[str, bool]:
    """What tables may order, once orders heard of the cycle."""
    if claire.orders.get("/v1/cycles") == []:
        return {}
    return {one["product"]: one["on_sale"] for one in claire.orders.get(f"{CYCLE}/catalogue")["products"]}


@contextmanager
def followed(environment: dict[str, str]) -> Iterator[None]:
    """A process of its own follows how the cycle fills: each change is written as it comes, while it still runs."""
    asking = command("ask", "orders", f"{CYCLE}/progress/stream")
    with subprocess.Popen(asking, env=environment, stdout=subprocess.PIPE) as running:
        try:
            yield
            assert running.stdout
            assert any(b'"so_far":141000' in line for line in running.stdout)
        finally:
            running.terminate()


def orders_are_placed(claire: Terminal) -> None:
    """Households order 141 kg at 1.45; one paid too much, one changes its mind, one is helped by the fund."""
    for number, (name, centre) in enumerate(AT.items(), 1):
        body = {"number": f"{number:06}", "centre": centre, "label": name.title(), "size": 3}
        claire.orders.put(f"/v1/households/{id_of(name)}", body)
    grant = {"amount_cents": 1_000, "means": "transfer", "received_from": "VILLE", "centre": None}
    claire.orders.put(f"/v1/solidarity/receipts/{id_of('grant')}", grant)
    claire.orders.put("/v1/centres/DUC/tariffs", {"rates": [5_000]})
    half = {"begins": "2020-01-01", "ends": None, "basis_points": 5_000}
    claire.orders.put(f"/v1/households/{id_of(EVE)}/tariffs/{id_of('half')}", half)

    first = order(claire, ALI, 5_000, cash=1_000)
    assert (first["state"], first["held_cents"], first["credit_cents"]) == ("confirmed", 725, 275)
    amended = order(claire, ALI, 2_500, version=first["version"])
    assert (amended["held_cents"], amended["credit_cents"]) == (363, 637)
    assert order(claire, BEA, 65_000, cheque=9_425)["held_cents"] == 9_425
    assert order(claire, CEM, 70_000, transfer=10_150)["held_cents"] == 10_150
    assert order(claire, FAY, 1_000, card=145)["held_cents"] == 145
    order(claire, DAN, 1_000, cash=145)
    twice = claire.orders.refused("PUT", f"/v1/orders/{id_of('another')}", body_of(DAN, 500))
    assert twice == "This household already has an order in this cycle. Amend that one instead."
    cancelled = claire.orders.post(f"/v1/orders/{id_of(DAN + ' orders')}/cancellation")
    assert (cancelled["state"], cancelled["credit_cents"]) == ("cancelled", 145)
    helped = order(claire, EVE, 2_500, cash=182)
    assert (helped["total_cents"], helped["due_cents"]) == (363, 182)
    assert claire.orders.get("/v1/solidarity") == {"balance_cents": 1_000 - 181, "held_cents": 181}
    shown = claire.orders.get(f"/v1/orders/{id_of(ALI + ' orders')}")
    assert [(line["product"], line["quantity"]) for line in shown["lines"]] == [("FLOUR", 2_500)]


def body_of(household: str, grams: int, **means: int) -> dict[str, Any]:
    payments = [{"id": id_of(f"{household} pays"), "means": one, "amount_cents": cents} for one, cents in means.items()]
    lines = [{"product": "FLOUR", "quantity": grams}]
    return {"cycle": "2999-12", "household_id": id_of(household), "lines": lines, "payments": payments}


def order(claire: Terminal, household: str, grams: int, *, version: int | None = None, **means: int) -> Any:
    body = body_of(household, grams, **means) | ({} if version is None else {"version": version})
    return claire.orders.put(f"/v1/orders/{id_of(household + ' orders')}", body)


def it_is_watched_and_closed(claire: Terminal) -> None:
    """One centre is sealed by hand, the other by the closing."""
    wait_for(lambda: sum(line["demand"] for line in claire.supply.get(f"{CYCLE}/what-if")["lines"]) == 141_000)
    (line,) = claire.supply.get(f"{CYCLE}/what-if")["lines"]
    assert (line["supplier"], line["cases"], line["goods_cents"]) == ("ALMA", 6, 15_750)
    more = claire.supply.get(f"{CYCLE}/what-if?more_households=4")["more_households"]
    assert (more["participants"], more["households"]) == (5, 4)
    flour = claire.orders.get(f"{CYCLE}/progress")["products"][0]
    assert (flour["so_far"], flour["households"], flour["next_rung"]["missing"]) == (141_000, 5, 9_000)
    (duc,) = [one["id"] for one in claire.orders.get(CYCLE)["group_orders"] if one["centre"] == "DUC"]
    sealed = claire.orders.post(f"/v1/group-orders/{duc}/sealing")
    assert (sealed["state"], sealed["orders"], sealed["held_cents"]) == ("sealed", 4, 363 + 9_425 + 363 + 145)
    late = claire.orders.refused("PUT", f"/v1/orders/{id_of('too late')}", body_of(DAN, 1_000))
    assert late.startswith("The orders of this centre are closed for this cycle; nothing was changed.")
    claire.orders.post(f"/v1/group-orders/{duc}/reopening", {"reason": "somebody waits at the door"})
    claire.orders.post(f"/v1/group-orders/{duc}/sealing")
    claire.supply.post(f"{CYCLE}/closing")
    wait_for(lambda: claire.supply.get(f"{CYCLE}/readiness")["ready"])
