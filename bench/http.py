"""A client that costs next to nothing: what is measured is the server."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Self

from services.local.ports import LOOPBACK


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as bytes."""

    raw: bytes

    @classmethod
    def of(cls, method: str, path: str, body: dict[str, Any], token: str) -> Self:
        """A JSON request."""
        content = json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return cls(head.encode() + content)


class Connection:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> Self:
        """Connect."""
        return cls(*await asyncio.open_connection(LOOPBACK, port))

    async def send(self, request: Request) -> bytes:
        """Send a request and read the whole answer; its body.

        Raises:
            RuntimeError: the answer is no success.
        """
        self._writer.write(request.raw)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            raise RuntimeError(f"{head.splitlines()[0].decode()}: {body.decode()}")
        return body

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def send_all(port: int, requests: Sequence[Request], connections: int) -> float:
    """Send all requests over some connections, each with the next one when it has its answer; seconds taken."""
    waiting = iter(requests)
    opened = [await Connection.to(port) for _ in range(connections)]

    async def work(connection: Connection) -> None:
        for request in waiting:
            await connection.send(request)

    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for connection in opened:
            group.create_task(work(connection))
    took = perf_counter() - began
    for connection in opened:
        connection.close()
    return took
