"""The two services over HTTP, as one signed-in user reaches them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import httpx

Json = Any
"""A JSON value as the services answer it."""

FRENCH, ENGLISH = "fr", "en"
"""In which language sentences are answered: a volunteer reads French, whoever watches a play English."""

_TRIES = 5
_PAUSE_SECONDS = 0.2


class Refusal(Exception):  # noqa: N818 - the system's answer, not an error of the program
    """A service said no.

    ``sentence`` is its whole sentence in the reader's language; ``problem`` the problem document.
    """

    def __init__(self, request: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", ""))
        self.sentence = str(problem.get("detail") or problem.get("title") or f"HTTP {status}")
        super().__init__(f"{request} was refused ({status}): {self.sentence}")


@dataclass(frozen=True, slots=True)
class Api:
    """One service as one user sees it. Paths start with ``/v1``; the parts of a path come apart and are quoted."""

    client: httpx.AsyncClient
    address: str
    token: str | None = None
    language: str = FRENCH

    async def get(self, *path: str, **query: str | int) -> Json:
        """What stands there."""
        return await self._ask("GET", path, params=query)

    async def put(self, *path: str, body: Json) -> Json:
        """Store under an id that the caller made."""
        return await self._ask("PUT", path, json=body)

    async def post(self, *path: str, body: Json = None) -> Json:
        """Ask for something to be done."""
        return await self._ask("POST", path, json={} if body is None else body)

    async def pages(self, *path: str, **query: str | int) -> AsyncIterator[Json]:
        """Every item of a list that comes in pages."""
        after: dict[str, str | int] = {}
        while True:
            page = await self.get(*path, **query, **after, limit=500)
            for item in page["items"]:
                yield item
            if page["next"] is None:
                return
            after = {"after": page["next"]}

    async def listed(self, *path: str) -> AsyncIterator[Json]:
        """Every item of a list, whether it comes whole or in pages."""
        answer = await self.get(*path)
        if isinstance(answer, list):
            for item in answer:
                yield item
            return
        async for item in self.pages(*path):
            yield item

    async def _ask(self, method: str, path: tuple[str, ...], **request: Any) -> Json:  # noqa: ANN401 - httpx's own
        url = self.address + "/v1/" + "/".join(quote(part, safe="") for part in path)
        headers = {"Accept-Language": self.language}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        response = await self._answer(self.client.build_request(method, url, headers=headers, **request))
        if response.is_success:
            return response.json() if response.content else None
        raise Refusal(f"{method} /v1/{'/'.join(path)}", response.status_code, _problem(response))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        """The answer, asked for again where a connection broke or the service is busy: what comes twice counts once."""
        for _ in range(_TRIES - 1):
            with suppress(httpx.NetworkError, httpx.RemoteProtocolError):
                response = await self.client.send(request)
                if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return response
            await asyncio.sleep(_PAUSE_SECONDS)
        return await self.client.send(request)


def _problem(response: httpx.Response) -> Mapping[str, Any]:
    try:
        problem = response.json()
    except ValueError:
        return {"detail": response.text[:200]}
    return problem if isinstance(problem, dict) else {"detail": response.text[:200]}


@dataclass(frozen=True, slots=True)
class User:
    """One signed-in person's two services."""

    orders: Api
    supply: Api

    def answered_in(self, language: str) -> "User":
        """The same person, reading another language."""
        return User(replace(self.orders, language=language), replace(self.supply, language=language))


async def sign_in(client: httpx.AsyncClient, addresses: "Addresses", login: str, password: str) -> User:
    """A session at orders; its token is good at both services."""
    orders, supply = Api(client, addresses.orders), Api(client, addresses.supply)
    session = await orders.post("sessions", body={"login": login, "password": password})
    return User(
        Api(client, orders.address, session["token"]),
        Api(client, supply.address, session["token"]),
    )


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the two services answer, such as ``http://127.0.0.1:8001``."""

    orders: str
    supply: str
