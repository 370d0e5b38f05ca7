"""The coordinator takes a sealed cycle from plan to final prices, page by page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import expect
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.demand_tables import household_orders
from shared.kernel.ids import group_order_id
from tests.browser.conftest import Site, desk, press
from tests.fixtures.browsing import ALIKE, LAPTOP, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_buying import NEXT, NEXT_PATH, deliver, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, OFFER, SUPPLIER, TERMS, group_order_sealed, hear, put


async def state_of(site: Site) -> dict[str, Any]:
    found: list[dict[str, Any]] = (await site.supply.get(f"/v1/cycles/{CYCLE}/purchase-orders")).json()
    return found[0]


async def test_a_cycle_goes_from_plan_to_final_prices(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, f"/cycles/{CYCLE}")
    answer = page.locator("#answer")
    await expect(answer).to_have_text("Tout est là : calculez quoi acheter")
    await press(page, "Faire le plan")
    await expect(answer).to_contain_text("attend")
    await picture(page, "plan")
    for reason in await page.get_by_label("Pourquoi vous l’acceptez").all():
        await reason.fill("le moulin a un minimum")
        await press(page, "Accepter")
    await press(page, "Préparer les bons de commande")
    await press(page, "Approuver")
    await press(page, "Je l’ai envoyé")
    assert (await state_of(site))["state"] == "sent"
    await page.get_by_text("Le fournisseur a répondu").click()
    await press(page, "Noter : tout comme commandé")
    assert (await state_of(site))["state"] == "acknowledged"
    await deliver(site.supply, received=150_000)
    await page.goto(f"{site.addresses.supply}/cycles/{CYCLE}/settlement")
    await expect(page.locator("#preview")).to_contain_text("reviendraient aux foyers")
    await picture(page, "final-prices")
    await press(page, "Publier")
    settled = (await site.supply.get(f"/v1/cycles/{CYCLE}/settlement")).json()
    assert settled["charged_cents"] + settled["rebates_cents"] == settled["held_cents"]
    await expect(page.locator("h2").first).to_contain_text("revient aux foyers")


async def test_a_cycle_is_opened_and_closed_with_its_consequences_said(site: Site, visitor: Visitor) -> None:
    dates = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}
    await put(site.supply, f"/v1/cycles/{NEXT}", TERMS | dates | {"centres": []})
    page = await desk(site, visitor, "/cycles")
    await page.get_by_role("link").filter(has_text="En préparation").click()
    await press(page, "Ouvrir les commandes")
    await expect(page.locator("#answer")).to_have_text("Pas encore de commande")
    await page.get_by_role("link", name="Clore le cycle…").click()
    await press(page, "Clore maintenant")
    await expect(page.locator("#said")).to_have_text("Le cycle se ferme.")
    assert (await site.supply.get(f"/v1/cycles/{NEXT}")).json()["state"] == "closing"


@pytest.mark.parametrize("path", ["", "/plan", "/orders", "/settlement"])
async def test_nothing_keeps_anyone_out_of_the_desk(site: Site, visitor: Visitor, path: str) -> None:
    await order_it(site.supply)
    page = await desk(site, visitor, f"/cycles/{CYCLE}{path}")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"cycle{re.sub('/', '-', path)}-{size['width']}")
    await page.set_viewport_size(LAPTOP)


async def test_the_desk_is_the_coordinators(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("403")
    await visitor.signed_in("DUC")
    page = await visitor.open(f"{site.addresses.supply}/cycles")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Action réservée")


@pytest.fixture
async def ordering(site: Site, supply_engine: AsyncEngine) -> Site:
    """The next cycle is open: one household of DUC has ordered flour, nothing is sealed."""
    dates = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}
    await put(site.supply, NEXT_PATH, TERMS | dates | {"centres": []})
    await post(site.supply, f"{NEXT_PATH}/opening")
    its_own = {"cycle": NEXT, "group_order_id": group_order_id(NEXT, "DUC")}
    await hear(supply_engine, paid(101, "DUC", 100_000).model_copy(update=its_own))
    return site


async def test_each_centre_says_how_long_ago_it_was_heard_of(
    ordering: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    four_minutes = {"heard_at": func.now() - timedelta(minutes=4, seconds=20)}
    async with supply_engine.begin() as connection:
        await connection.execute(update(household_orders).where(household_orders.c.cycle == NEXT).values(four_minutes))
    page = await desk(ordering, visitor, f"/cycles/{NEXT}")
    row = page.get_by_role("row").filter(has_text="DUC")
    await expect(row).to_contain_text("il y a 4 min")
    await expect(page.get_by_role("link", name="Ce que ses appareils gardent encore")).to_be_visible()
    silent = {"heard_at": func.now() - timedelta(days=3, hours=1)}
    async with supply_engine.begin() as connection:
        await connection.execute(update(household_orders).where(household_orders.c.cycle == NEXT).values(silent))
    await page.reload()
    stands_in_the_way = page.locator(".answer li").filter(has_text="DUC")
    await expect(stands_in_the_way).to_contain_text("Dernière nouvelle il y a 3 j : ses tablettes gardent peut-être")
    await expect(stands_in_the_way.get_by_role("link", name="Ce que ses appareils")).to_be_visible()


async def test_the_late_tray_is_beside_what_stands_in_the_way_from_the_first_order_on(
    ordering: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    page = await desk(ordering, visitor, f"/cycles/{NEXT}")
    tray = page.get_by_role("link", name="Commandes arrivées en retard")
    unpaid = page.get_by_role("link", name="Commandes non payées à temps")
    await expect(page.locator("#answer")).to_contain_text("Pas encore")
    await expect(page.locator("section.answer + section")).to_contain_text("Commandes qui attendent votre décision")
    await expect(tray).to_have_attribute("href", f"{ordering.addresses.orders}/late-orders/{NEXT}")
    await expect(unpaid).to_have_count(0)
    await picture(page, "cycle-late")
    its_own = {"cycle": NEXT, "group_order_id": group_order_id(NEXT, "MIN")}
    await hear(supply_engine, group_order_sealed("MIN", []).model_copy(update=its_own))
    await page.reload()
    await expect(unpaid).to_be_visible()
    await expect(tray).to_be_visible()


async def test_what_would_lack_for_no_minimum_is_said_too(ordering: Site, visitor: Visitor) -> None:
    dear = SUPPLIER | {"minimum_cents": 0, "delivery_fee_cents": 1_000_000, "free_delivery_from_cents": None}
    await put(ordering.supply, "/v1/suppliers/ALMA", dear)
    page = await desk(ordering, visitor, f"/cycles/{NEXT}")
    said = page.locator("#suppliers-say")
    await expect(said).to_contain_text("Aucun minimum de fournisseur n’empêche un achat, mais il manquerait")
    await said.get_by_role("link", name="Voir quoi").click()
    await expect(page.get_by_role("heading", name="Ce qui manquerait")).to_be_in_viewport()


async def test_what_if_shows_how_far_each_price_is_and_takes_any_number_of_households(
    ordering: Site, visitor: Visitor
) -> None:
    page = await desk(ordering, visitor, f"/cycles/{NEXT}")
    await expect(page.get_by_text("Encore 50 kg : de 1,18 € à 1,05 €")).to_be_visible()
    stands_in_the_way = page.locator(".answer li")
    await expect(stands_in_the_way).to_have_text(
        [
            re.compile("DUC n’a pas scellé : 1 commande, 145,00.€ avancés"),
            re.compile(r"Moulins .* \(il manque 32,00.€\)"),
        ]
    )
    await expect(stands_in_the_way.get_by_role("link", name="Qui n’a pas payé ?")).to_have_attribute(
        "href", f"{ordering.addresses.orders}/sealing/DUC?cycle={NEXT}"
    )
    await expect(page.locator(".figures > div")).to_have_text(
        [
            re.compile(text)
            for text in ["foyer a commandé1", "avancé", "fournisseurs0,00", "145,00", "0 kg", "manquerait1", "0"]
        ]
    )
    await expect(page.get_by_role("row").filter(has_text="Moulins")).to_contain_text("il manque 32,00 €")
    bar = page.get_by_role("progressbar", name="Farine de blé T65")
    assert (await bar.get_attribute("value"), await bar.get_attribute("max")) == ("100000", "150000")
    await expect(page.get_by_text("Foyers en plus : 10, comme la moyenne d’aujourd’hui (1)")).to_be_visible()
    more = page.get_by_label("Foyers en plus")
    await more.fill("1")
    await more.press("Enter")
    await expect(page.get_by_text("Foyers en plus : 1, comme la moyenne d’aujourd’hui (1)")).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="Farine de blé T65 : acheté")).to_be_visible()
    await expect(more).to_have_value("1")
    await expect(more).to_be_focused()
    await picture(page, "can-i-close")
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"cycle-open-{size['width']}")
    await page.goto(f"{ordering.addresses.supply}/language/ar?next=/cycles/{NEXT}")
    await expect(page.get_by_role("progressbar")).to_be_visible()
    assert await overflows(page) == []
    assert await barriers(page) == []
    await picture(page, "cycle-open-ar")


async def test_a_what_if_that_is_refused_says_why_in_its_place(
    ordering: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await put(ordering.supply, "/v1/offers/ALMA/FLOUR", OFFER | {"case_size": 1})
    its_own = {"cycle": NEXT, "group_order_id": group_order_id(NEXT, "DUC")}
    await hear(supply_engine, paid(101, "DUC", 1_000_000, version=2).model_copy(update=its_own))
    page = await desk(ordering, visitor, f"/cycles/{NEXT}")
    refused = page.locator("section[aria-labelledby=what-if] .notice.stop")
    await expect(refused).to_contain_text("Corrigez la taille du colis")
    await expect(page.get_by_text("Calcul en cours")).to_have_count(0)
    await expect(page.locator("#suppliers-say")).to_contain_text("Fournisseurs : pas calculé.")
    await expect(page.locator(".figures")).not_to_contain_text("…")
    assert (await overflows(page), await barriers(page)) == ([], [])
    await picture(page, "what-if-refused")


async def test_once_the_cycle_is_closed_nothing_is_said_about_closing_it_now(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, f"/cycles/{CYCLE}")
    await expect(page.locator("#answer")).to_have_text("Tout est là : calculez quoi acheter")
    await expect(page.get_by_text("Si le cycle était clos maintenant")).to_have_count(0)
