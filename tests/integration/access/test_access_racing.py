"""Whoever comes back while access changes waits for the change: each fails when its command does not lock the user."""

from datetime import timedelta

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from services.orders.commands.account_desk import AccountDesk
from services.orders.domain.audit import AuditKind
from services.orders.storage.audit_tables import audit_trail
from shared.kernel.clock import HeldClock
from tests.fixtures.racing import held_up
from tests.integration.access.conftest import PASSWORD
from tests.integration.access.test_access import amina, registered
from tests.integration.access.test_second_factor import bearer, enrolled, post, signing_in

Headers = dict[str, str]


async def test_two_changes_of_a_user_at_once_follow_each_other(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator)
    names = ("Amina C.", "Amina D.")
    both = (client.put(f"/v1/users/{user_id}", json=amina(name=name), headers=coordinator) for name in names)
    await held_up(accounts.engine, "audit_trail", *both)
    of_it = (audit_trail.c.about == str(user_id)) & (audit_trail.c.kind == AuditKind.USER_CHANGED.value)
    async with accounts.engine.connect() as connection:
        noted = (await connection.execute(select(audit_trail).where(of_it).order_by(audit_trail.c.sequence))).all()
    assert [(one.before["name"], one.after["name"]) for one in noted] == [("Amina B.", names[0]), names]


async def test_a_code_that_meets_the_end_of_access_waits_and_is_refused(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    app, _ = await enrolled(client, bearer(await signing_in(client)), clock)
    challenge = (await signing_in(client))["challenge"]
    clock.advance(timedelta(microseconds=1))
    revoking = client.post(f"/v1/users/{user_id}/revocation", headers=coordinator)
    answering = post(client, "sessions/second-factor", challenge=challenge, code=app.code())
    _, refused = await held_up(accounts.engine, "revoked_access", revoking, answering)
    assert (refused.status_code, refused.json()["code"]) == (401, "challenge_over")


async def test_a_pin_that_meets_the_end_of_access_waits_and_is_refused(
    app: FastAPI, client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    ours = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://vrac.test", headers=ours
    ) as tablet:
        await tablet.post("/v1/sessions", json={"login": "amina", "password": PASSWORD})
        await tablet.put("/v1/account/pin", json={"pin": "2580"})
        clock.advance(timedelta(microseconds=1))
        revoking = client.post(f"/v1/users/{user_id}/revocation", headers=coordinator)
        returning = tablet.post("/v1/sessions/return", json={"user_id": str(user_id), "pin": "2580"})
        _, refused = await held_up(accounts.engine, "revoked_access", revoking, returning)
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_pin")
