"""What is bought: planned, decided otherwise and back, ordered, acknowledged, amended."""

import csv
import io

from python_calamine import CalamineWorkbook

from tests.integration.command_line.cycle_ordered import CYCLE
from tests.integration.command_line.terminal import Terminal, id_of

FLOUR = f"{CYCLE}/plan/overrides/FLOUR"
ORDER = "/v1/purchase-orders/1"


def a_plan_is_decided(claire: Terminal) -> None:
    """The worked example of docs/rules.md; bought elsewhere it would cost more, and so it is not."""
    stands = claire.supply.get("/v1/network-settings")
    claire.supply.put("/v1/network-settings", stands | {"gap_limit_cents": 500})
    first = claire.supply.post(f"{CYCLE}/plan")
    assert (first["objective_cents"], first["proven"], first["lines"][0]["cases"]) == (18_842, True, 6)
    claire.supply.put(FLOUR, {"supplier": "DOMB", "reason": "the mill of ALMA is out of order"})
    other = claire.supply.post(f"{CYCLE}/plan")
    (override,) = claire.supply.get(f"{CYCLE}/plan/overrides")["overrides"]
    assert (override["supplier"], other["objective_cents"]) == ("DOMB", 18_842 + 318)
    assert other["overrides"][0]["sentence"].startswith("It costs €3.18 more than leaving it to the plan:")
    assert claire.supply.get(f"{CYCLE}/plan")["lines"][0]["supplier"] == "DOMB"
    claire.supply.delete(FLOUR)
    plan = claire.supply.post(f"{CYCLE}/plan")
    assert (plan["objective_cents"], plan["overrides"]) == (18_842, [])
    plans = claire.supply.get(f"{CYCLE}/plans")["plans"]
    assert claire.supply.get(f"{CYCLE}/plans/1")["plan"] == 1
    assert [one["because"] for one in plans] == [["first"], ["overrides_changed"], ["overrides_changed"]]
    (choice,) = plan["choices"]
    assert (choice["kind"], choice["subject"]) == ("gap", "ALMA")
    because = {"plan": plan["plan"], "kind": "gap", "subject": "ALMA", "reason": "the fund pays the delivery"}
    claire.supply.post(f"{CYCLE}/choices", because)


def goods_are_ordered(claire: Terminal) -> None:
    (drafted,) = claire.supply.post(f"{CYCLE}/purchase-orders")
    assert (drafted["number"], drafted["state"], drafted["total_cents"]) == (1, "draft", 21_176)
    early = claire.supply.refused("POST", f"{ORDER}/sending")
    assert early == "Purchase order 1 is a draft. Approve it before it is sent."
    claire.supply.post(f"{ORDER}/approval", {"plan": drafted["plan"]})
    assert claire.supply.post(f"{ORDER}/sending")["state"] == "sent"
    answer = {"delivery": "2999-12-16", "reference": "AR-118", "lines": [{"product": "FLOUR", "quantity": 125_000}]}
    said = claire.supply.put(f"{ORDER}/acknowledgement", answer)["acknowledgement"]
    assert (said["differences"], said["lines"][0]["differences"]) == (["later"], ["less"])
    fewer = {"after": 0, "reason": "the mill has only five", "lines": [{"product": "FLOUR", "cases": 5}]}
    amended = claire.supply.put(f"{ORDER}/amendments/{id_of('fewer')}", fewer)
    assert (amended["amendment"], amended["goods_cents"], amended["total_cents"]) == (1, 14_750, 20_121)
    claire.supply.put(f"{ORDER}/acknowledgement", {"amendment": 1, "delivery": "2999-12-15", "reference": "AR-119"})
    assert len(claire.supply.get(f"{ORDER}/acknowledgements")) == 2
    (shown,) = claire.supply.get(f"{CYCLE}/purchase-orders")
    assert shown["state"] == claire.supply.get(ORDER)["state"] == "acknowledged"


def the_order_is_a_file(claire: Terminal) -> None:
    text = claire.supply.file(f"{ORDER}.csv").decode("utf-8-sig")
    assert ["Total TTC", "201,21"] in list(csv.reader(io.StringIO(text), delimiter=";"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(claire.supply.file(f"{ORDER}.xlsx"))).get_sheet_by_index(0)
    assert [row[1] for row in sheet.to_python() if row[0] == "Total TTC"] == [201.21]
