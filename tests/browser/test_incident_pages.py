"""The coordinator says what went wrong, sees what follows, does it, and reads whom to tell what."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared.web.roles import Role
from tests.browser.conftest import Site
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, turned, widths
from tests.fixtures.supply_buying import PATH, order_it
from tests.fixtures.supply_cycle import CYCLE, OFFER, SUPPLIER, put


async def desk(site: Site, visitor: Visitor, path: str) -> Page:
    await visitor.signed_in(role=Role.COORDINATOR)
    return await visitor.open(f"{site.addresses.supply}/cycles/{CYCLE}{path}")


async def test_goods_short_are_shared_once_the_consequences_were_seen(site: Site, visitor: Visitor) -> None:
    (order,) = await order_it(site.supply)
    page = await desk(site, visitor, "/incidents")
    await page.locator("a.tile").click()
    await page.get_by_text("Il est venu moins que prévu").click()
    await page.get_by_label("Farine de blé T65 (kg)").fill("50")
    await page.get_by_label("En une phrase, pour mémoire").fill("le moulin est en panne")
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    await expect(page.get_by_role("heading", name="3 foyers à prévenir")).to_be_visible()
    await expect(page.get_by_text("kg à distribuer sur 141 kg demandés")).to_be_visible()
    assert await barriers(page) == []
    await picture(page, "incident-proposal")
    receipts = (await site.supply.get(f"{PATH}/receiving")).json()
    assert receipts[0]["state"] == "as_ordered"
    async with page.expect_navigation():
        await page.get_by_role("button", name="Faire exactement cela").click()
    await expect(page.get_by_role("heading", name="3 foyers à prévenir")).to_be_visible()
    incident = page.url.rpartition("/")[2]
    kept = (await site.supply.get(f"/v1/purchase-orders/{order['number']}/incidents/{incident}")).json()
    assert (kept["kind"], kept["reason"]) == ("short", "le moulin est en panne")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"incident-told-{size['width']}")
    assert await turned(page, "incident-told") == []


async def test_a_supplier_that_does_not_come_is_replaced(site: Site, visitor: Visitor) -> None:
    (order,) = await order_it(site.supply)
    await put(site.supply, "/v1/suppliers/DOMB", SUPPLIER | {"name": "Moulin de la Dombes", "lead_days": 1})
    await put(site.supply, "/v1/offers/DOMB/FLOUR", OFFER)
    page = await desk(site, visitor, f"/incidents/{order['number']}")
    await page.get_by_label("En une phrase, pour mémoire").fill("le moulin a brûlé")
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Faire exactement cela").click()
    await expect(page.get_by_text("de Moulin de la Dombes")).to_be_visible()
    orders = (await site.supply.get(f"{PATH}/purchase-orders")).json()
    assert {(one["supplier"], one["state"]) for one in orders} == {("ALMA", "cancelled"), ("DOMB", "draft")}


async def test_a_product_that_does_not_come_is_asked_of_another(site: Site, visitor: Visitor) -> None:
    (order,) = await order_it(site.supply)
    await put(site.supply, "/v1/suppliers/DOMB", SUPPLIER | {"name": "Moulin de la Dombes", "lead_days": 1})
    await put(site.supply, "/v1/offers/DOMB/FLOUR", OFFER)
    page = await desk(site, visitor, f"/incidents/{order['number']}")
    await page.get_by_label("En une phrase, pour mémoire").fill("plus de farine au moulin")
    await page.get_by_text("Certains produits seulement : le reste vient").click()
    await page.get_by_role("checkbox", name="Farine de blé T65").first.check()
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    await expect(page.get_by_role("heading", name="3 foyers à prévenir")).to_be_visible()
    assert await barriers(page) == []
    async with page.expect_navigation():
        await page.get_by_role("button", name="Faire exactement cela").click()
    incident = page.url.rpartition("/")[2]
    kept = (await site.supply.get(f"/v1/purchase-orders/{order['number']}/incidents/{incident}")).json()
    assert (kept["kind"], kept["plan"]) == ("cancelled", 2)


async def test_prices_of_an_invoice_are_accepted_once_the_consequences_were_seen(site: Site, visitor: Visitor) -> None:
    await order_it(site.supply)
    printed = {"number": "F-1", "invoiced_on": "2026-12-16", "lines": [{"product": "FLOUR", "price": "1.07"}]}
    vat = [{"vat_cents": 883 + 760}]
    await put(
        site.supply,
        f"{PATH}/invoices/ALMA",
        printed | {"delivery_cents": 3_800, "vat": vat, "total_cents": 21_493},
    )
    page = await desk(site, visitor, "/deliveries")
    await picture(page, "invoice-at-other-prices")
    await page.get_by_role("link", name="Ce qu’entraînerait l’acceptation des prix").click()
    await page.get_by_label("En une phrase, pour mémoire").fill("le blé a augmenté")
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    await expect(page.get_by_role("heading", name="Cela coûte 3,17 € de plus")).to_be_visible()
    await expect(page.get_by_role("heading", name="3 foyers à prévenir")).to_be_visible()
    assert await barriers(page) == []
    await picture(page, "incident-invoiced")
    listed = await desk(site, visitor, "/incidents")
    await expect(listed.get_by_text("3,17 € de plus")).to_be_visible()
    assert await barriers(listed) == []
    await picture(listed, "incidents-invoiced")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Faire exactement cela").click()
    (invoice,) = (await site.supply.get(f"{PATH}/invoices")).json()
    assert [(one["kind"], one["disputed"]) for one in invoice["differences"]] == [("price", False)]


async def test_what_the_network_would_pay_is_said_before_it_is_confirmed(site: Site, visitor: Visitor) -> None:
    (order,) = await order_it(site.supply)
    page = await desk(site, visitor, f"/incidents/{order['number']}")
    await page.get_by_text("Les prix ne sont pas ceux convenus").click()
    await page.get_by_label("En une phrase, pour mémoire").fill("le blé a augmenté")
    await page.get_by_label("Farine de blé T65 (€)").fill("1,07")
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    await expect(page.get_by_text("Le bon de Moulins de l'Alma coûterait 10,47 € de plus")).to_be_visible()
    assert await barriers(page) == []
    await picture(page, "incident-gap")


async def test_a_centre_has_a_day_of_its_own_for_goods_that_come_later(site: Site, visitor: Visitor) -> None:
    (order,) = await order_it(site.supply)
    page = await desk(site, visitor, f"/incidents/{order['number']}")
    await page.get_by_text("Il vient un autre jour").click()
    await page.get_by_label("En une phrase, pour mémoire").fill("le camion est en panne")
    await page.get_by_label("Il vient le").fill("2026-12-19")
    await page.get_by_text("Un jour et des horaires propres à un centre").click()
    await page.get_by_label("Distribue à partir de").first.fill("2027-01-01T14:00")
    await page.get_by_label("à", exact=True).first.fill("2027-01-01T18:00")
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    await expect(page.get_by_text("vendredi 1er janvier 2027")).to_be_visible()
    assert await barriers(page) == []
    await picture(page, "incident-own-dates")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Faire exactement cela").click()
    incident = page.url.rpartition("/")[2]
    kept = (await site.supply.get(f"/v1/purchase-orders/{order['number']}/incidents/{incident}")).json()
    (moved,) = kept["consequences"]["distributions"]
    assert (moved["new_starts"], moved["new_ends"]) == ("2027-01-01T14:00:00", "2027-01-01T18:00:00")


async def test_what_is_not_clear_is_said_and_nothing_is_done(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("422")
    (order,) = await order_it(site.supply)
    page = await desk(site, visitor, f"/incidents/{order['number']}")
    await page.get_by_text("La marchandise est abîmée").click()
    await page.get_by_label("En une phrase, pour mémoire").fill("des sacs sont mouillés")
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    await expect(page.get_by_role("alert")).to_contain_text("produits")
    await expect(page.get_by_role("button", name="Faire exactement cela")).to_have_count(0)


FLOUR = "Farine de blé T65"
CASES = "Les colis ne sont pas ceux convenus"
PRICES = "Les prix ne sont pas ceux convenus"
DEARER = {"prices": [{"product": "FLOUR", "price": "1.07"}]}


@pytest.mark.parametrize(
    ("happened", "typed", "ticked", "sent"),
    [
        (
            "La marchandise est abîmée",
            {f"{FLOUR} (kg)": "50"},
            None,
            {"kind": "damaged", "lines": [{"product": "FLOUR", "quantity": 50_000}]},
        ),
        (
            CASES,
            {f"{FLOUR} : un colis contient (kg)": "20"},
            None,
            {"kind": "packaging", "packs": [{"product": "FLOUR", "case_size": 20_000}]},
        ),
        (
            CASES,
            {f"{FLOUR} : un colis contient (kg)": "10", "Combien de ces colis": "12"},
            None,
            {"kind": "packaging", "packs": [{"product": "FLOUR", "case_size": 10_000, "cases": 12}]},
        ),
        (
            CASES,
            {f"{FLOUR} : colis qu’on ne peut pas distribuer": "2"},
            None,
            {"kind": "packaging", "unusable": [{"product": "FLOUR", "cases": 2}]},
        ),
        (PRICES, {f"{FLOUR} (€)": "1,07"}, None, {"kind": "tariff"} | DEARER),
        (PRICES, {f"{FLOUR} (€)": "1,07"}, "On ne le prend pas", {"kind": "tariff", "leave": True} | DEARER),
        ("Le fournisseur", {}, FLOUR, {"kind": "cancelled", "keep_short": ["FLOUR"]}),
    ],
    ids=["damaged", "packs", "packs and how many", "unusable", "tariff", "tariff refused", "kept short"],
)
async def test_each_thing_that_can_be_said_is_done_as_it_was_said(  # noqa: PLR0917 - a table's columns
    site: Site, visitor: Visitor, happened: str, typed: dict[str, str], ticked: str | None, sent: dict[str, Any]
) -> None:
    (order,) = await order_it(site.supply)
    await put(site.supply, "/v1/suppliers/DOMB", SUPPLIER | {"name": "Moulin de la Dombes", "lead_days": 1})
    await put(site.supply, "/v1/offers/DOMB/FLOUR", OFFER)
    page = await desk(site, visitor, f"/incidents/{order['number']}")
    await page.get_by_text(happened).first.click()
    for label, value in typed.items():
        await page.get_by_label(label).fill(value)
    if ticked == FLOUR:
        await page.get_by_text("À ne pas racheter ailleurs").click()
    if ticked:
        await page.get_by_role("checkbox", name=ticked).check()
    await page.get_by_label("En une phrase, pour mémoire").fill("dit par téléphone")
    await page.get_by_role("button", name="Voir ce qui s’ensuit").click()
    do_it = page.get_by_role("button", name="Faire exactement cela")
    await expect(do_it).to_be_visible()
    assert await barriers(page) == []
    async with page.expect_navigation(), page.expect_request(lambda asked: asked.method == "PUT") as asking:
        await do_it.click()
    body: dict[str, Any] = (await asking.value).post_data_json or {}
    assert {name: body.get(name) for name in sent} == sent
    incident = page.url.rpartition("/")[2]
    kept = (await site.supply.get(f"/v1/purchase-orders/{order['number']}/incidents/{incident}")).json()
    assert (kept["kind"], kept["reason"]) == (sent["kind"], "dit par téléphone")
    states = {(one["supplier"], one["state"]) for one in (await site.supply.get(f"{PATH}/purchase-orders")).json()}
    assert (("ALMA", "cancelled") in states) == ("leave" in sent or "keep_short" in sent)
    assert (("DOMB", "draft") in states) == ("leave" in sent)


@pytest.mark.parametrize("path", ["/incidents", "/incidents/1"])
async def test_nothing_keeps_anyone_out_of_incidents(site: Site, visitor: Visitor, path: str) -> None:
    await order_it(site.supply)
    page = await desk(site, visitor, path)
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"incident{path.replace('/', '-')}-{size['width']}")
    await page.set_viewport_size(LAPTOP)
