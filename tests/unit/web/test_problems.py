"""Every refusal is a problem document in the reader's language."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, Body, Depends
from pydantic import BaseModel, Field

from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused
from shared.web.access import Access, NoRevocations, anyone, require
from shared.web.app import create_app
from shared.web.roles import Actor, Role
from shared.web.sentences import COMMON, Sentence
from shared.web.tokens import SessionSigner, SessionVerifier
from shared.web.translation import SHARED_LOCALE, messages_of, untranslated
from shared.web.validation import TEXTS

router = APIRouter()
COORDINATOR = Actor(uuid4(), frozenset({Role.COORDINATOR}), frozenset())
VOLUNTEER = Actor(uuid4(), frozenset({Role.VOLUNTEER}), frozenset({"north"}))


class Line(BaseModel, extra="forbid"):
    quantity: Annotated[int, Field(gt=0)]


class Order(BaseModel, extra="forbid"):
    id: UUID
    lines: list[Line]


@router.put("/orders", dependencies=[Depends(anyone)])
async def put_order(order: Annotated[Order, Body()]) -> int:
    return len(order.lines)


@router.get("/refused", dependencies=[Depends(anyone)])
async def refused() -> None:
    raise Refused("not_enough_paid", missing_cents=320, ordered=Quantity(2500, Unit.KG), products=["rice", "oil"])


@router.get("/centres/{centre}")
async def centre(centre: str, actor: Annotated[Actor, Depends(require(Role.VOLUNTEER, Role.COORDINATOR))]) -> str:
    actor.check_centre(centre)
    return centre


@router.post("/cycles")
async def cycles(actor: Annotated[Actor, Depends(require(Role.COORDINATOR))]) -> str:
    return str(actor.user_id)


SENTENCES = {"not_enough_paid": Sentence(409, "Not enough", "Missing {missing_cents} for {ordered} of {products}.")}


@pytest.fixture(scope="module")
def signer() -> SessionSigner:
    return SessionSigner.generate("vrac")


@pytest_asyncio.fixture
async def client(signer: SessionSigner, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    access = Access(SessionVerifier([signer.public_key], "vrac"), NoRevocations())
    app = create_app("test", access=access, sentences=SENTENCES, locale=tmp_path, routers=[router], max_body_bytes=900)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://vrac.test") as client:
        yield client


async def test_a_refusal_is_a_problem_document_with_its_figures(client: httpx.AsyncClient) -> None:
    answer = await client.get("/refused", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json()["detail"] == "Missing €3.20 for 2.5 kg of rice, oil."
    assert answer.json()["code"] == "not_enough_paid"
    assert answer.json()["figures"]["missing_cents"] == 320


async def test_a_role_is_said_in_words(client: httpx.AsyncClient, signer: SessionSigner) -> None:
    token, _ = signer.issue(Actor(uuid4(), frozenset({Role.VOLUNTEER}), frozenset()))
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "fr"}
    body = (await client.post("/cycles", headers=headers)).json()
    assert body["figures"] == {"roles": ["coordinator"]}
    assert "il faut l’un de ces rôles : coordination." in body["detail"]


async def test_french_is_the_default_language(client: httpx.AsyncClient) -> None:
    for accepted in ("", "fr-FR, en;q=0.5", "de", "*", "en;q=0", "en;q=nan", "en;q=1e9999999", "en;Q=0.1, fr;q=0.9"):
        answer = await client.get("/nowhere", headers={"Accept-Language": accepted})
        assert (answer.status_code, answer.json()["title"]) == (404, "Introuvable"), accepted
    english = await client.get("/nowhere", headers={"Accept-Language": "de, en;q=0.8, fr;q=0.2"})
    assert english.json()["title"] == "Not found"
    assert english.headers["content-language"] == "en"


async def test_an_invalid_request_says_which_field_and_what_to_do(client: httpx.AsyncClient) -> None:
    answer = await client.put("/orders", json={"id": "x", "lines": [{"quantity": 0, "colour": "red"}]})
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "invalid_request"
    assert "Dans le corps, « lines[0].quantity » doit être supérieur à 0." in body["detail"]
    assert "« lines[0].colour » n’existe pas ici : retirez-le." in body["detail"]
    assert "« id » doit être un UUID" in body["detail"]
    assert [fault["pointer"] for fault in body["figures"]["faults"]] == [
        "/id",
        "/lines/0/quantity",
        "/lines/0/colour",
    ]


async def test_a_pointer_escapes_what_a_field_is_called(client: httpx.AsyncClient) -> None:
    """RFC 6901: ~ and / of a name are not those of the pointer."""
    answer = await client.put("/orders", json={"id": str(uuid4()), "lines": [], "a/b~c": 1})
    assert [fault["pointer"] for fault in answer.json()["figures"]["faults"]] == ["/a~1b~0c"]


async def test_json_that_cannot_be_read_is_said_so(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    answer = await client.put("/orders", content=b"{", headers=headers)
    assert (answer.status_code, "the JSON cannot be read" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_body_too_large_is_refused(client: httpx.AsyncClient, chunked: bool) -> None:  # noqa: FBT001 - a case
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b" " * 100

    content = chunks() if chunked else b" " * 1000
    answer = await client.put("/orders", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_every_answer_has_security_headers(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert answer.headers["strict-transport-security"]
    assert len(answer.headers["x-trace-id"]) == 32


async def test_the_callers_trace_is_kept(client: httpx.AsyncClient) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = await client.get("/nowhere", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert answer.headers["x-trace-id"] == trace


async def test_a_route_wants_a_session_and_its_role(client: httpx.AsyncClient, signer: SessionSigner) -> None:
    assert (await client.get("/centres/north")).json()["code"] == "signed_out"
    bearer = {"Authorization": f"Bearer {signer.issue(VOLUNTEER)[0]}"}
    assert (await client.get("/centres/north", headers=bearer)).status_code == 200
    assert (await client.get("/centres/south", headers=bearer)).status_code == 404
    refused = await client.post("/cycles", headers=bearer | {"Accept-Language": "en"})
    assert (refused.status_code, "coordinator" in refused.json()["detail"]) == (403, True)


async def test_with_the_cookie_only_our_own_pages_change_things(
    client: httpx.AsyncClient, signer: SessionSigner
) -> None:
    client.cookies.set("vrac_session", signer.issue(COORDINATOR)[0])
    assert (await client.get("/centres/south")).status_code == 200
    for headers, status in (
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://vrac.test"}, 200),
    ):
        assert (await client.post("/cycles", headers=headers)).status_code == status, headers


def test_every_shared_sentence_has_its_french() -> None:
    assert untranslated(COMMON, SHARED_LOCALE) == []
    french = messages_of(SHARED_LOCALE, "fr")
    assert [text for text in TEXTS if text not in french] == []
