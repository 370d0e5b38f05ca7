"""Why this price, why this quantity: a true sentence with its figures, for every way a cycle may end."""

from itertools import pairwise
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import DUC, MIN, PATH, admit, deliver, draft_orders, order_it, outcomes, paid, post
from tests.fixtures.supply_cycle import CYCLE, PRODUCT, cycle_sealed, draft, hear, opened, put, seal

PRICE = f"{PATH}/products/FLOUR/price-reason"
LATE = paid(4, "DUC", 5_000, version=2)


def line_path(number: int) -> str:
    return f"{PATH}/orders/{paid(number, 'DUC', 500).order_id}/lines/FLOUR/quantity-reason"


async def why(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    response = await client.get(path)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def settled(client: httpx.AsyncClient, **delivery: Any) -> dict[str, Any]:
    """Bought, delivered so and settled."""
    await order_it(client)
    if delivery:
        await deliver(client, **delivery)
    found: dict[str, Any] = await post(client, f"{PATH}/settlement")
    return found


async def sell(client: httpx.AsyncClient, engine: AsyncEngine, policy: str) -> None:
    """The same cycle sealed, flour shared by this policy when it is short."""
    await draft(client)
    await put(client, "/v1/products/FLOUR", PRODUCT | {"shortage_policy": policy})
    await post(client, f"{PATH}/opening")
    await hear(engine, *DUC, *MIN, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))


async def test_the_price_of_the_worked_example(sealed: httpx.AsyncClient) -> None:
    await settled(sealed)
    reason = await why(sealed, PRICE)
    assert reason["goods_cents"] + reason["vat_cents"] + reason["delivery_cents"] == reason["invoiced_cents"] == 21_176
    assert (reason["goods_cents"], reason["vat_cents"], reason["delivery_cents"]) == (15_750, 866, 4_560)
    assert reason["sentence"] == (
        "ALMA invoiced €157.50 for it, €8.66 of VAT and €45.60 as its share of the delivery. "
        "Over 150 kg this makes €1.41 for 1 kg, to the nearest cent. Rounding costs the network €0.25. "
        "9 kg that nobody got went into stock at that price, worth €12.69."
    )
    assert (await why(sealed, line_path(1)))["sentence"] == (
        "150 kg for 141 kg ordered: enough for everyone to get all they ordered, here 2.5 kg."
    )


async def test_the_other_figures_of_a_product_say_where_they_come_from(sealed: httpx.AsyncClient) -> None:
    settlement = await settled(sealed)
    (product,) = settlement["products"]
    reason = await why(sealed, PRICE)
    assert (reason["demand"], reason["granted"], reason["charged_cents"]) == (
        141_000,
        141_000,
        product["charged_cents"],
    )
    assert reason["figures_sentence"] == (
        "Households ordered 141 kg and get all of it. At most €1.45 for 1 kg: its ceiling price, which the coordinator "
        "fixed before orders opened and which orders hold. 141 kg at €1.41 for 1 kg come to €198.81; line by line, "
        "each rounded to the cent, €198.82 are charged."
    )
    await deliver(sealed, received=100_000, invoiced_price="1.20")
    await post(sealed, f"{PATH}/settlement")
    corrected = (await why(sealed, PRICE))["figures_sentence"]
    assert corrected.startswith(
        "Households ordered 141 kg and get 100 kg of it. At most €1.41 for 1 kg: it was published before, and a "
        "correction raises nothing. 100 kg at €1.41 for 1 kg come to €141.00"
    )


async def test_it_is_said_in_french_too(sealed: httpx.AsyncClient) -> None:
    await settled(sealed)
    response = await sealed.get(PRICE, headers={"Accept-Language": "fr"})
    assert response.json()["sentence"].startswith("ALMA l’a facturé 157,50\xa0€, plus 8,66\xa0€ de TVA")


async def test_a_ceiling_that_does_not_cover_says_what_the_network_pays(sealed: httpx.AsyncClient) -> None:
    settlement = await settled(sealed, received=150_000, invoiced_price="1.20")
    reason = await why(sealed, PRICE)
    (product,) = settlement["products"]
    assert (reason["price_cents"], reason["final_price_cents"], product["uncovered"]) == (157, 145, True)
    assert "Nobody pays more than the ceiling of €1.45 for 1 kg." in reason["sentence"]
    assert (
        f"The network pays the €{-product['adjustment_cents'] / 100:.2f} that this does not cover."
        in (reason["sentence"])
    )


async def test_a_price_published_before_is_not_called_the_ceiling(sealed: httpx.AsyncClient) -> None:
    await settled(sealed)
    await deliver(sealed, received=150_000, invoiced_price="1.20")
    await post(sealed, f"{PATH}/settlement")
    reason = await why(sealed, PRICE)
    assert (reason["published_price_cents"], reason["ceiling_price_cents"]) == (141, 145)
    assert "Nobody pays more than the €1.41 for 1 kg that was published before." in reason["sentence"]


async def test_stock_is_told_with_its_value(sealed: httpx.AsyncClient) -> None:
    await put(sealed, "/v1/stock/FLOUR/A1", {"quantity": 150_000, "value_cents": 15_000, "best_before": None})
    await settled(sealed)
    reason = await why(sealed, PRICE)
    assert reason["supplier"] is None
    assert reason["sentence"] == (
        "141 kg came from stock, worth €141.00. Over 141 kg this makes €1.00 for 1 kg, to the nearest cent."
    )


async def test_in_proportion_over_centres_then_households(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settled(sealed, received=100_000)
    got = await outcomes(supply_engine, 1)
    reasons = [await why(sealed, line_path(number)) for number in (1, 2, 3)]
    assert [reason["granted"] for reason in reasons] == [got[number].lines[0].granted for number in (1, 2, 3)]
    assert {reason["turns"] for reason in reasons[:2]} == {2}
    assert {reason["centre_part"] for reason in reasons[:2]} == {reasons[0]["granted"] + reasons[1]["granted"]}
    assert reasons[2]["centre_part"] == reasons[2]["granted"]
    assert sum(reason["granted"] for reason in reasons) == 100_000
    assert reasons[2]["sentence"] == (
        "100 kg for 141 kg ordered: shared in proportion to what was ordered, over the centres, then over the "
        "households of each, in steps of 0.5 kg. Centre MIN ordered 70 kg of it and has 49.5 kg. What does not "
        "divide evenly went by a draw: this household is number 1 of the 1 of its centre. "
        "It ordered 70 kg and its part is 49.5 kg."
    )


async def test_an_equal_share(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await sell(coordinator, supply_engine, "equal")
    await settled(coordinator, received=100_000)
    reasons = [await why(coordinator, line_path(number)) for number in (1, 2, 3)]
    assert {reason["turn"] for reason in reasons} == {1, 2, 3}
    assert reasons[0]["granted"] == 2_500, "served in full by its turns"
    assert "handed out 0.5 kg at a time, in turn, to everyone who still wanted some" in reasons[1]["sentence"]
    assert reasons[1]["centre_part"] is None


async def test_a_lottery_says_what_was_left_at_its_turn(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await sell(coordinator, supply_engine, "lottery")
    await settled(coordinator, received=100_000)
    reasons = sorted([await why(coordinator, line_path(number)) for number in (1, 2, 3)], key=lambda one: one["turn"])
    left = 100_000
    for reason in reasons:
        assert f"number {reason['turn']} of 3: {left / 1000:g} kg was left at its turn." in reason["sentence"]
        assert reason["granted"] == (reason["quantity"] if reason["quantity"] <= left else 0)
        left -= reason["granted"]


@pytest.mark.parametrize(
    ("delivery", "sentence"),
    [
        ({"received": 0}, "None of it came: of the 2.5 kg ordered nothing can be handed out."),
    ],
)
async def test_nothing_came(sealed: httpx.AsyncClient, delivery: dict[str, Any], sentence: str) -> None:
    await settled(sealed, **delivery)
    assert (await why(sealed, line_path(1)))["sentence"] == sentence
    reason = await why(sealed, PRICE)
    assert reason["final_price_cents"] is None
    assert reason["sentence"].startswith("None of it came, so it has no price")


async def test_nothing_was_bought(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    only = [paid(1, "DUC", 2_500)]
    await hear(supply_engine, *only, cycle_sealed(seal("DUC", only)))
    await settled(coordinator)
    assert (await why(coordinator, line_path(1)))["sentence"].startswith("None of it was bought")
    assert (await why(coordinator, PRICE))["sentence"].startswith("None of it was bought")


async def test_an_abandoned_cycle(sealed: httpx.AsyncClient) -> None:
    await post(sealed, f"{PATH}/abandonment", {"reason": "the mill burnt down"})
    assert (await why(sealed, line_path(3)))["sentence"].startswith("Nothing was bought in this cycle")
    assert (await why(sealed, PRICE))["sentence"].startswith("Nothing was bought in this cycle")


async def test_an_abandoned_cycle_says_the_same_of_an_order_admitted_after_its_plan(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft_orders(sealed)
    await admit(supply_engine, LATE)
    await post(sealed, f"{PATH}/abandonment", {"reason": "the mill burnt down"})
    assert (await why(sealed, line_path(4)))["sentence"].startswith("Nothing was bought in this cycle")


async def test_a_centre_left_out(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    await hear(supply_engine, *DUC, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))
    await post(coordinator, f"{PATH}/left-out-centres", {"centre": "MIN", "reason": "the tablet was lost"})
    await hear(supply_engine, *MIN)
    await settled(coordinator)
    assert (await why(coordinator, line_path(3)))["sentence"].startswith("Centre MIN was left out of the cycle")


@pytest.mark.parametrize(
    ("received", "granted", "said"),
    [
        (150_000, 5_000, "9 kg for 5 kg ordered: enough for everyone"),
        (143_000, 2_000, "2 kg for 5 kg ordered: shared in proportion"),
        (100_000, 0, "0 kg for 5 kg ordered: shared in proportion"),
    ],
)
async def test_a_late_order_shares_what_is_left_over(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, received: int, granted: int, said: str
) -> None:
    await order_it(sealed)
    await admit(supply_engine, LATE)
    await deliver(sealed, received=received)
    await post(sealed, f"{PATH}/settlement")
    reason = await why(sealed, line_path(4))
    assert (reason["late"], reason["granted"]) == (True, granted)
    assert reason["sentence"].startswith("This order was admitted after the goods were bought, so it shares what")
    assert said in reason["sentence"]
    assert (await why(sealed, line_path(1)))["demand"] == 141_000


async def test_an_order_admitted_since_is_asked_about_after_the_next_run(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settled(sealed)
    await admit(supply_engine, LATE)
    refused = await sealed.get(line_path(4))
    assert (refused.status_code, refused.json()["code"]) == (409, "order_not_in_run")
    await post(sealed, f"{PATH}/settlement")
    assert (await why(sealed, line_path(4)))["granted"] == 5_000


@pytest.mark.parametrize("deliveries", [(100_000, 150_000), (0, 150_000)])
async def test_a_correction_says_that_nobody_gets_more(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, deliveries: tuple[int, int]
) -> None:
    await order_it(sealed)
    for received in deliveries:
        await deliver(sealed, received=received)
        await post(sealed, f"{PATH}/settlement")
    runs = [await outcomes(supply_engine, time) for time in (1, 2)]
    reason = await why(sealed, line_path(3))
    assert reason["granted"] == runs[1][3].lines[0].granted == runs[0][3].lines[0].granted < 70_000
    assert (reason["part"], reason["policy"]) == (70_000, None)
    assert reason["sentence"].endswith("and a correction gives nobody more: it stays at that.")
    assert all(after[3].charged <= before[3].charged for before, after in pairwise(runs))


async def test_a_volunteer_asks_about_their_own_centre_only(
    sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    await settled(sealed)
    assert (await why(volunteer, line_path(1)))["granted"] == 2_500
    assert (await why(volunteer, PRICE))["final_price_cents"] == 141
    other, unknown = await volunteer.get(line_path(3)), await volunteer.get(line_path(9))
    assert other.status_code == unknown.status_code == 404
    assert other.json() == unknown.json()


async def test_what_is_not_settled_has_no_reason_yet(sealed: httpx.AsyncClient) -> None:
    assert (await sealed.get(PRICE)).json()["code"] == "not_settled"
    assert (await sealed.get(line_path(1))).json()["code"] == "not_settled"
    await settled(sealed)
    missing = await sealed.get(f"{PATH}/products/SOAP/price-reason")
    assert (missing.status_code, missing.json()["code"]) == (404, "product_not_settled")
    assert CYCLE in missing.json()["detail"]
