"""Names, labels, logins and passwords stay out of logs and metrics, whatever happens."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.kernel.ids import uuid7
from shared.observability.logs import configure
from tests.integration.web.conftest import LOGIN, PASSWORD, Network

PERSONAL = ("Benkacem", "amina.b", LOGIN, "Dupont", PASSWORD, "une-autre-phrase", "maison.example", "pin-2580")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything logged, in as much detail as can be asked for."""
    root = logging.getLogger()
    before, structured = (root.handlers, root.level), structlog.get_config()
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    configure("debug", "orders")
    yield stream
    root.handlers, root.level = before
    structlog.configure(**structured)


async def test_nothing_personal_is_logged_or_measured(logged: io.StringIO, vrac: Network) -> None:
    answer = await vrac.orders.post("/v1/sessions", json={"login": LOGIN, "password": PASSWORD})
    vrac.orders.cookies.clear()
    claire = {"Authorization": f"Bearer {answer.json()['token']}"}
    await vrac.orders.post("/v1/sessions", json={"login": "amina.b", "password": "une-autre-phrase"})
    await vrac.orders.put("/v1/centres/north", json={"name": "Nord", "active": True, "place": ""}, headers=claire)
    household = {"number": "42", "centre": "north", "label": "Benkacem", "size": 3}
    for body, status in ((household, 201), (household | {"size": 0}, 422), (household | {"number": "43"}, 201)):
        stored = await vrac.orders.put(f"/v1/households/{uuid7()}", json=body, headers=claire)
        assert stored.status_code == status, stored.text
    for means in ("mail", "slip"):
        await vrac.orders.put(f"/v1/users/{uuid7()}/invitations/{uuid7()}", json={"means": means}, headers=claire)
    await vrac.orders.put("/v1/account/pin", json={"pin": "pin-2580"}, headers=claire)
    user = {
        "login": "amina.b",
        "name": "A. Benkacem",
        "email": "a.b@maison.example",
        "password": "une-autre-phrase",
        "roles": ["volunteer"],
    }
    for centres in (["north"], ["nowhere"], "north"):
        await vrac.orders.put(f"/v1/users/{uuid7()}", json=user | {"centres": centres}, headers=claire)
    await vrac.orders.get("/v1/households?centre=north&number=Benkacem", headers=claire)
    metrics = [(await client.get("/metrics")).text for client in (vrac.orders, vrac.supply)]
    said = logged.getvalue() + "".join(metrics)
    assert "process starting" in said
    assert [word for word in (*PERSONAL, answer.json()["token"]) if word in said] == []
