"""An order is mailed to its supplier once, and what became of it stands beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.mail import Mail, Mailer, MailState
from tests.fixtures.mailbox import SENDER, Mailbox, open_mailbox
from tests.fixtures.racing import held_up
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_buying import approve, draft_orders, order_it
from tests.fixtures.supply_cycle import SUPPLIER, put
from tests.fixtures.supply_http import decide

ORDER = "/v1/purchase-orders/1"
FEWER = {"after": 0, "reason": "only five left", "lines": [{"product": "FLOUR", "cases": 5}]}


@pytest.fixture
async def mailbox(app: SharedRoutes) -> AsyncIterator[Mailbox]:
    """The mail server of the network under test."""
    async with open_mailbox() as mailbox:
        app.state.parts = replace(app.state.parts, mailer=Mailer(mailbox.url, SENDER))
        yield mailbox


async def mail(client: httpx.AsyncClient, mail_id: UUID | None = None, amendment: int = 0) -> httpx.Response:
    return await client.put(f"{ORDER}/mails/{mail_id or uuid4()}", json={"amendment": amendment})


async def mails(client: httpx.AsyncClient) -> Any:
    return (await client.get(ORDER)).json()["mails"]


async def refusal(client: httpx.AsyncClient, **asked: Any) -> tuple[int, str]:
    response = await mail(client, **asked)
    return response.status_code, response.json()["code"]


async def test_an_order_goes_to_its_supplier_on_paper_and_as_files(sealed: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await order_it(sealed)
    mail_id = uuid4()
    response = await mail(sealed, mail_id)
    assert response.status_code == 201, response.text
    (sent,) = mailbox.taken
    assert (sent["From"], sent["To"]) == (SENDER, SUPPLIER["email"])
    assert (sent["Subject"], sent["Message-ID"]) == ("Bon de commande 1", f"<{mail_id}@vrac.example>")
    body = sent.get_body()
    assert body is not None
    assert "à livrer le 15 décembre 2026" in body.get_content()
    files = {part.get_filename(): part.get_content() for part in sent.iter_attachments()}
    as_bytes = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    assert as_bytes["1.xlsx"] == (await sealed.get(f"{ORDER}.xlsx")).content
    (shown,) = response.json()["mails"]
    assert (shown["state"], shown["amendment"], shown["recipient"]) == ("accepted", 0, SUPPLIER["email"])
    digests = {one["name"]: one["sha256"] for one in shown["attachments"]}
    assert digests == {
        name: sha256((await sealed.get(f"{ORDER}.{ending}")).content).hexdigest()
        for name, ending in (("1.pdf", "pdf"), ("1.csv", "csv"), ("1.xlsx", "xlsx"))
    }


async def test_an_approved_order_is_mailed_as_the_order_that_it_is_from_then_on(
    sealed: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    (order,) = await draft_orders(sealed)
    await approve(sealed, order)
    digests = {one["name"]: one["sha256"] for one in (await mail(sealed)).json()["mails"][0]["attachments"]}
    assert len(mailbox.taken) == 1
    for name, digest in digests.items():
        assert sha256((await sealed.get(f"/v1/purchase-orders/{name}")).content).hexdigest() == digest
    assert "Brouillon" not in (await sealed.get(f"{ORDER}.csv")).text


async def test_a_mail_is_signed_by_who_orders_and_its_order_keeps_that(
    sealed: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    (order,) = await draft_orders(sealed)
    await approve(sealed, order)
    who = {"name": "VRAC Lyon", "address": "3 place du Pont, 69007 Lyon", "phone": "04 78 00 00 00"}
    assert (await decide(sealed, **who)).is_success
    assert (await mail(sealed)).status_code == 201
    (sent,) = mailbox.taken
    body = sent.get_body()
    assert body is not None
    assert body.get_content().rstrip().splitlines()[-4:] == ["", *who.values()]
    (shown,) = await mails(sealed)
    assert (await decide(sealed, name="Autrement")).is_success
    in_csv = (await sealed.get(f"{ORDER}.csv")).content
    assert sha256(in_csv).hexdigest() in {one["sha256"] for one in shown["attachments"]}


async def test_sent_twice_it_leaves_once(sealed: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await order_it(sealed)
    mail_id = uuid4()
    first, second = await mail(sealed, mail_id), await mail(sealed, mail_id)
    assert (first.status_code, second.status_code, first.json()) == (201, 200, second.json())
    assert len(mailbox.taken) == 1
    assert await refusal(sealed, mail_id=mail_id, amendment=1) == (409, "mail_differs")


async def test_sent_twice_at_once_it_leaves_once(
    sealed: httpx.AsyncClient, mailbox: Mailbox, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    mail_id = uuid4()
    answers = await held_up(supply_engine, "purchase_order_mails", *(mail(sealed, mail_id) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert len(mailbox.taken) == 1


async def test_an_order_that_is_being_amended_is_not_mailed_as_it_was(
    sealed: httpx.AsyncClient, mailbox: Mailbox, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    amending = sealed.put(f"{ORDER}/amendments/{uuid4()}", json=FEWER)
    amended, refused = await held_up(supply_engine, "purchase_order_amended_lines", amending, mail(sealed))
    assert (amended.status_code, refused.status_code, refused.json()["code"]) == (201, 409, "purchase_order_amended")
    assert (mailbox.taken, await mails(sealed)) == ([], [])


async def test_an_approved_order_that_is_being_taken_back_is_not_mailed(
    sealed: httpx.AsyncClient, mailbox: Mailbox, supply_engine: AsyncEngine
) -> None:
    await draft_orders(sealed)
    await approve(sealed, 1)
    back = sealed.put(f"{ORDER}/cancellations/{uuid4()}", json={"after": 0, "reason": "it has none"})
    taken_back, refused = await held_up(supply_engine, "purchase_order_amendments", back, mail(sealed))
    assert (taken_back.status_code, refused.json()["code"]) == (201, "purchase_order_cancelled")
    assert mailbox.taken == []


async def test_a_refused_recipient_is_said(sealed: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await order_it(sealed)
    mailbox.refuses.add(SUPPLIER["email"])
    (shown,) = (await mail(sealed, UUID(int=1))).json()["mails"]
    assert (shown["state"], shown["said"]) == ("failed", "550 mailbox unavailable")
    assert shown["sentence"].startswith("It did not leave: “550 mailbox unavailable”.")
    mailbox.refuses.clear()
    assert [one["state"] for one in (await mail(sealed, UUID(int=2))).json()["mails"]] == ["failed", "accepted"]


async def test_a_server_that_is_away_is_said(sealed: httpx.AsyncClient, app: SharedRoutes) -> None:
    async with open_mailbox() as gone:
        app.state.parts = replace(app.state.parts, mailer=Mailer(gone.url, SENDER))
    await order_it(sealed)
    (shown,) = (await mail(sealed)).json()["mails"]
    assert shown["state"] == "failed"
    assert shown["said"]


async def test_a_mail_that_cannot_be_written_has_failed() -> None:
    asked = Mail(uuid4(), "contact@[", "Bon de commande 1", "", (), datetime.now(UTC))
    outcome = await Mailer("smtp://localhost:1", SENDER).send(asked)
    assert outcome.state is MailState.FAILED
    assert outcome.said.startswith("This mail can't be written: ")


async def test_a_server_that_hangs_up_with_the_mail_leaves_it_unknown(
    sealed: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await order_it(sealed)
    mailbox.hangs_up = True
    (shown,) = (await mail(sealed)).json()["mails"]
    assert shown["state"] == "unknown"
    assert "not known whether it left" in shown["sentence"]


async def test_a_process_that_dies_while_sending_sends_nothing_twice(
    sealed: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await order_it(sealed)
    mail_id = uuid4()
    mailbox.may_answer.clear()
    sending = asyncio.create_task(mail(sealed, mail_id))
    await mailbox.has_one.wait()
    sending.cancel()
    mailbox.may_answer.set()
    with suppress(asyncio.CancelledError):
        await sending
    again = await mail(sealed, mail_id)
    assert (again.status_code, [one["state"] for one in again.json()["mails"]]) == (200, ["unknown"])
    assert len(mailbox.taken) == 1


async def test_an_amendment_and_a_cancellation_are_mailed_as_such(sealed: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await order_it(sealed)
    await put(sealed, f"{ORDER}/amendments/{uuid4()}", FEWER)
    assert await refusal(sealed) == (409, "purchase_order_amended")
    await mail(sealed, amendment=1)
    await put(sealed, f"{ORDER}/cancellations/{uuid4()}", {"after": 1, "reason": "the mill burnt down"})
    await mail(sealed, amendment=2)
    assert [sent["Subject"] for sent in mailbox.taken] == ["Bon de commande 1, avenant 1", "Bon de commande 1 annulé"]
    assert [one["amendment"] for one in await mails(sealed)] == [1, 2]


async def test_an_approved_order_is_sent_by_mailing_it_whatever_becomes_of_the_mail(
    sealed: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    (drafted,) = await draft_orders(sealed)
    await approve(sealed, drafted)
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"email": ""})
    assert await refusal(sealed) == (409, "supplier_without_email")
    assert (await sealed.get(ORDER)).json()["state"] == "approved"
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER)
    mailbox.refuses.add(SUPPLIER["email"])
    order = (await mail(sealed)).json()
    assert (order["state"], [one["state"] for one in order["mails"]]) == ("sent", ["failed"])


async def test_only_what_was_decided_is_mailed_and_only_to_an_address(
    sealed: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await draft_orders(sealed)
    assert await refusal(sealed) == (409, "purchase_order_not_sent")
    await order_it(sealed)
    for no_address in ("", "contact@["):
        await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"email": no_address})
        assert await refusal(sealed) == (409, "supplier_without_email")
    assert (mailbox.taken, await mails(sealed)) == ([], [])


async def test_a_network_without_a_mail_server_says_what_to_set(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    refused = (await mail(sealed)).json()
    assert refused["code"] == "mail_not_configured"
    assert "VRAC_SMTP_URL" in refused["detail"]


async def test_a_mail_that_came_back_is_noted(sealed: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await order_it(sealed)
    mail_id = uuid4()
    await mail(sealed, mail_id)
    path, note = f"{ORDER}/mails/{mail_id}/bounced", {"note": "mailbox full"}
    noted = [await sealed.post(path, json=body) for body in (note, note)]
    assert noted[0].json() == noted[1].json()
    assert (await sealed.post(path, json={"note": "no such box"})).json()["code"] == "reason_differs"
    (shown,) = noted[0].json()["mails"]
    assert shown["bounced_at"] is not None
    assert shown["sentence"].startswith("It came back: “mailbox full”.")
    unknown = await sealed.post(f"{ORDER}/mails/{uuid4()}/bounced", json=note)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "mail_unknown")
    assert len(mailbox.taken) == 1


async def test_only_a_coordinator_mails(
    sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await order_it(sealed)
    assert await refusal(volunteer) == (403, "role_needed")
    bounced = await volunteer.post(f"{ORDER}/mails/{uuid4()}/bounced", json={"note": "mailbox full"})
    assert (bounced.status_code, mailbox.taken) == (403, [])
