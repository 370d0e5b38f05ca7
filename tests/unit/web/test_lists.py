"""ETags and pages."""

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from shared.web.etag import conditional_json
from shared.web.paging import Page, Paging
from shared.web.translation import Catalogues, Translator


def calling(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://vrac.test")


async def test_what_a_device_has_is_not_sent_again() -> None:
    app = FastAPI()
    content = {"catalogue": ["rice"]}

    @app.get("/catalogue")
    async def catalogue(request: Request) -> Response:
        return conditional_json(request, content)

    client = calling(app)
    first = await client.get("/catalogue")
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await client.get("/catalogue", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag), known
    content["catalogue"].append("oil")
    assert (await client.get("/catalogue", headers={"If-None-Match": etag})).json() == content


def test_a_page_names_the_next_one_only_if_there_is_one() -> None:
    assert Page[str].of(["a", "b", "c"], 2, str) == Page[str](items=["a", "b"], next="b")
    assert Page[str].of(["a", "b"], 2, str) == Page[str](items=["a", "b"], next=None)
    assert Page[str].of([], 2, str) == Page[str](items=[], next=None)


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=many", f"after={'x' * 201}"])
async def test_a_page_is_asked_for_within_bounds(query: str) -> None:
    app = FastAPI()

    @app.get("/")
    async def page(asked: Paging) -> None:
        """Only to read its query."""

    assert (await calling(app).get(f"/?{query}")).status_code == 422


def test_french_shows_figures_the_french_way(say: Translator) -> None:
    assert say("{held_cents}", held_cents=123456) == "1\u202f234,56\xa0€"


@pytest.fixture
def say() -> Translator:
    return Catalogues().of("fr")
