"""Invitations: a code by mail or on a slip, used once, by whom it is for; nobody learns which logins exist."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.account_desk import AccountDesk, Post
from services.orders.commands.ask_for_password import ask_for_password, send_code
from services.orders.commands.revoke_access import revoke_access
from services.orders.storage.audit_tables import audit_trail
from services.orders.storage.invitation_tables import invitations
from services.orders.web.accounts import Accounts
from services.orders.web.invitation_sentences import INVITATION_SENTENCES, NO_LINK, SUBJECT, TEXT
from shared.kernel.clock import HeldClock
from shared.mail import Mailer
from shared.web.tokens import SessionCookie
from shared.web.translation import messages_of, untranslated
from tests.fixtures.mailbox import SENDER, Mailbox, open_mailbox
from tests.fixtures.racing import held_by, held_up, rows
from tests.integration.access.conftest import LOCALE, PASSWORD
from tests.integration.access.test_access import registered, sign_in

Headers = dict[str, str]
CHOSEN = "une phrase que je retiens"
ADDRESS = "amina.b@example.org"


@pytest.fixture
async def mailbox(app: FastAPI, accounts: AccountDesk) -> AsyncIterator[Mailbox]:
    """This network's mail server."""
    async with open_mailbox() as mailbox:
        post = Post(Mailer(mailbox.url, SENDER), "https://vrac.test/")
        app.state.accounts = Accounts(replace(accounts, post=post), SessionCookie())
        yield mailbox


async def invite(
    client: httpx.AsyncClient, coordinator: Headers, user_id: UUID, means: str = "slip", invitation: UUID | None = None
) -> httpx.Response:
    address = f"/v1/users/{user_id}/invitations/{invitation or uuid4()}"
    return await client.put(address, json={"means": means}, headers=coordinator)


async def slip(client: httpx.AsyncClient, coordinator: Headers, user_id: UUID) -> str:
    answer = await invite(client, coordinator, user_id)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def choose(client: httpx.AsyncClient, code: str, login: str = "amina", password: str = CHOSEN) -> httpx.Response:
    body = {"login": login, "code": code, "password": password}
    return await client.post("/v1/invitations/acceptance", json=body)


async def states(client: httpx.AsyncClient, coordinator: Headers, user_id: UUID) -> list[str]:
    answer = await client.get(f"/v1/users/{user_id}/invitations", headers=coordinator)
    return [one["state"] for one in answer.json()]


async def test_somebody_new_chooses_a_password_with_the_code_on_a_slip(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator, password=None)
    assert (await sign_in(client, password=CHOSEN)).status_code == 401
    answer = await invite(client, coordinator, user_id)
    code = answer.json()["code"]
    assert (answer.status_code, answer.json()["login"], answer.json()["link"]) == (201, "amina", None)
    assert answer.json()["invitation"]["ends_at"] == "2026-12-08T18:00:00Z"
    chosen = await choose(client, code.upper().replace("-", ""), " Amina ")
    assert chosen.status_code == 204, chosen.text
    assert (await sign_in(client, password=CHOSEN)).status_code == 201
    assert (await choose(client, code)).json()["code"] == "invitation_wrong"
    assert await states(client, coordinator, user_id) == ["used"]
    async with accounts.engine.connect() as connection:
        kinds = list(await connection.scalars(select(audit_trail.c.kind).where(audit_trail.c.about == str(user_id))))
        stored = (await connection.execute(select(invitations.c.code_digest))).scalar_one()
    assert kinds == ["user_registered", "invitation_made", "password_chosen"]
    assert code.encode() not in bytes(stored)


async def test_it_comes_by_mail_with_its_link(
    client: httpx.AsyncClient, coordinator: Headers, mailbox: Mailbox
) -> None:
    user_id = await registered(client, coordinator, password=None, email=ADDRESS)
    answer = await invite(client, coordinator | {"Accept-Language": "fr"}, user_id, "mail")
    shown = answer.json()
    assert (answer.status_code, shown["code"], shown["link"], shown["invitation"]["mail"]) == (
        201,
        None,
        None,
        "accepted",
    )
    (sent,) = mailbox.taken
    assert (sent["To"], sent["Subject"]) == (ADDRESS, "Votre compte VRAC")
    body = sent.get_body()
    assert body is not None
    text = body.get_content()
    code = text.split("https://vrac.test/invitation#")[1].split()[0]
    assert "amina" in text
    assert "8 décembre 2026 19:00" in text
    assert (await choose(client, code)).status_code == 204


async def test_sent_twice_at_once_one_mail_leaves(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, mailbox: Mailbox
) -> None:
    user_id, invitation = await registered(client, coordinator, password=None, email=ADDRESS), uuid4()
    invited = (invite(client, coordinator, user_id, "mail", invitation) for _ in range(3))
    answers = await held_up(accounts.engine, "invitations", *invited)
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len(mailbox.taken) == 1
    slip_now = await invite(client, coordinator, user_id, "slip", invitation)
    assert (slip_now.status_code, slip_now.json()["code"]) == (409, "invitation_differs")


async def test_a_mail_that_was_refused_is_said_so(
    client: httpx.AsyncClient, coordinator: Headers, mailbox: Mailbox
) -> None:
    mailbox.refuses.add(ADDRESS)
    user_id = await registered(client, coordinator, password=None, email=ADDRESS)
    made = (await invite(client, coordinator, user_id, "mail")).json()["invitation"]
    assert (made["mail"], "mailbox unavailable" in made["said"]) == ("failed", True)


async def test_without_server_or_address_nothing_is_mailed(
    client: httpx.AsyncClient, coordinator: Headers, app: FastAPI, accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator, password=None, email=ADDRESS)
    assert (await invite(client, coordinator, user_id, "mail")).json()["code"] == "no_mail_server"
    post = Post(Mailer("smtp://127.0.0.1:9", SENDER))
    app.state.accounts = Accounts(replace(accounts, post=post), SessionCookie())
    other = await registered(client, coordinator, password=None, login="bruno")
    assert (await invite(client, coordinator, other, "mail")).json()["code"] == "user_without_email"
    assert await states(client, coordinator, other) == []


async def test_a_reset_ends_the_sessions_from_before_and_counts_for_two_days(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    before = {"Authorization": f"Bearer {(await sign_in(client)).json()['token']}"}
    code = await slip(client, coordinator, user_id)
    assert (await client.get("/v1/sessions/current", headers=before)).status_code == 200
    assert (await choose(client, code)).status_code == 204
    assert (await client.get("/v1/sessions/current", headers=before)).status_code == 401
    assert (await sign_in(client, password=PASSWORD)).status_code == 401
    late = await slip(client, coordinator, user_id)
    clock.advance(timedelta(days=2))
    assert (await choose(client, late)).json()["code"] == "invitation_wrong"


async def _another_slip(client: httpx.AsyncClient, coordinator: Headers, user_id: UUID) -> None:
    await slip(client, coordinator, user_id)


async def _revocation(client: httpx.AsyncClient, coordinator: Headers, user_id: UUID) -> None:
    await client.post(f"/v1/users/{user_id}/revocation", headers=coordinator)


async def _password_by_hand(client: httpx.AsyncClient, coordinator: Headers, user_id: UUID) -> None:
    body = {"login": "amina", "name": "A", "roles": ["volunteer"], "centres": ["north"], "password": "another sentence"}
    assert (await client.put(f"/v1/users/{user_id}", json=body, headers=coordinator)).status_code == 200


@pytest.mark.parametrize("ending", [_another_slip, _revocation, _password_by_hand])
async def test_a_code_counts_no_more_once_something_took_its_place(
    client: httpx.AsyncClient, coordinator: Headers, ending: Any
) -> None:
    user_id = await registered(client, coordinator)
    code = await slip(client, coordinator, user_id)
    await ending(client, coordinator, user_id)
    assert (await choose(client, code)).json()["code"] == "invitation_wrong"


async def test_a_wrong_code_and_an_unknown_login_get_one_answer(
    client: httpx.AsyncClient, coordinator: Headers
) -> None:
    user_id = await registered(client, coordinator)
    code = await slip(client, coordinator, user_id)
    tried = [("amina", "0000-0000-0000-0000"), ("claire", code), ("nobody", code)]
    answers = [await choose(client, typed, login) for login, typed in tried]
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["code"] == "invitation_wrong"
    assert (await choose(client, code, password="short")).json()["code"] == "password_too_short"
    assert (await choose(client, code)).status_code == 204


async def test_many_wrong_codes_make_it_wait_even_at_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    code = await slip(client, coordinator, user_id)
    for login in ("amina", "nobody"):
        first, *others = (choose(client, f"guess {n}", login) for n in range(8))
        assert (await first).status_code == 401
        answers = await held_by(accounts.engine, rows("sign_in_attempts"), *others)
        assert sorted(answer.status_code for answer in answers) == [401] * 4 + [429] * 3
    assert (await choose(client, code)).status_code == 429
    clock.advance(timedelta(seconds=1))
    assert (await choose(client, code)).status_code == 204


async def test_a_code_used_twice_at_once_sets_one_password(
    client: httpx.AsyncClient, coordinator: Headers, orders_engine: AsyncEngine
) -> None:
    user_id = await registered(client, coordinator, password=None)
    code = await slip(client, coordinator, user_id)
    phrases = [f"une phrase numéro {n}" for n in range(3)]
    choosing = (choose(client, code, password=phrase) for phrase in phrases)
    answers = await held_up(orders_engine, "credentials", *choosing)
    assert [answer.status_code for answer in answers] == [204, 401, 401]
    assert (await sign_in(client, password=phrases[0])).status_code == 201


async def test_of_two_codes_made_at_once_the_last_one_counts(
    client: httpx.AsyncClient, coordinator: Headers, orders_engine: AsyncEngine
) -> None:
    user_id = await registered(client, coordinator, password=None)
    made = (invite(client, coordinator, user_id) for _ in range(2))
    codes = [answer.json()["code"] for answer in await held_up(orders_engine, "invitations", *made)]
    assert sorted(await states(client, coordinator, user_id)) == ["open", "over"]
    assert [(await choose(client, code)).status_code for code in codes] == [401, 204]


async def test_only_the_coordinator_invites(client: httpx.AsyncClient, coordinator: Headers) -> None:
    user_id = await registered(client, coordinator)
    amina = {"Authorization": f"Bearer {(await sign_in(client)).json()['token']}"}
    assert (await invite(client, amina, user_id)).status_code == 403
    assert (await client.get(f"/v1/users/{user_id}/invitations", headers=amina)).status_code == 403
    assert (await invite(client, coordinator, uuid4())).json()["code"] == "unknown_user"


async def forgotten(client: httpx.AsyncClient, login: str = "amina") -> httpx.Response:
    return await client.post("/v1/password-resets", json={"login": login}, headers={"Accept-Language": "en"})


async def test_a_forgotten_password_is_asked_for_by_mail(
    client: httpx.AsyncClient, coordinator: Headers, mailbox: Mailbox
) -> None:
    user_id = await registered(client, coordinator, email=ADDRESS)
    answer = await forgotten(client, " AMINA ")
    assert (answer.status_code, answer.text) == (204, "")
    (sent,) = mailbox.taken
    body = sent.get_body()
    assert body is not None
    code = body.get_content().split("Your code: ")[1].split()[0]
    assert (await choose(client, code)).status_code == 204
    assert (await sign_in(client, password=CHOSEN)).status_code == 201
    assert await states(client, coordinator, user_id) == ["used"]


async def test_who_gets_no_mail_gets_the_same_answer(
    client: httpx.AsyncClient, coordinator: Headers, mailbox: Mailbox
) -> None:
    await registered(client, coordinator)
    revoked = await registered(client, coordinator, login="bruno", email=ADDRESS)
    assert (await client.post(f"/v1/users/{revoked}/revocation", headers=coordinator)).status_code == 204
    await registered(client, coordinator, login="chloe", email=ADDRESS)
    answers = [await forgotten(client, login) for login in ("amina", "bruno", "nobody", "chloe")]
    seen = [(answer.status_code, answer.text, answer.headers.keys() - {"x-trace-id"}) for answer in answers]
    assert seen == [seen[0]] * 4
    assert len(mailbox.taken) == 1


async def test_access_that_ends_between_asking_and_sending_gets_no_code(
    app: FastAPI, client: httpx.AsyncClient, coordinator: Headers, mailbox: Mailbox
) -> None:
    user_id = await registered(client, coordinator, email=ADDRESS)
    desk = app.state.accounts.desk
    asked = await ask_for_password(desk, "amina")
    assert asked is not None
    await revoke_access(desk, user_id, user_id)
    await send_code(desk, asked, lambda _user, code, _ends: ("Code", code))
    assert (mailbox.taken, await states(client, coordinator, user_id)) == ([], [])


async def test_asked_for_too_often_it_waits_whoever_it_is_even_at_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, mailbox: Mailbox
) -> None:
    await registered(client, coordinator, email=ADDRESS)
    for login in ("amina", "nobody"):
        first, *others = (forgotten(client, login) for _ in range(8))
        assert (await first).status_code == 204
        answers = await held_by(accounts.engine, rows("sign_in_attempts"), *others)
        assert sorted(answer.status_code for answer in answers) == [204] * 4 + [429] * 3
    assert len(mailbox.taken) == 5


def test_every_sentence_of_invitations_has_its_french() -> None:
    assert untranslated(INVITATION_SENTENCES, LOCALE) == []
    assert {SUBJECT, TEXT, NO_LINK} <= messages_of(LOCALE, "fr").keys()
