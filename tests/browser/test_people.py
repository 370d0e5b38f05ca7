"""Administration from page to database: a centre, a user who then signs in, a household from its file to erasure."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from playwright.async_api import expect

from services.orders.commands.account_desk import Post
from services.orders.queries.households import find_household
from services.orders.queries.second_factors import second_factor_of
from services.orders.queries.sessions import open_sessions
from services.orders.queries.tariffs import offered_tariffs, tariffs_of
from services.orders.queries.users import list_users
from services.orders.storage.second_factor_rows import store_confirmed, store_secret
from shared.database import transaction
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.mail import Mailer
from shared.web.roles import Role
from tests.browser.conftest import Site, press, register
from tests.fixtures.browsing import (
    LAPTOP,
    PHONE,
    TABLET,
    Visitor,
    barriers,
    overflows,
    picture,
    seen_everywhere,
    widths,
    wrong_on_paper,
)
from tests.fixtures.keyboard import tabbed
from tests.fixtures.mailbox import SENDER, open_mailbox
from tests.fixtures.orders_http import DUC, MIN, cash

ADDRESS = "amina@example.org"
PASSWORD = "une longue phrase secrète"


async def household(site: Site, number: str = "000001", paid: int = 0) -> UUID:
    async with site.orders.table(DUC) as table:
        found = await table.household(number)
        if paid:
            assert (await table.pay(found, paid)).status_code == 201
        return found


async def test_a_user_who_was_added_signs_in_until_their_access_ends(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/users")
    await page.get_by_role("link", name="Ajouter quelqu’un").click()
    await page.get_by_label("Nom", exact=True).fill("Amina B.")
    await page.get_by_label("Se connecte avec").fill("amina")
    await page.get_by_label("Adresse mail").fill("amina@example.org")
    await page.get_by_label("Un premier mot de passe").fill(PASSWORD)
    await page.get_by_label("Centre DUC").check()
    await page.get_by_role("button", name="Ajouter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Amina B.")
    await visitor.context.clear_cookies()
    await page.goto(f"{site.addresses.orders}/sign-in?next=/tills")
    await page.get_by_label("Votre nom d’utilisateur").fill("amina")
    await page.get_by_label("Votre mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.locator("main .tile strong")).to_have_text("Centre DUC")

    await visitor.context.clear_cookies()
    await visitor.signed_in(role=Role.COORDINATOR)
    await page.goto(f"{site.addresses.orders}/people/users")
    await page.get_by_role("link", name="Amina B.").click()
    await page.get_by_role("button", name="Enregistrer").click()
    await page.get_by_role("link", name="Amina B.").click()
    await expect(page.get_by_label("Adresse mail")).to_have_value("amina@example.org")
    await page.locator("summary", has_text="Mettre fin à l’accès").click()
    await page.get_by_role("button", name="Mettre fin à l’accès").click()
    await expect(page.get_by_text("Sans mot de passe", exact=True)).to_be_visible()


async def test_a_user_is_given_another_role_and_their_session_ends(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    async with site.orders.table() as nobody:
        begun = await nobody.client.post("/v1/sessions", json={"login": "amina", "password": PASSWORD})
    assert begun.status_code == 201
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/users")
    await page.get_by_role("link", name="Amina").click()
    await page.get_by_role("checkbox", name="Bénévole").uncheck()
    await page.get_by_role("checkbox", name="Trésorerie").check()
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_role("row").filter(has_text="Amina")).to_contain_text("trésorerie")
    async with site.orders.engine.connect() as connection:
        (user,) = await list_users(connection, "", 2)
    assert user.roles == (Role.TREASURER.value,)
    assert await open_sessions(site.orders.engine, user.id, system_clock()) == []


async def test_a_user_chooses_a_password_with_the_code_of_a_printed_slip(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/users/new")
    await page.get_by_label("Nom", exact=True).fill("Amina B.")
    await page.get_by_label("Se connecte avec").fill("amina")
    await page.get_by_label("Centre DUC").check()
    await page.get_by_role("button", name="Ajouter").click()
    await page.get_by_role("button", name="Inviter").click()
    await expect(page.locator("#slip")).to_be_focused()
    assert (await barriers(page), await overflows(page)) == ([], [])
    await picture(page, "people-slip")
    assert await wrong_on_paper(page, "people-slip") == []
    code = await page.locator("[data-code]").inner_text()
    async with site.orders.table() as nobody:
        body = {"login": "amina", "code": code, "password": PASSWORD}
        assert (await nobody.client.post("/v1/invitations/acceptance", json=body)).status_code == 204
        begun = await nobody.client.post("/v1/sessions", json={"login": "amina", "password": PASSWORD})
        assert begun.status_code == 201


async def test_a_mail_that_did_not_leave_is_said_so_and_each_invitation_stays_in_sight(
    site: Site, visitor: Visitor
) -> None:
    user_id = uuid7()
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        body = {"login": "amina", "name": "Amina", "roles": ["volunteer"], "centres": [DUC], "email": ADDRESS}
        assert (await coordinator.client.put(f"/v1/users/{user_id}", json=body)).status_code == 201
    async with open_mailbox() as mailbox:
        accounts = site.orders.app.state.accounts
        mailed = replace(accounts.desk, post=Post(Mailer(mailbox.url, SENDER)))
        site.orders.app.state.accounts = replace(accounts, desk=mailed)
        mailbox.refuses.add(ADDRESS)
        await visitor.signed_in(role=Role.COORDINATOR)
        page = await visitor.open(f"{site.addresses.orders}/people/users/{user_id}")
        invited = page.get_by_role("list", name="Invitations jusqu’ici").locator("li")
        await expect(invited).to_have_count(0)
        await page.get_by_label("Comment ?").select_option("mail")
        await press(page, "Inviter")
        await expect(page.get_by_role("alert")).to_contain_text(
            "Le mail n’est pas parti : « 550 mailbox unavailable »."
        )
        await expect(page.get_by_role("status")).to_have_count(0)
        await seen_everywhere(page, "people-invited")
        mailbox.refuses.clear()
        await page.get_by_label("Comment ?").select_option("mail")
        await press(page, "Inviter")
        await expect(page.get_by_role("status")).to_have_text("Le mail est parti.")
        await expect(page.get_by_role("alert")).to_have_count(0)
        await expect(invited).to_contain_text(["pas encore utilisée", "pas parti"])


async def test_a_session_on_a_device_that_was_lost_is_ended(site: Site, visitor: Visitor) -> None:
    await register(site, Role.VOLUNTEER)
    async with site.orders.table() as nobody:
        for device in ("Tablette 2", "Téléphone", "Tablette 1"):
            body = {"login": "amina", "password": PASSWORD, "device": device}
            assert (await nobody.client.post("/v1/sessions", json=body)).status_code == 201
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/users")
    await page.get_by_role("link", name="Amina").click()
    sessions = page.get_by_role("list", name="Où cette personne est connectée").locator("li")
    await expect(sessions).to_have_count(3)
    await seen_everywhere(page, "people-sessions")
    await press(page, "La terminer Tablette 2")
    await expect(page.get_by_role("status")).to_have_text("Cette session est terminée.")
    await expect(sessions.locator("h3")).to_have_text(["Tablette 1", "Téléphone"])
    await tabbed(page, page.get_by_role("button", name="Les terminer toutes"))
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.get_by_text("Nulle part en ce moment.")).to_be_visible()


async def test_a_second_factor_that_was_lost_is_taken_away(site: Site, visitor: Visitor) -> None:
    await register(site, Role.TREASURER)
    async with transaction(site.orders.engine) as connection:
        (user,) = await list_users(connection, "", 1)
        await store_secret(connection, user.id, b"sealed")
        await store_confirmed(connection, user.id, system_clock())
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/users/{user.id}")
    await page.locator("summary", has_text="Son téléphone est perdu").click()
    assert (await barriers(page), await overflows(page)) == ([], [])
    await page.get_by_role("button", name="Retirer son second facteur").click()
    await expect(page.get_by_text("Son téléphone est perdu")).to_have_count(0)
    assert await second_factor_of(site.orders.engine, user.id) == (False, 0)


async def test_a_centre_is_added_and_offers_tariffs(site: Site, visitor: Visitor) -> None:
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people")
    await page.get_by_role("link", name="Ajouter un centre").click()
    await page.get_by_label("Code").fill("A/B")
    await page.get_by_label("Nom", exact=True).fill("Les Buers")
    await page.get_by_role("button", name="L’ajouter").click()
    await page.get_by_role("link", name="Les Buers").click()
    await page.get_by_label("Un de plus, en pour cent").first.fill("50")
    await page.get_by_label("Un de plus, en pour cent").last.fill("12,5")
    await page.get_by_role("button", name="Proposer ceux-ci").click()
    await expect(page.get_by_label("Pour cent", exact=True)).to_have_count(2)
    assert await offered_tariffs(site.orders.engine, "A/B") == [1_250, 5_000]


async def test_a_household_is_found_given_its_money_back_closed_and_erased(site: Site, visitor: Visitor) -> None:
    found = await household(site, "000123", paid=1_500)
    visitor.tolerate("409")
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people/households")
    await page.get_by_label("Numéro ou libellé").fill("foyer 0001")
    await page.get_by_role("button", name="Chercher").click()
    await page.get_by_role("link", name="000123").click()
    await page.locator("summary", has_text="Fermer son compte").click()
    await expect(page.get_by_text("rendre son crédit de 15,00")).to_be_visible()
    await page.get_by_role("button", name="Fermer son compte").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.locator("summary", has_text="Rendre du crédit").click()
    await page.get_by_role("button", name="Le rendre", exact=True).click()
    await expect(page.get_by_text("virement à faire", exact=True)).to_be_visible()
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="Enregistrer tout ce qui est conservé").click()
    assert (await saved.value).suggested_filename == "000123.json"
    await page.locator("summary", has_text="Fermer son compte").click()
    await expect(page.get_by_text("lui virer 15,00")).to_be_visible()
    async with site.orders.table(role=Role.TREASURER) as treasurer:
        (due,) = (await treasurer.client.get("/v1/refunds")).json()["items"]
        await treasurer.client.post(f"/v1/refunds/{due['refund_id']}/payment")
    await page.reload()
    await page.locator("summary", has_text="Fermer son compte").click()
    await page.get_by_role("button", name="Fermer son compte").click()
    await expect(page.get_by_text("Son compte est fermé depuis")).to_be_visible()
    await page.locator("summary", has_text="Effacer ce qui le nomme").click()
    await picture(page, "people-household-leaving")
    await page.get_by_role("button", name="Effacer pour de bon").click()
    await expect(page.get_by_text("Ce qui nommait ce foyer a été effacé")).to_be_visible()
    stored = await find_household(site.orders.engine, found, None)
    assert stored is not None
    assert (stored.label, stored.credit_cents, stored.closed_at is not None) == ("", 0, True)


async def test_a_debt_is_given_up_and_a_jar_written_off(site: Site, visitor: Visitor) -> None:
    found, cheque = await household(site, paid=400), uuid7()
    async with site.orders.table(role=Role.COORDINATOR) as table:
        jar = {"name": "Bocal 1 litre", "deposit_cents": 200}
        await table.client.put("/v1/containers/BOCAL", json=jar)
        taken = {"household_id": str(found), "container": "BOCAL", "number": 2}
        assert (await table.client.put(f"/v1/deposits/{uuid7()}", json=taken)).status_code == 201
        await table.pay(found, 1_250, means="cheque", id=cheque)
        await table.client.post(f"/v1/payments/{cheque}/rejection", json={"reason": "sans provision"})
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/people/households/{found}")
    await page.locator("summary", has_text="Renoncer à sa dette").click()
    await page.locator("summary", has_text="Perdu : Bocal 1 litre").click()
    await page.get_by_label("Pourquoi").first.fill("injoignable depuis un an")
    await seen_everywhere(page, "people-household-written-off")
    await page.get_by_role("button", name="Le réseau la supporte").click()
    await expect(page.get_by_text("Dette à laquelle le réseau renonce : 12,50")).to_be_visible()
    await page.locator("summary", has_text="Perdu : Bocal 1 litre").click()
    await page.get_by_label("Combien ?").last.fill("1")
    await page.get_by_label("Pourquoi").last.fill("cassé")
    await page.get_by_role("button", name="Ils ne reviendront pas").click()
    await expect(page.get_by_text("1 × Bocal 1 litre")).to_be_visible()
    stored = await find_household(site.orders.engine, found, None)
    assert stored is not None
    assert (stored.owed_cents, stored.credit_cents) == (0, 1_250)


async def test_a_household_is_given_a_tariff_that_then_ends(site: Site, visitor: Visitor) -> None:
    found = await household(site)
    async with site.orders.table(role=Role.TREASURER) as treasurer:
        assert (await treasurer.client.put(f"/v1/centres/{DUC}/tariffs", json={"rates": [5_000]})).status_code == 201
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/people/households/{found}")
    await page.get_by_text("Lui donner un tarif").click()
    await page.get_by_role("button", name="Le donner").click()
    await expect(page.get_by_text("50 % du prix").first).to_be_visible()
    await page.get_by_text("Y mettre fin").click()
    await page.get_by_role("button", name="Il finit ce jour").click()
    await expect(page.get_by_role("region", name="Tarif solidaire")).to_contain_text(re.compile(r"du \d.* au \d"))
    (tariff,) = await tariffs_of(site.orders.engine, found)
    assert (tariff.basis_points, tariff.ends == tariff.begins) == (5_000, True)


async def test_a_households_fee_is_paid_from_its_credit(site: Site, visitor: Visitor) -> None:
    found = await household(site, paid=500)
    assert (await site.orders.ask_members((300, 100))).is_success
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/people/households/{found}")
    await page.get_by_text("Payer l’adhésion sur son crédit").click()
    await page.get_by_label("3,00 €").check()
    await page.get_by_role("button", name="La payer").click()
    await expect(page.get_by_role("region", name="Adhésion")).to_contain_text("3,00 €, jusqu’au")
    stored = await find_household(site.orders.engine, found, None)
    assert stored is not None
    assert (stored.credit_cents, stored.member_until is not None) == (200, True)


async def test_credit_is_moved_to_another_household(site: Site, visitor: Visitor) -> None:
    found, other = await household(site, paid=500), await household(site, "000002")
    await visitor.signed_in(role=Role.TREASURER)
    page = await visitor.open(f"{site.addresses.orders}/people/households/{found}")
    await page.get_by_role("link", name="Déplacer du crédit vers un autre foyer").click()
    await page.get_by_label("Numéro de l’autre foyer").fill("000009")
    await page.get_by_role("button", name="Chercher").click()
    await expect(page.get_by_text("Aucun autre foyer n’a ce numéro.")).to_be_visible()
    await page.get_by_label("Numéro de l’autre foyer").fill("000002")
    await page.get_by_role("button", name="Chercher").click()
    assert (await barriers(page), await overflows(page)) == ([], [])
    await picture(page, "people-moving")
    await page.get_by_label("Combien ?").fill("2,50")
    await page.get_by_label("Pourquoi ?").fill("deux foyers désormais")
    await page.get_by_role("button", name="Le déplacer").click()
    await expect(page.get_by_text("Vers un autre foyer : 2,50")).to_be_visible()
    moved = [await find_household(site.orders.engine, one, None) for one in (found, other)]
    assert [one and one.credit_cents for one in moved] == [250, 250]


async def test_volunteers_and_treasurers_are_told_no(site: Site, visitor: Visitor) -> None:
    found = await household(site)
    visitor.tolerate("403")
    for role, paths in (
        (Role.TREASURER, ("", "/centre", f"/centres/{DUC}", "/users", "/users/new", "/network")),
        (Role.VOLUNTEER, ("", "/users", "/households", f"/households/{found}")),
    ):
        await visitor.signed_in(DUC, role=role)
        for path in paths:
            page = await visitor.open(f"{site.addresses.orders}/people{path}")
            assert await page.locator("main form, main table").count() == 0


PATHS = ["", "/centre", f"/centres/{MIN}", "/users", "/users/new", "/network", "/households"]


@pytest.mark.parametrize("paths", [PATHS[:4], PATHS[4:]])
async def test_nothing_keeps_anyone_out(site: Site, visitor: Visitor, paths: list[str]) -> None:
    found = await household(site, paid=1_000)
    async with site.orders.table(DUC) as table:
        assert (await table.order(found, payments=[cash(363)])).status_code == 201
    async with site.orders.table(role=Role.COORDINATOR) as coordinator:
        body = {"login": "amina", "name": "Amina B.", "password": PASSWORD, "roles": ["volunteer"], "centres": [DUC]}
        assert (await coordinator.client.put(f"/v1/users/{found}", json=body)).status_code == 201
        rates = {"rates": [2_500, 12_000]}
        assert (await coordinator.client.put(f"/v1/centres/{MIN}/tariffs", json=rates)).status_code == 201
    await visitor.signed_in(role=Role.COORDINATOR)
    page = await visitor.open(f"{site.addresses.orders}/people")
    for path in [*paths, f"/users/{found}" if "/users" in paths else f"/households/{found}"]:
        await page.goto(f"{site.addresses.orders}/people{path}")
        for size in widths():
            await page.set_viewport_size(size)
            assert await overflows(page) == [], path
        assert await barriers(page) == [], path
        name = "people" + path.replace("/", "-").replace(str(found), "one")
        for width, size in (("phone", PHONE), ("tablet", TABLET), ("laptop", LAPTOP)):
            await page.set_viewport_size(size)
            await picture(page, f"{name}-{width}")
        await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert await barriers(page) == [], path
        assert await overflows(page) == [], path
