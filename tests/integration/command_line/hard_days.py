"""What goes otherwise in a cycle: mail comes back, an order is cancelled, a delivery was another's, goods are left.

Also a cycle of which orders are lost, and which is given up.
"""

import asyncio
from typing import Any

from sqlalchemy import text

from shared.database import create_engine
from tests.fixtures.mailbox import Mailbox
from tests.fixtures.supply_cycle import OFFER, PRODUCT, SUPPLIER, TERMS
from tests.integration.command_line.cycle_ordered import ALI, BEA, CEM, CENTRES, CYCLE, DATES, FREE
from tests.integration.command_line.running import wait_for
from tests.integration.command_line.terminal import Terminal, id_of

HOURS = {"starts": "09", "ends": "12"}
LENTILS = {"FLOUR": 2_500, "LENTILS": 25_000}
"""What Ali orders."""
OVER = {name: day.replace("2999", "2019") for name, day in DATES.items()}
PLACES = [CENTRES[0], CENTRES[1] | {f"distribution_{name}": f"2019-12-18T{hour}:30:00" for name, hour in HOURS.items()}]
"""Cem's centre gave its goods out long ago, Ali's and Bea's does not yet."""


def a_cycle_is_ordered(claire: Terminal) -> None:
    """141 kg of flour and a case of lentils, of two suppliers."""
    for centre in ("DUC", "MIN"):
        claire.orders.put(f"/v1/centres/{centre}", {"name": centre, "place": "salle 2", "active": True})
    for supplier, product, price in (("ALMA", "FLOUR", "1.05"), ("DOMB", "LENTILS", "1.10")):
        claire.supply.put(f"/v1/suppliers/{supplier}", SUPPLIER | FREE)
        claire.supply.put(f"/v1/products/{product}", PRODUCT)
        claire.supply.put(f"/v1/offers/{supplier}/{product}", OFFER | {"rungs": [{"from": 0, "price": price}]})
    sold = [{"product": product, "ceiling_price_cents": 145} for product in ("FLOUR", "LENTILS")]
    claire.supply.put(CYCLE, TERMS | OVER | {"centres": PLACES, "products": sold})
    wait_for(lambda: len(claire.supply.get("/v1/centres")["items"]) == 2)
    claire.supply.post(f"{CYCLE}/opening")
    wait_for(lambda: claire.orders.get("/v1/cycles"))
    _orders(claire, ALI, "DUC", **LENTILS)
    _orders(claire, BEA, "DUC", FLOUR=68_500)
    _orders(claire, CEM, "MIN", FLOUR=70_000)
    claire.supply.post(f"{CYCLE}/closing")
    wait_for(lambda: claire.supply.get(f"{CYCLE}/readiness")["ready"])


def _orders(claire: Terminal, name: str, centre: str, **grams: int) -> None:
    number = f"{(ALI, BEA, CEM).index(name) + 1:06}"
    household = {"number": number, "centre": centre, "label": name.title(), "size": 3}
    claire.orders.put(f"/v1/households/{id_of(name)}", household)
    total = sum((145 * quantity + 500) // 1_000 for quantity in grams.values())
    body = {
        "cycle": "2999-12",
        "household_id": id_of(name),
        "lines": [{"product": product, "quantity": quantity} for product, quantity in grams.items()],
        "payments": [{"id": id_of(f"{name} pays"), "means": "cash", "amount_cents": total}],
    }
    assert claire.orders.put(f"/v1/orders/{id_of(name + ' orders')}", body)["state"] == "confirmed"


def an_order_is_mailed_and_one_cancelled(claire: Terminal, mailbox: Mailbox) -> None:
    """The first mail comes back. Nobody brings lentils after all."""
    plan = claire.supply.post(f"{CYCLE}/plan")["plan"]
    drafted = claire.supply.post(f"{CYCLE}/purchase-orders")
    assert [(one["number"], one["supplier"]) for one in drafted] == [(1, "ALMA"), (2, "DOMB")]
    for number in (1, 2):
        claire.supply.post(f"/v1/purchase-orders/{number}/approval", {"plan": plan})
    order, mail = "/v1/purchase-orders/1", {"amendment": 0}
    first = claire.supply.put(f"{order}/mails/{id_of('mail')}", mail)
    assert (first["state"], mailbox.taken[0]["Subject"]) == ("sent", "Bon de commande 1")
    assert len(list(mailbox.taken[0].iter_attachments())) == 3
    claire.supply.post(f"{order}/mails/{id_of('mail')}/bounced", {"note": "550 mailbox unavailable"})
    for _ in range(2):
        claire.supply.put(f"{order}/mails/{id_of('again')}", mail)
    came_back, went = claire.supply.get(order)["mails"]
    assert "550 mailbox unavailable" in came_back["sentence"]
    assert went["bounced_at"] is None
    assert len(mailbox.taken) == 2, "sent again under one id it is one mail"

    claire.supply.post("/v1/purchase-orders/2/sending")
    cancellation = f"/v1/purchase-orders/2/cancellations/{id_of('no lentils')}"
    stale = claire.supply.refused("PUT", cancellation, {"after": 1, "reason": "no lentils this year"})
    assert stale.startswith("Purchase order 2 stands at amendment 0 now")
    cancelled = claire.supply.put(cancellation, {"after": 0, "reason": "no lentils this year"})
    assert (cancelled["state"], cancelled["amendments"][0]["cancels"]) == ("cancelled", True)


def a_delivery_was_anothers(claire: Terminal) -> None:
    """It is withdrawn and stays to be read; then the flour comes: recorded for the whole cycle, then with its lot."""
    wrong, right = (f"{CYCLE}/deliveries/{id_of(name)}" for name in ("wrong", "right"))
    body: dict[str, Any] = {"supplier": "ALMA", "received_on": "2999-12-15"}
    claire.supply.put(wrong, body | {"lines": [{"product": "FLOUR", "received": 25_000}]})
    withdrawn = claire.supply.post(f"{wrong}/withdrawal", {"base_version": 1, "reason": "another network's"})
    assert (withdrawn["state"], withdrawn["version"]) == ("withdrawn", 2)
    came = {"supplier": "ALMA", "product": "FLOUR", "received": 150_000}
    claire.supply.put(f"{CYCLE}/deliveries", {"lines": [came], "received_on": {"ALMA": "2999-12-15"}})
    named = body | {"lines": [{"product": "FLOUR", "received": 150_000, "lot": "A1"}]}
    assert "ALMA" in claire.supply.refused("PUT", right, named), "the record has it, without its lot"
    (recorded,) = [one for one in claire.supply.get(f"{CYCLE}/deliveries") if one["rest_as_ordered"]]
    claire.supply.put(f"{CYCLE}/deliveries", {"lines": [], "base_versions": {"ALMA": recorded["version"]}})
    claire.supply.put(right, named)
    claire.supply.post("/v1/purchase-orders/1/complete")
    states = [one["state"] for one in claire.supply.get(f"{CYCLE}/deliveries") if not one["rest_as_ordered"]]
    assert sorted(states) == ["received", "withdrawn"]
    run = claire.supply.post(f"{CYCLE}/settlement")["run"]
    wait_for(lambda: claire.orders.get(CYCLE)["settled_run"] == run)


def goods_are_left_on_the_day(claire: Terminal) -> None:
    """Ali's bag weighs less than was granted; what it lacks is sold to Bea from her credit, and the day balances."""
    assert claire.orders.get("/v1/refused-settlements") == []
    (flour,) = claire.supply.get(f"{CYCLE}/settlement")["products"][:1]
    price = flour["final_price_cents"]
    before = _credit(claire, ALI), _credit(claire, BEA)
    hand_over = f"{CYCLE}/hand-overs/{id_of(ALI + ' orders')}"
    weighed = {"state": "collected", "base_version": 0, "lines": [{"product": "FLOUR", "handed": 1_500}]}
    awaited = claire.supply.refused("POST", f"{hand_over}/release")
    assert "2999" in awaited, "until its last date nobody sells what Ali paid for"
    claire.supply.put(hand_over, weighed)
    claire.supply.put(f"{CYCLE}/hand-overs/{id_of(BEA + ' orders')}", {"state": "collected", "base_version": 0})
    assert claire.supply.get(hand_over)["lines"][0]["handed"] == 1_500
    assert claire.supply.get(f"{CYCLE}/hand-overs?centre=DUC")["progress"] == {"fetched": 2, "absent": 0, "orders": 2}
    wait_for(lambda: _credit(claire, ALI) == before[0] + price)
    (credited,) = claire.orders.get(f"{CYCLE}/goods-credits")["items"]
    assert (credited["credited_cents"], credited["refused"]) == (price, None)
    assert claire.orders.post(f"{CYCLE}/goods-credits/{credited['order_id']}/posting") == credited
    assert claire.orders.get(f"{CYCLE}/centres/DUC/goods-for-sale")["products"][0]["final_price_cents"] == price
    sale = {"household_id": id_of(BEA), "cycle": "2999-12", "centre": "DUC", "product": "FLOUR", "quantity": 1_000}
    path = f"/v1/day-sales/{id_of('sale')}"
    assert "accept" in claire.orders.refused("PUT", path, sale | {"accepted": False})
    for _ in range(2):
        assert claire.orders.put(path, sale | {"accepted": True})["amount_cents"] == price
    assert claire.orders.get(path) == claire.orders.get(f"{CYCLE}/day-sales")["items"][0]
    assert _credit(claire, BEA) == before[1] - price
    mistake = f"/v1/day-sales/{id_of('mistake')}"
    claire.orders.put(mistake, sale | {"accepted": True, "quantity": 10})
    assert claire.orders.post(f"{mistake}/withdrawal", {"reason": "10 kg, not 10 g"})["withdrawn_at"]
    assert _credit(claire, BEA) == before[1] - price

    of_cem = f"{CYCLE}/hand-overs/{id_of(CEM + ' orders')}"
    for _ in range(2):
        claire.supply.post(f"{of_cem}/release")
    assert claire.supply.get(of_cem)["state"] == "released"
    wait_for(lambda: claire.orders.get(f"{CYCLE}/centres/MIN/goods-for-sale")["uncollected"])

    day = f"{CYCLE}/centres/DUC/distribution"
    wait_for(lambda: claire.supply.get(day)["goods"][0]["sold"] == 1_000)
    goods = claire.supply.get(day)["goods"][0]
    assert (goods["sent"], goods["handed_over"], goods["difference"]) == (71_000, 70_000, 0)
    claire.supply.put(f"{day}/sent/FLOUR", {"sent": 71_500})
    claire.supply.put(f"{day}/back/FLOUR", {"returned": 500})
    assert claire.supply.get(day)["goods"][0]["difference"] == 0
    for _ in range(2):
        assert claire.supply.post(f"{day}/closing", {})["reason"] is None
        assert claire.supply.post(f"{day}/reopening")["closed_at"] is None


def _credit(claire: Terminal, name: str) -> int:
    return int(claire.orders.get(f"/v1/households/{id_of(name)}")["credit_cents"])


def orders_of_a_centre_are_lost(claire: Terminal, supply_database: str) -> None:
    """Left out they don't hold up the others; said again they are here, and it is taken back."""
    asyncio.run(_lose(supply_database))
    unproved = claire.supply.refused("POST", f"{CYCLE}/plan")
    assert "MIN" in unproved
    left_out = f"{CYCLE}/left-out-centres"
    proved = claire.supply.refused("POST", left_out, {"centre": "DUC", "reason": "nobody answers"})
    assert proved.startswith("Every order of centre DUC is here and proved")
    assert claire.supply.post(left_out, {"centre": "MIN", "reason": "its orders are lost"})["ready"] is True
    assert claire.vrac("republish", "--service", "orders", "--cycle", "2999-12").code == 0
    claire.supply.post(f"{left_out}/MIN/withdrawal")
    wait_for(lambda: claire.supply.get(f"{CYCLE}/readiness")["ready"])


async def _lose(supply_database: str) -> None:
    engine = create_engine(supply_database, application_name="tests")
    async with engine.begin() as connection:
        for table in ("household_order_lines", "household_orders"):
            await connection.execute(text(f"DELETE FROM {table} WHERE centre = 'MIN'"))  # noqa: S608 - two names
    await engine.dispose()


def another_cycle_is_given_up(claire: Terminal) -> None:
    """Ali orders late, twice. Nothing is bought for it, and what Bea and he paid comes back."""
    before, of_ali, next_cycle = _credit(claire, BEA), _credit(claire, ALI), "/v1/cycles/3000-01"
    dates = {name: day.replace("2999-12", "3000-01").replace("2999-11", "2999-12") for name, day in DATES.items()}
    duc = CENTRES[0] | {f"distribution_{name}": f"3000-01-18T{hour}:30:00" for name, hour in HOURS.items()}
    claire.supply.put(next_cycle, TERMS | dates | {"centres": [duc]})
    claire.supply.post(f"{next_cycle}/opening")
    wait_for(lambda: len(claire.orders.get("/v1/cycles")) == 2)
    paid = [{"id": id_of("bea pays again"), "means": "cash", "amount_cents": 3_625}]
    lines = [{"product": "FLOUR", "quantity": 25_000}]
    body = {"cycle": "3000-01", "household_id": id_of(BEA), "lines": lines, "payments": paid}
    assert claire.orders.put(f"/v1/orders/{id_of('bea orders again')}", body)["held_cents"] == 3_625
    claire.supply.post(f"{next_cycle}/closing")
    wait_for(lambda: claire.supply.get(f"{next_cycle}/readiness")["ready"])
    for way, state in (("refund", "refunded"), ("admission", "confirmed")):
        paid = [{"id": id_of(f"ali pays for {way}"), "means": "cash", "amount_cents": 3_625}]
        order, of_him = id_of(f"ali, {way}"), {"household_id": id_of(ALI), "payments": paid}
        assert claire.orders.put(f"/v1/orders/{order}", body | of_him)["state"] == "late"
        (late,) = claire.orders.get(f"{next_cycle}/late-orders")["items"]
        assert (late["centre_name"], late["lines"][0]["quantity"]) == ("DUC", 25_000)
        assert claire.orders.post(f"/v1/late-orders/{order}/{way}")["state"] == state
    why = {"reason": "the mill is closed"}
    given_up = claire.supply.post(f"{next_cycle}/abandonment", why)
    assert (given_up["charged_cents"], given_up["abandoned_because"]) == (0, "the mill is closed")
    # Given up once more until supply has heard of Ali's order.
    wait_for(
        lambda: (
            claire.orders.get(next_cycle)["settled_run"] == claire.supply.post(f"{next_cycle}/abandonment", why)["run"]
        )
    )
    assert (_credit(claire, BEA), _credit(claire, ALI)) == (before + 3_625, of_ali + 2 * 3_625)
    assert claire.vrac("ledger", "verify").code == 0
