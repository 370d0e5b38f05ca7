"""A cycle that can't be closed says what lacks and what can be done: wait, or go on without a centre."""

import re

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.demand_tables import left_out_centres
from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.contracts.seals import CycleSealed
from shared.kernel.ids import group_order_id
from tests.browser.conftest import Site, desk, press
from tests.fixtures.browsing import ALIKE, TABLET, Visitor, barriers, overflows, picture, widths
from tests.fixtures.supply_buying import NEXT, NEXT_PATH, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, TERMS, cycle_sealed, group_order_sealed, hear, put, seal

DATES = {"opens": "2027-01-04", "closes": "2027-01-08", "delivery": "2027-01-19", "distribution": "2027-01-22"}
WHY = "La tablette a été perdue"


def in_next(number: int, centre: str, grams: int) -> HouseholdOrderConfirmed:
    its_own = {"cycle": NEXT, "group_order_id": group_order_id(NEXT, centre)}
    return paid(number, centre, grams).model_copy(update=its_own)


DUC = [in_next(101, "DUC", 140_000)]
MIN = [in_next(102, "MIN", 10_000), in_next(103, "MIN", 20_000)]


def sealed() -> CycleSealed:
    """What orders sealed of both centres."""
    groups = [
        seal(centre, orders).model_copy(update={"group_order_id": group_order_id(NEXT, centre)})
        for centre, orders in (("DUC", DUC), ("MIN", MIN))
    ]
    return cycle_sealed(*groups).model_copy(update={"cycle": NEXT})


@pytest.fixture
async def held_up(site: Site, supply_engine: AsyncEngine) -> Site:
    """The next cycle is sealed: of the two orders of MIN one has not come."""
    await put(site.supply, NEXT_PATH, TERMS | DATES | {"name": "Cycle de janvier", "centres": []})
    await post(site.supply, f"{NEXT_PATH}/opening")
    await hear(supply_engine, *DUC, MIN[0], sealed())
    return site


async def looks_right(page: Page, name: str) -> None:
    for size in widths():
        await page.set_viewport_size(size)
        assert await overflows(page) == []
        assert size in ALIKE or await barriers(page) == []
        await picture(page, f"{name}-{size['width']}")
    await page.set_viewport_size(TABLET)


async def left_out(engine: AsyncEngine) -> list[tuple[str, str]]:
    its = left_out_centres.c
    async with engine.connect() as connection:
        rows = await connection.execute(select(its.centre, its.reason).where(its.cycle == NEXT))
        return [(row.centre, row.reason) for row in rows]


async def test_a_centre_that_holds_the_close_up_is_left_out_and_counted_again(
    held_up: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    page = await desk(held_up, visitor, f"/cycles/{NEXT}")
    await expect(page.locator("#answer")).to_have_text("Pas encore : des commandes manquent")
    await expect(page.locator(".answer li")).to_contain_text(
        "MIN : 1 sur 2 commandes reçues, 14,50 € avancés sur 43,50 €"
    )
    await expect(page.get_by_role("row", name=re.compile("^MIN"))).to_contain_text("43,50 €")
    await page.get_by_role("link", name="Ce que vous pouvez faire…").click()
    await page.get_by_text("Continuer sans MIN…").click()
    await expect(page.locator("#held-up")).to_contain_text("Rien n’est acheté pour MIN dans ce cycle.")
    await looks_right(page, "close-held-up")
    await page.get_by_label("Pourquoi").fill(WHY)
    await press(page, "Laisser MIN de côté")
    assert await left_out(supply_engine) == [("MIN", WHY)]
    await expect(page.locator("#answer")).to_have_text("Tout est là : calculez quoi acheter")
    await expect(page.locator("#held-up")).to_contain_text(f"Laissé de côté : {WHY}")
    await looks_right(page, "close-left-out")
    await press(page, "Compter MIN à nouveau")
    assert await left_out(supply_engine) == []
    await expect(page.locator("#answer")).to_have_text("Pas encore : des commandes manquent")


async def test_a_cycle_that_closes_says_how_many_centres_are_sealed_and_goes_on_by_itself(
    site: Site, visitor: Visitor, supply_engine: AsyncEngine
) -> None:
    await put(site.supply, NEXT_PATH, TERMS | DATES | {"name": "Cycle de janvier", "centres": []})
    await post(site.supply, f"{NEXT_PATH}/opening")
    await hear(supply_engine, *DUC, *MIN)
    page = await desk(site, visitor, f"/cycles/{NEXT}")
    await press(page, "Clore maintenant")
    said = page.locator("#sealing")
    await expect(said).to_contain_text("0 centre scellé sur 2")
    await looks_right(page, "cycle-closing")
    link = page.get_by_role("link", name="MIN", exact=True)
    await link.focus()
    await page.evaluate("document.querySelector('#answer').dataset.drawn = 'before'")
    group = group_order_sealed("DUC", DUC).model_copy(
        update={"cycle": NEXT, "group_order_id": group_order_id(NEXT, "DUC")}
    )
    async with page.expect_response(lambda answer: answer.status == 204):  # nothing is new: nothing is drawn again
        pass
    await expect(page.locator("#answer")).to_have_attribute("data-drawn", "before")
    await hear(supply_engine, group)
    await expect(said).to_contain_text("1 centre scellé sur 2")
    await expect(page.locator("#answer")).to_have_text("Pas encore : un centre prend encore des commandes")
    await expect(link).to_be_focused()
    await hear(supply_engine, sealed())
    await expect(said).to_have_text("Tous les centres sont scellés.")
    await expect(page.locator("#answer")).to_have_text("Tout est là : calculez quoi acheter")
    await expect(page.locator("[aria-current=step]")).to_contain_text("Bons envoyés")
    await expect(page.locator("[hx-trigger]")).to_have_count(0)
    await expect(link).to_be_focused()
    await looks_right(page, "cycle-closed")


async def test_nothing_is_offered_that_is_refused_once_goods_are_ordered(held_up: Site, visitor: Visitor) -> None:
    await post(held_up.supply, f"{NEXT_PATH}/left-out-centres", {"centre": "MIN", "reason": WHY})
    await order_it(held_up.supply, NEXT_PATH)
    page = await desk(held_up, visitor, f"/cycles/{NEXT}")
    await expect(page.locator("#held-up")).to_contain_text("Un bon de commande est approuvé : cela ne change plus.")
    await expect(page.get_by_role("button", name="Compter MIN à nouveau")).to_have_count(0)


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (MIN[1].model_copy(update={"held": 2_800}), "42,50 € avancés ici, 43,50 € au scellé"),
        (MIN[1].model_copy(update={"version": 2}), "l’une n’est pas comme elle a été scellée"),
    ],
)
async def test_orders_that_differ_say_how(
    held_up: Site, visitor: Visitor, supply_engine: AsyncEngine, second: HouseholdOrderConfirmed, sentence: str
) -> None:
    await hear(supply_engine, second)
    page = await desk(held_up, visitor, f"/cycles/{NEXT}")
    await expect(page.locator("#held-up")).to_contain_text(sentence)


async def test_the_way_out_is_read_from_right_to_left(held_up: Site, visitor: Visitor) -> None:
    await desk(held_up, visitor, "/cycles")
    page = await visitor.open(f"{held_up.addresses.supply}/language/ar?next=/cycles/{NEXT}")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await page.locator("#held-up summary").click()
    assert await overflows(page) == []
    assert await barriers(page) == []


async def test_a_cycle_is_given_up_with_its_consequences_said_first(site: Site, visitor: Visitor) -> None:
    page = await desk(site, visitor, f"/cycles/{CYCLE}")
    await page.locator("summary", has_text="Renoncer à tout le cycle").click()
    await expect(page.get_by_text("Chaque foyer retrouve tout son argent")).to_be_visible()
    assert [*await barriers(page), *await overflows(page)] == []
    await picture(page, "cycle-to-give-up")
    await page.get_by_label("Pourquoi").fill("Le moulin a brûlé.")
    await press(page, "Y renoncer pour de bon")
    await expect(page.locator("#answer")).to_contain_text("Abandonné")
    await expect(page.get_by_text("Le moulin a brûlé.")).to_be_visible()
    assert (await site.supply.get(f"/v1/cycles/{CYCLE}")).json()["state"] == "settled"
